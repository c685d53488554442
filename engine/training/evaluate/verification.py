"""One to one: are two embeddings one person? ROC, true accept rates at false accept rates, LFW's folds, equal error."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import UserError
from engine.types import Floats

Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]

PAIR_ROWS = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Roc:
    """Rates at which strangers (`far`) and the same person (`tar`) reach each of `thresholds`, which fall; (k,)."""

    thresholds: Doubles
    far: Doubles
    tar: Doubles


@dataclass(frozen=True, slots=True)
class Folds:
    """Accuracy over folds, each with the threshold that is best on the others."""

    mean: float
    deviation: float
    each: tuple[float, ...]


def roc(scores: Floats, same: Bools) -> Roc:
    """All operating points. `scores`: (n,), higher is more alike; equal scores are accepted together.

    Raises UserError where a score is no number, or all pairs are of one kind.
    """
    check_scores(scores, same)
    order = np.argsort(-scores, kind="stable")
    ranked, right = scores[order], same[order]
    last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
    accepted = np.cumsum(right)[last]
    tar = accepted / right.sum()
    far = (last + 1 - accepted) / (~right).sum()
    return Roc(
        np.concatenate([[np.inf], ranked[last]]), np.concatenate([[0.0], far]), np.concatenate([[0.0], tar])
    )  # fmt: skip


def tar_at_far(curve: Roc, rates: Sequence[float]) -> dict[float, float]:
    """The highest true accept rate at which no more than each of `rates` of strangers are accepted."""
    return {rate: float(curve.tar[np.searchsorted(curve.far, rate, side="right") - 1]) for rate in rates}


def equal_error_rate(curve: Roc) -> float:
    """Where false accepts are as frequent as false rejects, between two operating points by a straight line."""
    gap = curve.far - (1 - curve.tar)
    after = int(np.argmax(gap >= 0))
    if after == 0 or gap[after] == 0:
        return float(curve.far[after])
    share = -gap[after - 1] / (gap[after] - gap[after - 1])
    return float(curve.far[after - 1] + share * (curve.far[after] - curve.far[after - 1]))


def folds(scores: Floats, same: Bools, fold: NDArray[np.int64]) -> Folds:
    """LFW's protocol (Huang et al. 2007). `fold`: (n,) number of each pair's fold."""
    check_scores(scores, same)
    accuracies = []
    for number in np.unique(fold):
        out = fold == number
        threshold = _best_threshold(scores[~out], same[~out])
        accuracies.append(float(np.mean((scores[out] >= threshold) == same[out])))
    if len(accuracies) < 2:
        raise UserError("There is one fold only.", "Folds need at least two, so that a threshold can be found.")
    return Folds(float(np.mean(accuracies)), float(np.std(accuracies)), tuple(accuracies))


def all_pairs(vectors: Floats, labels: NDArray[np.int64]) -> tuple[Floats, Bools]:
    """Cosines of all pairs of rows of `vectors` (n, d), of unit length, and whether their `labels` (n,) agree."""
    scores, same = [], []
    for start in range(0, len(vectors), PAIR_ROWS):
        rows = np.arange(start, min(start + PAIR_ROWS, len(vectors)))
        later = np.arange(len(vectors))[None] > rows[:, None]
        scores.append((vectors[rows] @ vectors.T)[later])
        same.append((labels[rows, None] == labels[None])[later])
    return np.concatenate(scores).astype(np.float32), np.concatenate(same)


def bootstrap_tar(
    vectors: Floats, labels: NDArray[np.int64], rate: float, resamples: int = 200, seed: int = 0
) -> tuple[float, float]:
    """95 % interval of the true accept rate at false accept rate `rate`, over identities drawn with replacement.

    Copies of one identity are never strangers to each other.
    """
    scores, same, first, second = _with_identities(vectors, labels)
    order = np.argsort(-scores, kind="stable")
    same, first, second = same[order], first[order], second[order]
    dice = np.random.default_rng(seed)
    people = int(labels.max()) + 1
    rates = []
    for _ in range(resamples):
        drawn = np.bincount(dice.integers(0, people, people), minlength=people)
        weight = np.where(same, drawn[first], drawn[first] * drawn[second]).astype(np.float64)
        strangers = np.cumsum(np.where(same, 0, weight))
        reached = np.searchsorted(strangers, rate * strangers[-1], side="right")
        own = np.where(same, weight, 0)
        rates.append(own[:reached].sum() / own.sum())
    low, high = np.percentile(rates, (2.5, 97.5))
    return float(low), float(high)


def check_scores(scores: Floats, same: Bools) -> None:
    """Raises UserError where scores are no numbers or all pairs are of one kind."""
    if not np.isfinite(scores).all():
        raise UserError(f"{int((~np.isfinite(scores)).sum())} scores are no numbers (NaN).", "Check what wrote them.")
    if same.all() or not same.any():
        kind = "one person" if len(same) and same.all() else "strangers"
        raise UserError(f"All {len(same)} pairs are of {kind}.", "Pairs of both kinds are needed.")


def _with_identities(
    vectors: Floats, labels: NDArray[np.int64]
) -> tuple[Floats, Bools, NDArray[np.int64], NDArray[np.int64]]:
    rows, columns = np.triu_indices(len(vectors), 1)
    scores = np.concatenate([
        np.einsum("nd,nd->n", vectors[rows[at : at + 2**18]], vectors[columns[at : at + 2**18]])
        for at in range(0, len(rows), 2**18)
    ])  # fmt: skip
    first, second = labels[rows], labels[columns]
    return scores.astype(np.float32), np.asarray(first == second), first, second


def _best_threshold(scores: Floats, same: Bools) -> float:
    order = np.argsort(-scores, kind="stable")
    ranked, right = scores[order], same[order]
    correct = np.cumsum(right) + (~right).sum() - np.cumsum(~right)
    whole = np.append(np.diff(ranked) != 0, True)
    best = int(np.argmax(np.where(whole, correct, -1)))
    # Between two scores lies the fairest bound.
    return float(ranked[best] if best + 1 == len(ranked) else (ranked[best] + ranked[best + 1]) / 2)
