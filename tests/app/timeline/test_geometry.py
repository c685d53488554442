"""Where times lie on the timeline."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.timeline import geometry as geo
from engine.edit.timecode import Timecode

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


FPS_25 = Timecode(Fraction(25))
NTSC = Timecode(Fraction(30000, 1001), drop_frame=True)
COUNTS = [FPS_25, NTSC, Timecode(Fraction(24000, 1001), begin=86_400), Timecode(Fraction(60000, 1001), drop_frame=True)]
LABEL_PX = 96


@pytest.mark.parametrize("count", COUNTS, ids=lambda count: f"{float(count.rate):.2f}")
@given(view=views)
def test_labels_of_the_ruler_do_not_run_into_each_other(count: Timecode, view: geo.View) -> None:
    marks = geo.ticks(view, count, LABEL_PX)
    labelled = [view.x(tick.time) for tick in marks if tick.label]
    far = [b - a for a, b in pairwise(labelled)]

    # Where numbers are dropped, the mark at the minute lies a few frames late.
    frame_px = view.px_per_s / float(count.rate)
    assert all(gap >= LABEL_PX - 4 * frame_px - 0.5 for gap in far)
    assert [tick.time for tick in marks] == sorted({tick.time for tick in marks})
    assert len(marks) <= view.width / 3 + 2


@pytest.mark.parametrize("count", COUNTS, ids=lambda count: f"{float(count.rate):.2f}")
@given(view=views)
def test_marks_lie_on_the_edges_of_frames(count: Timecode, view: geo.View) -> None:
    for tick in geo.ticks(view, count, LABEL_PX):
        frames = tick.time * float(count.rate)
        assert frames == pytest.approx(round(frames), abs=1e-3)


def labels(view: geo.View, count: Timecode) -> list[str]:
    return [tick.label for tick in geo.ticks(view, count, LABEL_PX) if tick.label]


def test_ruler_counts_frames_when_near() -> None:
    view = geo.zoomed(geo.whole(0, 100, 500), 1e9, 0, FRAME_S)
    marks = geo.ticks(view, FPS_25, LABEL_PX)

    assert labels(view, FPS_25)[:2] == ["00:00:00:00", "00:00:00:05"]
    assert [view.x(tick.time) for tick in marks[:4]] == [0, 80, 160, 240]


def test_ruler_counts_minutes_when_far() -> None:
    found = labels(geo.whole(0, 7200, 1000), FPS_25)

    assert found[:3] == ["00:00:00:00", "00:15:00:00", "00:30:00:00"]
    assert found[-1] == "02:00:00:00"


def test_ruler_lies_at_the_number_after_those_that_are_dropped() -> None:
    found = geo.ticks(geo.whole(0, 700, 3000), NTSC, LABEL_PX)
    by_label = {tick.label: tick.time for tick in found if tick.label}

    assert by_label["00:01:00;02"] == pytest.approx(1800 * 1001 / 30000)
    assert by_label["00:10:00;00"] == pytest.approx(17982 * 1001 / 30000)


def test_ruler_begins_with_the_number_of_the_first_frame() -> None:
    count = Timecode(Fraction(25), Fraction(1, 2), begin=25 * 3600)

    assert labels(geo.whole(0.5, 20, 1000), count)[0] == "01:00:00:00"


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
    spans = np.array([1.0, 3.0]), np.array([2.0, 4.0])

    assert geo.at(*spans, 1.5) == 0
    assert geo.at(*spans, 2.0) is None
    assert geo.at(*spans, 3.0) == 1


@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0.001, 3), st.floats(0.1, 1)), max_size=30),
    st.integers(20, 300),
    st.floats(0, 50),
    st.floats(1, 20),
)
def test_columns_show_the_greatest_value_of_what_lies_in_them(
    rows: list[tuple[float, float, float]], width: int, left: float, scale: float
) -> None:
    spans, end = [], 0.0
    for gap, length, value in rows:
        spans.append((end + gap, end + gap + length, value))
        end = spans[-1][1]
    table = np.array(spans).reshape(-1, 3)
    view = geo.View(0, 4000, left, scale, width)
    expected = np.zeros(width)
    for start, stop, value in spans:
        if stop > view.left and start < view.right:
            first = min(max(round((start - left) * scale), 0), width - 1)
            last = min(max(round((stop - left) * scale), first + 1), width)
            expected[first:last] = np.maximum(expected[first:last], value)

    assert np.array_equal(geo.columns(table[:, 0], table[:, 1], table[:, 2], view), expected)


def test_columns_of_a_dense_screen_are_as_many_as_its_pixels() -> None:
    found = geo.columns(np.array([1.0]), np.array([2.0]), np.array([0.5]), geo.whole(0, 10, 100), 2.0)

    assert len(found) == 200
    assert list(np.flatnonzero(found)) == list(range(20, 40))


plans = st.builds(
    geo.Plan,
    lanes=st.lists(st.lists(st.sampled_from(["face", "body", "voice"]), unique=True), max_size=6),
    sound=st.booleans(),
    markers=st.booleans(),
    text_px=st.integers(8, 40),
)


@given(plans)
def test_stripes_lie_under_each_other_in_order(plan: geo.Plan) -> None:
    placed = sorted(geo.rows(plan), key=lambda row: row.top)

    assert all(above.bottom < below.top for above, below in pairwise(placed))
    assert [row.kind for row in placed[:2]] == ["overview", "ruler"]
    assert placed[-1].kind == "cut"
    assert placed[-1].bottom < geo.height(plan)
    assert [row.modality for row in placed if row.kind == "evidence"] == [one for lane in plan.lanes for one in lane]
    assert [row.lane for row in placed if row.kind == "lane"] == list(range(len(plan.lanes)))


def test_stripes_without_data_are_hidden() -> None:
    kinds = {row.kind for row in geo.rows(geo.Plan(lanes=[["face"]]))}

    assert kinds == {"overview", "ruler", "film", "shots", "evidence", "lane", "cut"}


@given(plans, st.integers(60, 1500), st.integers(-100, 3000))
def test_ruler_and_edit_list_are_seen_however_far_the_others_are_scrolled(
    plan: geo.Plan, tall: int, scroll: int
) -> None:
    placed = geo.rows(plan, tall, scroll)
    staying = [row for row in placed if row.stays]
    top, bottom = geo.moving_room(placed, tall)

    assert [row.kind for row in staying] == ["overview", "ruler", "cut"]
    assert placed[:3] == staying
    assert staying[0].top >= 0
    assert staying[2].bottom <= max(tall, geo.height(plan) - geo.scroll_range(plan, tall))
    assert staying[1].bottom <= top <= bottom


@given(plans, st.integers(200, 600))
def test_scrolled_to_the_end_the_last_stripe_is_seen(plan: geo.Plan, tall: int) -> None:
    placed = geo.rows(plan, tall, geo.scroll_range(plan, tall))
    last = max((row for row in placed if not row.stays), key=lambda row: row.top)

    assert last.bottom <= geo.moving_room(placed, tall)[1]


@given(views, st.sampled_from([Fraction(1, 25), Fraction(1001, 30000), Fraction(1001, 60000)]), st.floats(20, 200))
def test_pictures_of_the_strip_stand_side_by_side_at_times_of_frames(
    view: geo.View, frame: Fraction, picture_px: float
) -> None:
    step, slots = geo.slots(view, Fraction(0), frame, picture_px)

    assert all(slot.time == slot.frame * frame for slot in slots)
    assert all(slot.frame % step == 0 for slot in slots)
    assert all(b.left == pytest.approx(a.left + a.width, abs=0.01) for a, b in pairwise(slots))
    assert slots[0].left <= 0.01
    assert (
        slots[-1].left + slots[-1].width >= view.x(view.end) - 0.01
        or slots[-1].left + slots[-1].width > view.width - 0.01
    )
    assert step == 1 or 0.7 * picture_px - 0.01 <= slots[0].width < 1.4 * picture_px + 0.01


def test_a_step_of_zoom_keeps_half_of_the_pictures() -> None:
    whole = geo.whole(0, 100, 1000)
    step, far = geo.slots(whole, Fraction(0), Fraction(1, 25), 80)
    nearer, near = geo.slots(geo.zoomed(whole, 2, 0, FRAME_S), Fraction(0), Fraction(1, 25), 80)

    assert nearer * 2 == step
    assert {slot.frame for slot in near[::2]} <= {slot.frame for slot in far}


def test_overview_always_shows_the_whole_film() -> None:
    view = geo.zoomed(geo.whole(0, 100, 500), 10, 250, FRAME_S)

    assert geo.overview_x(view, 50) == 250
    assert geo.overview_time(view, 250) == 50
    assert geo.overview_time(view, 9999) == 100
    assert geo.centred(view, 50).x(50) == pytest.approx(250)
