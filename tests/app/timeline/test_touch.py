"""What of the edit list the mouse touches, and where it may go."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.timeline import geometry as geo
from app.timeline import touch
from app.timeline.touch import Touch
from engine.timebase import Span
from engine.types import Segment

VIEW = geo.whole(0, 100, 1000)
"""Ten pixels a second."""
STARTS, ENDS = np.array([10.0, 30.0, 50.0]), np.array([20.0, 40.0, 50.5])
SEGMENTS = [Segment("Ada", Span(Fraction(a), Fraction(b)), 0.9) for a, b in ((10, 20), (30, 40), (40, 60))]
WHOLE, FRAME = Span(Fraction(0), Fraction(100)), Fraction(1, 25)


def at(x: float, both: bool = False) -> tuple[str, int]:
    found = touch.touched(STARTS, ENDS, VIEW, x, both)
    return found.part, found.index


@pytest.mark.parametrize(
    ("x", "found"),
    [
        (50, ("gap", 0)), (95, ("start", 0)), (105, ("start", 0)), (150, ("body", 0)), (195, ("end", 0)),
        (205, ("end", 0)), (250, ("gap", 1)), (700, ("gap", 3)),
    ],
)  # fmt: skip
def test_edges_are_held_from_both_sides_and_bodies_between(x: float, found: tuple[str, int]) -> None:
    assert at(x) == found


def test_middle_of_a_short_segment_can_be_held() -> None:
    assert [at(x) for x in (499, 500.5, 502.5, 504.6, 507)] == [
        ("start", 2), ("start", 2), ("body", 2), ("end", 2), ("end", 2),
    ]  # fmt: skip


def test_nothing_is_touched_where_nothing_is() -> None:
    empty = np.array([])

    assert touch.touched(empty, empty, VIEW, 10) == Touch("gap", 0)


def test_edge_that_two_share_is_that_of_the_segment_under_the_mouse_or_of_both() -> None:
    starts, ends = np.array([10.0, 20.0]), np.array([20.0, 30.0])

    assert touch.touched(starts, ends, VIEW, 199) == Touch("end", 0)
    assert touch.touched(starts, ends, VIEW, 201) == Touch("start", 1)
    assert touch.touched(starts, ends, VIEW, 199, both=True) == Touch("roll", 0)
    assert touch.touched(starts, ends, VIEW, 201, both=True) == Touch("roll", 0)
    assert touch.touched(starts, ends, VIEW, 101, both=True) == Touch("start", 0)


@given(st.lists(st.floats(0.01, 5), min_size=2, max_size=40), st.floats(0, 1000), st.booleans())
def test_what_is_touched_is_there(lengths: list[float], x: float, both: bool) -> None:
    edges = np.cumsum(lengths)
    edges = edges[: len(edges) // 2 * 2]
    starts, ends = edges[::2], edges[1::2]
    found = touch.touched(starts, ends, VIEW, x, both)
    time = x / 10
    if found.part == "body":
        assert starts[found.index] <= time < ends[found.index]
    elif found.part == "gap":
        assert 0 <= found.index <= len(starts)
        assert not any(starts[i] <= time < ends[i] for i in range(len(starts)))
    else:
        edge = starts[found.index] if found.part == "start" else ends[found.index]
        assert abs(edge - time) * 10 <= touch.GRIP_PX + 1e-6


def test_edges_stop_at_neighbours_and_leave_a_frame() -> None:
    def room(part: touch.Part, index: int) -> Span:
        return touch.room(SEGMENTS, Touch(part, index), WHOLE, FRAME)

    assert room("start", 0) == Span(Fraction(0), 20 - FRAME)
    assert room("end", 0) == Span(10 + FRAME, Fraction(30))
    assert room("end", 1) == Span(30 + FRAME, Fraction(40))
    assert room("start", 2) == Span(Fraction(40), 60 - FRAME)
    assert room("roll", 1) == Span(30 + FRAME, 60 - FRAME)
    assert room("gap", 0) == Span(Fraction(0), Fraction(10))
    assert room("gap", 3) == Span(Fraction(60), Fraction(100))


def test_time_is_drawn_to_the_nearest_target_within_reach() -> None:
    targets = touch.targets([Fraction(10), Fraction(21, 2), Fraction(30)])

    assert targets.near(Fraction(102, 10), VIEW) == 10
    assert targets.near(Fraction(104, 10), VIEW) == Fraction(21, 2)
    assert targets.near(Fraction(15), VIEW) is None
    assert targets.near(Fraction(307, 10), VIEW) == 30
    assert touch.targets([]).near(Fraction(1), VIEW) is None


def test_what_is_held_is_shown_where_it_would_be() -> None:
    def moved(part: touch.Part, index: int) -> list[tuple[int, float, float]]:
        shown = touch.moved(SEGMENTS, Touch(part, index), Fraction(70), Fraction(35))
        return [(number, float(span.start), float(span.end)) for number, span in shown]

    assert moved("start", 1) == [(1, 35, 40)]
    assert moved("end", 1) == [(1, 30, 35)]
    assert moved("roll", 1) == [(1, 30, 35), (2, 35, 60)]
    assert moved("gap", 3) == [(-1, 35, 70)]
    assert moved("body", 1) == []


def test_selection_follows_segments_through_a_new_cut() -> None:
    chosen = [Span(Fraction(10), Fraction(20)), Span(Fraction(70), Fraction(80))]

    def now(*spans: tuple[float, float]) -> list[int]:
        return touch.chosen_now(np.array([a for a, _ in spans]), np.array([b for _, b in spans]), chosen)

    assert now((0, 5), (10, 22), (30, 40)) == [1]
    assert now((10, 14), (14, 20), (30, 40)) == [0, 1]
    assert now((0, 5), (21, 69)) == []
    assert now((5, 90)) == [0]
    assert touch.chosen_now(STARTS, ENDS, []) == []


def test_segment_at_a_time() -> None:
    assert [geo.at(STARTS, ENDS, time) for time in (9.9, 10.0, 19.9, 20.0, 50.2)] == [None, 0, 0, None, 2]
