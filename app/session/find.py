"""Find persons of the film by photos, and keep the photos of those who get a name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.commands import Choice
from app.commands.photos import KeepPhotos
from app.jobs import Ticket, Worker
from app.session.derive import Known
from app.session.photo_files import Portraits, portraits
from app.session.session import Session
from app.session.views import Card
from engine.describe.face import open_embedder
from engine.edit.intervals import normal, total
from engine.errors import UnreadableMedia, UnusablePhoto
from engine.identify.calibration import chance, face_calibration
from engine.identify.cast import CastLimits, NamedFaces, photo_evidence
from engine.pipeline.cast import cast_of_film
from engine.pipeline.doubts import prints_of_film
from engine.pipeline.kept_photos import named_photos, photos_to_keep
from engine.pipeline.photos import PhotoReader
from engine.progress import Job, Progress
from engine.store.choices import Photo

SOUGHT = "\0"
"""Stands for the person of the photos while it is looked for: no name is this one."""


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """Whom the photos of one name show. `anchor`: a track of that person, None where it is nobody in the film.

    `sure`: 0..1. `problems`: a sentence for each photo that cannot be used. `photos` is empty where none can.
    """

    wanted: Portraits
    photos: tuple[Photo, ...]
    anchor: int | None
    sure: float
    problems: tuple[str, ...]


class Finder(QObject):
    """Reads photos on a thread of its own, which ends with the film."""

    found = Signal(object)
    """A list of `Match`, one for each name."""
    failed = Signal(object)
    forgotten = Signal(str)
    """The name whose photos are gone."""
    changed = Signal()
    """`is_busy`"""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._worker: Worker | None = None
        self._reader: PhotoReader | None = None
        self._kept: list[KeepPhotos] = []
        session.closing.connect(self._close)

    @property
    def is_busy(self) -> bool:
        return self._worker is not None and self._worker.busy

    def find(self, paths: Sequence[Path]) -> None:
        """`found` or `failed` follows."""
        known = self._session.known
        if known is not None:
            ticket = self._submit("photos", lambda: self._find(known, paths))
            ticket.finished.connect(self.found)
            self.changed.emit()

    def take(self, match: Match, name: str) -> None:
        """The person of a match is called `name`, and the photos are kept. Raises UserError for what is no name."""
        card, known = self.card_of(match), self._session.known
        if card is None or known is None:
            return
        name = self._session.people.checked(name)
        stack, text = self._session.undo_stack, self.tr("Name {0} by photo").format(name)
        photos = [Photo(name, one.path, one.model, one.vector, one.quality) for one in match.photos]
        stack.beginMacro(text)
        keep = KeepPhotos(known.film.project.photos, text, name, photos)
        stack.push(keep)
        self._session.people.rename(card, name)
        stack.endMacro()
        self._kept.append(keep)

    def show(self, match: Match) -> None:
        """Choose the person whom the photos show."""
        card = self.card_of(match)
        if card is not None:
            self._session.pick(Choice((card.anchor,), self._session.choice.combination))

    def card_of(self, match: Match) -> Card | None:
        scene = self._session.scene
        return scene.card_of(match.anchor) if scene is not None and match.anchor is not None else None

    def has_photos(self, name: str) -> bool:
        """Whether the project keeps any of this name."""
        known = self._session.known
        return known is not None and any(one.name == name for one in known.film.project.photos.load(known.film.model))

    def forget(self, name: str) -> None:
        """Erase the photos of a name for good; `forgotten` follows. The person keeps the name."""
        known = self._session.known
        if known is None:
            return
        for command in self._kept:
            if command.name == name:
                command.forget()
        project = known.film.project

        def erase() -> Job[str]:
            yield Progress("forgetting photos", 0, 0)
            project.erase_photos(name)
            return name

        self._submit("forgetting photos", erase).finished.connect(self.forgotten.emit)

    # Inside.

    def _submit(self, title: str, make: Callable[[], Job[Any]]) -> Ticket:
        if self._worker is None:
            self._worker = Worker("photos", self)
        ticket = self._worker.submit(title, make)
        ticket.failed.connect(self.failed)
        ticket.ended.connect(self.changed)
        return ticket

    def _find(self, known: Known, paths: Sequence[Path]) -> Job[list[Match]]:
        yield Progress("photos", 0, 0)
        wanted = portraits(paths)
        matches = []
        for done, one in enumerate(wanted, start=1):
            photos, problems = self._read(known, one)
            matches.append(_match(known, one, photos, problems))
            yield Progress("photos", done, len(wanted))
        return matches

    def _read(self, known: Known, wanted: Portraits) -> tuple[list[Photo], list[str]]:
        reader = self._reader = self._reader or _open_reader(known)
        photos, problems = [], []
        for path in wanted.paths:
            try:
                face = reader.face(path)
            except (UnusablePhoto, UnreadableMedia) as error:
                problems.append(str(error).replace(str(path), path.name))
            else:
                photos += photos_to_keep(wanted.name, path, face, known.film.model)
        return photos, problems

    def _close(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker.deleteLater()
        self._worker, self._reader = None, None
        self._kept.clear()


def _open_reader(known: Known) -> PhotoReader:
    """Describes photos by the network that described the film. Raises ModelMissing."""
    embedder = open_embedder(known.film.model)
    return PhotoReader.open(embedder)


def _match(known: Known, wanted: Portraits, photos: Sequence[Photo], problems: Sequence[str]) -> Match:
    """Look for the photos' person as for any name, then for whom the cast holds the tracks that were found."""
    nobody = Match(wanted, tuple(photos), None, 0.0, tuple(problems))
    if not photos:
        return nobody
    faces = named_photos(photos, known.film.model)[wanted.name]
    cast = cast_of_film(known.film, {SOUGHT: faces})
    tracks = {track for person in cast.persons if person.name == SOUGHT for track in person.tracks}
    shared = {
        card.anchor: total(normal([span for track in tracks & set(card.tracks) for span in cast.spans[track]]))
        for card in known.scene.cards
        if card.known and tracks & set(card.tracks)
    }
    if not shared:
        return nobody
    anchor = max(shared, key=lambda one: shared[one])
    card = next(card for card in known.scene.cards if card.anchor == anchor)
    return Match(wanted, tuple(photos), anchor, _sure(known, faces, tracks & set(card.tracks)), tuple(problems))


def _sure(known: Known, faces: NamedFaces, tracks: set[int]) -> float:
    """Chance that the photos show the person of these tracks, by their mean evidence."""
    prints = prints_of_film(known.film)
    mine = np.isin(prints.tracks, list(tracks))
    if not mine.any():
        return 0.0
    evidence = photo_evidence(prints, faces, face_calibration(known.film.model))[mine]
    return chance(float(np.average(evidence, weights=prints.weights[mine])) - CastLimits().photo_prior)
