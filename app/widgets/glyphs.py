"""Buttons whose signs are drawn in the colour of their text, so that they can be read in both themes."""

from typing import Literal, TypeAlias

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPolygonF
from PySide6.QtWidgets import QToolButton, QWidget

Glyph: TypeAlias = Literal["play", "pause", "back", "on", "previous", "next"]
SIGN_PX = 12.0


class GlyphButton(QToolButton):
    """A tool button with one of the signs of a player."""

    def __init__(self, glyph: Glyph, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.glyph: Glyph = glyph
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_glyph(self, glyph: Glyph) -> None:
        self.glyph = glyph
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        return QSize(36, 30)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.ButtonText))
        box = QRectF(0, 0, SIGN_PX, SIGN_PX)
        box.moveCenter(QRectF(self.rect()).center())
        _draw(painter, self.glyph, box)


def _draw(painter: QPainter, glyph: Glyph, box: QRectF) -> None:
    if glyph == "pause":
        painter.drawRect(QRectF(box.left() + 1, box.top(), 3.5, box.height()))
        painter.drawRect(QRectF(box.right() - 4.5, box.top(), 3.5, box.height()))
        return
    if glyph in ("back", "previous"):
        painter.translate(box.center().x() * 2, 0)
        painter.scale(-1, 1)
    if glyph == "play":
        _triangle(painter, box.left() + 1, box.right(), box)
        return
    _triangle(painter, box.left() + 3, box.right() - 1, box)
    # A step has its bar before the arrow, a jump has it where the arrow ends.
    bar = box.left() - 1 if glyph in ("on", "back") else box.right() - 1
    painter.drawRect(QRectF(bar, box.top(), 2.2, box.height()))


def _triangle(painter: QPainter, left: float, right: float, box: QRectF) -> None:
    points = [QPointF(left, box.top()), QPointF(right, box.center().y()), QPointF(left, box.bottom())]
    painter.drawPolygon(QPolygonF(points))
