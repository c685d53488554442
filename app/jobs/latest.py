"""Answer questions on a thread of their own, where a newer question makes the older ones moot."""

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

Work = Callable[[], Any]


class Latest(QObject):
    """Runs the newest of the questions asked; one that was overtaken before its turn is never run.

    `answered` and `failed` come on the thread that made this object. Close it before the program ends.
    """

    answered = Signal(object)
    failed = Signal(object)
    _posted = Signal(bool, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = _Thread(self._posted.emit)
        self._thread.setObjectName(name)
        self._thread.start()
        self._unanswered = 0

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._unanswered > 0

    def ask(self, work: Work) -> None:
        self._unanswered += 1 - self._thread.replace(work)

    def close(self, last: Work | None = None) -> None:
        """Wait for the running question; `last` runs on the thread after it, to let go of what it used."""
        self._thread.finish(last)
        self._thread.wait()

    @Slot(bool, object)
    def _deliver(self, fine: bool, value: object) -> None:
        self._unanswered -= 1
        (self.answered if fine else self.failed).emit(value)


class _Thread(QThread):
    def __init__(self, post: Callable[[bool, object], None]) -> None:
        super().__init__()
        self._post = post
        self._ready = threading.Condition()
        self._next: Work | None = None
        self._closing = False
        self._last: Work | None = None

    def replace(self, work: Work) -> int:
        """Returns how many questions were overtaken: 0 or 1."""
        with self._ready:
            overtaken = int(self._next is not None)
            self._next = work
            self._ready.notify()
            return overtaken

    def finish(self, last: Work | None) -> None:
        with self._ready:
            self._closing, self._next = True, None
            self._last = last
            self._ready.notify()

    def run(self) -> None:
        while (work := self._take()) is not None:
            try:
                answer = work()
            except Exception as error:  # noqa: BLE001  Handed to whoever asked.
                self._post(False, error)
            else:
                self._post(True, answer)
        if self._last is not None:
            self._last()

    def _take(self) -> Work | None:
        with self._ready:
            while self._next is None and not self._closing:
                self._ready.wait()
            work, self._next = self._next, None
            return work
