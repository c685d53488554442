"""Strangers stay strangers at the rate that was asked for, however large the gallery is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.describe.face import PARTS
from engine.identify.open_set import StrangerTail, Thresholds, decide, person_evidence, stranger_tail, thresholds

TAIL = StrangerTail(start=2.0, share=1e-3, scale=0.8, shape=0.0)


@given(st.floats(1e-9, 9e-4), st.floats(0.0, 0.3))
def test_bound_is_exceeded_by_the_share_that_it_was_made_for(share: float, shape: float) -> None:
    tail = StrangerTail(2.0, 1e-3, 0.8, shape)
    above = tail.bound(share) - tail.start
    law = np.exp(-above / tail.scale) if shape < 1e-9 else (1 + shape * above / tail.scale) ** (-1 / shape)
    assert tail.share * law == pytest.approx(share, rel=1e-3)


@given(st.integers(1, 10**7), st.sampled_from([1e-2, 1e-3, 1e-4]))
def test_more_people_or_fewer_mistakes_need_more_evidence(people: int, accepted: float) -> None:
    here = thresholds(TAIL, people, accepted)
    assert thresholds(TAIL, people * 10, accepted).sure >= here.sure
    assert thresholds(TAIL, people, accepted / 10).sure >= here.sure
    assert here.likely <= here.sure


def test_strangers_are_accepted_as_often_as_asked() -> None:
    rng = np.random.default_rng(4)
    people, accepted = 200, 0.02
    bound = thresholds(TAIL, people, accepted).sure
    # The best of so many comparisons of one stranger, each by the law of the tail.
    nats = TAIL.start + TAIL.scale * np.log(TAIL.share / np.maximum(rng.random((20_000, people)).min(axis=1), 1e-12))
    assert np.mean(nats >= bound) == pytest.approx(accepted, rel=0.15)


@pytest.mark.parametrize("model", PARTS)
def test_every_face_model_is_fitted(model: str) -> None:
    tail = stranger_tail(model)
    assert tail.scale > 0
    assert tail.shape >= 0


LIMITS = Thresholds(sure=9.0, likely=5.0)


def test_answers_are_sure_likely_or_unknown() -> None:
    assert decide([(1, 12.0), (2, 1.0)], LIMITS).decision == "sure"
    assert decide([(1, 7.0), (2, 1.0)], LIMITS).decision == "likely"
    assert decide([(1, 3.0)], LIMITS).decision == "unknown"
    assert decide([], LIMITS).identity == 0


def test_two_that_fit_alike_are_for_the_user_to_decide() -> None:
    answer = decide([(1, 12.0), (2, 11.0)], LIMITS)
    assert (answer.identity, answer.decision, answer.rival) == (1, "likely", 2)
    assert decide([(1, 12.0), (2, 8.0)], LIMITS).decision == "sure"


def test_one_track_that_looks_alike_does_not_decide() -> None:
    each = np.array([[12.0, 1.0], [0.0, -2.0], [1.0, 0.0]], np.float32)
    assert person_evidence(each) == pytest.approx(13 / 3)
