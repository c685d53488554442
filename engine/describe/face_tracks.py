"""Describe one face track: its best crops, their vectors, and at which samples the face really shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from engine.describe.align import ARCFACE_112, align
from engine.describe.chips import Chip
from engine.describe.face import FaceEmbedder
from engine.describe.quality import face_quality
from engine.types import Floats

DrawnCheck: TypeAlias = Callable[[tuple[int, ...], Floats, Floats], Floats | None]
"""Of the best samples, their vectors (k, d) and how sure each shows a real face (k,): how sure each shows a drawn one,
(k,) in 0..1; None for real faces."""
MEAN_COSINES = {"joined": (0.464, 0.805), "sface": (0.088, 0.658), "dlib": (0.841, 0.951)}
"""Of strangers and of one person, as `benchmarks/faces.py` prints them."""
LEAST_QUALITY = 1e-3
HALF_WAY = 0.4
"""Faces of one track differ in pose, so they need not be quite half way from a stranger to a photo of one person."""


@dataclass(frozen=True, slots=True)
class DescribeLimits:
    """How many crops of a track are embedded, and when a sample's face counts as showing."""

    best_crops: int = 6
    best_crops_of_poor: int = 12
    """Poor crops are embedded more often: their mean is steadier."""
    poor_quality: float = 0.35
    crop_every_s: float = 0.6
    """Crops nearer to each other in time hardly tell more than one of them."""
    min_share: float = 0.3
    """Crops of less than this share of the best one's quality stay out."""
    checked_samples: int = 6
    sure_score: float = 0.65
    """Samples with a lower detector score are checked against the track's own vectors."""
    sure_close_up: float = 0.6
    """Crops in whose close-up the detector is less sure of a face count less: trees can look like faces from afar."""
    softness: float = 0.1
    """On this share of the way from a stranger to the same face, belief in a checked sample rises from 0.5 to 0.73."""


@dataclass(frozen=True, slots=True, eq=False)
class DescribedTrack:
    """`best`: indices into the track's samples; `vectors` (k, d) and `qualities` (k,) belong to them.

    `visible`: (n,) in 0..1 per sample.
    """

    best: tuple[int, ...]
    vectors: Floats
    qualities: Floats
    visible: Floats


def describe_track(
    chips: Sequence[Chip],
    scores: Floats,
    times: Floats,
    embedder: FaceEmbedder,
    limits: DescribeLimits | None = None,
    drawn: DrawnCheck | None = None,
) -> DescribedTrack:
    """`chips`, `scores` (n,), `times` (n,) seconds: the samples of one track, in order of time.

    `drawn`: tells drawn faces, of which close-ups and likeness to one another say little.
    """
    limits = limits or DescribeLimits()
    qualities = np.array([crop_quality(c, float(s)) for c, s in zip(chips, scores, strict=True)], np.float32)
    best = best_samples(qualities, times, limits)
    doubtful = doubtful_samples(scores, best, limits)
    vectors, sure = embedder.embed_checked([chips[i] for i in (*best, *doubtful)])
    shows_face = np.clip(sure / limits.sure_close_up, 0.0, 1.0)
    own, checked = vectors[: len(best)], vectors[len(best) :]
    shown = drawn(best, own, shows_face[: len(best)]) if drawn else None
    if shown is not None:
        weights = np.maximum(qualities[list(best)] * np.maximum(shown, shows_face[: len(best)]), LEAST_QUALITY)
        return DescribedTrack(best, own, weights, np.minimum(scores / limits.sure_score, 1.0).astype(np.float32))
    weights = np.maximum(qualities[list(best)] * shows_face[: len(best)], LEAST_QUALITY)
    sameness = _sameness(checked @ _unit(weights @ own), embedder.name)
    visible = _visible(scores, doubtful, sameness, shows_face[len(best) :], limits)
    return DescribedTrack(best, own, weights, visible)


def best_samples(qualities: Floats, times: Floats, limits: DescribeLimits) -> tuple[int, ...]:
    """The best sample of each of several equal stretches of time, without those far worse than the best."""
    if len(qualities) == 0:
        return ()
    wanted = limits.best_crops if qualities.max() >= limits.poor_quality else limits.best_crops_of_poor
    wanted = min(wanted, 1 + round(float(times[-1] - times[0]) / limits.crop_every_s))
    edges = np.linspace(times[0], times[-1], wanted + 1)[1:-1]
    stretch = np.searchsorted(edges, times, side="right")
    members = [np.flatnonzero(stretch == part) for part in np.unique(stretch)]
    winners = [int(part[np.argmax(qualities[part])]) for part in members]
    enough = limits.min_share * qualities.max()
    return tuple(i for i in winners if qualities[i] >= enough)


def doubtful_samples(scores: Floats, best: tuple[int, ...], limits: DescribeLimits) -> tuple[int, ...]:
    """Up to `checked_samples` of the unsure samples, spread evenly."""
    unsure = [i for i in range(len(scores)) if scores[i] < limits.sure_score and i not in best]
    if len(unsure) <= limits.checked_samples:
        return tuple(unsure)
    picks = np.linspace(0, len(unsure) - 1, limits.checked_samples).round().astype(int)
    return tuple(unsure[i] for i in picks)


def crop_quality(chip: Chip, score: float) -> float:
    """0..1, see `face_quality`; `score` is the detector's."""
    return face_quality(score, chip.face_px, chip.landmarks, align(chip.image, chip.landmarks, ARCFACE_112))


def _sameness(cosines: Floats, model: str) -> Floats:
    """How far on the way from a stranger (0) to the same face in other pose (1) a cosine lies."""
    stranger, same = MEAN_COSINES[model]
    share: Floats = (cosines - stranger) / (same - stranger)
    return share


def _visible(
    scores: Floats, checked: tuple[int, ...], sameness: Floats, shows_face: Floats, limits: DescribeLimits
) -> Floats:
    """Sure samples count by their score; checked ones by their likeness; the rest as the nearest checked one."""
    visible: Floats = np.minimum(scores / limits.sure_score, 1.0).astype(np.float32)
    if not checked:
        return visible
    belief = shows_face / (1 + np.exp(-(sameness - HALF_WAY) / limits.softness))
    for i in np.flatnonzero(scores < limits.sure_score):
        nearest = int(np.argmin([abs(i - c) for c in checked]))
        visible[i] = belief[nearest] * visible[i] if i not in checked else belief[nearest]
    return visible


def _unit(vector: Floats) -> Floats:
    unit: Floats = vector / max(float(np.linalg.norm(vector)), 1e-6)
    return unit
