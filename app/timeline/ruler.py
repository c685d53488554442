"""Paint what tells of time: the overview, the ruler with its timecode, markers and the playhead."""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from app.timeline import geometry as geo
from app.timeline.picture import LEFT, Picture, Stripe, count_of, fill_columns

LABEL_ROOM_PX = 18
HEAD_PX = 7
"""Half of what is painted anew when the playhead moves."""


def paint_overview(painter: QPainter, stripe: Stripe) -> None:
    """The whole film, how far the analysis has come, what is kept, and which stretch the view shows."""
    theme, view, scene, box = stripe.theme, stripe.view, stripe.scene, stripe.box
    painter.fillRect(box, QColor(theme.raised))
    if not scene.complete:
        done = geo.overview_x(view, scene.until)
        painter.fillRect(QRectF(0, box.bottom() - 2, done, 2), QColor(theme.accent))
    marks = stripe.cut.marks
    values = geo.columns(marks.starts, marks.ends, marks.values, geo.overview(view), stripe.dense)
    kept = np.where(values > 0, 1.0, 0.0)
    fill_columns(
        painter, QRectF(0, box.top() + 3, box.width(), 6), kept, np.zeros(len(kept)), QColor(theme.kept), stripe.dense
    )
    if not view.is_whole:
        left, right = geo.overview_x(view, view.left), geo.overview_x(view, view.right)
        shown = QRectF(left, box.top() + 0.5, max(3.0, right - left) - 1, box.height() - 1)
        lit = QColor(theme.text)
        lit.setAlpha(40)
        painter.fillRect(shown, lit)
        painter.setPen(QPen(QColor(theme.text), 1.5))
        painter.drawRect(shown)


def paint_ruler(painter: QPainter, stripe: Stripe) -> None:
    theme, view, box = stripe.theme, stripe.view, stripe.box
    painter.fillRect(box, QColor(theme.panel))
    metrics = QFontMetricsF(painter.font())
    count = count_of(stripe.scene, stripe.picture.source_timecode)
    label_px = metrics.horizontalAdvance("00:00:00:00") + LABEL_ROOM_PX
    lines: dict[str, list[QLineF]] = {theme.muted: [], theme.line: []}
    painter.setPen(QColor(theme.muted))
    for tick in geo.ticks(view, count, label_px):
        x = view.x(tick.time)
        length = 8 if tick.label else 4
        lines[theme.muted if tick.label else theme.line].append(QLineF(x, box.bottom() - length, x, box.bottom()))
        # Half a label says another time than the whole one.
        if tick.label and x + 4 + metrics.horizontalAdvance(tick.label) <= box.width():
            painter.drawText(QPointF(x + 4, box.bottom() - 8 + metrics.descent() - 2), tick.label)
    for colour, some in lines.items():
        painter.setPen(QColor(colour))
        painter.drawLines(some)


def paint_markers(painter: QPainter, stripe: Stripe) -> None:
    """A flag at each marker, with its name where there is room up to the next one."""
    theme, view, box = stripe.theme, stripe.view, stripe.box
    painter.fillRect(box, QColor(theme.ground))
    markers = sorted(stripe.picture.session.markers)
    metrics = QFontMetricsF(painter.font())
    lefts = [view.x(marker.time) for marker in markers]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for marker, x, limit in zip(markers, lefts, [*lefts[1:], box.width()], strict=True):
        if x < -box.width() or x > box.width():
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.warning))
        top, foot = box.top() + 2, box.bottom() - 1
        painter.drawPolygon(QPolygonF([QPointF(x, top), QPointF(x + 7, top + 3.5), QPointF(x, top + 7)]))
        painter.fillRect(QRectF(x - 0.75, top, 1.5, foot - top), QColor(theme.warning))
        room = min(limit, box.width()) - x - 14
        if marker.name and room > metrics.horizontalAdvance("…"):
            painter.setPen(QColor(theme.text))
            shown = metrics.elidedText(marker.name, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(x + 10, box.top(), room, box.height()), LEFT, shown)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def head_boxes(picture: Picture, width: float, tall: float) -> list[QRectF]:
    """Where the playhead is painted: on the overview, and from the ruler down."""
    overview = next(row for row in picture.rows if row.kind == "overview")
    small, x = geo.overview_x(picture.view, picture.time), picture.view.x(picture.time)
    found = [QRectF(small - 2, overview.top, 4, overview.height)]
    if -HEAD_PX <= x <= width + HEAD_PX:
        top = overview.bottom + 1
        found.append(QRectF(x - HEAD_PX, top, 2 * HEAD_PX, tall - top))
    return found


def paint_playhead(painter: QPainter, picture: Picture, width: float, tall: float) -> None:
    colour = QColor(picture.theme.playhead)
    small, *large = head_boxes(picture, width, tall)
    painter.fillRect(small.adjusted(1, 0, -1, 0), colour)
    for box in large:
        # On whole pixels, else the line is two pale ones.
        x, top = round(box.center().x()), box.top()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([QPointF(x - 6, top), QPointF(x + 6, top), QPointF(x, top + 8)]))
        painter.fillRect(QRectF(x - 1, top, 2, box.height()), colour)
