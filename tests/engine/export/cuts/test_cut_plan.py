"""The plan of a cut keeps exactly the frames asked for and only copies what can be decoded."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import ExportError
from engine.export.cut_plan import CutPlan, frames_of, plan_cut, snapped
from engine.export.packets import PacketIndex
from engine.export.packets_nal import PacketKind
from engine.timebase import Clock, Span

CLOCK = Clock(Fraction(1, 1000))
STEP = 40


def index_of(ranks: list[int], kinds: list[int], step: int = STEP) -> PacketIndex:
    """Packets in decode order, by the place of their frames in display order."""
    pts = np.array(ranks, np.int64) * step
    return PacketIndex(pts, np.array(kinds, np.uint8), np.ones(len(ranks), np.bool_), step)


@st.composite
def indices(draw: st.DrawFn) -> PacketIndex:
    """Streams of groups of pictures, closed or open, each of mini groups with one reordered picture or more."""
    ranks: list[int] = []
    kinds: list[int] = []
    base = 0
    for group in range(draw(st.integers(1, 5))):
        opens = group > 0 and draw(st.booleans())
        leading = draw(st.integers(1, 3)) if opens else 0
        ranks += [base + leading, *range(base, base + leading)]
        kinds += [int(PacketKind.CRA if opens else PacketKind.CLEAN), *[int(PacketKind.SKIPPED)] * leading]
        base += leading + 1
        for _ in range(draw(st.integers(0, 5))):
            reordered = draw(st.integers(0, 3))
            ranks += [base + reordered, *draw(st.permutations(range(base, base + reordered)))]
            kinds += [int(PacketKind.OTHER)] * (reordered + 1)
            base += reordered + 1
    return index_of(ranks, kinds)


def ranges_in(draw: st.DrawFn, count: int) -> list[tuple[int, int]]:
    edges = sorted(draw(st.sets(st.integers(0, count), min_size=2, max_size=8)))
    spans = [
        Span(Fraction(a * STEP, 1000), Fraction(b * STEP, 1000)) for a, b in zip(edges[::2], edges[1::2], strict=False)
    ]
    return frames_of(np.arange(count) * STEP, CLOCK, spans)


@st.composite
def cuts(draw: st.DrawFn) -> tuple[PacketIndex, list[tuple[int, int]]]:
    index = draw(indices())
    return index, ranges_in(draw, len(index.times))


def decoding(index: PacketIndex, plan: CutPlan) -> None:
    """Walk over the copies as a decoder would, and fail where one misses what it needs or shows what it must not."""
    for part in plan.parts:
        if part.kind == "encode":
            continue
        assert index.kind[part.start] in (PacketKind.CLEAN, PacketKind.CRA)
        places = range(part.start, part.stop)
        taken = [p for p in places if part.first <= index.rank[p] <= part.last]
        assert sorted(index.rank[p] for p in taken) == list(range(part.first, part.last + 1))
        # What is left out leads the first picture, and nothing refers to that.
        left = [p for p in places if p not in taken]
        assert all(index.rank[p] < part.first for p in left)


@settings(deadline=None)
@given(cuts())
def test_smart_plan_shows_exactly_the_frames_asked_for(cut: tuple[PacketIndex, list[tuple[int, int]]]) -> None:
    index, ranges = cut
    plan = plan_cut(index, CLOCK, ranges, "smart", reorder=1)
    shown = [n for part in plan.parts for n in range(part.first, part.last + 1)]
    assert shown == [n for first, last in ranges for n in range(first, last + 1)]
    assert plan.frames == len(shown)
    assert np.array_equal(plan.stamps, np.arange(len(shown)) * STEP)
    assert plan.end == len(shown) * STEP
    decoding(index, plan)


@settings(deadline=None)
@given(cuts())
def test_open_starts_never_follow_another_copy_directly(cut: tuple[PacketIndex, list[tuple[int, int]]]) -> None:
    index, ranges = cut
    parts = list(plan_cut(index, CLOCK, ranges, "smart", reorder=0).parts)
    for before, after in itertools.pairwise(parts):
        opens = after.kind == "copy" and index.kind[after.start] == PacketKind.CRA
        assert (before.kind == "encode" and before.ends_sequence) == opens
        assert not after.broken_link


@settings(deadline=None)
@given(cuts())
def test_keyframe_plan_copies_all_and_covers_what_was_asked(cut: tuple[PacketIndex, list[tuple[int, int]]]) -> None:
    index, ranges = cut
    plan = plan_cut(index, CLOCK, ranges, "keyframe", reorder=1)
    assert all(part.kind == "copy" for part in plan.parts)
    shown = {n for part in plan.parts for n in range(part.first, part.last + 1)}
    assert shown >= {n for first, last in ranges for n in range(first, last + 1)}
    decoding(index, plan)


@settings(deadline=None)
@given(cuts(), st.sampled_from(["smart", "keyframe"]))
def test_decoding_stamps_come_in_time(cut: tuple[PacketIndex, list[tuple[int, int]]], mode: str) -> None:
    index, ranges = cut
    plan = plan_cut(index, CLOCK, ranges, mode, reorder=0)  # type: ignore[arg-type]
    place = 0
    for part in plan.parts:
        ranks = index.rank[part.start : part.stop] if part.kind == "copy" else np.arange(part.first, part.last + 1)
        for rank in ranks[(ranks >= part.first) & (ranks <= part.last)]:
            shown = plan.stamps[place - (place - _begin(plan, part)) + int(rank) - part.first]
            assert plan.stamps[max(0, place - plan.delay)] <= shown
            place += 1


def _begin(plan: CutPlan, wanted: object) -> int:
    done = 0
    for part in plan.parts:
        if part is wanted:
            return done
        done += part.frames
    raise AssertionError("the part is not in the plan")


def test_a_frame_belongs_to_a_span_when_its_time_lies_in_it() -> None:
    times = np.arange(10) * STEP
    assert frames_of(times, CLOCK, [Span(Fraction(40, 1000), Fraction(120, 1000))]) == [(1, 2)]
    assert frames_of(times, CLOCK, [Span(Fraction(41, 1000), Fraction(121, 1000))]) == [(2, 3)]
    assert frames_of(times, CLOCK, [Span(Fraction(41, 1000), Fraction(79, 1000))]) == []


def test_touching_and_overlapping_spans_become_one_stretch() -> None:
    times = np.arange(10) * STEP
    spans = [
        Span(Fraction(8, 100), Fraction(2, 10)),
        Span(Fraction(0), Fraction(8, 100)),
        Span(Fraction(1, 10), Fraction(3, 10)),
    ]
    assert frames_of(times, CLOCK, spans) == [(0, 7)]


def test_times_count_from_the_start_of_the_container() -> None:
    late = Clock(Fraction(1, 1000), Fraction(2))
    assert frames_of(np.arange(10) * STEP + 2000, late, [Span(Fraction(0), Fraction(1, 10))]) == [(0, 2)]


def test_rounded_times_snap_to_the_nearest_frame() -> None:
    index = index_of(list(range(10)), [1] * 10)
    span = snapped(index, CLOCK, Span(Fraction("0.0399"), Fraction("0.1201")))
    assert span == Span(Fraction(40, 1000), Fraction(120, 1000))
    assert snapped(index, CLOCK, Span(Fraction(-1), Fraction(99))) == Span(Fraction(0), Fraction(4, 10))


def test_uneven_frames_keep_their_durations_over_joints() -> None:
    pts = np.array([0, 10, 50, 60, 200, 210], np.int64)
    index = PacketIndex(pts, np.full(6, PacketKind.CLEAN, np.uint8), np.ones(6, np.bool_), 7)
    plan = plan_cut(index, CLOCK, [(1, 1), (3, 3), (5, 5)], "smart", reorder=0)
    assert plan.stamps.tolist() == [0, 40, 180]
    assert plan.end == 187


def test_packets_outside_the_edit_list_are_never_copied() -> None:
    kinds = [PacketKind.CLEAN, *[PacketKind.OTHER] * 4, PacketKind.CLEAN, *[PacketKind.OTHER] * 4]
    shown = np.ones(10, np.bool_)
    shown[:2] = False
    index = PacketIndex(np.arange(10) * STEP, np.array(kinds, np.uint8), shown, STEP)
    plan = plan_cut(index, CLOCK, [(0, 7)], "smart", reorder=0)
    assert [(part.kind, part.frames) for part in plan.parts] == [("encode", 3), ("copy", 5)]


def test_keyframe_mode_says_so_where_nothing_can_be_copied() -> None:
    index = index_of(list(range(10)), [PacketKind.RECOVERY, *[PacketKind.OTHER] * 9])
    with pytest.raises(ExportError, match="encode"):
        plan_cut(index, CLOCK, [(2, 5)], "keyframe", reorder=0)


def test_crossfade_takes_at_most_half_of_a_run() -> None:
    index = index_of(list(range(100)), [1] * 100)
    plan = plan_cut(index, CLOCK, [(0, 39), (50, 55), (60, 99)], "encode", reorder=0, fade=10)
    assert [run.fade for run in plan.runs] == [0, 3, 3]
    assert plan.frames == 86 - 6
    assert plan.stamps.tolist() == list(range(0, 80 * STEP, STEP))
    assert plan.stretches[1].target == Fraction((40 - 3) * STEP, 1000)
