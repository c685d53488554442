"""Labeled Faces in the Wild as the face benchmarks use it: photos found, aligned and embedded as the product does."""

import argparse
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.describe.face import MarkedFace, join, open_nets
from engine.describe.refine import LandmarkRefiner
from engine.detect.faces import CenterFace
from engine.types import Floats, Pixels

DEFAULT_ZIP = Path(__file__).resolve().parents[2] / "shared" / "media" / "faces" / "lfw_part.zip"
VARIANTS = ("dlib", "sface", "joined", "dlib+flip", "sface+flip", "joined+flip")
JPEG_QUALITY = 85


@dataclass(frozen=True, slots=True)
class Conditions:
    """How the photos are shown: as they are, or scaled so that faces are `face_px` high.

    Faces are looked for in the picture times `found_at`, as in a frame that the decoder scaled down.
    """

    face_px: int = 0
    found_at: float = 1.0
    refine: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class FaceSet:
    """`identities`: (n,) numbers; `vectors`: by variant, (n, d) of unit length; `missed`: photos without a face."""

    identities: NDArray[np.int64]
    vectors: dict[str, Floats]
    missed: int


def parser(description: str) -> argparse.ArgumentParser:
    """Options that the face benchmarks share."""
    options = argparse.ArgumentParser(description=description)
    options.add_argument("--zip", type=Path, default=DEFAULT_ZIP, help="zip of PERSON/PHOTO.jpg files")
    options.add_argument("--photos", type=int, help="use only the first so many photos")
    options.add_argument("--cache", type=Path, help="file that keeps the vectors for the next run")
    return options


def face_set(options: argparse.Namespace, conditions: Conditions) -> FaceSet:
    """The photos that the `options` of `parser` name, embedded by every variant; read from the cache where it exists.

    Exits with a sentence where the zip is not there.
    """
    zip_path, cache = options.zip, options.cache
    if cache and cache.is_file():
        stored = np.load(cache)
        return FaceSet(stored["identities"], {name: stored[name] for name in VARIANTS}, int(stored["missed"]))
    if not zip_path.is_file():
        raise SystemExit(f"{zip_path} is not here: this benchmark needs the LFW photos.")
    names, faces, missed = load_faces(zip_path, conditions, options.photos)
    identities = np.unique(names, return_inverse=True)[1].astype(np.int64)
    made = FaceSet(identities, embed_all(faces), missed)
    if cache:
        np.savez(cache, identities=identities, missed=missed, **made.vectors)
    return made


def load_faces(
    zip_path: Path, conditions: Conditions, limit: int | None = None
) -> tuple[list[str], list[MarkedFace], int]:
    """Person and face of each photo in which CenterFace finds one, and how many photos have none."""
    detector, refiner = CenterFace.open(), LandmarkRefiner.open()
    names, faces, missed = [], [], 0
    for name, photo in islice(photos(zip_path), limit):
        image = _scaled(detector, photo, conditions.face_px)
        landmarks = middle_face(detector, image, conditions.found_at)
        if landmarks is None:
            missed += 1
            continue
        if conditions.refine:
            landmarks = refiner.refine(image, landmarks).landmarks
        names.append(name)
        faces.append(MarkedFace(image, landmarks))
    return names, faces, missed


def photos(zip_path: Path) -> Iterator[tuple[str, Pixels]]:
    """Person and RGB photo of each file in the zip."""
    with zipfile.ZipFile(zip_path) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".jpg"):
                encoded = np.frombuffer(archive.read(name), np.uint8)
                image = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
                assert image is not None, name
                yield Path(name).parent.name, np.ascontiguousarray(image[..., ::-1])


def middle_face(detector: CenterFace, image: Pixels, found_at: float = 1.0) -> Floats | None:
    """Landmarks (5, 2) of the face nearest to the middle, which is the one that the photo is named after."""
    shown = image if found_at == 1 else cv2.resize(image, None, fx=found_at, fy=found_at, interpolation=cv2.INTER_AREA)
    found = detector.detect(np.asarray(shown, np.uint8), 0, image.shape[1] / shown.shape[1])
    if not len(found.boxes):
        return None
    middle = np.array([image.shape[1], image.shape[0]]) / 2
    centres = found.boxes[:, :2] + found.boxes[:, 2:] / 2
    nearest: Floats = found.landmarks[np.argmin(np.linalg.norm(centres - middle, axis=1))]
    return nearest


def embed_all(faces: list[MarkedFace]) -> dict[str, Floats]:
    """Vectors of all faces by every variant."""
    vectors: dict[str, Floats] = {}
    for suffix in ("", "+flip"):
        nets = open_nets("joined", flip=bool(suffix))
        parts = [
            np.concatenate([net.embed(net.crops(faces[i : i + 64])) for i in range(0, len(faces), 64)]) for net in nets
        ]
        vectors["sface" + suffix], vectors["dlib" + suffix] = parts
        vectors["joined" + suffix] = join(parts)
    return vectors


def _scaled(detector: CenterFace, photo: Pixels, face_px: int) -> Pixels:
    """The photo with its middle face `face_px` high (eyes to mouth is about a third of that), saved as JPEG again."""
    landmarks = middle_face(detector, photo) if face_px else None
    if landmarks is None:
        return photo
    height = 3 * float(landmarks[3:, 1].mean() - landmarks[:2, 1].mean())
    scale = face_px / max(height, 1.0)
    small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    encoded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1]
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)
