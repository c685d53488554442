"""Give doubtful shot boundaries a second look: TransNetV2 where it is at hand, a stricter bound where it is not."""

from collections import deque
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np

from engine.detect.shots import Boundary
from engine.types import Floats, Pixels

CONTEXT_S = Fraction(2)
AFTER_S = Fraction(6, 5)
"""How much of the film after a doubtful boundary is awaited before it is judged."""
NET_FRAMES = 100


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


class BoundaryJudge:
    """Remembers the thumbnails of the last seconds of a shot and says which doubts to believe."""

    def __init__(self, net: ShotNet | None, limits: JudgeLimits | None = None) -> None:
        self._net = net
        self._limits = limits or JudgeLimits()
        self._recent: deque[tuple[Fraction, Pixels]] = deque()

    def push(self, time: Fraction, thumb: Pixels) -> None:
        """`thumb`: (27, 48, 3) uint8 RGB, in order of time."""
        self._recent.append((time, thumb))
        while time - self._recent[0][0] > CONTEXT_S + 2 * AFTER_S:
            self._recent.popleft()

    def restart(self, time: Fraction) -> None:
        """A shot begins at `time`: what was before must not bear on what follows."""
        while self._recent and self._recent[0][0] < time:
            self._recent.popleft()

    def accepts(self, boundary: Boundary) -> bool:
        """Whether a boundary stands; one that is not doubtful always does."""
        if not boundary.doubtful:
            return True
        if self._net is None:
            bound = self._limits.cut_strength if boundary.strength >= 1 else self._limits.blend_strength
            return boundary.strength >= bound
        times, thumbs = self._around(boundary.time)
        chances = self._net.probabilities(thumbs)
        margin = Fraction(3, 25)
        near = [
            float(chance)
            for time, chance in zip(times, chances, strict=True)
            if boundary.window.start - margin <= time <= boundary.window.end + margin
        ]
        return max(near, default=0.0) >= self._limits.probability

    def _around(self, time: Fraction) -> tuple[list[Fraction], Pixels]:
        """At most 100 thumbnails around a time, thinned out evenly where the film has more of them."""
        chosen = [(t, p) for t, p in self._recent if abs(t - time) <= CONTEXT_S]
        step = -(-len(chosen) // NET_FRAMES)
        kept = chosen[::step]
        return [t for t, _ in kept], np.stack([thumb for _, thumb in kept])
