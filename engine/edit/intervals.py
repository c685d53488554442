"""Exact algebra on sets of half-open spans, so that no rule ever loses or doubles an instant.

A set is a tuple of spans in *normal form*: sorted, none empty, none touching another. Every function here takes any
spans and returns normal form.
"""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TypeAlias

from engine.timebase import Span

Spans: TypeAlias = tuple[Span, ...]


def normal(spans: Iterable[Span]) -> Spans:
    """The same instants in normal form: overlapping and touching spans become one, empty ones go."""
    return merge_gaps(spans, Fraction(0))


def union(*sets: Iterable[Span]) -> Spans:
    """Every instant that lies in at least one set."""
    return normal(span for spans in sets for span in spans)


def intersection(first: Iterable[Span], second: Iterable[Span]) -> Spans:
    """Every instant that lies in both sets."""
    left, right = normal(first), normal(second)
    common: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i].start, right[j].start), min(left[i].end, right[j].end)
        if start < end:
            common.append(Span(start, end))
        if left[i].end <= right[j].end:
            i += 1
        else:
            j += 1
    # Two neighbours of one set may both touch a span of the other, never each other: already normal.
    return tuple(common)


def difference(first: Iterable[Span], second: Iterable[Span]) -> Spans:
    """Every instant of the first set that is not in the second."""
    keep = normal(first)
    if not keep:
        return ()
    return intersection(keep, invert(second, Span(keep[0].start, keep[-1].end)))


def invert(spans: Iterable[Span], whole: Span) -> Spans:
    """Every instant of `whole` that no span covers."""
    gaps: list[Span] = []
    at = whole.start
    for span in clip(spans, whole):
        if at < span.start:
            gaps.append(Span(at, span.start))
        at = span.end
    if at < whole.end:
        gaps.append(Span(at, whole.end))
    return tuple(gaps)


def clip(spans: Iterable[Span], whole: Span) -> Spans:
    """What of the spans lies inside `whole`."""
    return intersection(spans, (whole,))


def merge_gaps(spans: Iterable[Span], gap: Fraction) -> Spans:
    """Join neighbours whose distance is at most `gap` seconds (not negative)."""
    if gap < 0:
        raise ValueError(f"a gap is not negative: {gap}")
    merged: list[Span] = []
    for span in sorted(span for span in spans if span.duration > 0):
        if merged and span.start - merged[-1].end <= gap:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def pad(spans: Iterable[Span], before: Fraction, after: Fraction) -> Spans:
    """Widen each span by `before` and `after` seconds (not negative); what then meets becomes one."""
    if before < 0 or after < 0:
        raise ValueError(f"padding is not negative: {before}, {after}")
    return normal(Span(span.start - before, span.end + after) for span in normal(spans))


def drop_short(spans: Iterable[Span], minimum: Fraction) -> Spans:
    """Without the spans that are shorter than `minimum` seconds."""
    return tuple(span for span in normal(spans) if span.duration >= minimum)


def total(spans: Iterable[Span]) -> Fraction:
    """Seconds that the spans cover, overlaps counted once."""
    return sum((span.duration for span in normal(spans)), Fraction(0))


def nearest(sorted_times: Sequence[Fraction], time: Fraction) -> int:
    """Index of the time nearest to `time`, the later of two that are equally near.

    `sorted_times`: strictly increasing, not empty; any sequence, so it may compute its items when asked.
    """
    low, high = 0, len(sorted_times)
    while low < high:
        middle = (low + high) // 2
        if sorted_times[middle] < time:
            low = middle + 1
        else:
            high = middle
    if low == len(sorted_times):
        return low - 1
    if low > 0 and time - sorted_times[low - 1] < sorted_times[low] - time:
        return low - 1
    return low


def rounded(value: Fraction) -> int:
    """The nearest whole number, halves upwards (`round` would take halves to the even neighbour)."""
    return math.floor(value + Fraction(1, 2))
