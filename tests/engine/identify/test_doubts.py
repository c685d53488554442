"""What is asked first, what is not asked at all, and what an answer changes."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.identify.answers import corrections_of, is_rival
from engine.identify.calibration import FaceCalibration
from engine.identify.cast import cast_of
from engine.identify.corrections import said
from engine.identify.doubts import Doubt, Group, bits, confirmed, doubts
from engine.identify.fits import Fits
from engine.identify.prints import Prints
from engine.types import Correction

MakePrints = Callable[..., Prints]
GOOD = 0.8


def mixed(prints: Prints, row: int, other: int, share: float) -> Prints:
    """The same film with one track's face on the way to that of another one."""
    vectors = prints.vectors.copy()
    between = (1 - share) * vectors[row] + share * vectors[other]
    vectors[row] = between / np.linalg.norm(between)
    return replace(prints, vectors=vectors)


def asked(
    film: Prints, calibration: FaceCalibration, groups: Sequence[Group], said: Sequence[Correction] = ()
) -> list[Doubt]:
    """What is asked where the track 12 shows long and the others show briefly."""
    return doubts(Fits(film, calibration, 0.2), groups, said, {**dict.fromkeys(film.tracks, 2.0), 12: 20.0})


def groups_now(film: Prints, calibration: FaceCalibration, corrections: Sequence[Correction] = ()) -> list[Group]:
    told = said(corrections)
    return [
        Group(tuple(film.tracks[row] for row in member.rows), member.name, member.known)
        for member in cast_of(film, calibration, None, told)
    ]


@pytest.fixture
def film(prints: MakePrints) -> Prints:
    """Two persons of three tracks each; the last track of the first one lies between the two."""
    clear = prints([(1, 0, GOOD), (1, 1, GOOD), (1, 2, GOOD), (2, 3, GOOD), (2, 4, GOOD), (2, 5, GOOD)])
    return mixed(clear, 2, 3, 0.48)


PERSONS = (Group((10, 11, 12)), Group((13, 14, 15)))


@given(st.floats(0, 1))
def test_a_coin_toss_is_worth_most_and_both_answers_count_alike(p: float) -> None:
    assert 0 <= bits(p) <= bits(0.5) == 1
    assert bits(p) == pytest.approx(bits(1 - p))


def test_nothing_is_asked_where_nothing_is_doubtful(prints: MakePrints, calibration: FaceCalibration) -> None:
    film = prints([(1, 0, GOOD), (1, 1, GOOD), (2, 2, GOOD), (2, 3, GOOD)])
    assert asked(film, calibration, groups_now(film, calibration)) == []
    assert doubts(Fits(prints([]), calibration, 0.2), [], [], {}) == []


def test_the_track_between_two_persons_is_asked_first_with_the_second_as_rival(
    film: Prints, calibration: FaceCalibration
) -> None:
    first = asked(film, calibration, PERSONS)[0]
    assert (first.kind, first.tracks, first.person, first.rival) == ("whose", (12,), 0, 1)
    assert set(first.others) == {10, 11}
    assert set(first.rival_tracks) == {13, 14, 15}
    assert 0.2 < first.chance < 0.8


def test_what_shows_longer_is_asked_before_what_is_as_doubtful(film: Prints, calibration: FaceCalibration) -> None:
    long = doubts(Fits(film, calibration, 0.2), PERSONS, [], dict.fromkeys(film.tracks, 40.0))[0]
    short = doubts(Fits(film, calibration, 0.2), PERSONS, [], dict.fromkeys(film.tracks, 4.0))[0]
    assert long.value == pytest.approx(10 * short.value)
    values = [doubt.value for doubt in asked(film, calibration, PERSONS)]
    assert values == sorted(values, reverse=True)


def test_yes_keeps_the_track_and_no_moves_it_away(film: Prints, calibration: FaceCalibration) -> None:
    first = asked(film, calibration, PERSONS)[0]
    yes = groups_now(film, calibration, corrections_of(first, True, PERSONS))
    assert any({10, 11, 12} <= set(group.tracks) for group in yes)
    no = groups_now(film, calibration, corrections_of(first, False, PERSONS))
    assert not any({10, 12} <= set(group.tracks) for group in no)


def test_the_rival_can_be_named_at_once(film: Prints, calibration: FaceCalibration) -> None:
    named = (Group((10, 11, 12), "Ada"), Group((13, 14, 15), "Bruno"))
    first = asked(film, calibration, named)[0]
    told = said(is_rival(first, named))
    assert told.names == {"Bruno": frozenset({12})}
    assert told.not_names == {"Ada": frozenset({12})}


@pytest.mark.parametrize("yes", [True, False])
def test_what_was_answered_is_not_asked_again(film: Prints, calibration: FaceCalibration, yes: bool) -> None:
    stored: list[Correction] = []
    seen = set()
    for _ in range(20):
        groups = groups_now(film, calibration, stored)
        open_ = asked(film, calibration, groups, stored)
        if not open_:
            break
        key = (open_[0].kind, open_[0].tracks, open_[0].others)
        assert key not in seen
        seen.add(key)
        stored += corrections_of(open_[0], yes, groups)
    else:
        pytest.fail("the questions never end")


def test_naming_a_person_confirms_none_of_its_tracks(film: Prints, calibration: FaceCalibration) -> None:
    rename = [Correction("is", (10, 11, 12), name="Ada")]
    assert confirmed(rename) == frozenset()
    named = (Group((10, 11, 12), "Ada"), PERSONS[1])
    first = asked(film, calibration, named, rename)[0]
    assert first.tracks == (12,)
    told = said([*rename, *corrections_of(first, False, named)])
    assert told.names["Ada"] == frozenset({10, 11})


def test_two_halves_of_one_person_are_asked_about_as_two_persons(
    prints: MakePrints, calibration: FaceCalibration
) -> None:
    clear = prints([(1, 0, GOOD), (1, 1, GOOD), (2, 2, GOOD), (2, 3, GOOD)])
    film = mixed(mixed(clear, 2, 0, 0.46), 3, 1, 0.46)
    groups = (Group((10, 11)), Group((12, 13)))
    pair = next(doubt for doubt in asked(film, calibration, groups) if doubt.kind == "same")
    assert {*pair.tracks, *pair.others} == {10, 11, 12, 13}
    joined = groups_now(film, calibration, corrections_of(pair, True, groups))
    assert [set(group.tracks) for group in joined] == [{10, 11, 12, 13}]
    apart = corrections_of(pair, False, groups)
    assert not any(doubt.kind == "same" for doubt in asked(film, calibration, groups, apart))


def test_a_person_who_may_be_two_is_split_by_a_no(prints: MakePrints, calibration: FaceCalibration) -> None:
    clear = prints([(1, 0, GOOD), (1, 1, GOOD), (2, 2, GOOD), (2, 3, GOOD)])
    film = mixed(mixed(clear, 2, 0, 0.46), 3, 1, 0.46)
    one = (Group((10, 11, 12, 13)),)
    split = next(doubt for doubt in asked(film, calibration, one) if doubt.kind == "split")
    assert {frozenset(split.tracks), frozenset(split.others)} == {frozenset({10, 11}), frozenset({12, 13})}
    parts = groups_now(film, calibration, corrections_of(split, False, one))
    assert sorted(sorted(group.tracks) for group in parts) == [[10, 11], [12, 13]]


def test_two_persons_with_names_are_two(prints: MakePrints, calibration: FaceCalibration) -> None:
    film = prints([(1, 0, GOOD), (1, 1, GOOD)])
    groups = (Group((10,), "Ada"), Group((11,), "Zoe"))
    assert [doubt for doubt in asked(film, calibration, groups) if doubt.kind == "same"] == []


def test_poor_tracks_in_the_unknown_bucket_are_offered_to_whom_they_fit(
    prints: MakePrints, calibration: FaceCalibration
) -> None:
    clear = prints([(1, 0, GOOD), (1, 1, GOOD), (3, 2, 0.05)])
    film = mixed(clear, 2, 0, 0.42)
    groups = (Group((10, 11)), Group((12,), known=False))
    (question,) = asked(film, calibration, groups)
    assert (question.kind, question.tracks, question.person) == ("whose", (12,), 0)
    assert any(set(group.tracks) == {10, 11, 12} for group in groups_now(
        film, calibration, corrections_of(question, True, groups)
    ))  # fmt: skip


def test_what_is_remembered_changes_no_question(film: Prints, calibration: FaceCalibration) -> None:
    seconds = dict.fromkeys(film.tracks, 4.0)
    fits = Fits(film, calibration, 0.2)
    doubts(fits, [Group((10, 11)), Group((12, 13, 14, 15))], [], seconds)
    again = doubts(fits, PERSONS, [], seconds)
    assert again == doubts(Fits(film, calibration, 0.2), PERSONS, [], seconds)
