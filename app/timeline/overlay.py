"""Paint over the timeline what the mouse holds just now, and what waits for its other half."""

from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.session import Marks, Side
from app.theme import Theme
from app.timeline.geometry import View, runs
from app.timeline.gestures import Drag
from app.timeline.marker_drag import MarkerDrag
from app.widgets import clock_text, length_text
from engine.types import Segment

INSET_PX = 2
TEXT_ROOM_PX = 70
FAINT = 0.25
LEAST_POINTED_PX = 3
"""In a film of hours a question is about less than a pixel."""


def paint_drag(
    painter: QPainter, theme: Theme, view: View, drag: Drag, segments: tuple[Segment, ...], lane: QRectF
) -> None:
    """The segments that are held as they would be, in `lane`, the stripe of the edit list."""
    for index, _ in drag.shown:
        if 0 <= index < len(segments):
            before = segments[index].span
            painter.fillRect(_box(view, before.start, before.end, lane), QColor(theme.ground))
    for _, span in drag.shown:
        box = _box(view, span.start, span.end, lane).adjusted(0, INSET_PX, 0, -INSET_PX)
        painter.fillRect(box, QColor(theme.kept))
        painter.setPen(QPen(QColor(theme.text), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0.75, 0.75, -0.75, -0.75))
        if box.width() > TEXT_ROOM_PX:
            painter.setPen(QColor(theme.ground if theme.name == "dark" else "#ffffff"))
            painter.drawText(box.adjusted(6, 0, -6, 0), Qt.AlignmentFlag.AlignVCenter, length_text(span.duration))
    if drag.snapped is not None and drag.snapped == drag.time and not drag.is_over:
        paint_line(painter, theme, view.x(drag.time), lane)


def paint_line(painter: QPainter, theme: Theme, x: float, lane: QRectF) -> None:
    """To what an edge has been drawn, from the top of the timeline to the foot of the edit list."""
    painter.setPen(QPen(QColor(theme.accent), 1, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(x, 0), QPointF(x, lane.bottom()))


def paint_waiting(painter: QPainter, theme: Theme, view: View, edge: tuple[Side, Fraction], lane: QRectF) -> None:
    """A bracket at an edge of a segment that has no other edge yet."""
    side, time = edge
    x, arm = view.x(time), 6 if side == "start" else -6
    painter.setPen(QPen(QColor(theme.text), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    corners = [(x + arm, lane.top()), (x, lane.top()), (x, lane.bottom()), (x + arm, lane.bottom())]
    painter.drawPolyline(QPolygonF([QPointF(*corner) for corner in corners]))


def paint_spans(painter: QPainter, marks: Marks, view: View, box: QRectF, colour: QColor) -> None:
    """Stretches of time, each at least a pixel wide, in the height of `box`."""
    for run in runs(marks.starts, marks.ends, marks.values, view):
        left, right = max(run.left, box.left()), min(max(run.right, run.left + 1), box.right())
        painter.fillRect(QRectF(left, box.top(), right - left, box.height()), colour)


def paint_pointed(painter: QPainter, marks: Marks, view: View, box: QRectF, theme: Theme) -> None:
    """Stretches that another view speaks of: what lies below can be seen, and both edges are drawn."""
    faint = QColor(theme.accent)
    faint.setAlphaF(FAINT)
    for run in runs(marks.starts, marks.ends, marks.values, view):
        left, right = max(run.left, box.left()), min(max(run.right, run.left + LEAST_POINTED_PX), box.right())
        painter.fillRect(QRectF(left, box.top(), right - left, box.height()), faint)
        painter.setPen(QPen(QColor(theme.accent), 1))
        for edge in (left, right):
            painter.drawLine(QPointF(edge, box.top()), QPointF(edge, box.bottom()))


def paint_marker_drag(painter: QPainter, theme: Theme, view: View, drag: MarkerDrag, stripe: QRectF) -> None:
    if drag.time is None:
        return
    x = view.x(drag.time)
    painter.fillRect(QRectF(x - 1, stripe.top(), 2, stripe.height()), QColor(theme.accent))
    painter.setPen(QColor(theme.text))
    room = QRectF(x + 6, stripe.top(), TEXT_ROOM_PX * 2, stripe.height())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, clock_text(drag.time, 2))


def _box(view: View, start: Fraction, end: Fraction, lane: QRectF) -> QRectF:
    """Cut off at the stripe's ends: what lies far outside would be drawn for nothing."""
    left, right = view.x(start), view.x(end)
    return QRectF(left, lane.top(), max(1.0, right - left), lane.height()).intersected(lane.adjusted(-4, 0, 4, 0))
