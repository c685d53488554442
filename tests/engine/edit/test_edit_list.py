"""The edit list: whole frames, real stamps, no frame twice."""

import itertools
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.edit.edit_list import EditList, EvenEdges, FrameRange, StampedEdges, edit_list, round_to_frames
from engine.timebase import Clock, Span, seconds
from engine.types import Media, Segment

RATES = [
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(60),
    Fraction(120),
    Fraction(5),
]
MEDIA = Media(Path("/film.mkv"), "matroska", Fraction(0), Fraction(100), None, (), ())


def part(start: Fraction, end: Fraction, who: str = "Ada") -> Segment:
    return Segment(who, Span(start, end), 0.9, frozenset({"face"}))


@pytest.mark.parametrize("rate", RATES, ids=str)
@given(frames=st.lists(st.integers(0, 4000), min_size=2, max_size=8, unique=True))
def test_exact_edges_and_edges_with_six_decimals_name_the_same_frames(rate: Fraction, frames: list[int]) -> None:
    edges = EvenEdges(Fraction(1, 7), rate, 4000)
    pairs = list(zip(sorted(frames)[::2], sorted(frames)[1::2], strict=False))
    exact = [Span(edges[a], edges[b]) for a, b in pairs]
    printed = [Span(seconds(f"{float(s.start):.6f}"), seconds(f"{float(s.end):.6f}")) for s in exact]
    assert round_to_frames(exact, edges) == round_to_frames(printed, edges) == [FrameRange(a, b) for a, b in pairs]


@given(st.sets(st.integers(0, 3000), min_size=2, max_size=60), st.data())
def test_variable_frame_rate_uses_the_real_stamps(stamps: set[int], data: st.DataObject) -> None:
    *pts, last = sorted(stamps)
    edges = StampedEdges(np.array(pts, np.int64), Clock(Fraction(1, 1000), Fraction(2)), Fraction(last, 1000) - 2)
    times = [edges[i] for i in range(len(edges))]
    assert times == [Fraction(stamp, 1000) - 2 for stamp in sorted(stamps)]
    a, b = sorted(data.draw(st.tuples(st.integers(0, len(pts)), st.integers(0, len(pts)))))
    expected = [FrameRange(a, b)] if a < b else []
    assert round_to_frames([Span(times[a], times[b])], edges) == expected


@given(st.lists(st.fractions(0, 10), min_size=1, max_size=10))
def test_spans_that_touch_share_no_frame_and_lose_none(cuts: list[Fraction]) -> None:
    edges = EvenEdges(Fraction(0), Fraction(25), 250)
    points = [Fraction(0), *sorted(cuts), Fraction(10)]
    segments = [part(a, b) for a, b in itertools.pairwise(points)]
    result = edit_list(MEDIA, segments, edges)
    assert result.frames == 250
    assert result.duration == 10
    assert all(clip.frames == clip.span.duration * 25 for clip in result.clips)


def test_frames_of_one_range_follow_each_other() -> None:
    edges = EvenEdges(Fraction(0), Fraction(25), 100)
    spans = [Span(Fraction(0), Fraction(1)), Span(Fraction(101, 100), Fraction(2))]
    assert round_to_frames(spans, edges) == [FrameRange(0, 50)]


def test_less_than_half_a_frame_vanishes() -> None:
    edges = EvenEdges(Fraction(0), Fraction(25), 100)
    assert round_to_frames([Span(Fraction(1), Fraction(101, 100))], edges) == []
    assert edit_list(MEDIA, [part(Fraction(1), Fraction(101, 100))], edges) == EditList(())


def test_spans_beyond_the_video_end_with_it() -> None:
    edges = EvenEdges(Fraction(0), Fraction(25), 100)
    assert round_to_frames([Span(Fraction(-5), Fraction(99))], edges) == [FrameRange(0, 100)]
    assert round_to_frames([Span(Fraction(50), Fraction(99))], edges) == []


def test_video_without_frames_has_none() -> None:
    assert round_to_frames([Span(Fraction(0), Fraction(1))], EvenEdges(Fraction(0), Fraction(25), 0)) == []


def test_persons_who_overlap_share_a_clip_so_no_frame_plays_twice() -> None:
    edges = EvenEdges(Fraction(0), Fraction(25), 1000)
    segments = [part(Fraction(0), Fraction(4)), part(Fraction(2), Fraction(6), "Bob"), part(Fraction(8), Fraction(9))]
    result = edit_list(MEDIA, segments, edges)
    assert [(clip.person, clip.first_frame, clip.frames) for clip in result.clips] == [
        ("Ada + Bob", 0, 150),
        ("Ada", 200, 25),
    ]


def test_sound_keeps_its_exact_spans() -> None:
    result = edit_list(MEDIA, [part(Fraction(1, 3), Fraction(2, 3))])
    assert result.clips[0].span == Span(Fraction(1, 3), Fraction(2, 3))
    assert result.frames == 0
    assert result.duration == Fraction(1, 3)


def test_two_sources_join() -> None:
    other = Media(Path("/other.mkv"), "matroska", Fraction(0), Fraction(9), None, (), ())
    both = edit_list(MEDIA, [part(Fraction(0), Fraction(1))]) + edit_list(other, [part(Fraction(0), Fraction(1))])
    assert both.media == (MEDIA, other)
    assert both.duration == 2


def test_edges_behave_like_a_sequence() -> None:
    edges = EvenEdges(Fraction(0), Fraction(25), 4)
    assert edges[-1] == Fraction(4, 25)
    assert edges[1:3] == [Fraction(1, 25), Fraction(2, 25)]
    with pytest.raises(IndexError):
        edges[5]


def test_stamps_that_do_not_rise_are_a_bug() -> None:
    with pytest.raises(ValueError, match="rise"):
        StampedEdges(np.array([0, 0], np.int64), Clock(Fraction(1, 25)), Fraction(1))
    with pytest.raises(ValueError, match="last"):
        StampedEdges(np.array([0, 1], np.int64), Clock(Fraction(1, 25)), Fraction(0))
