"""Buttons whose signs are drawn in the colour of their text, so that they can be read in both themes."""

from typing import Literal, TypeAlias

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QToolButton, QWidget

Glyph: TypeAlias = Literal["play", "pause", "back", "on", "previous", "next", "loop", "loud", "mute"]
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
    if glyph == "loop":
        _loop(painter, box)
        return
    if glyph in ("loud", "mute"):
        _speaker(painter, box, glyph == "mute")
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


def _loop(painter: QPainter, box: QRectF) -> None:
    """A ring that is open at its right, where an arrow head points down."""
    colour = painter.brush().color()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.8))
    ring = box.adjusted(1, 1, -1, -1)
    painter.drawArc(ring, 20 * 16, 300 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    tip = QPointF(ring.right(), ring.center().y() + 1)
    painter.drawPolygon(QPolygonF([tip, tip + QPointF(-4, -4.5), tip + QPointF(3.2, -4.5)]))


def _speaker(painter: QPainter, box: QRectF, muted: bool) -> None:
    middle, left = box.center().y(), box.left()
    body = [(0, -2.2), (3, -2.2), (7, -5.5), (7, 5.5), (3, 2.2), (0, 2.2)]
    painter.drawPolygon(QPolygonF([QPointF(left + x, middle + y) for x, y in body]))
    painter.setPen(QPen(painter.brush().color(), 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if muted:
        painter.drawLine(QPointF(left + 8.5, middle - 2.5), QPointF(left + 13, middle + 2.5))
        painter.drawLine(QPointF(left + 8.5, middle + 2.5), QPointF(left + 13, middle - 2.5))
    else:
        painter.drawArc(QRectF(left + 4, middle - 4, 8, 8), -55 * 16, 110 * 16)


def _triangle(painter: QPainter, left: float, right: float, box: QRectF) -> None:
    points = [QPointF(left, box.top()), QPointF(right, box.center().y()), QPointF(left, box.bottom())]
    painter.drawPolygon(QPolygonF(points))
