"""The tracks that are too poor to tell whose they are: apart from the cast, and never quite forgotten."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.session import Card, Crops
from app.theme import theme_of
from app.widgets import length_text

THUMB = 24
GAP = 3
SHOWN = 8


class UnknownStrip(QAbstractButton):
    """A button that opens the tracks; it shows a few of them."""

    opened = Signal(object)
    """The `Card` of the bucket."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card: Card | None = None
        self._crops: Crops | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(lambda: self.card and self.opened.emit(self.card))
        self.hide()

    def show_card(self, card: Card | None, crops: Crops | None) -> None:
        if crops is not None and crops is not self._crops:
            crops.ready.connect(self._crop_ready)
        self.card, self._crops = card, crops
        if card is not None:
            self.setText(f"{card.shown} ({len(card.tracks)})")
            length = length_text(card.screen_time)
            tip = self.tr("Faces that are too poor to tell whose they are, {0} in all: open to say it (Enter)")
            self.setToolTip(tip.format(length))
            self.setAccessibleName(self.tr("{0}: {1} tracks, {2}").format(card.shown, len(card.tracks), length))
        self.setVisible(card is not None)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        return QSize(self._text_width() + 20, THUMB + 10)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        if self.card is None:
            return
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        active = self.underMouse() or self.hasFocus()
        # Dashed: nobody's, not yet.
        painter.setPen(QPen(QColor(theme.accent if self.hasFocus() else theme.muted), 1, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(theme.raised) if active else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(QRect(9, 0, self.width() - 12, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text())
        left = self._text_width() + 17
        fitting = min(SHOWN, max(0, (self.width() - left - 4) // (THUMB + GAP)))
        for i, track in enumerate(self.card.tracks[:fitting]):
            box = QRect(left + i * (THUMB + GAP), (self.height() - THUMB) // 2, THUMB, THUMB)
            painter.fillRect(box, QColor(theme.line))
            image = self._crops.get(track) if self._crops is not None else None
            if image is not None and not image.isNull():
                painter.drawImage(box, image)

    def _text_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(self.text())

    def _crop_ready(self, track: int) -> None:
        if self.card is not None and track in self.card.tracks:
            self.update()
