"""All analysed films at once: who is in which for how long, one person's segments, a compilation, a report."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.jobs import Ticket, Worker
from engine.edit.screen_time import ScreenTimes
from engine.export.atomic import write_atomic
from engine.export.join import JoinReport
from engine.export.report_csv import report_csv
from engine.export.report_html import report_html
from engine.pipeline.across import seek_everywhere
from engine.pipeline.compilation import Written, check_compilation, compile_analysed
from engine.pipeline.galleries import gallery_if_on
from engine.pipeline.gallery_erase import projects_here
from engine.pipeline.screen_times import screen_times
from engine.progress import Job, Progress
from engine.settings import Rules
from engine.timebase import Span


@dataclass(frozen=True, slots=True)
class Hit:
    """One segment of the person sought. `video`: the film it is in."""

    video: Path
    span: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Compiled:
    """`remarks`: sentences on what was converted or left out. `duration`: seconds of the compilation."""

    path: Path
    duration: Fraction
    videos: int
    remarks: tuple[str, ...]


class Everywhere(QObject):
    """Reads the projects of the data folder, and the open one, on a thread of its own; analyses nothing."""

    surveyed = Signal()
    """`times` is another one."""
    found = Signal(str, object)
    """A name, and its `Hit`s in order of films and time."""
    compiled = Signal(object)
    """`Compiled`."""
    progressed = Signal(object)
    failed = Signal(object)
    worked = Signal()
    """`is_busy` may have changed."""

    def __init__(self, open_project: Callable[[], Path | None], parent: QObject | None = None) -> None:
        """`open_project`: the one that is open, which may lie anywhere."""
        super().__init__(parent)
        self._open_project = open_project
        self._worker = Worker("videos", self)
        self._ticket: Ticket | None = None
        self.times = ScreenTimes(())

    @property
    def is_busy(self) -> bool:
        return self._worker.busy

    def close(self) -> None:
        self._worker.close()

    def cancel(self) -> None:
        if self._ticket is not None:
            self._ticket.control.cancel()

    def survey(self) -> None:
        """`surveyed` follows."""
        paths = self._paths()
        self._submit("videos", lambda: screen_times(paths)).finished.connect(self._take)

    def find(self, name: str, rules: Rules) -> None:
        """`found` follows."""
        paths = self._paths()
        ticket = self._submit("videos", lambda: _hits(name, paths, rules))
        ticket.finished.connect(lambda hits: self.found.emit(name, hits))

    def compile(self, name: str, rules: Rules, target: Path) -> None:
        """Write all of somebody's segments as one film or timeline; `compiled` follows."""
        paths = self._paths()
        ticket = self._submit("compilation", lambda: _compiled(name, paths, rules, target))
        ticket.finished.connect(self.compiled)

    def write_page(self, target: Path, words: Mapping[str, str], language: str) -> None:
        """The report as a page, in the words of the window. Raises ExportError."""
        write_atomic(target, report_html(self.times, words, language).encode("utf-8", "replace"))

    def write_table(self, target: Path) -> None:
        """The report as a table. Raises ExportError."""
        write_atomic(target, report_csv(self.times).encode("utf-8", "replace"))

    def _paths(self) -> list[Path]:
        now = self._open_project()
        return list(dict.fromkeys([*projects_here(), *([now] if now is not None else [])]))

    def _take(self, times: ScreenTimes) -> None:
        self.times = times
        self.surveyed.emit()

    def _submit(self, title: str, make: Callable[[], Job[Any]]) -> Ticket:
        ticket = self._ticket = self._worker.submit(title, make)
        ticket.progressed.connect(self.progressed)
        ticket.failed.connect(self.failed)
        ticket.ended.connect(self.worked)
        self.worked.emit()
        return ticket


def _names(name: str) -> tuple[str, ...]:
    """All that somebody is called in the gallery, or just the name."""
    with gallery_if_on() as gallery:
        if gallery is None or not gallery.identities.id_of(name):
            return (name,)
        one = gallery.identities.get(name)
        return (name, *(other for other in (one.name, *one.aliases) if other != name))


def _hits(name: str, paths: Sequence[Path], rules: Rules) -> Job[tuple[Hit, ...]]:
    yield Progress("videos", 0, 0)
    found = seek_everywhere(_names(name), paths, rules)
    return tuple(
        Hit(episode.video, segment.span, segment.confidence)
        for episode in found.episodes
        for segment in episode.segments
    )


def _compiled(name: str, paths: Sequence[Path], rules: Rules, target: Path) -> Job[Compiled]:
    check_compilation(target)
    report: JoinReport | Written = yield from compile_analysed(paths, _names(name), rules, target)
    if isinstance(report, Written):
        return Compiled(report.path, report.cut.duration, len(report.cut.media), report.remarks)
    return Compiled(report.path, report.duration, len({part.source for part in report.parts}), report.warnings)
