"""Lay the parts of a compilation one after the other on one clock."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from engine.edit.intervals import rounded
from engine.export.cut_plan import CutPlan, Placed, Run
from engine.export.packets_nal import PacketKind
from engine.export.video_job import CutJob
from engine.timebase import Span
from engine.types import Media, VideoStream

FINE = Fraction(1, 90_000)
"""The clock of files whose sources count differently; the one that MPEG takes."""


@dataclass(frozen=True, slots=True)
class Leg:
    """Spans of one source that play together, in order of time."""

    media: Media
    spans: tuple[Span, ...]

    @property
    def video(self) -> VideoStream:
        assert self.media.video is not None
        return self.media.video

    @property
    def duration(self) -> Fraction:
        return sum((span.duration for span in self.spans), Fraction(0))


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A leg with its plan, whose stamps count from 0 in the source's time base."""

    leg: Leg
    job: CutJob
    plan: CutPlan

    @property
    def duration(self) -> Fraction:
        return self.plan.end * self.leg.video.time_base


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """All pieces on one clock. `plan`: of the whole, in `time_base`; `starts`: of each piece, in seconds."""

    pieces: tuple[Piece, ...]
    plan: CutPlan
    time_base: Fraction
    starts: tuple[Fraction, ...]

    def stamp(self, place: int, stamp: int) -> int:
        """Where a stamp of piece number `place` lies on the common clock."""
        base = self.pieces[place].leg.video.time_base
        return rounded((self.starts[place] + stamp * base) / self.time_base)

    def stretches(self, place: int) -> list[Placed]:
        """The stretches of one piece, by the time of the whole."""
        start = self.starts[place]
        return [replace(one, target=one.target + start) for one in self.pieces[place].plan.stretches]


def together(pieces: Sequence[Piece]) -> Together:
    """Each piece begins where the one before ends, to the tick of its source."""
    bases = {piece.leg.video.time_base for piece in pieces}
    base = bases.pop() if len(bases) == 1 else FINE
    starts: list[Fraction] = []
    at = Fraction(0)
    for piece in pieces:
        starts.append(at)
        at += piece.duration
    runs = tuple(run for piece in pieces for run in piece.plan.runs)
    delay = max(piece.plan.delay for piece in pieces)
    joined = Together(tuple(pieces), CutPlan(runs, np.zeros(0, np.int64), 0, delay, ()), base, tuple(starts))
    stamps = [
        joined.stamp(place, int(stamp)) for place, piece in enumerate(pieces) for stamp in piece.plan.stamps.tolist()
    ]
    stretches = tuple(one for place in range(len(pieces)) for one in joined.stretches(place))
    plan = CutPlan(runs, np.array(stamps, np.int64), rounded(at / base), delay, stretches)
    return replace(joined, plan=plan)


def started_afresh(piece: Piece, kinds: np.ndarray) -> CutPlan:
    """The plan of a piece that follows another: a copy that begins with an open random access point says so.

    `kinds`: of the source's packets, `PacketIndex.kind`. Before it stand pictures of another film, which those that
    lean on them must not be decoded with.
    """
    first = piece.plan.runs[0].parts[0]
    if first.kind != "copy" or kinds[first.start] != PacketKind.CRA:
        return piece.plan
    run = piece.plan.runs[0]
    opened = Run((replace(first, broken_link=True), *run.parts[1:]), run.fade)
    return replace(piece.plan, runs=(opened, *piece.plan.runs[1:]))
