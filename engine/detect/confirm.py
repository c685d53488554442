"""Give doubtful shot boundaries a second look: TransNetV2 where it is at hand, a stricter bound where it is not."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol

import numpy as np

from engine.detect.shots import FLASH_S, SAME_SHARE, Boundary, blurred
from engine.types import Floats, Pixels

CONTEXT_S = Fraction(2)
"""How much of the film on each side of a doubtful boundary bears on it."""
MARGIN_S = Fraction(3, 25)
"""How far from the change the network may see it."""
NET_FRAMES = 100
EVEN_SPREAD = 3.0
"""Standard deviation of the colours of a picture that is black, or white, or nothing but one colour."""


class ShotNet(Protocol):
    """TransNetV2 or its like."""

    def probabilities(self, thumbs: Pixels) -> Floats:
        """`thumbs`: (n, 27, 48, 3) uint8 RGB, n <= 100. Returns (n,) the chance that each is the last of a shot."""
        ...


@dataclass(frozen=True, slots=True)
class JudgeLimits:
    """Bounds without a network are stricter: a false boundary costs little, a false dissolve splits a track."""

    probability: float = 0.3
    cut_strength: float = 1.1
    blend_strength: float = 0.8
    sure_strength: float = 1.3
    """A cut this strong can only have been a flash; if it was none, it stands."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One frame of the film: `thumb` (27, 48, 3) uint8 RGB."""

    pts: int
    time: Fraction
    thumb: Pixels


class BoundaryJudge:
    """Says which doubts to believe."""

    def __init__(self, net: ShotNet | None, limits: JudgeLimits | None = None) -> None:
        self._net = net
        self._limits = limits or JudgeLimits()

    def judged(self, boundary: Boundary, frames: Iterable[Seen]) -> Boundary | None:
        """The boundary, at the frame where the network sees it if there is one, or None where it does not stand.

        A boundary that is not doubtful stands as it is. `frames`: those around it, in order of time; what is further
        than `CONTEXT_S` from it does not count.
        """
        if not boundary.doubtful:
            return boundary
        around = _around(boundary.time, frames)
        if boundary.strength >= 1 and _comes_back(boundary, around):
            return None
        if boundary.strength >= self._limits.sure_strength:
            return boundary
        if boundary.strength < 1 and boundary.strength >= self._limits.blend_strength and _is_fade(boundary, around):
            return boundary
        if self._net is None:
            bound = self._limits.cut_strength if boundary.strength >= 1 else self._limits.blend_strength
            return boundary if boundary.strength >= bound else None
        chances = self._net.probabilities(np.stack([seen.thumb for seen in around]))
        start, end = boundary.window.start - MARGIN_S, boundary.window.end + MARGIN_S
        # The last frame of all is nowhere the last one of a shot before another.
        near = [i for i, seen in enumerate(around[:-1]) if start <= seen.time <= end]
        last = max(near, key=lambda i: float(chances[i]), default=None)
        if last is None or chances[last] < self._limits.probability:
            return None
        return replace(boundary, pts=around[last + 1].pts, time=around[last + 1].time)


def _is_fade(boundary: Boundary, around: list[Seen]) -> bool:
    """Whether a blend begins or ends in one even colour."""
    ends = [seen for seen in around if seen.time in (boundary.window.start, boundary.window.end)]
    return any(float(blurred(seen.thumb).std(axis=(0, 1)).max()) < EVEN_SPREAD for seen in ends)


def _comes_back(boundary: Boundary, around: list[Seen]) -> bool:
    """Whether the picture before a cut shows again soon after it, so that the cut was a flash."""
    before = [blurred(seen.thumb) for seen in around if seen.time < boundary.time][-1:]
    after = [blurred(s.thumb) for s in around if boundary.time <= s.time <= boundary.time + FLASH_S]
    changes = [float(np.abs(picture - before[0]).mean()) for picture in after] if before else []
    return bool(changes) and changes[-1] < SAME_SHARE * changes[0]


def _around(time: Fraction, frames: Iterable[Seen]) -> list[Seen]:
    """At most 100 frames around a time, thinned out evenly where the film has more of them."""
    chosen = [seen for seen in frames if abs(seen.time - time) <= CONTEXT_S]
    return chosen[:: -(-len(chosen) // NET_FRAMES)]
