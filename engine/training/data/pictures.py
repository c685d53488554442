"""Sets of pictures with labels, read one by one: folders of identities, and whatever else can be read like them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.errors import UserError
from engine.types import Pixels

UNLABELLED = -1
"""Label of pictures of strangers, of whom it is not known who they are."""
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp"})


class Pictures(Protocol):
    """Pictures that are read when they are wanted. `labels`: (n,) from 0, -1 for strangers. `names`: by label."""

    @property
    def labels(self) -> NDArray[np.int64]: ...

    @property
    def names(self) -> tuple[str, ...]: ...

    def picture(self, place: int) -> Pixels:
        """(h, w, 3) uint8 RGB. Raises UserError for a picture that cannot be read."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class FilePictures:
    """Pictures in files; `boxes` (n, 4) x1, y1, x2, y2 cut out a part of each where given."""

    paths: tuple[Path, ...]
    labels: NDArray[np.int64]
    names: tuple[str, ...]
    boxes: NDArray[np.float32] | None = None

    def picture(self, place: int) -> Pixels:
        image = read_picture(self.paths[place])
        if self.boxes is None:
            return image
        left, top, right, bottom = self.boxes[place].round().astype(int).clip(0)
        part = image[top:bottom, left:right]
        if not part.size:
            raise UserError(f"The box of {self.paths[place]} lies outside its picture.", "Check the table of boxes.")
        return part


@dataclass(frozen=True, slots=True, eq=False)
class ArrayPictures:
    """Pictures in memory: (n, h, w, 3) uint8 RGB."""

    images: Pixels
    labels: NDArray[np.int64]
    names: tuple[str, ...]

    def picture(self, place: int) -> Pixels:
        image: Pixels = self.images[place]
        return image


def read_picture(path: Path) -> Pixels:
    """(h, w, 3) uint8 RGB. Raises UserError."""
    try:
        return decoded(path.read_bytes(), str(path))
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}).", "Check the file, or take it out.") from error


def decoded(content: bytes, name: str) -> Pixels:
    """(h, w, 3) uint8 RGB of an encoded picture. Raises UserError with its `name`."""
    image = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR) if content else None
    if image is None:
        raise UserError(f"{name} is no picture that can be read.", "Take it out, or save it again as JPEG or PNG.")
    return np.ascontiguousarray(np.asarray(image, np.uint8)[:, :, ::-1])


def folder_pictures(folder: Path, strangers: Path | None = None) -> FilePictures:
    """One folder for each identity; `strangers`: a folder, deep or not, whose pictures have no label.

    Raises UserError where there is no folder, nothing in it, or one identity only.
    """
    people = [entry for entry in _entries(folder) if entry.is_dir()]
    paths: list[Path] = []
    labels: list[int] = []
    names: list[str] = []
    for person in people:
        found = pictures_below(person)
        if found:
            paths += found
            labels += [len(names)] * len(found)
            names.append(person.name)
    if strangers is not None:
        found = pictures_below(strangers)
        if not found:
            raise UserError(f"There are no pictures in {strangers}.", "Name a folder with pictures of strangers.")
        paths += found
        labels += [UNLABELLED] * len(found)
    check_identities(labels, str(folder))
    return FilePictures(tuple(paths), np.array(labels, np.int64), tuple(names))


def pictures_below(folder: Path) -> list[Path]:
    """All picture files in `folder` and its folders, in order. Raises UserError where it is no folder."""
    _entries(folder)
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())


def check_identities(labels: Sequence[int], where: str) -> None:
    """Raises UserError where there are no pictures, or of one identity only."""
    counts = Counter(label for label in labels if label != UNLABELLED)
    if not counts:
        raise UserError(f"There are no pictures in {where}.", "Make one folder for each person, with their pictures.")
    if len(counts) < 2:
        raise UserError(f"There is only one person in {where}.", "At least two are needed to learn what parts them.")


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        reason = "is not there" if not folder.exists() else "is no folder that can be read"
        raise UserError(f"{folder} {reason}.", "Check the name.") from error
