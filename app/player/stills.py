"""Fetch exact frames on a thread of their own; only the newest request counts."""

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
        self._latest = Latest("stills", self)
        self._latest.answered.connect(self.ready)
        self._latest.failed.connect(self.failed)

    @property
    def busy(self) -> bool:
        return self._latest.busy

    def ask(self, time: Fraction) -> None:
        """The frame on screen at `time`."""
        self._latest.ask(lambda: self._read(time))

    def close(self) -> None:
        self._latest.close(self._let_go)

    def _read(self, time: Fraction) -> Still:
        if self._reader is None:
            self._reader = self._session.reader(self._media)
        frame = self._reader.at(time)
        return Still(frame.time, frame.pts, image_of(frame))

    def _let_go(self) -> None:
        # Readers are for one thread, so the one that used it closes it.
        if self._reader is not None:
            self._reader.close()


def image_of(frame: Frame) -> QImage:
    """A picture of its own: Qt does not keep an array alive."""
    height, width = frame.image.shape[:2]
    return QImage(frame.image.data, width, height, frame.image.strides[0], QImage.Format.Format_RGB888).copy()
