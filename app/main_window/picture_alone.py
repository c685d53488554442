"""The picture alone on the whole screen: no menus, no docks, and the buttons only while the mouse moves."""

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDockWidget, QMainWindow, QToolBar

from app.player import PlayerView
from app.session import Change, Session

ANY_HEIGHT = 16_777_215
"""QWIDGETSIZE_MAX"""


class PictureAlone(QObject):
    """The window itself fills the screen, so that all keys go on working. Escape leaves."""

    def __init__(self, window: QMainWindow, player: PlayerView, session: Session) -> None:
        super().__init__(window)
        self._window, self._player, self._session = window, player, session
        self._layout = QByteArray()
        self._on = False
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), window)
        self._escape.setEnabled(False)
        self._escape.activated.connect(self.leave)
        player.alone_asked.connect(self.toggle)
        session.changed.connect(self._follow)

    @property
    def is_on(self) -> bool:
        return self._on

    def toggle(self) -> None:
        """Without a film, the window as it is fills the screen."""
        if self._on:
            self.leave()
        elif self._player.isVisible() and self._session.is_open:
            self._enter()
        else:
            self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def leave(self) -> None:
        if not self._on:
            return
        self._on = False
        self._window.removeEventFilter(self)
        self._escape.setEnabled(False)
        self._player.floating.set_on(False)
        menus = self._window.menuBar()
        menus.setMinimumHeight(0)
        menus.setMaximumHeight(ANY_HEIGHT)
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowFullScreen)
        self._window.restoreState(self._layout)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        # The window keeps its layout when it closes, which is not to be this one.
        if event.type() == QEvent.Type.Close:
            self.leave()
        return False

    def _enter(self) -> None:
        self._on = True
        self._layout = self._window.saveState()
        for part in (*self._window.findChildren(QDockWidget), *self._window.findChildren(QToolBar)):
            part.hide()
        # Hidden menus would take their keys along.
        self._window.menuBar().setFixedHeight(0)
        self._player.floating.set_on(True)
        self._escape.setEnabled(True)
        self._window.installEventFilter(self)
        self._window.setWindowState(self._window.windowState() | Qt.WindowState.WindowFullScreen)

    def _follow(self, change: Change) -> None:
        if change & Change.FILM:
            self.leave()
