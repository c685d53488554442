"""More likeness is more evidence, never without bound, and better faces are believed more."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.describe.face import PARTS
from engine.identify.calibration import MOST, LooksCalibration, chance, face_calibration, mean_quality

MODELS = sorted(PARTS)
COSINES = np.linspace(-1, 1, 401, dtype=np.float32)
QUALITIES = [0.0, 0.05, 0.2, 0.35, 0.6, 1.0]


@pytest.mark.parametrize("quality", QUALITIES)
@pytest.mark.parametrize("model", MODELS)
def test_every_embedding_has_evidence_that_grows_with_likeness_and_is_bounded(model: str, quality: float) -> None:
    fitted = face_calibration(model)
    trust = np.full_like(COSINES, quality)
    for nats in (fitted.across(COSINES, trust), fitted.within(COSINES, trust)):
        assert nats.dtype == np.float32
        assert np.all(np.diff(nats) >= 0)
        assert np.abs(nats).max() <= MOST
        assert nats[0] < 0 < nats[-1]


@pytest.mark.parametrize("model", MODELS)
def test_good_faces_of_one_film_need_less_likeness_than_poor_ones(model: str) -> None:
    fitted = face_calibration(model)
    needed = [
        COSINES[np.argmax(fitted.within(COSINES, np.full_like(COSINES, quality)) >= 0)] for quality in (0.05, 0.2, 0.5)
    ]
    assert needed == sorted(needed, reverse=True)


def test_a_model_that_was_never_fitted_is_an_error() -> None:
    with pytest.raises(KeyError):
        face_calibration("no such model")


def test_looks_support_and_weaken_within_bounds() -> None:
    nats = LooksCalibration().within(COSINES)
    assert np.all(np.diff(nats) >= 0)
    assert nats.min() == -nats.max() < 0


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_chances_are_probabilities_in_order_of_the_evidence(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 < chance(low) <= chance(high) < 1
    assert chance(0) == 0.5
    assert chance(low) + chance(-low) == pytest.approx(1)


def test_quality_of_a_pair_is_the_geometric_mean() -> None:
    assert mean_quality([0.25, 1.0], [0.25, 0.81, 0.0]).tolist() == pytest.approx(
        [pytest.approx([0.25, 0.45, 0]), pytest.approx([0.5, 0.9, 0])]
    )
