"""Measure how long a user waits for the window, on the project of a three-hour film made by `big_project.py`.

    python benchmarks/window.py [--home FOLDER] [--tracks 10000] [--persons 300] [--shots 2500]

Prints the median and the 95th percentile of each gesture beside what it may take, and the medians of the processor's
time: of the whole program, and of the thread that paints and listens to the user. They count on a machine that
is busy with other things; how busy it was stands first and last. Painting is real, into the memory of Qt's
offscreen platform unless QT_QPA_PLATFORM says otherwise.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")

import numpy as np
from big_project import Size, make_project
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from app.__main__ import make_application
from app.commands import Choice
from app.main_window import MainWindow
from app.session import Change, Session
from engine.settings import Rules

PLAIN = Rules(min_length=Fraction(0), merge_gap=Fraction(0), pad_before=Fraction(0), pad_after=Fraction(0))
SEGMENTS = 5_000
LONGEST_S = 600.0


Seconds = tuple[float, float, float]
"""By the clock, of the processor, and of the processor for the window's own thread."""


class _Watch:
    def __init__(self) -> None:
        self._start = self._now()

    def read(self) -> Seconds:
        clock, cpu, thread = (now - then for now, then in zip(self._now(), self._start, strict=True))
        return clock, cpu, thread

    @staticmethod
    def _now() -> Seconds:
        return time.perf_counter(), time.process_time(), time.thread_time()


class _Bench:
    """The window with the film, and the time that things take in it."""

    def __init__(self, app: QApplication, project: Path, settings: Path) -> None:
        self.app = app
        watch = _Watch()
        self.session = Session()
        kept = QSettings(str(settings), QSettings.Format.IniFormat)
        # Nothing else is to run meanwhile: the film's sound is silence, and its captions are not the question.
        kept.setValue("preferences/senses", "pictures")
        self.window = MainWindow(self.session, kept)
        self.window.resize(1920, 1080)
        self.window.show()
        self.canvas = self.window.timeline.canvas
        painted = _Painted(self.canvas)
        self.window.open(project)
        self.wait(lambda: painted.since(self.session.scene is not None))
        report("first paint of the film", [watch.read()], 1000)
        self.wait(lambda: self.session.scene is not None and bool(self.session.scene.cards))
        report("cast in the gallery", [watch.read()], None)
        self.rest()
        self.cut_told = 0.0
        self.session.changed.connect(self._heard)

    def rest(self) -> None:
        """Until nothing is worked out any more, so that only a gesture's own work is measured."""
        self.wait(lambda: self.session.edges is not None and not self.session.is_working)
        self.wait(lambda: not self.session.status.is_active)

    def open_again(self, project: Path) -> None:
        """What opening takes once the film has been grouped."""
        self.session.close_film()
        watch = _Watch()
        self.window.open(project)
        self.wait(lambda: self.session.scene is not None and bool(self.session.scene.cards))
        report("cast, opened again", [watch.read()], None)
        self.rest()

    def wait(self, done: Callable[[], bool]) -> None:
        until = time.monotonic() + LONGEST_S
        while not done():
            if time.monotonic() > until:
                raise TimeoutError("the window does not come to rest")
            self.app.processEvents()
            # The work is done by other threads.
            time.sleep(0.0005)

    def answered(self, act: Callable[[], object]) -> Seconds:
        """Seconds from a gesture until its new segments and lanes are painted."""
        self.cut_told = 0.0
        watch = _Watch()
        act()
        self.wait(lambda: self.cut_told > 0 and not self.session.is_working)
        self.canvas.repaint()
        return watch.read()

    def frame(self, act: Callable[[], object], painted: Callable[[], object]) -> Seconds:
        """Seconds in which the window does nothing else because of a gesture."""
        watch = _Watch()
        act()
        painted()
        took = watch.read()
        self.app.processEvents()
        return took

    def choose(self, segments: int) -> None:
        """The persons most seen, so many that their segments are `segments`."""
        scene = self.session.scene
        assert scene is not None
        self.answered(lambda: self.session.change_rules(PLAIN, 1))
        anchors: list[int] = []
        for card in scene.cards[:24]:
            anchors.append(card.anchor)
            if len(anchors) % 4 == 0:
                self.answered(lambda: self.session.pick(Choice(tuple(anchors))))
                if sum(len(lane.levels) for lane in self.session.cut.lanes) >= segments:
                    break

    def _heard(self, change: Change) -> None:
        if change & Change.CUT:
            self.cut_told = time.perf_counter()


class _Painted(QObject):
    """Whether a widget was painted since something has come true."""

    def __init__(self, widget: QObject) -> None:
        super().__init__(widget)
        self._count = self._before = 0
        self._was_true = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        self._count += event.type() == QEvent.Type.Paint
        return False

    def since(self, is_true: bool) -> bool:
        if is_true and not self._was_true:
            self._was_true, self._before = True, self._count
        return self._was_true and self._count > self._before


def timeline(bench: _Bench) -> None:
    """Zoom in and out around the mouse, and drag the playhead and the overview."""
    canvas = bench.canvas
    frames = []
    for turn in range(120):
        delta = 120 if turn % 60 < 30 else -120
        at = QPointF(200 + turn * 8 % max(1, canvas.width() - 200), canvas.height() / 2)
        wheel = QWheelEvent(at, at, QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
                            Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
        frames.append(bench.frame(lambda wheel=wheel: bench.app.sendEvent(canvas, wheel), canvas.repaint))
    report("timeline, zooming", frames, 16)
    canvas.fit()
    frames = []
    with _pressed(bench, QPointF(20, 8)):
        for turn in range(120):
            move = _mouse(QEvent.Type.MouseMove, QPointF(20 + turn * 10, 8), Qt.MouseButton.LeftButton)
            frames.append(bench.frame(lambda move=move: bench.app.sendEvent(canvas, move), canvas.repaint))
    report("timeline, dragging", frames, 16)
    canvas.fit()


def slider(bench: _Bench) -> None:
    steps = [replace(PLAIN, min_confidence=0.5 + 0.01 * (turn % 20), pad_after=Fraction(turn % 7, 10))
             for turn in range(1, 25)]  # fmt: skip
    waits = [bench.answered(lambda rules=rules: bench.session.change_rules(rules, 2)) for rules in steps]
    report("rule slider to new segments", waits, 100)


def corrections(bench: _Bench) -> None:
    """Persons from the most to the less seen: joined, named, split, and all that taken back."""
    merges, renames, splits, undone = [], [], [], []
    for turn in range(4):
        cards = bench.session.scene.cards if bench.session.scene else ()
        one, other, third = cards[turn + 3], cards[turn + 9], cards[turn]
        merges.append(bench.answered(lambda one=one, other=other: bench.session.people.merge([other], one)))
        renames.append(bench.answered(lambda third=third, turn=turn: bench.session.people.rename(third, f"Ada {turn}")))
        card = bench.session.scene.card_of(cards[turn + 14].anchor) if bench.session.scene else None
        if card is not None and len(card.tracks) > 3:
            splits.append(bench.answered(lambda card=card: bench.session.people.split_off(card, card.tracks[:2])))
    for _ in range(len(merges) + len(renames) + len(splits)):
        undone.append(bench.answered(bench.session.undo_stack.undo))
    report("merge to new lanes", merges, 300)
    report("name to new lanes", renames, 300)
    report("split to new lanes", splits, 300)
    report("undo to new lanes", undone, 300)


def gallery(bench: _Bench) -> None:
    view = bench.window.gallery.view
    bar = view.verticalScrollBar()
    for name in ("gallery scroll, first time", "gallery scroll, again"):
        frames = []
        for turn in range(120):
            value = bar.minimum() + (bar.maximum() - bar.minimum()) * (turn % 60) // 59
            frames.append(bench.frame(lambda value=value: bar.setValue(value), view.viewport().repaint))
        report(name, frames, 16)


def report(name: str, times: list[Seconds], may_take_ms: int | None) -> None:
    if not times:
        print(f"{name:30s} nothing to measure")
        return
    ms = 1000 * np.array(times)
    median, cpu, thread = (float(one) for one in np.median(ms, axis=0))
    high = float(np.percentile(ms[:, 0], 95))
    verdict = "" if may_take_ms is None else f"  may take {may_take_ms:4d} ms: {'yes' if high <= may_take_ms else 'NO'}"
    figures = f"median {median:8.1f} ms  95% {high:8.1f} ms  processor {cpu:8.1f} ms  window {thread:8.1f} ms"
    print(f"{name:30s} {figures}{verdict}", flush=True)


def busy() -> str:
    """What else the machine does, as far as the system tells."""
    waiting = f"{os.getloadavg()[0]:.1f} programs ran or waited in the last minute" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} processors; {waiting or 'the system does not say what else runs'}"


@contextmanager
def _pressed(bench: _Bench, at: QPointF) -> Iterator[None]:
    bench.app.sendEvent(bench.canvas, _mouse(QEvent.Type.MouseButtonPress, at, Qt.MouseButton.LeftButton))
    yield
    bench.app.sendEvent(bench.canvas, _mouse(QEvent.Type.MouseButtonRelease, at, Qt.MouseButton.NoButton))


def _mouse(kind: QEvent.Type, at: QPointF, held: Qt.MouseButton) -> QMouseEvent:
    return QMouseEvent(kind, at, at, Qt.MouseButton.LeftButton, held, Qt.KeyboardModifier.NoModifier)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="folder that keeps the project for the next run")
    parser.add_argument("--tracks", type=int, default=Size.tracks)
    parser.add_argument("--persons", type=int, default=Size.persons)
    parser.add_argument("--shots", type=int, default=Size.shots)
    parser.add_argument("--hours", type=float, default=Size.hours)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        print(busy())
        project = make_project(args.home or Path(scratch), Size(args.tracks, args.persons, args.shots, args.hours))
        os.environ["ONLYLOOK_HOME"] = scratch
        app = make_application()
        bench = _Bench(app, project, Path(scratch) / "window.ini")
        try:
            bench.open_again(project)
            bench.choose(SEGMENTS)
            cut = bench.session.cut
            levels = sum(len(lane.levels) for lane in cut.lanes)
            print(f"{len(cut.lanes)} lanes with {levels} spans, {len(cut.segments)} segments in the cut")
            timeline(bench)
            slider(bench)
            gallery(bench)
            corrections(bench)
        finally:
            bench.window.close()
            bench.session.close()
            app.processEvents()
        print(busy())
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
