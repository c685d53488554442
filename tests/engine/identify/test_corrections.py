"""What the user said is sorted so that of two words that contradict each other the later one holds."""

import time
from fractions import Fraction

from engine.identify.bonds import DIFFERENT, SAME
from engine.identify.corrected import told_of
from engine.identify.corrections import SAID, Said, said, spans_said
from engine.timebase import Span
from engine.types import Correction


def one_person(told: Said, a: int, b: int) -> bool | None:
    """Whether the user said that two tracks are one person; None where nothing was said."""
    if (min(a, b), max(a, b)) in told.bonds.pairs(DIFFERENT):
        return False
    is_said = (min(a, b), max(a, b)) in told.bonds.pairs(SAME) or any(
        {a, b} <= tracks for tracks in told.names.values()
    )
    return True if is_said else None


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
    assert (told.dropped, told.names, told.not_names, told.bonds.bundles) == (frozenset(), {}, {}, ())
    assert not told_of(told, [1, 2, 3], []).said_anything


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
    assert one_person(said(both), 1, 2) is False
    assert one_person(said(both[::-1]), 1, 2) is True


def test_same_joins_all_that_it_names_and_different_parts_the_two_sides() -> None:
    assert said([same((1, 2), (3,))]).bonds.pairs(SAME) == [(1, 2), (1, 3), (2, 3)]
    assert said([different((1, 2), (3, 4))]).bonds.pairs(DIFFERENT) == [(1, 3), (1, 4), (2, 3), (2, 4)]


def test_names_given_later_outweigh_same_and_different() -> None:
    told = said([same((1,), (2,)), is_("Ada", 1), is_("Bruno", 2)])
    assert one_person(told, 1, 2) is None
    told = said([different((1,), (2,)), is_("Ada", 1, 2)])
    assert one_person(told, 1, 2) is True


def test_same_said_later_gives_all_the_last_name() -> None:
    told = said([is_("Ada", 1), is_("Bruno", 2), same((1,), (2,))])
    assert told.names == {"Bruno": {1, 2}}


def test_a_word_about_others_leaves_what_was_said_before() -> None:
    told = said([is_("Ada", 1, 2), different((1,), (2,)), is_("Bruno", 3)])
    assert one_person(told, 1, 2) is False


def test_tracks_that_are_gone_are_passed_over() -> None:
    told = said([same((1,), (9,)), different((2,), (8,)), is_("Ada", 1, 3, 7)])
    rows = told_of(told, [1, 2, 3], ["Ada"])
    assert rows.owner.tolist() == [0, -1, 0]
    assert not rows.relation.any()
    assert rows.spoken_of.tolist() == [True, False, True]


def test_a_name_speaks_for_its_tracks_and_against_those_of_others() -> None:
    told = told_of(said([is_("Ada", 1), is_("Bruno", 2), is_not("Ada", 3)]), [1, 2, 3, 4], ["Ada", "Bruno"])
    assert told.of_name(0).tolist() == [SAID, -SAID, -SAID, 0]
    assert told.of_name(1).tolist() == [-SAID, SAID, 0, 0]


def test_hundreds_of_large_merges_and_renames_take_no_time() -> None:
    """Each speaks of the sixty tracks of two persons, as the window stores it."""
    spoken = [same(tuple(range(n, n + 30)), tuple(range(n + 30, n + 60))) for n in range(0, 9000, 60)]
    spoken += [is_(f"{n}", *range(n, n + 30)) for n in range(0, 9000, 60)]
    start = time.process_time()
    told = said(spoken)
    assert len(told.names) == 150
    assert time.process_time() - start < 5


def test_spans_are_those_of_the_name() -> None:
    here, there = Span(Fraction(0), Fraction(1)), Span(Fraction(2), Fraction(3))
    told = [Correction("present", name="Ada", span=here), Correction("absent", name="Ada", span=there),
            Correction("present", name="Bruno", span=there)]  # fmt: skip
    assert spans_said(told, "Ada") == ([here], [there])
    assert spans_said(told, "Bruno") == ([there], [])
