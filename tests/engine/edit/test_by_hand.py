"""What a hand changed of a cut, and the cut that comes of it."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.edit import by_hand
from engine.edit.by_hand import HandEdits
from engine.edit.hand_cut import applied
from engine.edit.intervals import intersection, invert, normal, union
from engine.timebase import Span
from engine.types import Segment

WHOLE = Span(Fraction(0), Fraction(60))
FRAMES = [Fraction(number, 25) for number in range(60 * 25 + 1)]


def span(start: float, end: float) -> Span:
    return Span(Fraction(str(start)), Fraction(str(end)))


def ruled(*ends: tuple[float, float]) -> list[Segment]:
    return [Segment("Ada", span(*pair), 0.8, frozenset({"face"})) for pair in ends]


def cut(segments: Sequence[Segment], edits: HandEdits, shortest: Fraction = Fraction(0)) -> list[Segment]:
    return applied(segments, edits, WHOLE, "Ada", shortest)


def spans(segments: Sequence[Segment]) -> list[tuple[float, float]]:
    return [(float(one.span.start), float(one.span.end)) for one in segments]


RULES = ruled((10, 20), (30, 40))
TO = Fraction

# Any order of gestures on any rules.

quarters = st.integers(0, 240).map(lambda number: Fraction(number, 4))
bases = st.lists(quarters, max_size=16, unique=True).map(
    lambda times: [
        Segment("Ada", Span(start, end), 0.8)
        for start, end in zip(sorted(times)[::2], sorted(times)[1::2], strict=False)
    ]
)
gestures = st.lists(
    st.tuples(st.sampled_from(["start", "end", "split", "delete", "add", "invert", "roll", "back"]),
              st.integers(0, 20), quarters, quarters),
    max_size=12,
)  # fmt: skip


def gestured(segments: list[Segment], edits: HandEdits, gesture: tuple[str, int, Fraction, Fraction]) -> HandEdits:
    """The edits after one gesture as the timeline allows it: edges never cross a neighbour."""
    kind, number, one, two = gesture
    now = cut(segments, edits)
    if kind == "invert":
        return edits.invert()
    if kind == "add":
        gaps = invert((piece.span for piece in now), WHOLE)
        wished = intersection((Span(min(one, two), max(one, two)),), gaps)
        return by_hand.added(edits, now, wished[0]) if wished else edits
    if not now:
        return edits
    index = number % len(now)
    here = now[index].span
    before = now[index - 1].span.end if index else WHOLE.start
    after = now[index + 1].span.start if index + 1 < len(now) else WHOLE.end
    if kind == "start" and before <= one < here.end:
        return by_hand.trimmed_start(edits, now, index, one)
    if kind == "end" and here.start < one <= after:
        return by_hand.trimmed_end(edits, now, index, one)
    if kind == "split" and here.start < one < here.end:
        return edits.split(one)
    if kind == "delete":
        return by_hand.deleted(edits, now, {index, (index + number) % len(now)})
    if kind == "roll" and index + 1 < len(now) and here.end == after and here.start < one < now[index + 1].span.end:
        return by_hand.rolled(edits, here.end, one)
    return by_hand.taken_back(edits, now, [index]) if kind == "back" else edits


@settings(deadline=None, max_examples=60)
@given(bases, gestures, bases)
def test_edits_never_contradict_each_other_and_the_cut_stays_in_order(
    segments: list[Segment], made: list[tuple[str, int, Fraction, Fraction]], later: list[Segment]
) -> None:
    edits = HandEdits()
    for gesture in made:
        edits = gestured(segments, edits, gesture)
        assert not intersection(edits.kept, edits.dropped)
        assert edits.kept == normal(edits.kept)
        assert edits.dropped == normal(edits.dropped)
        ends = {at for one in (*edits.kept, *edits.dropped) for at in (one.start, one.end)}
        assert edits.edges <= ends
        assert edits.loose <= ends - edits.edges
    for base in (segments, later):
        found = cut(base, edits, Fraction(1))
        assert all(a.span.end <= b.span.start for a, b in pairwise(found))
        assert all(one.span.duration > 0 for one in found)
        # What was dropped before an inversion goes with the rules as what was kept did.
        if base is segments or not edits.inverted:
            assert not intersection((one.span for one in found), edits.dropped)


@settings(deadline=None, max_examples=60)
@given(bases, gestures)
def test_each_gesture_gives_what_it_shows(
    segments: list[Segment], made: list[tuple[str, int, Fraction, Fraction]]
) -> None:
    edits = HandEdits()
    for gesture in made:
        before, after = cut(segments, edits), cut(segments, gestured(segments, edits, gesture))
        if gesture[0] in ("start", "end") and after != before:
            assert len(after) == len(before)
            changed = [one for one, other in zip(before, after, strict=True) if one.span != other.span]
            assert len(changed) <= 1
        if gesture[0] == "invert":
            kept = normal(one.span for one in before)
            assert normal(one.span for one in after) == invert(kept, WHOLE)
        edits = gestured(segments, edits, gesture)


@settings(deadline=None, max_examples=60)
@given(bases, gestures)
def test_inverting_twice_is_as_before(segments: list[Segment], made: list[tuple[str, int, Fraction, Fraction]]) -> None:
    edits = HandEdits()
    for gesture in made:
        edits = gestured(segments, edits, gesture)

    assert edits.invert().invert() == edits


@settings(deadline=None, max_examples=60)
@given(bases, gestures, bases)
def test_edges_that_the_hand_set_stay_when_the_rules_change(
    segments: list[Segment], made: list[tuple[str, int, Fraction, Fraction]], later: list[Segment]
) -> None:
    edits = HandEdits()
    for gesture in made:
        edits = gestured(segments, edits, gesture)
    found = cut(later, edits)
    ends = {at for one in found for at in (one.span.start, one.span.end)}
    for kept in edits.kept:
        alone = not any(kept.start in (one.start, one.end) for one in edits.dropped)
        if kept.start in edits.edges and not any(one.span.start < kept.start <= one.span.end for one in later):
            assert not alone or edits.inverted or kept.start in ends


@settings(deadline=None, max_examples=60)
@given(bases, gestures, st.lists(quarters, min_size=2, max_size=40, unique=True).map(sorted))
def test_whatever_the_hand_set_lies_on_frames(
    segments: list[Segment], made: list[tuple[str, int, Fraction, Fraction]], frames: list[Fraction]
) -> None:
    edits = HandEdits()
    for gesture in made:
        edits = gestured(segments, edits, gesture)
    exact = edits.on_frames(frames)

    assert {*exact.edges, *exact.splits} <= set(frames)
    assert not intersection(exact.kept, exact.dropped)
    assert exact.on_frames(frames) == exact


def test_no_edits_leave_the_rules_alone() -> None:
    assert cut(RULES, HandEdits()) == RULES


def test_trim_outwards_keeps_and_marks_one_segment() -> None:
    edits = by_hand.trimmed_end(HandEdits(), RULES, 0, TO(22))
    found = cut(RULES, edits)

    assert spans(found) == [(10, 22), (30, 40)]
    assert [one.by_hand for one in found] == [True, False]
    assert found[1] is RULES[1]
    assert found[0].confidence == pytest.approx((0.8 * 10 + 2) / 12)


def test_other_edge_of_a_trimmed_segment_follows_the_rules() -> None:
    edits = by_hand.trimmed_end(HandEdits(), RULES, 0, TO(22))

    assert spans(cut(ruled((8, 21)), edits)) == [(8, 22)]
    assert spans(cut(ruled((12, 17)), edits)) == [(12, 22)]
    assert spans(cut([], edits)) == [(10, 22)]


def test_trim_inwards_stays_when_the_rules_add_more() -> None:
    edits = by_hand.trimmed_start(HandEdits(), RULES, 0, TO(12))
    wider = ruled((9, 21), (30, 40))

    assert spans(cut(RULES, edits)) == [(12, 20), (30, 40)]
    assert spans(cut(wider, edits, TO(2))) == [(12, 21), (30, 40)]
    assert spans(cut(ruled((2, 21)), edits, TO(2))) == [(2, 10), (12, 21)]


def test_deleted_segment_leaves_no_scraps_when_padding_grows() -> None:
    edits = by_hand.deleted(HandEdits(), RULES, [0])

    assert spans(cut(ruled((9, 21), (29, 41)), edits, TO(2))) == [(29, 41)]


def test_gap_made_by_hand_stays_however_short_what_it_leaves() -> None:
    edits = HandEdits().drop(span(11, 12), edges=(TO(11), TO(12)))

    assert spans(cut(RULES, edits, TO(5))) == [(10, 11), (12, 20), (30, 40)]


def test_trim_up_to_a_neighbour_leaves_two_segments() -> None:
    edits = by_hand.trimmed_end(HandEdits(), RULES, 0, TO(30))

    assert spans(cut(RULES, edits)) == [(10, 30), (30, 40)]
    assert spans(cut(RULES, by_hand.rolled(edits, TO(30), TO(33)))) == [(10, 33), (33, 40)]


def test_frame_that_reaches_into_a_neighbour_becomes_the_edge_of_both() -> None:
    edits = by_hand.trimmed_end(HandEdits(), RULES, 0, TO("30.02"))

    assert spans(cut(RULES, edits)) == [(10, 30.02), (30.02, 40)]
    edits = by_hand.trimmed_start(HandEdits(), RULES, 1, TO("19.98"))
    assert spans(cut(RULES, edits)) == [(10, 19.98), (19.98, 40)]
    edits = by_hand.added(HandEdits(), RULES, span(19.98, 30.02))
    assert spans(cut(RULES, edits)) == [(10, 19.98), (19.98, 30.02), (30.02, 40)]


def test_split_and_delete_of_one_half_pins_the_other() -> None:
    edits = HandEdits().split(TO(15))
    halves = cut(RULES, edits)
    edits = by_hand.deleted(edits, halves, [1])

    assert spans(halves) == [(10, 15), (15, 20), (30, 40)]
    assert all(one.by_hand for one in halves[:2])
    assert spans(cut(ruled((9, 21), (30, 40)), edits, TO(2))) == [(9, 15), (30, 40)]


def test_both_halves_deleted_are_gone_as_one() -> None:
    edits = HandEdits().split(TO(15))

    assert by_hand.deleted(edits, cut(RULES, edits), [0, 1]).dropped == (span(10, 20),)


def test_trim_of_a_touching_neighbour_leaves_the_other_alone() -> None:
    edits = HandEdits().split(TO(15))
    edits = by_hand.trimmed_start(edits, cut(RULES, edits), 1, TO(17))

    assert spans(cut(RULES, edits)) == [(10, 15), (17, 20), (30, 40)]


def test_added_segment_is_the_persons_and_may_touch() -> None:
    edits = by_hand.added(HandEdits(), RULES, span(20, 25))
    found = cut(RULES, edits)

    assert spans(found) == [(10, 20), (20, 25), (30, 40)]
    assert (found[1].person, found[1].confidence, found[1].by_hand) == ("Ada", 1.0, True)


def test_later_edit_wins() -> None:
    edits = HandEdits().drop(span(0, 10)).keep(span(4, 6))

    assert edits.kept == (span(4, 6),)
    assert edits.dropped == (span(0, 4), span(6, 10))
    assert edits.drop(span(0, 10)).kept == ()


def test_inversion_follows_the_rules() -> None:
    edits = HandEdits().invert()

    assert spans(cut(RULES, edits)) == [(0, 10), (20, 30), (40, 60)]
    assert spans(cut(ruled((10, 20)), edits)) == [(0, 10), (20, 60)]
    assert all(one.by_hand for one in cut(RULES, edits))


def test_taking_the_rules_version_of_one_segment_leaves_the_others() -> None:
    edits = by_hand.trimmed_end(HandEdits(), RULES, 0, TO(18))
    edits = by_hand.trimmed_end(edits, cut(RULES, edits), 1, TO(45))
    back = by_hand.taken_back(edits, cut(RULES, edits), [0])

    assert spans(cut(RULES, back)) == [(10, 20), (30, 45)]
    assert spans(cut(RULES, by_hand.taken_back(back, cut(RULES, back), [1]))) == spans(RULES)


def test_edges_between_frames_move_to_the_nearest() -> None:
    edits = by_hand.trimmed_end(HandEdits(), RULES, 0, TO("18.013")).split(TO("35.09"))
    exact = edits.on_frames(FRAMES)

    assert spans(cut(RULES, exact)) == [(10, 18), (30, 35.08), (35.08, 40)]
    assert exact.on_frames(FRAMES) is exact


def test_combined_segments_share_their_names() -> None:
    two = [RULES[0], replace(RULES[1], person="Bo")]
    found = cut(two, HandEdits().keep(span(20, 30)))

    assert spans(found) == [(10, 40)]
    assert found[0].person == "Ada + Bo"


def test_nothing_leaves_the_film() -> None:
    edits = HandEdits().keep(span(-5, 3)).keep(span(55, 70))

    assert union(one.span for one in cut(RULES, edits)) == (span(0, 3), span(10, 20), span(30, 40), span(55, 60))
