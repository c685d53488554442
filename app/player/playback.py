"""Play forward with sound, all of the film or only the kept segments.

Two players take turns: while one plays a segment, the other already waits at the first frame of the next, because a
seek takes longer than a viewer should notice.
"""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import Q_ARG, QMetaObject, QObject, Qt, QUrl, Signal, Slot
from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer, QVideoFrame, QVideoSink

from engine.timebase import Span

MICRO = 1_000_000
MILLI = 1000
EARLY_S = Fraction(1, 1000)
"""Qt cuts times off at the microsecond, so a frame may seem to come just before its time."""


NEAR_S = 2
DOUBTS = 6
"""Frames that Qt may have on their way at once."""

NOT_YET = (
    QMediaPlayer.MediaStatus.NoMedia,
    QMediaPlayer.MediaStatus.LoadingMedia,
    QMediaPlayer.MediaStatus.InvalidMedia,
)


class _Deck(QObject):
    """One player with its sound and its own sink."""

    framed = Signal(object, QVideoFrame)

    def __init__(self, film: Path, parent: QObject) -> None:
        super().__init__(parent)
        self.player = QMediaPlayer(self)
        self.sound = QAudioOutput(self)
        self.sink = QVideoSink(self)
        self.player.setAudioOutput(self.sound)
        self.player.setVideoSink(self.sink)
        self._wanted: tuple[Fraction, bool] | None = None
        self.player.mediaStatusChanged.connect(self._loaded)
        self.player.setSource(QUrl.fromLocalFile(str(film)))
        # Frames come from a thread of Qt's. Were Python called there, closing the player could wait for it forever.
        self.sink.videoFrameChanged.connect(self._frame, Qt.ConnectionType.QueuedConnection)

    def place(self, time: Fraction, playing: bool) -> None:
        """Go to a time, to wait there or to play on. Qt forgets where to go while the film is still being opened."""
        self._wanted = time, playing
        self._loaded(self.player.mediaStatus())

    def go_on(self) -> None:
        """Play from where it waits."""
        if self._wanted is not None:
            self._wanted = self._wanted[0], True
        else:
            self.player.play()

    def halt(self) -> None:
        self._wanted = None
        self.player.pause()

    @Slot(QVideoFrame)
    def _frame(self, frame: QVideoFrame) -> None:
        self.framed.emit(self, frame)

    def _loaded(self, status: QMediaPlayer.MediaStatus) -> None:
        if self._wanted is None or status in NOT_YET:
            return
        (time, playing), self._wanted = self._wanted, None
        self.player.pause()
        self.player.setPosition(int(time * MILLI))
        if playing:
            self.player.play()


class Playback(QObject):
    """Frames come by `shown(frame, time)`; `ended` once there is nothing more to play."""

    shown = Signal(QVideoFrame, object)
    ended = Signal()
    failed = Signal(str)

    def __init__(self, film: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._decks = (_Deck(film, self), _Deck(film, self))
        self._playing = False
        self._spans: list[Span] = []
        self._from = Fraction(0)
        self._doubts = 0
        for deck in self._decks:
            deck.framed.connect(self._take)
            deck.player.mediaStatusChanged.connect(lambda status, deck=deck: self._status(deck, status))
            deck.player.errorOccurred.connect(lambda _, text: self.failed.emit(text))

    @property
    def is_playing(self) -> bool:
        return self._playing

    def play(self, time: Fraction, spans: Sequence[Span] | None = None) -> None:
        """From `time` on. `spans`: play only these, in order; None plays everything."""
        self._spans = [span for span in spans if span.end > time] if spans is not None else []
        if spans is not None and not self._spans:
            self._end()
            return
        self._from = max(time, self._spans[0].start) if self._spans else time
        self._playing, self._doubts = True, DOUBTS
        self._front.place(self._from, playing=True)
        self._prepare()

    def pause(self) -> None:
        self._playing = False
        for deck in self._decks:
            deck.halt()

    def set_rate(self, rate: float) -> None:
        for deck in self._decks:
            deck.player.setPlaybackRate(rate)

    def set_volume(self, volume: float) -> None:
        """0..1, as loud as the ear finds it even (Qt takes linear amplitudes)."""
        for deck in self._decks:
            deck.sound.setVolume(volume**2)

    def close(self) -> None:
        self._playing = False
        for deck in self._decks:
            deck.halt()
            # Letting go of a film waits for the thread that opens it, which may want Python for a log message. So this
            # happens in the event loop, where nobody holds Python.
            QMetaObject.invokeMethod(deck.player, "stop", Qt.ConnectionType.QueuedConnection)
            QMetaObject.invokeMethod(deck.player, "setSource", Qt.ConnectionType.QueuedConnection, Q_ARG(QUrl, QUrl()))

    @property
    def _front(self) -> _Deck:
        return self._decks[0]

    def _prepare(self) -> None:
        if len(self._spans) > 1:
            self._decks[1].place(self._spans[1].start, playing=False)

    def _take(self, deck: _Deck, frame: QVideoFrame) -> None:
        if deck is not self._front or not self._playing or not frame.isValid():
            return
        time = Fraction(frame.startTime(), MICRO)
        if self._is_stale(time):
            return
        if self._spans and time + EARLY_S >= self._spans[0].end:
            self._next_span()
            return
        self.shown.emit(frame, time)

    def _is_stale(self, time: Fraction) -> bool:
        """After a seek, frames of the old place may still be on their way: a few, and not near the new one."""
        if time + EARLY_S < self._from:
            return True
        end = self._spans[0].end if self._spans else self._from + NEAR_S
        if self._doubts and time + EARLY_S >= min(end, self._from + NEAR_S):
            self._doubts -= 1
            return True
        self._doubts = 0
        return False

    def _next_span(self) -> None:
        self._spans.pop(0)
        if not self._spans:
            self._end()
            return
        self._from = self._spans[0].start
        old, new = self._decks
        self._decks = new, old
        new.go_on()
        old.halt()
        self._prepare()

    def _status(self, deck: _Deck, status: QMediaPlayer.MediaStatus) -> None:
        if status == QMediaPlayer.MediaStatus.EndOfMedia and deck is self._front and self._playing:
            if len(self._spans) > 1:
                self._next_span()
            else:
                self._end()

    def _end(self) -> None:
        self.pause()
        self.ended.emit()
