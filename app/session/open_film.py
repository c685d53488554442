"""Hold what belongs to one open film, and work out anew what follows whenever something of it changes."""

import gc
import time
from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import QObject, Signal

from app.jobs import Latest
from app.session.analysis import Analysis
from app.session.changes import Change
from app.session.crops import Crops
from app.session.derive import Answer, Known, Question, answer
from app.session.film_strip import FilmStrip
from app.session.hand_kept import load_edits, load_markers
from app.session.kept import load_choice, load_rules
from app.session.opening import Opened
from app.session.sound import chosen_sound, save_sound, sound_now
from app.session.views import Cut, Scene
from app.session.waveform import Waveform
from engine.media.reader import open_reader
from engine.pipeline.sought import Sought, sighting
from engine.store.cache import StageKey

RELOAD_SHARE = 4
"""While an analysis runs, loading what it found may take a fifth of the time."""


class OpenFilm(QObject):
    """What belongs to one open film and ends with it."""

    answered = Signal(object)
    failed = Signal(object)

    def __init__(self, opened: Opened, parent: QObject) -> None:
        super().__init__(parent)
        self.opened = opened
        self.project, self.media_id = opened.project, opened.media_id
        self.scene = Scene(opened.media)
        self.cut = Cut()
        self.rules = load_rules(self.project)
        self.choice = load_choice(self.project)
        self.edits = load_edits(self.project, self.media_id)
        self.markers = load_markers(self.project, self.media_id)
        self.edges: Sequence[Fraction] | None = None
        self.analysis = Analysis(self.project, self.media_id, opened.media, self)
        self.analysis.keyed.connect(self.use_key)
        self.analysis.advanced.connect(self._advanced)
        self.crops = Crops(self.project, self.media_id, self)
        self.film_strip = FilmStrip(opened.media, open_reader, self)
        self.sound = sound_now(self.project, self.media_id, opened.media)
        self.waveform = self._outline()
        self._latest = Latest("derive", self)
        self._latest.answered.connect(self._take)
        self._latest.failed.connect(self._fail)
        self._key: StageKey | None = None
        self._known: Known | None = None
        self._reload = self._recast = self._asked_meanwhile = False
        self._asked_at = self._took_s = 0.0

    def use_key(self, key: StageKey) -> None:
        self._key = key
        self.crops.use_key(key)
        self.ask(reload=True)

    def ask(self, reload: bool = False, recast: bool = False) -> None:
        """Work out anew what follows; one question at a time, so that none is lost and none piles up."""
        self._reload |= reload
        self._recast |= recast
        if self._latest.busy:
            self._asked_meanwhile = True
        elif self._key is not None:
            self._ask(self._key)

    def use_sound(self, number: int) -> None:
        """Of the sound track that is heard from now on. Raises ProjectError."""
        save_sound(self.project, self.media_id, number)
        self.sound = number
        self.waveform.close()
        self.waveform.deleteLater()
        self.waveform = self._outline()

    @property
    def asked_sound(self) -> int:
        """What analyses are to listen to; 0 for what they would take by themselves."""
        return chosen_sound(self.project, self.media_id, self.opened.media)

    def _outline(self) -> Waveform:
        waveform = Waveform(self.opened.media, self.opened.content, self.sound, self)
        waveform.failed.connect(self.failed)
        return waveform

    @property
    def known(self) -> Known | None:
        return self._known

    @property
    def is_working(self) -> bool:
        return self._latest.busy or self._asked_meanwhile

    def sought(self) -> Sought | None:
        """The chosen persons, or all that are known where nobody is chosen; None before anything is known."""
        if self._known is None:
            return None
        film, cast = self._known.film, self._known.cast
        chosen = [one for one in cast.persons if any(anchor in one.tracks for anchor in self.choice.anchors)]
        persons = chosen or [one for one in cast.persons if one.known]
        return Sought(film, tuple(sighting(film, cast, one) for one in persons))

    def close(self) -> None:
        self.analysis.close()
        self._latest.close()
        self.crops.close()
        self.film_strip.close()
        self.waveform.close()
        self.project.close()
        gc.unfreeze()
        self.deleteLater()

    def _ask(self, key: StageKey) -> None:
        question = Question(
            self.project, self.media_id, self.opened.media, key, self.choice, self.rules, self._known,
            self._reload, self._recast, self.edits,
        )  # fmt: skip
        self._reload = self._recast = self._asked_meanwhile = False
        self._asked_at = time.monotonic()
        self._latest.ask(lambda: answer(question))

    def _advanced(self) -> None:
        is_over = self.analysis.status.state == "done"
        if is_over or time.monotonic() - self._asked_at >= self._took_s * (1 + RELOAD_SHARE):
            self.ask(reload=True)

    def _take(self, found: Answer) -> None:
        self._took_s = time.monotonic() - self._asked_at
        if self._known is None or found.known.facts is not self._known.facts:
            # What was loaded stays for as long as the film; looking through it for rubbish stops everything for long.
            gc.freeze()
        self._known, self.scene, self.cut = found.known, found.known.scene, found.cut
        if self._asked_meanwhile:
            self.ask()
        self.answered.emit((Change.SCENE if found.fresh else Change(0)) | Change.CUT)

    def _fail(self, error: Exception) -> None:
        if self._asked_meanwhile:
            self.ask()
        self.failed.emit(error)
