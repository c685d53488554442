"""Remember the frames shown last, so that stepping to and fro does not decode again."""

from collections import OrderedDict
from fractions import Fraction

from engine.types import Frame


class RecentFrames:
    """The `size` frames used last, each with the time at which the next one takes its place on screen."""

    def __init__(self, size: int = 32) -> None:
        self._size = size
        self._frames: OrderedDict[int, tuple[Frame, Fraction | None]] = OrderedDict()

    def find(self, time: Fraction) -> Frame | None:
        """The frame on screen at `time`, if it is among them."""
        for pts, (frame, until) in self._frames.items():
            if frame.time <= time and (until is None or time < until):
                self._frames.move_to_end(pts)
                return frame
        return None

    def add(self, frame: Frame, until: Fraction | None) -> Frame:
        """Keep a frame. `until`: time of the next frame, None for the last one of the film."""
        self._frames[frame.pts] = frame, until
        self._frames.move_to_end(frame.pts)
        if len(self._frames) > self._size:
            self._frames.popitem(last=False)
        return frame

    def clear(self) -> None:
        self._frames.clear()
