"""Segments of several persons as one: A or B, A and B, A without B."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from fractions import Fraction

from engine.edit.intervals import Spans, difference, drop_short, intersection, normal, union
from engine.timebase import Span
from engine.types import Segment

JOINT = " + "
"""Stands between the names of persons who share a segment."""


def any_of(*people: Sequence[Segment], min_length: Fraction = Fraction(0)) -> list[Segment]:
    """Where at least one of the people appears. Each argument: one person's segments, in order, disjoint."""
    return _gathered(drop_short(union(*map(_spans, people)), min_length), people)


def all_of(*people: Sequence[Segment], min_length: Fraction = Fraction(0)) -> list[Segment]:
    """Where all of the people appear together, without what is shorter than `min_length` seconds."""
    if not people:
        return []
    common = _spans(people[0])
    for segments in people[1:]:
        common = intersection(common, _spans(segments))
    return _gathered(drop_short(common, min_length), people)


def without(
    wanted: Sequence[Segment], *unwanted: Sequence[Segment], min_length: Fraction = Fraction(0)
) -> list[Segment]:
    """Where the first appears and none of the others, without what is shorter than `min_length` seconds."""
    kept = difference(_spans(wanted), union(*map(_spans, unwanted)))
    return _gathered(drop_short(kept, min_length), (wanted,))


def by_person(segments: Iterable[Segment]) -> dict[str, list[Segment]]:
    """Each person's segments in order of time, the persons in order of name."""
    groups: dict[str, list[Segment]] = {}
    for segment in sorted(segments, key=lambda segment: (segment.person, segment.span)):
        groups.setdefault(segment.person, []).append(segment)
    return groups


def _spans(segments: Iterable[Segment]) -> Spans:
    return normal(segment.span for segment in segments)


def _gathered(spans: Spans, people: Sequence[Sequence[Segment]]) -> list[Segment]:
    return [_joint(span, [part for segments in people for part in _overlapping(segments, span)]) for span in spans]


def _overlapping(segments: Sequence[Segment], span: Span) -> list[Segment]:
    first = bisect_left(segments, span.start, key=lambda segment: segment.span.start) - 1
    last = bisect_left(segments, span.end, key=lambda segment: segment.span.start)
    return [segment for segment in segments[max(first, 0) : last] if segment.span.overlaps(span)]


def _joint(span: Span, parts: Sequence[Segment]) -> Segment:
    """One segment of all who share it: as sure as they are on average, each for as long as it lasts."""
    weights = [float(min(part.span.end, span.end) - max(part.span.start, span.start)) for part in parts]
    names = {name for part in parts for name in part.person.split(JOINT)}
    return Segment(
        JOINT.join(sorted(names)),
        span,
        sum(part.confidence * weight for part, weight in zip(parts, weights, strict=True)) / sum(weights),
        frozenset().union(*(part.modalities for part in parts)),
        by_hand=any(part.by_hand for part in parts),
    )
