"""After an unexpected end, open what was open, say so, and keep noting what is open now."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget

from app.main_window.notice import Notice
from app.main_window.run_record import Lost, RunRecord
from app.messages.log import LOG
from app.player import PlayerView
from app.session import Change, Session

NOTE_EVERY_MS = 2000
MOST_TRIES = 1
"""A film that ended the program twice in a row is offered, not opened."""


class Recovery(QObject):
    """The project itself is stored with every change; this knows which one it was, and where in the film."""

    ticked = Signal()
    """Now and then, for what else is kept of a running window."""

    def __init__(
        self, session: Session, player: PlayerView, pages: QStackedWidget, notice: Notice, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._player, self._pages, self._notice = session, player, pages, notice
        self._record = RunRecord()
        self._tries = 0
        self._expected: Lost | None = None
        self._noted: Lost | None = None
        self._timer = QTimer(self, interval=NOTE_EVERY_MS)
        self._timer.timeout.connect(self.note)
        session.changed.connect(self._follow)

    def recover(self, open_film: Callable[[Path], object], may_open: bool = True) -> None:
        """Call it once the window shows. `may_open`: nothing else is being opened."""
        lost = self._record.lost()
        if lost is None:
            return
        LOG.warning("the last run ended unexpectedly with %s", lost.path)
        if not lost.path.exists():
            self._notice.tell(self.tr("The program ended unexpectedly last time."))
        elif may_open and lost.tries < MOST_TRIES:
            self._tries = lost.tries + 1
            self._expected = lost
            self._record.note(replace(lost, tries=self._tries))
            open_film(lost.path)
        else:
            self._notice.tell(
                self.tr("The program ended unexpectedly last time. Nothing was lost: {0} is stored as it was.").format(
                    lost.title
                ),
                self.tr("Open it"),
                lambda: open_film(lost.path),
            )

    def note(self) -> None:
        """Write down what is open."""
        self.ticked.emit()
        scene, path = self._session.scene, self._session.path
        if scene is None or path is None:
            return
        now = Lost(path, scene.media.path.name, self._player.time, self._tries, self._pages.currentIndex())
        if now != self._noted:
            self._noted = now
            self._record.note(now)

    def clear(self) -> None:
        """The film is closed, or the program ends, as it should."""
        self._timer.stop()
        self._record.clear()
        self._noted = None

    def _follow(self, change: Change) -> None:
        if not change & Change.FILM:
            return
        if not self._session.is_open:
            if self._expected is None:
                self.clear()
            return
        lost, self._expected = self._expected, None
        if lost is not None and lost.path == self._session.path:
            self._player.seek(lost.time)
            if lost.page:
                # The window shows the page of the film first.
                QTimer.singleShot(0, self, lambda: self._pages.setCurrentIndex(lost.page))
            self._notice.tell(
                self.tr(
                    "The program ended unexpectedly last time. Nothing was lost: {0} is open again, with your choice, "
                    "rules and corrections."
                ).format(lost.title)
            )
        else:
            # Another film: whatever ended the program, it was not this one.
            self._tries = 0
        self.note()
        self._timer.start()
