"""Run the engine's jobs one after another on one thread, and tell the window how they go."""

import queue
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from app.jobs.control import Cancelled, Control
from engine.progress import Job, Progress


class Ticket(QObject):
    """One job that was handed in. Its signals come on the thread that handed it in."""

    progressed = Signal(object)
    """`engine.progress.Progress`."""
    finished = Signal(object)
    """The job's result."""
    failed = Signal(object)
    """The exception."""
    cancelled = Signal()
    ended = Signal()
    """After any of the three above."""

    def __init__(self, title: str, make: Callable[[], Job[Any]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.make = make
        self.control = Control()
        self.progress = Progress(title, 0, 0)
        self.state = "waiting"
        self.result: Any = None
        self.error: BaseException | None = None

    @property
    def is_over(self) -> bool:
        return self.state in ("finished", "failed", "cancelled")


class Worker(QObject):
    """A thread with a queue of jobs; it begins with the first of them. Close it before the program ends."""

    _posted = Signal(object, str, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: queue.SimpleQueue[Ticket | None] = queue.SimpleQueue()
        self._open: list[Ticket] = []
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = _Thread(self._queue, self._posted.emit)
        self._thread.setObjectName(name)

    @property
    def busy(self) -> bool:
        return bool(self._open)

    def submit(self, title: str, make: Callable[[], Job[Any]]) -> Ticket:
        """`make` is called on the worker's thread and returns the job."""
        ticket = Ticket(title, make, self)
        self._open.append(ticket)
        self._queue.put(ticket)
        # Does nothing where it runs already; one that was closed stays closed.
        if not self._thread.isFinished():
            self._thread.start()
        return ticket

    def close(self) -> None:
        """Cancel everything and wait for the thread; what a job had committed stays. May be called twice."""
        for ticket in self._open:
            ticket.control.cancel()
        self._queue.put(None)
        self._thread.wait()

    @Slot(object, str, object)
    def _deliver(self, ticket: Ticket, event: str, value: object) -> None:
        if event == "progressed":
            assert isinstance(value, Progress)
            ticket.progress = value
            ticket.progressed.emit(value)
            return
        if event == "started":
            ticket.state = "running"
            return
        self._open.remove(ticket)
        ticket.state = event
        if event == "finished":
            ticket.result = value
            ticket.finished.emit(value)
        elif event == "failed":
            assert isinstance(value, BaseException)
            ticket.error = value
            ticket.failed.emit(value)
        else:
            ticket.cancelled.emit()
        ticket.ended.emit()


class _Thread(QThread):
    def __init__(self, jobs: "queue.SimpleQueue[Ticket | None]", post: Callable[[Ticket, str, object], None]) -> None:
        super().__init__()
        self._jobs = jobs
        self._post = post

    def run(self) -> None:
        while (ticket := self._jobs.get()) is not None:
            self._post(ticket, *self._outcome(ticket))

    def _outcome(self, ticket: Ticket) -> tuple[str, object]:
        try:
            return "finished", self._drive(ticket)
        except Cancelled:
            return "cancelled", None
        except Exception as error:  # noqa: BLE001  Whoever waits for the job decides what to do with its error.
            return "failed", error

    def _drive(self, ticket: Ticket) -> object:
        ticket.control.checkpoint()
        self._post(ticket, "started", None)
        job = ticket.make()
        try:
            while True:
                try:
                    progress = next(job)
                except StopIteration as stop:
                    return stop.value
                self._post(ticket, "progressed", progress)
                ticket.control.checkpoint()
        finally:
            job.close()
