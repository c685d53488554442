"""Score what the program finds in clips with hand-made truth: with reference photos, and without any.

    python benchmarks/segments.py [--home FOLDER] [--quality balanced] [CLIP]...

Photos called `NAME__self@T...` come from the clip itself; the second before and after T is left out of the score.
Needs the local test media in ../shared; the scores are those of ../shared/tools/score.py.
"""

import argparse
import importlib.util
import re
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from engine.edit.segments import rows_of
from engine.errors import UserError
from engine.identify.photo_names import NamedFaces
from engine.pipeline.analysis import Film, analyze
from engine.pipeline.cast import cast_of_film
from engine.pipeline.photos import PhotoReader, read_photos
from engine.pipeline.tools import open_tools
from engine.progress import run
from engine.settings import EVIDENCE, AnalysisSettings
from engine.store.project import Project
from engine.timebase import Span

SHARED = Path(__file__).resolve().parents[2] / "shared"
CLIPS = (
    "avi_friends", "avi_herapheri", "avi_hyland2", "ft_simon_easy1", "ghost_dirtydancing", "visualvoice_interview",
)  # fmt: skip
WITHOUT_PHOTOS = ("avi_friends", "avi_herapheri", "ft_simon_easy1", "visualvoice_interview")
STRANGERS = "avi_friends"
"""Whose photos are looked for in the other clips, where nobody of them is."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="*", default=CLIPS)
    parser.add_argument("--home", type=Path, help="folder that keeps the projects for the next run")
    parser.add_argument("--quality", choices=("fast", "balanced", "thorough"), default="balanced")
    args = parser.parse_args()
    if not (SHARED / "media").is_dir():
        sys.exit("This benchmark needs the local test media in ../shared.")
    with tempfile.TemporaryDirectory() as scratch:
        home = args.home or Path(scratch)
        home.mkdir(parents=True, exist_ok=True)
        films = {clip: _film(clip, home, AnalysisSettings(quality=args.quality)) for clip in args.clips}
    score = _score_module()
    _with_photos(films, score)
    _strangers(films)
    _without_photos(films, score)


def _film(clip: str, home: Path, settings: AnalysisSettings) -> Film:
    project = Project.open_or_create(home / f"{clip}.olat")
    return run(analyze(project, SHARED / "media" / "clips" / f"{clip}.mp4", settings))


def _with_photos(films: dict[str, Film], score: ModuleType) -> None:
    found = {clip: _found(film, _photos(clip)) for clip, film in films.items()}
    for kind, words in (("face", "the face"), ("seen", "face or body")):
        print(f"With reference photos: precision recall F1 of {words}")
        means = []
        for clip in films:
            report = score.score(_truth(clip, score), found[clip], "names", _ignored(_photos(clip)))[kind]
            _print(clip, report)
            means.append(report["mean"][2])
        print(f"  mean F1 {sum(means) / len(means):.3f}, least {min(means):.3f}\n")


def _strangers(films: dict[str, Film]) -> None:
    print("Photos of people who are not in the clip: rows found (0 is right)")
    for clip, film in films.items():
        for other in (STRANGERS, "avi_herapheri"):
            if other != clip:
                found = _found(film, _photos(other))
                print(f"  {clip:24s} photos of {other:16s} {sum(map(len, found.values()))} {dict(found) or ''}")
    print()


def _without_photos(films: dict[str, Film], score: ModuleType) -> None:
    print("Without photos, best pairing: precision recall F1 of the face")
    means = []
    for clip in (clip for clip in WITHOUT_PHOTOS if clip in films):
        report = score.score(_truth(clip, score), _found(films[clip], None), "best")["face"]
        _print(clip, report)
        print(f"    persons: {report['predicted_persons']} found, {report['true_persons']} true")
        means.append(report["mean"][2])
    if means:
        print(f"  mean F1 {sum(means) / len(means):.3f}")


def _found(film: Film, photos: list[tuple[str, Path]] | None) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """Spans by person and modality, as `onlylook segments` prints them."""
    named = None
    if photos is not None:
        tools = open_tools()
        named = read_photos(photos, PhotoReader(tools.detector, tools.embedder)).faces
    return spans_of_cast(film, named)


def spans_of_cast(film: Film, named: NamedFaces | None) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """Spans in seconds by person and modality: of those with photos, or of all who are known where `named` is None."""
    cast = cast_of_film(film, named)
    whole = Span(min(film.scan.shots[0].span.start, 0), film.scan.shots[-1].span.end)
    spans: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for person in cast.persons:
        if person.known and (named is None or person.name in named):
            for row in rows_of(person.name, cast.evidence(person), EVIDENCE, film.scan.shots, whole):
                (modality,) = row.modalities
                spans.setdefault((row.person, modality), []).append((float(row.span.start), float(row.span.end)))
    return spans


def _photos(clip: str) -> list[tuple[str, Path]]:
    return [(path.name.split("__")[0], path) for path in sorted((SHARED / "media/references" / clip).glob("*.png"))]


def _ignored(photos: list[tuple[str, Path]]) -> list[float]:
    return [float(time) for _, path in photos for time in re.findall(r"__self@([\d.]+)s", path.name)]


def _truth(clip: str, score: ModuleType) -> Any:
    return score.read(SHARED / "media" / "truth" / f"{clip}.csv")


def _score_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SHARED / "tools" / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _print(clip: str, report: dict[str, Any]) -> None:
    print(f"  {clip:24s} " + " ".join(f"{value:.3f}" for value in report["mean"]))
    for name, values in report["people"].items():
        print(f"      {name:22s} " + " ".join(f"{value:.3f}" for value in values))


if __name__ == "__main__":
    started = time.monotonic()
    try:
        main()
    except UserError as error:
        sys.exit(str(error))
    print(f"({time.monotonic() - started:.0f} s)")
