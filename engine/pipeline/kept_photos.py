"""Photos that a project keeps of persons, so that a name outlives the tracks that it was given to."""

import numpy as np

from engine.identify.cast import NamedFaces
from engine.identify.corrections import said
from engine.pipeline.analysis import Film


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
    wanted: dict[str, list[tuple[np.ndarray, float]]] = {}
    for photo in photos:
        if here.isdisjoint(told.get(photo.name, ())):
            wanted.setdefault(photo.name, []).append((photo.vector, photo.quality))
    return {
        name: NamedFaces(np.stack([vector for vector, _ in kept]), np.array([q for _, q in kept], np.float32))
        for name, kept in wanted.items()
    }
