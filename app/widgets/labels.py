"""Labels in the few sizes that the window uses."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def heading(text: str) -> QLabel:
    return _label(text, "heading")


def muted(text: str) -> QLabel:
    label = _label(text, "muted")
    label.setWordWrap(True)
    return label


def title(text: str) -> QLabel:
    return _label(text, "title")


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    # Names of people and files are shown as they are, never as markup.
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
