"""Make the tiny pictures that the shot detectors compare, straight from the decoder's planes."""

import cv2
import numpy as np

from engine.detect.shots import THUMB_SIZE
from engine.media.picture import LUMA_FIRST, DecodedFrame
from engine.types import Pixels

# Reading every pixel of a large picture would cost more than all the rest of shot detection.
SAMPLES_ACROSS = 240

# BT.601 without the offsets; exact colours do not matter for comparing pictures with each other.
_TO_RGB = np.array([[1.164, 0, 1.596, -222.9], [1.164, -0.392, -0.813, 135.6], [1.164, 2.017, 0, -276.8]], np.float32)


def thumbnail(frame: DecodedFrame, pixel_format: str) -> Pixels:
    """(27, 48, 3) uint8 RGB of a frame as coded (not turned), from every few pixels of its planes."""
    if pixel_format not in LUMA_FIRST or pixel_format in ("gray", "nv12", "nv21", "nv16", "nv24"):
        return frame.scaled(*THUMB_SIZE)
    planes = [_small(frame.plane(index)) for index in range(3)]
    return np.asarray(cv2.transform(np.dstack(planes), _TO_RGB), np.uint8)


def _small(plane: Pixels) -> Pixels:
    step = max(1, plane.shape[1] // SAMPLES_ACROSS)
    return np.asarray(cv2.resize(plane[::step, ::step], THUMB_SIZE, interpolation=cv2.INTER_AREA), np.uint8)
