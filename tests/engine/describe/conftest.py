"""The portrait of the public domain that scikit-image carries, with its landmarks read off by eye."""

from dataclasses import dataclass

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

EYES_NOSE_MOUTH = ((203, 102), (248, 104), (222, 126), (203, 140), (247, 140))


@dataclass(frozen=True)
class Portrait:
    """`image` (h, w, 3) uint8 RGB, `landmarks` (5, 2) and `box` (4,) in its pixels."""

    image: NDArray[np.uint8]
    landmarks: NDArray[np.float32]
    box: NDArray[np.float32]

    def region_shrunk(self, x: int, y: int, w: int, h: int, side: int) -> NDArray[np.uint8]:
        """A part of the picture, black beyond its edge, at most `side` pixels long."""
        height, width = self.image.shape[:2]
        part = np.zeros((h, w, 3), np.uint8)
        left, top, right, bottom = max(x, 0), max(y, 0), min(x + w, width), min(y + h, height)
        if right > left and bottom > top:
            part[top - y : bottom - y, left - x : right - x] = self.image[top:bottom, left:right]
        if w <= side:
            return part
        return np.asarray(cv2.resize(part, (side, side), interpolation=cv2.INTER_AREA), np.uint8)

    def scaled(self, factor: float) -> "Portrait":
        """The same at another size."""
        how = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
        image = cv2.resize(self.image, None, fx=factor, fy=factor, interpolation=how)
        return Portrait(image, self.landmarks * np.float32(factor), self.box * np.float32(factor))


@pytest.fixture(scope="session")
def astronaut() -> Portrait:
    return Portrait(data.astronaut(), np.array(EYES_NOSE_MOUTH, np.float32), np.array([170, 60, 110, 125], np.float32))
