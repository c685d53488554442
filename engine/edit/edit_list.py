"""Round segments to whole frames, so that every export of one cut agrees to the frame."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import overload

import numpy as np
from numpy.typing import NDArray

from engine.edit.combine import any_of, by_person
from engine.edit.intervals import nearest, normal
from engine.timebase import Clock, Span
from engine.types import Media, Segment


class FrameEdges(Sequence[Fraction]):
    """When each frame of a video comes on screen, and last when the last one goes: n + 1 times for n frames.

    A sequence that computes its items when asked, because two hours hold half a million of them.
    """

    @abstractmethod
    def time(self, index: int) -> Fraction:
        """The player time of edge `index`, 0 <= index < len(self)."""

    @overload
    def __getitem__(self, index: int) -> Fraction: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Fraction]: ...
    def __getitem__(self, index: int | slice) -> Fraction | Sequence[Fraction]:
        if isinstance(index, slice):
            return [self.time(i) for i in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self.time(index % len(self))


class EvenEdges(FrameEdges):
    """Edges of a video of constant frame rate: `start` in player time, `rate` in frames a second.

    Only where the stamps are not at hand: Matroska rounds them to the millisecond, and then the real edges are those of
    `StampedEdges`.
    """

    def __init__(self, start: Fraction, rate: Fraction, frames: int) -> None:
        self.start, self.rate, self.frames = start, rate, frames

    def __len__(self) -> int:
        return self.frames + 1

    def time(self, index: int) -> Fraction:
        return self.start + index / self.rate


class StampedEdges(FrameEdges):
    """Edges of any video from the stamps of its frames, (n,) int64, rising strictly, and the end of the last one."""

    def __init__(self, pts: NDArray[np.int64], clock: Clock, end: Fraction) -> None:
        if len(pts) == 0 or bool(np.any(np.diff(pts) <= 0)):
            raise ValueError("the stamps of the frames must rise strictly")
        if end <= clock.time(int(pts[-1])):
            raise ValueError("the last frame must last")
        self.pts, self.clock, self.end = pts, clock, end

    def __len__(self) -> int:
        return len(self.pts) + 1

    def time(self, index: int) -> Fraction:
        return self.end if index == len(self.pts) else self.clock.time(int(self.pts[index]))


@dataclass(frozen=True, slots=True, order=True)
class FrameRange:
    """Frames `first` to before `stop`, counted from the first frame of the video."""

    first: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.first


def round_to_frames(spans: Iterable[Span], edges: Sequence[Fraction]) -> list[FrameRange]:
    """The frames of `spans`, in order, none twice.

    `edges`: when each frame comes on screen and last when the last one goes (see `FrameEdges`); real times, so variable
    frame rate is as exact as constant. Each end of a span moves to the nearest edge, the later of two equally near, so
    times that were printed with a few decimals find their frame again. Spans of less than half a frame may vanish.
    """
    if len(edges) < 2:
        return []
    ranges: list[FrameRange] = []
    for span in normal(spans):
        here = FrameRange(nearest(edges, span.start), nearest(edges, span.end))
        if ranges and here.first <= ranges[-1].stop:
            ranges[-1] = FrameRange(ranges[-1].first, max(ranges[-1].stop, here.stop))
        elif len(here):
            ranges.append(here)
    return ranges


@dataclass(frozen=True, slots=True)
class Clip:
    """A segment on the edit list, in whole frames of its source."""

    media: Media
    span: Span
    """Player time of the source, from the edge of one frame to the edge of another."""
    first_frame: int
    """Counted from the first frame of the video stream; 0 for sound files."""
    frames: int
    """How many frames it lasts; 0 for sound files."""
    person: str
    confidence: float = 1.0
    modalities: frozenset[str] = frozenset()
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class EditList:
    """The clips of one cut, in the order in which they play."""

    clips: tuple[Clip, ...]

    @property
    def frames(self) -> int:
        return sum(clip.frames for clip in self.clips)

    @property
    def duration(self) -> Fraction:
        """Exact seconds of the finished cut."""
        return sum((clip.span.duration for clip in self.clips), Fraction(0))

    @property
    def media(self) -> tuple[Media, ...]:
        """Each source once, in order of first use."""
        return tuple({clip.media.path: clip.media for clip in self.clips}.values())

    def __add__(self, other: "EditList") -> "EditList":
        """One cut after the other: a season, a compilation."""
        return EditList(self.clips + other.clips)


def edit_list(media: Media, segments: Iterable[Segment], edges: Sequence[Fraction] | None = None) -> EditList:
    """Clips of one source in order of time, each segment rounded to frames by `round_to_frames`.

    Segments that overlap become one, so that no frame plays twice; segments that only touch stay apart, because someone
    may have split them. `edges`: None for a sound file, whose spans stay as they are.
    """
    ordered = sorted(segments, key=lambda segment: segment.span)
    if any(later.span.start < earlier.span.end for earlier, later in pairwise(ordered)):
        ordered = any_of(*by_person(ordered).values())
    clips = (_clip(media, segment, edges) for segment in ordered)
    return EditList(tuple(clip for clip in clips if clip.span.duration))


def _clip(media: Media, segment: Segment, edges: Sequence[Fraction] | None) -> Clip:
    span, first, stop = segment.span, 0, 0
    if edges is not None:
        first, stop = nearest(edges, span.start), nearest(edges, span.end)
        span = Span(edges[first], edges[stop])
    return Clip(
        media, span, first, stop - first, segment.person, segment.confidence, segment.modalities, segment.by_hand
    )
