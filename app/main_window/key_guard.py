"""Leave text fields, lists, sliders and buttons the keys that they need, although the player uses them, too.

Qt asks whatever has the focus before it runs a shortcut, but sliders and lists do not answer, and text fields answer
for some keys only. Without this, an arrow key would step a frame while a slider or the cast has the focus, and the
window could not be used by keyboard alone.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

ARROWS = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down})
ENDS = frozenset({Qt.Key.Key_Home, Qt.Key.Key_End})
KEPT: dict[type[QWidget], frozenset[Qt.Key]] = {
    QAbstractSlider: ARROWS | ENDS,
    QAbstractItemView: ARROWS | ENDS,
    QComboBox: ARROWS | ENDS | {Qt.Key.Key_Space},
    QAbstractButton: frozenset({Qt.Key.Key_Space}),
}
TYPED_IN = (QLineEdit, QTextEdit, QPlainTextEdit, QAbstractSpinBox)
WITH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
FUNCTION = frozenset(Qt.Key(Qt.Key.Key_F1 + number) for number in range(12))
PASSED = FUNCTION | {Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab}
"""Keys that are not for typing."""


class KeyGuard(QObject):
    """Watches what is in the window when it is made, and whatever gets the focus later."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        for widget in window.findChildren(QWidget):
            if isinstance(widget, (*KEPT, *TYPED_IN)):
                widget.installEventFilter(self)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and keeps(watched, event):
            event.accept()
            return True
        return False

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._window.isAncestorOf(now):
            # Qt forgets an earlier installation of the same filter.
            now.installEventFilter(self)


def keeps(widget: QObject, event: QKeyEvent) -> bool:
    """Whether a key is the widget's own."""
    key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if isinstance(widget, TYPED_IN):
        return not modifiers & WITH and key not in PASSED
    plain = modifiers == Qt.KeyboardModifier.NoModifier
    return plain and any(isinstance(widget, kind) and key in keys for kind, keys in KEPT.items())
