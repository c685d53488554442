"""Scores against cases worked out by hand, and against independent implementations."""

import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import UserError
from engine.training.evaluate.clustering import normalised_information, weighted_purity
from engine.training.evaluate.identification import open_set, rank_one_with_distractors, rank_rates
from engine.training.evaluate.plots import draw_det, draw_reliability, draw_roc
from engine.training.evaluate.reliability import reliability
from engine.training.evaluate.retrieval import mean_average_precision
from engine.training.evaluate.verification import (
    all_pairs,
    bootstrap_tar,
    equal_error_rate,
    folds,
    roc,
    tar_at_far,
)

SCORES = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2], np.float32)
SAME = np.array([1, 1, 0, 1, 0, 1, 0, 0], bool)


def crowd(seed: int = 3, people: int = 30, photos: int = 4, noise: float = 0.8) -> tuple[np.ndarray, np.ndarray]:
    dice = np.random.default_rng(seed)
    labels = np.repeat(np.arange(people), photos)
    vectors = dice.normal(size=(people, 16))[labels] + noise * dice.normal(size=(len(labels), 16))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), labels


def test_rates_of_eight_pairs_by_hand() -> None:
    rates = tar_at_far(roc(SCORES, SAME), (0.0, 0.25, 0.5, 0.49))
    assert rates == {0.0: 0.5, 0.25: 0.75, 0.5: 1.0, 0.49: 0.75}
    # After four are accepted: one stranger of four, and one of the same person's four is missed.
    assert equal_error_rate(roc(SCORES, SAME)) == pytest.approx(0.25)


def test_equal_scores_are_accepted_together() -> None:
    curve = roc(np.array([0.5, 0.5, 0.5, 0.5], np.float32), np.array([1, 0, 1, 0], bool))
    assert curve.far.tolist() == [0, 1]
    assert curve.tar.tolist() == [0, 1]
    assert equal_error_rate(curve) == pytest.approx(0.5)


def test_roc_is_that_of_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="needs scikit-learn")
    vectors, labels = crowd()
    scores, same = all_pairs(vectors, labels)
    scores = scores.round(2)
    far, tar, _ = metrics.roc_curve(same, scores, drop_intermediate=False)
    curve = roc(scores, same)
    assert np.allclose(curve.far, far)
    assert np.allclose(curve.tar, tar)


def test_ten_folds_take_the_threshold_of_the_others() -> None:
    # In fold 0 the pairs part at 0.5, in fold 1 at 0.1: each is judged by the other's bound.
    scores = np.array([0.9, 0.1, 0.4, 0.0], np.float32)
    same = np.array([1, 0, 1, 0], bool)
    result = folds(scores, same, np.array([0, 0, 1, 1]))
    assert result.each == (1.0, 0.5)
    assert result.mean == 0.75


def test_all_pairs_are_each_pair_once() -> None:
    vectors, labels = crowd(people=3, photos=2)
    scores, same = all_pairs(vectors, labels)
    assert len(scores) == 15
    assert same.sum() == 3
    assert scores[0] == pytest.approx(float(vectors[0] @ vectors[1]))


def test_bootstrap_holds_the_rate_between_its_bounds() -> None:
    vectors, labels = crowd(noise=1.2)
    rate = tar_at_far(roc(*all_pairs(vectors, labels)), (0.01,))[0.01]
    low, high = bootstrap_tar(vectors, labels, 0.01, resamples=60)
    assert 0 < low < rate < high <= 1


def test_ranks_by_hand() -> None:
    scores = np.array([[0.9, 0.1, 0.5], [0.2, 0.3, 0.8], [0.4, 0.4, 0.1]], np.float32)
    rates = rank_rates(scores, np.array([7, 8, 9]), np.array([7, 8, 9]), (1, 2, 3))
    assert rates == {1: pytest.approx(1 / 3), 2: pytest.approx(2 / 3), 3: 1.0}


def test_a_tie_is_no_recognition() -> None:
    assert rank_rates(np.array([[0.5, 0.5]]), np.array([1]), np.array([1, 2]), (1,)) == {1: 0.0}


def test_open_set_by_hand() -> None:
    gallery = np.array([1, 2])
    scores = np.array([[0.9, 0.1], [0.3, 0.6], [0.7, 0.5], [0.8, 0.2], [0.4, 0.1], [0.2, 0.1], [0.1, 0.3]], np.float32)
    probes = np.array([1, 2, 2, 5, 6, 7, 8])
    # Strangers' best are 0.8, 0.4, 0.3, 0.2: at a quarter the bound is 0.4, which 0.9 and 0.6 pass; the third is 1.
    quarter, none = open_set(scores, probes, gallery, (0.25, 0.0))
    assert quarter.fpir == 0.25
    assert quarter.fnir == pytest.approx(1 / 3)
    assert none.fpir == 0
    assert none.fnir == pytest.approx(2 / 3)


def test_open_set_needs_strangers_and_known_people() -> None:
    with pytest.raises(UserError, match="strangers"):
        open_set(np.eye(2), np.array([1, 2]), np.array([1, 2]))
    with pytest.raises(UserError, match="known people"):
        open_set(np.eye(2), np.array([3, 4]), np.array([1, 2]))


def test_distractors_nearer_than_the_other_picture_are_a_miss() -> None:
    angles = np.radians([0, 10, 40, 60, 30])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    labels = np.array([1, 1, 2, 2, -1])
    # 0 and 10 degrees find each other; 40 has the distractor at 30 nearer than 60; 60 has 40 nearer than 30.
    assert rank_one_with_distractors(vectors, labels) == 0.75
    assert rank_one_with_distractors(vectors, labels, np.array([[2, 3]])) == 0.0


def test_mean_average_precision_by_hand() -> None:
    truth = {"1": ["a", "b"], "2": ["c"]}
    assert mean_average_precision({"1": ["a", "x", "b"], "2": ["y", "c"]}, truth) == pytest.approx(
        ((1 + 2 / 3) / 2 + 1 / 2) / 2
    )
    assert mean_average_precision({"1": ["a", "x", "b"]}, truth, most=2) == pytest.approx(0.25)
    with pytest.raises(UserError, match="twice"):
        mean_average_precision({"1": ["a", "a"]}, truth)


def test_mean_average_precision_is_that_of_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="needs scikit-learn")
    dice = np.random.default_rng(0)
    scores, right = dice.random(60), dice.random(60) < 0.3
    ranked = [str(place) for place in np.argsort(-scores)]
    truth = {"x": [str(place) for place in np.flatnonzero(right)]}
    assert mean_average_precision({"x": ranked}, truth) == pytest.approx(metrics.average_precision_score(right, scores))


def test_calibration_by_hand_and_by_scikit_learn() -> None:
    claims = np.array([0.2, 0.2, 0.8, 0.8])
    true = np.array([False, False, True, False])
    table = reliability(claims, true)
    assert table.error == pytest.approx((0.2 + 0.3) / 2)
    assert table.counts.tolist() == [2, 2]
    metrics = pytest.importorskip("sklearn.metrics", reason="needs scikit-learn")
    assert table.brier == pytest.approx(metrics.brier_score_loss(true, claims))
    with pytest.raises(UserError, match="between 0 and 1"):
        reliability(np.array([1.2]), np.array([True]))


def test_purity_by_hand() -> None:
    assert weighted_purity([0, 0, 0, 1, 1], ["a", "a", "b", "b", "b"]) == pytest.approx(4 / 5)
    assert weighted_purity([0, 1, 2], ["a", "a", "a"]) == 1


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_information_is_that_of_scikit_learn(rows: list[tuple[int, int]]) -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="needs scikit-learn")
    clusters, identities = zip(*rows, strict=True)
    ours = normalised_information(clusters, identities)
    assert ours == pytest.approx(metrics.normalized_mutual_info_score(identities, clusters), abs=1e-6)


def test_numbers_that_are_none_are_told() -> None:
    with pytest.raises(UserError, match="NaN"):
        roc(np.array([0.5, math.nan], np.float32), np.array([True, False]))
    with pytest.raises(UserError, match="All 2 pairs"):
        roc(np.array([0.5, 0.1], np.float32), np.array([True, True]))


def test_plots_are_pictures(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="needs matplotlib, which draws")
    curve = {"crowd": roc(*all_pairs(*crowd()))}
    draw_roc(curve, tmp_path / "roc.png")
    draw_det(curve, tmp_path / "det.png")
    draw_reliability({"x": reliability(np.array([0.2, 0.9]), np.array([False, True]))}, tmp_path / "reliability.png")
    for name in ("roc", "det", "reliability"):
        picture = cv2.imread(str(tmp_path / f"{name}.png"))
        assert picture.shape[0] > 400
        assert picture.std() > 5
