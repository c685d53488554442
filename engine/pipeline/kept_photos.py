"""Photos that a project keeps of persons, so that a name outlives the tracks that it was given to."""

from collections.abc import Sequence
from pathlib import Path

from engine.describe.drawn import MODEL as DRAWN_HEAD
from engine.identify.cast import NamedFaces
from engine.identify.corrections import said
from engine.pipeline.analysis import Film
from engine.pipeline.photos import PhotoFace, named_faces
from engine.store.choices import Photo
from engine.types import Floats


def kept_photos(film: Film) -> dict[str, NamedFaces]:
    """The photos of names of which nothing that the user said is left in this scan.

    Where the user's word still has its tracks, it says more than a photo, and photos would only make strangers likelier
    among the rest of the cast.
    """
    photos = film.project.photos.load(film.model)
    if not photos:
        return {}
    told = said(film.project.corrections.active(film.media_id)).names
    here = {track.id for track in film.scan.tracks}
    wanted = [photo for photo in photos if here.isdisjoint(told.get(photo.name, ()))]
    return named_photos([*wanted, *film.project.photos.load(DRAWN_HEAD)], film.model)


def photos_to_keep(name: str, path: Path, face: PhotoFace, model: str) -> list[Photo]:
    """What the project keeps of a photo of `name`: its face by `model`, and its head where it is drawn."""
    kept = [Photo(name, path, model, face.vector, face.quality)]
    return kept if face.head is None else [*kept, Photo(name, path, DRAWN_HEAD, face.head, face.quality)]


def named_photos(photos: Sequence[Photo], model: str) -> dict[str, NamedFaces]:
    """By name, the faces that `model` described, each with its head where that is kept."""
    heads = {(photo.name, photo.path): photo.vector for photo in photos if photo.model == DRAWN_HEAD}
    wanted: dict[str, list[tuple[Floats, float, Floats | None]]] = {}
    for photo in photos:
        if photo.model == model:
            head = heads.get((photo.name, photo.path))
            wanted.setdefault(photo.name, []).append((photo.vector, photo.quality, head))
    return {name: named_faces(kept) for name, kept in wanted.items()}
