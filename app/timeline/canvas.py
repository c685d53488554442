"""The timeline as it is painted and touched."""

from fractions import Fraction

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.session import Change, Session
from app.timeline import geometry as geo
from app.timeline import paint
from app.timeline.picture import plan_of
from app.widgets import clock_text, length_text

WHEEL_STEP = 120.0
ZOOM_STEP = 1.25


class TimelineCanvas(QWidget):
    """Shots, lanes and kept segments; a press anywhere moves the playhead, the wheel zooms around the mouse."""

    sought = Signal(object)
    """Time in `Fraction` seconds."""
    rows_changed = Signal()
    """Stripes came or went, or the timeline has another height."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._view = geo.whole(0, 1, 100)
        self._time = Fraction(0)
        self._pressed: str | None = None
        self._scroll = 0
        self.source_timecode = True
        self._backdrop = paint.Backdrop(session, self)
        self._backdrop.changed.connect(self.update)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Timeline"))
        session.changed.connect(self._follow)

    @property
    def view(self) -> geo.View:
        return self._view

    @property
    def plan(self) -> geo.Plan:
        return plan_of(self._session, self.font())

    @property
    def rows(self) -> list[geo.Row]:
        """The stripes where they are on this widget, scrolled as they are."""
        return geo.rows(self.plan, self.height(), self._scroll)

    def scroll_to(self, y: int) -> None:
        """Show the stripes from `y` pixels down."""
        self._scroll = y
        self.rows_changed.emit()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        return QSize(600, geo.height(self.plan))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, 120)

    def show_time(self, time: Fraction) -> None:
        """Move the playhead; the view follows unless the user holds it."""
        before, view = self._picture(), self._view
        self._time = time
        if self._pressed is None:
            self._view = geo.showing(self._view, time)
        if self._view != view:
            self.update()
            return
        for picture in (before, self._picture()):
            for box in paint.head_boxes(picture, self.width(), self.height()):
                self.update(box.toAlignedRect())

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Around pixel `x`, or the playhead."""
        if self._session.scene is None:
            return
        if x is None:
            x = min(max(self._view.x(self._time), 0.0), float(self.width()))
        self._view = geo.zoomed(self._view, factor, x, self._frame_s())
        self.update()

    def fit(self) -> None:
        self._view = geo.whole(self._view.start, self._view.end, self.width())
        self.update()

    # Events.

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        self._backdrop.paint(painter, self._picture(), self.size(), self.devicePixelRatioF())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._view = geo.resized(self._view, self.width())
        self.rows_changed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        delta = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(delta.x()) > abs(delta.y()):
            self._view = geo.panned(self._view, -(delta.x() or delta.y()))
            self.update()
        else:
            self.zoom(ZOOM_STEP ** (delta.y() / WHEEL_STEP), event.position().x())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton and self._session.scene is not None:
            self._pressed = self._row_kind(event.position().y()) or "lane"
            self._drag_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._pressed is not None:
            self._drag_to(event.position())
        else:
            self._show_tip(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._pressed = None

    # Inside.

    def _follow(self, change: Change) -> None:
        scene = self._session.scene
        if change & Change.FILM and scene is not None:
            self._view = geo.whole(float(scene.whole.start), float(scene.whole.end), self.width())
            self._time = scene.whole.start
        if change & (Change.FILM | Change.CUT):
            self.rows_changed.emit()
        self.update()

    def _drag_to(self, at: QPointF) -> None:
        if self._pressed == "overview":
            self._view = geo.centred(self._view, geo.overview_time(self._view, at.x()))
            self.update()
            return
        self.sought.emit(Fraction(self._view.time(at.x())).limit_denominator(1_000_000))

    def _row_kind(self, y: float) -> geo.RowKind | None:
        return next((row.kind for row in self.rows if row.holds(y)), None)

    def _picture(self) -> paint.Picture:
        return paint.Picture(
            self._session, self._view, self._time, self.palette(), self.font(), tuple(self.rows),
            source_timecode=self.source_timecode,
        )  # fmt: skip

    def tip_at(self, at: QPointF) -> str:
        """What is to be said of the segment at a place, empty where there is none."""
        if self._row_kind(at.y()) != "cut":
            return ""
        segments = self._session.cut.segments
        index = geo.at([segment.span for segment in segments], self._view.time(at.x()))
        if index is None:
            return ""
        one = segments[index]
        return self.tr("{0}: {1} from {2}, sure by {3}").format(
            one.person, length_text(one.span.duration), clock_text(one.span.start, 2), f"{one.confidence:.0%}"
        )

    def _show_tip(self, event: QMouseEvent) -> None:
        QToolTip.showText(event.globalPosition().toPoint(), self.tip_at(event.position()), self)

    def _frame_s(self) -> float:
        scene = self._session.scene
        assert scene is not None
        assert scene.media.video is not None
        return float(1 / (scene.media.video.frame_rate or Fraction(25)))
