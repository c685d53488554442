"""Find drawn faces: by AnimeFace where its package is, and by CenterFace at sizes at which it knows drawings."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, Self

import cv2
import numpy as np

from engine.detect.drawn_picture import DrawnPicture
from engine.detect.faces import THRESHOLD, CenterFace
from engine.settings import Device
from engine.types import Detections, Floats, Pixels

log = logging.getLogger(__name__)

PACKAGE = "animeface"
LONGEST = 480
"""AnimeFace's cost grows with the area: 3 ms at 320, 11 at 480, 25 at 640."""
CLOSE_UPS = (160, 96, 64, 48)
"""Lengths at which the close-up of a drawn face is looked at: detectors of drawings know few sizes."""
SMALLER = (240, 120)
"""CenterFace, which learnt photographed faces, finds drawn ones best that are 20 to 30 pixels long."""


@dataclass(frozen=True, slots=True)
class DrawnLimits:
    """`looked_at`: log odds of a drawn picture from which on drawn faces are sought in it. `surely_drawn`: from which
    on CenterFace is believed more: scores of `half_sure` and above are `raised` by so much. `one_face`: boxes that
    share this part of the smaller one are one face. `least`: likelihood that AnimeFace must give.
    """

    looked_at: float = -1.0
    surely_drawn: float = 1.0
    one_face: float = 0.5
    half_sure: float = 0.35
    raised: float = 0.15
    least: float = 0.6


class FacesOfAllKinds:
    """A detector of faces that seeks drawn ones as well in pictures that look drawn. Not for two threads at once.

    `picture`: tells drawn pictures, None where all are taken for photographed.
    """

    def __init__(self, detector: CenterFace, picture: DrawnPicture | None, limits: DrawnLimits | None = None) -> None:
        self._detector, self.picture = detector, picture
        self._limits = limits or DrawnLimits()

    @classmethod
    def open(cls, device: Device = "auto", threads: int | None = None, threshold: float = THRESHOLD) -> Self:
        """`threshold`: lowest score kept, in 0..1. Raises ModelMissing."""
        picture = DrawnPicture.open_if_there(device, threads)
        return cls(CenterFace.open(device, threads, threshold), picture)

    def twin(self) -> Self:
        """One more of the same networks, for another thread."""
        return type(self)(self._detector.twin(), self.picture, self._limits)

    def looks_drawn(self, image: Pixels) -> bool:
        """Whether drawn faces are worth seeking in a picture."""
        return self.picture is not None and self.picture.nats(image) >= self._limits.looked_at

    def detect(self, image: Pixels, pts: int, scale: float) -> Detections:
        """As CenterFace's, which alone decides in photographed pictures."""
        found = self._detector.detect(image, pts, scale)
        nats = self.picture.nats(image) if self.picture is not None else -np.inf
        if nats < self._limits.looked_at:
            return found
        return self._with_drawn(found, image, scale, nats >= self._limits.surely_drawn)

    def detect_drawn(self, image: Pixels, pts: int, scale: float) -> Detections:
        """The faces of a picture that is known to be drawn."""
        return self._with_drawn(self._detector.detect(image, pts, scale), image, scale, True)

    def in_close_up(self, chip: Pixels) -> float:
        """How sure a chip (s, s, 3) uint8 RGB, twice as long as its face, shows a drawn face in its middle: 0..1."""
        best = 0.0
        for length in CLOSE_UPS:
            small = np.asarray(cv2.resize(chip, (length, length), interpolation=cv2.INTER_AREA), np.uint8)
            found = self.detect_drawn(small, 0, 1.0)
            offset = np.abs(found.boxes[:, :2] + found.boxes[:, 2:] / 2 - length / 2).max(axis=1)
            best = max(best, float(found.scores[offset < length / 6].max(initial=0.0)))
        return best

    def _with_drawn(self, found: Detections, image: Pixels, scale: float, surely: bool) -> Detections:
        more = anime_faces(image, self._limits.least)
        if surely:
            found = _raised(found, self._limits)
            more = [*more, *(self._seen_small(image, longest) for longest in SMALLER)]
        for one in more:
            found = _joined(found, one, scale, self._limits.one_face)
        return found

    def _seen_small(self, image: Pixels, longest: int) -> Detections:
        shrink = longest / max(image.shape[:2])
        if shrink >= 0.8:
            return _none()
        size = (round(image.shape[1] * shrink), round(image.shape[0] * shrink))
        small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
        return _raised(self._detector.detect(small, 0, 1 / shrink), self._limits)


def anime_faces(image: Pixels, least: float) -> list[Detections]:
    """What AnimeFace (Nagadomi 2009) finds in `image` (h, w, 3) uint8 RGB, in its pixels; nothing without it."""
    detect = _animeface()
    if detect is None:
        return []
    from PIL import Image

    shrink = min(1.0, LONGEST / max(image.shape[:2]))
    size = (max(1, round(image.shape[1] * shrink)), max(1, round(image.shape[0] * shrink)))
    small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8) if shrink < 1 else image
    faces = [face for face in detect(Image.fromarray(small)) if face.likelihood >= least]
    return [_of_anime(faces, shrink)] if faces else []


@cache
def _animeface() -> Any:
    """Its function `detect`, None where the package has no build for this machine."""
    if find_spec(PACKAGE) is None:
        log.info("The package animeface is not there; drawn faces are sought by CenterFace alone.")
        return None
    import animeface

    return animeface.detect


def anime_version() -> str:
    """Which AnimeFace finds drawn faces here, "" where none does."""
    return version(PACKAGE) if find_spec(PACKAGE) is not None else ""


def _of_anime(faces: Sequence[Any], shrink: float) -> Detections:
    boxes = np.array([_box(face.face.pos) for face in faces], np.float32)
    points = np.array([_points(face) for face in faces], np.float32)
    # It frames brow to chin; other detectors frame the forehead as well.
    grown = boxes + boxes[:, [2, 3, 2, 3]] * np.array([-0.05, -0.25, 0.1, 0.3], np.float32)
    scores = np.array([face.likelihood for face in faces], np.float32)
    return Detections(0, grown / np.float32(shrink), scores, points / np.float32(shrink))


def _box(box: Any) -> tuple[float, float, float, float]:
    return box.x, box.y, box.width, box.height


def _points(face: Any) -> list[tuple[float, float]]:
    """Eyes from the picture's left, nose, corners of the mouth."""
    eyes = sorted((e.pos.x + e.pos.width / 2, e.pos.y + e.pos.height / 2) for e in (face.left_eye, face.right_eye))
    mouth = face.mouth.pos
    level = mouth.y + mouth.height / 2
    return [*eyes, (face.nose.pos.x, face.nose.pos.y), (mouth.x, level), (mouth.x + mouth.width, level)]


def _raised(found: Detections, limits: DrawnLimits) -> Detections:
    scores = np.where(found.scores >= limits.half_sure, np.minimum(found.scores + limits.raised, 1.0), found.scores)
    return Detections(found.pts, found.boxes, scores.astype(np.float32), found.landmarks)


def _joined(found: Detections, more: Detections, scale: float, one_face: float) -> Detections:
    """`more`, in pixels of the picture, added to `found`: two boxes of one face become the surer one, at its score."""
    boxes = np.concatenate([found.boxes, more.boxes * np.float32(scale)])
    scores = np.concatenate([found.scores, more.scores])
    landmarks = np.concatenate([found.landmarks, more.landmarks * np.float32(scale)])
    kept = _surest(boxes, scores, one_face)
    return Detections(found.pts, boxes[kept], scores[kept], landmarks[kept])


def _surest(boxes: Floats, scores: Floats, one_face: float) -> list[int]:
    """Indices that stay: a box stays if no surer one shares more than a part of the smaller of the two."""
    kept: list[int] = []
    for row in np.argsort(-scores, kind="stable"):
        if all(_shared(boxes[row], boxes[other]) <= one_face for other in kept):
            kept.append(int(row))
    return kept


def _shared(one: Floats, other: Floats) -> float:
    start, end = np.maximum(one[:2], other[:2]), np.minimum(one[:2] + one[2:], other[:2] + other[2:])
    return float(
        np.prod(np.maximum(end - start, 0)) / max(1e-6, min(float(np.prod(one[2:])), float(np.prod(other[2:]))))
    )


def _none() -> Detections:
    empty = np.zeros((0, 4), np.float32)
    return Detections(0, empty, empty[:, 0], np.zeros((0, 5, 2), np.float32))
