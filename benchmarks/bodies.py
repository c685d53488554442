"""Score who is seen, face or body, with the models at hand and with parts left out; and people who show no face.

    python benchmarks/bodies.py [--home FOLDER] [CLIP]...

Run it once as installed, and once with ONLYLOOK_MODELS naming a folder with a finder of persons: what is found depends
on what is there, and the first lines say what that was. The ablation counts face alone; with lost faces followed; with
persons found; and all. Needs the local test media in ../shared.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from segments import CLIPS, SHARED, _film, _found, _ignored, _photos, _score_module, _truth

from engine.describe.body import best_available as best_body_net
from engine.detect.people import best_available as best_person_finder
from engine.pipeline.analysis import Film
from engine.settings import AnalysisSettings
from engine.track.binding import is_carried
from engine.types import Track

FACELESS = "intel_one-by-one-person"
"""Six people from behind, one after another."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="*", default=CLIPS)
    parser.add_argument("--home", type=Path, help="folder that keeps the projects for the next run")
    args = parser.parse_args()
    if not (SHARED / "media").is_dir():
        sys.exit("This benchmark needs the local test media in ../shared.")
    print(f"finder of persons: {best_person_finder() or 'none'}; appearance: {best_body_net() or 'none'}\n")
    score = _score_module()
    with tempfile.TemporaryDirectory() as scratch:
        home = args.home or Path(scratch)
        home.mkdir(parents=True, exist_ok=True)
        films = {clip: _film(clip, home, AnalysisSettings()) for clip in args.clips}
        _ablation(films, score)
        _faceless(_film(FACELESS, home, AnalysisSettings()), score)


def _ablation(films: dict[str, Film], score: ModuleType) -> None:
    parts: dict[str, Callable[[Film, Track], bool]] = {
        "face": lambda film, track: False,
        "+ followed": _is_followed,
        "+ persons found": lambda film, track: not _is_followed(film, track),
        "all": lambda film, track: True,
    }
    print("Seen (face or body), with reference photos: F1 by clip, mean precision, recall, F1")
    for words, keeps in parts.items():
        reports = [_seen(clip, _with(film, keeps), score) for clip, film in films.items()]
        means = [sum(report["mean"][i] for report in reports) / len(reports) for i in range(3)]
        print(f"  {words:16s} " + " ".join(f"{report['mean'][2]:.3f}" for report in reports), end="   ")
        print(" ".join(f"{value:.3f}" for value in means))
    print()


def _seen(clip: str, film: Film, score: ModuleType) -> dict[str, list[float]]:
    photos = _photos(clip)
    found = _found(film, photos)
    report: dict[str, list[float]] = score.score(_truth(clip, score), found, "names", _ignored(photos))["seen"]
    return report


def _with(film: Film, keeps: Callable[[Film, Track], bool]) -> Film:
    """The film as if some of its body tracks had not been found."""
    kept = tuple(track for track in film.scan.tracks if track.kind == "face" or keeps(film, track))
    ids = {track.id for track in kept}
    features = tuple(feature for feature in film.scan.features if feature.track in ids)
    return replace(film, scan=replace(film.scan, tracks=kept, features=features))


def _is_followed(film: Film, body: Track) -> bool:
    """Whether the body track comes from following a face."""
    return any(is_carried(face, body) for face in film.scan.tracks if face.kind == "face" and face.shot == body.shot)


def _faceless(film: Film, score: ModuleType) -> None:
    report = score.score(_truth(FACELESS, score), _found(film, None), "best")["seen"]
    print(f"People without faces, best pairing: {report['predicted_persons']} found, {report['true_persons']} true")
    print(f"  {FACELESS} " + " ".join(f"{value:.3f}" for value in report["mean"]))


if __name__ == "__main__":
    started = time.monotonic()
    main()
    print(f"({time.monotonic() - started:.0f} s)")
