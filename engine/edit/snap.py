"""Bring the edges of spans to the cuts of the film, so that no frame of a neighbouring shot comes along."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.edit.intervals import scale_of, tick, ticks_of
from engine.timebase import Span
from engine.types import Shot

SNAP_S = Fraction(1, 4)
"""How near an edge must be to a cut to move there: what sampling a few frames a second can miss."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """All starts and ends of shots, in order, as exact times and as whole ticks, `scale` to the second."""

    times: tuple[Fraction, ...] = ()
    ticks: tuple[int, ...] = ()
    scale: int = 1

    def scaled(self, scale: int) -> Sequence[int]:
        """`ticks` in another scale, a multiple of the own one."""
        factor = scale // self.scale
        return self.ticks if factor == 1 else [one * factor for one in self.ticks]


def cuts_of(shots: Iterable[Shot]) -> Cuts:
    spans = [shot.span for shot in shots]
    scale = scale_of(spans)
    found = {at: span.start for span, (at, _) in zip(spans, ticks_of(spans, scale), strict=True)}
    found |= {at: span.end for span, (_, at) in zip(spans, ticks_of(spans, scale), strict=True)}
    ticks = sorted(found)
    return Cuts(tuple(found[at] for at in ticks), tuple(ticks), scale)


def snapped(spans: Sequence[Span], cuts: Cuts) -> list[Span]:
    """Each edge moves to the nearest cut within reach; of two equally near, to the one that keeps more."""
    scale = math.lcm(scale_of(spans), cuts.scale, SNAP_S.denominator)
    ticks = cuts.scaled(scale)
    reach = tick(SNAP_S, scale)
    moved = []
    for span, (start, end) in zip(spans, ticks_of(spans, scale), strict=True):
        first, last = _nearest(ticks, start, reach, later=False), _nearest(ticks, end, reach, later=True)
        # Both edges of a very short span may find the same cut; it then stays where it was seen.
        if (start if first < 0 else ticks[first]) < (end if last < 0 else ticks[last]):
            span = Span(span.start if first < 0 else cuts.times[first], span.end if last < 0 else cuts.times[last])
        moved.append(span)
    return moved


def _nearest(ticks: Sequence[int], at: int, reach: int, later: bool) -> int:
    """Index of the nearest cut, -1 where none is within reach. `later`: which of two that are equally near."""
    right = bisect_left(ticks, at)
    after = ticks[right] - at if right < len(ticks) else reach + 1
    before = at - ticks[right - 1] if right > 0 else reach + 1
    if min(before, after) > reach:
        return -1
    return right if after < before or (after == before and later) else right - 1


def padded(spans: Sequence[Span], cuts: Cuts, before: Fraction, after: Fraction) -> list[Span]:
    """Padding stops at the first cut, and goes on to it where only a scrap of the shot would be left out."""
    scale = math.lcm(scale_of(spans), cuts.scale, SNAP_S.denominator, before.denominator, after.denominator)
    ticks = cuts.scaled(scale)
    reach, early, late = tick(SNAP_S, scale), tick(before, scale), tick(after, scale)
    wide = []
    for span, (start, end) in zip(spans, ticks_of(spans, scale), strict=True):
        behind, ahead = bisect_right(ticks, start) - 1, bisect_left(ticks, end)
        stops = behind >= 0 and start - early - ticks[behind] <= reach
        ends = ahead < len(ticks) and ticks[ahead] - end - late <= reach
        wide.append(
            Span(
                cuts.times[behind] if stops else span.start - before,
                cuts.times[ahead] if ends else span.end + after,
            )
        )
    return wide
