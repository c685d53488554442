"""Hair and collar of one person in one scene look alike, another shirt does not."""

from typing import Any

import numpy as np
import pytest

from engine.describe.chips import cut_chip
from engine.describe.hair_clothes import hair_clothes


def chip(astronaut: Any) -> np.ndarray:
    return cut_chip(astronaut, astronaut.box, astronaut.landmarks).image.copy()


def test_vectors_have_unit_length_at_every_chip_size(astronaut: Any) -> None:
    for factor in (0.1, 0.5, 1.0):
        small = astronaut.scaled(factor)
        vector = hair_clothes(cut_chip(small, small.box, small.landmarks).image)
        assert vector.dtype == np.float32
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
        assert vector.min() >= 0


@pytest.mark.parametrize("level", [0, 128, 255])
def test_even_pictures_are_no_trouble(level: int) -> None:
    vector = hair_clothes(np.full((16, 16, 3), level, np.uint8))
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_the_face_itself_does_not_count_but_the_collar_does(astronaut: Any) -> None:
    one = chip(astronaut)
    side = one.shape[0]
    masked, dyed = one.copy(), one.copy()
    masked[side * 22 // 64 : side * 50 // 64, side * 20 // 64 : side * 44 // 64] = (200, 120, 90)
    dyed[side * 52 // 64 :] = (20, 60, 200)
    same, face, collar = (float(hair_clothes(one) @ hair_clothes(other)) for other in (one, masked, dyed))
    assert same == pytest.approx(1, abs=1e-5)
    assert face > 0.95
    assert collar < 0.75


def test_noise_hardly_counts(astronaut: Any) -> None:
    one = chip(astronaut)
    noisy = np.clip(one + np.random.default_rng(3).normal(0, 4, one.shape), 0, 255).astype(np.uint8)
    assert hair_clothes(one) @ hair_clothes(noisy) > 0.95
