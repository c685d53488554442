"""The menu of a film's sound tracks, with the one that is heard ticked."""

from PySide6.QtCore import QLocale
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.session import Change, Session
from engine.types import AudioStream


class SoundMenu(QMenu):
    """Its `menuAction` stands in another menu; a key for it goes to the next track."""

    def __init__(self, session: Session, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._session = session
        self._group = QActionGroup(self)
        self._group.triggered.connect(lambda action: session.choose_sound(action.data()))
        self.menuAction().triggered.connect(self.next)
        session.changed.connect(self._follow)
        self._follow(Change.FILM)

    def next(self) -> None:
        """The next track, and after the last one the first."""
        scene = self._session.scene
        if scene is not None and len(scene.media.audio) > 1:
            self._session.choose_sound(self._session.sound % len(scene.media.audio) + 1)

    def _follow(self, change: Change) -> None:
        if change & Change.FILM:
            self._fill()
        if change & (Change.FILM | Change.SOUND):
            for action in self._group.actions():
                action.setChecked(action.data() == self._session.sound)

    def _fill(self) -> None:
        scene = self._session.scene
        tracks = scene.media.audio if scene is not None else ()
        for old in self._group.actions():
            self._group.removeAction(old)
            self.removeAction(old)
            old.deleteLater()
        for number, track in enumerate(tracks, start=1):
            action = QAction(self._text(number, track), self, checkable=True)
            action.setData(number)
            self._group.addAction(action)
            self.addAction(action)
        # Of one there is nothing to choose.
        self.menuAction().setEnabled(len(tracks) > 1)

    def _text(self, number: int, track: AudioStream) -> str:
        language = QLocale.codeToLanguage(track.language) if track.language else QLocale.Language.AnyLanguage
        known = language not in (QLocale.Language.AnyLanguage, QLocale.Language.C)
        # Of the whole world, else English would be American.
        name = (
            QLocale(language, QLocale.Country.World).nativeLanguageName()
            if known
            else track.language.replace("und", "")
        )
        parts = [name or self.tr("Sound"), track.layout or self.tr("{0} channels").format(track.channels)]
        text = f"&{number}  {' · '.join(parts)} · {track.codec}"
        return self.tr("{0} (default)").format(text) if track.default else text
