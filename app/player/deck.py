"""One of Qt's players with its sound and its sink, made safe to talk to from Python.

Many calls of QMediaPlayer wait for threads of its own, and PySide keeps Python's lock while they do. Were such a thread
to want Python meanwhile, say for a log message, both would wait for ever. So everything that is asked of a player goes
through the event loop, where nobody holds the lock, and frames come back the same way.
"""

from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, QUrl, Signal, Slot
from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer, QVideoFrame, QVideoSink

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
QUEUED = Qt.ConnectionType.QueuedConnection


class Deck(QObject):
    """Plays from a place, or waits there with its first frame ready. End it with `close`; never delete it."""

    framed = Signal(object, QVideoFrame, object)
    """Deck, frame, and the player time at which it comes on screen: frames of the place that was asked for last."""
    finished = Signal(object)
    """The deck, at the end of the film."""
    failed = Signal(str)
    _play = Signal()
    _pause = Signal()
    _stop = Signal()
    _position = Signal("qlonglong")  # type: ignore[arg-type]  # Qt knows types by name, its stubs do not.
    _rate = Signal(float)
    _source = Signal(QUrl)
    _end = Signal()

    def __init__(self, film: Path) -> None:
        # The application owns it, so that no parent takes it down while it still has a film.
        super().__init__(QCoreApplication.instance())
        self._player = QMediaPlayer(self)
        self._sound = QAudioOutput(self)
        self._sink = QVideoSink(self)
        self._player.setAudioOutput(self._sound)
        self._player.setVideoSink(self._sink)
        if hasattr(self._player, "setPitchCompensation"):
            # Since Qt 6.10; before, voices rise with the speed.
            self._player.setPitchCompensation(True)
        self._wanted: tuple[Fraction, bool] | None = None
        self._place = Fraction(0)
        self._until: Fraction | None = None
        self._settled = False
        self._fresh = True
        self._doubts = 0
        self.held: QVideoFrame | None = None
        """The first frame of the place at which it waits, once it is ready."""
        self._join()
        self._source.emit(QUrl.fromLocalFile(str(film)))

    def _join(self) -> None:
        player = self._player
        for signal, slot in (
            (self._play, player.play), (self._pause, player.pause), (self._stop, player.stop),
            (self._position, player.setPosition), (self._rate, player.setPlaybackRate),
            (self._source, player.setSource), (self._end, self.deleteLater),
        ):  # fmt: skip
            signal.connect(slot, QUEUED)
        self._sink.videoFrameChanged.connect(self._frame, QUEUED)
        player.mediaStatusChanged.connect(self._status, QUEUED)
        player.errorOccurred.connect(self._error, QUEUED)

    def place(self, time: Fraction, playing: bool, until: Fraction | None = None) -> None:
        """Go to a time, to wait there or to play on. `until`: no frame from there on is meant."""
        self._place, self._until = time, until
        self._settled, self._doubts, self.held = False, DOUBTS, None
        self._wanted = time, playing
        self._go()

    def go_on(self) -> None:
        """Play from where it waits."""
        if self._wanted is not None:
            self._wanted = self._wanted[0], True
        else:
            self._play.emit()

    def halt(self) -> None:
        self._wanted = None
        self._pause.emit()

    def set_rate(self, rate: float) -> None:
        self._rate.emit(rate)

    def set_volume(self, volume: float, muted: bool) -> None:
        """0..1, as loud as the ear finds it even (Qt takes linear amplitudes)."""
        self._sound.setVolume(volume**2)
        self._sound.setMuted(muted)

    def close(self) -> None:
        """Let go of the film, and be deleted only after that: a player that has none has no thread to wait for."""
        self._wanted = None
        self._sink.videoFrameChanged.disconnect(self._frame)
        self._stop.emit()
        self._source.emit(QUrl())
        self._end.emit()

    @Slot(QVideoFrame)
    def _frame(self, frame: QVideoFrame) -> None:
        if not frame.isValid():
            return
        time = Fraction(frame.startTime(), MICRO)
        if abs(time - self._place) <= EARLY_S:
            self.held = frame
        if self._is_of_place(time):
            self.framed.emit(self, frame, time)

    def _is_of_place(self, time: Fraction) -> bool:
        """After a seek, frames of the old place may still be on their way: a few, and not near the new one."""
        if time + EARLY_S < self._place:
            return False
        if not self._settled:
            end = min(self._until or self._place + NEAR_S, self._place + NEAR_S)
            if self._doubts and time + EARLY_S >= end:
                self._doubts -= 1
                return False
        self._settled = True
        return True

    @Slot(QMediaPlayer.MediaStatus)
    def _status(self, status: QMediaPlayer.MediaStatus) -> None:
        self._go()
        if status == QMediaPlayer.MediaStatus.EndOfMedia:
            self.finished.emit(self)

    @Slot(QMediaPlayer.Error, str)
    def _error(self, _: QMediaPlayer.Error, text: str) -> None:
        self.failed.emit(text)

    def _go(self) -> None:
        """Qt forgets where to go while the film is still being opened."""
        if self._wanted is None or self._player.mediaStatus() in NOT_YET:
            return
        (time, playing), self._wanted = self._wanted, None
        self._pause.emit()
        # At its beginning a film is already; some containers find that place worse than any other.
        if not self._fresh or time > EARLY_S:
            # Qt shows the frame that ends at or after a position, so a frame is met just after its start.
            self._position.emit(int(time * MILLI) + 1)
        self._fresh = False
        if playing:
            self._play.emit()
