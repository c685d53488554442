"""Fetch exact frames on a thread of their own; only the newest request counts."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.jobs import Latest
from app.session import Session
from engine.protocols import FrameReader
from engine.types import Frame, Media


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """A frame and the time at which it comes on screen."""

    time: Fraction
    pts: int
    image: QImage


class Stills(QObject):
    """The frames of one film. Close it before the film's session."""

    ready = Signal(object)
    """`Still`"""
    failed = Signal(object)

    def __init__(self, session: Session, media: Media, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._media = session, media
        self._reader: FrameReader | None = None
        self._then: list[tuple[Fraction, Callable[[Still], object]]] = []
        self._latest = Latest("stills", self)
        self._latest.answered.connect(self._deliver)
        self._latest.failed.connect(self.failed)

    @property
    def busy(self) -> bool:
        return self._latest.busy

    def ask(self, time: Fraction) -> None:
        """The frame on screen at `time`."""
        self._latest.ask(lambda: self._read(time))

    def ask_for(self, time: Fraction, then: Callable[[Still], object]) -> None:
        """As `ask`; `then` gets the still as well. Where a newer question overtakes this one, it is asked again."""
        self._then.append((time, then))
        self.ask(time)

    def close(self) -> None:
        self._then.clear()
        self._latest.close(self._let_go)

    def _deliver(self, answer: tuple[Fraction, Still]) -> None:
        asked, still = answer
        self.ready.emit(still)
        for time, then in [one for one in self._then if one[0] == asked]:
            self._then.remove((time, then))
            then(still)
        if self._then and not self.busy:
            self.ask(self._then[0][0])

    def _read(self, time: Fraction) -> tuple[Fraction, Still]:
        if self._reader is None:
            self._reader = self._session.reader(self._media)
        frame = self._reader.at(time)
        return time, Still(frame.time, frame.pts, image_of(frame))

    def _let_go(self) -> None:
        # Readers are for one thread, so the one that used it closes it.
        if self._reader is not None:
            self._reader.close()


def image_of(frame: Frame) -> QImage:
    """A picture of its own: Qt does not keep an array alive."""
    height, width = frame.image.shape[:2]
    return QImage(frame.image.data, width, height, frame.image.strides[0], QImage.Format.Format_RGB888).copy()
