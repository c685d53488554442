"""The dock of captions: a field to search in, and the lines; a click or Enter goes to where one begins."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTreeView, QVBoxLayout, QWidget

from app.captions.model import LinesModel
from app.session import Change, Session
from app.widgets import muted


class CaptionsDock(QWidget):
    """`asked`: a time to look at."""

    asked = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._model = LinesModel(self)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search captions and speakers"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._go_to_first)
        self.view = self._lines()
        self.hint = muted("")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.search)
        layout.addWidget(self.hint)
        layout.addWidget(self.view, 1)
        session.changed.connect(self._follow)
        self._follow(Change.FILM)

    def _lines(self) -> QTreeView:
        view = QTreeView()
        view.setModel(self._model)
        view.setRootIsDecorated(False)
        view.setUniformRowHeights(True)
        view.setAllColumnsShowFocus(True)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setAccessibleName(self.tr("Captions"))
        view.header().setStretchLastSection(True)
        for column in (0, 1):
            view.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        view.clicked.connect(self._go_to)
        view.activated.connect(self._go_to)
        return view

    def _follow(self, change: Change) -> None:
        if change & Change.FILM:
            self.search.clear()
        if change & (Change.FILM | Change.SCENE):
            scene = self._session.scene
            self._model.show_lines(scene.lines if scene else ())
        if change & (Change.FILM | Change.SCENE | Change.ANALYSIS):
            self._show_hint()

    def _filter(self, words: str) -> None:
        self._model.filter_by(words)
        self._show_hint()

    def _show_hint(self) -> None:
        scene = self._session.scene
        if self._model.rowCount():
            text = ""
        elif self._model.known:
            text = self.tr("No caption holds these words.")
        elif scene is None:
            text = self.tr("Open a film to see its captions.")
        elif "caption" in scene.senses:
            text = self.tr("This film has no captions: no subtitles, and nothing to read in the picture.")
        elif self._session.status.is_active:
            text = self.tr("Captions are read after faces and voices.")
        else:
            text = self.tr("Captions were not read. The settings say whether the analysis does so.")
        self.hint.setText(text)
        self.hint.setVisible(bool(text))

    def _go_to(self, index: QModelIndex) -> None:
        self.asked.emit(self._model.line(index.row()).span.start)

    def _go_to_first(self) -> None:
        """Enter in the field: the first line that was found."""
        if self._model.rowCount():
            index = self._model.index(0, 0)
            self.view.setCurrentIndex(index)
            self._go_to(index)
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
