"""Give a gallery, or a part of it, away as one file, and take another one in, with conflicts told, never guessed."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from engine.errors import ProjectError, UserError
from engine.identify.calibration import face_calibration
from engine.identify.open_set import evidence, stranger_tail, thresholds
from engine.store.failures import GALLERY_SUFFIX, told_file_errors
from engine.store.gallery import Gallery
from engine.store.identities import Identity
from engine.store.project import publish
from engine.store.prototypes import Vectors

SAME_FROM = 3.0
"""Nats from which two faces under one name are taken for one person: as for a photo in a film."""


@dataclass(slots=True)
class Merged:
    """What came of taking a gallery in: names that are new, names that got further faces, sentences on conflicts."""

    added: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    faces: int = 0
    conflicts: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """Names that are in both galleries with faces that differ."""


def export_gallery(gallery: Gallery, target: Path, names: Sequence[str] = ()) -> int:
    """Write all identities, or those of `names`, to a new gallery file; how many. Raises ProjectError, UserError."""
    if target.suffix.lower() != GALLERY_SUFFIX:
        raise UserError(f"{target} does not end in {GALLERY_SUFFIX}.", f"Call it {target.stem}{GALLERY_SUFFIX}.")
    chosen = [gallery.identities.get(name) for name in names] or list(gallery.identities.all())
    if not target.parent.is_dir():
        raise ProjectError(f"There is no folder {target.parent}.", "Make it, or choose another place.")
    with told_file_errors(target), tempfile.TemporaryDirectory(prefix=".onlylook-", dir=target.parent) as folder:
        draft = Path(folder) / f"draft{GALLERY_SUFFIX}"
        with Gallery.create(draft) as copy:
            for identity in {one.id: one for one in chosen}.values():
                _copy(gallery, identity, copy, copy.identities.add(identity.name, identity.notes))
        publish(draft, target)
    return len({one.id for one in chosen})


def import_gallery(gallery: Gallery, path: Path, join: bool = False) -> Merged:
    """Take in all identities of another gallery.

    Who has the name of somebody here and looks alike gets joined; who has the name and does not look alike, or cannot
    be compared, is left out and told as a conflict, unless `join`. Who looks like somebody of another name comes in and
    is told. Raises ProjectError.
    """
    if path.resolve() == gallery.path.resolve():
        raise UserError(f"{path} is the gallery itself.", "Give the file of another gallery.")
    done = Merged()
    with Gallery.open(path, read_only=True) as other:
        # It comes from elsewhere: looked through whole before anything of it is taken in.
        other.database.check_integrity()
        alike = _Likeness(gallery, other)
        for identity in other.identities.all():
            _take_in(gallery, other, identity, alike, join, done)
    return done


def _take_in(
    gallery: Gallery, other: Gallery, identity: Identity, alike: "_Likeness", join: bool, done: Merged
) -> None:
    here = gallery.identities.id_of(identity.name)
    if here:
        nats = alike.nats(identity.id, here)
        if nats < SAME_FROM and not join:
            why = "their faces differ" if np.isfinite(nats) else "their faces cannot be compared"
            done.left_out.append(identity.name)
            done.conflicts.append(
                f"{identity.name} is in both galleries and {why}: left out. Take it in with --join, or rename one."
            )
            return
        done.joined.append(identity.name)
    else:
        twin = alike.twin(identity.id)
        if twin:
            done.conflicts.append(
                f"{identity.name} looks like {twin}, who is here already: taken in as another. "
                f"`onlylook gallery merge` makes one of both."
            )
        here = gallery.identities.add(identity.name, identity.notes)
        done.added.append(identity.name)
    before = len(gallery.prototypes.of(here))
    done.conflicts += _copy(other, identity, gallery, here)
    done.faces += len(gallery.prototypes.of(here)) - before


def _copy(source: Gallery, identity: Identity, target: Gallery, number: int) -> list[str]:
    """Faces and further names; a sentence for each name that somebody else has there."""
    taken = []
    for alias in identity.aliases:
        owner = target.identities.id_of(alias)
        if owner in (0, number):
            target.identities.add_alias(number, alias)
        else:
            taken.append(f"{identity.name} is also called {alias}, as {target.identities.names()[owner]} is: left out.")
    for prototype in source.prototypes.of(identity.id):
        described = source.prototypes.descriptions(prototype.id)
        target.prototypes.add(number, prototype.source, prototype.jpeg, described)
    return taken


class _Likeness:
    """Compares identities of two galleries by the models that both know."""

    def __init__(self, gallery: Gallery, other: Gallery) -> None:
        self._names = gallery.identities.names()
        self._pairs: list[tuple[str, Vectors, Vectors]] = []
        for (model,) in other.database.rows("SELECT DISTINCT model FROM vector ORDER BY model"):
            mine, theirs = gallery.prototypes.vectors(model), other.prototypes.vectors(model)
            if len(mine.prototypes) and len(theirs.prototypes):
                self._pairs.append((model, mine, theirs))

    def nats(self, theirs: int, mine: int) -> float:
        """Of the two faces most alike, -inf where there are none to compare."""
        best = -np.inf
        for model, here, there in self._pairs:
            a, b = there.identities == theirs, here.identities == mine
            if a.any() and b.any():
                each = evidence(
                    face_calibration(model), there.vectors[a], there.qualities[a], here.vectors[b], here.qualities[b]
                )
                best = max(best, float(each.max()))
        return best

    def twin(self, theirs: int) -> str:
        """The name of whoever here surely looks like one of theirs, "" for nobody."""
        for model, here, there in self._pairs:
            a = there.identities == theirs
            if not a.any():
                continue
            each = evidence(
                face_calibration(model), there.vectors[a], there.qualities[a], here.vectors, here.qualities
            ).max(axis=0)
            if each.max() >= thresholds(stranger_tail(model), len(here.prototypes)).sure:
                return self._names[int(here.identities[int(each.argmax())])]
        return ""
