"""Read what the gallery holds of the few people who are near: from memory where it is small, from its file else.

Whoever matches films keeps this for longer than the gallery is open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from engine.store.gallery import Gallery
from engine.store.prototypes import Vectors


class GalleryRows(Protocol):
    """Faces and names by number."""

    def near(self, prototypes: Sequence[int]) -> Vectors:
        """All faces of everybody of whom one of `prototypes` is a face."""
        ...

    def name(self, identity: int) -> str:
        """The name of an identity, "" for nobody."""
        ...


@dataclass(frozen=True, slots=True)
class HeldRows:
    """Of a small gallery: all of it, as it was when it was read."""

    every: Vectors
    names: dict[int, str]

    def near(self, prototypes: Sequence[int]) -> Vectors:
        every = self.every
        near = np.unique(every.identities[np.isin(every.prototypes, prototypes)])
        own = np.isin(every.identities, near)
        return Vectors(every.prototypes[own], every.identities[own], every.vectors[own], every.qualities[own])

    def name(self, identity: int) -> str:
        return self.names.get(identity, "")


@dataclass(frozen=True, slots=True)
class AskedRows:
    """Of a large gallery: what is asked for, when it is asked for."""

    path: Path
    model: str

    def near(self, prototypes: Sequence[int]) -> Vectors:
        with Gallery.open(self.path, read_only=True) as gallery:
            return gallery.prototypes.vectors(self.model, sorted(gallery.prototypes.identities(prototypes)))

    def name(self, identity: int) -> str:
        if not identity:
            return ""
        with Gallery.open(self.path, read_only=True) as gallery:
            return gallery.identities.name_of(identity)


def rows_of(gallery: Gallery, model: str, is_small: bool) -> GalleryRows:
    """Raises ProjectError."""
    if is_small:
        return HeldRows(gallery.prototypes.vectors(model), gallery.identities.names())
    return AskedRows(gallery.path, model)
