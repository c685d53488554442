"""Turn similarities into evidence: log-likelihood ratios fitted on faces that the program is not judged by.

A log-likelihood ratio (in nats) says how much likelier a similarity is if two faces are one person than if they are
two. `benchmarks/fit_face_calibration.py` fits the numbers and writes `face_calibration.toml`.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.types import Floats

TABLE = Path(__file__).with_name("face_calibration.toml")
MOST = 8.0
"""Nats beyond which one comparison is not trusted: models fail in ways that no fit has seen."""


@dataclass(frozen=True, slots=True)
class FaceCalibration:
    """How one face model's cosines are to be read, by the quality of the two faces (its geometric mean, 0..1).

    Between a photo and a film: `bias + slope * s + quality * q + slope_quality * s * q` (logistic regression). Within
    a film, where strangers share light, lens and blur, it is zero at `film_zero`, interpolated over `film_quality`.
    """

    bias: float
    slope: float
    quality: float
    slope_quality: float
    film_quality: tuple[float, ...]
    film_zero: tuple[float, ...]

    def across(self, similarity: Floats, quality: Floats) -> Floats:
        """Nats for faces from different sources; arrays of one shape."""
        return _bounded(self.across_unbounded(similarity, quality))

    def across_unbounded(self, similarity: Floats, quality: Floats) -> Floats:
        """As `across`, for search among so many that only far more evidence than one comparison is trusted will do."""
        nats: Floats = self.bias + self.slope * similarity + quality * (self.quality + self.slope_quality * similarity)
        return nats

    def within(self, similarity: Floats, quality: Floats) -> Floats:
        """Nats for faces of one film; arrays of one shape."""
        steepness = self.slope + self.slope_quality * quality
        zero = np.interp(quality, self.film_quality, self.film_zero)
        return _bounded(steepness * (similarity - zero))


@dataclass(frozen=True, slots=True)
class LooksCalibration:
    """Hair and clothes can support or weaken what the face says, by at most `most` nats."""

    slope: float = 8.0
    zero: float = 0.72
    most: float = 2.0

    def within(self, similarity: Floats) -> Floats:
        nats: Floats = np.clip(self.slope * (similarity - self.zero), -self.most, self.most).astype(np.float32)
        return nats


@cache
def face_calibration(model: str) -> FaceCalibration:
    """The fitted numbers of a face model by its name. Raises KeyError for a model that was never fitted."""
    with TABLE.open("rb") as file:
        row: dict[str, Any] = tomllib.load(file)[model]
    return FaceCalibration(
        bias=row["bias"],
        slope=row["slope"],
        quality=row["quality"],
        slope_quality=row["slope_quality"],
        film_quality=tuple(row["film_quality"]),
        film_zero=tuple(row["film_zero"]),
    )


def chance(nats: float) -> float:
    """Probability 0..1 that evidence of so many nats, prior included, is right."""
    return float(1 / (1 + np.exp(-np.clip(nats, -MOST, MOST))))


def mean_quality(one: Sequence[float] | NDArray[Any], other: Sequence[float] | NDArray[Any]) -> Floats:
    """(n, m) geometric means of all pairs of qualities."""
    return np.sqrt(np.outer(np.asarray(one), np.asarray(other))).astype(np.float32)


def _bounded(nats: NDArray[Any]) -> Floats:
    bounded: Floats = np.clip(nats, -MOST, MOST).astype(np.float32)
    return bounded
