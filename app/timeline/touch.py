"""What of the edit list the mouse touches, and where what it holds may go: plain functions that need no Qt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

import numpy as np

from app.timeline.geometry import Floats, View, at
from engine.timebase import Span
from engine.types import Segment

GRIP_PX = 6.0
"""How near the mouse must be to an edge."""
SNAP_PX = 8.0
Part: TypeAlias = Literal["start", "end", "roll", "body", "gap"]


@dataclass(frozen=True, slots=True)
class Touch:
    """`index`: of the segment whose part it is; the left one of a "roll"; the one behind a "gap"."""

    part: Part
    index: int

    @property
    def is_edge(self) -> bool:
        return self.part in ("start", "end", "roll")


def touched(starts: Floats, ends: Floats, view: View, x: float, both: bool = False) -> Touch:
    """What lies at pixel `x`. `starts`, `ends`: (n,) seconds, in order of time, none overlapping.

    The nearest edge within reach wins; of two that meet, that of the segment under the mouse, or with `both` the two
    together. In a short segment its middle stays free, so that it can be selected.
    """
    time = view.left + x / view.px_per_s
    behind = int(np.searchsorted(starts, time, side="right"))
    inside = at(starts, ends, time)
    if inside is not None:
        reach = min(GRIP_PX, (ends[inside] - starts[inside]) * view.px_per_s / 4)
        near = [("start", inside, x - view.x(starts[inside])), ("end", inside, view.x(ends[inside]) - x)]
    else:
        reach = GRIP_PX
        near = [("end", behind - 1, x - view.x(ends[behind - 1]))] if behind else []
        near += [("start", behind, view.x(starts[behind]) - x)] if behind < len(starts) else []
    part, index, distance = min(near, key=lambda one: one[2], default=("gap", behind, np.inf))
    if distance > reach:
        return Touch("gap", behind) if inside is None else Touch("body", inside)
    left = index if part == "end" else index - 1
    if both and 0 <= left < len(starts) - 1 and ends[left] == starts[left + 1]:
        return Touch("roll", left)
    return Touch("start" if part == "start" else "end", index)


def room(segments: Sequence[Segment], touch: Touch, whole: Span, frame: Fraction) -> Span:
    """Between which times what is touched may be moved or, in a gap, a segment be added.

    `frame`: seconds that each segment keeps at least. Edges stop at a neighbour's.
    """
    before = segments[touch.index - 1].span.end if touch.index > 0 else whole.start
    if touch.part == "gap":
        return Span(before, segments[touch.index].span.start if touch.index < len(segments) else whole.end)
    here = segments[touch.index].span
    last = touch.index + 1 == len(segments)
    if touch.part == "start":
        return Span(before, max(before, here.end - frame))
    after = whole.end if last else segments[touch.index + 1].span.start
    if touch.part == "end":
        return Span(min(after, here.start + frame), after)
    if touch.part == "roll":
        end = segments[touch.index + 1].span.end
        return Span(min(here.start + frame, end), max(here.start + frame, end - frame))
    return here


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """Times that an edge is drawn to. `seconds`: (n,) the same as floats."""

    times: tuple[Fraction, ...]
    seconds: Floats

    def near(self, time: Fraction, view: View) -> Fraction | None:
        """The nearest one that is within reach on the screen."""
        if not self.times:
            return None
        far = np.abs(self.seconds - float(time))
        nearest = int(far.argmin())
        return self.times[nearest] if far[nearest] * view.px_per_s <= SNAP_PX else None


def targets(times: Iterable[Fraction]) -> Targets:
    found = tuple(times)
    return Targets(found, np.array([float(time) for time in found]))


def moved(segments: Sequence[Segment], touch: Touch, anchor: Fraction, time: Fraction) -> tuple[tuple[int, Span], ...]:
    """The segments as they would be with what is held moved to `time`; a new one has the index -1.

    `anchor`: where a new segment was begun.
    """
    if touch.part == "gap":
        return ((-1, Span(min(anchor, time), max(anchor, time))),)
    here = segments[touch.index].span
    if touch.part == "start":
        return ((touch.index, Span(time, here.end)),)
    if touch.part == "end":
        return ((touch.index, Span(here.start, time)),)
    if touch.part == "roll":
        after = segments[touch.index + 1].span
        return (touch.index, Span(here.start, time)), (touch.index + 1, Span(time, after.end))
    return ()


def chosen_now(starts: Floats, ends: Floats, chosen: Sequence[Span]) -> list[int]:
    """Indexes of the segments that are what is left of those chosen before: most of one lies in the other."""
    if not chosen or not len(starts):
        return []
    spans = sorted(chosen)
    from_s, to_s = np.array([(float(span.start), float(span.end)) for span in spans]).T
    return np.flatnonzero(
        _is_in((starts + ends) / 2, from_s, to_s) | _holds(starts, ends, (from_s + to_s) / 2)
    ).tolist()


def _is_in(times: Floats, starts: Floats, ends: Floats) -> np.ndarray:
    place = np.searchsorted(starts, times, side="right") - 1
    return (place >= 0) & (times < ends[place])


def _holds(starts: Floats, ends: Floats, times: Floats) -> np.ndarray:
    found = np.zeros(len(starts), bool)
    place = np.searchsorted(starts, times, side="right") - 1
    hit = (place >= 0) & (times < ends[place])
    found[place[hit]] = True
    return found
