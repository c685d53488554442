"""Fit how alike strangers can look, and measure open-set identification on photos."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from gallery_faces import Faces
from numpy.typing import NDArray
from scipy.stats import genpareto

from engine.describe.face import unit
from engine.identify.calibration import face_calibration
from engine.identify.open_set import TABLE, StrangerTail, evidence, stranger_tail, thresholds
from engine.types import Floats

PARTS = {"joined": slice(None), "sface": slice(0, 128), "dlib": slice(128, 256)}
START_SHARE = 1e-3
"""The law is fitted on the most alike strangers, one comparison in a thousand."""
ENROLLED_PHOTOS = 2
ACCEPTED = (1e-2, 1e-3, 1e-4)
CURVE = (0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001)
ROWS = 512


@dataclass(frozen=True, slots=True)
class Trial:
    """By rate asked for: share of strangers accepted; share of known people missed, of photos and of film-like ones."""

    strangers: Floats
    missed: Floats
    missed_shrunk: Floats
    comparisons: int
    queries: tuple[int, int]


def tail_of(faces: Faces, model: str, persons: NDArray[np.int64]) -> StrangerTail:
    """Of all comparisons among `persons` of any face with a photo."""
    queries, photos = np.isin(faces.persons, persons), np.isin(faces.persons, persons) & ~faces.shrunk
    vectors = model_vectors(faces, model)
    parts, total = [], 0
    rows = np.flatnonzero(queries)
    for at in range(0, len(rows), ROWS):
        chosen = rows[at : at + ROWS]
        nats = evidence(
            face_calibration(model), vectors[chosen], faces.qualities[chosen], vectors[photos], faces.qualities[photos]
        )
        strangers = nats[faces.persons[chosen, None] != faces.persons[photos][None]]
        total += len(strangers)
        parts.append(np.partition(strangers, -len(strangers) // 100)[-len(strangers) // 100 :])
    top = np.sort(np.concatenate(parts))
    count = max(20, round(total * START_SHARE))
    start = float(top[-count])
    shape, _, scale = genpareto.fit(top[-count:] - start, floc=0)
    if shape < 0:
        # A law that ends somewhere would promise what no photo of LFW can show.
        shape, scale = 0.0, float(np.mean(top[-count:] - start))
    return StrangerTail(round(start, 3), START_SHARE, round(float(scale), 3), round(float(shape), 3))


def model_vectors(faces: Faces, model: str) -> Floats:
    """The part of the joined vectors that one network made."""
    return unit(faces.vectors[:, PARTS[model]])


def write_table(faces: Faces) -> None:
    lines = ["# Written by benchmarks/gallery.py --fit; do not edit by hand."]
    for model in PARTS:
        tail = tail_of(faces, model, np.unique(faces.persons))
        lines += ["", f"[{model}]", *(f"{key} = {getattr(tail, key)}" for key in ("start", "share", "scale", "shape"))]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    stranger_tail.cache_clear()
    print("\n".join(lines))


def report(faces: Faces, sizes: list[int], rounds: int) -> None:
    persons = np.unique(faces.persons)
    most = len(persons) * 9 // 10
    print(
        "model    identities  bound fitted on   "
        + "   ".join(f"asked {share:.2%}: FPIR FNIR film" for share in ACCEPTED)
    )
    for model in PARTS:
        for size, held_out in [*((size, True) for size in sizes), (most, False)]:
            trials = list(_trials(faces, model, size, rounds if held_out else max(1, rounds // 4), held_out))
            if trials:
                print(_row(model, size, held_out, trials))


def curve(faces: Faces, size: int, rounds: int, model: str = "joined") -> None:
    """Strangers accepted and known people missed by the rate asked for, by bounds fitted on other persons."""
    trials = list(_trials(faces, model, size, rounds, True, CURVE))
    print(f"{model}, {size:,} identities: asked, strangers accepted, known missed (photos, as in films)")
    for place, asked in enumerate(CURVE):
        values = (np.mean([getattr(trial, name)[place] for trial in trials]) for name in Trial.__slots__[:3])
        print("  {:8.3%}  {:8.3%}  {:6.1%}  {:6.1%}".format(asked, *values))


def _row(model: str, size: int, held_out: bool, trials: list[Trial]) -> str:
    mean = [np.mean([getattr(trial, name) for trial in trials], axis=0) for name in Trial.__slots__[:3]]
    cells = "   ".join(f"{a:19.3%} {b:6.1%} {c:6.1%}" for a, b, c in zip(*mean, strict=True))
    queries = [sum(trial.queries[i] for trial in trials) for i in (0, 1)]
    fitted = "other persons" if held_out else "all"
    return f"{model:8s} {size:10,d}  {fitted:15s} {cells}   ({queries[0]:,} of strangers, {queries[1]:,} of known)"


def _trials(
    faces: Faces, model: str, size: int, rounds: int, held_out: bool, asked: Sequence[float] = ACCEPTED
) -> Iterator[Trial]:
    rng = np.random.default_rng(size)
    persons = np.unique(faces.persons)
    for _ in range(rounds):
        mixed = rng.permutation(persons)
        half = len(mixed) // 2
        fitting, tried = (mixed[:half], mixed[half:]) if held_out else (mixed, mixed)
        if len(tried) <= size:
            return
        tail = tail_of(faces, model, fitting) if held_out else stranger_tail(model)
        yield _trial(faces, model, tail, tried[:size], tried[size:], asked)


def _trial(
    faces: Faces,
    model: str,
    tail: StrangerTail,
    known: NDArray[np.int64],
    others: NDArray[np.int64],
    asked: Sequence[float],
) -> Trial:
    enrolled = _enrolled(faces, known)
    queries = np.flatnonzero(np.isin(faces.persons, known) & ~enrolled | np.isin(faces.persons, others))
    gallery = np.flatnonzero(enrolled)
    best, owner = _best(faces, model_vectors(faces, model), model, queries, gallery)
    stranger = np.isin(faces.persons[queries], others)
    right = owner == faces.persons[queries]
    shrunk = faces.shrunk[queries]
    bounds = [thresholds(tail, len(gallery), share).sure for share in asked]
    # Whoever is flagged is only proposed: no stranger is accepted so, and the person too is missed.
    best = np.where(np.isin(owner, list(faces.doubles)), -np.inf, best)
    missed = ~right[None] | (best[None] < np.array(bounds)[:, None])
    return Trial(
        np.array([(best[stranger] >= bound).mean() for bound in bounds], np.float32),
        missed[:, ~stranger & ~shrunk].mean(axis=1),
        missed[:, ~stranger & shrunk].mean(axis=1),
        len(gallery),
        (int(stranger.sum()), int((~stranger).sum())),
    )


def _enrolled(faces: Faces, known: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The first photos of each known person, all but one where there are few."""
    chosen = np.zeros(len(faces.persons), bool)
    for person in known:
        photos = np.flatnonzero((faces.persons == person) & ~faces.shrunk)
        chosen[photos[: max(1, min(ENROLLED_PHOTOS, len(photos) - 1))]] = True
    return chosen


def _best(
    faces: Faces, vectors: Floats, model: str, queries: NDArray[np.int64], gallery: NDArray[np.int64]
) -> tuple[Floats, NDArray[np.int64]]:
    best, owner = np.zeros(len(queries), np.float32), np.zeros(len(queries), np.int64)
    for at in range(0, len(queries), ROWS):
        part = queries[at : at + ROWS]
        nats = evidence(
            face_calibration(model), vectors[part], faces.qualities[part], vectors[gallery], faces.qualities[gallery]
        )
        best[at : at + ROWS] = nats.max(axis=1)
        owner[at : at + ROWS] = faces.persons[gallery][nats.argmax(axis=1)]
    return best, owner
