"""Read the evidence between tracks of one film off their vectors, for as many pairs as are asked for."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.identify.calibration import FaceCalibration, LooksCalibration, mean_quality
from engine.identify.drawn import with_drawn
from engine.identify.prints import Prints
from engine.types import Floats

Rows = NDArray[np.int64]
ROWS = 512
"""Rows of a large matrix that are worked on at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some tracks of `Prints`, side by side: gathered once for many comparisons."""

    vectors: Floats
    looks: Floats
    qualities: Floats
    heads: Floats | None


@dataclass(frozen=True, slots=True, eq=False)
class FilmEvidence:
    """Log-likelihood ratios in nats, each comparison within -8..8. Rows are those of `prints`."""

    prints: Prints
    calibration: FaceCalibration
    looks: LooksCalibration = field(default_factory=LooksCalibration)

    def part(self, rows: Rows | slice) -> Part:
        prints = self.prints
        heads = None if prints.heads is None else prints.heads[rows]
        return Part(prints.vectors[rows], prints.looks[rows], prints.qualities[rows], heads)

    def between(self, one: Part, other: Part) -> Floats:
        """(n, m) by the faces alone, or by the heads of two who are drawn."""
        quality = mean_quality(one.qualities, other.qualities)
        nats = self.calibration.within(one.vectors @ other.vectors.T, quality)
        drawn = self.calibration.drawn
        return with_drawn(nats, one.heads, other.heads, quality, drawn.nats if drawn else None)

    def to_all(self, rows: Rows) -> Floats:
        """(len(rows), n) by the faces alone. Always in the same batches, so that each bit is the same each time."""
        every = self.part(slice(None))
        found = np.zeros((len(rows), len(self.prints)), np.float32)
        for at in range(0, len(rows), ROWS):
            found[at : at + ROWS] = self.between(self.part(rows[at : at + ROWS]), every)
        return found

    def by_looks(self, one: Part, other: Part) -> Floats:
        """(n, m) by hair and clothes, which decide only where faces are poor."""
        return self.looks.within(one.looks @ other.looks.T)

    def among(self, rows: Rows, beside: int = 0) -> Floats:
        """(n + beside, n + beside), symmetric, of all pairs of `rows`; zeros in the last `beside` rows and columns."""
        n = len(rows)
        matrix = np.zeros((n + beside, n + beside), np.float32)
        for at in range(0, n, ROWS):
            end = min(at + ROWS, n)
            block = self.between(self.part(rows[at:end]), self.part(rows[at:]))
            # Products of one pair may differ in the last bit by where they stand.
            square = np.triu(block[:, : end - at])
            block[:, : end - at] = square + np.triu(square, 1).T
            matrix[at:end, at:n] = block
            matrix[at:n, at:end] = block.T
        return matrix


def two_best(evidence: Floats) -> Floats:
    """(2, n) greatest and second greatest value in each row of (n, m); -inf stands for what is not there."""
    best = np.full((2, len(evidence)), -np.inf, np.float32)
    if evidence.shape[1] == 1:
        best[0] = evidence[:, 0]
    elif evidence.shape[1] > 1:
        best[:] = np.partition(evidence, -2, axis=1)[:, :-3:-1].T
    return best


def mean_of_best(best: Floats) -> Floats:
    """(n,) mean of the two best values that there are, -inf where there is none. `best`: (2, n)."""
    mean: Floats = np.where(np.isneginf(best[1]), best[0], (best[0] + best[1]) / 2).astype(np.float32)
    return mean
