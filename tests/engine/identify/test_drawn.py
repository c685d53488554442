import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.identify.calibration import DrawnCalibration, drawn_calibration, face_calibration
from engine.identify.corrections import said
from engine.identify.drawn import with_drawn
from engine.types import Correction

LAW = DrawnCalibration(strangers=0.25, strangers_spread=0.12, same=0.7, same_spread=0.2)


@pytest.mark.parametrize("model", ["joined", "sface", "dlib"])
def test_every_face_model_is_fitted_for_drawn_heads(model: str) -> None:
    law = drawn_calibration(model)
    assert law is not None
    assert face_calibration(model).drawn == law
    assert law.strangers < law.same


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(0, 1))
def test_more_likeness_is_never_less_evidence(one: float, other: float, quality: float) -> None:
    low, high = sorted((one, other))
    nats = LAW.nats(np.array([low, high], np.float32), np.array([quality, quality], np.float32))
    assert nats[1] >= nats[0] - 1e-5
    assert np.abs(nats).max() <= 8


def test_poor_crops_say_less() -> None:
    cosine = np.array([0.9, 0.9], np.float32)
    good, poor = LAW.nats(cosine, np.array([0.5, 0.05], np.float32))
    assert good > poor > 0


def test_only_pairs_of_two_drawn_heads_are_read_anew() -> None:
    nats = np.arange(6, dtype=np.float32).reshape(2, 3)
    one = np.array([[1, 0], [0, 0]], np.float32)
    other = np.array([[0, 0], [1, 0], [0.6, 0.8]], np.float32)
    mixed = with_drawn(nats, one, other, np.ones((2, 3), np.float32), lambda cosine, quality: 100 * cosine)
    np.testing.assert_allclose(mixed, [[0, 100, 60], [3, 4, 5]], rtol=1e-6)
    np.testing.assert_array_equal(nats, np.arange(6).reshape(2, 3))


def test_without_drawn_heads_nothing_changes() -> None:
    nats = np.ones((1, 1), np.float32)
    assert with_drawn(nats, None, None, nats, LAW.nats) is nats


def test_last_word_on_the_kind_holds_and_a_word_taken_back_does_not() -> None:
    drawn, real = Correction("drawn", (1, 2)), Correction("real", (2,))
    assert said([drawn, real]).kinds == {1: "drawn", 2: "real"}
    assert said([drawn]).kinds == {1: "drawn", 2: "drawn"}
    assert said([]).kinds == {}
