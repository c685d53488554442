"""Say whom dropped photos show, and take the name of each in place."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.session.find import Finder, Match
from app.widgets import muted
from engine.errors import UserError


class FoundBar(QFrame):
    """One match after the other: Enter names the person and keeps the photos, Esc leaves it."""

    failed = Signal(object)

    def __init__(self, finder: Finder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._finder = finder
        self._waiting: list[Match] = []
        self._total = 0
        self.setProperty("role", "found")
        self.text = muted("")
        self.name = QLineEdit()
        self.name.setMaxLength(80)
        self.name.setAccessibleName(self.tr("Name of the person in the photo"))
        self.name.setPlaceholderText(self.tr("Name"))
        self.name.returnPressed.connect(self._take)
        self.button = QPushButton(self.tr("Name"))
        self.button.setToolTip(self.tr("Name this person and keep the photo (Enter)"))
        self.button.clicked.connect(self._take)
        self.close_button = QToolButton()
        self.close_button.setText("✕")
        self.close_button.setAutoRaise(True)
        self.close_button.setFixedSize(26, 26)
        self.close_button.setAccessibleName(self.tr("Leave this photo"))
        self.close_button.setToolTip(self.tr("Leave this photo (Esc)"))
        self.close_button.clicked.connect(self.leave)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.name, 1)
        row.addWidget(self.button)
        top = QHBoxLayout()
        top.addWidget(self.text, 1)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.addLayout(top)
        layout.addWidget(self._row)
        finder.found.connect(self._show_found)
        finder.changed.connect(self._show_busy)
        finder.failed.connect(lambda _: self.clear())
        self.hide()

    @property
    def match(self) -> Match | None:
        return self._waiting[0] if self._waiting else None

    def clear(self) -> None:
        self._waiting, self._total = [], 0
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence that needs no answer."""
        if not self._waiting:
            self.text.setText(text)
            self._row.hide()
            self.show()

    def leave(self) -> None:
        """Go on to the next match."""
        self._waiting = self._waiting[1:]
        self._show_next()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    # Inside.

    def _show_busy(self) -> None:
        if self._finder.is_busy:
            self.say(self.tr("Looking at the photos…"))

    def _show_found(self, matches: list[Match]) -> None:
        if not matches:
            self._waiting = []
            self.say(self.tr("There is no photo in it. Drop JPEG or PNG files, or a folder that holds some."))
            return
        self._waiting, self._total = list(matches), len(matches)
        self._show_next()

    def _show_next(self) -> None:
        match = self.match
        if match is None:
            self.clear()
            return
        card = self._finder.card_of(match)
        self.text.setText(self._sentence(match))
        self._row.setVisible(card is not None)
        self.show()
        if card is not None:
            self._finder.show(match)
            self.name.setText(card.name if card.named else match.wanted.name)
            self.name.selectAll()
            self.name.setFocus()

    def _sentence(self, match: Match) -> str:
        problems = " ".join(match.problems)
        if not match.photos:
            return self._counted(problems)
        files = ", ".join(path.name for path in match.wanted.paths[:2]) + ("…" if len(match.wanted.paths) > 2 else "")
        card = self._finder.card_of(match)
        if card is None:
            text = self.tr("Nobody in this film looks like the face in {0}.").format(files)
        else:
            text = self.tr("The face in {0} is {1}, sure by {2}. Press Enter to name.").format(
                files, card.shown, f"{match.sure:.0%}"
            )
        return self._counted(f"{text} {problems}".strip())

    def _counted(self, text: str) -> str:
        place = self._total - len(self._waiting) + 1
        return f"{place}/{self._total}  {text}" if self._total > 1 else text

    def _take(self) -> None:
        match = self.match
        if match is None:
            return
        try:
            self._finder.take(match, self.name.text())
        except UserError as error:
            self.failed.emit(error)
        else:
            self.leave()
