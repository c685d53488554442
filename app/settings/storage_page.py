"""Where the program keeps its files, how large they are, and the log."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.messages import log_file
from app.session.machine import (
    cache_bytes,
    cache_folder,
    empty_cache,
    networks_bytes,
    projects_bytes,
    projects_folder,
)
from app.widgets import muted
from engine.settings import data_folder


class StoragePage(QWidget):
    """Sizes are read when the page is made and after the cache was emptied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cache_size, self.projects_size, self.networks_size = QLabel(), QLabel(), QLabel()
        self.empty = QPushButton(self.tr("Empty the cache"))
        self._done = muted("")
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setVerticalSpacing(8)
        self._add(self.tr("Cache"), self.cache_size, cache_folder(), self.empty, self._empty)
        self._add_folder(self.tr("Projects"), self.projects_size, projects_folder())
        self._add_folder(self.tr("Networks"), self.networks_size, data_folder() / "models")
        self._add_folder(self.tr("Log file"), QLabel(), log_file().parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._grid)
        layout.addWidget(self._done)
        layout.addWidget(
            muted(
                self.tr(
                    "The cache holds pictures and sound curves that are made again when they are needed. Projects hold "
                    "what was found in films and all that you said of it: they are never emptied from here."
                )
            )
        )
        layout.addStretch(1)
        self.show_sizes()

    def show_sizes(self) -> None:
        for label, size in (
            (self.cache_size, cache_bytes()),
            (self.projects_size, projects_bytes()),
            (self.networks_size, networks_bytes()),
        ):
            label.setText(self.locale().formattedDataSize(size, 1))

    def _empty(self) -> None:
        freed = empty_cache()
        self.show_sizes()
        self._done.setText(self.tr("{0} were freed.").format(self.locale().formattedDataSize(freed, 1)))

    def _add_folder(self, text: str, size: QLabel, folder: Path) -> None:
        button = QPushButton(self.tr("Open folder"))
        button.setAccessibleName(self.tr("Open folder: {0}").format(text))
        self._add(text, size, folder, button, lambda: _open(folder))

    def _add(self, text: str, size: QLabel, folder: Path, button: QPushButton, then: Callable[[], object]) -> None:
        row = self._grid.rowCount()
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: then())
        self._grid.addWidget(QLabel(text), row, 0)
        # A field, for a path may be longer than there is room; it can be copied.
        place = QLineEdit(str(folder))
        place.setReadOnly(True)
        place.setAccessibleName(text)
        self._grid.addWidget(place, row, 1)
        self._grid.addWidget(size, row, 2)
        self._grid.addWidget(button, row, 3)


def _open(folder: Path) -> None:
    # Where nothing was written yet there is no folder.
    there = next(one for one in (folder, *folder.parents) if one.is_dir())
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(there)))
