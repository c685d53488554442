"""Find shot boundaries in a stream of thumbnails: hard cuts at once, dissolves and fades as doubts to confirm.

A cut shows as thumbnails that differ across the boundary much more than on either side of it. Comparing two frames on
each side with each other, and keeping the smallest difference, lets flashes and single broken frames pass. A
dissolve or fade is a stretch whose middle is the blend of its ends; camera moves are not.
"""

from collections import deque
from dataclasses import dataclass
from fractions import Fraction

import cv2
import numpy as np

from engine.timebase import Span
from engine.types import Floats, Pixels

THUMB_SIZE = (48, 27)
"""Width and height of the thumbnails, which are those that TransNetV2 takes."""
FLASH_S = Fraction(8, 25)
"""Flashes and broken frames last no longer."""
FLASH_LEVELS = 12.0
ALL_WHITE_SPREAD = 8.0
ALIKE = 0.75
"""Correlation of the brightness of two pictures of one place; those of neighbouring shots are below 0.7."""
SAME_SHARE = 0.35
"""Pictures that differ by less than this share of the difference across a cut are the same one."""
CUT_FRAMES = 4
"""Two before a cut and two after it."""


@dataclass(frozen=True, slots=True)
class ShotLimits:
    """Thresholds of the cheap detector; differences are mean absolute levels of blurred RGB, 0..255."""

    min_difference: float = 7.0
    """Two pictures that differ less are not apart, however calm their neighbours are; less is asked of flat ones."""
    full_contrast: float = 45.0
    """Standard deviation of a picture from which on `min_difference` holds in full."""
    least_share: float = 0.3
    contrast: float = 2.2
    """How many times the motion beside a cut the difference across it must be."""
    blend_s: Fraction = Fraction(4, 5)
    """Length of the stretch that is tested for being a dissolve or fade."""
    blend_difference: float = 16.0
    blend_residual: float = 0.28
    """How far the middle may be from the blend of the ends, as a share of the ends' difference."""
    blend_after_s: Fraction = Fraction(3, 5)
    """How long a shot lasts before it can dissolve: what is left of a dissolve after its middle is not another one."""
    min_length_s: Fraction = Fraction(1, 5)
    sure_strength: float = 1.3
    """Cuts weaker than this are worth a second look."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """A new shot may start at `time`. `strength`: above 1 for cuts, 0..1 for blends.

    `doubtful`: a gradual or weak change that a stronger detector should confirm. `window`: the stretch in which the
    change happens.
    """

    pts: int
    time: Fraction
    strength: float
    doubtful: bool
    window: Span


@dataclass(frozen=True, slots=True, eq=False)
class _Sample:
    pts: int
    time: Fraction
    blurred: Floats
    contrast: float


class ShotDetector:
    """Takes the thumbnails of a shot in order of time and gives boundaries back a frame or more later.

    It does not know which of them are accepted: begin a new one at each that is.
    """

    def __init__(self, limits: ShotLimits | None = None) -> None:
        self.limits = limits or ShotLimits()
        self._recent: deque[_Sample] = deque()
        self._shot_start: Fraction | None = None
        self._blend_until: Fraction | None = None

    def push(self, pts: int, time: Fraction, thumb: Pixels) -> list[Boundary]:
        """`thumb`: (27, 48, 3) uint8 RGB. Returns the boundaries that were found with this frame, in order of time."""
        small = blurred(thumb)
        sample = _Sample(pts, time, small, float(small.std()))
        if self._shot_start is None:
            self._shot_start = sample.time
        self._recent.append(sample)
        # A cut needs four frames, however few there are in a second.
        while len(self._recent) > CUT_FRAMES and sample.time - self._recent[0].time > self.limits.blend_s:
            self._recent.popleft()
        return [boundary for boundary in (self._blend(), self._cut()) if boundary is not None]

    def flush(self) -> list[Boundary]:
        """What is still open at the end of the film: a cut before the very last frame."""
        if len(self._recent) < CUT_FRAMES - 1:
            return []
        self._recent.append(self._recent[-1])
        last = self._cut()
        self._recent.pop()
        return [last] if last else []

    def _cut(self) -> Boundary | None:
        """The hard cut between the frames one and two back, if there is one."""
        if len(self._recent) < CUT_FRAMES or self._shot_start is None:
            return None
        before2, before1, after1, after2 = (self._recent[i] for i in (-4, -3, -2, -1))
        if after1.time - self._shot_start < self.limits.min_length_s:
            return None
        across = min(difference(before, after) for before in (before2, before1) for after in (after1, after2))
        beside = max(difference(before2, before1), difference(after1, after2))
        bound = self.limits.min_difference * self._contrast_share(before1, after1)
        strength = across / max(bound, self.limits.contrast * beside)
        if strength < 1:
            return None
        if self._was_there_before(after1, across):
            return None
        doubtful = strength < self.limits.sure_strength or may_be_flash(before1.blurred, after1.blurred)
        return Boundary(after1.pts, after1.time, strength, doubtful, Span(before1.time, after1.time))

    def _blend(self) -> Boundary | None:
        """A dissolve or fade whose last frame is the newest one, if the recent frames look like one."""
        first, last = self._recent[0], self._recent[-1]
        if last.time - first.time < self.limits.blend_s * Fraction(4, 5) or len(self._recent) < 6:
            return None
        if self._shot_start is None or first.time - self._shot_start < self.limits.blend_after_s:
            return None
        if self._blend_until is not None and first.time < self._blend_until:
            return None
        ends = difference(first, last)
        if ends < self.limits.blend_difference * self._contrast_share(first, last):
            return None
        middle = self._recent[len(self._recent) // 2]
        residual = blend_residual(first.blurred, middle.blurred, last.blurred)
        if residual > self.limits.blend_residual:
            return None
        self._blend_until = last.time
        return Boundary(middle.pts, middle.time, 1 - residual, doubtful=True, window=Span(first.time, last.time))

    def _was_there_before(self, after: _Sample, across: float) -> bool:
        """Whether the picture only comes back after a flash or a few broken frames."""
        earlier = [s for s in self._recent if 0 < after.time - s.time <= FLASH_S]
        return any(difference(s, after) < SAME_SHARE * across for s in earlier)

    def _contrast_share(self, one: _Sample, other: _Sample) -> float:
        """Differences shrink with the contrast: a dark stage changes by few levels from shot to shot."""
        share = max(one.contrast, other.contrast) / self.limits.full_contrast
        return min(1.0, max(self.limits.least_share, share))


def may_be_flash(before: Floats, after: Floats) -> bool:
    """Whether `after` may be the picture of `before` in the light of a flash: much brighter, and alike or all white."""
    one, other = before.mean(axis=2).ravel(), after.mean(axis=2).ravel()
    if other.mean() - one.mean() < FLASH_LEVELS:
        return False
    if other.std() < ALL_WHITE_SPREAD:
        return bool(other.mean() > 255 - FLASH_LEVELS)
    return bool(one.std() > 0 and np.corrcoef(one, other)[0, 1] > ALIKE)


def blurred(thumb: Pixels) -> Floats:
    """(27, 48, 3) uint8 -> (9, 16, 3) float32: means of 3 x 3 pixels, so that small motion hardly counts."""
    return cv2.resize(thumb, (16, 9), interpolation=cv2.INTER_AREA).astype(np.float32)


def difference(one: _Sample, other: _Sample) -> float:
    """Mean absolute difference of two blurred thumbnails, 0..255."""
    return float(cv2.norm(one.blurred, other.blurred, cv2.NORM_L1)) / one.blurred.size


def blend_residual(first: Floats, middle: Floats, last: Floats) -> float:
    """How far `middle` is from the nearest blend of the two ends, over the ends' difference; 0 for a dissolve.

    The mixing weight is fitted (least squares), since dissolves are not always linear in time. A middle that is much
    nearer to one of the ends is not the middle of a blend.
    """
    axis = (last - first).ravel()
    offset = (middle - first).ravel()
    weight = float(axis @ offset / max(float(axis @ axis), 1e-6))
    if not 0.3 < weight < 0.7:
        return 1.0
    return float(np.abs(offset - weight * axis).mean() / max(float(np.abs(axis).mean()), 1e-6))
