"""Leave lists, sliders and buttons the keys that they need, although the player uses them, too.

Qt asks whatever has the focus before it runs a shortcut, but sliders and lists do not answer. Without this, an arrow
key would step a frame while a slider or the cast has the focus, and the window could not be used by keyboard alone.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractSlider, QComboBox, QWidget

ARROWS = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down})
KEPT: dict[type[QWidget], frozenset[Qt.Key]] = {
    QAbstractSlider: ARROWS,
    QAbstractItemView: ARROWS,
    QComboBox: ARROWS | {Qt.Key.Key_Space},
    QAbstractButton: frozenset({Qt.Key.Key_Space}),
}


class KeyGuard(QObject):
    """Watches the widgets that are in the window when it is made."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        for kind in KEPT:
            for widget in window.findChildren(kind):
                widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
            if plain and any(isinstance(watched, kind) and event.key() in keys for kind, keys in KEPT.items()):
                event.accept()
                return True
        return False
