"""Where times lie on the timeline, as plain functions that need no Qt.

Pixels count from the left edge of the timeline, times are player seconds. Floats do: they only place what is drawn.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.timebase import Span

Floats: TypeAlias = NDArray[np.float64]
NARROW_PX = 3.0
CLOSEST_PX = 40.0
"""A frame is at most this wide."""
TICK_PX = 96.0
"""Labels of the ruler keep at least this distance."""
STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)

OVERVIEW_PX, RULER_PX, SHOTS_PX, LANE_PX, CUT_PX, GAP_PX = 12, 24, 16, 30, 36, 4

RowKind: TypeAlias = Literal["overview", "ruler", "shots", "lane", "cut"]


@dataclass(frozen=True, slots=True)
class View:
    """The stretch of the film that is seen. `start` and `end`: of the whole film; `left`: time at pixel 0."""

    start: float
    end: float
    left: float
    px_per_s: float
    width: int

    @property
    def right(self) -> float:
        return self.left + self.width / self.px_per_s

    def x(self, time: Fraction | float) -> float:
        return (float(time) - self.left) * self.px_per_s

    def time(self, x: float) -> float:
        """The time at a pixel, inside the film."""
        return min(max(self.left + x / self.px_per_s, self.start), self.end)

    @property
    def is_whole(self) -> bool:
        return self.px_per_s <= self._least * (1 + 1e-9)

    @property
    def _least(self) -> float:
        return max(1, self.width) / max(self.end - self.start, 1e-3)


def whole(start: float, end: float, width: int) -> View:
    """All of the film."""
    view = View(start, end, start, 1.0, max(1, width))
    return replace(view, px_per_s=view._least)


def resized(view: View, width: int) -> View:
    """Another width: the whole film stays whole, a stretch keeps its scale and its left edge."""
    wider = replace(view, width=max(1, width))
    return whole(view.start, view.end, width) if view.is_whole else _held(wider)


def zoomed(view: View, factor: float, x: float, frame_s: float) -> View:
    """Closer (`factor` above 1) or further away; the time at pixel `x` stays where it is."""
    scale = min(max(view.px_per_s * factor, view._least), max(CLOSEST_PX / frame_s, view._least))
    left = view.left + x / view.px_per_s - x / scale
    return _held(replace(view, px_per_s=scale, left=left))


def panned(view: View, pixels: float) -> View:
    return _held(replace(view, left=view.left + pixels / view.px_per_s))


def showing(view: View, time: Fraction | float) -> View:
    """A view that shows `time`: the same where it does already, else one that begins a little before it."""
    if view.left <= float(time) < view.right:
        return view
    return _held(replace(view, left=float(time) - 0.1 * view.width / view.px_per_s))


def centred(view: View, time: float) -> View:
    return _held(replace(view, left=time - view.width / view.px_per_s / 2))


def overview_time(view: View, x: float) -> float:
    """The time at a pixel of the bar that always shows the whole film."""
    share = min(max(x / max(1, view.width), 0.0), 1.0)
    return view.start + share * (view.end - view.start)


def overview(view: View) -> View:
    """The bar that always shows the whole film, as a view."""
    return whole(view.start, view.end, view.width)


def overview_x(view: View, time: Fraction | float) -> float:
    return (float(time) - view.start) / max(view.end - view.start, 1e-9) * view.width


def _held(view: View) -> View:
    """Not beyond the film's ends."""
    longest = view.end - view.width / view.px_per_s
    return replace(view, left=max(view.start, min(view.left, longest)))


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the ruler; those with a label are longer."""

    time: float
    label: str


def ticks(view: View, rate: Fraction) -> list[Tick]:
    """Labelled marks and four small ones between each two. Below a second labels count frames: `0:01+05`."""
    step, frames = _step(view, rate)
    small = step / 5 if frames == 0 or frames % 5 == 0 else step / frames
    first, last = math.floor(view.left / step), math.ceil(view.right / step)
    marks = []
    for number in range(first, last + 1):
        for part in range(round(step / small)):
            time = number * step + part * small
            if view.left - 1e-9 <= time <= view.right and view.start - 1e-9 <= time <= view.end + 1e-9:
                marks.append(Tick(time, "" if part else _label(number, step, frames, rate)))
    return marks


def _step(view: View, rate: Fraction) -> tuple[float, int]:
    """Seconds between labels, and how many frames that is if it is less than a second."""
    per_s = math.ceil(rate)
    for frames in (1, 2, 5, 10, 15):
        if frames < per_s and frames / float(rate) * view.px_per_s >= TICK_PX:
            return frames / float(rate), frames
    longest = STEPS_S[-1] * math.ceil(TICK_PX / view.px_per_s / STEPS_S[-1])
    return next((float(step) for step in STEPS_S if step * view.px_per_s >= TICK_PX), float(longest)), 0


def _label(number: int, step: float, frames: int, rate: Fraction) -> str:
    if frames:
        secs, frame = divmod(number * frames, math.ceil(rate))
        return f"{_clock(secs)}+{frame:02d}"
    return _clock(round(number * step))


def _clock(secs: int) -> str:
    minutes, secs = divmod(secs, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{secs:02d}" if hours else f"{minutes}:{secs:02d}"


@dataclass(frozen=True, slots=True)
class Run:
    """One or several spans as one rectangle. `first`: index of the first of them, `count`: how many there are."""

    left: float
    right: float
    value: float
    first: int
    count: int


def runs(starts: Floats, ends: Floats, values: Floats, scale: View) -> list[Run]:
    """The spans that reach into the view as rectangles from `left` to `right` pixels.

    `starts`, `ends`, `values`: (n,) in order of time, none overlapping. Spans that are less than a pixel apart become
    one of the greatest value, so there are never many more rectangles than pixels. Equal neighbours further apart stay
    apart, and so do spans that are wider than a few pixels.
    """
    first = int(np.searchsorted(ends, scale.left, side="right"))
    last = int(np.searchsorted(starts, scale.right, side="left"))
    if last <= first:
        return []
    left = (starts[first:last] - scale.left) * scale.px_per_s
    right = (ends[first:last] - scale.left) * scale.px_per_s
    narrow = right - left < NARROW_PX
    joined = (left[1:] - right[:-1] < 1.0) & narrow[1:] & narrow[:-1]
    heads = np.concatenate([[0], np.flatnonzero(~joined) + 1])
    tails = np.append(heads[1:], last - first)
    tops = np.maximum.reduceat(values[first:last], heads)
    return [
        Run(float(left[head]), float(right[tail - 1]), float(top), first + int(head), int(tail - head))
        for head, tail, top in zip(heads, tails, tops, strict=True)
    ]


def at(spans: Sequence[Span], time: float) -> int | None:
    """Index of the span at a time; `spans` in order of time, none overlapping."""
    index = bisect_right(spans, time, key=lambda span: float(span.start)) - 1
    return index if index >= 0 and time < float(spans[index].end) else None


@dataclass(frozen=True, slots=True)
class Row:
    """One stripe of the timeline. `lane`: which of the persons, for the stripes of kind "lane"."""

    kind: RowKind
    top: int
    height: int
    lane: int = 0

    def holds(self, y: float) -> bool:
        return self.top <= y < self.top + self.height


def rows(lanes: int) -> list[Row]:
    """The stripes from top to bottom."""
    kinds: list[tuple[RowKind, int, int]] = [
        ("overview", OVERVIEW_PX, 0),
        ("ruler", RULER_PX, 0),
        ("shots", SHOTS_PX, 0),
    ]
    kinds += [("lane", LANE_PX, number) for number in range(lanes)]
    kinds.append(("cut", CUT_PX, 0))
    found, top = [], GAP_PX
    for kind, height, lane in kinds:
        found.append(Row(kind, top, height, lane))
        top += height + GAP_PX
    return found


def height(lanes: int) -> int:
    last = rows(lanes)[-1]
    return last.top + last.height + GAP_PX
