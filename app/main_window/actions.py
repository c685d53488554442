"""The menus and their keys: everything that can be done, in words, each once."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QMenu, QTextEdit


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu. `plain`: its key is a letter or an arrow, which does nothing while a text is typed."""

    text: str
    keys: tuple[str, ...]
    then: Callable[[], object]
    plain: bool = True


def add_entries(window: QMainWindow, menu: QMenu, entries: list[Entry | None]) -> list[QAction]:
    """Append entries; None is a line between two groups."""
    made = []
    for entry in entries:
        if entry is None:
            menu.addSeparator()
            continue
        action = QAction(entry.text, window)
        action.setShortcuts([QKeySequence(key) for key in entry.keys])
        action.triggered.connect(lambda _=False, entry=entry: _run(entry))
        menu.addAction(action)
        made.append(action)
    return made


def keys_text(menus: list[QMenu]) -> str:
    """All keys, as rows of an HTML table."""
    rows = []
    for menu in menus:
        for action in menu.actions():
            keys = ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())
            if keys:
                rows.append(
                    f"<tr><td>{action.text().replace('&', '')}&nbsp;&nbsp;&nbsp;</td><td><b>{keys}</b></td></tr>"
                )
    return f"<table>{''.join(rows)}</table>"


def tr(text: str) -> str:
    return QCoreApplication.translate("Menus", text)


def _run(entry: Entry) -> None:
    # Qt hands a key to the field that is typed in before it looks for shortcuts; this is for those it does not take.
    if entry.plain and isinstance(QApplication.focusWidget(), QLineEdit | QTextEdit):
        return
    entry.then()
