"""From samples to exact spans: half way to the next sample without the thing, and up to the cut where it is there."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.timebase import Clock, Span
from engine.track.spans import ShowingLimits, reach, showing
from engine.types import Track

F = Fraction
CLOCK = Clock(F(1, 1000), F(1, 3))
LIMITS = ShowingLimits(enter=0.5, leave=0.3, bridge_s=F(3, 10))


def track_of(scores: list[float], span: Span | None = None, step_ms: int = 200) -> Track:
    """A track looked at every `step_ms` from the clock's 1000th tick on."""
    pts = 1000 + np.arange(len(scores), dtype=np.int64) * step_ms
    own = Span(CLOCK.time(int(pts[0])), CLOCK.time(int(pts[-1]) + step_ms))
    n = len(scores)
    return Track(7, "face", 0, span or own, pts, np.zeros((n, 4), np.float32), np.array(scores, np.float32),
                 np.zeros((n, 5, 2), np.float32))  # fmt: skip


def at(sample: Fraction | int) -> Fraction:
    return CLOCK.time(1000) + sample * F(1, 5)


def test_a_thing_reaches_half_way_to_the_samples_without_it() -> None:
    times = [F(i, 7) for i in range(6)]
    assert reach(times, 2, 3, Span(F(0), F(1))) == Span(F(3, 14), F(7, 14))


def test_a_thing_in_the_first_and_last_sample_reaches_the_edges_of_the_piece() -> None:
    times = [F(1, 10), F(2, 10), F(3, 10)]
    assert reach(times, 0, 2, Span(F(0), F(2, 5))) == Span(F(0), F(2, 5))
    assert reach([F(1, 2)], 0, 0, Span(F(0), F(1))) == Span(F(0), F(1))


def test_a_track_that_shows_throughout_is_its_own_span() -> None:
    track = track_of([0.9] * 5)
    assert showing(track, CLOCK, LIMITS) == [track.span]


def test_a_long_pause_parts_a_track_exactly_between_its_samples() -> None:
    track = track_of([0.9, 0.9, 0.0, 0.0, 0.9, 0.9])
    assert showing(track, CLOCK, LIMITS) == [Span(track.span.start, at(F(3, 2))), Span(at(F(7, 2)), track.span.end)]


@pytest.mark.parametrize(("bridge", "pieces"), [(F(2, 5), 1), (F(399, 1000), 2)])
def test_a_pause_up_to_the_bridge_is_a_miss_of_the_detector(bridge: Fraction, pieces: int) -> None:
    track = track_of([0.9, 0.9, 0.0, 0.9, 0.9])
    assert len(showing(track, CLOCK, ShowingLimits(bridge_s=bridge))) == pieces


def test_showing_begins_above_one_bound_and_ends_below_a_lower_one() -> None:
    track = track_of([0.4, 0.6, 0.4, 0.4, 0.2, 0.2, 0.2, 0.4, 0.4])
    assert showing(track, CLOCK, LIMITS) == [Span(track.span.start, at(F(7, 2)))]


def test_a_track_that_never_rises_enough_shows_nowhere() -> None:
    assert showing(track_of([0.4] * 6), CLOCK, LIMITS) == []
    assert showing(track_of([0.0] * 6), CLOCK, LIMITS) == []


@given(st.lists(st.floats(0, 1, width=32), min_size=1, max_size=30), st.integers(1, 900))
def test_spans_are_in_order_apart_and_inside_the_track(scores: list[float], step_ms: int) -> None:
    track = track_of(scores, step_ms=step_ms)
    spans = showing(track, CLOCK, LIMITS)
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert len(set(edges)) == len(edges)
    assert all(track.span.start <= edge <= track.span.end for edge in edges)
    times = [CLOCK.time(int(pts)) for pts in track.pts]
    for time, score in zip(times, scores, strict=True):
        shown = any(span.contains(time) for span in spans)
        assert shown or score < LIMITS.enter
