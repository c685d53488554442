"""Describe whole persons: a crop of the body, and a vector that tells clothed figures apart, from behind as well."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np

from engine.describe.chips import Regions
from engine.describe.face import unit
from engine.models.ready import available, ready
from engine.precedence import give_way
from engine.settings import Device
from engine.types import Floats, Pixels

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MODELS = ("osnet-x0-25", "youtu-reid")
"""The one first whose likenesses have been fitted (`benchmarks/fit_body_calibration.py`)."""
HEIGHT, WIDTH = 256, 128
MEAN = np.array([0.485, 0.456, 0.406], np.float32) * 255
DEVIATION = np.array([0.229, 0.224, 0.225], np.float32) * 255


class BodyEmbedder:
    """A network for person re-identification: crops in, unit vectors out."""

    def __init__(self, name: str, session: "InferenceSession") -> None:
        self.name = name
        self._session = session
        self._input = session.get_inputs()[0].name

    @classmethod
    def open_if_there(cls, device: Device = "auto", threads: int | None = None) -> "BodyEmbedder | None":
        """The best network whose weights are on this machine, or None."""
        name = best_available()
        return cls(name, ready(name, device, threads=threads)) if name else None

    def embed(self, crops: Sequence[Pixels]) -> Floats:
        """`crops`: at least one, each (h, w, 3) uint8 RGB of one body. Returns (n, d) float32 of unit length."""
        # One at a time: the larger network was published for single pictures, and no batch was faster.
        return unit(np.concatenate([self._forward(crop) for crop in crops]))

    def _forward(self, crop: Pixels) -> Floats:
        give_way()
        scaled = cv2.resize(crop, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
        normal = (scaled - MEAN) / DEVIATION
        vectors = self._session.run(None, {self._input: np.ascontiguousarray(normal.transpose(2, 0, 1)[None])})[0]
        flat: Floats = np.asarray(vectors, np.float32).reshape(1, -1)
        return flat


def best_available() -> str | None:
    """The best of the networks whose weights are here."""
    return next(filter(available, MODELS), None)


def cut_body(picture: Regions, box: Floats) -> Pixels:
    """The part of a picture in `box` (4,) display pixels: (h, w, 3) uint8 RGB, no side above `HEIGHT`."""
    x, y, w, h = (round(float(side)) for side in box)
    return picture.region_shrunk(x, y, max(8, w), max(8, h), HEIGHT)
