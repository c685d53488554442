"""Read reference photos: the one face in each, described as the tracks of a film are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import cv2
import numpy as np

from engine.describe.chips import Chip, cut_chip
from engine.describe.face import FaceEmbedder
from engine.describe.face_tracks import crop_quality
from engine.detect.drawn_faces import FacesOfAllKinds
from engine.errors import UnreadableMedia, UnusablePhoto
from engine.identify.cast import NamedFaces
from engine.pipeline.drawn import head_of_photo
from engine.pipeline.tools import KEEP_SCORE
from engine.protocols import Detector
from engine.settings import Device
from engine.types import Detections, Floats, Pixels

SURE_SCORE = 0.5
DETECT_PX = 480
DRAWN_PX = (480, 320, 213, 140, 100)
"""Lengths at which drawn faces are sought, one after the other: detectors of drawings know few sizes."""
BORDER_SHARE = 3
"""Tight crops get a border of a third: the detector wants to see a head with something around it."""
CLEAR_SHARE = 0.5
"""A second face of at least this share of the first one's size makes a photo ambiguous."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A still picture that gives parts of itself: `image` (h, w, 3) uint8 RGB."""

    image: Pixels

    def region_shrunk(self, x: int, y: int, w: int, h: int, side: int) -> Pixels:
        """(h, w, 3) uint8 RGB, black outside of the picture, scaled down so that no side is longer than `side`."""
        part = np.zeros((h, w, 3), np.uint8)
        height, width = self.image.shape[:2]
        left, top, right, bottom = max(x, 0), max(y, 0), min(x + w, width), min(y + h, height)
        if right > left and bottom > top:
            part[top - y : bottom - y, left - x : right - x] = self.image[top:bottom, left:right]
        scale = min(1.0, side / max(w, h))
        if scale == 1:
            return part
        size = (max(1, round(w * scale)), max(1, round(h * scale)))
        return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class PhotoFace:
    """The one face of a photo: unit vector (d,), quality 0..1, and the part of the photo around it.

    `head`: unit vector (e,) where the face is drawn, None where it is real.
    """

    vector: Floats
    quality: float
    chip: Chip
    head: Floats | None = None


class PhotoReader:
    """Finds and describes the face of a photo."""

    def __init__(self, detector: Detector, embedder: FaceEmbedder) -> None:
        """`detector`: without `FacesOfAllKinds` all faces are taken for real."""
        self._detector = detector
        self._embedder = embedder
        self._kinds = detector if isinstance(detector, FacesOfAllKinds) else None

    @classmethod
    def open(cls, embedder: FaceEmbedder, device: Device = "auto") -> Self:
        """With the detector that a scan uses. Raises ModelMissing."""
        return cls(FacesOfAllKinds.open(device, threshold=KEEP_SCORE), embedder)

    def read(self, path: Path) -> tuple[Floats, float]:
        """Unit vector (d,) and quality 0..1 of the one face. Raises UnreadableMedia or UnusablePhoto."""
        found = self.face(path)
        return found.vector, found.quality

    def face(self, path: Path) -> PhotoFace:
        """The one face with the part of the photo around it. Raises UnreadableMedia or UnusablePhoto."""
        return self.face_in(read_picture(path), path)

    def face_in(self, image: Pixels, path: Path) -> PhotoFace:
        """The same of a picture (h, w, 3) uint8 RGB that comes from `path`. Raises UnusablePhoto."""
        picture = Picture(_with_border(image))
        found = self._found(picture.image, image)
        sure = np.flatnonzero(found.scores >= SURE_SCORE)
        if not len(sure):
            raise UnusablePhoto(f"{path}: no face was found.", "Use a photo that shows the face from the front.")
        sizes = found.boxes[sure, 2] * found.boxes[sure, 3]
        rivals = int((sizes >= sizes.max() * CLEAR_SHARE**2).sum())
        if rivals > 1:
            raise UnusablePhoto(f"{path}: {rivals} faces were found.", "Crop the photo to the one that is meant.")
        best = sure[np.argmax(sizes)]
        chip = cut_chip(picture, found.boxes[best], found.landmarks[best])
        vector = self._embedder.embed([chip])[0]
        tool = self._kinds.picture if self._kinds else None
        head = head_of_photo(image, chip, vector, self._embedder.name, tool)
        return PhotoFace(vector, crop_quality(chip, float(found.scores[best])), chip, head)

    def _found(self, bordered: Pixels, image: Pixels) -> Detections:
        """The faces of the photo with its border; drawn ones are sought at several sizes where no other is sure."""
        small, scale = _shrunk(bordered, DETECT_PX)
        found = self._detector.detect(small, 0, scale)
        if self._kinds is None or bool((found.scores >= SURE_SCORE).any()) or not self._kinds.looks_drawn(image):
            return found
        for longest in DRAWN_PX:
            small, scale = _shrunk(bordered, longest)
            drawn = self._kinds.detect_drawn(small, 0, scale)
            if (drawn.scores >= SURE_SCORE).any():
                return drawn
        return found


@dataclass(frozen=True, slots=True)
class NamedPhotos:
    """The usable photos by name, and a sentence for each that could not be used."""

    faces: Mapping[str, NamedFaces]
    warnings: tuple[str, ...]


def read_photos(photos: Iterable[tuple[str, Path]], reader: PhotoReader) -> NamedPhotos:
    """Several photos a name are welcome. Raises UnusablePhoto where a name has no usable photo at all."""
    faces: dict[str, list[PhotoFace]] = {}
    failures: dict[str, list[UnusablePhoto | UnreadableMedia]] = {}
    for name, path in photos:
        faces.setdefault(name, [])
        try:
            faces[name].append(reader.face(path))
        except (UnusablePhoto, UnreadableMedia) as error:
            failures.setdefault(name, []).append(error)
    for name, found in faces.items():
        if not found:
            raise UnusablePhoto(f"No photo of {name} can be used: {_sentences(failures[name])}")
    named = {name: named_faces([(one.vector, one.quality, one.head) for one in found]) for name, found in faces.items()}
    return NamedPhotos(named, tuple(str(error) for errors in failures.values() for error in errors))


def named_faces(photos: Sequence[tuple[Floats, float, Floats | None]]) -> NamedFaces:
    """Of vectors, qualities and heads, which are None where a face is real. `photos` must not be empty."""
    return NamedFaces(
        np.stack([vector for vector, _, _ in photos]),
        np.array([quality for _, quality, _ in photos], np.float32),
        stacked_heads([head for _, _, head in photos]),
    )


def stacked_heads(heads: Sequence[Floats | None]) -> Floats | None:
    """(n, e) with zeros for real faces, which have no head; None where all are real."""
    drawn = [head for head in heads if head is not None]
    if not drawn:
        return None
    return np.stack([np.zeros(len(drawn[0]), np.float32) if head is None else head for head in heads])


def read_picture(path: Path) -> Pixels:
    """(h, w, 3) uint8 RGB of a still picture file. Raises UnreadableMedia."""
    try:
        data = np.fromfile(path, np.uint8)
    except FileNotFoundError as error:
        raise UnreadableMedia(path, "there is no such file", "Check the name.") from error
    except OSError as error:
        raise UnreadableMedia(path, f"it cannot be read ({error.strerror})", "Check that you may read it.") from error
    try:
        image = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
    except cv2.error as error:
        raise UnreadableMedia(path, "it is too large, or damaged", "Scale it down, or use another photo.") from error
    if image is None:
        raise UnreadableMedia(path, "it is not a picture that can be read", "Use a JPEG, PNG, WebP or TIFF file.")
    return np.ascontiguousarray(image[:, :, ::-1])


def _shrunk(image: Pixels, longest: int) -> tuple[Pixels, float]:
    """The picture with a longer side of `longest`, and how many of its pixels make one of that."""
    height, width = image.shape[:2]
    scale = max(height, width) / longest
    size = (max(1, round(width / scale)), max(1, round(height / scale)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale > 1 else cv2.INTER_LINEAR)
    return np.asarray(small, np.uint8), scale


def _with_border(image: Pixels) -> Pixels:
    border = max(image.shape[:2]) // BORDER_SHARE
    return np.asarray(cv2.copyMakeBorder(image, border, border, border, border, cv2.BORDER_REPLICATE), np.uint8)


def _sentences(errors: Sequence[Exception]) -> str:
    return " ".join(str(error) for error in errors)
