"""Print how fast the media layer streams a video, beside FFmpeg decoding the same file on as many threads.

    python benchmarks/decode.py VIDEO... [--threads 2] [--repeat 3]

Ratios are FFmpeg's time over ours: 1.00 is as fast, below is slower. Best of the repeats, measured in turns so that
another load on the machine weighs on all alike.
"""

import argparse
import shutil
import subprocess
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from engine.media.picture import DecodedFrame
from engine.media.probe import probe, require_video
from engine.media.reader import open_reader
from engine.media.video import VideoStreamer
from engine.types import Media

SAMPLE_RATE = 5
SCALED_WIDTH = 640


def ffmpeg_program() -> str:
    """The system's FFmpeg, or the one that imageio-ffmpeg brings."""
    found = shutil.which("ffmpeg")
    if found:
        return found
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_exe())


def decode_with_ffmpeg(media: Media, threads: int) -> None:
    command = [ffmpeg_program(), "-v", "error", "-threads", str(threads), "-i", str(media.path)]
    subprocess.run([*command, "-map", "0:v", "-f", "null", "-"], check=True, stdin=subprocess.DEVNULL)


def stream(media: Media, threads: int, scaled: bool = False, **how: bool) -> int:
    """Stream all frames; `scaled`: also make a small picture a few times a second, in the decoder's thread."""
    width, height = require_video(media).display_size
    size = SCALED_WIDTH, max(1, round(height * SCALED_WIDTH / width))
    due = Fraction(0)

    def scale(frame: DecodedFrame) -> None:
        nonlocal due
        if frame.time >= due:
            frame.scaled(*size)
            due = frame.time + Fraction(1, SAMPLE_RATE)

    with VideoStreamer(media, threads=threads, prepare=scale if scaled else None, **how) as frames:
        return sum(1 for _ in frames)


def measured(ways: dict[str, Callable[[], object]], repeat: int) -> dict[str, float]:
    """Best seconds of each way, taken in turns."""
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(repeat):
        for name, way in ways.items():
            begin = time.perf_counter()
            way()
            best[name] = min(best[name], time.perf_counter() - begin)
    return best


def report(path: Path, threads: int, repeat: int) -> None:
    media = probe(path)
    video = require_video(media)
    frames = stream(media, threads)
    times = measured(
        {
            "ffmpeg": lambda: decode_with_ffmpeg(media, threads),
            "stream": lambda: stream(media, threads),
            f"stream, {SCALED_WIDTH} wide at {SAMPLE_RATE}/s": lambda: stream(media, threads, scaled=True),
            "stream without non-reference frames": lambda: stream(media, threads, skip_nonref=True),
            "... and without loop filter": lambda: stream(media, threads, skip_nonref=True, skip_loop_filter=True),
            "... and scaled": lambda: stream(media, threads, True, skip_nonref=True, skip_loop_filter=True),
        },
        repeat,
    )
    print(f"{path.name}: {video.codec} {video.width}x{video.height}, {frames} frames, {threads} threads")
    for name, seconds in times.items():
        print(f"  {name:<42} {frames / seconds:8.0f} fps   ratio {times['ffmpeg'] / seconds:.2f}")
    print(f"  {'random frames, 320 wide':<42} {1000 * random_access_s(media):8.1f} ms each")


def random_access_s(media: Media, count: int = 20) -> float:
    """Mean seconds for a frame anywhere in the video."""
    duration = require_video(media).duration
    reader = open_reader(media, width=320)
    begin = time.perf_counter()
    for number in range(count):
        # Steps by the golden ratio visit a video evenly and never in order.
        reader.at(duration * ((number * Fraction(618034, 10**6)) % 1))
    seconds = (time.perf_counter() - begin) / count
    reader.close()
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("videos", nargs="+", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    for path in options.videos:
        report(path, options.threads, options.repeat)


if __name__ == "__main__":
    main()
