"""Show progress on standard error: a live bar on a terminal, now and then a line elsewhere."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType, TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn
from rich.progress import Progress as RichProgress

from engine.progress import Progress

LINE_EVERY_S: Final = 5.0
"""How often a line is written where no bar can be drawn."""
WORTH_A_LINE_S: Final = 1.0
"""A stage that took less is not worth a line."""
STAGES: Final = MappingProxyType(
    {
        "faces": "Finding faces",
        "index": "Reading frames",
        "cut": "Writing the cut",
        "check": "Checking the cut",
        "hash": "Reading the whole file",
        "fetch": "Fetching",
        "verify": "Verifying",
    }
)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a stage is, from where it began: what an earlier run has done does not count."""

    began_at_s: float
    began_done: float

    def rate(self, progress: Progress, now_s: float) -> float:
        """Units a second; 0 while nothing is known."""
        passed = now_s - self.began_at_s
        return max(0.0, (progress.done - self.began_done) / passed) if passed > 0 else 0.0

    def left_s(self, progress: Progress, now_s: float) -> float | None:
        """Seconds to go, None while nothing is known."""
        rate = self.rate(progress, now_s)
        return (progress.total - progress.done) / rate if rate > 0 and progress.total > 0 else None

    def words(self, progress: Progress, now_s: float) -> str:
        """`3.2 x real time, 0:41 left`, with what is known of it."""
        rate, left = self.rate(progress, now_s), self.left_s(progress, now_s)
        parts = [f"{rate:.1f} x real time"] if progress.unit == "s" and rate > 0 else []
        if left is not None and progress.done < progress.total:
            parts.append(f"{clock(left)} left")
        return ", ".join(parts)


class ProgressBar:
    """Shows the stages of one job; use it in a `with` block."""

    def __init__(self, quiet: bool = False, now: Callable[[], float] = time.monotonic) -> None:
        self._quiet = quiet
        self._now = now
        self._stage = ""
        self._pace = Pace(0.0, 0.0)
        self._said_at_s = 0.0
        self._ended = False
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None

    def show(self, progress: Progress) -> None:
        """Take one report."""
        if self._quiet:
            return
        now = self._now()
        if progress.stage != self._stage:
            self._stage, self._pace, self._said_at_s = progress.stage, Pace(now, progress.done), now
            self._ended = False
            self._begin(progress)
        if self._bar is not None and self._task is not None:
            self._bar.update(
                self._task,
                completed=progress.fraction if progress.total else 0,
                pace=self._pace.words(progress, now),
                description=title(progress),
            )
        else:
            self._line(progress, now)

    def _begin(self, progress: Progress) -> None:
        if not sys.stderr.isatty():
            return
        if self._bar is None:
            columns = (
                # A file may be called like a tag of rich's markup.
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TextColumn("{task.percentage:>3.0f} %"),
                TextColumn("{task.fields[pace]}", markup=False),
            )
            self._bar = RichProgress(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(title(progress), total=1.0 if progress.total else None, pace="")

    def _line(self, progress: Progress, now: float) -> None:
        finished = progress.total > 0 and progress.done >= progress.total
        took = now - self._pace.began_at_s
        # A stage may report its end more than once.
        if finished and not self._ended and took >= WORTH_A_LINE_S:
            words = [f"done in {clock(took)}", self._pace.words(progress, now)]
            sys.stderr.write(f"{title(progress)}: {', '.join(filter(None, words))}\n")
            self._ended = True
        elif not finished and now - self._said_at_s >= LINE_EVERY_S:
            words = [f"{progress.fraction:.0%}" if progress.total else "", self._pace.words(progress, now)]
            sys.stderr.write(f"{title(progress)}: {', '.join(filter(None, words))}\n")
            self._said_at_s = now

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()


def title(progress: Progress) -> str:
    """What a stage is called, with the file or model it is about."""
    name = STAGES.get(progress.stage, progress.stage[:1].upper() + progress.stage[1:])
    return f"{name} ({progress.note})" if progress.note else name


def clock(seconds: float) -> str:
    """`0:41`, `1:02:03`."""
    minutes, secs = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{secs:02d}" if hours else f"{minutes}:{secs:02d}"
