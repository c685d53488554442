"""Paint the timeline: all that stands still once, and the playhead over it each time it moves."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap

from app.session import Change, Session
from app.timeline import geometry as geo
from app.timeline.clips import paint_cut
from app.timeline.lanes import paint_evidence, paint_lane
from app.timeline.picture import Picture, Stripe
from app.timeline.ruler import head_boxes, paint_markers, paint_overview, paint_playhead, paint_ruler
from app.timeline.strips import paint_film, paint_shots, paint_sound

__all__ = ["Backdrop", "Picture", "head_boxes"]

_STRIPES: dict[geo.RowKind, Callable[[QPainter, Stripe], None]] = {
    "overview": paint_overview,
    "ruler": paint_ruler,
    "markers": paint_markers,
    "film": paint_film,
    "shots": paint_shots,
    "sound": paint_sound,
    "evidence": paint_evidence,
    "lane": paint_lane,
    "cut": paint_cut,
}


class Backdrop(QObject):
    """Everything but the playhead as one picture, painted anew only when something of it has changed.

    `changed`: more of the film's pictures or of its sound can be shown.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._pixmap = QPixmap()
        self._shown: tuple[object, ...] | None = None
        session.changed.connect(self._follow)
        self._follow(Change.FILM)

    def paint(self, painter: QPainter, picture: Picture, size: QSize, dense: float) -> None:
        """`dense`: device pixels in a pixel."""
        shown = _ingredients(picture, size, dense)
        if shown != self._shown:
            self._paint(picture, size, dense)
            self._shown = shown
        painter.drawPixmap(0, 0, self._pixmap)
        if picture.session.scene is not None:
            paint_playhead(painter, picture, size.width(), size.height())

    def forget(self) -> None:
        self._shown = None
        self.changed.emit()

    def _follow(self, change: Change) -> None:
        self._shown = None
        if change & Change.FILM and self._session.film_strip is not None:
            self._session.film_strip.ready.connect(self.forget)
        if change & (Change.FILM | Change.SOUND) and self._session.waveform is not None:
            self._session.waveform.changed.connect(self.forget)

    def _paint(self, picture: Picture, size: QSize, dense: float) -> None:
        device = QSize(round(size.width() * dense), round(size.height() * dense))
        if self._pixmap.size() != device:
            self._pixmap = QPixmap(device)
        self._pixmap.setDevicePixelRatio(dense)
        painter = QPainter(self._pixmap)
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor(picture.theme.panel))
        painter.setFont(picture.small)
        _paint_stripes(painter, picture, size, dense)
        painter.end()


def _paint_stripes(painter: QPainter, picture: Picture, size: QSize, dense: float) -> None:
    scene, cut = picture.session.scene, picture.session.cut
    if scene is None:
        return
    room = geo.moving_room(picture.rows, size.height())
    for row in picture.rows:
        box = QRectF(0, row.top, size.width(), row.height)
        stripe = Stripe(picture, scene, cut, row, box, dense)
        if row.stays:
            painter.setClipping(False)
            _STRIPES[row.kind](painter, stripe)
        elif row.bottom > room[0] and row.top < room[1]:
            painter.setClipRect(QRectF(0, room[0], size.width(), room[1] - room[0]))
            _STRIPES[row.kind](painter, stripe)


def _ingredients(picture: Picture, size: QSize, dense: float) -> tuple[object, ...]:
    """What the backdrop depends on and the session does not tell of."""
    return (
        picture.view, picture.rows, picture.selected, picture.source_timecode, picture.palette.cacheKey(),
        picture.font.toString(), size.width(), size.height(), dense,
    )  # fmt: skip
