"""When a tracked thing shows: from samples a few times a second to spans that reach the cuts where due."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.timebase import Clock, Span
from engine.types import Track


@dataclass(frozen=True, slots=True)
class ShowingLimits:
    """`enter`, `leave`: hysteresis on a sample's score. Shorter pauses than `bridge_s` are detector misses."""

    enter: float = 0.5
    leave: float = 0.35
    bridge_s: Fraction = Fraction(3, 5)


def reach(times: Sequence[Fraction], first: int, last: int, piece: Span) -> Span:
    """The span of a thing seen from sample `first` to `last` of a piece that was looked at at `times`.

    It begins and ends half way to the neighbouring sample without it, and at the piece's edge where there is none.
    """
    start = piece.start if first == 0 else (times[first - 1] + times[first]) / 2
    end = piece.end if last == len(times) - 1 else (times[last] + times[last + 1]) / 2
    return Span(start, end)


def showing(track: Track, clock: Clock, limits: ShowingLimits | None = None) -> list[Span]:
    """The spans in which the thing shows, within `track.span`, by the scores of its samples."""
    limits = limits or ShowingLimits()
    pts = track.pts.tolist()
    # Exact times are slow to make, so they are made for the edges alone.
    runs = _bridged(_runs(track, limits), pts, limits.bridge_s / clock.time_base)
    spans = []
    for first, last in runs:
        start = track.span.start if first == 0 else _middle(clock, pts[first - 1], pts[first])
        end = track.span.end if last == len(pts) - 1 else _middle(clock, pts[last], pts[last + 1])
        if end > start:
            spans.append(Span(start, end))
    return spans


def _middle(clock: Clock, one: int, other: int) -> Fraction:
    return (clock.time(one) + clock.time(other)) / 2


def _runs(track: Track, limits: ShowingLimits) -> list[tuple[int, int]]:
    """First and last sample of each run that rises to `enter` and stays above `leave`."""
    runs: list[tuple[int, int]] = []
    start, entered = -1, False
    for i, score in enumerate([*track.scores.tolist(), -1.0]):
        if score >= limits.leave:
            start = i if start < 0 else start
            entered = entered or score >= limits.enter
            continue
        if start >= 0 and entered:
            runs.append((start, i - 1))
        start, entered = -1, False
    return runs


def _bridged(runs: list[tuple[int, int]], pts: Sequence[int], bridge: Fraction) -> list[tuple[int, int]]:
    """`bridge`: longest pause that is bridged, in ticks."""
    joined: list[tuple[int, int]] = []
    for first, last in runs:
        if joined and pts[first] - pts[joined[-1][1]] <= bridge:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined
