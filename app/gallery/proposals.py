"""Ask about the persons whom the gallery of people finds likely: yes or no, one after the other."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.session import Card, Change, Session
from app.widgets import muted

SIDE = 40


class ProposalBar(QFrame):
    """Each answer is a command that can be undone. Hidden while there is nothing to ask."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._later: set[int] = set()
        self.setProperty("role", "found")
        self._face = QLabel()
        self._face.setFixedSize(SIDE, SIDE)
        self.text = muted("")
        self.yes = QPushButton()
        self.yes.setAccessibleName(self.tr("Yes"))
        self.yes.clicked.connect(lambda: self._accept(0))
        self.other = QPushButton()
        self.other.setAccessibleName(self.tr("Yes, the other"))
        self.other.clicked.connect(lambda: self._accept(1))
        self.no = QPushButton(self.tr("No"))
        self.no.setToolTip(self.tr("This is somebody else"))
        self.no.clicked.connect(self._refuse)
        self.later = QPushButton(self.tr("Later"))
        self.later.clicked.connect(self._leave)
        top = QHBoxLayout()
        top.addWidget(self._face)
        top.addWidget(self.text, 1)
        row = QHBoxLayout()
        for button in (self.yes, self.other, self.no, self.later):
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.addLayout(top)
        layout.addLayout(row)
        session.changed.connect(self._follow)
        self.hide()

    @property
    def card(self) -> Card | None:
        """The one that is asked about."""
        return next(iter(self._waiting()), None)

    def _waiting(self) -> list[Card]:
        cards = self._session.scene.cards if self._session.scene else ()
        asked = [card for card in cards if card.recognised is not None and not card.recognised.sure]
        return [card for card in asked if not self._later.intersection(card.tracks)]

    def _names(self) -> list[str]:
        card = self.card
        if card is None or card.recognised is None:
            return []
        return [name for name in (card.recognised.name, card.recognised.rival) if name]

    def _follow(self, change: Change) -> None:
        if change & Change.FILM:
            self._later.clear()
            if self._session.crops is not None:
                # It ends with the film, and this with it.
                self._session.crops.ready.connect(self._crop_ready)
        if change & (Change.FILM | Change.SCENE):
            self._show()

    def _show(self) -> None:
        waiting, names = self._waiting(), self._names()
        self.setVisible(bool(waiting))
        if not waiting:
            return
        card = waiting[0]
        if len(names) > 1:
            text = self.tr("{0} may be {1} or {2}, by the gallery.").format(card.shown, *names)
        else:
            text = self.tr("{0} may be {1}, by the gallery.").format(card.shown, names[0])
        self.text.setText(text if len(waiting) == 1 else f"1/{len(waiting)}  {text}")
        self.other.setVisible(len(names) > 1)
        for button, name in ((self.yes, names[0]), (self.other, names[-1])):
            button.setText(self.tr("Yes, {0}").format(name))
            button.setAccessibleName(button.text())
        self.no.setAccessibleName(self.tr("No, {0} is somebody else").format(card.shown))
        self._show_face(card)

    def _crop_ready(self, track: int) -> None:
        if self.card is not None and track == self.card.anchor:
            self._show_face(self.card)

    def _show_face(self, card: Card) -> None:
        crops = self._session.crops
        image = crops.get(card.anchor) if crops is not None else None
        if image is None or image.isNull():
            self._face.hide()
            return
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        self._face.setPixmap(QPixmap.fromImage(image.scaled(SIDE, SIDE, keep, smooth)))
        self._face.show()

    def _accept(self, place: int) -> None:
        card, names = self.card, self._names()
        if card is not None and place < len(names):
            self._session.people.rename(card, names[place])

    def _refuse(self) -> None:
        card = self.card
        if card is not None:
            self._session.people.refuse_all(card, self._names())

    def _leave(self) -> None:
        card = self.card
        if card is not None:
            self._later.update(card.tracks)
            self._show()
