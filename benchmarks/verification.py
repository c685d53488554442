"""Score a face embedding over all pairs of a set: true accept rates, their intervals, accuracy, similarities."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.types import Floats

FALSE_ACCEPT_RATES = (1e-2, 1e-3, 1e-4)
RESAMPLES = 300
INTERVAL = (2.5, 97.5)
# Strangers' pairs beyond the most similar 3 % never decide a threshold, in no resample.
TAIL_SHARE = 0.03
STEPS = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """All pairs of photos. `own`: (g,) similarities within identities, `own_identity` (g,) whose; `strangers`: (s,)."""

    own: Floats
    own_identity: NDArray[np.int64]
    strangers: Floats
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    photos: NDArray[np.int64]
    """Photos of each identity."""


@dataclass(frozen=True, slots=True)
class Score:
    """Rates in 0..1; `interval` holds the 95 % bootstrap interval over identities of each rate."""

    tar: tuple[float, ...]
    interval: tuple[tuple[float, float], ...]
    accuracy: float
    own: tuple[float, float]
    strangers: tuple[float, float]


def all_pairs(vectors: Floats, identities: NDArray[np.int64]) -> Pairs:
    """`vectors`: (n, d) of unit length; `identities`: (n,) numbers from 0."""
    rows, columns = np.triu_indices(len(identities), 1)
    similarity = (vectors @ vectors.T)[rows, columns]
    first, second = identities[rows], identities[columns]
    same = first == second
    return Pairs(similarity[same], first[same], similarity[~same], first[~same], second[~same], np.bincount(identities))


def score(pairs: Pairs, seed: int = 0) -> Score:
    """All figures of one embedding."""
    count = len(pairs.photos)
    kept = int(TAIL_SHARE * len(pairs.strangers))
    tail = np.argpartition(-pairs.strangers, kept)[:kept]
    tail = tail[np.argsort(-pairs.strangers[tail])]
    rng = np.random.default_rng(seed)
    draws = [np.bincount(rng.integers(0, count, count), minlength=count) for _ in range(RESAMPLES)]
    resampled = np.array([_rates(pairs, tail, draw) for draw in draws])
    low, high = np.percentile(resampled, INTERVAL, axis=0)
    return Score(
        tuple(_rates(pairs, tail, np.ones(count, np.int64))),
        tuple(zip(low.tolist(), high.tolist(), strict=True)),
        best_accuracy(pairs),
        (float(pairs.own.mean()), float(pairs.own.std())),
        (float(pairs.strangers.mean()), float(pairs.strangers.std())),
    )


def _rates(pairs: Pairs, tail: NDArray[np.int64], draw: NDArray[np.int64]) -> list[float]:
    """True accept rates where each identity was drawn `draw` times; copies of one identity are never strangers."""
    mass = np.cumsum(draw[pairs.first[tail]] * draw[pairs.second[tail]])
    shown = draw * pairs.photos
    total = (float(shown.sum()) ** 2 - float((shown**2).sum())) / 2
    weights = draw[pairs.own_identity]
    rates = []
    for rate in FALSE_ACCEPT_RATES:
        position = min(int(np.searchsorted(mass, rate * total)), len(tail) - 1)
        accepted = pairs.own > pairs.strangers[tail[position]]
        rates.append(float((weights * accepted).sum() / weights.sum()))
    return rates


def best_accuracy(pairs: Pairs) -> float:
    """The best mean of true accept and true reject rate over all thresholds, as on LFW's balanced pairs."""
    edges = np.linspace(-1, 1, STEPS + 1)
    own, strangers = (np.histogram(part, edges)[0] / len(part) for part in (pairs.own, pairs.strangers))
    return float(np.max(1 - np.cumsum(own) + np.cumsum(strangers)) / 2)
