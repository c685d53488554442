"""Show on standard error how a batch stands: bars on a terminal, a line for each film that ends elsewhere."""

import sys
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn
from rich.progress import Progress as RichProgress

from engine.batch.drive import ENDED, Row
from engine.batch.report import clock, summary

LINE_EVERY_S: Final = 60.0
"""How often a line about all films is written where no bar can be drawn."""


class BatchBoard:
    """Shows rows; use it in a `with` block."""

    def __init__(self, quiet: bool = False, now: Callable[[], float] = time.monotonic) -> None:
        self._quiet = quiet
        self._now = now
        self._began_s = self._said_s = now()
        self._began_at: float | None = None
        self._told: set[int] = set()
        self._bars: dict[int, TaskID] = {}
        self._rich: RichProgress | None = None

    def show(self, rows: Sequence[Row], resting: bool = False) -> None:
        """Take one report."""
        for row in rows:
            if row.state in ENDED and row.item.rank not in self._told:
                self._told.add(row.item.rank)
                self._say(row)
        if self._quiet:
            return
        words = f"{summary(rows)[:-1]}{', resting' if resting else self._left(rows)}"
        if self._rich is not None:
            self._draw(rows, words)
        elif self._now() - self._said_s >= LINE_EVERY_S:
            self._said_s = self._now()
            sys.stderr.write(f"{_total(rows):.0%}, {words}\n")

    def _say(self, row: Row) -> None:
        """A failure is said even where no progress is wanted."""
        if row.failure is not None:
            self._write(f"onlylook: {row.item.path.name}: {row.failure}")
        elif not self._quiet:
            self._write(f"{row.item.path.name}: done in {clock(row.wall_s)}")

    def _write(self, text: str) -> None:
        if self._rich is not None:
            self._rich.console.print(text, markup=False, highlight=False)
        else:
            sys.stderr.write(f"{text}\n")

    def _draw(self, rows: Sequence[Row], words: str) -> None:
        assert self._rich is not None
        shown = {row.item.rank: row for row in rows if row.state == "running"}
        for rank in [rank for rank in self._bars if rank >= 0 and rank not in shown]:
            self._rich.remove_task(self._bars.pop(rank))
        self._bar(-1, words, _total(rows))
        for rank, row in shown.items():
            self._bar(rank, row.item.path.name, row.share)

    def _bar(self, rank: int, text: str, share: float) -> None:
        assert self._rich is not None
        if rank not in self._bars:
            self._bars[rank] = self._rich.add_task(text, total=1.0)
        self._rich.update(self._bars[rank], completed=share, description=text)

    def _left(self, rows: Sequence[Row]) -> str:
        """The time that is left at the pace so far."""
        total = _total(rows)
        if self._began_at is None:
            self._began_at = total
        gained, passed = total - self._began_at, self._now() - self._began_s
        return f", {clock(passed * (1 - total) / gained)} left" if gained > 0.01 and total < 1 else ""

    def __enter__(self) -> Self:
        if sys.stderr.isatty() and not self._quiet:
            # A file may be called like a tag of rich's markup.
            columns = (
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TextColumn("{task.percentage:>3.0f} %"),
            )
            self._rich = RichProgress(*columns, console=Console(stderr=True), transient=True)
            self._rich.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._rich is not None:
            self._rich.stop()


def _total(rows: Sequence[Row]) -> float:
    """0..1 of all that is to be looked at."""
    # A film of which everything is known takes a moment all the same.
    weights = [max(1.0, row.seconds) for row in rows]
    done = (weight * (1.0 if row.state in ENDED else row.share) for weight, row in zip(weights, rows, strict=True))
    return sum(done) / max(1e-9, sum(weights))
