"""Score everything that is said of a person together: seen, heard, named; and what each kind of evidence earns.

    python benchmarks/senses.py [--home FOLDER] [--variant installed|models] [CLIP]...

Each clip with hand-made truth is analysed whole (faces, bodies, voices, captions), persons are named by reference
photos, and the rows that `onlylook segments` would print are scored. It is done twice, each time in a process and with
a data folder of its own: as installed, and with the folder of models in ../shared. The data folders lie in `--home`,
so that a second run analyses nothing; only networks that come inside packages are taken over into them,
because what was converted once is used from then on. The ablation adds one kind of evidence after the other. Needs the
local test media in ../shared.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from captions import PLATES
from segments import CLIPS, SHARED, _ignored, _photos, _score_module, _truth

from engine.describe.body import MODELS as BODY_MODELS
from engine.describe.body import best_available as best_body_net
from engine.describe.clothes import MODEL as CLOTHES
from engine.detect.people import best_available as best_person_finder
from engine.edit.segments import rows_of
from engine.identify.cast import NamedFaces
from engine.media.probe import probe
from engine.models.catalog import catalog
from engine.models.folders import model_folders
from engine.models.ready import available
from engine.pipeline.analysis import Film
from engine.pipeline.captions import name_proposals
from engine.pipeline.cast import cast_of_film
from engine.pipeline.films import ANALYSED
from engine.pipeline.photos import PhotoReader, read_photos
from engine.pipeline.senses import analyze_all
from engine.pipeline.sought import whole_film
from engine.pipeline.tools import open_tools
from engine.progress import run
from engine.settings import EVIDENCE
from engine.store.project import Project
from engine.track.active_speaker import MODEL as ASD_MODEL

FACELESS, DRAWN = "intel_one-by-one-person", "moviepy_sintel_trailer"
HEARD = ("avi_hyland2", "ft_simon_easy1", "avi_friends", "visualvoice_interview")
"""Clips of which the truth knows who speaks."""
VARIANTS = {"installed": "As installed", "models": "With the folder of models"}
WORDS = {"seen": "seen (face or body)", "face": "face", "heard": "heard", "either": "seen or heard"}
Spans = dict[tuple[str, str], list[tuple[float, float]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="*", default=CLIPS)
    parser.add_argument("--home", type=Path, help="folder that keeps the data folders for the next run")
    parser.add_argument("--variant", choices=VARIANTS, action="append", help="only this one")
    parser.add_argument("--inside", choices=VARIANTS, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if not (SHARED / "media").is_dir():
        sys.exit("This benchmark needs the local test media in ../shared.")
    if args.inside:
        print(f"== {VARIANTS[args.inside]} ==", flush=True)
        _score_all(args.clips, args.home)
        return
    with tempfile.TemporaryDirectory() as scratch:
        for variant in args.variant or VARIANTS:
            run_inside(__file__, variant, (args.home or Path(scratch)) / variant, args.clips)


def run_inside(script: str, variant: str, home: Path, more: Sequence[str]) -> None:
    """Run a script with `--inside` in a process of its own that sees the networks of this variant alone."""
    converted = home / "models" / "converted"
    if not converted.is_dir():
        converted.mkdir(parents=True)
        packed = [one.name for one in catalog().values() if any(source.kind == "package" for source in one.sources)]
        for path in model_folders().converted.glob("*.onnx"):
            if any(path.name.startswith(f"{name}-") for name in packed):
                shutil.copy2(path, converted)
    told = {**os.environ, "ONLYLOOK_HOME": str(home), "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    told.pop("ONLYLOOK_MODELS", None)
    if variant == "models":
        told["ONLYLOOK_MODELS"] = str(SHARED / "models")
    words = [sys.executable, script, "--inside", variant, "--home", str(home), *more]
    subprocess.run(words, env=told, check=True)


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """An analysed clip with the photos of its people."""

    name: str
    film: Film
    photos: list[tuple[str, Path]]
    faces: Mapping[str, NamedFaces]


def _score_all(names: list[str], home: Path) -> None:
    print(f"finder of persons: {best_person_finder() or 'none'}; appearance: {best_body_net() or 'none'}; ", end="")
    print(f"speaking faces: {ASD_MODEL if available(ASD_MODEL) else 'by the motion of mouths'}")
    clips, score = [_clip(name, home) for name in names], _score_module()
    for kind in ("seen", "face", "heard"):
        _table(kind, [clip for clip in clips if kind != "heard" or clip.name in HEARD], score)
    _plates(clips)
    _ablation(clips, score)
    _for_information(_clip(FACELESS, home, with_photos=False), _clip(DRAWN, home), score)


def _clip(name: str, home: Path, with_photos: bool = True) -> Clip:
    """Analysed now unless that was done."""
    project = Project.open_or_create(home / f"{name}.olat")
    film = run(analyze_all(project, probe(SHARED / "media" / "clips" / f"{name}.mp4"), ANALYSED))
    photos, tools = _photos(name) if with_photos else [], open_tools()
    faces = read_photos(photos, PhotoReader(tools.detector, tools.embedder)).faces if photos else {}
    return Clip(name, film, photos, faces)


def _found(clip: Clip, modalities: Iterable[str] = EVIDENCE.modalities) -> Spans:
    """Spans by person and modality, as `onlylook segments` prints them."""
    rules = replace(EVIDENCE, modalities=frozenset(modalities))
    cast = cast_of_film(clip.film, clip.faces)
    spans: Spans = {}
    for person in cast.persons:
        if person.known and (not clip.faces or person.name in clip.faces):
            for row in rows_of(person.name, cast.evidence(person), rules, clip.film.scan.shots, whole_film(clip.film)):
                (modality,) = row.modalities
                spans.setdefault((row.person, modality), []).append((float(row.span.start), float(row.span.end)))
    return spans


def _report(clip: Clip, found: Spans, kind: str, score: ModuleType, match: str = "names") -> dict[str, Any]:
    truth = _truth(clip.name, score)
    if kind == "either":
        truth, found, kind = _as_one(truth), _as_one(found), "face"
    report: dict[str, Any] = score.score(truth, found, match, _ignored(clip.photos))[kind]
    return report


def _as_one(spans: Spans) -> Spans:
    """All modalities under one name, for scoring whether a person is there in any way."""
    joined: Spans = {}
    for (person, _), pieces in spans.items():
        joined.setdefault((person, "face"), []).extend(pieces)
    return joined


def _table(kind: str, clips: list[Clip], score: ModuleType) -> None:
    print(f"\nPrecision, recall, F1 of {WORDS[kind]}, named by photos")
    means = []
    for clip in clips:
        report = _report(clip, _found(clip), kind, score)
        print(f"  {clip.name:24s} " + " ".join(f"{value:.3f}" for value in report["mean"]))
        for name, values in report["people"].items() if kind == "heard" else ():
            print(f"      {name:22s} " + " ".join(f"{value:.3f}" for value in values))
        means.append(report["mean"][2])
    if means:
        print(f"  mean F1 {sum(means) / len(means):.3f}, least {min(means):.3f}")


def _plates(clips: list[Clip]) -> None:
    right = wrong = 0
    for clip in clips:
        film, captions = clip.film, clip.film.project.captions.load(clip.film.media_id)
        found = {one.name for one in name_proposals(film, cast_of_film(film), captions)}
        wanted = PLATES.get(clip.name, set())
        right, wrong = right + len(found & wanted), wrong + len(found - wanted)
    print(f"\nName plates, without photos: {right} right, {wrong} wrong")


def _without(film: Film, *models: str) -> Film:
    """The film as if these had described nothing."""
    features = tuple(one for one in film.scan.features if one.model not in models)
    return replace(film, scan=replace(film.scan, features=features))


def _ablation(clips: list[Clip], score: ModuleType) -> None:
    """Clothes also help to link the looks at one body inside a shot; that part stays in all rows."""
    plain = [replace(clip, film=_without(clip.film, CLOTHES, *BODY_MODELS)) for clip in clips]
    rows = {
        "face": (clips, {"face"}),
        "+ body": (plain, {"face", "body"}),
        "+ clothes": (clips, {"face", "body"}),
        "+ voice": (clips, {"face", "body", "voice"}),
        "+ captions (all)": (clips, {"face", "body", "voice", "caption"}),
        "voice alone": (clips, {"voice"}),
        "captions alone": (clips, {"caption"}),
    }
    kinds = ("seen", "heard", "either")
    print("\nMean F1 with one kind of evidence after the other")
    print(f"  {'':18s} " + " ".join(f"{WORDS[kind]:>20s}" for kind in kinds))
    for words, (films, modalities) in rows.items():
        print(f"  {words:18s} ", end="")
        for kind in kinds:
            scored = [clip for clip in films if kind == "seen" or clip.name in HEARD]
            found = [_found(clip, modalities) for clip in scored]
            f1 = [_report(clip, spans, kind, score)["mean"][2] for clip, spans in zip(scored, found, strict=True)]
            print(f"{sum(f1) / max(1, len(f1)):20.3f}", end=" ")
        print()
    print("  (heard, and seen or heard: the clips of which the truth knows who speaks)")
    print("  (head: tried and left out: colours and outline of hair tell persons apart with an area under the curve")
    print("   of 0.65, OSNet's 0.81 falls to 0.78 with them at any weight; docs/adr/0011-bodies.md)")


def _for_information(faceless: Clip, drawn: Clip, score: ModuleType) -> None:
    report = _report(faceless, _found(faceless), "seen", score, "best")
    print(f"\nPeople without faces, best pairing: {report['predicted_persons']} found, {report['true_persons']} true")
    print(f"  {faceless.name} " + " ".join(f"{value:.3f}" for value in report["mean"]))
    print("\nA drawn film, for information: seen, face, heard")
    found = _found(drawn)
    for kind in ("seen", "face", "heard"):
        people = _report(drawn, found, kind, score)["people"]
        print(f"  {kind:6s} " + "; ".join(f"{name} " + " ".join(f"{v:.3f}" for v in p) for name, p in people.items()))


if __name__ == "__main__":
    started = time.monotonic()
    main()
    print(f"({time.monotonic() - started:.0f} s)", flush=True)
