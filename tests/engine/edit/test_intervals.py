"""The interval algebra against a plain set of ticks, which cannot be wrong."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.edit import intervals
from engine.edit.intervals import Spans
from engine.timebase import Span

TICKS = 40
TICK = Fraction(1001, 30000)
WHOLE = Span(Fraction(0), TICKS * TICK)

ticks = st.integers(0, TICKS)
spans = st.lists(st.tuples(ticks, ticks).map(lambda pair: Span(min(pair) * TICK, max(pair) * TICK)), max_size=8)
lengths = st.integers(0, 10).map(lambda n: n * TICK)


def instants(some: list[Span] | Spans) -> set[int]:
    """The ticks that spans on the tick grid cover."""
    return {tick for span in some for tick in range(int(span.start / TICK), int(span.end / TICK))}


def is_normal(some: Spans) -> bool:
    return all(span.duration > 0 for span in some) and all(a.end < b.start for a, b in pairwise(some))


@given(spans)
def test_normal_form_keeps_every_instant(some: list[Span]) -> None:
    result = intervals.normal(some)
    assert is_normal(result)
    assert instants(result) == instants(some)
    assert intervals.normal(result) == result


@given(spans, spans)
def test_set_operations_equal_those_of_ticks(first: list[Span], second: list[Span]) -> None:
    a, b = instants(first), instants(second)
    for result, expected in [
        (intervals.union(first, second), a | b),
        (intervals.intersection(first, second), a & b),
        (intervals.difference(first, second), a - b),
        (intervals.invert(first, WHOLE), set(range(TICKS)) - a),
    ]:
        assert is_normal(result)
        assert instants(result) == expected


@given(spans, spans)
def test_difference_and_intersection_make_the_whole_again(first: list[Span], second: list[Span]) -> None:
    inside = intervals.intersection(first, second)
    outside = intervals.difference(first, second)
    assert intervals.union(inside, outside) == intervals.normal(first)
    assert intervals.total(inside) + intervals.total(outside) == intervals.total(first)


@given(spans)
def test_inverting_twice_changes_nothing(some: list[Span]) -> None:
    assert intervals.invert(intervals.invert(some, WHOLE), WHOLE) == intervals.normal(some)


@given(spans, lengths)
def test_merging_joins_exactly_the_gaps_up_to_the_limit(some: list[Span], gap: Fraction) -> None:
    result = intervals.merge_gaps(some, gap)
    assert instants(result) >= instants(some)
    assert all(b.start - a.end > gap for a, b in pairwise(result))
    filled = intervals.difference(result, some)
    assert all(span.duration <= gap for span in filled)


@given(spans, lengths, lengths)
def test_padding_reaches_so_far_and_no_further(some: list[Span], before: Fraction, after: Fraction) -> None:
    result = intervals.pad(some, before, after)
    assert is_normal(result)
    back, on = int(before / TICK), int(after / TICK)
    assert instants(result) == {tick + step for tick in instants(some) for step in range(-back, on + 1)}


@given(spans, lengths)
def test_short_spans_go_and_others_stay(some: list[Span], minimum: Fraction) -> None:
    result = intervals.drop_short(some, minimum)
    assert result == tuple(span for span in intervals.normal(some) if span.duration >= minimum)


@given(spans, ticks, ticks)
def test_clipping_leaves_what_is_inside(some: list[Span], first: int, second: int) -> None:
    whole = Span(min(first, second) * TICK, max(first, second) * TICK)
    assert instants(intervals.clip(some, whole)) == instants(some) & instants([whole])


@given(st.sets(st.fractions(0, 100), min_size=1, max_size=12), st.fractions(-10, 110))
def test_nearest_time(times: set[Fraction], time: Fraction) -> None:
    ordered = sorted(times)
    index = intervals.nearest(ordered, time)
    assert abs(ordered[index] - time) == min(abs(other - time) for other in ordered)


def test_nearest_takes_the_later_of_two() -> None:
    assert intervals.nearest([Fraction(0), Fraction(1)], Fraction(1, 2)) == 1


def test_negative_lengths_are_bugs() -> None:
    with pytest.raises(ValueError, match="negative"):
        intervals.merge_gaps([], Fraction(-1))
    with pytest.raises(ValueError, match="negative"):
        intervals.pad([], Fraction(-1), Fraction(0))


def test_ten_thousand_spans_are_quick() -> None:
    many = [Span(Fraction(n), Fraction(n) + Fraction(1, 2)) for n in range(10_000)]
    shifted = [Span(span.start + Fraction(1, 4), span.end + Fraction(1, 4)) for span in many]
    assert intervals.total(intervals.intersection(many, shifted)) == 2500


def test_halves_round_upwards() -> None:
    assert [intervals.rounded(Fraction(n, 2)) for n in (1, 3, 5, -1)] == [1, 2, 3, 0]
