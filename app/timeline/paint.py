"""Paint the stripes of the timeline. Only what lies in the view is drawn, so hours cost no more than minutes."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen, QPolygonF

from app.session import Cut, Marks, Scene, Session
from app.theme import Theme, theme_of
from app.timeline import geometry as geo

ROUNDED_PX = 8
NUMBERED_PX = 18


@dataclass(frozen=True, slots=True)
class Picture:
    """All that the painting depends on."""

    session: Session
    view: geo.View
    time: Fraction
    palette: QPalette
    font: QFont

    @property
    def theme(self) -> Theme:
        return theme_of(self.palette)


def paint(painter: QPainter, picture: Picture, box: QRectF) -> None:
    theme, scene, cut = picture.theme, picture.session.scene, picture.session.cut
    painter.fillRect(box, QColor(theme.panel))
    small = QFont(picture.font)
    small.setPointSizeF(picture.font.pointSizeF() * 0.85)
    painter.setFont(small)
    if scene is None:
        return
    for row in geo.rows(len(cut.lanes)):
        stripe = QRectF(0, row.top, box.width(), row.height)
        _STRIPES[row.kind](painter, picture, scene, cut, row, stripe)
    _playhead(painter, picture, box)


def _overview(painter: QPainter, picture: Picture, scene: Scene, cut: Cut, row: geo.Row, stripe: QRectF) -> None:
    """The whole film, how far the analysis has come, what is kept, and which stretch the view shows."""
    theme, view = picture.theme, picture.view
    painter.fillRect(stripe, QColor(theme.raised))
    if not scene.complete:
        done = geo.overview_x(view, scene.until)
        painter.fillRect(QRectF(0, stripe.bottom() - 2, done, 2), QColor(theme.accent))
    for run in _runs(cut.marks, geo.overview(view)):
        painter.fillRect(QRectF(run.left, stripe.top() + 3, max(1.0, run.right - run.left), 6), QColor(theme.kept))
    if not view.is_whole:
        left, right = geo.overview_x(view, view.left), geo.overview_x(view, view.right)
        painter.setPen(QPen(QColor(theme.text), 1.5))
        painter.drawRect(QRectF(left, stripe.top() + 0.5, max(3.0, right - left) - 1, stripe.height() - 1))
    head = geo.overview_x(view, picture.time)
    painter.fillRect(QRectF(head - 1, stripe.top(), 2, stripe.height()), QColor(theme.playhead))


def _ruler(painter: QPainter, picture: Picture, scene: Scene, cut: Cut, row: geo.Row, stripe: QRectF) -> None:
    theme, view = picture.theme, picture.view
    assert scene.media.video is not None
    for tick in geo.ticks(view, scene.media.video.frame_rate):
        x = view.x(tick.time)
        length = 8 if tick.label else 4
        painter.setPen(QColor(theme.muted if tick.label else theme.line))
        painter.drawLine(QPointF(x, stripe.bottom() - length), QPointF(x, stripe.bottom()))
        if tick.label:
            painter.drawText(QPointF(x + 4, stripe.bottom() - 9), tick.label)


def _shots(painter: QPainter, picture: Picture, scene: Scene, cut: Cut, row: geo.Row, stripe: QRectF) -> None:
    theme, view = picture.theme, picture.view
    painter.fillRect(stripe, QColor(theme.ground))
    for run in _runs(scene.shot_marks, view):
        shade = QColor(theme.raised if run.value else theme.line)
        painter.fillRect(QRectF(run.left, stripe.top(), max(1.0, run.right - run.left), stripe.height()), shade)


def _lane(painter: QPainter, picture: Picture, scene: Scene, cut: Cut, row: geo.Row, stripe: QRectF) -> None:
    """How sure it is that the person is there, over time, with the threshold of the rules."""
    theme, view = picture.theme, picture.view
    lane = cut.lanes[row.lane]
    painter.fillRect(stripe, QColor(theme.ground))
    colour = theme.person(_place(scene, lane.anchor))
    for run in _runs(lane.marks, view):
        height = (stripe.height() - 2) * run.value
        painter.fillRect(QRectF(run.left, stripe.bottom() - height, max(1.0, run.right - run.left), height), colour)
    threshold = stripe.bottom() - (stripe.height() - 2) * picture.session.rules.min_confidence
    painter.setPen(QPen(QColor(theme.text), 1, Qt.PenStyle.DotLine))
    painter.drawLine(QPointF(0, threshold), QPointF(stripe.width(), threshold))
    _tag(painter, theme, stripe, lane.name)


def _cut(painter: QPainter, picture: Picture, scene: Scene, cut: Cut, row: geo.Row, stripe: QRectF) -> None:
    theme, view = picture.theme, picture.view
    painter.fillRect(stripe, QColor(theme.ground))
    colour = QColor(theme.kept)
    for run in _runs(cut.marks, view):
        clip = QRectF(run.left, stripe.top() + 2, max(1.0, run.right - run.left - 1), stripe.height() - 4)
        if clip.width() < ROUNDED_PX:
            painter.fillRect(clip, colour)
            continue
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(clip, 3, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        _number(painter, theme, cut, run.first, clip.intersected(stripe).adjusted(6, 0, -4, 0))
    if not cut.lanes:
        painter.setPen(QColor(theme.muted))
        hint = picture.session.tr("Choose a person in the cast: what is kept of the film appears here.")
        painter.drawText(stripe.adjusted(10, 0, -10, 0), _LEFT, hint)


def _number(painter: QPainter, theme: Theme, cut: Cut, index: int, box: QRectF) -> None:
    """The segment's number, and a pen where a hand has shaped it."""
    if box.width() <= NUMBERED_PX:
        return
    painter.setPen(QColor(theme.ground if theme.name == "dark" else "#ffffff"))
    label = f"{index + 1} ✎" if cut.segments[index].by_hand else f"{index + 1}"
    metrics = QFontMetricsF(painter.font())
    painter.drawText(box, _LEFT, metrics.elidedText(label, Qt.TextElideMode.ElideRight, box.width()))


def _runs(marks: Marks, view: geo.View) -> list[geo.Run]:
    return geo.runs(marks.starts, marks.ends, marks.values, view)


def _playhead(painter: QPainter, picture: Picture, box: QRectF) -> None:
    x = picture.view.x(picture.time)
    top = geo.OVERVIEW_PX + 2 * geo.GAP_PX
    colour = QColor(picture.theme.playhead)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(x - 6, top), QPointF(x + 6, top), QPointF(x, top + 8)]))
    painter.fillRect(QRectF(x - 0.75, top, 1.5, box.height() - top), colour)


def _tag(painter: QPainter, theme: Theme, stripe: QRectF, text: str) -> None:
    """A name that can be read on whatever is under it."""
    metrics = QFontMetricsF(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, 160)
    box = QRectF(0, stripe.top(), metrics.horizontalAdvance(shown) + 12, metrics.height() + 2)
    painter.fillRect(box, QColor(theme.panel))
    painter.setPen(QColor(theme.text))
    painter.drawText(box.adjusted(6, 0, 0, 0), _LEFT, shown)


def _place(scene: Scene, anchor: int) -> int:
    return next((place for place, card in enumerate(scene.cards) if anchor in card.tracks), 0)


_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_STRIPES: dict[geo.RowKind, Callable[[QPainter, Picture, Scene, Cut, geo.Row, QRectF], None]] = {
    "overview": _overview,
    "ruler": _ruler,
    "shots": _shots,
    "lane": _lane,
    "cut": _cut,
}
