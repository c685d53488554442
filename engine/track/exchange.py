"""Put right the tracks of two things that met and were taken for each other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.track.tracker import Observation

Group: TypeAlias = list[Observation]
Likeness: TypeAlias = Callable[[Group, Group], float]
"""How much two stretches of track look like one thing; higher is more alike, 0 where nothing can be said."""


@dataclass(frozen=True, slots=True)
class ExchangeLimits:
    """`contact_distance`: in face sizes; things nearer than this may be taken for each other.

    `margin`: how much better the crossed pairing must look than the straight one. `reach_s`: how far from a meeting
    the compared stretches go. `looks_margin`: where the straight pairing is this much better by mere looks (sums of two
    cosines), nothing closer is looked at.
    """

    contact_distance: float = 0.9
    margin: float = 0.0
    reach_s: float = 2.0
    looks_margin: float = 0.3


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two groups, by their index, at the moment when they are nearest."""

    time: float
    one: int
    other: int


def untangle(groups: Sequence[Group], likeness: Likeness, limits: ExchangeLimits | None = None) -> list[Group]:
    """Exchange what follows a meeting wherever the crossed pairing looks more alike than the straight one."""
    limits = limits or ExchangeLimits()
    mended = [list(group) for group in groups]
    for meeting in meetings(groups, limits):
        heads, tails = zip(*(_parted(mended[i], meeting.time) for i in (meeting.one, meeting.other)), strict=True)
        if not (all(heads) and any(tails)):
            continue
        near_heads = [[o for o in head if meeting.time - o.time <= limits.reach_s] for head in heads]
        near_tails = [[o for o in tail if o.time - meeting.time <= limits.reach_s] for tail in tails]
        if _looks_agree(near_heads, near_tails, limits.looks_margin):
            continue
        straight = likeness(near_heads[0], near_tails[0]) + likeness(near_heads[1], near_tails[1])
        crossed = likeness(near_heads[0], near_tails[1]) + likeness(near_heads[1], near_tails[0])
        if crossed > straight + limits.margin:
            mended[meeting.one], mended[meeting.other] = heads[0] + tails[1], heads[1] + tails[0]
    return mended


def _looks_agree(heads: Sequence[Group], tails: Sequence[Group], margin: float) -> bool:
    """Whether looks alone say clearly that nothing was exchanged; never where one stretch is empty."""
    if not (all(heads) and all(tails)):
        return False
    old, new = ([np.mean([o.appearance for o in group], axis=0) for group in side] for side in (heads, tails))
    straight = float(old[0] @ new[0] + old[1] @ new[1])
    return straight - float(old[0] @ new[1] + old[1] @ new[0]) >= margin


def meetings(groups: Sequence[Group], limits: ExchangeLimits) -> list[Meeting]:
    """In order of time: the moments of least distance of each stretch in which two groups are near each other."""
    found = [
        Meeting(time, a, b)
        for a in range(len(groups))
        for b in range(a + 1, len(groups))
        for time in _nearest(groups[a], groups[b], limits.contact_distance)
    ]
    return sorted(found, key=lambda m: (m.time, m.one, m.other))


def _nearest(one: Group, other: Group, near: float) -> list[float]:
    start, end = max(one[0].time, other[0].time), min(one[-1].time, other[-1].time)
    if start > end:
        return []
    times = np.array(sorted({o.time for o in (*one, *other) if start <= o.time <= end}))
    gaps = np.linalg.norm(_path(one, times) - _path(other, times), axis=1)
    size = max(np.median([o.size for o in one]), np.median([o.size for o in other]))
    close = np.flatnonzero(gaps < near * size)
    stretches = np.split(close, np.flatnonzero(np.diff(close) > 1) + 1)
    return [float(times[stretch[np.argmin(gaps[stretch])]]) for stretch in stretches if len(stretch)]


def _path(group: Group, times: NDArray[np.float64]) -> NDArray[np.float64]:
    seen = np.array([o.time for o in group])
    centres = np.array([o.centre for o in group])
    return np.stack([np.interp(times, seen, centres[:, i]) for i in range(2)], axis=1)


def _parted(group: Group, time: float) -> tuple[Group, Group]:
    return [o for o in group if o.time < time], [o for o in group if o.time >= time]
