"""The dock of the cast: search, order, cards, how several persons combine, and one person's tracks."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.commands import Choice, Combination
from app.gallery.delegate import CardDelegate
from app.gallery.model import SORTS, CastModel
from app.gallery.tracks import TrackPage
from app.session import Card, Change, Session
from app.widgets import muted
from engine.errors import UserError


class GalleryDock(QWidget):
    """A click on a card chooses the person; that is the one gesture that everything hangs on."""

    asked = Signal(object)
    """A time to look at, `Fraction` seconds."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._model = CastModel(self)
        self._model.on_rename = self._rename
        self._model.on_drop = session.people.merge
        self._order: list[int] = []
        self._following = self._waiting = False
        self._pages = QStackedWidget()
        self.view = self._cards()
        self.tracks = TrackPage(session)
        self.tracks.left.connect(lambda: self._pages.setCurrentIndex(0))
        self.tracks.asked.connect(self.asked)
        self._pages.addWidget(self._cast_page())
        self._pages.addWidget(self.tracks)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        session.changed.connect(self._follow)
        self._follow(Change.FILM | Change.SCENE)

    def open_person(self, card: Card) -> None:
        """Show a person's tracks in place of the cast."""
        self.tracks.show_person(card)
        self._pages.setCurrentIndex(1)

    @property
    def chosen(self) -> list[Card]:
        return [self._model.card(index.row()) for index in self.view.selectedIndexes()]

    def _cards(self) -> QListView:
        view = QListView()
        view.setModel(self._model)
        self._delegate = CardDelegate(view)
        # What came while a name was typed is shown once Qt is done with the editor.
        self._delegate.closeEditor.connect(lambda: QTimer.singleShot(0, self, self._show_waiting))
        view.setItemDelegate(self._delegate)
        view.setViewMode(QListView.ViewMode.IconMode)
        view.setResizeMode(QListView.ResizeMode.Adjust)
        view.setMovement(QListView.Movement.Snap)
        view.setUniformItemSizes(True)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        view.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        view.setDefaultDropAction(Qt.DropAction.MoveAction)
        view.setMouseTracking(True)
        view.setAccessibleName(self.tr("Cast"))
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._menu)
        view.doubleClicked.connect(lambda index: self.open_person(self._model.card(index.row())))
        view.selectionModel().selectionChanged.connect(self._selected)
        return view

    def _cast_page(self) -> QWidget:
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search names"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._model.filter_by)
        self.sort = QComboBox()
        for key, text in zip(SORTS, (self.tr("Screen time"), self.tr("Name"), self.tr("First seen")), strict=True):
            self.sort.addItem(text, key)
        self.sort.setToolTip(self.tr("Order of the cast"))
        self.sort.currentIndexChanged.connect(lambda _: self._model.sort_by(self.sort.currentData()))
        self.combination = QComboBox()
        for key, text in (
            ("any", self.tr("Any of the chosen")),
            ("all", self.tr("All of them together")),
            ("without", self.tr("The first without the others")),
        ):
            self.combination.addItem(text, key)
        self.combination.setToolTip(self.tr("What to keep when several persons are chosen (Ctrl+click)"))
        self.combination.activated.connect(lambda _: self._choose())
        self._hint = muted("")
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.sort)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(top)
        layout.addWidget(self._hint)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.combination)
        return page

    # From the session to the view.

    def _follow(self, change: Change) -> None:
        if change & (Change.FILM | Change.SCENE):
            self._show_cast()
        if change & (Change.SCENE | Change.CHOICE):
            self._show_choice()
        if change & (Change.SCENE | Change.ANALYSIS):
            self._show_hint()

    def _show_waiting(self) -> None:
        if self._waiting:
            self._show_cast()
            self._show_choice()

    def _show_cast(self) -> None:
        """A name that is being typed is not to be lost because a new face was found."""
        self._waiting = self._delegate.is_editing and self._session.is_open
        if self._waiting:
            return
        scene = self._session.scene
        self._following = True
        self._model.show_cards(scene.cards if scene else (), self._session.crops)
        self._following = False
        self.tracks.refresh()

    def _show_choice(self) -> None:
        rows = [self._model.row_of(anchor) for anchor in self._session.choice.anchors]
        selection = QItemSelection()
        for row in rows:
            if row is not None:
                selection.select(self._model.index(row), self._model.index(row))
        self._following = True
        self.view.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._following = False
        self._order = list(self._session.choice.anchors)
        self.combination.setCurrentIndex(self.combination.findData(self._session.choice.combination))
        self.combination.setVisible(len(rows) > 1)

    def _show_hint(self) -> None:
        scene, status = self._session.scene, self._session.status
        has_cards = scene is not None and bool(scene.cards)
        if has_cards:
            text = ""
        elif status.is_active:
            text = self.tr("Faces appear here as soon as the first shots are read.")
        elif scene is not None and scene.complete:
            text = self.tr("No face was found in this film.")
        else:
            text = self.tr("Open a film to see who is in it.")
        self._hint.setText(text)
        self._hint.setVisible(bool(text))

    # From the view to the session.

    def _rename(self, card: Card, name: str) -> None:
        try:
            self._session.people.rename(card, name)
        except UserError as error:
            self._session.failed.emit(error)

    def _selected(self) -> None:
        if not self._following:
            self._choose()

    def _choose(self) -> None:
        """Those chosen before keep their place, so that the first of "without" stays the first."""
        chosen = {card.anchor: card for card in self.chosen}
        kept = [anchor for anchor in self._order if any(anchor in card.tracks for card in chosen.values())]
        taken = [card for card in chosen.values() if not any(anchor in card.tracks for anchor in kept)]
        combination: Combination = self.combination.currentData()
        self._session.pick(Choice((*kept, *(card.anchor for card in taken)), combination))

    def _menu(self, at: QPoint) -> None:
        index = self.view.indexAt(at)
        if not index.isValid():
            return
        card = self._model.card(index.row())
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Show tracks"), lambda: self.open_person(card))
        if card.known:
            menu.addAction(self.tr("Rename (F2)"), lambda: self.view.edit(index))
        self._add_merge(menu, card, self.chosen)
        menu.addSeparator()
        menu.addAction(self.tr("Not a face"), lambda: self._session.people.not_a_face(card.tracks))
        menu.popup(self.view.viewport().mapToGlobal(at))

    def _add_merge(self, menu: QMenu, card: Card, chosen: Sequence[Card]) -> None:
        others = [one for one in chosen if one.anchor != card.anchor]
        if others and card.known:
            names = ", ".join(one.name for one in others)
            menu.addAction(
                self.tr("Merge {0} into {1}").format(names, card.name),
                lambda: self._session.people.merge(others, card),
            )

    def edit_chosen(self) -> None:
        """Rename the chosen person in place."""
        index: QModelIndex = self.view.currentIndex()
        if not index.isValid() and self.view.selectedIndexes():
            index = self.view.selectedIndexes()[0]
        if index.isValid():
            self._pages.setCurrentIndex(0)
            self.view.setFocus()
            self.view.edit(index)
