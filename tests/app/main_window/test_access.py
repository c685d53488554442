"""Everything can be used without a mouse and read aloud: names of widgets, and the way of the Tab key."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QDockWidget,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QStackedWidget,
    QTabWidget,
    QToolBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.commands import Choice
from app.main_window import MainWindow
from app.session import Session
from app.settings.dialog import SettingsDialog
from app.settings.key_sheet import KeySheet

FRAMES = (QMenu, QMenuBar, QDockWidget, QToolBar, QStackedWidget, QTabWidget, QDialog)
"""Named by their titles, or not stepped on by themselves."""


def nameless(root: QWidget) -> list[str]:
    """Widgets that take the focus and of which a screen reader could say nothing."""
    buddies = {label.buddy() for label in root.findChildren(QLabel) if label.buddy() is not None}
    return [
        f"{type(widget).__name__} in {_place(widget)}"
        for widget in root.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(widget, FRAMES)
        and not _is_inside(widget)
        and widget not in buddies
        and not _says_something(widget)
    ]


def _place(widget: QWidget) -> str:
    """The class of ours that it belongs to."""
    parent = widget.parentWidget()
    while parent is not None and type(parent).__module__.startswith("PySide6"):
        parent = parent.parentWidget()
    return type(parent).__name__


def _is_inside(widget: QWidget) -> bool:
    """Parts that Qt makes: the field of a spin box or combo box, what scrolls, buttons in a title bar."""
    parent = widget.parent()
    return (
        _is_of_a_list(parent)
        or isinstance(parent, QAbstractSpinBox | QDockWidget | QTabWidget | QLineEdit)
        or (isinstance(parent, QAbstractScrollArea) and widget is parent.viewport())
        or widget.objectName().startswith("qt_")
    )


def _is_of_a_list(widget: QObject | None) -> bool:
    return widget is not None and (isinstance(widget, QComboBox) or _is_of_a_list(widget.parent()))


def _says_something(widget: QWidget) -> bool:
    if widget.accessibleName():
        return True
    if isinstance(widget, QAbstractButton):
        return bool(widget.text())
    return isinstance(widget, QGroupBox) and bool(widget.title())


@pytest.fixture
def everything(full: MainWindow, qtbot: QtBot, settled: Callable[[Session], None]) -> Iterator[list[QWidget]]:
    """The window with a person chosen, and its dialogs."""
    full.session.pick(Choice((full.session.scene.cards[0].anchor,)))
    settled(full.session)
    full.show_settings()
    full.show_keys()
    full.show_export()
    yield [full]
    for dialog in full.findChildren(SettingsDialog) + full.findChildren(KeySheet):
        dialog.reject()
    full.export_dialog.hide()
    qtbot.waitUntil(lambda: full.findChild(SettingsDialog) is None and full.findChild(KeySheet) is None)


def test_everything_that_takes_the_focus_has_a_name(everything: list[QWidget]) -> None:
    found = "\n".join(sorted(name for root in everything for name in nameless(root)))

    assert not found, found


def test_nameless_widget_would_be_found(qtbot: QtBot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    QLineEdit(root)
    named = QLineEdit(root)
    named.setAccessibleName("Name")

    assert len(nameless(root)) == 1


def test_tab_goes_through_the_whole_window_and_comes_back(full: MainWindow, qtbot: QtBot) -> None:
    full.activateWindow()
    first = full.gallery.search
    first.setFocus()
    seen: list[QWidget] = [first]
    for _ in range(400):
        focus = QApplication.focusWidget()
        assert focus is not None
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is first:
            break
        seen.append(now)

    assert QApplication.focusWidget() is first
    for view in (full.gallery, full.player, full.rules, full.timeline):
        assert any(view.isAncestorOf(widget) for widget in seen), view
    # Within one view the way does not leave and return: each is one run of the round.
    for view in (full.gallery, full.player, full.rules):
        inside = [view.isAncestorOf(widget) for widget in seen]
        assert sum(now and not before for before, now in zip([inside[-1], *inside], inside, strict=False)) <= 1, view


def test_start_page_can_be_used_by_keyboard(window: MainWindow) -> None:
    assert nameless(window.welcome) == []
    assert window.welcome.open.focusPolicy() & Qt.FocusPolicy.TabFocus
