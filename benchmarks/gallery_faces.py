"""Faces for the gallery's benchmarks: LFW photos as they are and as films show them, with their qualities."""

import argparse
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from fit_face_calibration import _degraded
from lfw import DEFAULT_ZIP
from numpy.typing import NDArray

from engine.describe.chips import Chip, cut_chip
from engine.describe.face import open_embedder
from engine.describe.face_tracks import crop_quality
from engine.detect.faces import CenterFace
from engine.pipeline.photos import Picture
from engine.pipeline.tools import KEEP_SCORE
from engine.types import Floats, Pixels

BATCH = 32
MODELS = ("sface", "dlib")
TWICE = (
    ("Anja_Paerson", "Janica_Kostelic"),
    ("Bart_Hendricks", "Ricky_Ray"),
    ("Carlos_Ruckauf", "Eduardo_Duhalde"),
    ("Cristina_Fernandez", "Cristina_Kirchner"),
    ("Doc_Rivers", "Glenn_Rivers"),
    ("Hasan_Wirayuda", "Hassan_Wirajuda"),
    ("Shinya_Taniguchi", "Takahiro_Mori"),
)
"""Names of LFW under which one person stands twice: the same photo, the same cap of the same race, another spelling.
Found as the pairs of strangers most alike, looked at one by one. Twins and sisters, who look the same, are not here.
"""
DOUBLES = ("Ashley_Olsen", "Mary-Kate_Olsen", "Claire_Hentzen", "Morgan_Hentzen")
"""Twins, and two swimmers who cannot be told apart by eye either: flagged, so that they are only proposed."""


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """`persons` (n,) numbers; `shrunk` (n,) True for photos that were degraded as films do; `vectors` (n, d).

    `doubles`: numbers of persons whom the user would flag, because a twin looks the same.
    """

    persons: NDArray[np.int64]
    shrunk: NDArray[np.bool_]
    vectors: Floats
    qualities: Floats
    doubles: frozenset[int] = frozenset()


def read_faces(zip_path: Path, cache: Path | None, per_person: int = 4, persons: int | None = None) -> Faces:
    """Up to `per_person` photos of each person, each twice: as it is, and degraded. By the default embedding."""
    if cache and cache.is_file():
        stored = np.load(cache)
        return Faces(stored["persons"], stored["shrunk"], stored["vectors"], stored["qualities"])
    if not zip_path.is_file():
        raise SystemExit(f"{zip_path} is not here: this benchmark needs the LFW photos.")
    faces = _embedded(_chips(zip_path, per_person, persons))
    if cache:
        np.savez(cache, persons=faces.persons, shrunk=faces.shrunk, vectors=faces.vectors, qualities=faces.qualities)
    return faces


def joined(faces: Faces, zip_path: Path) -> Faces:
    """The same with both names of one person as one, and those who have a double flagged."""
    names = {name: number for number, name in enumerate(_names(zip_path))}
    persons = faces.persons.copy()
    for one, other in TWICE:
        persons[persons == names.get(other, -1)] = names.get(one, -1)
    return replace(faces, persons=persons, doubles=frozenset(names[name] for name in DOUBLES if name in names))


def _names(zip_path: Path) -> list[str]:
    """In the order in which `Faces` numbers them."""
    with zipfile.ZipFile(zip_path) as archive:
        return sorted({path.split("/")[-2] for path in archive.namelist() if path.lower().endswith(".jpg")})


def _embedded(chips: Iterator[tuple[int, bool, Chip, float]]) -> Faces:
    embedder = open_embedder()
    rows: list[tuple[int, bool, float]] = []
    vectors: list[Floats] = []
    waiting: list[Chip] = []
    for person, shrunk, chip, quality in chips:
        rows.append((person, shrunk, quality))
        waiting.append(chip)
        if len(waiting) == BATCH:
            vectors.append(embedder.embed(waiting))
            waiting = []
    if waiting:
        vectors.append(embedder.embed(waiting))
    persons, shrunk, qualities = zip(*rows, strict=True)
    return Faces(
        np.array(persons, np.int64), np.array(shrunk, bool), np.concatenate(vectors), np.array(qualities, np.float32)
    )


def _chips(zip_path: Path, per_person: int, persons: int | None) -> Iterator[tuple[int, bool, Chip, float]]:
    detector, rng = CenterFace.open(threshold=KEEP_SCORE), np.random.default_rng(11)
    for number, photo in _photos(zip_path, per_person, persons):
        found = detector.detect(photo, 0, 1.0)
        if not len(found.scores):
            continue
        middle = np.array(photo.shape[1::-1], np.float32) / 2
        box = found.boxes[_nearest(found.boxes, middle)]
        yield from _face_at(detector, photo, middle, number, shrunk=False)
        small, scale = _degraded(photo, float(box[2:].max()), rng)
        yield from _face_at(detector, small, (box[:2] + box[2:] / 2) * scale, number, shrunk=True)


def _face_at(
    detector: CenterFace, image: Pixels, at: Floats, number: int, shrunk: bool
) -> Iterator[tuple[int, bool, Chip, float]]:
    found = detector.detect(image, 0, 1.0)
    if not len(found.scores):
        return
    nearest = _nearest(found.boxes, at)
    gap = np.linalg.norm(found.boxes[nearest, :2] + found.boxes[nearest, 2:] / 2 - at)
    if gap < found.boxes[nearest, 2:].max():
        chip = cut_chip(Picture(image), found.boxes[nearest], found.landmarks[nearest])
        yield number, shrunk, chip, crop_quality(chip, float(found.scores[nearest]))


def _nearest(boxes: Floats, at: Floats) -> int:
    return int(np.linalg.norm(boxes[:, :2] + boxes[:, 2:] / 2 - at, axis=1).argmin())


def _photos(zip_path: Path, per_person: int, persons: int | None) -> Iterator[tuple[int, Pixels]]:
    with zipfile.ZipFile(zip_path) as archive:
        by_name: dict[str, list[str]] = defaultdict(list)
        for path in sorted(archive.namelist()):
            if path.lower().endswith(".jpg"):
                by_name[path.split("/")[-2]].append(path)
        for number, name in enumerate(sorted(by_name)[:persons]):
            for path in by_name[name][:per_person]:
                data = np.frombuffer(archive.read(path), np.uint8)
                yield number, np.ascontiguousarray(np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR))[:, :, ::-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--zip", type=Path, default=DEFAULT_ZIP)
    parser.add_argument("--cache", type=Path, required=True, help="where the vectors are kept")
    parser.add_argument("--per-person", type=int, default=4)
    parser.add_argument("--persons", type=int)
    args = parser.parse_args()
    faces = read_faces(args.zip, args.cache, args.per_person, args.persons)
    print(f"{len(faces.persons)} faces of {len(np.unique(faces.persons))} persons")


if __name__ == "__main__":
    main()
