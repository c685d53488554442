"""What the user said is sorted so that of two words that contradict each other the later one holds."""

from fractions import Fraction

import numpy as np

from engine.identify.corrections import SAID, name_evidence, pair_evidence, said, spans_said
from engine.timebase import Span
from engine.types import Correction


def is_(name: str, *tracks: int) -> Correction:
    return Correction("is", tracks, name=name)


def is_not(name: str, *tracks: int) -> Correction:
    return Correction("is not", tracks, name=name)


def same(one: tuple[int, ...], other: tuple[int, ...]) -> Correction:
    return Correction("same", one, other)


def different(one: tuple[int, ...], other: tuple[int, ...]) -> Correction:
    return Correction("different", one, other)


def test_nothing_said_is_nothing_told() -> None:
    told = said([])
    assert (told.dropped, told.names, told.not_names, told.same, told.different) == (frozenset(), {}, {}, (), ())
    assert not pair_evidence(told, [1, 2, 3]).any()


def test_the_later_name_of_a_track_holds() -> None:
    told = said([is_("Ada", 1, 2), is_("Bruno", 2)])
    assert told.names == {"Ada": {1}, "Bruno": {2}}


def test_is_and_is_not_take_each_other_back() -> None:
    assert said([is_("Ada", 1, 2), is_not("Ada", 1)]).names == {"Ada": {2}}
    assert said([is_("Ada", 1, 2), is_not("Ada", 1)]).not_names == {"Ada": {1}}
    told = said([is_not("Ada", 1, 2), is_("Ada", 1)])
    assert told.names == {"Ada": {1}}
    assert told.not_names == {"Ada": {2}}


def test_not_being_one_person_says_nothing_against_being_another() -> None:
    told = said([is_("Bruno", 1), is_not("Ada", 1)])
    assert told.names == {"Bruno": {1}}
    assert told.not_names == {"Ada": {1}}


def test_a_track_without_a_face_counts_again_once_it_is_named() -> None:
    assert said([Correction("not a face", (1, 2))]).dropped == {1, 2}
    assert said([Correction("not a person", (1,)), is_("Ada", 1)]).dropped == frozenset()
    assert said([is_("Ada", 1), Correction("not a face", (1,))]).dropped == {1}


def test_of_same_and_different_the_later_one_holds() -> None:
    both = [same((1,), (2,)), different((2,), (1,))]
    assert pair_evidence(said(both), [1, 2])[0, 1] == -SAID
    assert pair_evidence(said(both[::-1]), [1, 2])[0, 1] == SAID


def test_same_joins_all_that_it_names_and_different_parts_the_two_sides() -> None:
    joined = pair_evidence(said([same((1, 2), (3,))]), [1, 2, 3, 4])
    assert np.array_equal(joined[:3, :3], np.full((3, 3), SAID))
    assert not joined[3].any()
    parted = pair_evidence(said([different((1, 2), (3, 4))]), [1, 2, 3, 4])
    assert np.array_equal(parted < 0, [[0, 0, 1, 1], [0, 0, 1, 1], [1, 1, 0, 0], [1, 1, 0, 0]])


def test_names_given_later_outweigh_same_and_different() -> None:
    told = said([same((1,), (2,)), is_("Ada", 1), is_("Bruno", 2)])
    assert pair_evidence(told, [1, 2])[0, 1] == 0
    told = said([different((1,), (2,)), is_("Ada", 1, 2)])
    assert pair_evidence(told, [1, 2])[0, 1] == SAID


def test_same_said_later_gives_all_the_last_name() -> None:
    told = said([is_("Ada", 1), is_("Bruno", 2), same((1,), (2,))])
    assert told.names == {"Bruno": {1, 2}}


def test_pair_evidence_is_symmetric_and_skips_tracks_that_are_gone() -> None:
    told = said([same((1,), (9,)), different((2,), (8,)), is_("Ada", 1, 3, 7)])
    added = pair_evidence(told, [1, 2, 3])
    assert np.array_equal(added, added.T)
    assert added[0, 2] == SAID
    assert not added[1].any()


def test_a_name_speaks_for_its_tracks_and_against_those_of_others() -> None:
    told = said([is_("Ada", 1), is_("Bruno", 2), is_not("Ada", 3)])
    assert name_evidence(told, "Ada", [1, 2, 3, 4]).tolist() == [SAID, -SAID, -SAID, 0]
    assert name_evidence(told, "Bruno", [1, 2, 3, 4]).tolist() == [-SAID, SAID, 0, 0]


def test_spans_are_those_of_the_name() -> None:
    here, there = Span(Fraction(0), Fraction(1)), Span(Fraction(2), Fraction(3))
    told = [Correction("present", name="Ada", span=here), Correction("absent", name="Ada", span=there),
            Correction("present", name="Bruno", span=there)]  # fmt: skip
    assert spans_said(told, "Ada") == ([here], [there])
    assert spans_said(told, "Bruno") == ([there], [])
