"""Put faces into the gallery: of photos, of folders of photos, of a person of a film; describe them anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from engine.describe.face import FaceEmbedder, best_available, open_embedder
from engine.describe.jpeg import jpeg_of
from engine.errors import UnreadableMedia, UnusablePhoto, UserError
from engine.pipeline.analysis import Film
from engine.pipeline.photos import PhotoReader
from engine.progress import Job, Progress
from engine.settings import Device
from engine.store.failures import ProjectInUse
from engine.store.gallery import Gallery
from engine.store.prototypes import Described, Source
from engine.types import Person, Pixels

PHOTO_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp"})
FACES_OF_PERSON = 6
"""Faces of one person of a film that are kept: each of another track, so that they differ."""
JPEG_QUALITY = 90


@dataclass(slots=True)
class Enrolled:
    """What came of putting photos in: faces by name, and a sentence for each photo that was of no use."""

    faces: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def open_reader(device: Device = "auto") -> tuple[PhotoReader, FaceEmbedder]:
    """What reads photos by the best model that is here. Raises ModelMissing."""
    embedder = open_embedder(best_available(), device)
    return PhotoReader.open(embedder, device), embedder


def enrol_photos(gallery: Gallery, photos: Sequence[tuple[str, Path]], device: Device = "auto") -> Job[Enrolled]:
    """Add photos by name; a new name makes a new identity. Raises ModelMissing, UnusablePhoto where none is of use."""
    reader, embedder = open_reader(device)
    done = Enrolled()
    for place, (name, path) in enumerate(photos):
        yield Progress("photos", place, len(photos), note=str(path.name))
        try:
            face = reader.face(path)
        except (UnusablePhoto, UnreadableMedia) as error:
            done.warnings.append(str(error))
            continue
        identity = gallery.identities.id_of(name) or gallery.identities.add(name)
        described = {embedder.name: Described(face.vector, face.quality)}
        gallery.prototypes.add(
            identity, Source("photo", path.resolve()), jpeg_of(face.chip.image, JPEG_QUALITY), described
        )
        done.faces[name] = done.faces.get(name, 0) + 1
    if not done.faces:
        raise UnusablePhoto(f"No photo can be used: {' '.join(done.warnings[:3])}".rstrip())
    return done


def photos_in(folder: Path) -> list[tuple[str, Path]]:
    """The photos of a folder `Name/*.jpg` by name. Raises UserError where there are none."""
    if not folder.is_dir():
        raise UserError(f"{folder} is not a folder.", "Give a folder that holds one folder of photos for each name.")
    found = [
        (each.name, path)
        for each in sorted(folder.iterdir())
        if each.is_dir() and not each.name.startswith(".")
        for path in sorted(each.iterdir())
        if path.suffix.lower() in PHOTO_SUFFIXES and path.is_file()
    ]
    if not found:
        raise UserError(
            f"{folder} holds no folders with photos.", "It needs a folder for each name, as in Anna/1.jpg, Anna/2.jpg."
        )
    return found


def enrol_person(gallery: Gallery, film: Film, person: Person, name: str) -> int:
    """Add the best faces of a film's person under a name; how many. Raises UserError where the person shows no face."""
    media_hash = film.project.media.get(film.media_id).quick_hash
    source = Source("film", film.media.path, person.name, media_hash)
    faces = list(_best_faces(film, person))
    if not faces:
        raise UserError(f"No face of {person.name} is kept.", "Choose somebody whose face shows.")
    identity = gallery.identities.id_of(name) or gallery.identities.add(name)
    for jpeg, described in faces:
        gallery.prototypes.add(identity, source, jpeg, {film.model: described})
    return len(faces)


def describe_anew(gallery: Gallery, device: Device = "auto") -> Job[int]:
    """Describe the kept crops that the present model has not seen yet; how many of them it could describe."""
    model = best_available()
    lacking = len(gallery.prototypes.lacking_numbers(model))
    if not lacking:
        return 0
    reader, embedder = open_reader(device)
    done = 0
    for place, prototype in enumerate(gallery.prototypes.lacking(model)):
        yield Progress("faces", place, lacking)
        try:
            face = reader.face_in(_picture(prototype.jpeg), prototype.source.path)
        except UnusablePhoto:
            # The crop stays: a later model may see more in it.
            continue
        gallery.prototypes.describe(prototype.id, {embedder.name: Described(face.vector, face.quality)})
        done += 1
    return done


def keep_described(path: Path, device: Device = "auto") -> Job[int]:
    """Describe the faces of the gallery at `path` by the present model, where it is on and lacks some of them.

    Each face is stored as it is done, so it may be stopped, and goes on the next time. Does nothing where there is no
    gallery, or another program writes it. Raises ProjectError, ModelMissing.
    """
    if not path.exists():
        return 0
    with Gallery.open(path, read_only=True) as gallery:
        if not gallery.is_on or not gallery.prototypes.lacking_numbers(best_available()):
            return 0
    try:
        gallery = Gallery.open(path)
    except ProjectInUse:
        return 0
    with gallery:
        return (yield from describe_anew(gallery, device))


def _best_faces(film: Film, person: Person) -> Iterable[tuple[bytes, Described]]:
    """The best crop of each of the best tracks, with its own vector."""
    features = {f.track: f for f in film.scan.features if f.model == film.model and len(f.qualities)}
    best = sorted((t for t in person.tracks if t in features), key=lambda t: -float(features[t].qualities.max()))
    for track in best[:FACES_OF_PERSON]:
        feature = features[track]
        place = int(np.argmax(feature.qualities))
        crops = film.project.scans.crops(film.media_id, film.key, track, 1)
        if crops:
            yield crops[0].jpeg, Described(feature.vectors[place], float(feature.qualities[place]))


def _picture(jpeg: bytes) -> Pixels:
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise UnusablePhoto("A stored crop is no picture.", "Import the photo again.")
    return np.ascontiguousarray(image[:, :, ::-1])
