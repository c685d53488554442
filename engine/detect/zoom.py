"""Decide at which size to look for faces: as small as the smallest face of the last thorough look allows.

A detector's cost grows with the area that it sees. Once a second, and where a shot begins, it sees the full size; in
between, a size at which the faces found there are still large enough for it.
"""

from dataclasses import dataclass
from fractions import Fraction

from engine.settings import Quality
from engine.types import Detections

SIZES: dict[Quality, tuple[int, ...]] = {"fast": (320, 480), "balanced": (320, 480, 640), "thorough": (960,)}
"""Lengths of the picture's longer side, ascending; the last is the full size."""
FULL_EVERY_S = Fraction(1)
LEAST_FACE_PX = 16.0
"""Below this size of a face, at the size looked at, landmarks and scores begin to suffer."""


@dataclass(frozen=True, slots=True)
class Zoom:
    """What a run has to know to go on: the size for the next looks, and when the full size was last seen."""

    longest: int
    full_at: Fraction


def size_for(zoom: Zoom | None, time: Fraction, quality: Quality) -> int:
    """Length of the longer side at which to look at the frame at `time`; `zoom` is None where a shot begins."""
    is_due = zoom is None or time // FULL_EVERY_S != zoom.full_at // FULL_EVERY_S
    return SIZES[quality][-1] if is_due or zoom is None else zoom.longest


def zoom_after(
    zoom: Zoom | None, looked: int, found: Detections, display_longest: int, time: Fraction, quality: Quality
) -> Zoom:
    """The zoom after a look at size `looked`; only looks at the full size change it.

    `found`: in display pixels, of a picture whose longer side is `display_longest`.
    """
    if zoom is not None and looked < SIZES[quality][-1]:
        return zoom
    smallest = float(found.boxes[:, 2:].max(axis=1).min()) if len(found.scores) else float("inf")
    enough = (size for size in SIZES[quality] if smallest * size / display_longest >= LEAST_FACE_PX)
    return Zoom(next(enough, SIZES[quality][-1]), time)
