"""Paint the cards of the cast: as fast as they scroll, so faces are scaled once."""

from collections import OrderedDict

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPainterPath, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.gallery.light import lifted
from app.gallery.model import CARD, PLACE, CastModel
from app.session import Card
from app.theme import Theme, theme_of
from app.widgets import length_text

Index = QModelIndex | QPersistentModelIndex
FACE = 80
MARGIN = 5
GAP = 6
ROUND = 5
KEPT = 400
"""Faces at the size of a card, about 40 kB each."""


class CardDelegate(QStyledItemDelegate):
    """A face, a name that can be changed in place, screen time and shots; a bar shows how sure the person's tracks are.

    What is chosen has a frame.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_editing = False
        self._faces: OrderedDict[tuple[int, float], QPixmap] = OrderedDict()
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
        if card.drawn:
            self._tell_drawn(painter, option, face, theme)
        if card.asked:
            self._ask(painter, option, face, card.asked, theme)
        self._mark(painter, face, card.confidence, theme.person(index.data(PLACE)), theme)
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

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802
        """Whenever anything of a card changes, Qt fills its editor again; what was typed is not to be lost by that."""
        if not (isinstance(editor, QLineEdit) and editor.isModified()):
            super().setEditorData(editor, index)

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

    def forget_faces(self) -> None:
        """Tracks of another film have the same numbers."""
        self._faces.clear()

    def _face(self, painter: QPainter, face: QRect, index: Index, theme: Theme) -> None:
        anchor, ratio = index.data(CARD).anchor, painter.device().devicePixelRatio()
        pixmap = self._faces.get((anchor, ratio))
        if pixmap is None:
            model = index.model()
            image = model.image(anchor) if isinstance(model, CastModel) else None
            if image is None or image.isNull():
                painter.fillRect(face, QColor(theme.line))
                return
            pixmap = self._faces[anchor, ratio] = _rounded(image, ratio)
            if len(self._faces) > KEPT:
                self._faces.popitem(last=False)
        self._faces.move_to_end((anchor, ratio))
        painter.drawPixmap(face.topLeft(), pixmap)

    def _tell_drawn(self, painter: QPainter, option: QStyleOptionViewItem, face: QRect, theme: Theme) -> None:
        """In the upper corner of the face."""
        text = self.tr("drawn")
        wide = min(face.width(), option.fontMetrics.horizontalAdvance(text) + 8)
        tag = QRect(face.right() - wide + 1, face.top(), wide, option.fontMetrics.height() + 2)
        _label(painter, option, tag, text, theme)

    def _ask(self, painter: QPainter, option: QStyleOptionViewItem, face: QRect, name: str, theme: Theme) -> None:
        """The name that the gallery or a caption proposes, as a question above the foot of the face."""
        metrics = option.fontMetrics
        # Whoever is asked about is told by the first name; the tool tip says it whole.
        text = self.tr("{0}?").format(name)
        if metrics.horizontalAdvance(text) > face.width() - 8:
            text = self.tr("{0}?").format(name.split()[0])
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, face.width() - 8)
        high = metrics.height() + 2
        tag = QRect(face.left(), face.bottom() - 4 - high, face.width(), high)
        _label(painter, option, tag, text, theme)

    def _mark(self, painter: QPainter, face: QRect, sure: float, colour: QColor, theme: Theme) -> None:
        """In the person's colour as long as it is sure."""
        bar = QRect(face.left(), face.bottom() - 3, face.width(), 4)
        painter.fillRect(bar, QColor(theme.ground))
        painter.fillRect(bar.adjusted(0, 0, -round(bar.width() * (1 - sure)), 0), colour)

    def _texts(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, card: Card, theme: Theme) -> None:
        font = QFont(option.font)
        font.setBold(card.has_name)
        metrics = QFontMetrics(font)
        top = box.top() + MARGIN + FACE + GAP
        line = QRect(box.left() + 4, top, box.width() - 8, metrics.height())
        painter.setFont(font)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        name = metrics.elidedText(card.shown, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, name)
        painter.setFont(option.font)
        painter.setPen(QColor(theme.muted))
        line.translate(0, metrics.height() + 2)
        figures = self.tr("{0} · {1}×").format(length_text(card.screen_time), card.shots)
        figures = option.fontMetrics.elidedText(figures, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, figures)


def _label(painter: QPainter, option: QStyleOptionViewItem, tag: QRect, text: str, theme: Theme) -> None:
    """Words on a picture, which shows through a little."""
    ground = QColor(theme.ground)
    ground.setAlphaF(0.82)
    painter.fillRect(tag, ground)
    painter.setFont(option.font)
    painter.setPen(option.palette.color(QPalette.ColorRole.Text))
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)


def _rounded(image: QImage, ratio: float) -> QPixmap:
    """The middle of a crop at the size of a card, with round corners."""
    side, size = min(image.width(), image.height()), round(FACE * ratio)
    middle = image.copy((image.width() - side) // 2, (image.height() - side) // 2, side, side)
    scaled = middle.scaled(size, size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    scaled = lifted(scaled)
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    clip = QPainterPath()
    clip.addRoundedRect(0, 0, size, size, ROUND * ratio, ROUND * ratio)
    painter.setClipPath(clip)
    painter.drawImage(0, 0, scaled)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
