"""Give the timeline pictures of a film at once or soon: cheap ones first, exact ones where they are close together."""

import threading
from bisect import bisect_right, insort
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot
from PySide6.QtGui import QImage

from engine.errors import UnreadableMedia
from engine.media.key_frames import KeyFrames
from engine.protocols import FrameReader
from engine.types import Frame, Media

HIGH_PX = 96
"""Pictures are kept at this height: twice that of the strip, for dense screens."""
KEPT_BYTES = 48 << 20
CHEAP_FROM_S = Fraction(1, 2)
"""Where pictures lie closer together, many would come from the same key frame."""
NEARBY = 4
"""A picture stands in for one that is still to come if it is at most this many steps away."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A frame by its number and time. `late`: by how much an earlier picture may be shown in its place."""

    frame: int
    time: Fraction
    late: Fraction


@dataclass(frozen=True, slots=True)
class _Kept:
    image: QImage
    late: Fraction


class FilmStrip(QObject):
    """Small pictures of one film, kept up to a number of bytes. `ready` tells that one more can be had.

    `open_exact`: opens a reader of frames, that many pixels wide; it is called, used and closed on the strip's thread.
    """

    ready = Signal()
    _posted = Signal(int, object, object)

    def __init__(
        self, media: Media, open_exact: Callable[[Media, int], FrameReader], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        assert media.video is not None
        width, height = media.video.display_size
        self.aspect = width / height
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._order: list[int] = []
        self._bytes = 0
        self._asked: Sequence[Wanted] = ()
        self._posted.connect(self._keep, Qt.ConnectionType.QueuedConnection)
        self._thread = _Thread(media, max(1, round(HIGH_PX * self.aspect)), open_exact, self._posted.emit)
        self._thread.setObjectName("film strip")
        self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether pictures that were asked for last are still to come."""
        return any(self._lacks(one) for one in self._asked)

    def get(self, frame: int, step: int) -> QImage | None:
        """The picture of a frame, or of an earlier one nearby until it comes; null where it cannot be read."""
        if frame in self._kept:
            self._kept.move_to_end(frame)
            return self._kept[frame].image
        place = bisect_right(self._order, frame) - 1
        if place >= 0 and frame - self._order[place] <= NEARBY * step:
            return self._kept[self._order[place]].image
        return None

    def want(self, frames: Sequence[Wanted]) -> None:
        """What is on the screen now. What was asked before and is not among it will not be read."""
        if frames == self._asked:
            return
        self._asked = frames
        self._thread.want([one for one in frames if self._lacks(one)], frozenset(self._kept))

    def close(self) -> None:
        self._thread.finish()
        self._thread.wait()

    def _lacks(self, one: Wanted) -> bool:
        kept = self._kept.get(one.frame)
        return kept is None or kept.late > one.late

    @Slot(int, object, object)
    def _keep(self, frame: int, image: QImage, late: Fraction) -> None:
        if frame in self._kept:
            self._bytes -= self._kept.pop(frame).image.sizeInBytes()
        else:
            insort(self._order, frame)
        self._kept[frame] = _Kept(image, late)
        self._bytes += image.sizeInBytes()
        while self._bytes > KEPT_BYTES and len(self._kept) > 1:
            oldest, gone = self._kept.popitem(last=False)
            self._order.remove(oldest)
            self._bytes -= gone.image.sizeInBytes()
        self.ready.emit()


class _Thread(QThread):
    """All pictures roughly, then those exactly for which that is not good enough."""

    def __init__(
        self,
        media: Media,
        width: int,
        open_exact: Callable[[Media, int], FrameReader],
        post: Callable[[int, QImage, Fraction], None],
    ) -> None:
        super().__init__()
        self._media, self._width, self._open_exact, self._post = media, width, open_exact, post
        self._changed = threading.Condition()
        self._cheap: list[Wanted] = []
        self._exact: list[Wanted] = []
        self._closing = False

    def want(self, frames: Iterable[Wanted], shown: frozenset[int]) -> None:
        with self._changed:
            self._exact = list(frames)
            self._cheap = [one for one in self._exact if one.late >= CHEAP_FROM_S and one.frame not in shown]
            self._changed.notify()

    def finish(self) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify()

    def run(self) -> None:
        with ExitStack() as opened:
            source = _Source(self._media, self._width, self._open_exact, opened)
            while (question := self._next()) is not None:
                self._answer(*question, source)

    def _next(self) -> tuple[Wanted, bool] | None:
        with self._changed:
            while not self._closing and not self._exact:
                self._changed.wait()
            if self._closing:
                return None
            return (self._cheap.pop(0), True) if self._cheap else (self._exact.pop(0), False)

    def _answer(self, one: Wanted, cheaply: bool, source: "_Source") -> None:
        try:
            frame = source.cheap(one.time) if cheaply else source.exact(one.time)
        except (UnreadableMedia, OSError):
            # The file went away or cannot be read. The player tells what is wrong with the film; here a place without a
            # picture says enough.
            self._post(one.frame, QImage(), Fraction(0))
            return
        if frame is None:
            return
        late = max(Fraction(0), one.time - frame.time) if cheaply else Fraction(0)
        self._post(one.frame, _image_of(frame), late)
        if late <= one.late:
            self._forget(one)

    def _forget(self, one: Wanted) -> None:
        """It is good enough already."""
        with self._changed:
            self._exact = [other for other in self._exact if other != one]


class _Source:
    """The two ways to a picture, each opened when it is first gone."""

    def __init__(
        self, media: Media, width: int, open_exact: Callable[[Media, int], FrameReader], opened: ExitStack
    ) -> None:
        self._media, self._width, self._open_exact, self._opened = media, width, open_exact, opened
        self._key_frames: KeyFrames | None = None
        self._reader: FrameReader | None = None

    def cheap(self, time: Fraction) -> Frame | None:
        if self._key_frames is None:
            self._key_frames = KeyFrames(self._media, self._width)
            self._opened.callback(self._key_frames.close)
        return self._key_frames.before(time)

    def exact(self, time: Fraction) -> Frame:
        if self._reader is None:
            self._reader = self._open_exact(self._media, self._width)
            self._opened.callback(self._reader.close)
        return self._reader.at(time)


def _image_of(frame: Frame) -> QImage:
    """A picture of its own: Qt does not keep an array alive."""
    height, width = frame.image.shape[:2]
    return QImage(frame.image.data, width, height, frame.image.strides[0], QImage.Format.Format_RGB888).copy()
