"""Bring the edges of spans to the cuts of the film, so that no frame of a neighbouring shot comes along."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from engine.edit.intervals import scale_of, tick, ticks_of
from engine.edit.ticks import Rows, nearest_tick
from engine.types import Shot

SNAP_S = Fraction(1, 4)
"""How near an edge must be to a cut to move there: what sampling a few frames a second can miss."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """All starts and ends of shots, in order, as exact times and as whole ticks, `scale` to the second."""

    times: tuple[Fraction, ...] = ()
    ticks: tuple[int, ...] = ()
    scale: int = 1
    time_of: Mapping[int, Fraction] = field(default_factory=dict, compare=False, repr=False)
    """By tick."""

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
    return Cuts(tuple(found[at] for at in ticks), tuple(ticks), scale, found)


def snapped(rows: Rows, cuts: Sequence[int], scale: int) -> Rows:
    """Each edge moves to the nearest cut within reach; of two equally near, to the one that keeps more.

    `rows`, `cuts`: in ticks, `scale` to the second, in order. What comes out may overlap.
    """
    reach = tick(SNAP_S, scale)
    moved = []
    for start, end in rows:
        first, last = nearest_tick(cuts, start, reach, later=False), nearest_tick(cuts, end, reach, later=True)
        near = start if first < 0 else cuts[first], end if last < 0 else cuts[last]
        # Both edges of a very short span may find the same cut; it then stays where it was seen.
        moved.append(near if near[0] < near[1] else (start, end))
    return moved


def padded(rows: Rows, cuts: Sequence[int], scale: int, before: int, after: int) -> Rows:
    """Padding stops at the first cut, and goes on to it where only a scrap of the shot would be left out.

    As `snapped`; `before`, `after`: in ticks as well.
    """
    reach = tick(SNAP_S, scale)
    wide = []
    for start, end in rows:
        behind, ahead = bisect_right(cuts, start) - 1, bisect_left(cuts, end)
        stops = behind >= 0 and start - before - cuts[behind] <= reach
        ends = ahead < len(cuts) and cuts[ahead] - end - after <= reach
        wide.append((cuts[behind] if stops else start - before, cuts[ahead] if ends else end + after))
    return wide
