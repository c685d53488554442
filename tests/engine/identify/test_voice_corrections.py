"""What the user says of voices: of a whole voice or of one turn, the later word before the earlier one."""

from fractions import Fraction

import numpy as np
import pytest

from engine.identify.voice_corrections import voices_said
from engine.identify.voices import VoicesSaid, voices_of
from engine.timebase import Span
from engine.types import Correction, CorrectionKind, Person, Turn

ANN, BOB, EVE = Person(1, "Ann", (10, 11)), Person(2, "Bob", (20,)), Person(3, "Eve", ())
PERSONS = [ANN, BOB, EVE]


def turn(number: int, speaker: int, quality: float = 0.8) -> Turn:
    span = Span(Fraction(10 * number), Fraction(10 * number + 5))
    return Turn(number, span, speaker, 0.9, 1.0, np.eye(192, dtype=np.float32)[speaker], quality)


TURNS = [turn(0, 0), turn(1, 0), turn(2, 1), turn(3, 1)]
SEEN = {(0, 10): 4.0, (1, 10): 4.0, (2, 20): 4.0}
"""Ann is the first speaker, Bob the second."""


def say(kind: CorrectionKind, at: int, tracks: tuple[int, ...] = (), name: str = "") -> Correction:
    return Correction(kind, tracks, name=name, span=TURNS[at].span)


def heard(*said: Correction) -> dict[int, int]:
    """Index of the person by turn."""
    told = voices_said(said, TURNS, PERSONS)
    return {claim.turn: claim.person for claim in voices_of(TURNS, SEEN, PERSONS, told=told)}


def test_nothing_said_changes_nothing() -> None:
    assert voices_said([Correction("is", (10,), name="Ann")], TURNS, PERSONS) == VoicesSaid()
    assert heard() == {0: 0, 1: 0, 2: 1, 3: 1}


def test_voice_is_given_wherever_it_is_heard() -> None:
    assert heard(say("voice is", 1, (20,))) == {0: 1, 1: 1, 2: 1, 3: 1}
    assert heard(say("voice is", 3, name="Eve")) == {0: 0, 1: 0, 2: 2, 3: 2}


def test_voice_is_taken_wherever_it_is_heard() -> None:
    assert heard(say("voice is not", 1, (10, 11))) == {2: 1, 3: 1}


def test_one_turn_is_taken_and_the_voice_stays() -> None:
    assert heard(say("not speaking", 1, (10,))) == {0: 0, 2: 1, 3: 1}
    assert heard(say("voice is", 0, (10,)), say("not speaking", 1, (10,))) == {0: 0, 2: 1, 3: 1}


def test_an_unclear_turn_that_was_spoken_of_obeys_too() -> None:
    turns = [turn(0, 0), turn(1, 0, quality=0.0)]
    told = voices_said([say("voice is", 1, (20,))], turns, PERSONS)
    assert {claim.turn: claim.person for claim in voices_of(turns, SEEN, PERSONS, told=told)} == {0: 1, 1: 1}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ((say("voice is", 0, (20,)), say("voice is", 1, (10,))), {0: 0, 1: 0, 2: 1, 3: 1}),
        ((say("voice is", 0, (20,)), say("voice is not", 1, (20,))), {0: 0, 1: 0, 2: 1, 3: 1}),
        ((say("voice is not", 0, (10,)), say("voice is", 1, (10,))), {0: 0, 1: 0, 2: 1, 3: 1}),
        ((say("not speaking", 1, (10,)), say("voice is", 1, (10,))), {0: 0, 1: 0, 2: 1, 3: 1}),
    ],
)
def test_later_word_holds(said: tuple[Correction, ...], found: dict[int, int]) -> None:
    assert heard(*said) == found


def test_person_is_known_by_tracks_whatever_the_name_is_now() -> None:
    assert voices_said([say("voice is", 2, (10, 11), name="Anna")], TURNS, PERSONS).whose == {2: 0}


def test_turn_is_found_where_it_lies_now() -> None:
    moved = Correction("voice is", (10,), span=Span(Fraction(9), Fraction(14)))
    assert voices_said([moved], TURNS, PERSONS).whose == {1: 0}


@pytest.mark.parametrize(
    "said",
    [
        Correction("voice is", (10,), span=Span(Fraction(6), Fraction(9))),
        Correction("voice is", (99,), span=TURNS[0].span),
        Correction("voice is", (), name="Nobody", span=TURNS[0].span),
        Correction("voice is", (10,)),
    ],
)
def test_what_fits_nothing_waits(said: Correction) -> None:
    assert voices_said([said], TURNS, PERSONS) == VoicesSaid()
    assert voices_said([said], [], []) == VoicesSaid()
