"""Turn evidence into the segments that a person's rules keep."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from engine.edit.intervals import (
    Spans,
    clip,
    difference,
    drop_short,
    intersection,
    merge_gaps,
    normal,
    pad,
    total,
    union,
)
from engine.edit.presence import Level, held_spans, presence_of
from engine.settings import Rules
from engine.timebase import Span
from engine.types import Evidence, Segment, Shot

LEAVE_SHARE = 0.8
"""A person who was found stays until the probability falls below this share of `min_confidence`."""
SNAP_S = Fraction(1, 4)
"""How near an edge must be to a cut to move there: what sampling a few frames a second can miss."""


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
    absent, present = normal(absent), clip(difference(present, absent), whole)
    presence = presence_of(person, evidence, rules.modalities)
    leave = rules.min_confidence * LEAVE_SHARE
    held = difference(clip(held_spans(presence, rules.min_confidence, leave), whole), absent)
    kept = union(clip(_ruled(held, rules, shots), whole), present)
    alive = [level for level in presence.levels if level.probability >= leave and level.probability > 0]
    return [_described(person, span, alive, present, absent) for span in difference(kept, absent)]


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
            person, evidence, replace(rules, modalities=frozenset({modality})), shots, whole, (), absent
        )
    ]
    # What a person said comes from no modality, so it is a row of its own.
    rows += [Segment(person, span, 1.0, by_hand=True) for span in clip(difference(present, absent), whole)]
    return sorted(rows, key=lambda row: (row.span, sorted(row.modalities)))


def _ruled(held: Spans, rules: Rules, shots: Sequence[Shot]) -> Spans:
    spans = merge_gaps(held, rules.merge_gap)
    if not rules.snap_to_shots:
        return pad(drop_short(spans, rules.min_length), rules.pad_before, rules.pad_after)
    cuts = sorted({edge for shot in shots for edge in (shot.span.start, shot.span.end)})
    spans = drop_short((_snapped(span, cuts) for span in spans), rules.min_length)
    return normal(_padded_to_cuts(span, cuts, rules.pad_before, rules.pad_after) for span in spans)


def _snapped(span: Span, cuts: Sequence[Fraction]) -> Span:
    """Each edge moves to the nearest cut within reach; of two equally near, to the one that keeps more."""
    start = min(_near(span.start, cuts), key=lambda cut: (abs(cut - span.start), cut), default=span.start)
    end = min(_near(span.end, cuts), key=lambda cut: (abs(cut - span.end), -cut), default=span.end)
    # Both edges of a very short span may find the same cut; it then stays where it was seen.
    return Span(start, end) if start < end else span


def _near(time: Fraction, cuts: Sequence[Fraction]) -> Sequence[Fraction]:
    return cuts[bisect_left(cuts, time - SNAP_S) : bisect_right(cuts, time + SNAP_S)]


def _padded_to_cuts(span: Span, cuts: Sequence[Fraction], before: Fraction, after: Fraction) -> Span:
    """Padding stops at the first cut, and goes on to it where only a scrap of the shot would be left out."""
    start, end = span.start - before, span.end + after
    behind = bisect_right(cuts, span.start) - 1
    ahead = bisect_left(cuts, span.end)
    if behind >= 0 and start - cuts[behind] <= SNAP_S:
        start = cuts[behind]
    if ahead < len(cuts) and cuts[ahead] - end <= SNAP_S:
        end = cuts[ahead]
    return Span(start, end)


def _described(person: str, span: Span, levels: Sequence[Level], present: Spans, absent: Spans) -> Segment:
    """The segment with its parts: mean probability over the time in which the person was held to be there."""
    seen = [level for level in _reaching(levels, span) if level.span.overlaps(span)]
    said = intersection((span,), present)
    total_s = float(total(said))
    mean = total_s
    for level in seen:
        common = Span(max(level.span.start, span.start), min(level.span.end, span.end))
        seconds = float(total(difference((common,), said)) if said else common.duration)
        mean += level.probability * seconds
        total_s += seconds
    shaped = any(gap.start == span.end or gap.end == span.start for gap in absent)
    return Segment(
        person,
        span,
        min(1.0, mean / total_s) if total_s else 0.0,
        frozenset().union(*(level.modalities for level in seen)),
        by_hand=bool(said) or shaped,
    )


def _reaching(levels: Sequence[Level], span: Span) -> Sequence[Level]:
    """The levels that can overlap `span`; they are sorted and disjoint, so the last to start before it may."""
    first = bisect_right(levels, span.start, key=lambda level: level.span.start) - 1
    last = bisect_left(levels, span.end, key=lambda level: level.span.start)
    return levels[max(first, 0) : last]
