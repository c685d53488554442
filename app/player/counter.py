"""Count frames: which one is on screen at a time, what the counter says of it, and which is so many further."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.player.deck import EARLY_S
from engine.edit.timecode import Timecode, timecode_of
from engine.types import VideoStream


@dataclass(frozen=True, slots=True)
class Counter:
    """The frames of one film. `edges`: when each comes on screen and last when the last goes; None: not known yet.

    `from_source`: whether the first frame has the number that the file gives it.
    """

    video: VideoStream
    edges: Sequence[Fraction] | None
    from_source: bool = True

    @property
    def code(self) -> Timecode:
        return timecode_of(self.video, self.from_source)

    def exact(self, time: Fraction) -> Fraction:
        """When the frame comes on screen of which Qt says so with its times cut off."""
        if self.edges is None:
            return time + EARLY_S
        edge = self.edges[self._index(time)]
        return edge if abs(edge - time) <= EARLY_S else time

    def text(self, time: Fraction) -> str:
        """The timecode of the frame on screen."""
        if self.edges is None or self.video.variable_rate:
            return self.code.at(time)
        # Some containers round times; then counting tells better which frame it is.
        return self.code.text(self.code.begin + self._index(time))

    def number(self, time: Fraction) -> str:
        """`#1550`, counted from 1; empty until all frames are known."""
        return "" if self.edges is None else f"#{self._index(time) + 1}"

    def stepped(self, time: Fraction, frames: int) -> Fraction:
        """The time of the frame so many on. Before all frames are known, the film's rate has to do."""
        if self.edges is None:
            return time + frames / (self.video.frame_rate or Fraction(25))
        return self.edges[min(max(self._index(time) + frames, 0), len(self.edges) - 2)]

    def _index(self, time: Fraction) -> int:
        assert self.edges is not None
        return min(max(bisect_right(self.edges, time + EARLY_S) - 1, 0), len(self.edges) - 2)
