"""Play forward with sound: all of the film, only the kept segments, or a span again and again.

Players take turns: while one plays a segment, others already wait with the first frames of the next ones, because a
seek takes longer than a viewer should notice, and longer than a short segment. Such a frame is shown when the last one
before it has had its time.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import cycle, islice
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtMultimedia import QVideoFrame

from app.player.deck import EARLY_S, MICRO, MILLI, Deck
from engine.timebase import Span

PROGRAM_STREAM = "mpeg"
"""Container in which times waver after a seek."""
MOST_DECKS = 6
READY_S = 1.5
"""So much is prepared beyond the segment that plays: one segment as a rule, several where they are short."""
HASTE_MS = 4
"""The next segment is begun this much early: timers come late, never early, and painting takes its time."""


class Playback(QObject):
    """Frames come by `shown(frame, time)`; `ended` once there is nothing more to play. End it with `close`."""

    shown = Signal(QVideoFrame, object)
    ended = Signal()
    failed = Signal(str)

    def __init__(
        self,
        film: Path,
        parent: QObject | None = None,
        begin: Fraction | None = None,
        sound: int = 0,
        wavers: bool = False,
    ) -> None:
        """`begin`: player time of the film's first frame, where known. `sound`, `wavers`: as for `Deck`."""
        super().__init__(parent)
        self._film, self._begin, self._track, self._wavers = film, begin, sound, wavers
        self._decks: list[Deck] = []
        self._playing, self._looping = False, False
        self._spans: list[Span] = []
        self._rate, self._sound = 1.0, (1.0, False)
        self._turn = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._turn.timeout.connect(self._next_span)
        self._open_deck()

    @property
    def is_playing(self) -> bool:
        return self._playing

    def play(self, time: Fraction, spans: Sequence[Span] | None = None, looping: bool = False) -> None:
        """From `time` on. `spans`: play only these, in order; None plays everything. `looping`: over and over."""
        self._turn.stop()
        self._looping = looping and bool(spans)
        self._spans = [span for span in spans if span.end > time] if spans is not None else []
        if spans is not None and not self._spans:
            self._end()
            return
        if self._looping and spans:
            # Those before come again after those behind.
            self._spans += [span for span in spans if span.end <= time]
        begin = max(time, self._spans[0].start) if self._spans else time
        self._playing = True
        self._front.place(begin, True, self._spans[0].end if self._spans else None)
        self._prepare()

    def follow(self, spans: Sequence[Span]) -> bool:
        """Go on with other spans than those that were asked for, if the one that is being played is among them."""
        if not self._playing or self._looping or not self._spans or self._spans[0] not in spans:
            return False
        here = self._spans[0]
        self._spans = [span for span in spans if span.start >= here.start]
        self._prepare()
        return True

    def pause(self) -> None:
        self._playing = False
        self._turn.stop()
        for deck in self._decks:
            deck.halt()

    def set_rate(self, rate: float) -> None:
        self._rate = rate
        for deck in self._decks:
            deck.set_rate(rate)

    def set_volume(self, volume: float, muted: bool = False) -> None:
        self._sound = volume, muted
        for deck in self._decks:
            deck.set_volume(volume, muted)

    def close(self) -> None:
        """Never waits: the players go by themselves, once they have let go of the film."""
        self._playing = False
        self._turn.stop()
        for deck in self._decks:
            deck.close()
        self.deleteLater()

    @property
    def _front(self) -> Deck:
        return self._decks[0]

    @property
    def _coming(self) -> list[Span]:
        """The spans after the one that is played, as far as they are prepared."""
        coming: list[Span] = []
        for span in islice(cycle(self._spans) if self._looping else self._spans, 1, MOST_DECKS):
            coming.append(span)
            if sum(float(one.duration) for one in coming) >= READY_S * self._rate:
                break
        return coming

    def _open_deck(self) -> Deck:
        deck = Deck(self._film, self._begin, self._track, self._wavers)
        deck.framed.connect(self._take)
        deck.finished.connect(self._finished)
        deck.failed.connect(self.failed)
        deck.set_rate(self._rate)
        deck.set_volume(*self._sound)
        self._decks.append(deck)
        return deck

    def _prepare(self) -> None:
        """For each coming span a deck that waits at its beginning: one that is there already, else one that is free."""
        spare, wanted = self._decks[1:], [(span.start, span.end) for span in self._coming]
        ready: list[Deck | None] = []
        for target in wanted:
            there = next((deck for deck in spare if deck.target == target), None)
            if there is not None:
                spare.remove(there)
            ready.append(there)
        behind: list[Deck] = []
        for (start, end), there in zip(wanted, ready, strict=True):
            deck = there or (spare.pop() if spare else self._open_deck())
            if there is None:
                deck.place(start, False, end)
            behind.append(deck)
        self._decks = [self._front, *behind, *spare]

    def _take(self, deck: Deck, frame: QVideoFrame, time: Fraction) -> None:
        if deck is not self._front or not self._playing or self._turn.isActive():
            return
        if not self._spans:
            self.shown.emit(frame, time)
            return
        end = self._spans[0].end
        if time + EARLY_S >= end:
            self._next_span()
            return
        self.shown.emit(frame, time)
        length = Fraction(frame.endTime() - frame.startTime(), MICRO)
        # A slot may have stopped the play.
        if self._playing and length > 0 and time + length + EARLY_S >= end:
            due_ms = int(min(length, end - time) * MILLI / Fraction(self._rate))
            self._turn.start(max(0, due_ms - HASTE_MS))

    def _next_span(self) -> None:
        self._turn.stop()
        coming = bool(self._coming)
        self._spans = self._spans[1:] + (self._spans[:1] if self._looping else [])
        if not coming:
            self._end()
            return
        self._decks = [*self._decks[1:], self._decks[0]]
        held = self._front.held
        self._front.go_on()
        self._decks[-1].halt()
        if held is not None:
            self._take(self._front, *held)
        if self._playing:
            self._prepare()

    def _finished(self, deck: Deck) -> None:
        if deck is self._front and self._playing and not self._turn.isActive():
            self._next_span()

    def _end(self) -> None:
        self.pause()
        self.ended.emit()
