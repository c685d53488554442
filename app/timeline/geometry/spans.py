"""Spans of time as rectangles or as columns of pixels, never many more than there are pixels."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.timeline.geometry.view import View

Floats: TypeAlias = NDArray[np.float64]
NARROW_PX = 3.0


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
    first, last = _seen(starts, ends, scale)
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


def columns(starts: Floats, ends: Floats, values: Floats, scale: View, dense: float = 1.0) -> Floats:
    """The greatest value in each column of pixels, 0 where no span lies: (width x `dense`,) float64.

    Arrays as for `runs`. `dense`: device pixels in a pixel. A span shows in one column at least, however short it is.
    """
    width = max(1, round(scale.width * dense))
    seen = np.zeros(width)
    first, last = _seen(starts, ends, scale)
    if last <= first:
        return seen
    factor = scale.px_per_s * dense
    # What begins in the middle of a column is rounded like what ends there, so that neighbours share no column.
    left = np.clip(np.rint((starts[first:last] - scale.left) * factor), 0, width - 1).astype(np.int64)
    right = np.clip(np.rint((ends[first:last] - scale.left) * factor), left + 1, width).astype(np.int64)
    sizes = right - left
    places = np.repeat(left - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))
    # Places never fall: of two neighbours in one column the greater counts.
    heads = np.flatnonzero(np.diff(places, prepend=-1))
    seen[places[heads]] = np.maximum.reduceat(np.repeat(values[first:last], sizes), heads)
    return seen


def at(starts: Floats, ends: Floats, time: float) -> int | None:
    """Index of the span at a time. `starts`, `ends`: (n,) seconds, in order of time, none overlapping."""
    index = int(np.searchsorted(starts, time, side="right")) - 1
    return index if index >= 0 and time < ends[index] else None


def _seen(starts: Floats, ends: Floats, scale: View) -> tuple[int, int]:
    first = int(np.searchsorted(ends, scale.left, side="right"))
    return first, int(np.searchsorted(starts, scale.right, side="left"))
