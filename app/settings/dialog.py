"""All settings in one dialog, by page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.settings.analysis_page import AnalysisPage
from app.settings.general_page import GeneralPage
from app.settings.key_page import KeyPage
from app.settings.keymap import Keymap
from app.settings.preferences import PreferenceStore
from app.settings.storage_page import StoragePage

PAGES = ("general", "analysis", "keys", "storage")


class SettingsDialog(QDialog):
    """What is set holds at once or says when, so there is nothing to confirm. Deletes itself when it is closed."""

    restart_asked = Signal()

    def __init__(self, store: PreferenceStore, keymap: Keymap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Settings"))
        self.general = GeneralPage(store)
        self.general.restart_asked.connect(self.restart_asked)
        self.analysis = AnalysisPage(store)
        self.keys = KeyPage(keymap)
        self.storage = StoragePage()
        self._names = QListWidget()
        self._names.setAccessibleName(self.tr("Pages of settings"))
        self._names.setProperty("role", "pages")
        self._names.setFixedWidth(160)
        self._pages = QStackedWidget()
        for text, page in (
            (self.tr("General"), self.general),
            (self.tr("Analysis"), self.analysis),
            (self.tr("Keys"), self.keys),
            (self.tr("Storage and log"), self.storage),
        ):
            self._names.addItem(text)
            self._pages.addWidget(page)
        self._names.currentRowChanged.connect(self._pages.setCurrentIndex)
        self._names.setCurrentRow(0)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self._names)
        middle.addWidget(self._pages, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(middle, 1)
        layout.addWidget(buttons)
        self.finished.connect(lambda _: self.analysis.close_worker())
        self.resize(820, 580)

    def show_page(self, name: str) -> None:
        """One of `PAGES`."""
        self._names.setCurrentRow(PAGES.index(name))
