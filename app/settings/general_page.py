"""How the window looks and which language it speaks."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.settings.language import OWN_NAMES
from app.settings.preferences import PreferenceStore
from app.settings.rows import labelled
from app.widgets import muted


class GeneralPage(QWidget):
    """The theme changes at once, the language with the next start, which can be now: nothing is lost by it."""

    restart_asked = Signal()

    def __init__(self, store: PreferenceStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._started_with = store.now.language
        self.appearance = QComboBox()
        for value, text in (
            ("system", self.tr("Like the system")),
            ("dark", self.tr("Dark")),
            ("light", self.tr("Light")),
        ):
            self.appearance.addItem(text, value)
        self.appearance.setCurrentIndex(self.appearance.findData(store.now.appearance))
        self.appearance.activated.connect(lambda _: store.change(appearance=self.appearance.currentData()))
        self.language = QComboBox()
        self.language.addItem(self.tr("Like the system"), "system")
        for value, name in OWN_NAMES.items():
            self.language.addItem(name, value)
        self.language.setCurrentIndex(self.language.findData(store.now.language))
        self.language.activated.connect(self._language_chosen)
        self._hint = muted(self.tr("The language changes when the program starts next. Starting again loses nothing."))
        self.restart = QPushButton(self.tr("Start again now"))
        self.restart.setAutoDefault(False)
        self.restart.clicked.connect(self.restart_asked)
        row = QHBoxLayout()
        row.addWidget(self.restart)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(labelled((self.tr("&Theme"), self.appearance), (self.tr("&Language"), self.language)))
        layout.addWidget(self._hint)
        layout.addLayout(row)
        layout.addStretch(1)
        self._show_restart()

    def _language_chosen(self) -> None:
        self._store.change(language=self.language.currentData())
        self._show_restart()

    def _show_restart(self) -> None:
        self.restart.setVisible(self._store.now.language != self._started_with)
