"""Decide which frames a cut keeps, which packets can be copied for them, and where each lands in the new file.

A copied stretch begins at a picture that resets the decoder and ends after any packet up to which decoding order and
display order cover the same frames: a decoder needs nothing that comes later. What is left at the two ends is encoded.
"""

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.errors import ExportError
from engine.export.packets import PacketIndex
from engine.export.packets_nal import PacketKind
from engine.timebase import Clock, Span

Mode: TypeAlias = Literal["smart", "keyframe", "encode"]
# A shorter copy between two encoded stretches saves nothing: it costs one more encoder start.
MIN_COPY = 4


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive frames that are all copied or all encoded."""

    kind: Literal["copy", "encode"]
    first: int
    """Place of its first frame in `PacketIndex.times`."""
    last: int
    """Place of its last frame; it belongs to the part."""
    start: int = 0
    """Copies: first packet in decode order."""
    stop: int = 0
    """Copies: packet after the last. Packets in between whose frame lies outside `first..last` are left out."""
    ends_sequence: bool = False
    """HEVC, encoded: a copied open random access point follows, so this part must end the coded sequence."""
    broken_link: bool = False
    """HEVC, copied: begins with an open random access point right after another copy, and must say so itself."""

    @property
    def frames(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Run:
    """Frames that follow each other in the source and in the new file."""

    parts: tuple[Part, ...]
    fade: int = 0
    """How many of its first frames are blended with the last ones of the run before."""

    @property
    def first(self) -> int:
        return self.parts[0].first

    @property
    def last(self) -> int:
        return self.parts[-1].last

    @property
    def frames(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Placed:
    """A stretch of the source and where it starts in the new file. Seconds; `source` is player time."""

    source: Span
    target: Fraction
    fade: Fraction = Fraction(0)
    """How much of its beginning is blended with the end of the stretch before."""

    @property
    def target_end(self) -> Fraction:
        return self.target + self.source.duration


@dataclass(frozen=True, slots=True, eq=False)
class CutPlan:
    """What to write: runs, frame stamps of the new file, and its reordering delay."""

    runs: tuple[Run, ...]
    stamps: NDArray[np.int64]
    """(frames,) presentation stamps of the new file in the source's time base, from 0."""
    end: int
    """Stamp at which the last frame ends."""
    delay: int
    """How many frames the decoder is ahead of the display."""
    stretches: tuple[Placed, ...]
    """Where each run's time lies; sound and subtitles follow these."""

    @property
    def parts(self) -> Iterable[Part]:
        return (part for run in self.runs for part in run.parts)

    @property
    def frames(self) -> int:
        return len(self.stamps)


def frames_of(index_times: NDArray[np.int64], clock: Clock, spans: Iterable[Span]) -> list[tuple[int, int]]:
    """First and last frame of each stretch that the spans keep, merged where they touch, in order of time.

    A frame belongs to a span when its time lies in it; spans without a frame vanish.
    """
    merged: list[tuple[int, int]] = []
    for span in sorted(spans):
        first, stop = np.searchsorted(index_times, [clock.pts(span.start), clock.pts(span.end)])
        if first >= stop:
            continue
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], int(stop) - 1))
        else:
            merged.append((int(first), int(stop) - 1))
    return merged


def snapped(index: PacketIndex, clock: Clock, span: Span) -> Span:
    """The span with both ends moved to the nearest frame boundary, for times that were rounded when written down."""
    edges = np.append(index.times, index.times[-1] + index.last_duration)
    start, end = (
        clock.time(_nearest(edges, (time + clock.start) / clock.time_base)) for time in (span.start, span.end)
    )
    return Span(start, end)


def _nearest(edges: NDArray[np.int64], tick: Fraction) -> int:
    at = int(np.searchsorted(edges, math.ceil(tick)))
    # Of two equally near ones the later, as edit lists round: a cut and its timeline hold the same frames.
    return min((int(edge) for edge in edges[max(0, at - 1) : at + 1]), key=lambda edge: (abs(edge - tick), -edge))


def plan_cut(
    index: PacketIndex, clock: Clock, ranges: Sequence[tuple[int, int]], mode: Mode, *, reorder: int, fade: int = 0
) -> CutPlan:
    """Lay out a cut of the frame ranges (first, last), which must be in order and apart.

    `reorder`: how many frames a decoder of our encoder's may be ahead of the display.
    `fade`: frames to blend at each joint, for mode `encode`.
    Raises ExportError where mode `keyframe` finds no point to cut at.
    """
    if mode == "encode":
        runs = [Run((Part("encode", first, last),)) for first, last in ranges]
    elif mode == "keyframe":
        runs = [Run((_whole_copy(index, first, last),)) for first, last in _widened(index, ranges)]
    else:
        runs = _settle_joints(index, [Run(_smart_parts(index, first, last)) for first, last in ranges])
    runs = _mark_open_starts(index, _with_fades(runs, fade))
    stamps, end, stretches = _lay_out(index, clock, runs)
    encodes = any(part.kind == "encode" for run in runs for part in run.parts)
    copies = [part for run in runs for part in run.parts if part.kind == "copy"]
    delay = max([_reordering(index, part) for part in copies], default=0)
    return CutPlan(tuple(runs), stamps, end, max(delay, reorder if encodes else 0), stretches)


def source_reorders(index: PacketIndex) -> bool:
    """Whether the source shows frames in another order than it stores them."""
    ranks = index.rank[index.rank >= 0]
    return bool(np.any(np.diff(ranks) < 0))


def has_open_starts(index: PacketIndex) -> bool:
    """Whether copies may start at HEVC's open random access points."""
    return bool((index.kind == PacketKind.CRA).any())


def decode_start(index: PacketIndex, frame: int, *, careful: bool = False) -> int:
    """Packet from which to decode so that `frame` and all after it come out right.

    `careful` asks for one that resets the decoder, for streams whose open random access points promise too much.
    """
    kinds = [PacketKind.CLEAN] if careful else [PacketKind.CLEAN, PacketKind.CRA, PacketKind.RECOVERY]
    usable = np.flatnonzero(np.isin(index.kind, kinds) & (index.pts <= index.times[frame]))
    return int(usable[-1]) if len(usable) else 0


def _smart_parts(index: PacketIndex, first: int, last: int) -> tuple[Part, ...]:
    starts = _starts(index)
    inside = starts[(index.rank[starts] >= first) & (index.rank[starts] <= last)]
    if not len(inside):
        return (Part("encode", first, last),)
    copy = _copy_from(index, int(inside[0]), last)
    head = [Part("encode", first, copy.first - 1)] if copy.first > first else []
    tail = [Part("encode", copy.last + 1, last)] if copy.last < last else []
    if copy.frames < MIN_COPY and (head or tail):
        return (Part("encode", first, last),)
    return (*head, copy, *tail)


def _starts(index: PacketIndex) -> NDArray[np.int64]:
    """Packets at which a copy may start, in decode order."""
    return np.flatnonzero(np.isin(index.kind, (PacketKind.CLEAN, PacketKind.CRA)) & (index.rank >= 0))


def _copy_from(index: PacketIndex, start: int, last: int) -> Part:
    """The longest copy from packet `start` that shows no frame after `last`."""
    first = int(index.rank[start])
    packets, ends = _closed_ends(index, start)
    fitting = np.flatnonzero(ends <= last)
    best = int(fitting[-1])
    return Part("copy", first, int(ends[best]), start, int(packets[best]) + 1)


def _closed_ends(index: PacketIndex, start: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Packets after which a copy from `start` may end, and the last frame that is then shown."""
    ranks = index.rank[start:]
    hidden = np.flatnonzero(~index.shown[start:])
    stop = int(hidden[0]) if len(hidden) else len(ranks)
    own = np.flatnonzero(ranks[:stop] >= ranks[0])
    highest = np.maximum.accumulate(ranks[own])
    closed = highest == ranks[0] + np.arange(len(own))
    return own[closed] + start, highest[closed]


def _whole_copy(index: PacketIndex, first: int, last: int) -> Part:
    """A copy of exactly `first..last`, both of which `_widened` chose so that it exists."""
    starts = _starts(index)
    return _copy_from(index, int(starts[index.rank[starts] == first][0]), last)


def _widened(index: PacketIndex, ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ranges grown to where packets can be cut without encoding, merged where they meet."""
    starts = _starts(index)
    merged: list[tuple[int, int]] = []
    for first, last in ranges:
        before = starts[index.rank[starts] <= first]
        ends = _closed_ends(index, int(before[-1]))[1] if len(before) else np.array([], np.int64)
        if not (ends >= last).any():
            raise ExportError(
                "The video has no key frame there from which packets could be copied.",
                "Use the mode 'smart' or 'encode'.",
            )
        begin, end = int(index.rank[before[-1]]), int(ends[ends >= last][0])
        if merged and begin <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def _settle_joints(index: PacketIndex, runs: list[Run]) -> list[Run]:
    """Give way where a copy would directly precede an open random access point: encode the end of the first run.

    The end of sequence that must stand between them then lies in a packet of ours, and copies keep every byte.
    """
    for place in range(len(runs) - 1):
        ending, following = runs[place].parts[-1], runs[place + 1].parts[0]
        if ending.kind == "copy" and _opens(index, following):
            runs[place] = Run((*runs[place].parts[:-1], *_with_encoded_end(index, ending)))
    return runs


def _with_encoded_end(index: PacketIndex, copy: Part) -> tuple[Part, ...]:
    if copy.frames == 1:
        return (Part("encode", copy.first, copy.last),)
    shorter = _copy_from(index, copy.start, copy.last - 1)
    return (shorter, Part("encode", shorter.last + 1, copy.last))


def _opens(index: PacketIndex, part: Part) -> bool:
    return part.kind == "copy" and index.kind[part.start] == PacketKind.CRA


def _mark_open_starts(index: PacketIndex, runs: list[Run]) -> list[Run]:
    """Say at which joints a decoder meets an open random access point that does not belong to what it has decoded."""
    parts = [part for run in runs for part in run.parts]
    open_joints = [(before, after) for before, after in itertools.pairwise(parts) if _opens(index, after)]
    ending = {before for before, _ in open_joints if before.kind == "encode"}
    broken = {after for before, after in open_joints if before.kind == "copy"}
    return [
        replace(
            run,
            parts=tuple(replace(part, ends_sequence=part in ending, broken_link=part in broken) for part in run.parts),
        )
        for run in runs
    ]


def _with_fades(runs: list[Run], fade: int) -> list[Run]:
    """Blend at most half of the shorter neighbour, so that no frame takes part in two joints."""
    faded = runs[:1]
    for before, run in itertools.pairwise(runs):
        faded.append(replace(run, fade=min(fade, before.frames // 2, run.frames // 2)))
    return faded


def _reordering(index: PacketIndex, part: Part) -> int:
    ranks = index.rank[part.start : part.stop]
    shown = ranks[(ranks >= part.first) & (ranks <= part.last)] - part.first
    return int(np.max(np.arange(len(shown)) - shown, initial=0))


def _lay_out(index: PacketIndex, clock: Clock, runs: list[Run]) -> tuple[NDArray[np.int64], int, tuple[Placed, ...]]:
    edges = np.append(index.times, index.times[-1] + index.last_duration)
    stamps: list[NDArray[np.int64]] = []
    stretches = []
    end = 0
    for run in runs:
        times = edges[run.first : run.last + 2]
        lead = int(times[run.fade] - times[0])
        stamps.append(times[run.fade : -1] - times[run.fade] + end)
        source = Span(clock.time(int(times[0])), clock.time(int(times[-1])))
        target = (end - lead) * clock.time_base
        stretches.append(Placed(source, target, lead * clock.time_base))
        end += int(times[-1] - times[run.fade])
    return np.concatenate(stamps), end, tuple(stretches)
