"""Paint the cards of the cast."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.gallery.model import CARD, PLACE, CastModel
from app.session import Card
from app.theme import Theme, theme_of
from app.widgets import length_text

Index = QModelIndex | QPersistentModelIndex
FACE = 96
MARGIN = 8
GAP = 6


class CardDelegate(QStyledItemDelegate):
    """A face, a name that can be changed in place, and the screen time. What is chosen has a frame and a tick."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_editing = False
        self.closeEditor.connect(self._closed)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        line = QFontMetrics(option.font).height()
        return QSize(FACE + 2 * MARGIN + GAP, FACE + 2 * MARGIN + 2 * line + 3 * GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card: Card = index.data(CARD)
        theme = theme_of(option.palette)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        box = option.rect.adjusted(GAP // 2, GAP // 2, -GAP // 2, -GAP // 2)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._ground(painter, option, box, theme, chosen)
        face = QRect(box.center().x() - FACE // 2, box.top() + MARGIN, FACE, FACE)
        self._face(painter, face, index, theme)
        self._mark(painter, face, theme.person(index.data(PLACE)) if card.known else QColor(theme.muted))
        self._texts(painter, option, box, card, theme)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802
        self.is_editing = True
        editor = QLineEdit(parent)
        # Qt does away with editors of rows that are gone without a word.
        editor.destroyed.connect(self._closed)
        editor.setMaxLength(80)
        editor.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        editor.setAccessibleName(self.tr("Name of the person"))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        box = option.rect
        height = editor.sizeHint().height()
        editor.setGeometry(box.left() + 2, box.top() + MARGIN + FACE + GAP // 2, box.width() - 4, height)

    def _closed(self) -> None:
        self.is_editing = False

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, theme: Theme, chosen: bool) -> None:
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        path = QPainterPath()
        path.addRoundedRect(box, 7, 7)
        if chosen or hovered:
            painter.fillPath(path, QColor(theme.raised))
        if chosen or focused:
            painter.setPen(QPen(QColor(theme.accent if chosen else theme.muted), 2 if chosen else 1))
            painter.drawPath(path)

    def _face(self, painter: QPainter, face: QRect, index: Index, theme: Theme) -> None:
        clip = QPainterPath()
        clip.addRoundedRect(face, 5, 5)
        painter.fillPath(clip, QColor(theme.line))
        model = index.model()
        image = model.image(index.data(CARD).anchor) if isinstance(model, CastModel) else None
        if image is None or image.isNull():
            return
        painter.save()
        painter.setClipPath(clip)
        side = min(image.width(), image.height())
        middle = QRect((image.width() - side) // 2, (image.height() - side) // 2, side, side)
        painter.drawImage(face, image, middle)
        painter.restore()

    def _mark(self, painter: QPainter, face: QRect, colour: QColor) -> None:
        painter.fillRect(QRect(face.left(), face.bottom() - 3, face.width(), 4), colour)

    def _texts(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, card: Card, theme: Theme) -> None:
        font = QFont(option.font)
        font.setBold(card.named)
        metrics = QFontMetrics(font)
        top = box.top() + MARGIN + FACE + GAP
        line = QRect(box.left() + 4, top, box.width() - 8, metrics.height())
        painter.setFont(font)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        name = metrics.elidedText(card.name, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, name)
        painter.setFont(option.font)
        painter.setPen(QColor(theme.muted))
        line.translate(0, metrics.height() + 2)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, length_text(card.screen_time))
