"""Paint the edit list: segments with their numbers, those that a hand has shaped, those that are selected."""

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.timeline import geometry as geo
from app.timeline.picture import LEFT, Stripe

ROUNDED_PX = 8
NUMBERED_PX = 18


def paint_cut(painter: QPainter, stripe: Stripe) -> None:
    theme, box, marks = stripe.theme, stripe.box, stripe.cut.marks
    painter.fillRect(box, QColor(theme.ground))
    colour = QColor(theme.kept)
    for run in geo.runs(marks.starts, marks.ends, marks.values, stripe.view):
        clip = QRectF(run.left, box.top() + 2, max(1.0, run.right - run.left - 1), box.height() - 4)
        if clip.width() < ROUNDED_PX:
            marked = stripe.picture.selected and not stripe.picture.selected.isdisjoint(
                range(run.first, run.first + run.count)
            )
            painter.fillRect(clip, QColor(theme.text) if marked else colour)
        else:
            _paint_clip(painter, stripe, clip, run.first)
    if not stripe.cut.lanes:
        painter.setPen(QColor(theme.muted))
        hint = QCoreApplication.translate(
            "TimelineCanvas", "Choose a person in the cast: what is kept of the film appears here."
        )
        painter.drawText(box.adjusted(10, 0, -10, 0), LEFT, hint)


def _paint_clip(painter: QPainter, stripe: Stripe, clip: QRectF, index: int) -> None:
    theme, marked = stripe.theme, index in stripe.picture.selected
    # An edge that lies far outside would be rasterised for nothing.
    seen = clip.intersected(stripe.box.adjusted(-ROUNDED_PX, 0, ROUNDED_PX, 0))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.text), 2) if marked else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.kept))
    painter.drawRoundedRect(seen.adjusted(1, 1, -1, -1) if marked else seen, 3, 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    _number(painter, stripe, index, clip.intersected(stripe.box).adjusted(6, 0, -4, 0))


def _number(painter: QPainter, stripe: Stripe, index: int, box: QRectF) -> None:
    """The segment's number, and a pen where a hand has shaped it."""
    if box.width() <= NUMBERED_PX:
        return
    theme = stripe.theme
    painter.setPen(QColor(theme.ground if theme.name == "dark" else "#ffffff"))
    label = f"{index + 1} ✎" if stripe.cut.segments[index].by_hand else f"{index + 1}"
    metrics = QFontMetricsF(painter.font())
    painter.drawText(box, LEFT, metrics.elidedText(label, Qt.TextElideMode.ElideRight, box.width()))
