"""The menu of a voice under the right button of the mouse: whose it is, and whose it is not."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.session import Card, Session
from app.session.voices import Voice, does_not_speak, is_not_voice_of, is_voice_of


class VoiceMenu(QMenu):
    """Of one voice, on the lane of `card`."""

    def __init__(self, parent: QWidget, session: Session, voice: Voice, card: Card) -> None:
        super().__init__(parent)
        self._session, self._voice = session, voice
        self.aboutToHide.connect(self.deleteLater)
        name = card.shown
        if voice.card is card:
            self.addAction(
                self.tr("{0} does not speak here").format(name), lambda: does_not_speak(session, voice, card)
            )
            self.addAction(
                self.tr("Nowhere the voice of {0}").format(name), lambda: is_not_voice_of(session, voice, card)
            )
            self._add_others(self.tr("It is the voice of"), card)
            return
        if voice.card is not None:
            said = self.addAction(self.tr("Taken for the voice of {0}").format(voice.card.shown))
            said.setEnabled(False)
        self.addAction(self.tr("It is the voice of {0}").format(name), lambda: is_voice_of(session, voice, card))

    def _add_others(self, title: str, card: Card) -> None:
        others = self.addMenu(title)
        scene = self._session.scene
        for other in scene.cards if scene is not None else ():
            if other.known and other.anchor != card.anchor:
                action = QAction(other.shown, others)
                action.triggered.connect(lambda _=False, whose=other: is_voice_of(self._session, self._voice, whose))
                others.addAction(action)
        others.setEnabled(not others.isEmpty())
