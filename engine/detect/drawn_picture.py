"""Tell whether a picture is drawn or rendered, cheaply, so that nobody looks for drawn faces in photographed films."""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Self

import cv2
import numpy as np

from engine.models.ready import available, ready
from engine.settings import Device
from engine.types import Floats, Pixels

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MODEL = "drawn-picture"
TABLE = Path(__file__).with_name("drawn_picture.toml")
LONGEST = 224
MULTIPLE = 32
DARK = 12
"""Mean level below which a picture tells nothing, as while a film fades."""
BLACK = 24
"""Rows and columns without any level above it are the borders that a film has beside another shape of screen."""
NOTHING = -8.0


class DrawnPicture:
    """Reads the answers of early layers of a network by a logistic regression (`benchmarks/fit_drawn.py`)."""

    def __init__(self, session: "InferenceSession", weights: Floats, bias: float) -> None:
        self._session, self._weights, self._bias = session, weights, bias

    @classmethod
    def open_if_there(cls, device: Device = "auto", threads: int | None = None) -> Self | None:
        """None where the network is not on this machine."""
        if not available(MODEL) or not TABLE.exists():
            return None
        row = tomllib.loads(TABLE.read_text(encoding="utf-8"))
        return cls(ready(MODEL, device, threads=threads), np.array(row["weights"], np.float32), float(row["bias"]))

    def nats(self, image: Pixels) -> float:
        """Log odds that `image` (h, w, 3) uint8 RGB is drawn or rendered; -8 where it is nearly black."""
        features = self.features(image)
        return NOTHING if features is None else float(np.clip(features @ self._weights + self._bias, -8, 8))

    def features(self, image: Pixels) -> Floats | None:
        """(176,) what the regression reads; None where the picture is nearly black."""
        picture = prepared(image)
        if picture is None:
            return None
        blob = np.ascontiguousarray(picture.transpose(2, 0, 1)[None], np.float32)
        found: Floats = self._session.run(("features",), {"image": blob})[0][0]
        return found


def prepared(image: Pixels) -> Pixels | None:
    """The picture without black borders, at most `LONGEST` long, its sides multiples of 32."""
    shrink = min(1.0, LONGEST / max(image.shape[:2]))
    size = (max(1, round(image.shape[1] * shrink)), max(1, round(image.shape[0] * shrink)))
    small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8) if shrink < 1 else image
    light = small.max(axis=2)
    if small.mean() < DARK or light.max() <= BLACK:
        return None
    rows, columns = np.flatnonzero(light.max(axis=1) > BLACK), np.flatnonzero(light.max(axis=0) > BLACK)
    inside = small[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = (max(MULTIPLE, side // MULTIPLE * MULTIPLE) for side in inside.shape[:2])
    if inside.shape[0] < height or inside.shape[1] < width:
        return np.asarray(cv2.resize(inside, (width, height)), np.uint8)
    return inside[:height, :width]
