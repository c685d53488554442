"""Pause and cancel a job from another thread, between two of its steps."""

import threading


class Cancelled(Exception):
    """Raised in the worker's thread where its job was told to stop."""


class Control:
    """Two switches that a job's thread looks at after each step."""

    def __init__(self) -> None:
        self._running = threading.Event()
        self._running.set()
        self._cancelled = threading.Event()

    @property
    def paused(self) -> bool:
        return not self._running.is_set()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    def pause(self) -> None:
        self._running.clear()

    def resume(self) -> None:
        self._running.set()

    def cancel(self) -> None:
        """A paused job is woken, so that it can end."""
        self._cancelled.set()
        self._running.set()

    def checkpoint(self) -> None:
        """Wait while paused. Raises Cancelled."""
        self._running.wait()
        if self._cancelled.is_set():
            raise Cancelled
