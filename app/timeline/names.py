"""Say what each stripe of the timeline shows, in a column beside it that text never has to share."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.session import Session
from app.theme import theme_of
from app.timeline import geometry as geo
from app.timeline.canvas import TimelineCanvas
from app.timeline.picture import LEFT, RIGHT, person_colour, small_font

LETTERS = 22
"""As wide as so many figures."""
EDGE_PX = 6


class StripeNames(QWidget):
    """The names of persons with their modalities, and of the film's own stripes."""

    def __init__(self, session: Session, canvas: TimelineCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._canvas = session, canvas
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("What the stripes of the timeline show"))
        canvas.rows_changed.connect(self.update)
        session.changed.connect(lambda _: self.update())

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        return QSize(round(QFontMetricsF(small_font(self.font())).horizontalAdvance("0") * LETTERS), 120)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setFont(small_font(self.font()))
        scene = self._session.scene
        if scene is None:
            return
        rows = self._canvas.rows
        room = geo.moving_room(rows, self.height())
        for row in rows:
            painter.setClipping(not row.stays)
            if not row.stays:
                painter.setClipRect(QRectF(0, room[0], self.width(), room[1] - room[0]))
            self._paint(painter, row, rows)

    def _paint(self, painter: QPainter, row: geo.Row, rows: list[geo.Row]) -> None:
        theme = theme_of(self.palette())
        box = QRectF(EDGE_PX, row.top, self.width() - 2 * EDGE_PX, row.height)
        painter.setPen(QColor(theme.muted))
        if row.kind not in ("evidence", "lane"):
            self._write(painter, box, self._texts.get(row.kind, ""), RIGHT)
            return
        kind = self._modalities.get(row.modality, row.modality) if row.kind == "evidence" else self.tr("sure")
        taken = self._write(painter, box, kind, RIGHT)
        if row == next(other for other in rows if other.lane == row.lane and other.kind in ("evidence", "lane")):
            self._name(painter, box.adjusted(0, 0, -taken - EDGE_PX, 0), row.lane)

    def _name(self, painter: QPainter, box: QRectF, lane: int) -> None:
        """The person's name with its colour before it."""
        one, scene, theme = self._session.cut.lanes[lane], self._session.scene, theme_of(self.palette())
        assert scene is not None
        painter.fillRect(
            QRectF(box.left(), box.top() + 1, 4, box.height() - 2), person_colour(theme, scene, one.anchor)
        )
        painter.setPen(QColor(theme.text))
        plain = painter.font()
        bold = QFont(plain)
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        self._write(painter, box.adjusted(4 + EDGE_PX, 0, 0, 0), one.shown, LEFT)
        painter.setFont(plain)

    def _write(self, painter: QPainter, box: QRectF, text: str, where: int) -> float:
        """Returns how much of the width the text takes."""
        metrics = QFontMetricsF(painter.font())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        if metrics.height() <= box.height() + 1:
            painter.drawText(box, where, shown)
        else:
            # Stripes lower than a line are the film's own, with room around them.
            high = metrics.height() - box.height()
            painter.drawText(box.adjusted(0, -high / 2, 0, high / 2), where, shown)
        return metrics.horizontalAdvance(shown)

    @property
    def _texts(self) -> dict[str, str]:
        return {
            "markers": self.tr("Markers"), "film": self.tr("Film"), "shots": self.tr("Shots"),
            "sound": self.tr("Sound"), "cut": self.tr("Edit"),
        }  # fmt: skip

    @property
    def _modalities(self) -> dict[str, str]:
        return {
            "face": self.tr("face"), "body": self.tr("body"), "voice": self.tr("voice"), "caption": self.tr("caption"),
        }  # fmt: skip
