"""The algebra of `intervals` on whole ticks, which compare and add many times faster than exact fractions.

Rows are starts and ends in ticks of one scale. Every function here returns rows in normal form: in order, none empty,
none touching another. Those that take two sets want them in normal form as well.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from engine.timebase import Span

Rows: TypeAlias = Sequence[tuple[int, int]]


def joined(rows: Iterable[tuple[int, int]], reach: int = 0) -> Rows:
    """Any rows in normal form; neighbours no further apart than `reach` become one."""
    found: list[tuple[int, int]] = []
    first = until = 0
    for start, end in sorted(rows):
        if start >= end:
            continue
        if until > first and start - until <= reach:
            until = max(until, end)
            continue
        if until > first:
            found.append((first, until))
        first, until = start, end
    if until > first:
        found.append((first, until))
    return found


def common(one: Rows, other: Rows) -> Rows:
    """Every tick that lies in both."""
    found = []
    i = j = 0
    while i < len(one) and j < len(other):
        (a, b), (c, d) = one[i], other[j]
        start, end = max(a, c), min(b, d)
        if start < end:
            found.append((start, end))
        if b <= d:
            i += 1
        else:
            j += 1
    return found


def without(rows: Rows, taken: Rows) -> Rows:
    """Every tick of `rows` that is not in `taken`."""
    if not rows or not taken:
        return rows
    edges = [rows[0][0], *(edge for row in taken for edge in row), rows[-1][1]]
    gaps = [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]
    return common(rows, gaps)


def lengths(rows: Rows) -> int:
    """Ticks that the rows cover."""
    return sum(end - start for start, end in rows)


def scaled(rows: Rows, factor: int) -> Rows:
    """The same times in a scale that is `factor` times as fine."""
    return rows if factor == 1 else [(start * factor, end * factor) for start, end in rows]


def nearest_tick(ticks: Sequence[int], at: int, reach: int, later: bool) -> int:
    """Index of the nearest of several in order, -1 where none is within reach. `later`: which of two equally near."""
    right = bisect_left(ticks, at)
    after = ticks[right] - at if right < len(ticks) else reach + 1
    before = at - ticks[right - 1] if right > 0 else reach + 1
    if min(before, after) > reach:
        return -1
    return right if after < before or (after == before and later) else right - 1


class Times:
    """Exact times of ticks. Those that are known already are only looked up, for a fraction is slow to make."""

    def __init__(self, scale: int, *known: tuple[Mapping[int, Fraction], int]) -> None:
        """`known`: times by their ticks, with the scale of these, of which `scale` is a multiple."""
        self._scale = scale
        self._known = [(times, scale // own) for times, own in known]

    def of(self, tick: int) -> Fraction:
        for times, factor in self._known:
            if tick % factor == 0:
                time = times.get(tick // factor)
                if time is not None:
                    return time
        return Fraction(tick, self._scale)

    def span(self, start: int, end: int) -> Span:
        return Span(self.of(start), self.of(end))
