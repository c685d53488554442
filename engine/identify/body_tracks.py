"""What is known of a body track for telling whose it is, and how likenesses of two of them are to be read."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np

from engine.timebase import Span
from engine.types import Floats, Track

Value = TypeVar("Value")

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
    """Body tracks that go on where another one of the same shot broke off, because a long shot is read in pieces.

    `overlap`: the least intersection over union of the boxes on both sides of the break.
    """
    made: list[list[BodyTrack]] = []
    open_at: dict[tuple[int, Fraction], list[list[BodyTrack]]] = {}
    for body in sorted(bodies, key=lambda body: (body.track.span, body.track.id)):
        waiting = open_at.get((body.track.shot, body.track.span.start), [])
        fits = [_overlap(chain[-1].track.boxes[-1], body.track.boxes[0]) for chain in waiting]
        best = int(np.argmax(fits)) if fits else -1
        chain = waiting.pop(best) if fits and fits[best] >= overlap else []
        if not chain:
            made.append(chain)
        chain.append(body)
        open_at.setdefault((body.track.shot, body.track.span.end), []).append(chain)
    return made


def _overlap(one: Floats, other: Floats) -> float:
    """Intersection over union of two boxes (4,)."""
    start, end = np.maximum(one[:2], other[:2]), np.minimum(one[:2] + one[2:], other[:2] + other[2:])
    shared = float(np.prod(np.maximum(end - start, 0)))
    return shared / max(float(np.prod(one[2:]) + np.prod(other[2:])) - shared, 1e-9)


def gap_s(one: Span, other: Span) -> float:
    """Seconds between two spans, 0 where they touch or overlap."""
    return max(0.0, float(max(one.start, other.start) - min(one.end, other.end)))


class Timeline(Generic[Value]):
    """Values by their spans, found again by nearness, so that hours of film are not searched for each track."""

    def __init__(self, slot_s: int = 30) -> None:
        self._slot_s = slot_s
        self._slots: dict[int, list[tuple[Span, Value]]] = {}

    def add(self, span: Span, value: Value) -> None:
        for slot in self._of(span, 0.0):
            self._slots.setdefault(slot, []).append((span, value))

    def near(self, span: Span, reach_s: float) -> list[Value]:
        """The values no further than `reach_s` from `span`, each as often as it was added, in the order of time."""
        found = {id(one): one for slot in self._of(span, reach_s) for one in self._slots.get(slot, ())}
        return [value for other, value in found.values() if gap_s(span, other) <= reach_s]

    def is_free(self, span: Span) -> bool:
        """Whether nothing overlaps `span`."""
        return not any(other.overlaps(span) for slot in self._of(span, 0.0) for other, _ in self._slots.get(slot, ()))

    def _of(self, span: Span, reach_s: float) -> range:
        return range(
            int((float(span.start) - reach_s) // self._slot_s), int((float(span.end) + reach_s) // self._slot_s) + 1
        )
