"""How well tracks fit persons, and persons each other, by the few tracks that stand for a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.identify.calibration import MOST, FaceCalibration, LooksCalibration, mean_quality
from engine.identify.drawn import with_drawn
from engine.identify.prints import Prints
from engine.types import Floats

EXEMPLARS = 24
"""Tracks that stand for a person, so that a film of 10,000 tracks costs little more than one of 1,000."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """What one person's exemplars say of all tracks, (n,) nats each.

    `face`, `fit`: of the two nearest exemplars, the track itself left out, as poor tracks are placed in the cast; `fit`
    counts hair and clothes of poor tracks. `mean`: of all exemplars by weight, as groups are merged.
    """

    face: Floats
    fit: Floats
    mean: Floats


@dataclass(slots=True)
class Fits:
    """Columns by exemplars; a person who has not changed since the last question is not compared again."""

    prints: Prints
    calibration: FaceCalibration
    core_quality: float
    looks: LooksCalibration = field(default_factory=LooksCalibration)
    _columns: dict[tuple[int, ...], Column] = field(default_factory=dict)

    def exemplars(self, rows: Sequence[int]) -> list[int]:
        """Those with most to say, best first."""
        return sorted(rows, key=lambda row: -float(self.prints.weights[row]))[:EXEMPLARS]

    def columns(self, persons: Sequence[Sequence[int]]) -> list[Column]:
        """One for each person's exemplars; those of other persons are forgotten."""
        keys = [tuple(best) for best in persons]
        self._columns = {key: self._columns.get(key) or self._column(key) for key in dict.fromkeys(keys)}
        return [self._columns[key] for key in keys]

    def face(self, rows: Sequence[int], others: Sequence[int]) -> Floats:
        """(rows, others) nats of the faces."""
        return self._face(list(rows), list(others))

    def _face(self, one: list[int] | slice, other: list[int]) -> Floats:
        prints, drawn = self.prints, self.calibration.drawn
        quality = mean_quality(prints.qualities[one], prints.qualities[other])
        nats = self.calibration.within(prints.vectors[one] @ prints.vectors[other].T, quality)
        if prints.heads is None:
            return nats
        return with_drawn(nats, prints.heads[one], prints.heads[other], quality, drawn.nats if drawn else None)

    def _column(self, best: tuple[int, ...]) -> Column:
        prints, others = self.prints, list(best)
        face = self._face(slice(None), others)
        poor = prints.qualities < self.core_quality
        looks = self.looks.within(prints.looks @ prints.looks[others].T)
        both = face + np.where(poor[:, None], looks, np.float32(0))
        weights = prints.weights[others]
        mean = face @ weights / weights.sum()
        # What a track says of itself counts in neither.
        for matrix in (face, both):
            matrix[others, np.arange(len(others))] = -np.inf
        return Column(_nearest(face), _nearest(both), mean.astype(np.float32))


def mean_evidence(columns: Sequence[Column], persons: Sequence[Sequence[int]], weights: Floats) -> Floats:
    """(persons, persons) weighted mean nats between the exemplars of any two."""
    rows = np.concatenate([np.asarray(best, np.int64) for best in persons])
    starts = np.cumsum([0, *(len(best) for best in persons[:-1])])
    sums = np.add.reduceat(weights[rows], starts)
    means = [np.add.reduceat(column.mean[rows] * weights[rows], starts) / sums for column in columns]
    evidence: Floats = np.stack(means).astype(np.float32)
    return evidence


def seen_together(conflicts: NDArray[np.bool_], persons: Sequence[Sequence[int]]) -> NDArray[np.bool_]:
    """(persons, persons) True where exemplars of both were seen in one frame."""
    rows = np.concatenate([np.asarray(best, np.int64) for best in persons])
    starts = np.cumsum([0, *(len(best) for best in persons[:-1])])
    clashes = [np.asarray(conflicts[list(best)].any(axis=0))[rows] for best in persons]
    together: NDArray[np.bool_] = np.stack([np.logical_or.reduceat(clash, starts) for clash in clashes])
    return together


def _nearest(evidence: Floats) -> Floats:
    """Mean of the two largest of each row, or the largest where there is no second; -MOST where there is none."""
    top = np.partition(evidence, -2, axis=1)[:, -2:] if evidence.shape[1] > 1 else evidence
    there = np.isfinite(top)
    means: Floats = np.where(there, top, 0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    return np.where(there.any(axis=1), means, -MOST).astype(np.float32)
