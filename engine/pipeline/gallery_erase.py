"""Erase one person everywhere: from the gallery, from projects, and from what is kept to save time."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.errors import ProjectError
from engine.pipeline.analysis import load_film
from engine.pipeline.cast import cast_of_film
from engine.pipeline.galleries import GalleryFaces, matches_of
from engine.settings import data_folder
from engine.store.failures import told_file_errors
from engine.store.gallery import Gallery
from engine.store.identities import Identity, name_key
from engine.store.locations import PROJECT_SUFFIX
from engine.store.project import Project


@dataclass(frozen=True, slots=True)
class Erased:
    """`faces`: of the gallery; `projects`: those from which tracks or photos went; `tracks`: how many of them."""

    name: str
    faces: int
    projects: tuple[Path, ...]
    tracks: int


def projects_here() -> list[Path]:
    """The projects of the data folder."""
    return sorted((data_folder() / "projects").glob(f"*{PROJECT_SUFFIX}"))


def erase_everywhere(gallery: Gallery, identity: Identity, projects: Iterable[Path]) -> Erased:
    """Erase an identity from the gallery and from `projects`, with proof for each file.

    In projects it is whoever bears one of its names, or is surely recognised, whether or not the gallery is on. There
    go the tracks with crops and vectors, the photos, and the name in what the user said. What is kept to save time is
    deleted whole, because it can be made again. Raises ProjectError where something is left.
    """
    keys = {name_key(name) for name in (identity.name, *identity.aliases)}
    touched, tracks = [], 0
    for path in projects:
        count = _erase_in_project(path, keys, gallery, identity)
        if count is not None:
            touched.append(path)
            tracks += count
    _drop_pictures()
    gallery.erase(identity.id)
    # Loading FAISS takes a moment that most commands need not wait for.
    from engine.pipeline.gallery_index import forget_in_indexes

    forget_in_indexes(gallery)
    return Erased(identity.name, identity.prototypes, tuple(touched), tracks)


def _drop_pictures() -> None:
    """Delete film strips and the start page's pictures, in which anybody may show."""
    with told_file_errors(data_folder()):
        if (data_folder() / "cache").is_dir():
            shutil.rmtree(data_folder() / "cache")
        for picture in (data_folder() / "recent").glob("*.jpg"):
            picture.unlink()


def _erase_in_project(path: Path, keys: set[str], gallery: Gallery, identity: Identity) -> int | None:
    """How many tracks went, None where nobody of these names was in the project."""
    found, count = False, 0
    with Project.open(path) as project:
        names = {name for (name,) in project.database.rows("SELECT name FROM photo UNION SELECT name FROM correction")}
        called = [name for name in names if name_key(name) in keys]
        for record in project.media.all():
            tracks = _tracks_of(project, record.id, keys, gallery, identity)
            if tracks:
                project.erase_tracks(record.id, tracks)
                found, count = True, count + len(tracks)
        for name in called:
            found = True
            project.erase_photos(name)
            project.database.run("DELETE FROM correction WHERE name = ?", (name,))
        if called:
            project.database.run_many("DELETE FROM segment WHERE person = ?", ((name,) for name in called))
            project.database.compact()
            _check_names(project, called)
    return count if found else None


def _tracks_of(project: Project, media_id: int, keys: set[str], gallery: Gallery, identity: Identity) -> list[int]:
    try:
        film = load_film(project, media_id)
    except ProjectError:
        # Never analysed to its end: then nobody has a name in it.
        return []
    cast = cast_of_film(film)
    found = {person.id for person in cast.persons if name_key(person.name) in keys}
    faces = GalleryFaces(gallery, film.model)
    # Of whom somebody looks the same goes as well: that it may be the other one is no reason to keep it.
    sure = [
        one
        for one in matches_of(film, cast, faces)
        if one.answer.identity == identity.id and not one.answer.rival and one.answer.nats >= faces.thresholds.sure
    ]
    found |= {one.person.id for one in sure}
    return [track for person in cast.persons if person.id in found for track in person.tracks]


def _check_names(project: Project, names: list[str]) -> None:
    """Raises ProjectError where a name is still in one of the places that hold names."""
    for table, column in (("photo", "name"), ("correction", "name"), ("segment", "person"), ("person", "name")):
        for name in names:
            if project.database.row(f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1", (name,)):
                raise ProjectError(
                    f"Some of what was to be erased is still in {project.path}.", "Delete the project file to be safe."
                )
