"""The best crops of a track are spread over its time, and unsure samples show by their likeness to these."""

from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.describe.chips import Chip, cut_chip
from engine.describe.face import FaceEmbedder, open_embedder
from engine.describe.face_tracks import DescribeLimits, best_samples, describe_track, doubtful_samples
from engine.errors import ModelMissing

LIMITS = DescribeLimits(best_crops=4, best_crops_of_poor=8, crop_every_s=0.5, min_share=0.3, checked_samples=3)


@pytest.fixture(scope="module")
def embedder() -> FaceEmbedder:
    try:
        return open_embedder("auto", "cpu", threads=2)
    except ModelMissing as missing:
        pytest.skip(str(missing))


def floats(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def test_each_stretch_of_time_gives_its_best_sample() -> None:
    times = np.arange(40, dtype=np.float32) / 5
    qualities = np.full(40, 0.5, np.float32)
    qualities[[3, 17, 22, 38]] = 0.9
    assert best_samples(qualities, times, LIMITS) == (3, 17, 22, 38)


def test_crops_far_worse_than_the_best_stay_out() -> None:
    times = np.arange(40, dtype=np.float32) / 5
    qualities = np.full(40, 0.1, np.float32)
    qualities[[3, 17]] = 0.9
    assert best_samples(qualities, times, LIMITS) == (3, 17)


def test_poor_tracks_give_more_crops_and_short_ones_fewer() -> None:
    times = np.arange(50, dtype=np.float32) / 5
    good, poor = np.full(50, 0.9, np.float32), np.full(50, 0.1, np.float32)
    assert len(best_samples(good, times, LIMITS)) < len(best_samples(poor, times, LIMITS))
    assert len(best_samples(good, times / 100, LIMITS)) == 1


@given(st.lists(st.floats(0, 1, width=32), min_size=1, max_size=60))
def test_there_is_always_a_best_sample_and_the_very_best_is_among_them(values: list[float]) -> None:
    qualities = floats(*values)
    best = best_samples(qualities, np.arange(len(values), dtype=np.float32) / 5, LIMITS)
    assert best
    assert list(best) == sorted(set(best))
    assert max(qualities[i] for i in best) == qualities.max()


@given(st.lists(st.floats(0, 1, width=32), min_size=1, max_size=60), st.sets(st.integers(0, 59)))
def test_a_few_unsure_samples_are_checked_and_none_twice(values: list[float], best: set[int]) -> None:
    scores = floats(*values)
    checked = doubtful_samples(scores, tuple(sorted(best)), LIMITS)
    assert len(checked) == len(set(checked)) <= LIMITS.checked_samples
    assert all(scores[i] < LIMITS.sure_score and i not in best for i in checked)


def test_a_track_of_one_sample_is_described(astronaut: Any, embedder: FaceEmbedder) -> None:
    chip = cut_chip(astronaut, astronaut.box, astronaut.landmarks)
    found = describe_track([chip], floats(0.9), floats(3.0), embedder)
    assert found.best == (0,)
    assert found.vectors.shape == (1, embedder.dimensions)
    assert found.visible.tolist() == [1.0]


def test_an_unsure_sample_shows_if_it_is_the_face_of_the_track(astronaut: Any, embedder: FaceEmbedder) -> None:
    """Three sure samples, then the same face dimmed and a wall, both with a low detector score."""
    sure = [
        cut_chip(astronaut.scaled(f), astronaut.scaled(f).box, astronaut.scaled(f).landmarks) for f in (1, 0.9, 0.8)
    ]
    dim = Chip((sure[0].image * 0.7).astype(np.uint8), sure[0].landmarks, sure[0].face_px)
    wall = cv2.GaussianBlur(np.random.default_rng(1).integers(0, 255, dim.image.shape, np.uint8), (0, 0), 7)
    chips = [*sure, dim, Chip(wall, dim.landmarks, dim.face_px)]
    found = describe_track(chips, floats(0.9, 0.9, 0.9, 0.4, 0.4), floats(0, 0.2, 0.4, 0.6, 0.8), embedder)
    assert set(found.best) <= {0, 1, 2, 3}
    assert np.all((found.visible >= 0) & (found.visible <= 1))
    assert found.visible[:3].tolist() == [1, 1, 1]
    assert found.visible[3] > 0.8
    assert found.visible[4] < 0.2
