"""What reaches beyond the open film: a person kept for all films, and a segment in another film."""

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QInputDialog

from app.session import Card, Change
from engine.errors import UserError

if TYPE_CHECKING:
    from app.main_window.window import MainWindow


class Across(QObject):
    """Carries what was asked for in the gallery of people and in the dock of all films to the window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._waiting: tuple[Path, Fraction] | None = None
        window.gallery.keep_asked.connect(self.keep)
        window.series.opened.connect(self.show_segment)
        self._session.changed.connect(self._follow)

    def show_known(self) -> None:
        """Open the gallery of people."""
        self._window.known.show()
        self._window.known.raise_()

    def keep_chosen(self) -> None:
        """Keep the chosen persons of the cast in the gallery."""
        for card in self._window.gallery.chosen[:1]:
            self.keep(card)

    def keep(self, card: Card) -> None:
        """Ask what is not known yet: whether there may be a gallery, and what the person is called."""
        if not card.known:
            return
        self._window.known.with_gallery(lambda: self._named(card))

    def show_segment(self, video: Path, time: Fraction) -> None:
        """Open a film unless it is open, and go to a time in it."""
        scene = self._session.scene
        if scene is not None and scene.media.path == video:
            self._window.shuttle.then_seek(time)
            return
        self._waiting = (video, time)
        self._window.open(video)

    # Inside.

    def _named(self, card: Card) -> None:
        if card.has_name:
            self._keep(card, card.name)
            return
        dialog = QInputDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Keep in the gallery"))
        dialog.setLabelText(self.tr("Name of {0}:").format(card.shown))
        dialog.textValueSelected.connect(lambda name: self._name_and_keep(card, name))
        dialog.open()

    def _name_and_keep(self, card: Card, name: str) -> None:
        """One step of undo for the name, one for the gallery: either may be wanted without the other."""
        try:
            self._session.people.rename(card, name)
        except UserError as error:
            self._session.failed.emit(error)
            return
        self._keep(card, name)

    def _keep(self, card: Card, name: str) -> None:
        try:
            self._session.keep(card, name)
        except UserError as error:
            self._session.failed.emit(error)

    def _follow(self, change: Change) -> None:
        scene = self._session.scene
        if change & Change.EDGES and self._waiting is not None and scene is not None:
            video, time = self._waiting
            self._waiting = None
            if scene.media.path == video:
                self._window.shuttle.then_seek(time)
