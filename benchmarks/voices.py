"""Score what is heard: who speaks when, beside senko's own diariser, whose voice it is, and what is no voice at all.

    python benchmarks/voices.py [--senko PYTHON] [--home FOLDER] [PART]...

PART: `ami` (diarisation error: no collar, overlap scored), `heard` (F1 in clips with names from reference photos),
`speed` (times real time), `noise` (speech found where there is none), `bad` (odd files). Needs pyannote.metrics and the
local test media in ../shared. `--senko`: a Python in which senko's diariser runs; without it only ours is scored.
`ONLYLOOK_MODELS` must name the folder that holds LR-ASD for `heard` to bind voices to faces.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from segments import SHARED, _film, _ignored, _photos, _score_module, _truth

from engine.errors import UserError
from engine.identify.voices import voices_of
from engine.media.probe import probe
from engine.pipeline.cast import cast_of_film
from engine.pipeline.hearing import hear_film, turns_of
from engine.pipeline.photos import PhotoReader, read_photos
from engine.pipeline.tools import open_tools
from engine.progress import run
from engine.settings import AnalysisSettings
from engine.types import Turn

RATE = 16000
AMI = SHARED / "media" / "speech" / "ami"
MEETINGS = ("trn00", "trn01", "trn02", "trn03", "trn04", "sample")
SCORED_S = 30.0
CLIPS = ("avi_hyland2", "ft_simon_easy1", "avi_friends", "visualvoice_interview")
SENKO = """
import json, sys, time
import senko
diarizer = senko.Diarizer(device="cpu", warmup=True, quiet=True)
for path in sys.argv[1:]:
    began = time.monotonic()
    found = diarizer.diarize(path, generate_colors=False)
    rows = [(s["start"], s["end"], s["speaker"]) for s in found["merged_segments"]] if found else []
    print("SENKO" + json.dumps({"path": path, "seconds": time.monotonic() - began, "turns": rows}))
"""
Rows = list[tuple[float, float, str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=list(PARTS))
    parser.add_argument("--senko", default="", help="a Python in which senko's diariser runs")
    parser.add_argument("--seconds", type=int, default=600, help="how much talk `speed` takes")
    parser.add_argument("--home", type=Path, help="folder that keeps the projects for the next run")
    args = parser.parse_args()
    if not AMI.is_dir():
        sys.exit("This benchmark needs the local test media in ../shared.")
    with tempfile.TemporaryDirectory() as scratch:
        for part in args.parts:
            PARTS[part](args, Path(scratch))


def _ami(args: argparse.Namespace, scratch: Path) -> None:
    from pyannote.core import Segment, Timeline
    from pyannote.metrics.diarization import DiarizationErrorRate

    paths = [_sixteen_bits(AMI / f"{name}.wav", scratch) for name in MEETINGS]
    results = {"ours": [_rows(run(turns_of(probe(path)))) for path in paths]}
    if args.senko:
        results["senko"] = [rows for rows, _ in _senko(args.senko, paths)]
    print("AMI excerpts: diarisation error, missed, false, confused (seconds); speakers found")
    for who, found in results.items():
        metric = DiarizationErrorRate(collar=0, skip_overlap=False)
        for name, rows in zip(MEETINGS, found, strict=True):
            truth, scored = _annotation(_meeting(name)), Timeline([Segment(0, SCORED_S)])
            report = metric(truth, _annotation(rows), uem=scored, detailed=True)
            parts = " ".join(f"{report[key]:5.1f}" for key in ("missed detection", "false alarm", "confusion"))
            error, names = report["diarization error rate"], {row[2] for row in rows}
            print(f"  {who:6s} {name:7s} {error:6.1%}  {parts}  {len(names)} of {len(truth.labels())}")
        print(f"  {who:6s} all     {abs(metric):6.1%}")


def _heard(args: argparse.Namespace, scratch: Path) -> None:
    score = _score_module()
    home = args.home or scratch
    home.mkdir(parents=True, exist_ok=True)
    print("Heard, with names from photos: precision recall F1")
    tools = open_tools()
    for clip in CLIPS:
        film = _film(clip, home, AnalysisSettings())
        began = time.monotonic()
        hearing = run(hear_film(film))
        seconds = time.monotonic() - began
        photos = _photos(clip)
        named = read_photos(photos, PhotoReader(tools.detector, tools.embedder)).faces
        persons = [person for person in cast_of_film(film, named).persons if person.known]
        spans: dict[tuple[str, str], list[tuple[float, float]]] = {}
        for claim in voices_of(hearing.turns, hearing.nats, persons):
            name = persons[claim.person].name
            spans.setdefault((name, "voice"), []).append((float(claim.span.start), float(claim.span.end)))
        report = score.score(_truth(clip, score), spans, "names", _ignored(photos))["heard"]
        mean = " ".join(f"{value:.3f}" for value in report["mean"])
        print(f"  {clip:24s} {mean}   ({seconds / float(film.media.duration):.2f} x the clip's length)")
        for name, values in report["people"].items():
            print(f"      {name:22s} " + " ".join(f"{value:.3f}" for value in values))


def _speed(args: argparse.Namespace, scratch: Path) -> None:
    """A long conversation: the read sentences and the meetings one after another."""
    files = [*sorted((SHARED / "media/speech/librispeech").glob("*/*.flac")), *AMI.glob("trn0*.wav")]
    sound = np.concatenate([soundfile.read(path, dtype="float32")[0] for path in files])
    path = scratch / "talk.wav"
    sound = np.resize(sound, args.seconds * RATE)
    soundfile.write(path, sound, RATE, subtype="PCM_16")
    run(turns_of(probe(_sixteen_bits(AMI / "sample.wav", scratch))))
    began, processor = time.monotonic(), time.process_time()
    turns = run(turns_of(probe(path)))
    wall, processor = time.monotonic() - began, time.process_time() - processor
    print(f"Speed, {args.seconds} s of talk, times real time")
    speakers = len({turn.speaker for turn in turns})
    print(
        f"  ours  {args.seconds / wall:.0f} ({args.seconds / processor:.0f} by its processor time), {speakers} speakers"
    )
    if args.senko:
        ((rows, seconds),) = _senko(args.senko, [path])
        print(f"  senko {args.seconds / seconds:.0f}, {len({row[2] for row in rows})} speakers")


def _noise(args: argparse.Namespace, scratch: Path) -> None:
    print("Speech found where there is none (share of the time)")
    for name, sound in _without_speech().items():
        path = scratch / f"{name}.wav"
        soundfile.write(path, sound, RATE, subtype="PCM_16")
        found = sum(float(turn.span.duration) for turn in run(turns_of(probe(path))))
        print(f"  {name:24s} {found / len(sound) * RATE:6.1%}")
    for clip in ("ghost_nggyup.mp4", "moviepy_bbb_0_30.webm", "moviepy_chaplin.mp4", "ghost_dirtydancing.mp4"):
        media = probe(SHARED / "media/clips" / clip)
        found = sum(float(turn.span.duration) for turn in run(turns_of(media)))
        print(f"  {clip:24s} {found / float(media.duration):6.1%}")


def _without_speech() -> dict[str, np.ndarray]:
    random = np.random.default_rng(0)
    times = np.arange(30 * RATE) / RATE
    pulse = 0.5 + 0.5 * np.sin(2 * np.pi * 2 * times)
    chord = sum(np.sin(2 * np.pi * hz * times) for hz in (220, 277.2, 329.6, 440)) * pulse * 0.05
    tones = np.repeat(random.choice([220, 247, 262, 294, 330, 349, 392, 440], 120), RATE // 4)
    phase = 2 * np.pi * np.cumsum(tones * (1 + 0.01 * np.sin(2 * np.pi * 5.5 * times))) / RATE
    melody = sum(np.sin(k * phase) / k for k in range(1, 9)) * np.exp(-(times % 0.25) / 0.2) * 0.1
    drums = random.normal(0, 0.2, len(times)) * np.exp(-(times % 0.5) / 0.04)
    return {
        "silence": np.zeros(len(times)),
        "noise": random.normal(0, 0.1, len(times)),
        "chord": chord,
        "melody": melody,
        "melody and drums": melody + drums,
    }


def _bad(args: argparse.Namespace, scratch: Path) -> None:
    print("Odd files: turns, or the sentence that the user gets")
    speech = soundfile.read(AMI / "sample.wav", dtype="float32")[0]
    variants: dict[str, Callable[[Path], None]] = {
        "8 kHz": lambda path: soundfile.write(path, speech[::2], RATE // 2),
        "5.1": lambda path: soundfile.write(path, np.stack([0 * speech] * 2 + [speech] + [0 * speech] * 3, 1), RATE),
        "half a second": lambda path: soundfile.write(path, speech[: RATE // 2], RATE),
        "empty": lambda path: soundfile.write(path, speech[:0], RATE),
    }
    for name, write in variants.items():
        path = scratch / f"{name}.wav"
        write(path)
        print(f"  {name:14s} {_told(path)}")
    for clip in ("psd_goldeneye-vfr-drop3.mp4", "mmaction_test.avi", "ghost_orig.webm", "pyfeat_face_noface.mov"):
        print(f"  {clip:30s} {_told(SHARED / 'media/clips' / clip)}")


def _told(path: Path) -> str:
    try:
        notes: list[str] = []
        turns = run(turns_of(probe(path)), lambda progress: notes.append(progress.note))
    except UserError as error:
        return str(error)
    return f"{len(turns)} turns of {len({turn.speaker for turn in turns})} speakers. {notes[-1]}"


def _senko(python: str, paths: list[Path]) -> list[tuple[Rows, float]]:
    done = subprocess.run([python, "-c", SENKO, *map(str, paths)], capture_output=True, text=True, check=True)
    told = [json.loads(line[5:]) for line in done.stdout.splitlines() if line.startswith("SENKO")]
    return [([tuple(row) for row in one["turns"]], one["seconds"]) for one in told]


def _meeting(name: str) -> Rows:
    table = AMI / ("sample.rttm" if name == "sample" else "debug.train.rttm")
    rows = [line.split() for line in table.read_text(encoding="utf-8").splitlines()]
    return [(float(r[3]), float(r[3]) + float(r[4]), r[7]) for r in rows if r[1] == name]


def _rows(turns: tuple[Turn, ...]) -> Rows:
    return [(float(turn.span.start), float(turn.span.end), str(turn.speaker)) for turn in turns]


def _annotation(rows: Rows) -> Any:
    from pyannote.core import Annotation, Segment

    annotation = Annotation()
    for number, (start, end, speaker) in enumerate(rows):
        annotation[Segment(start, end), number] = speaker
    return annotation


def _sixteen_bits(path: Path, scratch: Path) -> Path:
    """senko reads nothing else."""
    sound, rate = soundfile.read(path, dtype="float32")
    target = scratch / path.name
    soundfile.write(target, sound, rate, subtype="PCM_16")
    return target


PARTS = {"ami": _ami, "heard": _heard, "speed": _speed, "noise": _noise, "bad": _bad}

if __name__ == "__main__":
    main()
