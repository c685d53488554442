"""A field that takes the key that is pressed in it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

MODIFIERS = frozenset(
    {
        Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock, Qt.Key.Key_ScrollLock, Qt.Key.Key_unknown,
    }
)  # fmt: skip


class KeyField(QLineEdit):
    """Escape and Tab keep their meaning, so that one can leave by keyboard."""

    pressed = Signal(str)
    """A key in the spelling of `Keymap`."""
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAccessibleName(self.tr("New key"))
        self.setPlaceholderText(self.tr("Press the new key; Esc leaves it as it is"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        event.accept()
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif Qt.Key(event.key()) not in MODIFIERS and not event.isAutoRepeat():
            self.pressed.emit(key_of(event))


def key_of(event: QKeyEvent) -> str:
    """Portable spelling of a key press."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    text = event.text()
    if text.isprintable() and text.strip() and not text.isalnum():
        # Shift is already in the sign: on most keyboards "?" and "+" cannot be had without it.
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    sequence = QKeySequence(modifiers.value | event.key())
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)
