"""J, K and L: play backwards, stop, play forwards, faster each time, as editors' hands know it."""

from collections.abc import Callable
from fractions import Fraction

from PySide6.QtCore import QObject, QTimer

from app.player import PlayerView
from app.player.bar import RATES

TICK_MS = 40


class Shuttle(QObject):
    """Forwards is play at a rate; backwards is exact frames from the reader, as fast as they come."""

    def __init__(self, player: PlayerView, parent: QObject) -> None:
        super().__init__(parent)
        self._player = player
        self._back = 0
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def speed(self) -> float:
        """Below 0 backwards."""
        return -float(self._back) if self._back else (1.0 if self._player.is_playing else 0.0)

    def backward(self) -> None:
        self._player.pause()
        self._back = min(self._back * 2, 8) if self._back else 1
        self._timer.start()

    def stop(self) -> None:
        self._halt()
        self._player.pause()

    def forward(self) -> None:
        rate = self._player.bar.rate
        if self._back:
            self._halt()
        elif self._player.is_playing:
            rate.setCurrentIndex(min(rate.currentIndex() + 1, rate.count() - 1))
        else:
            rate.setCurrentIndex(RATES.index(1.0))
        if not self._player.is_playing:
            self._player.toggle()

    def then(self, action: Callable[[], object]) -> Callable[[], None]:
        """An action that ends playing backwards first."""

        def run() -> None:
            self._halt()
            action()

        return run

    def then_seek(self, time: Fraction) -> None:
        self._halt()
        self._player.seek(time)

    def _halt(self) -> None:
        self._timer.stop()
        self._back = 0

    def _tick(self) -> None:
        if self._player.is_busy:
            return
        before = self._player.time
        self._player.step(-self._back)
        if self._player.time >= before:
            self._halt()
