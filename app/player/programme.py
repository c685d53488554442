"""Which spans to play: the kept segments frame by frame as they are exported, one of them, or those around a cut."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.edit.edit_list import round_to_frames
from engine.timebase import Span
from engine.types import Shot

AROUND_S = 2
NEAR_END_S = Fraction(1, 10)
"""Whoever stands so near the end wants the film from its beginning."""


@dataclass(frozen=True, slots=True)
class Programme:
    """What to play. `spans`: None for all of the film. `back_to`: where to stand when it is over."""

    spans: tuple[Span, ...] | None = None
    looping: bool = False
    back_to: Fraction | None = None

    def begin(self, time: Fraction, whole: Span) -> Fraction:
        """Where it begins for whoever stands at `time`. `whole`: all of the film."""
        spans = self.spans
        if spans is None:
            return whole.start if time >= whole.end - NEAR_END_S else time
        inside = any(span.contains(time) for span in spans)
        over = bool(spans) and (self.looping or time >= spans[-1].end) and not inside
        return spans[0].start if over else time


def in_frames(spans: Iterable[Span], edges: Sequence[Fraction] | None) -> tuple[Span, ...]:
    """`spans` from frame to frame, as an export cuts them. Without `edges` as they are."""
    if edges is None:
        return tuple(spans)
    return tuple(Span(edges[one.first], edges[one.stop]) for one in round_to_frames(spans, edges))


def around(time: Fraction, whole: Span) -> Span:
    """Two seconds before to two seconds after `time`, as far as there are any."""
    return Span(max(time - AROUND_S, whole.start), max(min(time + AROUND_S, whole.end), whole.start))


def nearest_edit(time: Fraction, spans: Sequence[Span], shots: Sequence[Shot]) -> Fraction | None:
    """The nearest edge of a kept segment; where nothing is kept, the nearest cut of the film. None without any."""
    edges = [edge for span in spans for edge in (span.start, span.end)] or [shot.span.start for shot in shots[1:]]
    return min(edges, key=lambda edge: abs(edge - time), default=None)


def current(time: Fraction, spans: Sequence[Span], shots: Sequence[Shot], whole: Span) -> Span:
    """What is looped at `time`: the segment there or the next one; without segments the shot; without shots all."""
    here = next((span for span in spans if time < span.end), spans[-1] if spans else None)
    if here is not None:
        return here
    return next((shot.span for shot in shots if shot.span.contains(time)), whole)
