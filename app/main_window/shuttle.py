"""J, K and L: play backwards, stop, play forwards, faster each time, as editors' hands know it."""

from collections.abc import Callable
from fractions import Fraction

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from app.player import PlayerView

FASTEST = 8
SOON_MS = 5
"""How often it is looked whether a frame that takes its time has come."""
AWAY = frozenset({QEvent.Type.WindowDeactivate, QEvent.Type.ApplicationStateChange})


class Shuttle(QObject):
    """Forwards is play at a rate; backwards is exact frames from the reader: at single speed each, else each n-th.

    With K held, J and L go frame by frame.
    """

    def __init__(self, player: PlayerView, parent: QObject) -> None:
        super().__init__(parent)
        self._player = player
        self._back = 0
        self._held = _HeldKey(Qt.Key.Key_K, self)
        self._since = QElapsedTimer()
        self._due_ms = 0.0
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def speed(self) -> float:
        """Below 0 backwards."""
        return -float(self._back) if self._back else (self._player.rate if self._player.is_playing else 0.0)

    def backward(self) -> None:
        if self._held.is_down:
            self._player.step(-1)
            return
        self._player.pause(looking=False)
        self._back = min(self._back * 2, FASTEST) if self._back else 1
        self._since.start()
        self._due_ms = 0.0
        self._tick()

    def stop(self) -> None:
        self._held.watch()
        self.halt()
        self._player.pause()

    def forward(self) -> None:
        if self._held.is_down:
            self._player.step(1)
            return
        bar = self._player.bar
        if self._back:
            self.halt()
        elif self._player.is_playing:
            bar.double_rate()
        else:
            bar.usual_rate()
        if not self._player.is_playing:
            self._player.toggle()

    def then(self, action: Callable[[], object]) -> Callable[[], None]:
        """An action that ends playing backwards first."""

        def run() -> None:
            self.halt()
            action()

        return run

    def then_seek(self, time: Fraction) -> None:
        self.halt()
        self._player.seek(time)

    def halt(self) -> None:
        """End playing backwards."""
        self._timer.stop()
        self._back = 0

    def _tick(self) -> None:
        if self._player.is_busy:
            self._timer.start(SOON_MS)
            return
        before = self._player.time
        self._player.step(-self._back)
        if self._player.time >= before:
            self.halt()
            return
        self._due_ms += float(before - self._player.time) * 1000 / self._back
        late_ms = self._since.elapsed() - self._due_ms
        if late_ms > 0:
            # Frames that take longer than they last are shown later, not left out.
            self._due_ms += late_ms
        self._timer.start(max(0, round(self._due_ms - self._since.elapsed())))


class _HeldKey(QObject):
    """Whether a key is held: it is watched from the moment at which it was pressed until it is let go."""

    def __init__(self, key: Qt.Key, parent: QObject) -> None:
        super().__init__(parent)
        self._key = key
        self.is_down = False

    def watch(self) -> None:
        app = QCoreApplication.instance()
        if not self.is_down and app is not None:
            self.is_down = True
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        if event.type() in AWAY or (isinstance(event, QKeyEvent) and self._is_release(event)):
            self.is_down = False
            app = QCoreApplication.instance()
            if app is not None:
                app.removeEventFilter(self)
        return False

    def _is_release(self, event: QKeyEvent) -> bool:
        is_it = event.type() == QEvent.Type.KeyRelease and event.key() == self._key
        return is_it and not event.isAutoRepeat()
