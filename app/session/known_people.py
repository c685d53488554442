"""The gallery of people for the window: who is known across films. Each change is made off its thread, and undone."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from app.jobs import Ticket, Worker
from app.session.derive import Known
from app.session.views import Card
from engine.errors import UserError
from engine.pipeline.enrolment import Enrolled as Enrolled
from engine.pipeline.enrolment import describe_anew, enrol_person, enrol_photos, photos_in
from engine.pipeline.gallery_erase import Erased as Erased
from engine.pipeline.gallery_erase import erase_everywhere, projects_here
from engine.pipeline.gallery_files import Merged as Merged
from engine.pipeline.gallery_files import export_gallery, import_gallery
from engine.pipeline.gallery_lock import decrypt_gallery, encrypt_gallery
from engine.progress import Job, Progress
from engine.store.encryption import SHORTEST as SHORTEST
from engine.store.encryption import GalleryLocked, unlocked
from engine.store.failures import told_file_errors
from engine.store.gallery import Gallery, gallery_path
from engine.store.gallery_undo import Remembered, put_back, remember
from engine.store.identities import Identity

Deed = Callable[[Gallery], Job[Any]]
"""What changes the gallery; it returns what there is to say of it."""


@dataclass(frozen=True, slots=True)
class Face:
    """One face by which somebody is recognised. `jpeg`: its picture."""

    number: int
    jpeg: bytes
    source: Path
    person: str


@dataclass(frozen=True, slots=True)
class KnownView:
    """The gallery as of one moment. `identities`: by name."""

    path: Path
    exists: bool = False
    is_on: bool = False
    is_encrypted: bool = False
    is_locked: bool = False
    """It is encrypted, and no passphrase, or a wrong one, was given."""
    identities: tuple[Identity, ...] = ()


class KnownPeople(QObject):
    """Nothing is kept before `turn_on`. What was done can be undone with `undo_stack`, except erasing."""

    changed = Signal()
    """`view` is another one."""
    failed = Signal(object)
    told = Signal(object)
    """What a deed came to: `Merged`, `Erased`, an `Enrolled`, a number, or None."""
    faces_loaded = Signal(int, object)
    """Number of an identity, and its `Face`s."""
    worked = Signal()
    """`is_busy` may have changed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.view = KnownView(gallery_path())
        self.undo_stack = QUndoStack(self)
        self._worker = Worker("gallery", self)

    @property
    def is_busy(self) -> bool:
        return self._worker.busy

    def close(self) -> None:
        self._worker.close()

    # Reading.

    def refresh(self) -> Ticket:
        """`changed` follows, before the ticket ends."""
        ticket = self._submit("gallery", _read)
        ticket.finished.connect(self._show)
        return ticket

    def load_faces(self, identity: int) -> None:
        """`faces_loaded` follows."""
        ticket = self._submit("faces of the gallery", lambda: _faces(identity))
        ticket.finished.connect(lambda faces: self.faces_loaded.emit(identity, faces))

    # What the user turns on and off.

    def turn_on(self, then: Callable[[], object] = lambda: None) -> None:
        """From now on a gallery is kept; `then` is called once it is."""
        ticket = self._submit("turning the gallery on", lambda: _turn(True))
        ticket.finished.connect(self._show)
        ticket.finished.connect(lambda _: then())

    def turn_off(self) -> None:
        """No film is compared with it any more; what it holds stays until it is erased."""
        self._submit("turning the gallery off", lambda: _turn(False)).finished.connect(self._show)

    # The passphrase.

    def unlock(self, passphrase: str) -> None:
        """For as long as the program runs; `failed` follows where it is a wrong one."""
        unlocked.give(gallery_path(), passphrase)
        self._submit("unlocking the gallery", _opened).finished.connect(self._show)

    def lock(self) -> None:
        """Forget the passphrase, and all that could be undone with what was read."""
        unlocked.forget(gallery_path())
        self.undo_stack.clear()
        self.refresh()

    def encrypt(self, passphrase: str) -> None:
        """Encrypt, or change the passphrase."""

        def job() -> Job[KnownView]:
            yield Progress("encrypting", 0, 0)
            encrypt_gallery(gallery_path(), passphrase)
            return (yield from _opened())

        self._submit("encrypting the gallery", job).finished.connect(self._show)

    def decrypt(self) -> None:
        def job() -> Job[KnownView]:
            yield Progress("decrypting", 0, 0)
            decrypt_gallery(gallery_path())
            return (yield from _opened())

        self._submit("decrypting the gallery", job).finished.connect(self._show)

    # Changes, each of which can be undone.

    def keep(self, known: Known, card: Card, name: str, stack: QUndoStack) -> None:
        """Put the best faces of a person of the open film in, under a name. `stack`: the film's."""
        person = next(one for one in known.cast.persons if set(card.tracks) <= set(one.tracks))

        def deed(gallery: Gallery) -> Job[int]:
            yield Progress("faces", 0, 0)
            return enrol_person(gallery, known.film, person, name)

        stack.push(_Change(self, self.tr("{0} kept in the gallery").format(name), _called(name), deed))

    def add_photos(self, name: str, paths: Sequence[Path]) -> None:
        text = self.tr("Photos of {0}").format(name)
        self._push(text, _called(name), lambda gallery: enrol_photos(gallery, [(name, path) for path in paths]))

    def import_folder(self, folder: Path) -> None:
        """A folder of photos as in Name/*.jpg."""

        def deed(gallery: Gallery) -> Job[Any]:
            return (yield from enrol_photos(gallery, photos_in(folder)))

        self._push(self.tr("Import of {0}").format(folder.name), _everybody, deed)

    def import_file(self, path: Path, join: bool = False) -> None:
        """Another gallery; `join`: one name is one person, even where faces differ."""

        def deed(gallery: Gallery) -> Job[Merged]:
            yield Progress("gallery", 0, 0)
            merged = import_gallery(gallery, path, join)
            yield from describe_anew(gallery)
            return merged

        self._push(self.tr("Import of {0}").format(path.name), _everybody, deed)

    def rename(self, one: Identity, name: str) -> None:
        self._simple(
            self.tr("Rename {0} to {1}").format(one.name, name), one, lambda g: g.identities.rename(one.id, name)
        )

    def set_aliases(self, one: Identity, names: Sequence[str]) -> None:
        """Exactly these further names."""

        def change(gallery: Gallery) -> None:
            for gone in set(one.aliases) - set(names):
                gallery.identities.remove_alias(one.id, gone)
            for name in names:
                gallery.identities.add_alias(one.id, name)

        self._simple(self.tr("Further names of {0}").format(one.name), one, change)

    def set_notes(self, one: Identity, notes: str) -> None:
        if notes != one.notes:
            self._simple(self.tr("Notes on {0}").format(one.name), one, lambda g: g.identities.set_notes(one.id, notes))

    def remove_faces(self, one: Identity, numbers: Sequence[int]) -> None:
        def remove(gallery: Gallery) -> None:
            for number in numbers:
                gallery.prototypes.remove(number)

        self._simple(self.tr("Faces of {0} taken back").format(one.name), one, remove)

    def merge(self, kept: Identity, gone: Identity) -> None:
        def deed(gallery: Gallery) -> Job[None]:
            yield Progress("gallery", 0, 0)
            gallery.identities.merge(kept.id, gone.id)

        text = self.tr("Merge of {0} into {1}").format(gone.name, kept.name)
        self._push(text, lambda _: (kept.id, gone.id), deed)

    # What cannot be undone.

    def export(self, target: Path, names: Sequence[str] = ()) -> None:
        """Write all, or those of `names`, to a file; `told` follows with how many."""

        def job() -> Job[int]:
            yield Progress("gallery", 0, 0)
            with Gallery.open(gallery_path(), read_only=True) as gallery:
                return export_gallery(gallery, target, names)

        self._submit("export of the gallery", job).finished.connect(self.told)

    def erase(self, one: Identity, open_project: Path | None = None) -> Ticket:
        """From the gallery, from all projects and from what is kept to save time; `told` follows with the proof.

        No film may be open. Nothing of it can be taken back, so all that could is forgotten, too.
        """
        self.undo_stack.clear()

        def job() -> Job[Erased]:
            yield Progress("erasing", 0, 0, note=one.name)
            with Gallery.open(gallery_path()) as gallery:
                others = [open_project] if open_project is not None else []
                return erase_everywhere(gallery, one, dict.fromkeys([*projects_here(), *others]))

        ticket = self._submit("erasing", job)
        ticket.finished.connect(self.told)
        ticket.finished.connect(lambda _: self.refresh())
        return ticket

    # Inside.

    def _simple(self, text: str, one: Identity, change: Callable[[Gallery], object]) -> None:
        def deed(gallery: Gallery) -> Job[None]:
            yield Progress("gallery", 0, 0)
            change(gallery)

        self._push(text, lambda _: (one.id,), deed)

    def _push(self, text: str, touched: "Touched", deed: Deed) -> None:
        self.undo_stack.push(_Change(self, text, touched, deed))

    def run(self, title: str, make: Callable[[], Job[Any]], tell: bool) -> Ticket:
        """For the commands of the undo stack. `tell`: whether `told` says what it came to."""
        ticket = self._submit(title, make)
        ticket.finished.connect(lambda outcome: self._done(outcome, tell))
        return ticket

    def _done(self, outcome: tuple[KnownView, Any], tell: bool) -> None:
        view, result = outcome
        self._show(view)
        if tell:
            self.told.emit(result)

    def _show(self, view: KnownView) -> None:
        self.view = view
        self.changed.emit()

    def _submit(self, title: str, make: Callable[[], Job[Any]]) -> Ticket:
        ticket = self._worker.submit(title, make)
        ticket.failed.connect(self.failed)
        ticket.ended.connect(self.worked)
        self.worked.emit()
        return ticket


Touched = Callable[[Gallery], Iterable[int]]
"""Whom a deed may change, as far as they are there before it."""


class _Change(QUndoCommand):
    """Does a deed when it is first made; later undo and redo put back what was there, on the same thread in turn."""

    def __init__(self, people: KnownPeople, text: str, touched: Touched, deed: Deed) -> None:
        super().__init__(text)
        self._people, self._touched, self._deed = people, touched, deed
        self._before: Remembered | None = None
        self._after: Remembered | None = None

    def redo(self) -> None:
        if self._after is None:
            ticket = self._people.run(self.text(), self._first, tell=True)
            ticket.failed.connect(lambda _: self.setObsolete(True))
        else:
            self._people.run(self.text(), lambda: self._put(self._after, self._before), tell=False)

    def undo(self) -> None:
        self._people.run(self.text(), lambda: self._put(self._before, self._after), tell=False)

    def _first(self) -> Job[tuple[KnownView, Any]]:
        with _writing() as gallery:
            present = set(gallery.identities.names())
            touched = set(self._touched(gallery))
            before = remember(gallery.database, touched)
            try:
                result = yield from self._deed(gallery)
            finally:
                new = set(gallery.identities.names()) - present
                self._after = remember(gallery.database, touched | new)
                self._before = before
            return _view(gallery), result

    def _put(self, wanted: Remembered | None, present: Remembered | None) -> Job[tuple[KnownView, Any]]:
        yield Progress("gallery", 0, 0)
        with _writing() as gallery:
            if wanted is not None and present is not None:
                put_back(gallery.database, wanted, present.identities)
            return _view(gallery), None


def _writing() -> Gallery:
    if not gallery_path().exists():
        raise UserError("There is no gallery yet.", "Turn it on first; it says what is kept.")
    return Gallery.open(gallery_path())


def _called(name: str) -> Touched:
    return lambda gallery: [number for number in [gallery.identities.id_of(name)] if number]


def _everybody(gallery: Gallery) -> Iterable[int]:
    return gallery.identities.names()


def _view(gallery: Gallery) -> KnownView:
    return KnownView(gallery.path, True, gallery.is_on, gallery.is_encrypted, identities=gallery.identities.all())


def _read() -> Job[KnownView]:
    try:
        return (yield from _opened())
    except GalleryLocked as locked:
        return KnownView(locked.path, True, is_encrypted=True, is_locked=True)


def _opened() -> Job[KnownView]:
    yield Progress("gallery", 0, 0)
    if not gallery_path().exists():
        return KnownView(gallery_path())
    with Gallery.open(gallery_path(), read_only=True) as gallery:
        return _view(gallery)


def _turn(on: bool) -> Job[KnownView]:
    yield Progress("gallery", 0, 0)
    path = gallery_path()
    if on:
        with told_file_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
    with Gallery.open_or_create(path) as gallery:
        gallery.turn(on)
        return _view(gallery)


def _faces(identity: int) -> Job[tuple[Face, ...]]:
    yield Progress("gallery", 0, 0)
    with Gallery.open(gallery_path(), read_only=True) as gallery:
        return tuple(
            Face(one.id, one.jpeg, one.source.path, one.source.person) for one in gallery.prototypes.of(identity)
        )
