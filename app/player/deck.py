"""A player that is exact to the frame: it goes to a place and waits there, or plays on from it.

Qt counts times from where the container says that it begins, which may be before the film does, and in some containers
(transport streams) it lands at the next key frame after a position. So the first frame of the film tells how Qt counts,
and a place that was missed is approached from further back, silently, frame by frame. In program streams (.mpg, .vob)
few frames carry a time, and after a seek Qt guesses those of the first ones, wrong by some frames: there each place is
approached from so far back that the times have become right.
"""

from fractions import Fraction
from pathlib import Path
from typing import Literal, TypeAlias

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtMultimedia import QMediaPlayer, QVideoFrame

from app.player.queued_player import QUEUED, QueuedPlayer
from app.player.tempo import Tempo

MICRO = 1_000_000
MILLI = 1000
EARLY_S = Fraction(1, 1000)
"""Qt cuts times off at the microsecond, so a frame may seem to come just before its time."""
BACKS_S = (0, 1, 2, 4, 8, 16, 32)
"""How far before a place to begin, one after the other, until Qt comes out before it: key frames may lie far apart."""
PATIENCE_MS = 2500
"""Without a frame for so long, a seek came out behind the last one."""
DOUBT_MS = 200
"""A frame that came with a seek may be one of before: so long another one is waited for."""
AGAIN_S = 1
SETTLE_BACK = 2
SETTLE_S = Fraction(5, 4)
"""Times that are guessed after a seek are right again so much later: each group of pictures begins with a true one, and
in such films a group is no longer than 0.6 s."""
MOST_SHIFT_S = 1

NOT_YET = (
    QMediaPlayer.MediaStatus.NoMedia,
    QMediaPlayer.MediaStatus.LoadingMedia,
    QMediaPlayer.MediaStatus.InvalidMedia,
)
Stage: TypeAlias = Literal["idle", "asked", "seeking", "there"]
Shown: TypeAlias = tuple[QVideoFrame, Fraction]
"""A frame and the player time at which it comes on screen."""


class Deck(QObject):
    """Plays from a place, or waits there with its first frame ready. End it with `close`; never delete it."""

    framed = Signal(object, QVideoFrame, object)
    """Deck, frame, and the player time at which it comes on screen: frames from the place on that was asked for."""
    finished = Signal(object)
    """The deck, at the end of the film."""
    failed = Signal(str)
    _sought = Signal(int)

    def __init__(self, film: Path, begin: Fraction | None = None, sound: int = 0, wavers: bool = False) -> None:
        """`begin`: player time of the film's first frame, to which Qt's times are set; None: Qt's are right.

        `sound`: number of the sound track, from 1 on; 0 for the one that Qt takes. `wavers`: whether times cannot be
        trusted right after a seek.
        """
        # The application owns it, so that no parent takes it down while it still has a film.
        super().__init__(QCoreApplication.instance())
        self._film, self._begin, self._track = QUrl.fromLocalFile(str(film)), begin, sound
        self._qt = QueuedPlayer(self)
        self._tempo = Tempo(self._qt)
        self.target: tuple[Fraction, Fraction | None] | None = None
        """Where it goes or waits, and until when it is meant to play; None once it plays, and while it rests."""
        self.held: Shown | None = None
        """The first frame of the place at which it waits, once it is ready."""
        self._place, self._shift = Fraction(0), Fraction(0)
        self._stage: Stage = "idle"
        self._playing = False
        self._loading, self._loaded, self._opened, self._fresh = False, False, False, False
        self._first: QVideoFrame | None = None
        self._seeks, self._arrived = 0, False
        self._wavers, self._at_begin = wavers, False
        self._from: Fraction | None = None
        """Time of the first frame after a seek."""
        self._least_back = SETTLE_BACK if wavers else 0
        self._back = self._learned = self._least_back
        self._was_before = self._content = False
        self._doubtful: Shown | None = None
        self._ahead: list[Shown] = []
        self._last = Fraction(-1)
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._nothing_came)
        self._next = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._next.timeout.connect(self._show_ahead)
        self._qt.framed.connect(self._frame)
        self._qt.status.connect(self._status)
        self._qt.failed.connect(self._error)
        self._sought.connect(self._has_sought, QUEUED)
        self._qt.source.emit(self._film)

    # What is asked of it.

    def place(self, time: Fraction, playing: bool, until: Fraction | None = None) -> None:
        """Go to a time, to wait there or to play on. `until`: no frame from there on is meant."""
        self._rest()
        self._place, self._playing = time, playing
        self.target = None if playing else (time, until)
        self._back, self._content = self._learned, False
        self._stage = "asked"
        self._go()

    def go_on(self) -> None:
        """Play from where it waits. The frame that it holds is the caller's to show."""
        held, self.held, self.target = self.held, None, None
        self._playing = True
        if held is not None and self._ahead:
            self._wait_for(self._ahead[0][1] - held[1])
        elif self._stage == "there" or (self._stage == "seeking" and not self._tempo.is_approaching):
            self._qt.play.emit()

    def halt(self) -> None:
        self._rest()
        self._qt.pause.emit()

    def set_rate(self, rate: float) -> None:
        self._tempo.set_speed(rate)

    def set_volume(self, volume: float, muted: bool) -> None:
        """As for `Tempo`."""
        self._tempo.set_volume(volume, muted)

    def close(self) -> None:
        """Let go of the film, and be deleted only after that: a player that has none has no thread to wait for."""
        self._rest()
        self._qt.silence()
        self._qt.stop.emit()
        self._qt.source.emit(QUrl())
        self._qt.end.emit()

    def _rest(self) -> None:
        self._stage, self._playing = "idle", False
        self.target = self.held = self._doubtful = None
        self._ahead.clear()
        self._patience.stop()
        self._next.stop()
        self._tempo.approach(False)

    # The way to a place.

    def _go(self) -> None:
        """Qt forgets where to go while the film is still being opened."""
        if not self._opened or self._stage != "asked":
            return
        self._qt.pause.emit()
        self._stage, self._was_before = "seeking", False
        first, self._first = self._first, None
        # At its beginning a film is already; some containers find that place worse than any other.
        if first is not None and self._fresh:
            self._fresh = False
            if self._place <= self._time(first) + EARLY_S:
                self._land((first, self._time(first)))
                if self._playing:
                    self._qt.play.emit()
                return
            if self._content:
                self._arrived, self._was_before = True, True
                self._run_up()
                return
        self._seek()

    def _seek(self) -> None:
        at = self._place + self._shift - BACKS_S[self._back]
        self._from, self._at_begin = None, at <= 0
        # Qt shows the frame that ends at or after a position, so a frame is met just after its start.
        self._qt.position.emit(max(0, int(at * MILLI)) + 1)
        self._seeks += 1
        self._arrived, self._was_before, self._doubtful = False, False, None
        self._sought.emit(self._seeks)
        self._patience.start(PATIENCE_MS)
        if self._back:
            self._run_up()
        elif self._playing:
            self._qt.play.emit()

    @Slot(int)
    def _has_sought(self, number: int) -> None:
        """Frames that were on their way before the seek are known by coming before this has come twice."""
        if number == self._seeks:
            # The first time, the seek has been carried out; what was on its way until then is in front of the second.
            self._sought.emit(-number)
        elif number == -self._seeks and self._stage == "seeking":
            self._arrived = True
            if self._doubtful is not None:
                self._patience.start(DOUBT_MS)

    def _run_up(self) -> None:
        """Come from further back, unheard."""
        self._tempo.approach(True)
        self._qt.play.emit()
        self._patience.start(PATIENCE_MS)

    def _judge(self, shown: Shown) -> None:
        """A frame came that is not the one at the place: Qt came out before it, or behind."""
        self._patience.start(PATIENCE_MS)
        self._doubtful = None
        if shown[1] < self._place:
            if not self._was_before:
                self._was_before = True
                self._run_up()
            self._tempo.hurry(self._place - shown[1])
        elif self._was_before or self._content:
            # Between two frames, or the best that can be had.
            self._land(shown)
        else:
            self._begin_earlier()

    def _begin_earlier(self) -> None:
        self._qt.pause.emit()
        if self._place - BACKS_S[self._back] <= EARLY_S or self._back + 1 == len(BACKS_S):
            self._open_again()
            return
        self._back += 1
        self._seek()

    def _open_again(self) -> None:
        """Not even the beginning was found, but there a film is when it has been opened."""
        self._stage, self._content = "asked", True
        self._loading = self._loaded = self._opened = False
        self._qt.source.emit(QUrl())
        self._qt.source.emit(self._film)

    def _land(self, shown: Shown) -> None:
        """The frame of the place is there."""
        if self._was_before and not self._content:
            self._learned = self._back
        self._patience.stop()
        self._stage, self._doubtful = "there", None
        self._last = shown[1]
        self._tempo.approach(False)
        if self._playing:
            self.framed.emit(self, *shown)
        else:
            self._qt.pause.emit()
            self.held = shown

    def _nothing_came(self) -> None:
        if not self._opened:
            self._open(None)
        elif self._doubtful is not None:
            shown, self._doubtful, self._arrived = self._doubtful, None, True
            self._judge(shown)
        elif self._stage == "seeking" and not self._content:
            self._begin_earlier()
        elif self._stage == "seeking":
            self.finished.emit(self)

    # What Qt says.

    @Slot(QVideoFrame)
    def _frame(self, frame: QVideoFrame) -> None:
        if not frame.isValid():
            return
        if not self._opened:
            if self._loaded:
                self._open(frame)
            return
        shown = frame, self._time(frame)
        if self._stage == "there":
            self._go_by(shown)
        elif self._stage == "seeking":
            if self._wavers and not self._has_settled(shown[1]):
                return
            if abs(shown[1] - self._place) <= EARLY_S:
                self._land(shown)
            elif self._arrived:
                self._judge(shown)
            else:
                self._doubtful = shown

    def _has_settled(self, time: Fraction) -> bool:
        """Whether the time of a frame on the way to a place can be believed, where times waver after a seek."""
        if self._content or self._at_begin:
            return True
        if not self._arrived:
            # Of before the seek; others come, for the way is always played.
            return False
        if self._from is None:
            self._from = time
            if self._place - time < SETTLE_S:
                self._begin_earlier()
                return False
        return True

    def _go_by(self, shown: Shown) -> None:
        if shown[1] <= self._last:
            if self._playing and self._arrived and self._place - shown[1] > AGAIN_S:
                # Its end had been reached before it was to go on, and there Qt begins again.
                self.halt()
                self.finished.emit(self)
            return
        self._last = shown[1]
        if self.held is not None or self._ahead:
            # Qt was not stopped quickly enough; these have their turn when it goes on.
            self._ahead.append(shown)
        else:
            self.framed.emit(self, *shown)

    def _wait_for(self, seconds: Fraction) -> None:
        self._next.start(max(0, int(seconds * MILLI / Fraction(self._tempo.speed))))

    def _show_ahead(self) -> None:
        frame, time = self._ahead.pop(0)
        if self._ahead:
            self._wait_for(self._ahead[0][1] - time)
        else:
            self._qt.play.emit()
        self.framed.emit(self, frame, time)

    def _open(self, first: QVideoFrame | None) -> None:
        self._patience.stop()
        self._opened, self._fresh, self._first = True, True, first
        if first is not None and self._begin is not None:
            shift = Fraction(first.startTime(), MICRO) - self._begin
            self._shift = shift if EARLY_S < abs(shift) < MOST_SHIFT_S else Fraction(0)
        self._go()

    def _time(self, frame: QVideoFrame) -> Fraction:
        return Fraction(frame.startTime(), MICRO) - self._shift

    @Slot(QMediaPlayer.MediaStatus)
    def _status(self, status: QMediaPlayer.MediaStatus) -> None:
        if status in NOT_YET:
            self._loading = True
            return
        if self._loading and not self._loaded:
            self._loaded = True
            if self._track:
                self._qt.sound_track.emit(self._track - 1)
            # Its first frame comes, and says how Qt counts.
            self._qt.pause.emit()
            self._patience.start(PATIENCE_MS)
        if status == QMediaPlayer.MediaStatus.EndOfMedia:
            if self._stage == "seeking" and not self._content:
                if self._arrived:
                    self._begin_earlier()
            else:
                self.finished.emit(self)

    @Slot(QMediaPlayer.Error, str)
    def _error(self, _: QMediaPlayer.Error, text: str) -> None:
        self.failed.emit(text)
