"""Decide at which frames to look for faces: at a steady few a second, and at more where it may be needed."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

import numpy as np

from engine.detect.shots import blurred
from engine.settings import Quality
from engine.types import Floats, Pixels


class Want(Enum):
    """Whether to look at a frame: NO, ALWAYS, or only IF_UNSURE what happened between the looks around it."""

    NO = "no"
    IF_UNSURE = "if unsure"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class SamplingRate:
    """One frame in every stretch of `calm_s` is worth a look, and one in every `busy_s` where the picture has changed
    by `change`. The first of them in every stretch of `sure_s` is looked at in any case.
    """

    sure_s: Fraction
    calm_s: Fraction
    busy_s: Fraction
    change: float = 7.0
    """Mean absolute levels of blurred RGB, 0..255, from one `busy_s` to the next."""


RATES: dict[Quality, SamplingRate] = {
    "fast": SamplingRate(Fraction(1), Fraction(1, 2), Fraction(1, 4)),
    "balanced": SamplingRate(Fraction(1), Fraction(2, 5), Fraction(1, 5)),
    "thorough": SamplingRate(Fraction(1, 10), Fraction(1, 10), Fraction(1, 10)),
}


class Sampler:
    """Says for each frame whether to look at it, by grids in player time.

    What it says of a frame depends on the frames of the last `sure_s` and `busy_s` only, so a run that starts later
    says the same.
    """

    def __init__(self, rate: SamplingRate) -> None:
        self.rate = rate
        self._sure = self._calm = self._busy = -1
        self._seen: Floats | None = None

    def wants(self, time: Fraction, thumb: Pixels) -> Want:
        """Whether to look at the frame at `time`, whose thumbnail is `thumb`; call it for every frame in turn."""
        sure, calm, busy = (time // step for step in (self.rate.sure_s, self.rate.calm_s, self.rate.busy_s))
        new_calm, new_busy = calm != self._calm, busy != self._busy
        self._calm, self._busy = calm, busy
        if not ((self._has_changed(thumb) if new_busy else False) or new_calm):
            return Want.NO
        new_sure, self._sure = sure != self._sure, sure
        return Want.ALWAYS if new_sure else Want.IF_UNSURE

    def _has_changed(self, thumb: Pixels) -> bool:
        before, self._seen = self._seen, blurred(thumb)
        return before is not None and float(np.abs(self._seen - before).mean()) >= self.rate.change
