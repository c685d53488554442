"""Paint the picture with the boxes and names of those who are in it."""

from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.player.overlay import Mark, Overlay
from app.session import Scene, Spotted
from app.theme import DARK

MUTED = QColor(DARK.muted)
BLACK = QColor("#0a0a0b")
"""Around a picture it is black in both themes, so that nothing shines beside it."""

BODY_LINE = 0.5
"""The line around a body is thinner: the box is large, and covers more of the picture."""
SAME_FRAME_S = Fraction(3, 2000)
"""Times of one frame may differ by what Qt cuts off; frames of films lie further apart."""


class PictureCanvas(QWidget):
    """The picture as large as fits. A click on a box tells whose it is."""

    clicked = Signal(int, bool)
    """Track, and whether it is to be added to those chosen."""
    pressed = Signal()
    """A click beside all boxes."""
    doubled = Signal()
    """A double click. The click that it began with has been told by then."""
    wheeled = Signal(int)
    """Up (1) or down (-1)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._time = Fraction(0)
        self._overlay: Overlay | None = None
        self._size = (16, 9)
        self._chosen: frozenset[int] = frozenset()
        self._spotted: Spotted | None = None
        self._remarks = False
        self.marks_shown = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 135)
        self.setAccessibleName(self.tr("Picture"))

    @property
    def image(self) -> QImage:
        return self._image

    @property
    def time(self) -> Fraction:
        return self._time

    @property
    def marks(self) -> list[Mark]:
        """Who is in the picture that is shown, as far as it is to be seen."""
        if self._overlay is None:
            return []
        if self._spotted is not None:
            return self._overlay.with_radar(self._time, self._spotted.faces, self.tr("Unknown"))
        return self.stored_marks if self.marks_shown else []

    @property
    def stored_marks(self) -> list[Mark]:
        """Who is in the picture by the stored tracks."""
        return self._overlay.at(self._time) if self._overlay else []

    @property
    def spotted(self) -> Spotted | None:
        """What the radar said of the picture that is shown."""
        return self._spotted

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        return QSize(640, 360)

    def show_image(self, image: QImage, time: Fraction) -> None:
        if self._spotted is not None and abs(self._spotted.time - time) > SAME_FRAME_S:
            self._spotted = None
        self._image, self._time = image, time
        self.update()

    def show_spotted(self, spotted: Spotted, remarks: bool = False) -> None:
        """Names that the radar found, until another picture is shown; an answer for another picture is late.

        `remarks`: whether to say so where there is no face.
        """
        self._remarks = remarks
        if abs(spotted.time - self._time) <= SAME_FRAME_S:
            self._spotted = spotted
            self.update()

    def forget_spotted(self) -> None:
        self._spotted = None
        self.update()

    def show_scene(self, scene: Scene | None) -> None:
        self._overlay = Overlay(scene) if scene else None
        if scene is not None and scene.media.video is not None:
            self._size = scene.media.video.display_size
        self.update()

    def show_chosen(self, tracks: frozenset[int]) -> None:
        self._chosen = tracks
        self.update()

    def clear(self) -> None:
        self._image, self._overlay, self._spotted = QImage(), None, None
        self.update()

    def picture_rect(self) -> QRectF:
        """Where the picture lies in the widget."""
        width, height = self._size
        scale = min(self.width() / width, self.height() / height)
        width_px, height_px = width * scale, height * scale
        return QRectF((self.width() - width_px) / 2, (self.height() - height_px) / 2, width_px, height_px)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.fillRect(self.rect(), BLACK)
        if self._image.isNull():
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.picture_rect(), self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark in self.marks:
            self._paint_mark(painter, mark)
        if self._remarks and self._spotted is not None and not self._spotted.faces:
            area = self.picture_rect()
            self._paint_name(painter, QRectF(area.left() + 8, area.top() - 20, 0, 0), self.tr("No face here"), MUTED)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() != Qt.MouseButton.LeftButton:
            return
        mark = self._mark_at(event.position())
        if mark is None:
            self.pressed.emit()
        else:
            self.clicked.emit(mark.track, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton and self._mark_at(event.position()) is None:
            self.doubled.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if event.angleDelta().y():
            self.wheeled.emit(1 if event.angleDelta().y() > 0 else -1)
        event.accept()

    def _mark_at(self, at: QPointF) -> Mark | None:
        """The smallest box under the mouse: a face before a face is meant, not the one behind."""
        hit = [mark for mark in self.marks if self._box(mark).contains(at)]
        return min(hit, key=lambda mark: mark.box[2] * mark.box[3], default=None)

    def _box(self, mark: Mark) -> QRectF:
        area = self.picture_rect()
        scale = area.width() / self._size[0]
        x, y, width, height = (side * scale for side in mark.box)
        return QRectF(area.left() + x, area.top() + y, width, height).intersected(area)

    def _paint_mark(self, painter: QPainter, mark: Mark) -> None:
        box = self._box(mark)
        colour = DARK.person(mark.place) if mark.known else MUTED
        chosen = mark.track in self._chosen
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # A dark rim keeps the line readable on snow and on night.
        width = (3.0 if chosen else 1.8) * (BODY_LINE if mark.is_body else 1)
        painter.setPen(QPen(QColor(0, 0, 0, 150), width + 2))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QPen(colour, width))
        painter.drawRoundedRect(box, 4, 4)
        self._paint_name(painter, box, f"{mark.name}  {mark.confidence:.0%}", colour)

    def _paint_name(self, painter: QPainter, box: QRectF, text: str, colour: QColor) -> None:
        font = QFont(self.font())
        font.setBold(True)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        width, height = metrics.horizontalAdvance(text) + 12, metrics.height() + 4
        area = self.picture_rect()
        left = min(max(box.left(), area.left()), max(area.left(), area.right() - width))
        top = box.top() - height - 3
        tag = QRectF(left, top if top > area.top() else box.bottom() + 3, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(10, 12, 16, 215))
        painter.drawRoundedRect(tag, 3, 3)
        painter.setPen(colour)
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)
