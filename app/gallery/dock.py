"""The dock of the cast: search, order, cards, how several persons combine, and one person's tracks."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.commands import Choice, Combination
from app.gallery.delegate import CardDelegate
from app.gallery.found import FoundBar
from app.gallery.menu import CardMenu
from app.gallery.model import SORTS, CastModel
from app.gallery.proposals import ProposalBar
from app.gallery.strip import UnknownStrip
from app.gallery.tracks import TrackPage
from app.session import Card, Change, Session
from app.session.find import Finder
from app.session.photo_files import PHOTOS, are_photos
from app.widgets import muted
from engine.errors import UserError

CARD_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete, Qt.Key.Key_Menu})


class GalleryDock(QWidget):
    """A click on a card chooses the person; that is the one gesture that everything hangs on.

    Photos, and folders of photos, that are dropped here are looked for in the film.
    """

    asked = Signal(object)
    """A time to look at, `Fraction` seconds."""
    keep_asked = Signal(object)
    """The card of a person who is to be kept in the gallery of people."""
    counted = Signal(str)
    """The title, with how many persons there are and how many are chosen."""
    failed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._model = CastModel(self)
        self._model.on_rename = self._rename
        self._model.on_drop = session.people.merge
        self._order: list[int] = []
        self.setAcceptDrops(True)
        self.finder = Finder(session, self)
        self.finder.failed.connect(self.failed)
        self.finder.forgotten.connect(self._forgotten)
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
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)
        view.doubleClicked.connect(lambda index: self.open_person(self._model.card(index.row())))
        view.selectionModel().selectionChanged.connect(self._selected)
        return view

    def _cast_page(self) -> QWidget:
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search names"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._model.filter_by)
        self.sort = QComboBox()
        for key, text in zip(SORTS, (self.tr("Screen time"), self.tr("Name"), self.tr("First seen")), strict=True):
            self.sort.addItem(text, key)
        self.sort.setToolTip(self.tr("Order of the cast"))
        self.sort.setAccessibleName(self.sort.toolTip())
        self.sort.currentIndexChanged.connect(lambda _: self._model.sort_by(self.sort.currentData()))
        self.combination = QComboBox()
        for key, text in (
            ("any", self.tr("Any of the chosen")),
            ("all", self.tr("All of them together")),
            ("without", self.tr("The first without the others")),
        ):
            self.combination.addItem(text, key)
        self.combination.setToolTip(self.tr("What to keep when several persons are chosen (Ctrl+click)"))
        self.combination.setAccessibleName(self.tr("How the chosen persons combine"))
        self.combination.activated.connect(lambda _: self._choose())
        self._hint = muted("")
        self.unknown = UnknownStrip()
        self.unknown.opened.connect(self.open_person)
        self.found = FoundBar(self.finder)
        self.found.failed.connect(self.failed)
        self.proposals = ProposalBar(self._session)
        self.by_photo = QPushButton(self.tr("Photo…"))
        self.by_photo.setAccessibleName(self.tr("Find by photo"))
        self.by_photo.setToolTip(self.tr("Choose photos of a person, or drop them on the cast"))
        self.by_photo.clicked.connect(self.ask_photos)
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.sort)
        foot = QHBoxLayout()
        foot.addWidget(self.unknown, 1)
        foot.addStretch()
        foot.addWidget(self.by_photo)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addLayout(top)
        layout.addWidget(self._hint)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.combination)
        layout.addWidget(self.proposals)
        layout.addWidget(self.found)
        layout.addLayout(foot)
        return page

    # Events.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Of the list of cards: its keys, and files that are dropped on it, which are not for the list."""
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            assert isinstance(event, QDropEvent)
            if event.mimeData().hasUrls():
                event.ignore()
                return True
        # A name that is typed lets the key pass that ends it.
        is_ours = watched is self.view and not self._delegate.is_editing
        if isinstance(event, QKeyEvent) and is_ours and event.key() in CARD_KEYS:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                return self._card_key(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """A film that is dropped here is the window's."""
        if self._session.is_open and are_photos(_files(event)):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        event.acceptProposedAction()
        self.finder.find(_files(event))

    # From the session to the view.

    def _follow(self, change: Change) -> None:
        if change & Change.FILM:
            self.found.clear()
        if change & (Change.FILM | Change.SCENE):
            self._show_cast()
        if change & (Change.SCENE | Change.CHOICE):
            self._show_choice()
        if change & (Change.FILM | Change.SCENE | Change.ANALYSIS):
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
        cards = scene.cards if scene else ()
        self._delegate.forget_faces()
        self._model.show_cards(cards, self._session.crops)
        self.unknown.show_card(next((card for card in cards if not card.known), None), self._session.crops)
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
        self._count()

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
        self.by_photo.setVisible(scene is not None)

    def _count(self) -> None:
        persons, chosen = self._model.persons, len(self.chosen)
        text = self.tr("Cast")
        if persons:
            text = self.tr("1 person") if persons == 1 else self.tr("{0} persons").format(persons)
        if chosen:
            text += " · " + self.tr("{0} chosen").format(chosen)
        self.counted.emit(text)

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

    def _card_key(self, key: Qt.Key) -> bool:
        index = self.view.currentIndex()
        if not index.isValid():
            return False
        card = self._model.card(index.row())
        if key == Qt.Key.Key_Delete:
            tracks = [track for one in self.chosen or [card] for track in one.tracks]
            self._session.people.not_a_face(tracks)
        elif key == Qt.Key.Key_Menu:
            self._menu(self.view.visualRect(index).center())
        else:
            self.open_person(card)
        return True

    def _menu(self, at: QPoint) -> None:
        index = self.view.indexAt(at)
        if not index.isValid():
            return
        card = self._model.card(index.row())
        menu = CardMenu(
            self._session, self.finder, card, self._in_order(), self.open_person, lambda: self._edit(index),
            self.keep_asked.emit, self._combine, self,
        )  # fmt: skip
        menu.popup(self.view.viewport().mapToGlobal(at))

    def _in_order(self) -> list[Card]:
        """The chosen cards, those first that were chosen first."""
        place = {anchor: i for i, anchor in enumerate(self._order)}
        return sorted(
            self.chosen, key=lambda card: min((place[t] for t in card.tracks if t in place), default=len(place))
        )

    def _combine(self, cards: Sequence[Card], combination: Combination) -> None:
        self._session.pick(Choice(tuple(card.anchor for card in cards), combination))

    # Photos.

    def ask_photos(self) -> None:
        """Let the user choose photos of somebody."""
        patterns = " ".join(f"*{suffix}" for suffix in sorted(PHOTOS))
        names, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Find by photo"), "", self.tr("Photos ({0});;All files (*)").format(patterns)
        )
        if names:
            self.finder.find([Path(name) for name in names])

    def forget_photos(self) -> None:
        """Erase the photos of the chosen persons."""
        for card in self.chosen:
            if self.finder.has_photos(card.name):
                self.finder.forget(card.name)

    def _forgotten(self, name: str) -> None:
        self.found.say(self.tr("The photos of {0} are erased from this project.").format(name))

    def edit_chosen(self) -> None:
        """Rename the chosen person in place."""
        index: QModelIndex = self.view.currentIndex()
        if not index.isValid() and self.view.selectedIndexes():
            index = self.view.selectedIndexes()[0]
        if index.isValid():
            self._pages.setCurrentIndex(0)
            self.view.setFocus()
            self._edit(index)

    def _edit(self, index: QModelIndex) -> None:
        # One name at a time; Qt would complain in the log.
        if not self._delegate.is_editing:
            self.view.edit(index)


def _files(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
