"""Fit how the likeness of two body tracks of one film is to be read, on bodies whose faces tell who they are.

    ONLYLOOK_MODELS=FOLDER python benchmarks/fit_body_calibration.py [--home FOLDER]

Needs a finder of persons and the local test media in ../shared. Faces give the labels, by photos where there are some,
else by the film's own grouping; bodies without a sure face stay out. Both classes weigh alike, and so do clips up to 20
pairs. Prints the rows of `engine/identify/body_calibration.toml`, and the pairs by what the fit makes of them.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from segments import CLIPS, SHARED, _film, _photos

from engine.describe.body import MODELS
from engine.describe.clothes import MODEL as CLOTHES
from engine.identify.prints import aggregate
from engine.pipeline.analysis import Film
from engine.pipeline.cast import cast_of_film
from engine.pipeline.photos import PhotoReader, read_photos
from engine.pipeline.tools import Tools, open_tools
from engine.settings import AnalysisSettings
from engine.track.binding import bindings

MORE = ("avi_testhyland", "avi_testvideo", "facenetpytorch_video", "ghost_nggyup", "psd_goldeneye-vfr-drop3")
SURE_NATS, SURE_CHANCE = 1.5, 0.9
MOST_PAIRS = 20
Pair = tuple[str, bool, float]
"""Clip, whether both are one person, cosine."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="folder that keeps the projects for the next run")
    args = parser.parse_args()
    tools = open_tools()
    if tools.people is None or not (SHARED / "media").is_dir():
        sys.exit("This fit needs a finder of persons in ONLYLOOK_MODELS, and the local test media in ../shared.")
    with tempfile.TemporaryDirectory() as scratch:
        home = args.home or Path(scratch)
        home.mkdir(parents=True, exist_ok=True)
        films = {clip: _film(clip, home, AnalysisSettings()) for clip in (*CLIPS, *MORE)}
        persons = {clip: _persons(clip, film, tools) for clip, film in films.items()}
    for model in (*MODELS, CLOTHES):
        pairs = [pair for clip, film in films.items() for pair in _pairs(clip, film, model, persons[clip])]
        if pairs:
            _fit(model, pairs)


def _persons(clip: str, film: Film, tools: Tools) -> dict[int, str]:
    """Whose each body is, by its faces."""
    photos = _photos(clip)
    named = read_photos(photos, PhotoReader(tools.detector, tools.embedder)).faces if photos else None
    cast = cast_of_film(film, named)
    whose = {t: p.name for p in cast.persons if p.known for t in p.tracks if cast.chances[t] >= SURE_CHANCE}
    faces, bodies = ([track for track in film.scan.tracks if track.kind == kind] for kind in ("face", "body"))
    found: dict[int, set[str]] = {}
    for one in bindings(faces, bodies):
        if one.nats >= SURE_NATS and one.face in whose:
            found.setdefault(one.body, set()).add(whose[one.face])
    return {body: next(iter(names)) for body, names in found.items() if len(names) == 1}


def _pairs(clip: str, film: Film, model: str, persons: dict[int, str]) -> list[Pair]:
    vectors = {f.track: aggregate(f.vectors, f.qualities)[0] for f in film.scan.features if f.model == model}
    tracks = [t for t in film.scan.tracks if t.id in persons and t.id in vectors and len(t.pts) > 1]
    pairs = []
    for place, one in enumerate(tracks):
        for other in tracks[place + 1 :]:
            same = persons[one.id] == persons[other.id]
            # One person seen twice at once was followed twice: such a pair is no test.
            if not (same and one.span.overlaps(other.span)):
                pairs.append((clip, same, float(vectors[one.id] @ vectors[other.id])))
    return pairs


def _fit(model: str, pairs: list[Pair]) -> None:
    same = np.array([is_same for _, is_same, _ in pairs])
    cosines = np.array([cosine for *_, cosine in pairs])
    weights = np.zeros(len(pairs))
    for clip in {clip for clip, *_ in pairs}:
        for kind in (True, False):
            mine = np.array([one == clip and is_same == kind for one, is_same, _ in pairs])
            weights[mine] = min(mine.sum(), MOST_PAIRS) / max(mine.sum(), 1)
    for kind in (True, False):
        weights[same == kind] /= max(weights[same == kind].sum(), 1e-9)

    def loss(values: NDArray[np.float64]) -> float:
        nats = values[0] + values[1] * cosines
        return float(weights @ np.logaddexp(0, np.where(same, -1, 1) * nats) + 1e-4 * values[1] ** 2)

    bias, slope = minimize(loss, np.zeros(2)).x
    print(f"[{model}]\nbias = {bias:.2f}\nslope = {slope:.2f}")
    nats = bias + slope * cosines
    for low, high in ((-9, -1), (-1, 0), (0, 1), (1, 9)):
        inside = (nats >= low) & (nats < high)
        print(f"# {low:2d}..{high}: {weights[inside & same].sum():.3f} same, {weights[inside & ~same].sum():.3f} not")
    print(f"# {int(same.sum())} pairs of one person, {int((~same).sum())} of two\n")


if __name__ == "__main__":
    started = time.monotonic()
    main()
    print(f"({time.monotonic() - started:.0f} s)")
