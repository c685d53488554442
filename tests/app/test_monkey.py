"""Random clicks, drags, wheels, keys and menus with a fixed seed: no exception, no hang, and a project that is whole.

`ONLYLOOK_MONKEY_STEPS` sets how many: the usual number is for every change, ten thousand for every day.
`ONLYLOOK_MONKEY_SEED` sets which, and `ONLYLOOK_MONKEY_HANG_S` for how long the window may stand still, which is a
second on a machine that does nothing else. How long it stood still at most is told with `pytest -s`.
"""

import os
import random
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QDesktopServices, QDrag, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QMenuBar, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.session import Session
from app.settings.key_page import KeyPage
from engine.store.project import Project

STEPS = int(os.environ.get("ONLYLOOK_MONKEY_STEPS", "1000"))
SEED = int(os.environ.get("ONLYLOOK_MONKEY_SEED", "20"))
HANG_S = float(os.environ.get("ONLYLOOK_MONKEY_HANG_S", "10"))
"""Generous, for machines that do several things at once."""
BUSY_S = 1.0
"""Of the processor, at one go, in the window's own thread: this does not depend on what else the machine does."""
STUCK_MS = 5000
"""A touch that is still going on after this, while timers run, waits for somebody to answer."""
WAIT_MS = 60_000
COME_BACK, OFTEN = 0.05, 0.4
"""Chances: that all docks are shown again before a touch, and that one of the large views is touched."""
KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton
PLAIN, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
KEYS = (
    KEY.Key_Space, KEY.Key_J, KEY.Key_K, KEY.Key_L, KEY.Key_Left, KEY.Key_Right, KEY.Key_Up, KEY.Key_Down, KEY.Key_Home,
    KEY.Key_End, KEY.Key_O, KEY.Key_B, KEY.Key_R, KEY.Key_N, KEY.Key_S, KEY.Key_I, KEY.Key_M, KEY.Key_V, KEY.Key_E,
    KEY.Key_BracketLeft, KEY.Key_BracketRight, KEY.Key_Slash, KEY.Key_Plus, KEY.Key_Minus, KEY.Key_Backslash,
    KEY.Key_Tab, KEY.Key_A, KEY.Key_F2, KEY.Key_F11, KEY.Key_Question, KEY.Key_Return, KEY.Key_Escape, KEY.Key_Delete,
    KEY.Key_Menu, KEY.Key_PageDown, KEY.Key_Y, KEY.Key_U, KEY.Key_Z,
)  # fmt: skip
WITH_CONTROL = (
    KEY.Key_Z, KEY.Key_Y, KEY.Key_D, KEY.Key_T, KEY.Key_A, KEY.Key_C, KEY.Key_I, KEY.Key_L, KEY.Key_1, KEY.Key_2,
    KEY.Key_3, KEY.Key_Comma, KEY.Key_Up, KEY.Key_Down,
)  # fmt: skip
WITH_SHIFT = (KEY.Key_O, KEY.Key_R, KEY.Key_J, KEY.Key_L, KEY.Key_Left, KEY.Key_Right, KEY.Key_Delete, KEY.Key_Space)
NOT_TRIGGERED = frozenset({"file.open", "file.demo", "file.close", "file.quit"})
"""They open another film or none, and this is about the film that is open."""


@dataclass
class Watch:
    """How long the window stood still, and what was touched last. It ends whatever waits for a mouse or an answer."""

    trail: deque[str] = field(default_factory=lambda: deque(maxlen=12))
    stuck: list[str] = field(default_factory=list)
    longest_s: float = 0.0
    longest_in: str = ""
    busiest_s: float = 0.0
    busiest_in: str = ""

    def __post_init__(self) -> None:
        self._wall, self._busy = time.monotonic(), time.thread_time()
        self._timer = QTimer(interval=20)
        self._timer.timeout.connect(self._let_go)
        self._timer.start()
        self._inside = False

    def begin(self, touching: bool = True) -> None:
        self._inside = touching
        self._wall, self._busy = time.monotonic(), time.thread_time()

    def end(self) -> None:
        self._inside = False
        wall, busy = time.monotonic() - self._wall, time.thread_time() - self._busy
        if wall > self.longest_s:
            self.longest_s, self.longest_in = wall, self.trail[-1]
        if busy > self.busiest_s:
            self.busiest_s, self.busiest_in = busy, self.trail[-1]

    def close(self) -> None:
        self._timer.stop()

    def _let_go(self) -> None:
        """Timers run within a touch only where it has begun a loop of events of its own."""
        if not self._inside:
            return
        if self._is_drag():
            return
        if (time.monotonic() - self._wall) * 1000 > STUCK_MS:
            self.stuck.append(self.trail[-1])
            for widget in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
                if widget is not None:
                    widget.close()

    def _is_drag(self) -> bool:
        """A drag of cards waits for the mouse, as it must; here it is called off."""
        if "drag" not in self.trail[-1]:
            return False
        QDrag.cancel()
        return True


class Monkey:
    """Touches everything but what writes files or begins another film."""

    def __init__(self, window: MainWindow, seed: int, watch: Watch) -> None:
        self._window, self._random, self._watch = window, random.Random(seed), watch
        self._ways: dict[Callable[[], None], int] = {
            self._click: 40, self._drag: 8, self._edit: 10, self._key: 30, self._chord: 10, self._menu: 5,
            self._wheel: 5, self._context: 4, self._drop: 1,
        }  # fmt: skip

    def step(self) -> None:
        if self._random.random() < COME_BACK:
            self._come_back()
        way = self._random.choices(list(self._ways), list(self._ways.values()))[0]
        self._note(way.__name__.strip("_"))
        self._watch.begin()
        way()
        self._leave_dialogs()
        self._watch.end()

    def _note(self, text: object) -> None:
        self._watch.trail.append(str(text))

    def _detail(self, text: object) -> None:
        self._watch.trail[-1] += f" {text}"

    def _come_back(self) -> None:
        """What was hidden shows again, for nothing can be touched that is not there."""
        self._window.alone.leave()
        for dock in self._window.docks:
            dock.show()

    # What is touched.

    def _target(self) -> QWidget:
        root = QApplication.activeModalWidget() or self._window
        window, often = self._window, self._random.random() < OFTEN
        main = (window.timeline.canvas, window.gallery.view.viewport(), window.player.canvas, window.review)
        among = main if often and root is window else root.findChildren(QWidget)
        widgets = [one for one in among if one.isVisible() and not self._is_left_alone(one)]
        target = self._random.choice(widgets or [self._window])
        self._detail(f"{type(target).__name__} {target.accessibleName() or target.objectName()}")
        return target

    def _is_left_alone(self, widget: QWidget) -> bool:
        window = self._window
        return (
            widget in (window.export_dialog.start, window.welcome.open, window.welcome.demo)
            or isinstance(widget, QMenuBar | QMenu)
            # What closes or quits could become the meaning of any key.
            or any(isinstance(one, KeyPage) for one in _ancestry(widget))
        )

    def _spot(self, widget: QWidget) -> QPoint:
        return QPoint(self._random.randrange(max(1, widget.width())), self._random.randrange(max(1, widget.height())))

    # How it is touched.

    def _click(self) -> None:
        target = self._target()
        if self._random.random() < 0.1:
            spot = self._spot(target)
            QTest.mouseDClick(target, LEFT, PLAIN, spot)
            QTest.mouseRelease(target, LEFT, PLAIN, spot)
        else:
            modifiers = self._random.choice((PLAIN, PLAIN, CONTROL, SHIFT))
            QTest.mouseClick(target, LEFT, modifiers, self._spot(target))

    def _drag(self) -> None:
        target = self._target()
        self._pull(target, self._spot(target), self._spot(target))

    def _edit(self) -> None:
        """On the stripes of the timeline, most often on the edit list."""
        canvas = self._window.timeline.canvas
        rows = [row for row in canvas.rows if canvas.rect().contains(1, row.top + row.height // 2)]
        if not canvas.isVisible() or not rows:
            return
        row = self._random.choice([*rows, *[one for one in rows if one.kind == "cut"] * len(rows)])
        edges = [
            canvas.view.x(at) for one in self._window.session.cut.segments for at in (one.span.start, one.span.end)
        ]
        seen = [round(x) for x in edges if 0 <= x < canvas.width()]
        x = (
            self._random.choice(seen)
            if seen and self._random.random() < 0.6
            else self._random.randrange(canvas.width())
        )
        far = x + self._random.randrange(-120, 120)
        self._detail(f"{row.kind} from {x} to {far}")
        y = row.top + row.height // 2
        modifiers = self._random.choice((PLAIN, PLAIN, CONTROL, SHIFT, ALT))
        self._pull(canvas, QPoint(x, y), QPoint(far, y), modifiers)

    def _pull(self, target: QWidget, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        """With the moves between, which `QTest` sends as if no button was held. Now and then Escape comes first."""
        QTest.mousePress(target, LEFT, modifiers, start)
        for share in (1, 2, 3):
            at = QPointF(start + (end - start) * share / 3)
            place = QPointF(target.mapToGlobal(at))
            move = QMouseEvent(QEvent.Type.MouseMove, at, place, Qt.MouseButton.NoButton, LEFT, modifiers)
            QApplication.sendEvent(target, move)
        if self._random.random() < 0.1:
            QTest.keyClick(target, KEY.Key_Escape)
        QTest.mouseRelease(target, LEFT, modifiers, end)

    def _key(self) -> None:
        self._press(self._random.choice(KEYS), PLAIN)

    def _chord(self) -> None:
        keys, modifiers = self._random.choice(((WITH_CONTROL, CONTROL), (WITH_SHIFT, SHIFT)))
        self._press(self._random.choice(keys), modifiers)

    def _press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        target = QApplication.focusWidget() or self._window
        self._detail(f"{modifiers.name} {key.name} on {type(target).__name__}")
        if any(isinstance(one, KeyPage) for one in _ancestry(target)):
            return
        QTest.keyClick(target, key, modifiers)

    def _menu(self) -> None:
        actions = {name: action for name, action in self._window.menus.actions.items() if name not in NOT_TRIGGERED}
        name = self._random.choice(sorted(actions))
        self._detail(name)
        if actions[name].isEnabled() and QApplication.activeModalWidget() is None:
            actions[name].trigger()

    def _wheel(self) -> None:
        target = self._target()
        at = QPointF(self._spot(target))
        delta = QPoint(0, self._random.choice((-240, -120, 120, 240)))
        modifiers = self._random.choice((PLAIN, CONTROL, SHIFT))
        turn = QWheelEvent(
            at, QPointF(target.mapToGlobal(at)), QPoint(), delta, Qt.MouseButton.NoButton, modifiers,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(target, turn)

    def _context(self) -> None:
        target = self._random.choice(
            (self._target(), self._window.timeline.canvas, self._window.gallery.view.viewport())
        )
        spot = self._spot(target)
        asking = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, target.mapToGlobal(spot))
        QApplication.sendEvent(target, asking)
        for menu in _shown(QMenu):
            actions = [
                one for one in menu.actions() if one.isEnabled() and not one.isSeparator() and one.menu() is None
            ]
            if actions and self._random.random() < 0.6:
                action = self._random.choice(actions)
                self._detail(f"and {action.text()}")
                action.trigger()
            menu.close()

    def _drop(self) -> None:
        """A card on another."""
        model = self._window.gallery.view.model()
        if model.rowCount() > 1:
            one, other = self._random.sample(range(model.rowCount()), 2)
            dragged = model.mimeData([model.index(one)])
            model.dropMimeData(dragged, Qt.DropAction.MoveAction, -1, -1, model.index(other))

    def _leave_dialogs(self) -> None:
        """What asks for an answer is read at once; other dialogs stay for a while."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for dialog in _shown(QDialog):
            if isinstance(dialog, QMessageBox) or self._random.random() < 0.2:
                dialog.reject()


def _shown(kind: type[QWidget]) -> Iterator[QWidget]:
    return (one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())


def _ancestry(widget: QWidget | None) -> Iterator[QWidget]:
    while widget is not None:
        yield widget
        widget = widget.parentWidget()


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dialogs of the system wait for somebody; this one is told that nobody chose. Nothing starts another program."""
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: True)
    monkeypatch.setattr(MainWindow, "_start_again", lambda _: None)


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch()
    yield watch
    watch.close()


@pytest.mark.slow
def test_nothing_that_is_touched_at_random_breaks_anything(
    full: MainWindow, qtbot: QtBot, settled: Callable[[Session], None], alone: None, watch: Watch
) -> None:
    bugs: list[str] = []
    full.announcer.announced.connect(lambda report: bugs.append(report.details) if report.is_bug else None)
    before = {card.name: card.tracks for card in full.session.scene.cards}
    monkey = Monkey(full, SEED, watch)
    for number in range(STEPS):
        monkey.step()
        if number % 4 == 0:
            watch.trail.append("what follows from that")
            watch.begin(touching=False)
            QTest.qWait(1)
            watch.end()
        assert full.session.is_open, watch.trail
        assert not bugs, (number, bugs, watch.trail)
    for dialog in _shown(QDialog):
        dialog.reject()
    print(
        f"\n{STEPS} steps, {full.session.undo_stack.count()} to undo:"
        f" stood still for {watch.longest_s:.2f} s at most ({watch.longest_in}),"
        f" worked for {watch.busiest_s:.2f} s at most ({watch.busiest_in})",
        file=sys.stderr,
    )

    assert watch.stuck == []
    assert watch.busiest_s < BUSY_S, watch.busiest_in
    assert watch.longest_s < HANG_S, watch.longest_in
    assert full.session.undo_stack.count() > 0
    _stop(full, qtbot, settled)
    while full.session.undo_stack.canUndo():
        full.session.undo_stack.undo()
    settled(full.session)
    assert {card.name: card.tracks for card in full.session.scene.cards} == before
    _opens_again(full, qtbot, settled)
    assert {card.name: card.tracks for card in full.session.scene.cards} == before
    assert bugs == []


def _stop(window: MainWindow, qtbot: QtBot, settled: Callable[[Session], None]) -> None:
    window.alone.leave()
    window.shuttle.stop()
    settled(window.session)
    qtbot.waitUntil(lambda: not window.player.is_busy and not window.review.review.is_working, timeout=WAIT_MS)


def _opens_again(window: MainWindow, qtbot: QtBot, settled: Callable[[Session], None]) -> None:
    session = window.session
    path = session.path
    assert path is not None
    session.close_film()
    with Project.open(path) as project:
        project.database.check_integrity()
    window.open(path)
    qtbot.waitUntil(lambda: session.scene is not None and bool(session.scene.cards), timeout=WAIT_MS)
    settled(session)
    qtbot.waitUntil(lambda: session.edges is not None and not window.player.is_busy, timeout=WAIT_MS)
