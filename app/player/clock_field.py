"""The counter under the picture: it shows the timecode, can be copied, and takes a time to go to."""

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontDatabase, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from engine.edit.timecode import Timecode
from engine.errors import UserError
from engine.timebase import frame_of_timecode, seconds

IDLE = "00:00:00:00"


class ClockField(QLineEdit):
    """A click marks all of it: type a time and Enter to go there, Ctrl+C to copy, Escape to leave."""

    asked = Signal(str)
    """What was typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = IDLE
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setFixedWidth(self.fontMetrics().horizontalAdvance(IDLE) + 20)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(self.tr("Timecode"))
        self.setToolTip(self.tr("Type a time to go to: 00:01:02:03, 1:02.5, +10, or #1550 for a frame. Ctrl+C copies."))
        self.setText(IDLE)
        self.returnPressed.connect(self._ask)

    def show_time(self, text: str) -> None:
        """Nothing is overwritten while somebody types."""
        self._now = text
        if not self.hasFocus():
            self.setText(text)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  Qt's name
        super().focusInEvent(event)
        self.setText(self._now)
        self.selectAll()

    def mouseReleaseEvent(self, event) -> None:  # type: ignore[no-untyped-def] # noqa: N802
        super().mouseReleaseEvent(event)
        if not self.isModified():
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.setText(self._now)

    def event(self, event: QEvent) -> bool:
        # Escape may have a meaning in the window, but here it ends the typing.
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
            return
        super().keyPressEvent(event)

    def _ask(self) -> None:
        text = self.text().strip()
        self.clearFocus()
        if text and text != self._now:
            self.asked.emit(text)


def time_of_text(text: str, now: Fraction, code: Timecode, edges: Sequence[Fraction] | None) -> Fraction:
    """The time that somebody means: a timecode, minutes and seconds, seconds, `+10` from here, or a frame `#1550`.

    `edges`: when each frame comes on screen, as far as known. Raises UserError.
    """
    try:
        if text.startswith("#"):
            return _frame_time(int(text[1:]) - 1, code, edges)
        if text[:1] in ("+", "-"):
            return now + seconds(text)
        parts = text.replace(";", ":").split(":")
        if len(parts) == 4:
            return code.time(frame_of_timecode(text, code.rate))
        total = Fraction(0)
        for part in parts:
            total = total * 60 + _part(part)
    except ValueError:
        raise UserError(
            QCoreApplication.translate("ClockField", "{0} is no time.").format(f"“{text}”"),
            QCoreApplication.translate("ClockField", "Type one like 00:01:02:03, 1:02.5, +10, or #1550 for a frame."),
        ) from None
    return total


def _part(text: str) -> Fraction:
    if not text[:1].isdigit():
        raise ValueError(text)
    return seconds(text)


def _frame_time(index: int, code: Timecode, edges: Sequence[Fraction] | None) -> Fraction:
    if edges is None:
        return code.time(code.begin + index)
    return edges[min(max(index, 0), len(edges) - 2)]
