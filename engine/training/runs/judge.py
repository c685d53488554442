"""The figures by which a training judges its own result on what was held back."""

import numpy as np
from numpy.typing import NDArray

from engine.training.evaluate.retrieval import mean_average_precision
from engine.training.evaluate.verification import all_pairs, equal_error_rate, roc, tar_at_far
from engine.types import Floats

Ints = NDArray[np.int64]
RATES = (1e-2, 1e-3)


def verification(vectors: Floats, labels: Ints) -> dict[str, float]:
    """Equal error rate, true accept rates, and rank-1 among all others; empty where pairs of both kinds lack."""
    known = labels >= 0
    vectors, labels = vectors[known], labels[known]
    if len(labels) < 3:
        return {}
    scores, same = all_pairs(vectors, labels)
    if same.all() or not same.any():
        return {}
    curve = roc(scores, same)
    found = {f"TAR at FAR {rate:g}": value for rate, value in tar_at_far(curve, RATES).items()}
    return {"equal error rate": equal_error_rate(curve), **found, "rank-1": _leave_one_out(vectors, labels)}


def closed_set_map(scores: Floats, labels: Ints) -> float:
    """iQIYI-VID's MAP at 100. `scores`: (n, classes); `labels`: (n,), -1 for strangers, who are in no list's truth."""
    found = {}
    for identity in np.unique(labels[labels >= 0]):
        order = np.argsort(-scores[:, identity], kind="stable")[:100]
        found[str(identity)] = [str(place) for place in order]
    truth = {identity: [str(place) for place in np.flatnonzero(labels == int(identity))] for identity in found}
    return mean_average_precision(found, truth)


def _leave_one_out(vectors: Floats, labels: Ints) -> float:
    """Each sample that has another of its identity looks for it among all others."""
    scores = vectors @ vectors.T
    np.fill_diagonal(scores, -2)
    counts = np.bincount(labels)
    probes = counts[labels] > 1
    best = labels[scores[probes].argmax(axis=1)]
    return float(np.mean(best == labels[probes]))
