"""Whole pictures around a question, read on a thread of their own, with the face marked in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.jobs import Latest
from app.session import Session
from app.session.questions import Moment
from app.theme import theme_of
from app.widgets import clock_text
from engine.protocols import FrameReader
from engine.types import Frame, Media

WIDTH_PX = 480


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A moment and the picture that is on the screen then."""

    moment: Moment
    image: QImage


class Frames(QObject):
    """Reads the pictures of the newest question only. It ends with the film."""

    ready = Signal(object, object)
    """The moments that were asked for, and a list of `Shown`."""
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._latest: Latest | None = None
        self._reader: FrameReader | None = None
        session.closing.connect(self.close)

    def ask(self, media: Media, moments: Sequence[Moment]) -> None:
        if self._latest is None:
            self._latest = Latest("review frames", self)
            self._latest.answered.connect(lambda answer: self.ready.emit(*answer))
            self._latest.failed.connect(self.failed)
        self._latest.ask(lambda: (moments, self._read(media, moments)))

    def close(self) -> None:
        if self._latest is not None:
            self._latest.close(self._let_go)
            self._latest.deleteLater()
            self._latest = None

    def _read(self, media: Media, moments: Sequence[Moment]) -> list[Shown]:
        if self._reader is None:
            self._reader = self._session.reader(media, WIDTH_PX)
        return [Shown(moment, _image(self._reader.at(moment.time))) for moment in moments]

    def _let_go(self) -> None:
        # Readers are for one thread, so the one that used it closes it.
        if self._reader is not None:
            self._reader.close()
            self._reader = None


class FrameView(QWidget):
    """One picture with its time; the face that is meant has a box. `display_width`: that boxes are measured in."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: Shown | None = None
        self._display_width = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        return QSize(170, 96)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(96, 54)

    def show_frame(self, shown: Shown | None, display_width: int) -> None:
        self.shown, self._display_width = shown, display_width
        self.setToolTip(clock_text(shown.moment.time, 2) if shown else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self.shown is None:
            painter.fillRect(self.rect(), QColor(theme.raised))
            return
        image, moment = self.shown.image, self.shown.moment
        scale = min(self.width() / image.width(), self.height() / image.height())
        place = QRectF(0, 0, image.width() * scale, image.height() * scale)
        place.moveCenter(QRectF(self.rect()).center())
        painter.drawImage(place, image)
        if moment.box is not None:
            x, y, w, h = (float(side) * place.width() / self._display_width for side in moment.box)
            painter.setPen(QPen(QColor(0, 0, 0, 160), 4))
            painter.drawRect(QRectF(place.left() + x, place.top() + y, w, h))
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRect(QRectF(place.left() + x, place.top() + y, w, h))
        self._time(painter, place, clock_text(moment.time, 1))

    def _time(self, painter: QPainter, place: QRectF, text: str) -> None:
        size = painter.fontMetrics().boundingRect(text)
        box = QRectF(place.left(), place.bottom() - size.height() - 2, size.width() + 10, size.height() + 2)
        painter.fillRect(box, QColor(0, 0, 0, 170))
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _image(frame: Frame) -> QImage:
    """A picture of its own: Qt does not keep an array alive."""
    height, width = frame.image.shape[:2]
    return QImage(frame.image.data, width, height, frame.image.strides[0], QImage.Format.Format_RGB888).copy()
