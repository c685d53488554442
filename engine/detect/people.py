"""Find whole persons in a picture, from behind as well, with NanoDet or YOLOX."""

from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np

from engine.detect.faces import suppress
from engine.models.ready import available, ready
from engine.settings import Device
from engine.types import Detections, Floats, Pixels

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MODELS = ("yolox-s", "nanodet", "yolox-nano")
"""Best first."""
PERSON = 0
"""Number of the class in COCO."""
STRIDES = (8, 16, 32)
THRESHOLD = 0.25
MAX_OVERLAP = 0.6
NANODET_PX = 416
NANODET_BINS = 8
# BGR, of ImageNet.
NANODET_MEAN = np.array([103.53, 116.28, 123.675], np.float32)
NANODET_DEVIATION = np.array([57.375, 57.12, 58.395], np.float32)
YOLOX_PADDING = 114


class Net(Protocol):
    """`longest`: length of the picture's longer side that it wants to see."""

    @property
    def longest(self) -> int: ...

    def boxes(self, image: Pixels) -> tuple[Floats, Floats]:
        """Of `image` (h, w, 3) uint8 RGB, no side above `longest`: (n, 4) x, y, width, height and (n,) in 0..1."""
        ...


class PersonFinder:
    """A `Detector` of persons. Not for use by two threads at once."""

    def __init__(self, name: str, net: Net, threshold: float = THRESHOLD, max_overlap: float = MAX_OVERLAP) -> None:
        self.name = name
        self._net = net
        self._threshold = threshold
        self._max_overlap = max_overlap

    @property
    def longest(self) -> int:
        """Length of the longer side at which pictures are looked at."""
        return self._net.longest

    @classmethod
    def open_if_there(cls, device: Device = "auto", threads: int | None = None) -> "PersonFinder | None":
        """The best finder whose weights are on this machine, or None."""
        name = best_available()
        return cls(name, open_net(name, device, threads)) if name else None

    def detect(self, image: Pixels, pts: int, scale: float) -> Detections:
        """`image`: (h, w, 3) uint8 RGB of any size; boxes come back multiplied by `scale`."""
        height, width = image.shape[:2]
        shrink = min(1.0, self.longest / max(height, width))
        size = max(1, round(width * shrink)), max(1, round(height * shrink))
        small = image if shrink == 1 else cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        boxes, scores = self._net.boxes(np.asarray(small, np.uint8))
        sure = scores >= self._threshold
        boxes, scores = _inside(boxes[sure], size), scores[sure]
        kept = suppress(boxes, scores, self._max_overlap)
        boxes = boxes[kept] * np.float32(scale / shrink)
        return Detections(pts, boxes, scores[kept], np.zeros((len(kept), 0, 2), np.float32))


def best_available() -> str | None:
    """The best of the models whose weights are here."""
    return next(filter(available, MODELS), None)


def open_net(name: str, device: Device = "auto", threads: int | None = None) -> Net:
    """The network called `name`, one of `MODELS`. Raises ModelMissing."""
    session = ready(name, device, threads=threads)
    return NanoDet(session) if name == "nanodet" else YoloX(session, name)


class NanoDet:
    """NanoDet-m (RangiLyu 2021), converted by `engine.models.convert_nanodet`."""

    longest = NANODET_PX

    def __init__(self, session: "InferenceSession") -> None:
        self._session = session

    def boxes(self, image: Pixels) -> tuple[Floats, Floats]:
        """See `Net.boxes`."""
        height, width = image.shape[:2]
        rows, columns = (-(-side // STRIDES[-1]) * STRIDES[-1] for side in (height, width))
        blob = np.zeros((1, 3, rows, columns), np.float32)
        normal = (image[:, :, ::-1] - NANODET_MEAN) / NANODET_DEVIATION
        blob[0, :, :height, :width] = normal.transpose(2, 0, 1)
        names = [f"{kind}_{stride}" for stride in STRIDES for kind in ("scores", "reach")]
        maps = self._session.run(names, {"image": blob})
        parts = [
            _nanodet_boxes(maps[2 * i][0, :, PERSON], maps[2 * i + 1][0], columns // stride, stride)
            for i, stride in enumerate(STRIDES)
        ]
        return np.concatenate([boxes for boxes, _ in parts]), np.concatenate([scores for _, scores in parts])


class YoloX:
    """YOLOX (Ge et al. 2021, arXiv:2107.08430). The nano network was trained on BGR; that of OpenCV's zoo wants RGB."""

    def __init__(self, session: "InferenceSession", name: str) -> None:
        self._session = session
        self._flip = name == "yolox-nano"
        self._input = session.get_inputs()[0].name
        self.longest = int(session.get_inputs()[0].shape[2])
        self._grid = _grid(self.longest)

    def boxes(self, image: Pixels) -> tuple[Floats, Floats]:
        """See `Net.boxes`."""
        height, width = image.shape[:2]
        square = np.full((self.longest, self.longest, 3), YOLOX_PADDING, np.float32)
        square[:height, :width] = image[:, :, ::-1] if self._flip else image
        blob = np.ascontiguousarray(square.transpose(2, 0, 1)[None])
        cells = self._session.run(None, {self._input: blob})[0][0]
        scores = cells[:, 4] * cells[:, 5 + PERSON]
        found = scores >= THRESHOLD
        cells, grid = cells[found], self._grid[found]
        sides = np.exp(cells[:, 2:4]) * grid[:, 2:]
        corners = (cells[:, :2] + grid[:, :2]) * grid[:, 2:] - sides / 2
        return np.concatenate([corners, sides], 1).astype(np.float32), scores[found].astype(np.float32)


def _nanodet_boxes(scores: Floats, reach: Floats, columns: int, stride: int) -> tuple[Floats, Floats]:
    """Cells row by row: `scores` (n,), `reach` (n, 32). Each side's distance is the mean of its distribution."""
    found = np.flatnonzero(scores >= THRESHOLD)
    logits = reach[found].reshape(-1, 4, NANODET_BINS)
    shares = np.exp(logits - logits.max(axis=2, keepdims=True))
    shares /= shares.sum(axis=2, keepdims=True)
    sides = shares @ np.arange(NANODET_BINS, dtype=np.float32) * stride
    centres = np.stack([found % columns, found // columns], 1) * stride + (stride - 1) / 2
    corners = centres - sides[:, :2]
    boxes = np.concatenate([corners, sides[:, :2] + sides[:, 2:]], 1)
    return boxes.astype(np.float32), scores[found]


def _grid(longest: int) -> Floats:
    """(n, 4) column, row and twice the stride of every cell of a square picture."""
    parts = []
    for stride in STRIDES:
        rows, columns = np.mgrid[0 : longest // stride, 0 : longest // stride]
        parts.append(np.stack([columns.ravel(), rows.ravel(), *[np.full(rows.size, stride)] * 2], 1))
    return np.concatenate(parts).astype(np.float32)


def _inside(boxes: Floats, size: tuple[int, int]) -> Floats:
    """Boxes cut off at the picture's edges."""
    start = np.maximum(boxes[:, :2], 0)
    end = np.minimum(boxes[:, :2] + boxes[:, 2:], np.array(size, np.float32))
    return np.concatenate([start, np.maximum(end - start, 0)], 1).astype(np.float32)
