"""Give the face vectors of a film as its cast is told apart by them: adapted by a head, if that helps.

A head is learnt by `onlylook train head` from what the user said, and kept only where corrections that were held back
say that it is better. Here it is looked at again: one for another embedding, or one that is no better, is not used, nor
any where the user turned it off. The gallery is searched by vectors as the embedding made them.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from engine.identify.photo_names import NamedFaces
from engine.models.heads import CastHead, cast_head
from engine.pipeline.analysis import Film
from engine.store.project import Project
from engine.types import Feature

SWITCH = "adapt to the cast"


def head_of(film: Film) -> CastHead | None:
    """The head that the film's faces go through, None for none."""
    if not is_on(film.project):
        return None
    head = cast_head(film.project.path)
    if head is None or head.model != film.model or head.after < head.before:
        return None
    return head


def is_on(project: Project) -> bool:
    """Whether a head is used where there is one that helps: yes, unless the user turned it off."""
    return project.settings.load(SWITCH, True) is not False


def turn(project: Project, on: bool) -> None:
    project.settings.save(SWITCH, on)


def faces_of_film(film: Film, head: CastHead | None) -> dict[int, Feature]:
    """By track id, what the film's embedding says of its face."""
    faces = {one.track: one for one in film.scan.features if one.model == film.model}
    if head is None or not faces:
        return faces
    adapted = head.adapted(np.concatenate([one.vectors for one in faces.values()]))
    ends = np.cumsum([len(one.vectors) for one in faces.values()])[:-1]
    each = zip(faces.items(), np.split(adapted, ends), strict=True)
    return {track: replace(one, vectors=vectors) for (track, one), vectors in each}


def photos_through(head: CastHead | None, photos: Mapping[str, NamedFaces]) -> Mapping[str, NamedFaces]:
    """Photos are compared with adapted faces, so they go through the same head."""
    if head is None:
        return photos
    return {name: replace(faces, vectors=head.adapted(faces.vectors)) for name, faces in photos.items()}
