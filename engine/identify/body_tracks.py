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

    def nats(self, cosines: Floats, gaps_s: Floats) -> Floats:
        """(n,) nats that two tracks are one person; `cosines`, `gaps_s` (n,): likeness and seconds between the two."""
        told = np.clip(self.bias + self.slope * cosines, -self.most, self.most)
        lasting = np.clip(1 - np.maximum(gaps_s, 0) / self.lasts_s, 0, 1)
        nats: Floats = np.where(told < 0, told, told * lasting).astype(np.float32)
        return nats


@cache
def body_calibration(model: str) -> BodyCalibration:
    """The fitted numbers of an appearance model. Raises KeyError for a model that was never fitted."""
    with TABLE.open("rb") as file:
        row: dict[str, Any] = tomllib.load(file)[model]
    return BodyCalibration(**row)


@cache
def fitted_models() -> frozenset[str]:
    """The appearance models whose likenesses can be read."""
    with TABLE.open("rb") as file:
        return frozenset(tomllib.load(file))


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


class Timeline(Generic[Value]):
    """Values by their spans, found again by nearness, so that hours of film are not searched for each track.

    Times are floats here: comparing exact fractions took nearly all the time.
    """

    def __init__(self, slot_s: int = 30) -> None:
        self._slot_s = slot_s
        self._slots: dict[int, list[tuple[float, float, Value]]] = {}

    def add(self, span: Span, value: Value) -> None:
        start, end = float(span.start), float(span.end)
        for slot in self._of(start, end):
            self._slots.setdefault(slot, []).append((start, end, value))

    def near(self, span: Span, reach_s: float) -> list[tuple[float, Value]]:
        """The values no further than `reach_s` from `span`, each as often as it was added.

        With each goes its distance in seconds, below 0 where the two overlap.
        """
        start, end = float(span.start), float(span.end)
        slots = self._of(start - reach_s, end + reach_s)
        found = {id(one): one for slot in slots for one in self._slots.get(slot, ())}
        gaps = ((max(start, other[0]) - min(end, other[1]), other[2]) for other in found.values())
        return [(gap, value) for gap, value in gaps if gap <= reach_s]

    def is_free(self, span: Span) -> bool:
        """Whether nothing overlaps `span`."""
        start, end = float(span.start), float(span.end)
        slots = self._of(start, end)
        return not any(one[0] < end and start < one[1] for slot in slots for one in self._slots.get(slot, ()))

    def _of(self, start: float, end: float) -> range:
        return range(int(start // self._slot_s), int(end // self._slot_s) + 1)
