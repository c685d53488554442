"""The seams between stages, so that each can be tested with, and replaced by, something else."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Protocol

from engine.types import Detections, Frame, Pixels


class FrameReader(Protocol):
    """Random access to the frames of one video, exact to the frame. Used by one thread at a time."""

    def at(self, time: Fraction) -> Frame:
        """The frame on screen at player time `time`: the last one whose time is not after it."""
        ...

    def between(self, start: Fraction, end: Fraction) -> Iterator[Frame]:
        """Every frame whose time lies in `[start, end)`, in order."""
        ...

    def close(self) -> None: ...


class Detector(Protocol):
    """Finds one kind of thing in a picture."""

    def detect(self, image: Pixels, pts: int, scale: float) -> Detections:
        """`image`: (h, w, 3) uint8 RGB; boxes come back multiplied by `scale`, that is in display pixels."""
        ...
