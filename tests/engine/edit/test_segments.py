"""Segments: what each rule does to a person's evidence, and in which order."""

import itertools
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.edit.intervals import total
from engine.edit.segments import rows_of, segments_of
from engine.edit.snap import SNAP_S
from engine.settings import EVIDENCE, Rules
from engine.timebase import Span
from engine.types import Evidence, Modality, Segment, Shot

PLAIN = replace(EVIDENCE, merge_gap=Fraction(0))
WHOLE = Span(Fraction(0), Fraction(100))


def span(start: float, end: float) -> Span:
    return Span(Fraction(str(start)), Fraction(str(end)))


def claim(start: float, end: float, confidence: float = 0.9, modality: Modality = "face") -> Evidence:
    return Evidence("Ada", span(start, end), modality, confidence)


def shots(*cuts: float) -> list[Shot]:
    return [Shot(i, span(a, b)) for i, (a, b) in enumerate(zip((0, *cuts), (*cuts, 100), strict=True))]


def kept(evidence: list[Evidence], rules: Rules, at: list[Shot] | None = None, **said: list[Span]) -> list[Span]:
    return [segment.span for segment in segments_of("Ada", evidence, rules, at or [], WHOLE, **said)]


def test_short_gap_does_not_split_segment() -> None:
    rules = replace(PLAIN, merge_gap=Fraction(1))
    assert kept([claim(0, 2), claim(3, 5)], rules) == [span(0, 5)]
    assert kept([claim(0, 2), claim(3.001, 5)], rules) == [span(0, 2), span(3.001, 5)]


def test_flicker_is_dropped_even_if_padding_would_make_it_long() -> None:
    rules = replace(PLAIN, min_length=Fraction(4, 5), pad_before=Fraction(2), pad_after=Fraction(2))
    assert kept([claim(10, 10.5)], rules) == []
    assert kept([claim(10, 10.8)], rules) == [span(8, 12.8)]


def test_padding_stays_inside_the_media() -> None:
    rules = replace(PLAIN, pad_before=Fraction(2), pad_after=Fraction(2))
    assert kept([claim(1, 2), claim(99, 100)], rules) == [span(0, 4), span(97, 100)]


def test_padding_that_meets_becomes_one_segment() -> None:
    rules = replace(PLAIN, pad_before=Fraction(1), pad_after=Fraction(1))
    assert kept([claim(10, 12), claim(14, 16)], rules) == [span(9, 17)]


def test_evidence_outside_the_media_is_cut_off() -> None:
    assert kept([claim(-5, 1), claim(99, 120)], PLAIN) == [span(0, 1), span(99, 100)]


def test_edges_near_a_cut_move_to_it() -> None:
    rules = replace(PLAIN, snap_to_shots=True)
    assert kept([claim(10.2, 19.8)], rules, shots(10, 20)) == [span(10, 20)]
    assert kept([claim(9.9, 20.1)], rules, shots(10, 20)) == [span(10, 20)]
    assert kept([claim(10.5, 19.5)], rules, shots(10, 20)) == [span(10.5, 19.5)]


def test_padding_does_not_drag_in_the_next_shot() -> None:
    rules = replace(PLAIN, snap_to_shots=True, pad_before=Fraction(1), pad_after=Fraction(1))
    assert kept([claim(10.7, 19.3)], rules, shots(10, 20)) == [span(10, 20)]
    assert kept([claim(10, 20)], rules, shots(10, 20)) == [span(10, 20)]
    assert kept([claim(12, 18)], rules, shots(10, 20)) == [span(11, 19)]


def test_padding_goes_on_to_the_cut_rather_than_leave_a_scrap() -> None:
    rules = replace(PLAIN, snap_to_shots=True, pad_before=Fraction(1), pad_after=Fraction(1))
    assert kept([claim(11.2, 18.8)], rules, shots(10, 20)) == [span(10, 20)]


def test_without_snapping_padding_runs_over_cuts() -> None:
    rules = replace(PLAIN, pad_after=Fraction(1))
    assert kept([claim(12, 20)], rules, shots(20)) == [span(12, 21)]


def test_spill_over_a_cut_does_not_count_as_appearance() -> None:
    rules = replace(PLAIN, snap_to_shots=True, min_length=Fraction(4, 5))
    assert kept([claim(9.8, 10.7)], rules, shots(10)) == []


def test_segment_whose_edges_find_the_same_cut_is_not_lost() -> None:
    rules = replace(PLAIN, snap_to_shots=True)
    assert kept([claim(10.05, 10.15)], rules, shots(10)) == [span(10, 10.15)]
    assert kept([claim(9.95, 10.1)], rules, shots(10)) == [span(9.95, 10.1)]


def test_two_shots_in_a_row_become_one_segment() -> None:
    rules = replace(PLAIN, snap_to_shots=True)
    assert kept([claim(10.1, 14.9), claim(15.1, 20)], rules, shots(10, 15, 20)) == [span(10, 20)]


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.integers(0, 990), st.integers(1, 80), st.sampled_from([0.3, 0.45, 0.6, 0.95])), max_size=12),
    st.sets(st.integers(1, 999), max_size=12),
    st.integers(0, 30),
)
def test_snapped_segments_bring_no_frame_of_a_shot_without_the_person(
    seen: list[tuple[int, int, float]], cuts: set[int], padding: int
) -> None:
    evidence = [claim(start / 10, (start + length) / 10, confidence) for start, length, confidence in seen]
    rules = replace(PLAIN, snap_to_shots=True, pad_before=Fraction(padding, 10), pad_after=Fraction(padding, 10))
    film = shots(*(cut / 10 for cut in sorted(cuts)))
    for segment in kept(evidence, rules, film):
        for shot in film:
            common = min(segment.end, shot.span.end) - max(segment.start, shot.span.start)
            if common > 0:
                reach = Span(shot.span.start - SNAP_S, shot.span.end + SNAP_S)
                assert any(one.span.overlaps(reach) for one in evidence)
                if common > SNAP_S:
                    assert any(one.span.overlaps(shot.span) for one in evidence)


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.integers(0, 990), st.integers(1, 80), st.sampled_from([0.3, 0.45, 0.6, 0.95])), max_size=12),
    st.booleans(),
    st.integers(0, 20),
    st.integers(0, 20),
)
def test_segments_are_ordered_apart_inside_and_described(
    seen: list[tuple[int, int, float]], snap: bool, gap: int, padding: int
) -> None:
    evidence = [claim(start / 10, (start + length) / 10, confidence) for start, length, confidence in seen]
    rules = Rules(merge_gap=Fraction(gap, 10), pad_after=Fraction(padding, 10), snap_to_shots=snap)
    segments = segments_of("Ada", evidence, rules, shots(20, 40, 60), WHOLE)
    for before, after in itertools.pairwise(segments):
        assert before.span.end < after.span.start
    for segment in segments:
        assert WHOLE.start <= segment.span.start < segment.span.end <= WHOLE.end
        assert 0.4 <= segment.confidence <= 0.95 + 1e-9
        assert segment.modalities == {"face"}
        assert not segment.by_hand


def test_confidence_is_the_mean_over_the_time_held() -> None:
    (segment,) = segments_of("Ada", [claim(0, 1, 0.6), claim(1, 4, 1.0)], PLAIN, [], WHOLE)
    assert segment.confidence == pytest.approx((0.6 + 3 * 1.0) / 4)


def test_only_the_modalities_of_the_rules_count() -> None:
    evidence = [claim(0, 1), claim(5, 6, modality="voice")]
    assert kept(evidence, replace(PLAIN, modalities=frozenset({"voice"}))) == [span(5, 6)]


def test_what_a_person_marked_present_is_kept_as_it_is() -> None:
    rules = Rules()
    segments = segments_of("Ada", [claim(50, 60)], rules, [], WHOLE, present=[span(10, 10.1)])
    assert [segment.span for segment in segments] == [span(10, 10.1), span(49.8, 60.4)]
    assert [segment.by_hand for segment in segments] == [True, False]
    assert segments[0].confidence == 1.0


def test_what_a_person_marked_absent_never_comes_back() -> None:
    rules = replace(PLAIN, merge_gap=Fraction(5), pad_before=Fraction(1), pad_after=Fraction(1))
    segments = segments_of("Ada", [claim(10, 20)], rules, [], WHOLE, absent=[span(14, 16)])
    assert [segment.span for segment in segments] == [span(9, 14), span(16, 21)]
    assert all(segment.by_hand for segment in segments)


def test_absent_outweighs_present() -> None:
    assert kept([], PLAIN, present=[span(10, 20)], absent=[span(15, 30)]) == [span(10, 15)]


def test_evidence_rows_are_per_modality_and_unpadded() -> None:
    evidence = [claim(0, 2), claim(2.2, 3), claim(1, 5, 0.7, "body"), claim(0, 9, 0.9, "voice")]
    rows = rows_of("Ada", evidence, EVIDENCE, [], WHOLE)
    assert [(sorted(row.modalities), row.span) for row in rows] == [
        (["face"], span(0, 3)),
        (["voice"], span(0, 9)),
        (["body"], span(1, 5)),
    ]
    assert rows[2].confidence == pytest.approx(0.7)


def test_evidence_rows_hold_what_was_said_by_hand() -> None:
    rows = rows_of("Ada", [claim(0, 4)], EVIDENCE, [], WHOLE, present=[span(8, 9)], absent=[span(1, 2)])
    assert rows == [
        Segment("Ada", span(0, 1), 0.9, frozenset({"face"}), by_hand=True),
        Segment("Ada", span(2, 4), 0.9, frozenset({"face"}), by_hand=True),
        Segment("Ada", span(8, 9), 1.0, by_hand=True),
    ]


def test_hours_of_evidence_are_quick() -> None:
    evidence = [
        Evidence("Ada", Span(Fraction(n), Fraction(2 * n + 1, 2)), "face", 0.5 + (n % 5) / 10) for n in range(5000)
    ]
    segments = segments_of("Ada", evidence, PLAIN, [], Span(Fraction(0), Fraction(5000)))
    assert total(segment.span for segment in segments) == 2500
