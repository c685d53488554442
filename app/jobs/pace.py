"""Say how fast a job is, and how long it will still take, from its progress and the clock on the wall."""

import time
from collections import deque
from collections.abc import Callable

from engine.progress import Progress

WINDOW_S = 20.0
"""Speed is that of the last seconds: a film's beginning says little about its middle."""


class Pace:
    """Fed with each `Progress`, it knows the speed of the stage that runs. Pauses do not count."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._points: deque[tuple[float, float]] = deque()
        self._stage = ""
        self._total = 0.0
        self._paused_at: float | None = None

    def add(self, progress: Progress) -> None:
        now = self._clock()
        if progress.stage != self._stage:
            self._points.clear()
            self._stage = progress.stage
        self._total = progress.total
        self._points.append((now, progress.done))
        while len(self._points) > 2 and now - self._points[0][0] > WINDOW_S:
            self._points.popleft()

    def pause(self) -> None:
        self._paused_at = self._paused_at or self._clock()

    def resume(self) -> None:
        """Move what was measured to the present, as if the pause had not been."""
        if self._paused_at is not None:
            idle = self._clock() - self._paused_at
            self._points = deque((at + idle, done) for at, done in self._points)
            self._paused_at = None

    @property
    def rate(self) -> float:
        """Units done a second; for a film's seconds that is the multiple of real time. 0 while unknown."""
        if len(self._points) < 2:
            return 0.0
        (start, first), (end, last) = self._points[0], self._points[-1]
        return (last - first) / (end - start) if end > start and last > first else 0.0

    @property
    def left_s(self) -> float | None:
        """Seconds that are left at this speed, None while unknown."""
        if not self.rate or not self._total:
            return None
        return max(0.0, (self._total - self._points[-1][1]) / self.rate)
