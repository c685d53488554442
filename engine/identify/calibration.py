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
DRAWN_TABLE = Path(__file__).with_name("drawn_calibration.toml")
MOST = 8.0
"""Nats beyond which one comparison is not trusted: models fail in ways that no fit has seen."""


@dataclass(frozen=True, slots=True)
class DrawnCalibration:
    """How the cosines of two drawn heads are to be read: those of strangers and of one person follow a normal law each.

    `benchmarks/fit_drawn.py` writes the numbers. One law serves films and photos: a picture of somebody drawn mostly
    comes from the hand that drew the film.
    """

    strangers: float
    strangers_spread: float
    same: float
    same_spread: float
    good_quality: float = 0.25
    """From this quality of both crops on the cosine counts in full."""
    given: float = 5.5
    """Nats: who gives a picture of somebody drawn means somebody of this film, while real people have look-alikes."""

    def nats(self, similarity: Floats, quality: Floats) -> Floats:
        """Log of the ratio of the two laws' densities, less where crops are poor; arrays of one shape."""
        ratio = self._ratio(np.maximum(similarity, self._least))
        trust = np.clip(quality / self.good_quality, 0.2, 1.0)
        return _bounded(ratio * trust)

    def photo_nats(self, similarity: Floats, quality: Floats) -> Floats:
        """The same of a photo and a head of the film, with what its being given says."""
        return _bounded(self.nats(similarity, quality) + self.given)

    @property
    def _least(self) -> float:
        """Below it the wider law would win again, which means nothing."""
        one, other = self.strangers_spread**2, self.same_spread**2
        return (self.strangers * other - self.same * one) / (other - one) if other > one else -1.0

    def _ratio(self, similarity: Floats) -> Floats:
        far = (similarity - self.strangers) / self.strangers_spread
        near = (similarity - self.same) / self.same_spread
        nats: Floats = np.log(self.strangers_spread / self.same_spread) + (far**2 - near**2) / 2
        return nats


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
    drawn: DrawnCalibration | None = None
    """For two drawn heads; None where the model was not fitted for them."""

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
        drawn=drawn_calibration(model),
    )


@cache
def drawn_calibration(model: str) -> DrawnCalibration | None:
    """The fitted numbers of heads described with a face model, None where there are none."""
    row = tomllib.loads(DRAWN_TABLE.read_text(encoding="utf-8")).get(model) if DRAWN_TABLE.exists() else None
    return None if row is None else DrawnCalibration(**row)


def chance(nats: float) -> float:
    """Probability 0..1 that evidence of so many nats, prior included, is right."""
    return float(1 / (1 + np.exp(-np.clip(nats, -MOST, MOST))))


def mean_quality(one: Sequence[float] | NDArray[Any], other: Sequence[float] | NDArray[Any]) -> Floats:
    """(n, m) geometric means of all pairs of qualities."""
    return np.sqrt(np.outer(np.asarray(one), np.asarray(other))).astype(np.float32)


def _bounded(nats: NDArray[Any]) -> Floats:
    bounded: Floats = np.clip(nats, -MOST, MOST).astype(np.float32)
    return bounded
