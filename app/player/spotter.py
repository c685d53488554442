"""Ask the radar about the picture that is shown: when somebody wants to know, and at each pause."""

from PySide6.QtCore import QObject, Signal

from app.player.bar import TransportBar
from app.player.canvas import PictureCanvas
from app.session import Session, Spotted


class Spotter(QObject):
    """Between the session's radar and the picture."""

    failed = Signal(object)

    def __init__(self, session: Session, canvas: PictureCanvas, bar: TransportBar, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._canvas, self._bar = session, canvas, bar
        self._waits = self._by_hand = False
        session.radar.answered.connect(self._show)
        session.radar.failed.connect(self._fail)

    def paused(self) -> None:
        """The play was stopped: the picture that was shown last is the one to look at."""
        if self._bar.radar_on_pause.isChecked():
            self._by_hand = False
            self._ask()

    def ask(self, still_comes: bool) -> None:
        """Somebody wants to know. `still_comes`: another picture than the one shown is on its way."""
        self._by_hand, self._waits = True, still_comes
        if not still_comes:
            self._ask()

    def still_shown(self, still_comes: bool) -> None:
        if self._waits and not still_comes:
            self._waits = False
            self._ask()

    def forget(self) -> None:
        self._waits = False
        self._canvas.forget_spotted()

    def _ask(self) -> None:
        scene, image = self._session.scene, self._canvas.image
        if scene is not None and scene.media.video is not None and not image.isNull():
            stored = [(mark.track, mark.box) for mark in self._canvas.stored_marks if not mark.is_body]
            at_once = self._session.radar.ask(image, self._canvas.time, scene.media.video.display_size, stored)
            if at_once.faces:
                self._show(at_once)

    def _show(self, spotted: Spotted) -> None:
        self._canvas.show_spotted(spotted, self._by_hand)

    def _fail(self, error: Exception) -> None:
        # What fails by itself would fail at every pause.
        self._bar.radar_on_pause.setChecked(False)
        self.failed.emit(error)
