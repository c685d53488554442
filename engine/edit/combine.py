"""Segments of several persons as one: A or B, A and B, A without B."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache

from engine.edit.intervals import Spans, difference, drop_short, intersection, normal, scale_of, tick, ticks_of, union
from engine.edit.ticks import Rows, joined
from engine.timebase import Span
from engine.types import Segment

JOINT = " + "
"""Stands between the names of persons who share a segment."""


def any_of(*people: Sequence[Segment], min_length: Fraction = Fraction(0)) -> list[Segment]:
    """Where at least one of the people appears. Each argument: one person's segments, in order, disjoint."""
    scale = math.lcm(min_length.denominator, *(scale_of(one.span for one in segments) for segments in people))
    ticks = [ticks_of((one.span for one in segments), scale) for segments in people]
    least = tick(min_length, scale)
    rows = [(start, end) for start, end in joined(row for rows in ticks for row in rows) if end - start >= least]
    known: dict[int, Fraction] = {}
    for segments, ends in zip(people, ticks, strict=True):
        for one, (start, end) in zip(segments, ends, strict=True):
            known[start], known[end] = one.span.start, one.span.end
    return _joint_segments([Span(known[start], known[end]) for start, end in rows], rows, people, ticks, scale)


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
    """One segment for each span, of all segments that reach into it."""
    scale = math.lcm(scale_of(spans), *(scale_of(one.span for one in segments) for segments in people))
    ticks = [ticks_of((one.span for one in segments), scale) for segments in people]
    return _joint_segments(spans, ticks_of(spans, scale), people, ticks, scale)


def _joint_segments(
    spans: Sequence[Span], bounds: Rows, people: Sequence[Sequence[Segment]], ticks: Sequence[Rows], scale: int
) -> list[Segment]:
    """`bounds`: `spans` in ticks. `ticks`: those of each one's segments."""
    starts = [start for start, _ in bounds]
    parts: list[list[tuple[Segment, int]]] = [[] for _ in spans]
    for segments, rows in zip(people, ticks, strict=True):
        for segment, (start, end) in zip(segments, rows, strict=True):
            for at in range(max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end)):
                common = min(end, bounds[at][1]) - max(start, bounds[at][0])
                if common > 0:
                    parts[at].append((segment, common))
    return [_joint(span, here, scale) for span, here in zip(spans, parts, strict=True)]


def _joint(span: Span, parts: Sequence[tuple[Segment, int]], scale: int) -> Segment:
    """One segment of all who share it: as sure as they are on average, each for as long as it lasts, in ticks."""
    weights = [ticks / scale for _, ticks in parts]
    kinds = {part.modalities for part, _ in parts}
    return Segment(
        _together(frozenset([part.person for part, _ in parts])),
        span,
        sum([part.confidence * weight for (part, _), weight in zip(parts, weights, strict=True)]) / sum(weights),
        next(iter(kinds)) if len(kinds) == 1 else frozenset().union(*kinds),
        by_hand=any(part.by_hand for part, _ in parts),
    )


@lru_cache(maxsize=4096)
def _together(persons: frozenset[str]) -> str:
    """One name for all of some, of whom each may be several already."""
    return JOINT.join(sorted({name for person in persons for name in person.split(JOINT)}))
