"""Decide at which size to look for faces: as small as the smallest face of the last thorough look allows.

A detector's cost grows with the area that it sees. Where a shot begins it sees the largest size, once a second a full
one, and in between a size at which the faces found there are still large enough for it.
"""

from dataclasses import dataclass
from fractions import Fraction

from engine.settings import Quality
from engine.types import Detections

SIZES: dict[Quality, tuple[int, ...]] = {
    "fast": (320, 480),
    "balanced": (320, 480, 640, 960),
    "thorough": (640, 960, 1280),
}
"""Lengths of the picture's longer side, ascending; the last is seen where a shot begins."""
LARGE_PICTURE = 1200
"""From this length on a picture's small faces are many pixels, and decoding leaves less time: once a second, the
second largest size must do."""
FULL_EVERY_S = Fraction(1)
LEAST_FACE_PX = 16.0
"""Below this size of a face, at the size looked at, the detector begins to miss it (`benchmarks/faces.py`)."""


@dataclass(frozen=True, slots=True)
class Zoom:
    """What a run has to know to go on: the size for the next looks, and when a full size was last seen."""

    longest: int
    full_at: Fraction


@dataclass(frozen=True, slots=True)
class ZoomRule:
    """Chooses sizes for one film. `display_longest`: the longer side of its display picture in pixels."""

    quality: Quality
    display_longest: int

    @property
    def full(self) -> int:
        """The size seen once a second."""
        sizes = SIZES[self.quality]
        return sizes[-2] if self.display_longest >= LARGE_PICTURE and len(sizes) > 1 else sizes[-1]

    def size(self, zoom: Zoom | None, time: Fraction) -> int:
        """Length of the longer side at which to look at the frame at `time`; `zoom` is None where a shot begins."""
        if zoom is None:
            return SIZES[self.quality][-1]
        is_due = time // FULL_EVERY_S != zoom.full_at // FULL_EVERY_S
        return max(self.full, zoom.longest) if is_due else zoom.longest

    def after(self, zoom: Zoom | None, looked: int, found: Detections, time: Fraction) -> Zoom:
        """The zoom after a look at size `looked`, which found `found` (display pixels); small looks change nothing."""
        if zoom is not None and looked < self.full:
            return zoom
        smallest = float(found.boxes[:, 2:].max(axis=1).min()) if len(found.scores) else float("inf")
        sizes = SIZES[self.quality]
        enough = (size for size in sizes if smallest * size / self.display_longest >= LEAST_FACE_PX)
        return Zoom(next(enough, sizes[-1]), time)
