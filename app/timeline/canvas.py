"""The timeline as it is painted and touched."""

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.session import Change, Session, marks_of
from app.session.voices import voices_at
from app.timeline import geometry as geo
from app.timeline import overlay, paint
from app.timeline.deeds import TimelineDeeds
from app.timeline.gestures import CURSORS, Gestures, time_at
from app.timeline.marker_drag import MarkerGestures
from app.timeline.menu import CutMenu, MarkerMenu
from app.timeline.picture import plan_of
from app.timeline.selection import Selection
from app.timeline.voice_menu import VoiceMenu
from app.widgets import clock_text, length_text, shown_name
from engine.edit.combine import JOINT
from engine.edit.intervals import normal
from engine.timebase import Span

WHEEL_STEP = 120.0
ZOOM_STEP = 1.25
DIFFERENCE_PX = 4


class TimelineCanvas(QWidget):
    """Shots, lanes and kept segments; the wheel zooms around the mouse.

    On the edit list the mouse selects, trims and adds segments, on the markers it moves them; a press anywhere else
    moves the playhead.
    """

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
        self._differences, self._pointed = marks_of(()), marks_of(())
        self._backdrop = paint.Backdrop(session, self)
        self._backdrop.changed.connect(self.update)
        self.selection = Selection(session, self)
        self.gestures = Gestures(session, self.selection, self)
        self.markers = MarkerGestures(session, self)
        self.deeds = TimelineDeeds(session, self.selection, lambda: self._time, self)
        for part in (self.selection, self.gestures, self.markers, self.deeds):
            part.changed.connect(self.update)
        self.selection.changed.connect(self._tell_selection)
        for asking in (self.gestures.pressed_empty, self.markers.pressed, self.deeds.sought):
            asking.connect(self.sought)
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

    def show_differences(self, spans: Sequence[Span]) -> None:
        """Where a table says something else than what was found."""
        self._differences = marks_of((span, 1.0) for span in normal(spans))
        self.update()

    def point_at(self, spans: Sequence[Span]) -> None:
        """Show stretches of time from top to foot: what some other view speaks of."""
        self._pointed = marks_of((span, 1.0) for span in normal(spans))
        self.update()

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
        picture = self._picture()
        self._backdrop.paint(painter, picture, self.size(), self.devicePixelRatioF())
        self._paint_held(painter, picture)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._view = geo.resized(self._view, self.width())
        self.rows_changed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        delta = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            # The panel scrolls the stripes.
            event.ignore()
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(delta.x()) > abs(delta.y()):
            self._view = geo.panned(self._view, -(delta.x() or delta.y()))
            self.update()
        else:
            self.zoom(ZOOM_STEP ** (delta.y() / WHEEL_STEP), event.position().x())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() != Qt.MouseButton.LeftButton or self._session.scene is None:
            return
        at = event.position()
        self._pressed = self._row_kind(at.y()) or "lane"
        if self._pressed == "cut" and self._session.cut.lanes:
            self.gestures.press(self._view, at.x(), event.modifiers(), self._time)
        elif self._pressed != "markers" or not self.markers.press(self._view, at.x()):
            self._pressed = "overview" if self._pressed == "overview" else "lane"
            self._drag_to(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        at = event.position()
        if self._pressed == "cut":
            self.gestures.move(self._view, at.x(), event.modifiers())
        elif self._pressed == "markers":
            self.markers.move(self._view, at.x())
        elif self._pressed is not None:
            self._drag_to(at)
        else:
            self._hover(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._pressed = None
        self.gestures.release()
        self.markers.release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """On the edit list, play around the edge that is nearest to the mouse; elsewhere it is one more press."""
        at = event.position()
        index = self._segment_at(at)
        if event.button() != Qt.MouseButton.LeftButton or index is None:
            self.mousePressEvent(event)
            return
        span, time = self._session.cut.segments[index].span, time_at(self._view, at.x())
        self.deeds.around_asked.emit(min(span.start, span.end, key=lambda edge: abs(edge - time)))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        at, kind = QPointF(event.pos()), self._row_kind(event.pos().y())
        marker = self.markers.marker_at(self._view, at.x()) if kind == "markers" else None
        if marker is not None:
            MarkerMenu(self, self._session, self.deeds, marker).popup(event.globalPos())
        elif kind == "cut" and self._session.cut.lanes:
            index = self._segment_at(at)
            if index is not None and index not in self.selection.indexes:
                self.selection.choose({index})
            time = time_at(self._view, at.x())
            CutMenu(self, self._session, self.deeds, index, time).popup(event.globalPos())
        elif kind == "evidence":
            self._voice_menu(event)

    def _voice_menu(self, event: QContextMenuEvent) -> None:
        """On the stripe of somebody's voice: of the voice that is heard there, theirs before another's."""
        row = self._row_at(event.pos().y())
        if row is None or row.modality != "voice" or self._session.scene is None:
            return
        card = self._session.scene.card_of(self._session.cut.lanes[row.lane].anchor)
        voices = voices_at(self._session, time_at(self._view, event.pos().x()))
        if card is not None and voices:
            voice = next((one for one in voices if one.card is card), voices[0])
            VoiceMenu(self, self._session, voice, card).popup(event.globalPos())

    def event(self, event: QEvent) -> bool:
        # While something is held or selected, Escape is for that before it is for anybody else.
        asks = event.type() == QEvent.Type.ShortcutOverride
        if asks and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self._holds_something:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() != Qt.Key.Key_Escape or not self._holds_something:
            super().keyPressEvent(event)
        elif not self.gestures.cancel() and not self.markers.cancel():
            self.deeds.select_none()

    # Inside.

    def _follow(self, change: Change) -> None:
        scene = self._session.scene
        if change & Change.FILM and scene is not None:
            self._view = geo.whole(float(scene.whole.start), float(scene.whole.end), self.width())
            self._time = scene.whole.start
        if change & (Change.FILM | Change.CUT | Change.MARKERS):
            self.rows_changed.emit()
        self.update()

    def _drag_to(self, at: QPointF) -> None:
        if self._pressed == "overview":
            self._view = geo.centred(self._view, geo.overview_time(self._view, at.x()))
            self.update()
            return
        self.sought.emit(Fraction(self._view.time(at.x())).limit_denominator(1_000_000))

    def _row_kind(self, y: float) -> geo.RowKind | None:
        row = self._row_at(y)
        return row.kind if row is not None else None

    def _row_at(self, y: float) -> geo.Row | None:
        return next((row for row in self.rows if row.holds(y)), None)

    def _picture(self) -> paint.Picture:
        return paint.Picture(
            self._session, self._view, self._time, self.palette(), self.font(), tuple(self.rows),
            self.selection.indexes, self.source_timecode,
        )  # fmt: skip

    def tip_at(self, at: QPointF) -> str:
        """What is to be said of the segment at a place, or of a voice; empty where there is neither."""
        index = self._segment_at(at)
        if index is None:
            row = self._row_at(at.y())
            return self.tr("Right click: whose voice this is") if row and row.modality == "voice" else ""
        one = self._session.cut.segments[index]
        said = self.tr("{0}: {1} from {2}, sure by {3}").format(
            JOINT.join(map(shown_name, one.person.split(JOINT))),
            length_text(one.span.duration),
            clock_text(one.span.start, 2),
            f"{one.confidence:.0%}",
        )
        return self.tr("{0}, shaped by hand").format(said) if one.by_hand else said

    def _segment_at(self, at: QPointF) -> int | None:
        if self._row_kind(at.y()) != "cut":
            return None
        marks = self._session.cut.marks
        return geo.at(marks.starts, marks.ends, self._view.time(at.x()))

    def _hover(self, event: QMouseEvent) -> None:
        """Say what a press would take hold of."""
        at, kind = event.position(), self._row_kind(event.position().y())
        cursor = Qt.CursorShape.ArrowCursor
        if kind == "cut" and self._session.cut.lanes:
            part = self.gestures.touch_at(self._view, at.x(), event.modifiers()).part
            cursor = CURSORS.get(part, cursor)
        elif kind == "markers" and self.markers.marker_at(self._view, at.x()) is not None:
            cursor = Qt.CursorShape.PointingHandCursor
        self.setCursor(cursor)
        QToolTip.showText(event.globalPosition().toPoint(), self.tip_at(at), self)

    def _paint_held(self, painter: QPainter, picture: paint.Picture) -> None:
        painter.setFont(picture.small)
        whole = QRectF(self.rect())
        overlay.paint_pointed(painter, self._pointed, self._view, whole, picture.theme)
        for row in picture.rows:
            box = QRectF(0, row.top, self.width(), row.height)
            if row.kind == "ruler":
                foot = box.adjusted(0, box.height() - DIFFERENCE_PX, 0, 0)
                overlay.paint_spans(painter, self._differences, self._view, foot, QColor(picture.theme.warning))
            if row.kind == "markers" and self.markers.drag is not None:
                overlay.paint_marker_drag(painter, picture.theme, self._view, self.markers.drag, box)
            elif row.kind == "cut" and self.gestures.drag is not None:
                segments = self._session.cut.segments
                overlay.paint_drag(painter, picture.theme, self._view, self.gestures.drag, segments, box)
            if row.kind == "cut" and self.deeds.waiting is not None:
                overlay.paint_waiting(painter, picture.theme, self._view, self.deeds.waiting, box)

    @property
    def _holds_something(self) -> bool:
        return (
            self.gestures.is_dragging
            or self.markers.drag is not None
            or bool(self.selection.indexes)
            or self.deeds.waiting is not None
        )

    def _tell_selection(self) -> None:
        """For those who hear the window."""
        chosen = sorted(self.selection.indexes)
        one = self.tr("Segment {0} selected").format(chosen[0] + 1) if chosen else ""
        several = self.tr("{0} segments selected").format(len(chosen))
        self.setAccessibleDescription(several if len(chosen) > 1 else one)

    def _frame_s(self) -> float:
        scene = self._session.scene
        assert scene is not None
        assert scene.media.video is not None
        return float(1 / (scene.media.video.frame_rate or Fraction(25)))
