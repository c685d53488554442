"""Where times lie on the timeline."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.timeline import geometry as geo
from engine.timebase import Span

RATE = Fraction(25)
FRAME_S = 0.04

views = st.builds(
    lambda end, width, factor, x: geo.zoomed(geo.whole(0, end, width), factor, x * width, FRAME_S),
    end=st.floats(1, 20_000),
    width=st.integers(50, 4000),
    factor=st.floats(1, 500),
    x=st.floats(0, 1),
)


def test_whole_film_fills_the_width() -> None:
    view = geo.whole(0, 100, 500)

    assert view.x(0) == 0
    assert view.x(100) == 500
    assert view.is_whole


@given(views, st.floats(0, 1))
def test_pixel_and_time_are_inverse(view: geo.View, share: float) -> None:
    x = share * view.width

    assert view.x(view.time(x)) == pytest.approx(x, abs=0.01)


@given(views, st.floats(0.2, 5), st.floats(0, 1))
def test_zoom_keeps_the_time_under_the_mouse_unless_an_end_is_in_the_way(
    view: geo.View, factor: float, share: float
) -> None:
    x = share * view.width
    after = geo.zoomed(view, factor, x, FRAME_S)

    assert view.start - 1e-6 <= after.left
    assert after.right <= view.end + 1e-6
    at_an_end = after.left <= view.start + 1e-6 or after.right >= view.end - 1e-6
    assert at_an_end or after.time(x) == pytest.approx(view.time(x), abs=1e-3)


@given(views, st.floats(-10_000, 10_000))
def test_panning_never_leaves_the_film(view: geo.View, pixels: float) -> None:
    after = geo.panned(view, pixels)

    assert view.start - 1e-6 <= after.left
    assert after.right <= view.end + 1e-6
    assert after.px_per_s == view.px_per_s


def test_zoom_ends_at_single_frames() -> None:
    view = geo.zoomed(geo.whole(0, 100, 500), 1e9, 250, FRAME_S)

    assert view.px_per_s * FRAME_S == pytest.approx(geo.CLOSEST_PX)


def test_view_follows_the_playhead_only_when_it_leaves() -> None:
    view = geo.zoomed(geo.whole(0, 100, 500), 10, 0, FRAME_S)

    assert geo.showing(view, 5) is view
    assert geo.showing(view, 50).left <= 50 < geo.showing(view, 50).right


def test_resized_whole_stays_whole_and_a_stretch_keeps_its_scale() -> None:
    whole = geo.whole(0, 100, 500)
    stretch = geo.zoomed(whole, 10, 250, FRAME_S)

    assert geo.resized(whole, 800).is_whole
    assert geo.resized(stretch, 800).px_per_s == stretch.px_per_s


@given(views)
def test_labels_of_the_ruler_do_not_run_into_each_other(view: geo.View) -> None:
    labelled = [view.x(tick.time) for tick in geo.ticks(view, RATE) if tick.label]
    far = [b - a for a, b in pairwise(labelled)]

    assert all(gap >= geo.TICK_PX - 0.5 for gap in far)
    assert len(geo.ticks(view, RATE)) < view.width


def test_ruler_counts_frames_when_near() -> None:
    view = geo.zoomed(geo.whole(0, 100, 500), 1e9, 0, FRAME_S)
    labels = [tick.label for tick in geo.ticks(view, RATE) if tick.label]

    assert labels[:3] == ["0:00+00", "0:00+05", "0:00+10"]


def test_ruler_counts_minutes_when_far() -> None:
    labels = [tick.label for tick in geo.ticks(geo.whole(0, 7200, 1000), RATE) if tick.label]

    assert labels[:3] == ["0:00", "15:00", "30:00"]
    assert labels[-1] == "2:00:00"


def runs(spans: list[tuple[float, float]], view: geo.View) -> list[geo.Run]:
    table = np.array([(start, end, 0.5) for start, end in spans]).reshape(-1, 3)
    return geo.runs(table[:, 0], table[:, 1], table[:, 2], view)


def test_runs_are_exactly_the_spans_in_view() -> None:
    view = geo.View(0, 100, 10.25, 100, 1000)
    found = runs([(i, i + 0.5) for i in range(100)], view)

    assert [run.first for run in found] == list(range(10, 21))
    assert (found[1].left, found[1].right) == (75, 125)


def test_narrow_spans_that_share_a_pixel_are_drawn_as_one() -> None:
    found = runs([(0, 0.1), (0.2, 0.3), (0.4, 0.5), (50, 50.1), (60, 90)], geo.whole(0, 100, 100))

    assert [(run.first, run.count) for run in found] == [(0, 3), (3, 1), (4, 1)]


def test_wide_spans_stay_apart_though_they_touch() -> None:
    assert len(runs([(0, 10), (10, 20)], geo.whole(0, 100, 100))) == 2


@given(st.lists(st.floats(0.001, 10), max_size=60), st.integers(20, 500))
def test_runs_lose_no_span_and_count_none_twice(lengths: list[float], width: int) -> None:
    edges = np.cumsum([0, *lengths])
    spans = [(float(a), float(b)) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    found = runs(spans, geo.whole(0, float(edges[-1]) + 1, width))

    assert sum(run.count for run in found) == len(spans)
    assert [run.first for run in found] == sorted({run.first for run in found})
    assert len(found) <= 2 * width


def test_span_at_a_time() -> None:
    spans = [Span(Fraction(1), Fraction(2)), Span(Fraction(3), Fraction(4))]

    assert geo.at(spans, 1.5) == 0
    assert geo.at(spans, 2.0) is None
    assert geo.at(spans, 3.0) == 1


@pytest.mark.parametrize("lanes", [0, 1, 7])
def test_rows_lie_under_each_other(lanes: int) -> None:
    rows = geo.rows(lanes)

    assert all(a.top + a.height <= b.top for a, b in pairwise(rows))
    assert [row.kind for row in rows].count("lane") == lanes
    assert rows[-1].top + rows[-1].height < geo.height(lanes)
    assert rows[1].holds(rows[1].top)
    assert not rows[1].holds(rows[1].top - 1)


def test_overview_always_shows_the_whole_film() -> None:
    view = geo.zoomed(geo.whole(0, 100, 500), 10, 250, FRAME_S)

    assert geo.overview_x(view, 50) == 250
    assert geo.overview_time(view, 250) == 50
    assert geo.overview_time(view, 9999) == 100
    assert geo.centred(view, 50).x(50) == pytest.approx(250)
