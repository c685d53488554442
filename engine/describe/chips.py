"""Cut out the part of a picture around a face: small enough to keep, large enough to embed and to show."""

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from engine.types import Floats, Pixels

CHIP_SCALE = 2.0
"""Side of a chip over the longer side of the face box: hair and chin are in it, and any small turn of the head."""
MAX_CHIP_PX = 224
LOOKS_SIZE = 108


class Regions(Protocol):
    """A picture that gives a part of itself in display pixels, as `DecodedFrame` does."""

    def region_shrunk(self, x: int, y: int, w: int, h: int, side: int) -> Pixels: ...


@dataclass(frozen=True, slots=True, eq=False)
class Chip:
    """A square part of one picture around one face.

    `image`: (s, s, 3) uint8 RGB, s at most `MAX_CHIP_PX`. `landmarks`: (5, 2) in pixels of `image`.
    `face_px`: length of the face in display pixels, before any scaling down.
    """

    image: Pixels
    landmarks: Floats
    face_px: float


def cut_chip(picture: Regions, box: Floats, landmarks: Floats) -> Chip:
    """The chip of one face. `box` (4,) and `landmarks` (5, 2) in display pixels; black beyond the picture's edge."""
    x, y, w, h = (float(v) for v in box)
    side = max(8, round(max(w, h) * CHIP_SCALE))
    left, top = round(x + w / 2 - side / 2), round(y + h / 2 - side / 2)
    image = picture.region_shrunk(left, top, side, side, MAX_CHIP_PX)
    scale = image.shape[0] / side
    inside = (landmarks - np.array([left, top], np.float32)) * np.float32(scale)
    return Chip(image, inside, max(w, h))


def looks(chip: Chip) -> Floats:
    """(108,) unit vector of coarse colours, to tell in one shot whether two boxes show the same head."""
    small = cv2.resize(chip.image, (6, 6), interpolation=cv2.INTER_AREA).astype(np.float32).ravel() - 128
    unit: Floats = small / max(float(np.linalg.norm(small)), 1e-6)
    return unit
