"""Are probabilities what they claim to be? Expected calibration error, Brier score, and the table behind a plot."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import UserError

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """By bin of claimed probability: mean claim, share that was true, how many. Empty bins are left out."""

    claimed: Doubles
    true: Doubles
    counts: NDArray[np.int64]
    error: float
    """Expected calibration error (Naeini et al. 2015): mean of |claimed - true|, weighed by counts."""
    brier: float


def reliability(probabilities: Doubles, true: NDArray[np.bool_], bins: int = 10) -> Reliability:
    """`probabilities`: (n,) in 0..1, in bins of equal width, each closed on its right. Raises UserError."""
    if not len(probabilities):
        raise UserError("There are no claims to judge.", "Check the file.")
    if not (np.isfinite(probabilities).all() and ((probabilities >= 0) & (probabilities <= 1)).all()):
        raise UserError("Some probabilities are not between 0 and 1.", "Check what wrote them.")
    place = np.ceil(probabilities * bins).astype(np.int64).clip(1, bins) - 1
    counts = np.bincount(place, minlength=bins)
    here = counts > 0
    claimed = np.bincount(place, probabilities, bins)[here] / counts[here]
    happened = np.bincount(place, true.astype(float), bins)[here] / counts[here]
    error = float(np.sum(np.abs(claimed - happened) * counts[here]) / len(probabilities))
    brier = float(np.mean((probabilities - true) ** 2))
    return Reliability(claimed, happened, counts[here], error, brier)
