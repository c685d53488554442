"""Hold the open project, let commands change it, and tell the views what changed."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from app.commands import ChangeRules, Choice, Marker, Pick
from app.jobs import Ticket, Worker
from app.session.analysis import Status
from app.session.changes import Change
from app.session.crops import Crops
from app.session.derive import Known
from app.session.edits import Editing
from app.session.everywhere import Everywhere
from app.session.exports import ExportRequest, export, forecast
from app.session.film_strip import FilmStrip
from app.session.hand_kept import Edits, save_hand, with_edits
from app.session.kept import note_recent, save_choice, save_rules
from app.session.known_people import KnownPeople
from app.session.open_film import OpenFilm
from app.session.opening import Opened, draw_demo, open_film
from app.session.people import People
from app.session.radar import Radar
from app.session.views import Card, Cut, Scene
from app.session.waveform import Waveform
from engine.edit.by_hand import HandEdits
from engine.errors import UserError
from engine.media.reader import open_reader
from engine.pipeline.cut import frame_edges
from engine.pipeline.films import ANALYSED, SEEN
from engine.protocols import FrameReader
from engine.settings import AnalysisSettings, Device, Rules
from engine.store.identities import Identity
from engine.types import Correction, Media

SAVE_AFTER_MS = 400
"""Rules are stored once a slider rests, for each storing waits for the disk."""


class Session(QObject):
    """One window's state. Views read its properties and follow `changed`; only commands change a project."""

    changed = Signal(object)
    """`Change` flags."""
    failed = Signal(object)
    """An exception that the user has to hear of."""
    closing = Signal()
    """The film is about to be closed: threads that read the project end now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.people = People(self, self.undo_stack)
        self.editing = Editing(self, self.undo_stack)
        self.known_people = KnownPeople(self)
        self.known_people.changed.connect(self._match_anew)
        self.everywhere = Everywhere(lambda: self.path, self)
        self._preferred: tuple[AnalysisSettings, frozenset[str], Device] = (AnalysisSettings(), ANALYSED, "auto")
        self._files = Worker("files", self)
        self._exports = Worker("exports", self)
        self._forecasts = Worker("forecasts", self)
        self._forecast: Ticket | None = None
        self.radar = Radar(lambda: self._open.known if self._open else None, lambda: self._preferred[2], self)
        self._open: OpenFilm | None = None
        self._save_timer = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._save_timer.timeout.connect(self._save)

    # What views read.

    @property
    def is_open(self) -> bool:
        return self._open is not None

    @property
    def path(self) -> Path | None:
        """Of the open project."""
        return self._open.project.path if self._open else None

    @property
    def scene(self) -> Scene | None:
        return self._open.scene if self._open else None

    @property
    def known(self) -> Known | None:
        """The film and its cast, for the other parts of the session."""
        return self._open.known if self._open else None

    @property
    def cut(self) -> Cut:
        return self._open.cut if self._open else Cut()

    @property
    def rules(self) -> Rules:
        return self._open.rules if self._open else Rules()

    @property
    def choice(self) -> Choice:
        return self._open.choice if self._open else Choice()

    @property
    def hand_edits(self) -> Edits:
        """What a hand changed of each choice's cut."""
        return self._open.edits if self._open else {}

    @property
    def markers(self) -> tuple[Marker, ...]:
        """In order of time."""
        return self._open.markers if self._open else ()

    @property
    def edges(self) -> Sequence[Fraction] | None:
        """When each frame comes on screen; None until the file has been read through."""
        return self._open.edges if self._open else None

    @property
    def sound(self) -> int:
        """Number of the sound track that is heard, from 1 on; 0 without a film or sound."""
        return self._open.sound if self._open else 0

    @property
    def is_working(self) -> bool:
        """Whether scene or cut are about to be replaced."""
        return self._open is not None and self._open.is_working

    @property
    def status(self) -> Status:
        return self._open.analysis.status if self._open else Status()

    @property
    def crops(self) -> Crops | None:
        return self._open.crops if self._open else None

    @property
    def film_strip(self) -> FilmStrip | None:
        return self._open.film_strip if self._open else None

    @property
    def waveform(self) -> Waveform | None:
        return self._open.waveform if self._open else None

    def reader(self, media: Media, width: int | None = None) -> FrameReader:
        """A reader of exact frames, to be used and closed on the caller's thread."""
        return open_reader(media, width)

    # Opening and closing.

    def open(self, path: Path) -> Ticket:
        """Open a film or a project and go on with its analysis if that is not done."""
        self.close_film()
        return self._follow(self._files.submit("opening", lambda: open_film(path)), self._adopt)

    def make_demo(self) -> Ticket:
        """Draw the demo film, then open it."""
        return self._follow(self._files.submit("drawing the demo", draw_demo), self.open)

    def close_film(self) -> None:
        """Everything is stored already, or goes on from its last chunk."""
        if self._open is None:
            return
        self._save()
        self.closing.emit()
        closing, self._open = self._open, None
        closing.close()
        self.undo_stack.clear()
        self.changed.emit(Change.FILM | Change.SCENE | Change.CHOICE | Change.RULES | Change.CUT | Change.ANALYSIS)

    def close(self) -> None:
        self.close_film()
        self._files.close()
        self._exports.close()
        self._forecasts.close()
        self.radar.close()
        self.known_people.close()
        self.everywhere.close()

    # The analysis.

    def prefer(self, settings: AnalysisSettings, device: Device, senses: bool = True) -> None:
        """What analyses are made with from now on. `senses`: whether to look for voices and captions, too."""
        self._preferred = (settings, ANALYSED if senses else SEEN, device)

    def start_analysis(self) -> None:
        if self._open:
            self._open.analysis.start(*self._preferred, self._open.asked_sound)

    def pause_analysis(self) -> None:
        if self._open:
            self._open.analysis.pause()

    def resume_analysis(self) -> None:
        if self._open:
            self._open.analysis.resume()

    def cancel_analysis(self) -> None:
        if self._open:
            self._open.analysis.cancel()

    def choose_sound(self, number: int) -> None:
        """Hear another sound track of the film, from 1 on; where voices are looked for, they are looked for in it."""
        film = self._open
        if film is None or number == film.sound or not 1 <= number <= len(film.opened.media.audio):
            return
        try:
            film.use_sound(number)
        except UserError as error:
            self.failed.emit(error)
            return
        self.changed.emit(Change.SOUND)
        film.analysis.listen_to(*self._preferred, number)

    # People across films.

    def keep(self, card: Card, name: str) -> None:
        """Put a person of the open film into the gallery of people, under a name. Raises UserError for what is none."""
        if self.known is not None:
            self.known_people.keep(self.known, card, self.people.checked(name), self.undo_stack)

    def erase_known(self, one: Identity) -> None:
        """Erase somebody from the gallery and from all projects. The open film is closed for it, and opened again."""
        path = self.path
        self.close_film()
        ticket = self.known_people.erase(one, path)
        if path is not None:
            ticket.finished.connect(lambda _: self.open(path))

    def _match_anew(self) -> None:
        if self._open is not None and self._open.known is not None:
            self._open.ask(recast=True)

    # What makes commands.

    def pick(self, choice: Choice) -> None:
        if self._open and choice != self.choice:
            self.undo_stack.push(Pick(self, self.tr("Choice of persons"), self.choice, choice))

    def change_rules(self, rules: Rules, gesture: int) -> None:
        """`gesture`: the same number for all steps of one drag, so that one undo takes it back."""
        if self._open and rules != self.rules:
            self.undo_stack.push(ChangeRules(self, self.tr("Change of rules"), self.rules, rules, gesture))

    def export(self, request: ExportRequest) -> Ticket:
        """Waits its turn behind earlier exports."""
        edges, sought = self.edges, self._open.sought() if self._open else None
        return self._exports.submit(request.target.name, lambda: export(request, edges, sought))

    def forecast(self, request: ExportRequest) -> Ticket:
        """What a film will come to, as an `Estimate`; an older question is dropped."""
        if self._forecast is not None:
            self._forecast.control.cancel()
        ticket = self._forecast = self._forecasts.submit("forecast", lambda: forecast(request))
        ticket.ended.connect(lambda: self._forget_forecast(ticket))
        return ticket

    # `Bench`, for commands.

    def say(self, corrections: Sequence[Correction]) -> tuple[int, ...]:
        film = self._film()
        ids: list[int] = []
        try:
            for one in corrections:
                ids.append(film.project.corrections.add(film.media_id, one))
        except UserError as error:
            # Raised inside an undo command it would be lost on its way through Qt. All of a gesture counts, or nothing.
            self.failed.emit(error)
            for stored in ids:
                film.project.corrections.undo(stored)
            return ()
        film.ask(recast=True)
        return tuple(ids)

    def unsay(self, ids: Sequence[int]) -> None:
        for one in ids:
            self._film().project.corrections.undo(one)
        self._film().ask(recast=True)

    def resay(self, ids: Sequence[int]) -> None:
        for one in ids:
            self._film().project.corrections.redo(one)
        self._film().ask(recast=True)

    def use_rules(self, rules: Rules) -> None:
        self._film().rules = rules
        self._save_timer.start()
        self._film().ask()
        self.changed.emit(Change.RULES)

    def use_choice(self, choice: Choice) -> None:
        self._film().choice = choice
        self._save_timer.start()
        self._film().ask()
        self.changed.emit(Change.CHOICE)

    def use_edits(self, choice: Choice, edits: HandEdits) -> None:
        film = self._film()
        if film.edges is not None:
            # They may have been made before the frames were known.
            edits = edits.on_frames(film.edges)
        film.edits = with_edits(film.edits, choice, edits)
        self._save_timer.start()
        film.ask()

    def use_markers(self, markers: tuple[Marker, ...]) -> None:
        self._film().markers = markers
        self._save_timer.start()
        self.changed.emit(Change.MARKERS)

    # Inside.

    def _film(self) -> OpenFilm:
        if self._open is None:
            raise RuntimeError("a command ran without an open film")
        return self._open

    def _forget_forecast(self, ticket: Ticket) -> None:
        if self._forecast is ticket:
            self._forecast = None
        ticket.deleteLater()

    def _follow(self, ticket: Ticket, then: Callable[[Any], object]) -> Ticket:
        ticket.finished.connect(then)
        ticket.failed.connect(self.failed)
        return ticket

    def _adopt(self, opened: Opened) -> None:
        self.close_film()
        film = self._open = OpenFilm(opened, self)
        film.answered.connect(self.changed)
        film.failed.connect(self.failed)
        film.analysis.changed.connect(lambda: self.changed.emit(Change.ANALYSIS))
        film.analysis.failed.connect(self.failed)
        self.changed.emit(Change.FILM | Change.SCENE | Change.CHOICE | Change.RULES | Change.CUT | Change.ANALYSIS)
        note_recent(opened.media.path, opened.media.path.stem)
        self.radar.warm_soon()
        edges = self._files.submit("index", lambda: frame_edges(opened.media))
        edges.finished.connect(lambda found: self._know_edges(opened, found))
        edges.failed.connect(self.failed)
        if opened.key is not None:
            film.use_key(opened.key)
            film.analysis.note_scanned(opened.key)
        if opened.key is None or opened.left & self._preferred[1]:
            film.analysis.start(*self._preferred, film.asked_sound)

    def _know_edges(self, opened: Opened, edges: Sequence[Fraction]) -> None:
        if self._open is not None and self._open.opened is opened:
            self._open.edges = edges
            for choice, edits in self.hand_edits.items():
                if edits.on_frames(edges) != edits:
                    self.use_edits(choice, edits)
            self.changed.emit(Change.EDGES)

    def _save(self) -> None:
        self._save_timer.stop()
        if self._open and not self._open.project.read_only:
            save_rules(self._open.project, self.rules)
            save_choice(self._open.project, self.choice)
            save_hand(self._open.project, self._open.media_id, self.hand_edits, self.markers)
