"""Random clicks, drags and keys with a fixed seed: no exception, no hang, and a project that is whole.

`ONLYLOOK_MONKEY_STEPS` sets how many; the usual number is for every day, ten thousand for a release.
"""

import os
import random
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QMenu, QMenuBar, QWidget
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.session import Session
from engine.errors import UserError
from engine.store.project import Project

STEPS = int(os.environ.get("ONLYLOOK_MONKEY_STEPS", "2000"))
SEED = 20
HANG_S = 5.0
"""Generous, for machines that do several things at once."""
KEY = Qt.Key
KEYS = (
    KEY.Key_Space, KEY.Key_J, KEY.Key_K, KEY.Key_L, KEY.Key_Left, KEY.Key_Right, KEY.Key_Up, KEY.Key_Down, KEY.Key_O,
    KEY.Key_B, KEY.Key_Plus, KEY.Key_Minus, KEY.Key_Backslash, KEY.Key_Tab, KEY.Key_Home, KEY.Key_End, KEY.Key_A,
    KEY.Key_F2, KEY.Key_Return, KEY.Key_E, KEY.Key_Escape, KEY.Key_Delete,
)  # fmt: skip
WITH_CONTROL = (KEY.Key_Z, KEY.Key_Y, KEY.Key_D, KEY.Key_T, KEY.Key_A)
LEFT = Qt.MouseButton.LeftButton
MODIFIERS = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip


class Monkey:
    """Touches everything but what opens dialogs of the system or writes files."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        self._window, self._random = window, random.Random(seed)

    def step(self) -> None:
        target = self._target()
        act = self._random.choices((self._click, self._drag, self._key, self._shortcut), (50, 10, 30, 10))[0]
        act(target)
        for dialog in self._open(QDialog):
            dialog.reject()
        for menu in self._open(QMenu):
            menu.close()

    def _target(self) -> QWidget:
        forbidden = {self._window.export_dialog.start, self._window.welcome.open, self._window.welcome.demo}
        return self._random.choice(
            [
                widget
                for widget in self._window.findChildren(QWidget)
                if widget.isVisible() and widget not in forbidden and not self._is_left_alone(widget)
            ]
        )

    def _is_left_alone(self, widget: QWidget) -> bool:
        return isinstance(widget, QMenuBar | QMenu) or (isinstance(widget, QAbstractButton) and "…" in widget.text())

    def _spot(self, widget: QWidget) -> QPoint:
        return QPoint(self._random.randrange(max(1, widget.width())), self._random.randrange(max(1, widget.height())))

    def _click(self, widget: QWidget) -> None:
        if getattr(widget, "menu", lambda: None)() is None:
            QTest.mouseClick(widget, LEFT, self._random.choice(MODIFIERS), self._spot(widget))

    def _drag(self, widget: QWidget) -> None:
        # A drag that starts on a card would wait for a mouse that does not exist.
        if widget not in (self._window.gallery.view.viewport(), self._window.gallery.tracks.view.viewport()):
            QTest.mousePress(widget, LEFT, Qt.KeyboardModifier.NoModifier, self._spot(widget))
            QTest.mouseMove(widget, self._spot(widget))
            QTest.mouseRelease(widget, LEFT, Qt.KeyboardModifier.NoModifier, self._spot(widget))

    def _key(self, widget: QWidget) -> None:
        QTest.keyClick(QApplication.focusWidget() or self._window, self._random.choice(KEYS))

    def _shortcut(self, widget: QWidget) -> None:
        focus = QApplication.focusWidget() or self._window
        QTest.keyClick(focus, self._random.choice(WITH_CONTROL), Qt.KeyboardModifier.ControlModifier)

    def _open(self, kind: type[QWidget]) -> Iterator[QWidget]:
        return (one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())


@pytest.mark.slow
def test_nothing_that_is_touched_at_random_breaks_anything(
    full: MainWindow, qtbot: QtBot, settled: Callable[[Session], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("getOpenFileName", "getSaveFileName"):
        # Dialogs of the system wait for somebody; this one is told that nobody chose a file.
        monkeypatch.setattr(QFileDialog, name, lambda *_: ("", ""))
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: True)
    told: list[Exception] = []
    full.session.failed.connect(told.append)
    before = {card.name: card.tracks for card in full.session.scene.cards}
    monkey, longest = Monkey(full, SEED), 0.0
    for number in range(STEPS):
        started = time.monotonic()
        monkey.step()
        longest = max(longest, time.monotonic() - started)
        if number % 4 == 0:
            QTest.qWait(1)
        assert full.session.is_open

    assert full.session.undo_stack.count() > 0
    while full.session.undo_stack.canUndo():
        full.session.undo_stack.undo()
    settled(full.session)
    full.shuttle.stop()
    qtbot.waitUntil(lambda: not full.player.is_busy)
    assert longest < HANG_S
    assert all(isinstance(error, UserError) for error in told)
    assert {card.name: card.tracks for card in full.session.scene.cards} == before
    path = full.session.path
    full.session.close_film()
    with Project.open(path) as project:
        project.database.check_integrity()
