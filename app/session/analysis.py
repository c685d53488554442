"""Follow one analysis: how far it is, how fast, and whether it rests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from PySide6.QtCore import QObject, Signal

from app.jobs import Pace, Ticket, Worker
from engine.pipeline.analysis import Film, scan_key
from engine.pipeline.senses import analyze_all, senses_of_film
from engine.pipeline.tools import weights_here
from engine.progress import Job, Progress
from engine.settings import AnalysisSettings, Device
from engine.store.cache import StageKey
from engine.store.project import Project
from engine.types import Media

State: TypeAlias = Literal["none", "preparing", "running", "paused", "stopped", "failed", "done"]


@dataclass(frozen=True, slots=True)
class Status:
    """`rate`: seconds of film a second. `left_s`: None while unknown."""

    state: State = "none"
    progress: Progress = field(default_factory=lambda: Progress("", 0, 0))
    rate: float = 0.0
    left_s: float | None = None

    @property
    def is_active(self) -> bool:
        return self.state in ("preparing", "running", "paused")


class Analysis(QObject):
    """Runs the engine's analysis of one film on a thread of its own: pictures, then voices and captions."""

    changed = Signal()
    keyed = Signal(object)
    """The key of the scan that is being made: from now on its parts can be loaded."""
    advanced = Signal()
    """Something may be stored that was not there before."""
    failed = Signal(object)

    def __init__(self, project: Project, media_id: int, media: Media, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project, self._media_id, self._media = project, media_id, media
        self._scanned: StageKey | None = None
        self._worker = Worker("analysis", self)
        self._ticket: Ticket | None = None
        self._pace = Pace()
        self._state: State = "none"
        self._sound = 0

    @property
    def status(self) -> Status:
        progress = self._ticket.progress if self._ticket else Progress("", 0, 0)
        return Status(self._state, progress, self._pace.rate, self._pace.left_s)

    def note_scanned(self, key: StageKey) -> None:
        """The film's pictures were analysed before, and will not be again."""
        self._scanned = key
        self._enter("done")

    def start(
        self, settings: AnalysisSettings, modalities: frozenset[str], device: Device = "auto", sound: int = 0
    ) -> None:
        """Begin, or go on where it stopped. `modalities`: what to look for; `settings` are for the pictures.

        `sound`: number of the sound track to listen to; 0 for the one heard before, else the default one.
        """
        if self.status.is_active:
            return
        self._sound = sound
        self._pace = Pace()
        if self._scanned is not None:
            key = self._scanned
            self._run(lambda: _senses(self._project, self._media_id, self._media, key, modalities, device, sound))
            return
        ticket = self._worker.submit("preparing", lambda: _key(settings))
        ticket.finished.connect(lambda key: self._scan(settings, modalities, device, key))
        self._begin("preparing", ticket)

    def listen_to(self, settings: AnalysisSettings, modalities: frozenset[str], device: Device, sound: int) -> None:
        """Another sound track counts now. What runs goes on with it; what was stopped or failed stays so."""
        self._sound = sound
        if self._ticket is not None and self.status.is_active:
            # Its pictures go on from where they are.
            self._ticket.ended.connect(lambda: self.start(settings, modalities, device, self._sound))
            self._ticket.control.cancel()
        elif self._state == "done" and "voice" in modalities:
            self.start(settings, modalities, device, sound)

    def pause(self) -> None:
        if self._ticket and self._state == "running":
            self._ticket.control.pause()
            self._pace.pause()
            self._enter("paused")

    def resume(self) -> None:
        if self._ticket and self._state == "paused":
            self._pace.resume()
            self._ticket.control.resume()
            self._enter("running")

    def cancel(self) -> None:
        """What is stored stays, and the next start goes on from there."""
        if self._ticket:
            self._ticket.control.cancel()

    def close(self) -> None:
        self._worker.close()

    def _scan(self, settings: AnalysisSettings, modalities: frozenset[str], device: Device, key: StageKey) -> None:
        self.keyed.emit(key)
        sound = self._sound
        self._run(lambda: analyze_all(self._project, self._media, modalities, settings, device, sound))

    def _run(self, make: Callable[[], Job[Any]]) -> None:
        ticket = self._worker.submit("faces", make)
        ticket.progressed.connect(self._progressed)
        ticket.finished.connect(lambda _: self._finish())
        # The networks are opened, and the first time converted, before there is any progress.
        self._begin("preparing", ticket)

    def _begin(self, state: State, ticket: Ticket) -> None:
        self._ticket = ticket
        ticket.failed.connect(self._fail)
        ticket.cancelled.connect(lambda: self._enter("stopped"))
        self._enter(state)

    def _progressed(self, progress: Progress) -> None:
        self._pace.add(progress)
        if self._state == "preparing" and progress.total:
            self._state = "running"
        self.advanced.emit()
        self.changed.emit()

    def _finish(self) -> None:
        self._enter("done")
        self.advanced.emit()

    def _fail(self, error: Exception) -> None:
        self._enter("failed")
        self.failed.emit(error)

    def _enter(self, state: State) -> None:
        self._state = state
        self.changed.emit()


def _senses(
    project: Project, media_id: int, media: Media, key: StageKey, modalities: frozenset[str], device: Device, sound: int
) -> Job[None]:
    """Voices and captions of a film whose pictures are known, by whatever networks they were analysed."""
    yield Progress("preparing", 0, 0)
    scan = project.scans.load_scan(media_id, key)
    yield from senses_of_film(Film(project, media_id, media, key, scan), modalities, device, sound=sound)


def _key(settings: AnalysisSettings) -> Job[StageKey]:
    """Weights are verified the first time, which reads them whole."""
    yield Progress("preparing", 0, 0)
    return scan_key(settings, weights_here())
