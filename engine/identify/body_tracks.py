"""What is known of a body track for telling whose it is, and how likenesses of two of them are to be read."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from engine.timebase import Span
from engine.types import Floats, Track

TABLE = Path(__file__).with_name("body_calibration.toml")


@dataclass(frozen=True, slots=True, eq=False)
class BodyTrack:
    """One body track with when it shows and what it looks like: a unit vector, None where nothing described it."""

    track: Track
    spans: tuple[Span, ...]
    looks: Floats | None = None

    @property
    def seconds(self) -> float:
        return float(sum(span.duration for span in self.spans))


@dataclass(frozen=True, slots=True)
class BodyCalibration:
    """How the cosine of two body tracks of one film is to be read: `bias + slope * cosine` nats, by one model.

    `most`: no likeness of clothes says more. `lasts_s`: clothes are changed, so what speaks for one person fades out
    over this time.
    """

    bias: float
    slope: float
    most: float = 3.0
    lasts_s: float = 60.0

    def nats(self, cosine: float, gap_s: float) -> float:
        told = float(np.clip(self.bias + self.slope * cosine, -self.most, self.most))
        return told if told < 0 else told * max(0.0, 1 - gap_s / self.lasts_s)


@cache
def body_calibration(model: str) -> BodyCalibration:
    """The fitted numbers of an appearance model; "clothes" where there is none. Raises KeyError for an unknown one."""
    with TABLE.open("rb") as file:
        row: dict[str, Any] = tomllib.load(file)[model]
    return BodyCalibration(**row)


def chains(bodies: Sequence[BodyTrack], overlap: float) -> list[list[BodyTrack]]:
    """Body tracks that go on where another one of the same shot broke off, because a long shot is read in pieces."""
    ordered = sorted(bodies, key=lambda body: (body.track.span, body.track.id))
    made: list[list[BodyTrack]] = []
    for body in ordered:
        fits = [
            (_overlap(chain[-1].track.boxes[-1], body.track.boxes[0]), number)
            for number, chain in enumerate(made)
            if chain[-1].track.shot == body.track.shot and chain[-1].track.span.end == body.track.span.start
        ]
        best = max(fits, default=(0.0, -1))
        if best[0] >= overlap:
            made[best[1]].append(body)
        else:
            made.append([body])
    return made


def _overlap(one: Floats, other: Floats) -> float:
    """Intersection over union of two boxes (4,)."""
    start, end = np.maximum(one[:2], other[:2]), np.minimum(one[:2] + one[2:], other[:2] + other[2:])
    shared = float(np.prod(np.maximum(end - start, 0)))
    return shared / max(float(np.prod(one[2:]) + np.prod(other[2:])) - shared, 1e-9)


def gap_s(one: Span, other: Span) -> float:
    """Seconds between two spans, 0 where they touch or overlap."""
    return max(0.0, float(max(one.start, other.start) - min(one.end, other.end)))
