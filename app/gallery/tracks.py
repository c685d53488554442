"""The tracks of one person as pictures, so that those of somebody else can be picked out."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QMenu,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.session import Card, Scene, Session
from app.theme import theme_of
from app.widgets import clock_text, heading, muted

Index = QModelIndex | QPersistentModelIndex
CROP = 84
TRACK = Qt.ItemDataRole.UserRole


class TrackModel(QAbstractListModel):
    """The tracks of one card in order of time."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tracks: tuple[int, ...] = ()
        self._times: dict[int, str] = {}
        self._crops: QObject | None = None

    def show_tracks(self, tracks: Sequence[int], scene: Scene) -> None:
        crops = self._session.crops
        if crops is not None and crops is not self._crops:
            self._crops = crops
            crops.ready.connect(self._crop_ready)
        ordered = tuple(sorted(tracks, key=lambda track: scene.tracks[track].span.start))
        if ordered == self._tracks:
            return
        self.beginResetModel()
        self._tracks = ordered
        self._times = {track: clock_text(scene.tracks[track].span.start, 1) for track in ordered}
        self.endResetModel()

    def image(self, track: int) -> QImage | None:
        return self._session.crops.get(track) if self._session.crops else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self._tracks)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._tracks):
            return None
        track = self._tracks[index.row()]
        if role == TRACK:
            return track
        if role == Qt.ItemDataRole.DisplayRole:
            return self._times[track]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.tr("Track at {0}").format(self._times[track])
        return None

    def _crop_ready(self, track: int) -> None:
        if track in self._times:
            row = self._tracks.index(track)
            self.dataChanged.emit(self.index(row), self.index(row))


class TrackDelegate(QStyledItemDelegate):
    """A crop and when it was seen."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        return QSize(CROP + 10, CROP + 14 + option.fontMetrics.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = theme_of(option.palette)
        box = option.rect.adjusted(3, 3, -3, -3)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if chosen:
            path = QPainterPath()
            path.addRoundedRect(box, 5, 5)
            painter.fillPath(path, QColor(theme.accent))
        face = box.adjusted(2, 2, -2, -(6 + option.fontMetrics.height()))
        painter.fillRect(face, QColor(theme.line))
        model = index.model()
        image = model.image(index.data(TRACK)) if isinstance(model, TrackModel) else None
        if image is not None and not image.isNull():
            painter.drawImage(face, image)
        painter.setPen(QColor(theme.on_accent if chosen else theme.muted))
        text = box.adjusted(0, face.height() + 4, 0, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignHCenter, index.data())
        painter.restore()


class TrackPage(QWidget):
    """One person's tracks and what can be said of the chosen ones. `left` asks for the cast again."""

    left = Signal()
    asked = Signal(object)
    """A time to look at, `Fraction` seconds."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._anchor: int | None = None
        self._model = TrackModel(session, self)
        self.view = QListView()
        self.view.setModel(self._model)
        self.view.setItemDelegate(TrackDelegate(self.view))
        self.view.setViewMode(QListView.ViewMode.IconMode)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)
        self.view.setMovement(QListView.Movement.Static)
        self.view.setUniformItemSizes(True)
        self.view.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.view.setAccessibleName(self.tr("Tracks of the person"))
        self.view.selectionModel().selectionChanged.connect(self._selection_changed)
        self.view.activated.connect(self._activated)
        self.view.clicked.connect(self._activated)
        self._title = heading("")
        back = QToolButton()
        back.setText(self.tr("← Cast"))
        back.setToolTip(self.tr("Back to all persons (Esc)"))
        back.setShortcut("Esc")
        back.clicked.connect(self.left)
        top = QHBoxLayout()
        top.addWidget(back)
        top.addWidget(self._title, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(top)
        layout.addWidget(muted(self.tr("Choose the tracks of somebody else, then say whose they are.")))
        layout.addWidget(self.view, 1)
        layout.addLayout(self._buttons())
        self._selection_changed()

    @property
    def tracks(self) -> tuple[int, ...]:
        """The chosen ones."""
        return tuple(index.data(TRACK) for index in self.view.selectedIndexes())

    def show_person(self, card: Card) -> None:
        self._anchor = card.anchor
        self.view.clearSelection()
        self.refresh()

    def refresh(self) -> None:
        """The person may have been renamed, merged or emptied meanwhile."""
        card = self._card()
        if card is None or self._session.scene is None:
            if self._anchor is not None:
                self._anchor = None
                self.left.emit()
            return
        self._title.setText(card.shown)
        self._model.show_tracks(card.tracks, self._session.scene)

    def _card(self) -> Card | None:
        scene = self._session.scene
        return None if scene is None or self._anchor is None else scene.card_of(self._anchor)

    def _buttons(self) -> QVBoxLayout:
        self._move = QPushButton(self.tr("Move to"))
        self._menu = QMenu(self._move)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._move.setMenu(self._menu)
        self._split = QPushButton(self.tr("New person"))
        self._split.clicked.connect(self._split_off)
        self._not_this = QPushButton(self.tr("Not this person"))
        self._not_this.clicked.connect(self._not_this_person)
        self._no_face = QPushButton(self.tr("Not a face"))
        self._no_face.clicked.connect(self._not_a_face)
        rows = QVBoxLayout()
        for pair in ((self._move, self._split), (self._not_this, self._no_face)):
            row = QHBoxLayout()
            for button in pair:
                row.addWidget(button)
            rows.addLayout(row)
        return rows

    def _selection_changed(self) -> None:
        card, chosen = self._card(), self.tracks
        for button in (self._move, self._split, self._no_face):
            button.setEnabled(bool(chosen))
        self._not_this.setEnabled(bool(chosen) and card is not None and card.known)

    def _activated(self, index: Index) -> None:
        scene = self._session.scene
        if scene is not None:
            self.asked.emit(scene.tracks[index.data(TRACK)].span.start)

    def _fill_menu(self) -> None:
        self._menu.clear()
        scene, card = self._session.scene, self._card()
        if scene is None or card is None:
            return
        for other in scene.cards:
            if other.known and other.anchor != card.anchor:
                action = QAction(other.shown, self._menu)
                action.triggered.connect(lambda _=False, into=other: self._move_to(into))
                self._menu.addAction(action)

    def _move_to(self, into: Card) -> None:
        if card := self._card():
            self._session.people.move(card, self._taken(), into)

    def _split_off(self) -> None:
        if card := self._card():
            self._session.people.split_off(card, self._taken())

    def _not_this_person(self) -> None:
        if card := self._card():
            self._session.people.not_this_person(card, self._taken())

    def _not_a_face(self) -> None:
        self._session.people.not_a_face(self._taken())

    def _taken(self) -> tuple[int, ...]:
        """The chosen tracks. The page then stays with the person, known by a track that was not taken."""
        card, taken = self._card(), self.tracks
        rest = [track for track in card.tracks if track not in taken] if card else []
        self._anchor = rest[0] if rest else self._anchor
        return taken
