"""The page that is seen before a film is open: what can be done here, and the films of last time."""

from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QKeySequence, QPalette, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.session.kept import Recent, forget_recent, recent_films, thumbnail_file
from app.widgets import heading, muted
from app.widgets.labels import title

THUMB = QSize(128, 72)
PATH = Qt.ItemDataRole.UserRole


class Welcome(QWidget):
    """Open a film, draw the demo, or go on where one left off."""

    open_asked = Signal()
    demo_asked = Signal()
    chosen = Signal(object)
    """`Path` of a recent film."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.open = QPushButton(self.tr("Open a film…"))
        self.open.setProperty("primary", True)
        self.open.clicked.connect(self.open_asked)
        self.demo = QPushButton(self.tr("Make the demo clip"))
        self.demo.setToolTip(self.tr("Draws a short film with three persons, to try everything out."))
        self.demo.clicked.connect(self.demo_asked)
        self._busy = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._recent_title = heading(self.tr("Recent films"))
        self.recent = QListWidget()
        self.recent.setIconSize(THUMB)
        self.recent.setSpacing(3)
        self.recent.setAccessibleName(self.tr("Recent films"))
        self.recent.itemActivated.connect(lambda item: self.chosen.emit(item.data(PATH)))
        self.recent.itemClicked.connect(lambda item: self.chosen.emit(item.data(PATH)))
        self.recent.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.remove = QAction(self.tr("Remove from the list"), self.recent)
        self.remove.setShortcut(QKeySequence.StandardKey.Delete)
        self.remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.remove.triggered.connect(self._remove)
        self.recent.addAction(self.remove)
        self._lay_out()
        self.show_busy("")
        self.refresh()

    def refresh(self) -> None:
        """The list of recent films may have changed."""
        films = recent_films()
        self.recent.clear()
        for film in films:
            self.recent.addItem(self._item(film))
        self.recent.setVisible(bool(films))
        self._recent_title.setVisible(bool(films))

    def show_busy(self, text: str, fraction: float = 0.0) -> None:
        """What is being opened or drawn; empty when nothing is."""
        self._busy.setText(text)
        self._bar.setRange(0, 100 if fraction else 0)
        self._bar.setValue(round(fraction * 100))
        for widget in (self._busy, self._bar):
            widget.setVisible(bool(text))
        for button in (self.open, self.demo):
            button.setEnabled(not text)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            # What is missing is drawn in a colour of the theme.
            self.refresh()

    def _lay_out(self) -> None:
        column = QFrame()
        column.setMaximumWidth(620)
        layout = QVBoxLayout(column)
        layout.setSpacing(14)
        layout.addStretch(1)
        layout.addWidget(title(self.tr("Only Look at Them")))
        layout.addWidget(
            muted(
                self.tr(
                    "Find the people in a film, choose one, and keep only what shows that one. All on your own machine."
                )
            )
        )
        buttons = QHBoxLayout()
        buttons.addWidget(self.open)
        buttons.addWidget(self.demo)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        layout.addWidget(muted(self.tr("You can also drop a film, or a folder with films, anywhere on this window.")))
        layout.addWidget(self._busy)
        layout.addWidget(self._bar)
        layout.addSpacing(12)
        layout.addWidget(self._recent_title)
        layout.addWidget(self.recent, 3)
        layout.addStretch(1)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(column, 6)
        outer.addStretch(1)

    def _remove(self) -> None:
        row = self.recent.currentRow()
        if row >= 0:
            forget_recent(self.recent.item(row).data(PATH))
            self.refresh()
            self.recent.setCurrentRow(min(row, self.recent.count() - 1))

    def _item(self, film: Recent) -> QListWidgetItem:
        place = _short(film.path.parent)
        is_there = film.is_there
        if not is_there:
            place = self.tr("Not found in {0}").format(place)
        item = QListWidgetItem(f"{film.title}\n{place}")
        picture = QPixmap(str(thumbnail_file(film.path)))
        if picture.isNull():
            picture = QPixmap(THUMB)
            picture.fill(self.palette().color(QPalette.ColorRole.Mid))
        if not is_there:
            # Grey, but it can be chosen: then the program says what to do.
            item.setForeground(self.palette().color(QPalette.ColorRole.PlaceholderText))
            picture = QIcon(picture).pixmap(picture.size(), QIcon.Mode.Disabled)
        item.setIcon(QIcon(picture))
        item.setData(PATH, film.path)
        item.setToolTip(str(film.path))
        return item


def _short(folder: Path) -> str:
    """The folder as one knows it."""
    try:
        return str(Path("~") / folder.relative_to(Path.home()))
    except ValueError:
        return str(folder)
