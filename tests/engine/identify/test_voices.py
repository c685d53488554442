"""Whose voice a speaker is: by faces that are seen to speak, by recordings, and by what the user said."""

from fractions import Fraction

import numpy as np
import pytest

from engine.identify.speakers import voice_calibration
from engine.identify.voices import EnrolledVoice, VoicesSaid, voices_of
from engine.timebase import Span
from engine.types import Person, Turn

ANN, BOB = Person(1, "Ann", (10, 11)), Person(2, "Bob", (20,))
CALIBRATION = voice_calibration("campplus")


def vector(person: int) -> np.ndarray:
    drawn = np.random.default_rng(person).normal(size=192).astype(np.float32)
    return drawn / np.linalg.norm(drawn)


def turn(number: int, speaker: int, quality: float = 0.8, alone: float = 1.0) -> Turn:
    span = Span(Fraction(10 * number), Fraction(10 * number + 5))
    return Turn(number, span, speaker, 0.9, alone, vector(speaker), quality)


TURNS = [turn(0, 0), turn(1, 0), turn(2, 1), turn(3, 1)]


def heard(*arguments: object, **options: object) -> dict[int, int]:
    """Index of the person by turn."""
    return {claim.turn: claim.person for claim in voices_of(*arguments, **options)}  # type: ignore[arg-type]


def test_a_person_seen_to_speak_once_is_heard_off_screen_too() -> None:
    seen = {(0, 10): 3.5, (0, 20): -1.5, (2, 20): 4.0}
    assert heard(TURNS, seen, [ANN, BOB]) == {0: 0, 1: 0, 2: 1, 3: 1}


def test_many_weak_looks_add_up_over_tracks_of_a_person() -> None:
    weak = {(0, 10): 0.9, (1, 11): 0.9, (0, 20): -0.5}
    (first, *_) = voices_of(TURNS, weak, [ANN, BOB])
    (single, *_) = voices_of(TURNS, {(0, 10): 0.9}, [ANN, BOB])
    assert first.person == single.person == 0
    assert first.probability > single.probability


def test_faces_that_keep_still_get_no_voice() -> None:
    assert heard(TURNS, {(0, 10): -2.0, (1, 11): -1.0, (2, 20): -1.0}, [ANN, BOB]) == {}
    assert heard(TURNS, {}, [ANN, BOB]) == {}
    assert heard(TURNS, {(0, 10): 3.0}, []) == {}
    assert heard([], {(0, 10): 3.0}, [ANN]) == {}


def test_a_turn_that_several_share_is_judged_by_its_own_face() -> None:
    shared = [turn(0, 0), turn(1, 0, quality=0.0, alone=0.0)]
    assert heard(shared, {(0, 10): 4.0, (1, 20): 2.5, (1, 10): -1.5}, [ANN, BOB]) == {0: 0, 1: 1}


def test_one_look_does_not_outweigh_a_clear_voice() -> None:
    turns = [turn(number, 0) for number in range(5)]
    seen = {(number, 10): 4.0 for number in range(4)} | {(4, 20): 1.5}
    assert heard(turns, seen, [ANN, BOB])[4] == 0


def test_a_recording_names_a_voice_that_is_never_seen() -> None:
    voices = {1: EnrolledVoice(vector(1), 0.9)}
    assert heard(TURNS, {}, [ANN, BOB], enrolled=voices, calibration=CALIBRATION) == {2: 1, 3: 1}


def test_what_the_user_says_counts_for_the_whole_speaker() -> None:
    seen = {(0, 10): 4.0, (1, 10): 4.0}
    claims = voices_of(TURNS, seen, [ANN, BOB], told=VoicesSaid({1: 1}))
    assert {claim.turn: claim.person for claim in claims} == {0: 1, 1: 1}
    assert claims[0].probability == pytest.approx(1)
    assert claims[0].span == TURNS[0].span


def test_nobody_speaks_two_turns_at_once() -> None:
    long = Turn(0, Span(Fraction(0), Fraction(16)), 0, 0.9, 0.5, vector(0), 0.8)
    over = Turn(1, Span(Fraction(1), Fraction(8)), 1, 0.9, 0.0, vector(1), 0.0)
    seen = {(0, 10): 6.0, (0, 20): 2.0, (1, 10): 3.0, (1, 20): 3.0}
    assert heard([long, over], seen, [ANN, BOB]) == {0: 0, 1: 1}
