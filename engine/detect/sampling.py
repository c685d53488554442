"""Decide at which frames to look for faces: a steady few a second, more where the picture changes."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from engine.detect.shots import blurred
from engine.settings import Quality
from engine.types import Floats, Pixels


@dataclass(frozen=True, slots=True)
class SamplingRate:
    """One look in every stretch of `calm_s`, and one in every `busy_s` where the picture has changed by `change`."""

    calm_s: Fraction
    busy_s: Fraction
    change: float = 7.0
    """Mean absolute levels of blurred RGB, 0..255, from one `busy_s` to the next."""


RATES: dict[Quality, SamplingRate] = {
    "fast": SamplingRate(Fraction(1, 2), Fraction(1, 4)),
    "balanced": SamplingRate(Fraction(2, 5), Fraction(1, 5)),
    "thorough": SamplingRate(Fraction(1, 10), Fraction(1, 10)),
}


class Sampler:
    """Says for each frame whether to look at it, by a grid in player time.

    What it says of a frame depends on the frames of the last `busy_s` only, so a run that starts later says the same.
    """

    def __init__(self, rate: SamplingRate) -> None:
        self.rate = rate
        self._calm = self._busy = -1
        self._seen: Floats | None = None

    def wants(self, time: Fraction, thumb: Pixels) -> bool:
        """Whether to look at the frame at `time`, whose thumbnail is `thumb`; call it for every frame in turn."""
        calm, busy = time // self.rate.calm_s, time // self.rate.busy_s
        new_calm, new_busy = calm != self._calm, busy != self._busy
        self._calm, self._busy = calm, busy
        return (self._has_changed(thumb) if new_busy else False) or new_calm

    def _has_changed(self, thumb: Pixels) -> bool:
        before, self._seen = self._seen, blurred(thumb)
        return before is not None and float(np.abs(self._seen - before).mean()) >= self.rate.change
