"""Time the analysis of a long 1080p film, by faces and by all senses, beside bare decoding by FFmpeg, in one run.

    python benchmarks/speed.py [--film FILE] [--minutes 10] [--quality balanced] [--no-loop]

Without --film, one is made from the local test media: clips joined and scaled to 1080p25 H.264, kept in the system's
temporary folder for the next run. The baseline is `ffmpeg -v error -threads 2 -i FILE -map 0:v -f null -`, run before
and after the analysis; ratios are over the mean of both, for wall time and for processor time. Stages are timed by
running the same reading with less of the work; what is analysed is opened once more, too. A table of `stages.py` says
what each second of film costs. A loop in the manner of `face_recognition` (dlib's HOG detector and embedding, five
frames a second) runs on a part of the film in an environment of its own.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from pathlib import Path

from stages import profile

SHARED = Path(__file__).resolve().parents[2] / "shared"
CLIPS = ("avi_hyland2", "avi_friends", "avi_herapheri", "ghost_dirtydancing", "visualvoice_interview", "avi_testvideo")
PART_S = 25
LOOP_S = 20
SCALE = (
    "scale=1920:1080:force_original_aspect_ratio=decrease:flags=bicubic,pad=1920:1080:(ow-iw)/2:(oh-ih)/2,"
    # Upscaled clips are smoother than any camera; grain gives the decoder as much to do as real film does.
    "setsar=1,fps=25,noise=alls=5:allf=t"
)
STAGES = ("decode", "shots", "analysis", "whole")
"""`analysis` is faces and bodies alone, as for a cut by face; `whole` adds voices, speaking faces and captions."""


@dataclass(frozen=True, slots=True)
class Timed:
    """Wall time, processor time of all threads, and peak memory of one process."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--film", type=Path)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--quality", choices=("fast", "balanced", "thorough"), default="balanced")
    parser.add_argument("--no-loop", action="store_true", help="leave out the face_recognition loop")
    parser.add_argument("--stage", choices=STAGES, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.stage:
        _run_stage(args.stage, args.film, args.quality)
        return
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        sys.exit("This benchmark needs the ffmpeg program for its baseline.")
    film = args.film or _made_film(ffmpeg, args.minutes)
    _compare(ffmpeg, film, args.quality)
    if not args.no_loop:
        _recognition_loop(film)


def _compare(ffmpeg: str, film: Path, quality: str) -> None:
    bare = [ffmpeg, "-v", "error", "-threads", "2", "-i", str(film), "-map", "0:v", "-f", "null", "-"]
    before = _timed(bare)
    stages = {stage: _timed(_stage_command(stage, film, quality)) for stage in STAGES}
    after = _timed(bare)
    baseline, baseline_cpu = (before.wall_s + after.wall_s) / 2, (before.cpu_s + after.cpu_s) / 2
    print(f"{film.name}, {quality}, {os.cpu_count()} cores")
    print(f"{'':28s} {'wall s':>8s} {'ratio':>7s} {'cpu s':>8s} {'ratio':>7s} {'peak MB':>8s}")
    rows = [("ffmpeg before", before), ("ffmpeg after", after), *stages.items()]
    for name, timed in rows:
        wall, cpu = timed.wall_s / baseline, timed.cpu_s / baseline_cpu
        print(f"{name:28s} {timed.wall_s:8.1f} {wall:7.2f} {timed.cpu_s:8.1f} {cpu:7.2f} {timed.peak_mb:8.0f}")
    profile(film, quality, everything=True)


def _stage_command(stage: str, film: Path, quality: str) -> list[str]:
    return [sys.executable, __file__, "--stage", stage, "--film", str(film), "--quality", quality]


def _timed(command: list[str]) -> Timed:
    """Run a command to its end; its peak memory is that of the process itself."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])})
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command[0]} failed with status {status}.")
    return Timed(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _run_stage(stage: str, film: Path, quality: str) -> None:
    from engine.detect.shots import ShotDetector
    from engine.detect.thumbs import thumbnail
    from engine.media.video import VideoStreamer
    from engine.pipeline.analysis import analyze
    from engine.progress import run
    from engine.settings import AnalysisSettings
    from engine.store.project import Project

    if stage == "whole":
        _run_whole(film, quality)
        return
    if stage == "analysis":
        with tempfile.TemporaryDirectory() as folder, Project.create(Path(folder) / "speed.olat") as project:
            found = run(analyze(project, film, AnalysisSettings(quality=quality)))  # type: ignore[arg-type]
            print(f"  ({len(found.scan.shots)} shots, {len(found.scan.tracks)} tracks of faces and bodies)")
            began = time.perf_counter()
            run(analyze(project, film, AnalysisSettings(quality=quality)))  # type: ignore[arg-type]
            print(f"  (again, unchanged: {time.perf_counter() - began:.2f} s)")
        return
    shots = ShotDetector()
    with VideoStreamer(film, skip_loop_filter=True) as frames:
        for frame in frames:
            if stage == "shots":
                shots.push(frame.pts, frame.time, thumbnail(frame, frames.stream.pixel_format))


def _run_whole(film: Path, quality: str) -> None:
    """All that an analysis looks for, and how long each part took."""
    from engine.media.probe import probe
    from engine.pipeline.analysis import analyze
    from engine.pipeline.captions import read_captions
    from engine.pipeline.films import ANALYSED
    from engine.pipeline.hearing import hear, hear_film
    from engine.pipeline.senses import text_on_the_way
    from engine.progress import run
    from engine.settings import AnalysisSettings
    from engine.store.project import Project

    clocks = [(time.perf_counter(), time.process_time())]
    with tempfile.TemporaryDirectory() as folder, Project.create(Path(folder) / "speed.olat") as project:
        media = probe(film)
        passing = text_on_the_way(project, media, ANALYSED)
        settings = AnalysisSettings(quality=quality)  # type: ignore[arg-type]
        found = run(analyze(project, media, settings, passing=passing))
        clocks.append((time.perf_counter(), time.process_time()))
        if media.audio:
            run(hear(project, found.media_id, media))
            clocks.append((time.perf_counter(), time.process_time()))
            run(hear_film(found))
        else:
            clocks.append(clocks[-1])
        clocks.append((time.perf_counter(), time.process_time()))
        run(read_captions(found, passing=passing))
        clocks.append((time.perf_counter(), time.process_time()))
    parts = ("pictures and text", "turns of voices", "speaking faces", "captions joined")
    for name, before, after in zip(parts, clocks, clocks[1:], strict=False):
        wall, processor = after[0] - before[0], after[1] - before[1]
        print(f"    {name:20s} {wall:8.1f} s, processor {processor:8.1f} s")
    if media.audio:
        length, (wall, processor) = float(media.duration), (clocks[2][i] - clocks[1][i] for i in (0, 1))
        print(f"    turns of voices: {length / wall:.0f} times real time, {length / processor:.0f} by processor time")


def _made_film(ffmpeg: str, minutes: float) -> Path:
    if not (SHARED / "media").is_dir():
        sys.exit("This benchmark needs the local test media in ../shared, or a film of yours with --film.")
    folder = Path(tempfile.gettempdir()) / "onlylook-benchmarks"
    film = folder / f"film-1080p25-{minutes:g}min-sound.mp4"
    if film.is_file():
        return film
    folder.mkdir(exist_ok=True)
    parts = []
    for clip in CLIPS:
        part = folder / f"part-{clip}.mp4"
        if not part.is_file():
            source = SHARED / "media" / "clips" / f"{clip}.mp4"
            _encode(ffmpeg, source, part)
        parts.append(_with_sound(ffmpeg, SHARED / "media" / "clips" / f"{clip}.mp4", part))
    listing = folder / "parts.txt"
    length = sum(_length_s(part) for part in parts)
    rounds = max(1, round(minutes * 60 / length))
    listing.write_text("".join(f"file '{part}'\n" for part in parts * rounds), encoding="utf-8")
    subprocess.run(
        [ffmpeg, "-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", str(listing), "-c", "copy", str(film)],
        check=True,
    )
    return film


def _encode(ffmpeg: str, source: Path, target: Path) -> None:
    draft = target.with_suffix(".draft.mp4")
    options = ["-t", str(PART_S), "-an", "-vf", SCALE, "-pix_fmt", "yuv420p", "-c:v", "libx264"]
    quality = ["-preset", "fast", "-crf", "20", "-threads", "2"]
    subprocess.run([ffmpeg, "-v", "error", "-y", "-i", str(source), *options, *quality, str(draft)], check=True)
    draft.replace(target)


def _with_sound(ffmpeg: str, source: Path, part: Path) -> Path:
    """The part with the sound of its clip."""
    target = part.with_name(part.name.replace("part-", "sounding-"))
    if not target.is_file():
        draft = target.with_suffix(".draft.mp4")
        inputs = ["-i", str(part), "-t", str(PART_S), "-i", str(source), "-map", "0:v", "-map", "1:a"]
        sound = ["-c:v", "copy", "-c:a", "aac", "-ar", "48000", "-ac", "2", "-af", "apad", "-shortest"]
        subprocess.run([ffmpeg, "-v", "error", "-y", *inputs, *sound, str(draft)], check=True)
        draft.replace(target)
    return target


def _length_s(path: Path) -> float:
    from engine.media.probe import probe

    return float(probe(path).duration)


LOOP = """
import sys, time, av, dlib, numpy as np
folder, film, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
find, place = dlib.get_frontal_face_detector(), dlib.shape_predictor(folder + "/shape_predictor_5_face_landmarks.dat")
embed = dlib.face_recognition_model_v1(folder + "/dlib_face_recognition_resnet_model_v1.dat")
faces, wanted, started = 0, 0.0, time.perf_counter()
with av.open(film) as container:
    for frame in container.decode(video=0):
        if frame.time >= seconds:
            break
        if frame.time >= wanted:
            wanted += 0.2
            image = frame.to_ndarray(format="rgb24")
            for box in find(image, 1):
                embed.compute_face_descriptor(image, place(image, box))
                faces += 1
print(time.perf_counter() - started, faces)
"""


def _recognition_loop(film: Path) -> None:
    from importlib.util import find_spec

    package = find_spec("face_recognition_models")
    if package is None or package.origin is None:
        print("face_recognition loop: left out, its weights are not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        packages = ["dlib-bin", "av", "numpy"]
        installed = subprocess.run([python, "-m", "pip", "install", "-q", *packages], capture_output=True, check=False)
        if installed.returncode:
            print("face_recognition loop: left out, dlib-bin could not be installed")
            return
        weights = Path(package.origin).parent / "models"
        command = [str(python), "-c", LOOP, str(weights), str(film), str(LOOP_S)]
        seconds, faces = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    print(f"face_recognition loop at 5 fps: {float(seconds) / LOOP_S:.2f} s per second of film ({faces} faces)")


if __name__ == "__main__":
    main()
