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


class _Normal(tuple[Span, ...]):
    """Spans that are known to be in normal form, so that nobody needs to look again."""

    __slots__ = ()


def normal(spans: Iterable[Span]) -> Spans:
    """The same instants in normal form: overlapping and touching spans become one, empty ones go."""
    return spans if isinstance(spans, _Normal) else merge_gaps(spans, Fraction(0))


def union(*sets: Iterable[Span]) -> Spans:
    """Every instant that lies in at least one set."""
    return normal(span for spans in sets for span in spans)


def intersection(first: Iterable[Span], second: Iterable[Span]) -> Spans:
    """Every instant that lies in both sets."""
    left, right = normal(first), normal(second)
    if not left or not right:
        return ()
    scale = scale_of((*left, *right))
    a, b = ticks_of(left, scale), ticks_of(right, scale)
    common: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        late, early = a[i][0] >= b[j][0], a[i][1] <= b[j][1]
        if (a[i][0] if late else b[j][0]) < (a[i][1] if early else b[j][1]):
            start, end = left[i].start if late else right[j].start, left[i].end if early else right[j].end
            whole = late and early
            common.append(left[i] if whole else Span(start, end))
        if early:
            i += 1
        else:
            j += 1
    # Two neighbours of one set may both touch a span of the other, never each other: already normal.
    return _Normal(common)


def difference(first: Iterable[Span], second: Iterable[Span]) -> Spans:
    """Every instant of the first set that is not in the second."""
    keep, taken = normal(first), normal(second)
    if not keep or not taken:
        return keep
    return intersection(keep, invert(taken, Span(keep[0].start, keep[-1].end)))


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
    return _Normal(gaps)


def clip(spans: Iterable[Span], whole: Span) -> Spans:
    """What of the spans lies inside `whole`."""
    return intersection(spans, (whole,))


def merge_gaps(spans: Iterable[Span], gap: Fraction) -> Spans:
    """Join neighbours whose distance is at most `gap` seconds (not negative)."""
    if gap < 0:
        raise ValueError(f"a gap is not negative: {gap}")
    found = tuple(spans)
    scale = math.lcm(scale_of(found), gap.denominator)
    reach = tick(gap, scale)
    # Places break ties, so that spans themselves, slow to compare, never are.
    rows = sorted((start, end, place) for place, (start, end) in enumerate(ticks_of(found, scale)) if start < end)
    merged: list[Span] = []
    first = last = until = 0
    for at, (start, end, place) in enumerate(rows):
        if at and start - until <= reach:
            if end > until:
                last, until = place, end
            continue
        if at:
            merged.append(_from(found[first], found[last]))
        first, last, until = place, place, end
    if rows:
        merged.append(_from(found[first], found[last]))
    return _Normal(merged)


def _from(first: Span, last: Span) -> Span:
    """From the start of one to the end of another."""
    return first if first is last else Span(first.start, last.end)


def scale_of(spans: Iterable[Span]) -> int:
    """The least number of ticks a second in which all starts and ends are whole: whole numbers compare fast."""
    return math.lcm(*{d for span in spans for d in (span.start.denominator, span.end.denominator)})


def tick(time: Fraction, scale: int) -> int:
    """A time in ticks of a scale from `scale_of`."""
    return time.numerator * (scale // time.denominator)


def ticks_of(spans: Iterable[Span], scale: int) -> list[tuple[int, int]]:
    """Start and end of each span in ticks of a scale from `scale_of`."""
    return [
        (
            span.start.numerator * (scale // span.start.denominator),
            span.end.numerator * (scale // span.end.denominator),
        )
        for span in spans
    ]


def pad(spans: Iterable[Span], before: Fraction, after: Fraction) -> Spans:
    """Widen each span by `before` and `after` seconds (not negative); what then meets becomes one."""
    if before < 0 or after < 0:
        raise ValueError(f"padding is not negative: {before}, {after}")
    return normal(Span(span.start - before, span.end + after) for span in normal(spans))


def drop_short(spans: Iterable[Span], minimum: Fraction) -> Spans:
    """Without the spans that are shorter than `minimum` seconds."""
    found = normal(spans)
    scale = math.lcm(scale_of(found), minimum.denominator)
    least = tick(minimum, scale)
    return tuple(span for span, (start, end) in zip(found, ticks_of(found, scale), strict=True) if end - start >= least)


def total(spans: Iterable[Span]) -> Fraction:
    """Seconds that the spans cover, overlaps counted once."""
    found = normal(spans)
    scale = scale_of(found)
    return Fraction(sum(end - start for start, end in ticks_of(found, scale)), scale)


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
