"""Makes clips whose frames carry their number and whose sound clicks at known times, and reads cuts back."""

import hashlib
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame
from av.codec.context import Flags
from av.packet import Packet
from av.video.frame import VideoFrame

from engine.export.video import CutReport
from engine.export.video_streams import SUBTITLE_HEADER
from engine.media.probe import probe
from engine.timebase import Span
from engine.types import Media

WIDTH, HEIGHT = 192, 112
BITS = 12
RATE = 48000
CLICK = 96
LANGUAGES = ("eng", "fra", "deu")
EXTRA = {"libx264": "x264-params", "libx265": "x265-params"}


@dataclass(frozen=True)
class Recipe:
    """What a clip is made of. `times`: stamps in `time_base`; empty means one every frame of `fps`."""

    suffix: str = ".mp4"
    codec: str = "libx264"
    params: str = ""
    options: tuple[tuple[str, str], ...] = ()
    frames: int = 100
    fps: Fraction = Fraction(25)
    time_base: Fraction = Fraction(1, 12800)
    times: tuple[int, ...] = ()
    pixels: str = "yuv420p"
    sounds: tuple[str, ...] = ()
    subtitles: tuple[str, ...] = ()
    rotation: int = 0
    aspect: Fraction = Fraction(1)
    chapters: bool = False
    timecode: str = ""
    interlaced: bool = False

    def stamps(self) -> list[int]:
        return list(self.times) or [round(n / self.fps / self.time_base) for n in range(self.frames)]


@dataclass(frozen=True)
class Clip:
    path: Path
    recipe: Recipe
    clicks: dict[int, list[float]] = field(default_factory=dict)
    """Seconds at which each sound track clicks."""

    @property
    def media(self) -> Media:
        return probe(self.path)


def picture(number: int, pixels: str) -> VideoFrame:
    """A picture that says its number in black and white blocks, over a moving pattern."""
    luma = np.zeros((HEIGHT, WIDTH), np.uint8)
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    luma[:] = (96 + 40 * np.sin((columns + 3 * number) / 9) * np.cos((rows - 2 * number) / 7)).astype(np.uint8)
    for bit in range(BITS):
        luma[8:40, bit * 16 : bit * 16 + 16] = 235 if number >> bit & 1 else 16
    chroma = np.full((HEIGHT // 2, WIDTH), 128, np.uint8)
    frame = VideoFrame.from_ndarray(np.vstack([luma, chroma]), "yuv420p")
    return frame if pixels == "yuv420p" else frame.reformat(format=pixels)


def number_of(frame: VideoFrame) -> int:
    luma = frame.to_ndarray(format="gray")
    scale_y, scale_x = frame.height / HEIGHT, frame.width / WIDTH
    rows = slice(round(16 * scale_y), round(32 * scale_y))
    blocks = [luma[rows, round((b * 16 + 4) * scale_x) : round((b * 16 + 12) * scale_x)].mean() for b in range(BITS)]
    return sum(1 << bit for bit, mean in enumerate(blocks) if mean > 126)


def click_times(track: int, seconds: float) -> list[float]:
    """Each track clicks at times of its own."""
    return list(np.arange(0.11 + 0.05 * track, seconds, 0.29 + 0.03 * track))


def sound(times: Sequence[float], seconds: float) -> np.ndarray:
    samples = np.zeros(round(seconds * RATE), np.float32)
    burst = np.sin(np.arange(CLICK) * 0.9).astype(np.float32) * 0.9
    for time in times:
        at = round(time * RATE)
        samples[at : at + CLICK] = burst[: len(samples[at : at + CLICK])]
    return samples


def make_clip(path: Path, recipe: Recipe) -> Clip:
    stamps = recipe.stamps()
    seconds = float((stamps[-1] + stamps[1] - stamps[0]) * recipe.time_base)
    clicks = {track: click_times(track, seconds) for track in range(len(recipe.sounds))}
    with av.open(str(path), "w") as output:
        _write(output, recipe, stamps, seconds, clicks)
    return Clip(path, recipe, clicks)


def _write(output, recipe, stamps, seconds, clicks) -> None:  # type: ignore[no-untyped-def]
    video = _video_stream(output, recipe)
    tracks = [output.add_stream(codec, rate=RATE, layout="mono") for codec in recipe.sounds]
    for track, language in zip(tracks, LANGUAGES, strict=False):
        track.metadata["language"] = language
    texts = [_text_stream(output, codec) for codec in recipe.subtitles]
    if recipe.chapters:
        middle, end = round(seconds * 500), round(seconds * 1000)
        output.set_chapters([_chapter(1, 0, middle, "first"), _chapter(2, middle, end, "second")])
    packets = []
    for number, pts in enumerate(stamps):
        frame = picture(number, recipe.pixels)
        frame.pts, frame.time_base = pts, recipe.time_base
        packets += video.encode(frame)
    packets += video.encode(None)
    for track, stream in enumerate(tracks):
        packets += _sound_packets(stream, sound(clicks[track], seconds))
    for text, codec in zip(texts, recipe.subtitles, strict=True):
        packets += [_text_packet(text, codec, number, words) for number, words in enumerate(subtitle_words(seconds))]
    packets.sort(key=lambda packet: packet.dts * packet.time_base)
    for packet in packets:
        output.mux(packet)


def _video_stream(output, recipe):  # type: ignore[no-untyped-def]
    options = dict(recipe.options)
    if recipe.codec == "libx265":
        options["x265-params"] = "log-level=none:pools=1" + (":" + recipe.params if recipe.params else "")
    elif recipe.params:
        options[EXTRA[recipe.codec]] = recipe.params
    video = output.add_stream(recipe.codec, rate=recipe.fps, options=options)
    context = video.codec_context
    context.width, context.height, context.pix_fmt = WIDTH, HEIGHT, recipe.pixels
    context.time_base = recipe.time_base
    context.sample_aspect_ratio = recipe.aspect
    context.thread_count = 1
    if recipe.interlaced:
        context.flags |= Flags.interlaced_dct | Flags.interlaced_me
    if recipe.rotation:
        video.set_display_rotation(-recipe.rotation)
    if recipe.timecode:
        video.metadata["timecode"] = recipe.timecode
    return video


def _text_stream(output, codec: str):  # type: ignore[no-untyped-def]
    stream = output.add_stream(codec)
    stream.codec_context.subtitle_header = SUBTITLE_HEADER
    stream.time_base = Fraction(1, 1000)
    return stream


def _chapter(number: int, start: int, end: int, title: str) -> dict[str, Any]:
    return {"id": number, "start": start, "end": end, "time_base": Fraction(1, 1000), "metadata": {"title": title}}


def _sound_packets(stream, samples):  # type: ignore[no-untyped-def]
    context = stream.codec_context
    packets = []
    for at in range(0, len(samples), 960 if "opus" in context.name else 1024):
        block = samples[at : at + (960 if "opus" in context.name else 1024)]
        frame = AudioFrame.from_ndarray(block[None, :], "fltp", "mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
        for piece in av.AudioResampler(context.format, context.layout, RATE).resample(frame):
            packets += stream.encode(piece)
    return packets + stream.encode(None)


def subtitle_words(seconds: float) -> list[tuple[int, int, str]]:
    """Start and end in milliseconds and the words."""
    return [(start, start + 500, f"text {start}") for start in range(200, round(seconds * 1000) - 600, 700)]


def _text_packet(stream, codec: str, number: int, words: tuple[int, int, str]) -> Packet:  # type: ignore[no-untyped-def]
    start, end, text = words
    data = text.encode()
    if codec == "mov_text":
        data = len(data).to_bytes(2, "big") + data
    elif codec == "ass":
        data = b"%d,0,Default,,0,0,0,,%s" % (number, data)
    packet = Packet(data)
    packet.stream, packet.time_base, packet.is_keyframe = stream, Fraction(1, 1000), True
    packet.pts = packet.dts = start
    packet.duration = end - start
    return packet


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Clip]:
    """Makes the clip of a recipe (fields of `Recipe`), once in a session."""
    folder = tmp_path_factory.mktemp("clips")
    made: dict[Recipe, Clip] = {}

    def make(**fields: Any) -> Clip:
        recipe = Recipe(**fields)
        if recipe not in made:
            made[recipe] = make_clip(folder / f"clip{len(made)}{recipe.suffix}", recipe)
        return made[recipe]

    return make


@pytest.fixture(scope="session")
def kit() -> ModuleType:
    """The functions of this file that read and judge a cut."""
    return sys.modules[__name__]


def decoded(path: Path) -> list[VideoFrame]:
    with av.open(str(path)) as container:
        return list(container.decode(container.streams.video[0]))


def numbers(path: Path) -> list[int]:
    return [number_of(frame) for frame in decoded(path)]


def wanted_numbers(clip: Clip, spans: Sequence[Span]) -> list[int]:
    """Numbers of the frames whose time lies in a span, told from the recipe alone."""
    base = clip.recipe.time_base
    stamps = clip.recipe.stamps()
    return [n for n, pts in enumerate(stamps) if any(s.start <= (pts - stamps[0]) * base < s.end for s in spans)]


def video_packets(path: Path) -> list[Packet]:
    with av.open(str(path)) as container:
        return [packet for packet in container.demux(container.streams.video[0]) if packet.size]


def copied_bytes(source: Path, target: Path) -> int:
    """How many video packets of the target are those of the source to the byte, each used once."""
    there = Counter(hashlib.sha256(bytes(packet)).digest() for packet in video_packets(source))
    here = Counter(hashlib.sha256(bytes(packet)).digest() for packet in video_packets(target))
    return sum((there & here).values())


def click_positions(path: Path, track: int) -> list[float]:
    """Player times of the clicks that can be heard in one track."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[track]
        start = Fraction(container.start_time or 0, 1_000_000)
        levels: list[tuple[float, np.ndarray]] = []
        for frame in container.decode(stream):
            samples = np.abs(frame.to_ndarray().astype(np.float64)).reshape(-1)
            scale = 1.0 if frame.format.name.startswith("flt") else 32768.0
            levels.append((float(frame.pts * frame.time_base - start), samples / scale))
    loud = [time + at / RATE for time, samples in levels for at in np.flatnonzero(samples > 0.3)]
    return [time for before, time in zip([-1.0, *loud], loud, strict=False) if time - before > 0.02]


def wanted_clicks(clip: Clip, track: int, report: CutReport, margin: float) -> list[float]:
    """Where the clicks must sound in the new file; those within `margin` seconds of a joint are left out."""
    wanted = []
    for stretch in report.files[0].stretches:
        begin, end = float(stretch.source.start), float(stretch.source.end)
        shift = float(stretch.target) - begin
        wanted += [time + shift for time in clip.clicks[track] if begin + margin <= time < end - margin]
    return wanted


def assert_clicks(clip: Clip, path: Path, report: CutReport, margin: float, tolerance: float) -> None:
    """Each wanted click sounds within `tolerance` seconds, on every track."""
    for track in clip.clicks:
        heard = np.array(click_positions(path, track))
        for time in wanted_clicks(clip, track, report, margin):
            assert np.abs(heard - time).min() <= tolerance, f"track {track}: no click at {time:.3f}, heard {heard}"


def assert_even(path: Path, clip: Clip, kept: Sequence[int]) -> None:
    """Every frame lasts as long as in the source, over joints too."""
    base = clip.recipe.time_base
    stamps = clip.recipe.stamps()
    ends = [*stamps[1:], stamps[-1] + (stamps[-1] - stamps[-2])]
    wanted = np.cumsum([0.0, *(float((ends[n] - stamps[n]) * base) for n in kept[:-1])])
    found = np.array([float(frame.pts * frame.time_base) for frame in decoded(path)])
    tolerance = 0.0011 if path.suffix in (".mkv", ".webm") else 1e-9
    assert np.abs(found - found[0] - wanted).max() <= tolerance


def assert_plays(path: Path) -> None:
    """The ffmpeg program, where there is one, decodes the file without a word."""
    program = shutil.which("ffmpeg")
    if program is None:
        return
    command = [program, "-v", "error", "-i", str(path), "-map", "0", "-c:s", "copy", "-c:d", "copy"]
    # Frames nearer to each other than the average would share a stamp of the null output otherwise.
    command += ["-fps_mode", "passthrough", "-enc_time_base", "-1"]
    result = subprocess.run([*command, "-f", "null", "-"], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
