"""A folder that is dropped on the window: which films lie in it, and which of them is meant."""

import os
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.widgets import muted

FILMS = "*.mp4 *.mkv *.mov *.avi *.webm *.m4v *.ts *.mts *.m2ts *.mpg *.mpeg *.wmv *.flv *.ogv *.3gp *.mxf"
PROJECT = "*.olat"
SUFFIXES = frozenset(pattern[1:] for pattern in (*FILMS.split(), PROJECT))
MOST = 500
"""Films that are listed; a folder with more is a disk, not a season."""
MOST_FOLDERS = 5_000
PATH = Qt.ItemDataRole.UserRole


def films_in(folder: Path) -> list[Path]:
    """Films and projects in a folder and the folders in it, by name; what may not be read is left out."""
    found = (
        Path(parent) / name
        for parent, _, names in islice(os.walk(folder), MOST_FOLDERS)
        for name in names
        if Path(name).suffix.lower() in SUFFIXES and not name.startswith(".")
    )
    return sorted(islice(found, MOST), key=_natural)


class FilmChooser(QDialog):
    """Lists films; deletes itself when it is closed."""

    chosen = Signal(object)
    """`Path` of a film."""

    def __init__(self, folder: Path | None, films: Sequence[Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Which film?"))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Films"))
        for film in films:
            item = QListWidgetItem(str(film.relative_to(folder)) if folder else film.name)
            item.setData(PATH, film)
            item.setToolTip(str(film))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _: self.accept())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accepted.connect(lambda: self.chosen.emit(self.list.currentItem().data(PATH)))
        layout = QVBoxLayout(self)
        layout.addWidget(muted(self.tr("{0} films were dropped. Choose the one to open.").format(len(films))))
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)
        self.resize(560, 420)


def _natural(path: Path) -> list[tuple[int, int, str]]:
    """Episode 2 comes before episode 10."""
    parts = re.split(r"(\d+)", str(path).casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]
