"""Find lines of text in a picture: captions, name plates, titles, and writing in the scene."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from engine.models.ready import available, ready
from engine.settings import Device
from engine.types import Floats, Pixels

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MODEL = "ppocr-det"
LONGEST = 640
"""Pixels to which the longer side of a picture is brought: captions are then 12 or more high."""
MULTIPLE = 32
INSIDE, SURE = 0.3, 0.5
"""Probability from which a pixel is text, and mean of a line that counts (the authors' defaults)."""
UNCLIP = 1.6
"""The net is trained on lines that were shrunk; this gives back what they lost (arXiv:1911.08947, equation 10)."""
LEAST_PX = 3
SAME_ROW, SAME_HEIGHT, GAP = 0.6, 0.65, 1.0
"""Two boxes are one line if they share so much of the lower one's height, the lower one is so high compared
with the other at least, and they lie no further apart than so many heights: wide spacing tears lines apart."""


@dataclass(frozen=True, slots=True, eq=False)
class TextBoxes:
    """`boxes`: (n, 4) x, y, width, height in pixels of the picture, from top to bottom; `scores`: (n,) in 0..1."""

    boxes: Floats
    scores: Floats


class TextFinder:
    """PP-OCR's detector of text lines (differentiable binarization, arXiv:1911.08947); lines lie level or nearly so."""

    def __init__(self, session: "InferenceSession", longest: int = LONGEST) -> None:
        self._session = session
        self._longest = longest

    @classmethod
    def open_if_there(cls, device: Device = "auto", threads: int | None = None) -> "TextFinder | None":
        """None where the weights are not on this machine."""
        return cls(ready(MODEL, device, threads=threads)) if available(MODEL) else None

    def find(self, image: Pixels) -> TextBoxes:
        """`image`: (h, w, 3) uint8 RGB."""
        height, width = image.shape[:2]
        scale = min(1.0, self._longest / max(height, width))
        columns, rows = (max(MULTIPLE, round(side * scale / MULTIPLE) * MULTIPLE) for side in (width, height))
        small = cv2.resize(image, (columns, rows), interpolation=cv2.INTER_AREA)
        blob = small.astype(np.float32).transpose(2, 0, 1)[None] / 127.5 - 1
        (chances,) = self._session.run(None, {"x": blob})
        boxes, scores = joined(*_lines(chances[0, 0]))
        stretch = np.array([width / columns, height / rows] * 2, np.float32)
        order = np.argsort(boxes[:, 1], kind="stable")
        return TextBoxes(boxes[order] * stretch, scores[order])


def _lines(chances: Floats) -> tuple[Floats, Floats]:
    """Boxes (n, 4) and scores (n,) from the map of how probably each pixel is text."""
    mask = cv2.dilate((chances > INSIDE).astype(np.uint8), np.ones((2, 2), np.uint8))
    rows, columns = chances.shape
    boxes, scores = [], []
    for outline in cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
        x, y, width, height = cv2.boundingRect(outline)
        part = np.s_[y : y + height, x : x + width]
        score = float(chances[part][mask[part] > 0].mean())
        if min(width, height) < LEAST_PX or score < SURE:
            continue
        grow = width * height * UNCLIP / (2 * (width + height))
        left, top = max(0.0, x - grow), max(0.0, y - grow)
        right, bottom = min(float(columns), x + width + grow), min(float(rows), y + height + grow)
        boxes.append((left, top, right - left, bottom - top))
        scores.append(score)
    return np.array(boxes, np.float32).reshape(-1, 4), np.array(scores, np.float32)


def joined(boxes: Floats, scores: Floats) -> tuple[Floats, Floats]:
    """The same, with pieces of one line put together from left to right; a line's score is that of its worst piece."""
    lines: list[list[float]] = []
    for index in np.argsort(boxes[:, 0], kind="stable"):
        x, y, width, height = (float(side) for side in boxes[index])
        piece = [x, y, x + width, y + height, float(scores[index])]
        before = next((line for line in reversed(lines) if _is_one_line(line, piece)), None)
        if before is None:
            lines.append(piece)
        else:
            before[:] = [
                before[0], min(before[1], y), max(before[2], piece[2]), max(before[3], piece[3]),
                min(before[4], piece[4]),
            ]  # fmt: skip
    found = np.array(lines, np.float32).reshape(-1, 5)
    found[:, 2:4] -= found[:, :2]
    return found[:, :4], found[:, 4]


def _is_one_line(left: list[float], right: list[float]) -> bool:
    heights = sorted((left[3] - left[1], right[3] - right[1]))
    shared = min(left[3], right[3]) - max(left[1], right[1])
    gap = right[0] - left[2]
    return shared >= SAME_ROW * heights[0] and heights[0] >= SAME_HEIGHT * heights[1] and gap <= GAP * heights[0]
