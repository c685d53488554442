"""Answers teach how far a film's evidence is to be trusted, and none of them can teach much."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.identify.adapted import MOST_SHIFT, PRIOR_VARIANCE, TEMPER, Answer, answers, shift_by
from engine.types import Correction

ONE_ANSWER = PRIOR_VARIANCE / TEMPER
some_answers = st.lists(st.tuples(st.floats(-16, 16), st.booleans()), max_size=60)


def shift(said: list[tuple[float, bool]]) -> float:
    return shift_by(np.array([nats for nats, _ in said]), np.array([same for _, same in said], bool))


def test_nothing_said_shifts_nothing() -> None:
    assert shift([]) == 0


@given(some_answers, st.floats(-16, 16), st.booleans())
def test_one_answer_moves_it_by_an_eighth_of_a_nat_at_most(
    said: list[tuple[float, bool]], nats: float, same: bool
) -> None:
    assert abs(shift([*said, (nats, same)]) - shift(said)) <= ONE_ANSWER + 1e-6
    assert abs(shift([*said, (nats, same)])) <= MOST_SHIFT


@given(some_answers, st.floats(-16, 16))
def test_same_never_makes_it_harder_to_join(said: list[tuple[float, bool]], nats: float) -> None:
    assert shift([*said, (nats, True)]) >= shift(said) - 1e-6 >= shift([*said, (nats, False)]) - 2e-6


def test_film_whose_strangers_look_alike_is_learnt() -> None:
    rng = np.random.default_rng(0)
    truly = rng.random(40) < 0.5
    # Evidence promises a nat and a half too much.
    nats = np.where(truly, 1.0, -1.0) + 1.5 + rng.normal(0, 0.5, 40)
    assert -MOST_SHIFT <= shift(list(zip(nats.tolist(), truly.tolist(), strict=True))) < -0.5


def test_names_are_held_against_those_named_before() -> None:
    said = [
        Correction("is", (1, 2), name="Anna"),
        Correction("is", (3,), name="Anna"),
        Correction("is not", (4,), name="Anna"),
        Correction("different", (5,), (6, 7)),
        Correction("same", (8, 9)),
        Correction("not a face", (10,)),
    ]
    assert list(answers(said)) == [
        Answer((3,), (1, 2), True),
        Answer((4,), (1, 2, 3), False),
        Answer((5,), (6, 7), False),
    ]
