"""`onlylook batch`: analyse many films side by side, and cut the same persons out of each."""

import argparse
import itertools
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from engine.batch import report
from engine.batch.drive import Batch, Crew, Row
from engine.batch.folder import WatchedFolders
from engine.batch.orders import Item, Order
from engine.batch.pausing import go_on, pause, pause_file
from engine.batch.plan import counts, item_of, ranked, staff
from engine.batch.pool import Pool
from engine.cli.batch_board import BatchBoard
from engine.cli.batch_options import (
    cluster_options,
    jobs_of,
    order_of,
    part_s_of,
    product_options,
    watch_options,
    work_options,
)
from engine.cli.failures import note_text
from engine.cli.film import columns
from engine.cli.options import analysis_options, person_options, rule_options
from engine.cli.screen import Screen
from engine.errors import UserError
from engine.export.atomic import write_atomic
from engine.pipeline.across import videos_in
from engine.settings import Rules

POLL_S: Final = 0.2
USAGE: Final = """\
onlylook batch DIR|VIDEO... [--jobs auto|N] [--out DIR --person NAME | --photo NAME=IMAGE] [options]
       onlylook batch DIR --watch [options]
       onlylook batch DIR|VIDEO... --ray local|ADDRESS [options]
       onlylook batch --pause | --go-on"""
EPILOG: Final = """\
A film that fails stops no other; the exit code is that of the first failure, 0 where there is none. A batch that was
stopped or killed goes on where it was with the same command. --pause and --go-on, given in another terminal, let all
batches rest and go on.

examples:
  onlylook batch season1/ --jobs auto --report season1.html
  onlylook batch season1/ --photo Anna=anna.jpg --out anna/ --first '*E05*'
  onlylook batch recordings/ --watch --person Anna --out anna/
"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = USAGE
    parser.epilog = EPILOG
    parser.add_argument("paths", nargs="*", type=Path, metavar="DIR|VIDEO", help="videos, and folders with all inside")
    work_options(parser)
    analysis_options(parser)
    person_options(parser)
    product_options(parser)
    rule_options(parser, Rules())
    watch_options(parser)
    cluster_options(parser)


def run(arguments: argparse.Namespace, screen: Screen) -> int:
    """The exit code is that of the first failure."""
    if arguments.pause or arguments.go_on:
        return _rest_or_go_on(arguments, screen)
    order = order_of(arguments)
    roots = [path for path in arguments.paths if path.is_dir()]
    watched = _watched(arguments, roots)
    jobs, part_s, away = jobs_of(arguments), part_s_of(arguments.split), bool(arguments.ray)
    batch = Batch(order, lambda films: counts(films, jobs, part_s, away))
    work = _Work(arguments, order, roots, batch, watched)
    work.add(_first_paths(arguments, watched is not None))
    with _sigterm_as_interrupt():
        work.go()
    return _answer(arguments, screen, batch.rows)


@dataclass(slots=True)
class _Work:
    """The loop of one batch."""

    arguments: argparse.Namespace
    order: Order
    roots: Sequence[Path]
    batch: Batch
    watched: WatchedFolders | None
    ranks: Iterator[int] = field(default_factory=itertools.count)
    taken: set[Path] = field(default_factory=set)
    looked_s: float = 0.0
    busy_s: float = 0.0

    def add(self, paths: Sequence[Path]) -> None:
        self.batch.add([self._item(path) for path in ranked(paths, self.arguments.first)])

    def go(self) -> None:
        """Until all is done; with watched folders, until Ctrl-C or for as long as something comes."""
        resting = pause_file()
        self.busy_s = time.monotonic()
        crew = _crew(self.arguments, self.batch)
        with BatchBoard(self.arguments.quiet) as board, closing(crew):
            try:
                while self.batch.busy or self._watches():
                    is_resting = resting.exists()
                    ended = self.batch.step(crew, POLL_S, is_resting)
                    board.show(self.batch.rows, is_resting)
                    if ended and self.arguments.report:
                        _write_report(self.arguments.report, self.batch.rows)
            except KeyboardInterrupt:
                # A watch has no other end.
                if self.watched is None:
                    raise
            board.show(self.batch.rows)

    def _item(self, path: Path) -> Item:
        return item_of(path, next(self.ranks), self.order, self.arguments.out, self.roots, self.taken)

    def _watches(self) -> bool:
        """Look for arrivals, when it is time to; whether to go on watching."""
        if self.watched is None:
            return False
        now = time.monotonic()
        if now - self.looked_s >= self.arguments.every:
            self.looked_s = now
            self.add(self.watched.arrived())
        if self.batch.busy or self.watched.growing:
            self.busy_s = now
        return self.arguments.idle is None or now - self.busy_s < self.arguments.idle


def _rest_or_go_on(arguments: argparse.Namespace, screen: Screen) -> int:
    if arguments.pause:
        pause()
    changed = arguments.pause or go_on()
    words = "Batches rest now; --go-on ends that." if arguments.pause else "Batches go on."
    screen.answer(words if changed else "No batch rests.", {"resting": arguments.pause})
    return 0


def _first_paths(arguments: argparse.Namespace, watches: bool) -> list[Path]:
    if watches:
        files = [path for path in arguments.paths if not path.is_dir()]
        return videos_in(files) if files else []
    written = [folder.resolve() for folder in (arguments.out, arguments.projects) if folder is not None]
    found = videos_in(arguments.paths)
    # What a batch made before is no film of it.
    return [path for path in found if not any(path.resolve().is_relative_to(folder) for folder in written)]


def _watched(arguments: argparse.Namespace, roots: Sequence[Path]) -> WatchedFolders | None:
    if not arguments.watch:
        return None
    if not roots:
        raise UserError("There is no folder to watch.", "Give a folder that is there.")
    apart = [folder for folder in (arguments.out, arguments.projects) if folder is not None]
    return WatchedFolders(roots, arguments.settle, apart)


def _crew(arguments: argparse.Namespace, batch: Batch) -> Crew:
    if arguments.ray:
        from engine.batch.cluster import Cluster, Needs

        return Cluster(arguments.ray, Needs(arguments.cpus, arguments.gpus), arguments.shared)
    here = staff(jobs_of(arguments), jobs_of(arguments) if arguments.watch else batch.waiting)
    return Pool(here.jobs, here.threads, pause_file())


def _write_report(path: Path, rows: Sequence[Row]) -> None:
    write_atomic(path, report.page(rows, datetime.now()).encode("utf-8", "replace"))


def _answer(arguments: argparse.Namespace, screen: Screen, rows: Sequence[Row]) -> int:
    if arguments.report:
        _write_report(arguments.report, rows)
    failures = [(row.item.path, row.failure) for row in rows if row.failure is not None]
    for path, failure in failures:
        if failure.details:
            screen.note(
                f"Details of the fault with {path.name} are in {note_text(failure.details, ['batch', str(path)])}."
            )
    for name in arguments.person:
        if all(name in row.facts.get("absent", [name]) for row in rows):
            screen.note(f"{name} shows in none of these films.")
    table = columns(report.lines(rows), right={2, 3, 4, 5, 6})
    screen.answer(f"{table}\n{report.summary(rows)}", {"films": [report.facts(row) for row in rows]})
    return failures[0][1].exit_code if failures else 0


@contextmanager
def _sigterm_as_interrupt() -> Iterator[None]:
    """Ends a batch in good order when the system shuts down."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, interrupt)
    except ValueError:
        # Only the main thread may say so.
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
