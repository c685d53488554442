"""Read lines of text that were found in a picture, in Latin letters and Chinese."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from engine.models.ready import available, ready
from engine.settings import Device
from engine.types import Floats, Pixels

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MODEL = "ppocr-rec"
HEIGHT = 48
STEP = 8
"""Widths are multiples of this, so that the runtime meets few shapes."""
WIDEST = 1600


@dataclass(frozen=True, slots=True)
class TextLine:
    """`box`: x, y, width, height in pixels of the picture. `confidence`: 0..1, mean over the characters."""

    text: str
    box: tuple[float, float, float, float]
    confidence: float


class TextReader:
    """PP-OCR's recogniser: a line of 48 pixels height becomes characters by best-path CTC (Graves 2006)."""

    def __init__(self, session: "InferenceSession") -> None:
        self._session = session
        listed = session.get_modelmeta().custom_metadata_map["character"].split("\n")
        # Class 0 is the blank; the space comes last and is not listed.
        self._characters = ["", *listed, " "]

    @classmethod
    def open_if_there(cls, device: Device = "auto", threads: int | None = None) -> "TextReader | None":
        """None where the weights are not on this machine."""
        return cls(ready(MODEL, device, threads=threads)) if available(MODEL) else None

    def read(self, image: Pixels, boxes: Floats) -> list[TextLine]:
        """One line for each box, (n, 4) x, y, width, height; lines in which nothing is read are left out."""
        lines = []
        for box in boxes:
            strip = _strip(image, box)
            if strip is None:
                continue
            (found,) = self._session.run(None, {"x": strip})
            text, confidence = self._decoded(found[0])
            if text.strip():
                x, y, width, height = (float(side) for side in box)
                lines.append(TextLine(text.strip(), (x, y, width, height), confidence))
        return lines

    def _decoded(self, chances: Floats) -> tuple[str, float]:
        """`chances`: (t, characters). The best path, with repeats and blanks taken out."""
        best, sure = chances.argmax(axis=1), chances.max(axis=1)
        kept = (best > 0) & np.append(True, best[1:] != best[:-1])
        text = "".join(self._characters[index] for index in best[kept])
        return text, float(sure[kept].mean()) if kept.any() else 0.0


def _strip(image: Pixels, box: Floats | Sequence[float]) -> Floats | None:
    """The line as the net wants it, (1, 3, 48, w); None where nothing of it lies in the picture."""
    x, y, width, height = (float(side) for side in box)
    rows, columns = image.shape[:2]
    left, right = max(0, round(x)), min(columns, round(x + width))
    top, bottom = max(0, round(y)), min(rows, round(y + height))
    if right - left < 2 or bottom - top < 2:
        return None
    wide = -(-HEIGHT * (right - left) // ((bottom - top) * STEP)) * STEP
    size = (min(max(wide, HEIGHT), WIDEST), HEIGHT)
    strip = cv2.resize(np.ascontiguousarray(image[top:bottom, left:right]), size, interpolation=cv2.INTER_LINEAR)
    blob: Floats = strip.astype(np.float32).transpose(2, 0, 1)[None] / 127.5 - 1
    return blob
