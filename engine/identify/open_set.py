"""Decide whether a face is somebody in the gallery or a stranger, so that strangers are taken in no oftener than asked.

A stranger is compared with everybody, so the more there are, the likelier one of them looks alike: the bound of one
comparison is the rate asked for over the number of comparisons (log N in nats; the union bound). How often strangers
exceed a bound is read off a generalised Pareto tail (Pickands, 1975) that `benchmarks/gallery.py --fit` fits on
photos of strangers and writes to `open_set.toml`.
"""

import tomllib
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache
from math import expm1, log
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np

from engine.identify.calibration import FaceCalibration, mean_quality
from engine.types import Floats

TABLE = Path(__file__).with_name("open_set.toml")
ACCEPTED = 1e-3
"""Share of strangers' tracks that may be taken for somebody, unless the user asks for another."""
PROPOSED = 30.0
"""So many times as many strangers may be proposed, which the user is asked about."""
RIVAL_NATS = 3.0
"""Two identities that are as near to each other as this may be twins, doubles or one person under two names."""
_FLAT = 1e-9
"""A law of no more shape than this is an exponential, as far as floats can tell."""

Decision: TypeAlias = Literal["sure", "likely", "unknown"]


@dataclass(frozen=True, slots=True)
class StrangerTail:
    """How often the evidence for two strangers being one person is above a bound, in one comparison.

    `share` of them is above `start` nats; beyond it they follow a generalised Pareto law of `scale` nats and `shape`.
    """

    start: float
    share: float
    scale: float
    shape: float

    def bound(self, share: float) -> float:
        """Nats that a `share` of strangers exceeds; never below `start`, where the law begins."""
        if share >= self.share:
            return self.start
        decades = log(self.share / share)
        return self.start + self.scale * (expm1(self.shape * decades) / self.shape if self.shape > _FLAT else decades)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Nats from which on somebody is named (`sure`) or proposed (`likely`)."""

    sure: float
    likely: float


@dataclass(frozen=True, slots=True)
class Answer:
    """`identity`: the best fit, 0 where the gallery is empty; `rival`: another who fits as well, 0 for none."""

    identity: int
    decision: Decision
    nats: float
    rival: int = 0


@cache
def stranger_tail(model: str) -> StrangerTail:
    """The fitted numbers of a face model. Raises KeyError for a model that was never fitted."""
    with TABLE.open("rb") as file:
        row = tomllib.load(file)[model]
    return StrangerTail(row["start"], row["share"], row["scale"], row["shape"])


def thresholds(tail: StrangerTail, comparisons: int, accepted: float = ACCEPTED) -> Thresholds:
    """For a gallery of `comparisons` faces; `accepted`: share of strangers' tracks that may be taken for somebody."""
    each = accepted / max(1, comparisons)
    return Thresholds(tail.bound(each), tail.bound(each * PROPOSED))


def evidence(
    calibration: FaceCalibration, queries: Floats, query_qualities: Floats, vectors: Floats, qualities: Floats
) -> Floats:
    """(m, n) nats, not bounded, that each of `queries` (m, d) is the person of each of `vectors` (n, d)."""
    return calibration.across_unbounded(queries @ vectors.T, mean_quality(query_qualities, qualities))


def person_evidence(each: Floats) -> float:
    """Nats that a person is an identity; `each`: (m, n) of the person's m tracks with the identity's n faces.

    The mean over tracks of the best face: one track that happens to look alike does not decide.
    """
    return float(each.max(axis=1).mean())


def decide(scores: Sequence[tuple[int, float]], limits: Thresholds, doubles: Set[int] = frozenset()) -> Answer:
    """The answer for one person by (identity, nats). Look-alikes are for the user to decide, so never `sure`.

    `doubles`: identities of whom the user said that somebody else looks the same.
    """
    if not scores:
        return Answer(0, "unknown", -np.inf)
    ranked = sorted(scores, key=lambda one: -one[1])
    best, nats = ranked[0]
    if nats < limits.likely:
        return Answer(best, "unknown", nats)
    rival = next((one for one, value in ranked[1:2] if value >= limits.likely and nats - value < RIVAL_NATS), 0)
    sure = nats >= limits.sure and not rival and best not in doubles
    return Answer(best, "sure" if sure else "likely", nats, rival)
