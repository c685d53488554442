"""Turn evidence into the segments that a person's rules keep."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from engine.edit.intervals import (
    Spans,
    clip,
    difference,
    drop_short,
    intersection,
    merge_gaps,
    normal,
    pad,
    scale_of,
    ticks_of,
    total,
    union,
)
from engine.edit.presence import Level, Presence, held_spans, ruled_presence
from engine.edit.snap import Cuts, cuts_of, padded, snapped
from engine.settings import Rules
from engine.timebase import Span
from engine.types import Evidence, Segment, Shot

LEAVE_SHARE = 0.8
"""A person who was found stays until the probability falls below this share of `min_confidence`."""


def segments_of(
    person: str,
    evidence: Iterable[Evidence],
    rules: Rules,
    shots: Sequence[Shot],
    whole: Span,
    present: Iterable[Span] = (),
    absent: Iterable[Span] = (),
) -> list[Segment]:
    """The segments of `person`, in order of time, none touching another.

    The order of the rules: hold with hysteresis, merge gaps, snap to cuts, drop what is short, pad. So the shortest
    length speaks of the person's appearance and padding never rescues a flicker. With `snap_to_shots` an edge near a
    cut moves to it and padding stops at it, so no frame of a neighbouring shot comes along.

    `present` and `absent` are what a person said: the first is kept as it is, the second never, not even as padding;
    both mark the segments that they shape as made by hand. `whole`: the media's span, which nothing leaves.
    """
    presence = ruled_presence(person, evidence, rules)
    return segments_in(presence, rules, cuts_of(shots), whole, present, absent)


def segments_in(
    presence: Presence,
    rules: Rules,
    cuts: Cuts,
    whole: Span,
    present: Iterable[Span] = (),
    absent: Iterable[Span] = (),
) -> list[Segment]:
    """`segments_of` a presence by the modalities of `rules`, for whoever tries many rules on one presence."""
    absent, present = normal(absent), clip(difference(present, absent), whole)
    leave = rules.min_confidence * LEAVE_SHARE
    held = difference(clip(held_spans(presence, rules.min_confidence, leave), whole), absent)
    kept = union(clip(_ruled(held, rules, cuts), whole), present)
    alive = [level for level in presence.levels if level.probability >= leave and level.probability > 0]
    spans = difference(kept, absent)
    scale = math.lcm(scale_of(spans), scale_of(level.span for level in alive))
    levels = _Levels(alive, ticks_of((level.span for level in alive), scale), scale)
    return [
        _described(presence.person, span, levels.reaching(*ticks), present, absent)
        for span, ticks in zip(spans, ticks_of(spans, scale), strict=True)
    ]


def rows_of(
    person: str,
    evidence: Iterable[Evidence],
    rules: Rules,
    shots: Sequence[Shot],
    whole: Span,
    present: Iterable[Span] = (),
    absent: Iterable[Span] = (),
) -> list[Segment]:
    """One segment per maximal span in which one modality by itself shows `person`, in order of time.

    What `segments` prints; see `segments_of` for the parameters.
    """
    evidence, present, absent = tuple(evidence), normal(present), normal(absent)
    rows = [
        segment
        for modality in sorted(rules.modalities)
        for segment in segments_of(
            person, evidence, replace(rules, modalities=frozenset({modality}), together=False), shots, whole, (), absent
        )
    ]
    # What a person said comes from no modality, so it is a row of its own.
    rows += [Segment(person, span, 1.0, by_hand=True) for span in clip(difference(present, absent), whole)]
    return sorted(rows, key=lambda row: (row.span, sorted(row.modalities)))


def _ruled(held: Spans, rules: Rules, cuts: Cuts) -> Spans:
    spans = merge_gaps(held, rules.merge_gap)
    if not rules.snap_to_shots:
        return pad(drop_short(spans, rules.min_length), rules.pad_before, rules.pad_after)
    spans = drop_short(snapped(spans, cuts), rules.min_length)
    return normal(padded(spans, cuts, rules.pad_before, rules.pad_after))


@dataclass(frozen=True, slots=True)
class _Levels:
    """Levels in order of time, none overlapping, with their starts and ends in ticks."""

    levels: Sequence[Level]
    ticks: Sequence[tuple[int, int]]
    scale: int

    def reaching(self, start: int, end: int) -> list[tuple[Level, float]]:
        """The levels that reach into a span, each with the seconds that it has there."""
        first = max(bisect_right(self.ticks, start, key=itemgetter(0)) - 1, 0)
        last = bisect_left(self.ticks, end, key=itemgetter(0))
        common = [(i, min(self.ticks[i][1], end) - max(self.ticks[i][0], start)) for i in range(first, last)]
        return [(self.levels[i], ticks / self.scale) for i, ticks in common if ticks > 0]


def _described(person: str, span: Span, seen: Sequence[tuple[Level, float]], present: Spans, absent: Spans) -> Segment:
    """The segment with its parts: mean probability over the time in which the person was held to be there."""
    said = intersection((span,), present) if present else ()
    total_s = float(total(said)) if said else 0.0
    mean = total_s
    for level, seconds in seen:
        if said:
            common = Span(max(level.span.start, span.start), min(level.span.end, span.end))
            seconds = float(total(difference((common,), said)))
        mean += level.probability * seconds
        total_s += seconds
    shaped = any(gap.start == span.end or gap.end == span.start for gap in absent)
    return Segment(
        person,
        span,
        min(1.0, mean / total_s) if total_s else 0.0,
        frozenset().union(*(level.modalities for level, _ in seen)),
        by_hand=bool(said) or shaped,
    )
