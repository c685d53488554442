"""Find faces and their five landmarks in a picture with CenterFace."""

from typing import TYPE_CHECKING, Self

import cv2
import numpy as np

from engine.models.ready import ready
from engine.settings import Device
from engine.types import Detections, Floats, Pixels

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MODEL = "centerface"
STRIDE = 4
MULTIPLE = 32
# Beside black, small faces near the edge lose half of their score; beside grey they keep it.
PADDING = 110
# So small pictures, which hold nothing but a face and its edges, get a grey margin as well.
SMALL_PX = 100
MARGIN_PX = 32
THRESHOLD = 0.3
MAX_OVERLAP = 0.3


class CenterFace:
    """Detector of faces from about ten pixels up (Xu et al. 2019, "CenterFace", arXiv:1911.03599).

    `threshold`: lowest score kept, in 0..1. `max_overlap`: two boxes that share more than this part of their union are
    one face. Not for use by two threads at once.
    """

    def __init__(
        self, session: "InferenceSession", threshold: float = THRESHOLD, max_overlap: float = MAX_OVERLAP
    ) -> None:
        self._session = session
        self._threshold = threshold
        self._max_overlap = max_overlap
        self._blob = np.zeros((0, 3, 0, 0), np.float32)

    @classmethod
    def open(cls, device: Device = "auto", threads: int | None = None, threshold: float = THRESHOLD) -> "CenterFace":
        """The detector on `device`. Raises ModelMissing."""
        return cls(ready(MODEL, device, threads=threads), threshold)

    def twin(self) -> Self:
        """One more of the same network, for another thread."""
        return type(self)(self._session, self._threshold, self._max_overlap)

    def detect(self, image: Pixels, pts: int, scale: float) -> Detections:
        """`image`: (h, w, 3) uint8 RGB of any size; boxes and landmarks come back multiplied by `scale`."""
        (found,) = self.detect_all(image[None])
        return Detections(pts, found.boxes * np.float32(scale), found.scores, found.landmarks * np.float32(scale))

    def detect_all(self, images: Pixels) -> list[Detections]:
        """The faces of each of `images` (n, h, w, 3) uint8 RGB, in their pixels; `pts` is their position."""
        blob, corner = self._fill(images)
        maps = self._session.run(("heatmap", "scale", "offset", "landmarks"), {"image": blob})
        return [self._faces(position, corner, *parts) for position, parts in enumerate(zip(*maps, strict=True))]

    def _faces(
        self, position: int, corner: Floats, heatmap: Floats, size: Floats, offset: Floats, points: Floats
    ) -> Detections:
        boxes, scores, landmarks = decode(heatmap, size, offset, points, self._threshold)
        kept = suppress(boxes, scores, self._max_overlap)
        boxes[:, :2] -= corner
        return Detections(position, boxes[kept], scores[kept], landmarks[kept] - corner)

    def _fill(self, images: Pixels) -> tuple[Floats, Floats]:
        """The pictures in the middle of grey ones whose sides 32 divides, and where their corner (x, y) lies there."""
        count, height, width = images.shape[:3]
        margin = MARGIN_PX if min(height, width) < SMALL_PX else 0
        rows, columns = _rounded_up(height + 2 * margin), _rounded_up(width + 2 * margin)
        top, left = (rows - height) // 2, (columns - width) // 2
        if self._blob.shape != (count, 3, rows, columns):
            self._blob = np.empty((count, 3, rows, columns), np.float32)
        # The picture before may have had another size.
        self._blob[..., :top, :] = self._blob[..., top + height :, :] = PADDING
        self._blob[..., :left] = self._blob[..., left + width :] = PADDING
        for channel in range(3):
            self._blob[:, channel, top : top + height, left : left + width] = images[..., channel]
        return self._blob, np.array([left, top], np.float32)


def decode(
    heatmap: Floats, size: Floats, offset: Floats, points: Floats, threshold: float
) -> tuple[Floats, Floats, Floats]:
    """Boxes (n, 4) x, y, width, height, scores (n,) and landmarks (n, 5, 2) x, y, in pixels, best score first.

    `heatmap`: (1, h, w) centre scores; `size`: (2, h, w) log height and width; `offset`: (2, h, w) y, x within a cell;
    `points`: (10, h, w) y, x of five landmarks as parts of the box. A face is a local maximum of the heat map.
    """
    scores_map = heatmap[0]
    peaks = scores_map == cv2.dilate(scores_map, np.ones((3, 3), np.uint8))
    rows, columns = np.nonzero(peaks & (scores_map >= threshold))
    scores = scores_map[rows, columns]
    order = np.argsort(-scores, kind="stable")
    rows, columns, scores = rows[order], columns[order], scores[order]
    sides = np.exp(size[:, rows, columns]).T * STRIDE
    centres = (np.stack([rows, columns], 1) + offset[:, rows, columns].T + 0.5) * STRIDE
    corners = centres - sides / 2
    parts = points[:, rows, columns].T.reshape(-1, 5, 2)
    landmarks = parts * sides[:, None, :] + corners[:, None, :]
    boxes = np.concatenate([corners[:, ::-1], sides[:, ::-1]], 1)
    return boxes.astype(np.float32), scores.astype(np.float32), landmarks[..., ::-1].astype(np.float32)


def suppress(boxes: Floats, scores: Floats, max_overlap: float) -> list[int]:
    """Indices of the boxes that stay, best score first (greedy non-maximum suppression by intersection over union)."""
    kept: list[int] = []
    waiting = np.argsort(-scores, kind="stable")
    while len(waiting):
        best, others = waiting[0], waiting[1:]
        kept.append(int(best))
        waiting = others[overlaps(boxes[best], boxes[others]) <= max_overlap]
    return kept


def overlaps(box: Floats, boxes: Floats) -> Floats:
    """(n,) intersection over union of `box` (4,) with `boxes` (n, 4)."""
    start = np.maximum(box[:2], boxes[:, :2])
    end = np.minimum(box[:2] + box[2:], boxes[:, :2] + boxes[:, 2:])
    shared = np.prod(np.maximum(end - start, 0), axis=1)
    union = np.prod(box[2:]) + np.prod(boxes[:, 2:], axis=1) - shared
    share: Floats = (shared / np.maximum(union, np.float32(1e-9))).astype(np.float32)
    return share


def _rounded_up(length: int) -> int:
    return max(1, -(-length // MULTIPLE)) * MULTIPLE
