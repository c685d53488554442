"""Made faces: vectors whose person is known, and a calibration that reads them without doubt."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from engine.identify.calibration import FaceCalibration
from engine.identify.cast import NamedFaces
from engine.identify.prints import Prints, prints_of
from engine.timebase import Span
from engine.types import Feature, Track

DIMENSIONS = 64


@pytest.fixture
def calibration() -> FaceCalibration:
    """Zero nats at a cosine of one half."""
    return FaceCalibration(
        bias=-12, slope=24, quality=0, slope_quality=0, film_quality=(0.0, 1.0), film_zero=(0.5, 0.5)
    )


class Faces:
    """Vectors of persons, numbered; the same number is the same person, with a little noise."""

    def __init__(self) -> None:
        self._rng = np.random.default_rng(4)

    def vectors(self, person: int, count: int = 3, noise: float = 0.35) -> np.ndarray:
        centre = np.random.default_rng(1000 + person).normal(size=DIMENSIONS)
        found = centre / np.linalg.norm(centre) + self._rng.normal(size=(count, DIMENSIONS)) * noise / DIMENSIONS**0.5
        return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)

    def photos(self, person: int, count: int = 2, quality: float = 0.9) -> NamedFaces:
        return NamedFaces(self.vectors(person, count), np.full(count, quality, np.float32))


@pytest.fixture
def faces() -> Faces:
    return Faces()


def make_track(number: int, shot: int, samples: int = 10, first: int = 0) -> Track:
    pts = (first + np.arange(samples, dtype=np.int64)) * 10 + shot * 100_000
    span = Span(Fraction(int(pts[0])), Fraction(int(pts[-1]) + 10))
    return Track(number, "face", shot, span, pts, np.zeros((samples, 4), np.float32),
                 np.ones(samples, np.float32), np.zeros((samples, 5, 2), np.float32))  # fmt: skip


@pytest.fixture
def prints(faces: Faces) -> Callable[..., Prints]:
    """`prints([(person, shot, quality), ...])`: a film with one track for each; ids count up from 10."""

    def make(tracks: Sequence[tuple[int, int, float]], **how: Any) -> Prints:
        made = [make_track(10 + i, shot) for i, (_, shot, _) in enumerate(tracks)]
        described = {
            10 + i: Feature(10 + i, "net", faces.vectors(person, **how), np.full(3, quality, np.float32))
            for i, (person, _, quality) in enumerate(tracks)
        }
        grey = np.full((3, 4), 0.5, np.float32)
        looks = {track.id: Feature(track.id, "looks", grey, np.full(3, 0.5, np.float32)) for track in made}
        return prints_of(made, described, looks)

    return make


@pytest.fixture
def track() -> Callable[..., Track]:
    return make_track
