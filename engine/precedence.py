"""Let a question that somebody waits for go before long work: the work rests for the moment between two steps.

It counts for the whole process, for what is short of time is the processor, which all threads share. Nothing can wait
for ever: each rest has an end, and nobody holds a lock while it lasts.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

REST_S = 0.5
"""No question rests others for longer: work that nobody hears of any more goes on."""


class Precedence:
    """Who goes first, and until when: `with going_first():` asks for it, `give_way()` between two steps grants it."""

    def __init__(self) -> None:
        self._ends: dict[int, tuple[int, float]] = {}
        """By ticket: the thread that goes first, and when its precedence ends."""
        self._changed = threading.Condition()
        self._tickets = 0

    @contextmanager
    def going_first(self, most_s: float = REST_S) -> Iterator[None]:
        """Others rest meanwhile, `most_s` seconds at the most."""
        with self._changed:
            self._tickets += 1
            ticket = self._tickets
            self._ends[ticket] = threading.get_ident(), time.monotonic() + most_s
        try:
            yield
        finally:
            with self._changed:
                del self._ends[ticket]
                self._changed.notify_all()

    def give_way(self) -> None:
        """Wait until nobody else goes first. Returns at once on a thread that does so itself.

        Whoever asks again and again cannot hold others up either: this waits for what was asked before it was called.
        """
        # Asked for with each frame, so the usual answer costs nothing.
        if not self._ends:
            return
        with self._changed:
            before = self._tickets
            while (left_s := self._left_s(before)) > 0:
                self._changed.wait(left_s)

    def _left_s(self, last: int) -> float:
        """How long tickets up to `last` may still go first."""
        me, now = threading.get_ident(), time.monotonic()
        if any(thread == me for thread, _ in self._ends.values()):
            return 0.0
        return max((end - now for ticket, (_, end) in self._ends.items() if ticket <= last), default=0.0)


_PROCESS = Precedence()
going_first = _PROCESS.going_first
give_way = _PROCESS.give_way
