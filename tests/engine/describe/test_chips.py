"""A chip is a square around the face that keeps its landmarks and its true size."""

from typing import Any

import numpy as np
import pytest

from engine.describe.chips import CHIP_SCALE, LOOKS_SIZE, MAX_CHIP_PX, cut_chip, looks


def test_a_chip_is_square_and_has_the_face_in_its_middle(astronaut: Any) -> None:
    chip = cut_chip(astronaut, astronaut.box, astronaut.landmarks)
    side = chip.image.shape[0]
    assert chip.image.shape == (side, side, 3)
    assert side <= MAX_CHIP_PX
    assert chip.face_px == 125
    scale = side / (125 * CHIP_SCALE)
    centre = astronaut.box[:2] + astronaut.box[2:] / 2
    inside = (astronaut.landmarks - centre) * scale + side / 2
    np.testing.assert_allclose(chip.landmarks, inside, atol=1)


def test_landmarks_lie_on_the_same_pixels_as_in_the_picture(astronaut: Any) -> None:
    small = astronaut.scaled(0.5)
    chip = cut_chip(small, small.box, small.landmarks)
    for (x, y), (there_x, there_y) in zip(chip.landmarks, small.landmarks, strict=True):
        assert np.array_equal(chip.image[round(y), round(x)], small.image[round(there_y), round(there_x)])


@pytest.mark.parametrize("size", [3.0, 20.0, 60.0])
def test_small_faces_are_not_enlarged(astronaut: Any, size: float) -> None:
    box = np.array([200, 100, size, size], np.float32)
    assert cut_chip(astronaut, box, astronaut.landmarks).image.shape[0] == max(8, round(size * CHIP_SCALE))


@pytest.mark.parametrize("x", [-40.0, 480.0, 5000.0])
def test_a_face_at_the_edge_of_the_picture_has_a_whole_chip(astronaut: Any, x: float) -> None:
    chip = cut_chip(astronaut, np.array([x, 100, 80, 80], np.float32), astronaut.landmarks)
    assert chip.image.shape == (160, 160, 3)


def test_looks_are_unit_vectors_that_tell_one_head_from_another(astronaut: Any) -> None:
    one = cut_chip(astronaut, astronaut.box, astronaut.landmarks)
    moved = cut_chip(astronaut, astronaut.box + np.array([4, 3, 0, 0], np.float32), astronaut.landmarks)
    other = cut_chip(astronaut, np.array([20, 300, 110, 125], np.float32), astronaut.landmarks)
    vectors = [looks(chip) for chip in (one, moved, other)]
    assert all(v.shape == (LOOKS_SIZE,) and np.linalg.norm(v) == pytest.approx(1, abs=1e-5) for v in vectors)
    assert vectors[0] @ vectors[1] > 0.9 > vectors[0] @ vectors[2]


def test_looks_of_an_even_picture_are_no_trouble(astronaut: Any) -> None:
    chip = cut_chip(astronaut, np.array([5000, 0, 80, 80], np.float32), astronaut.landmarks)
    assert np.all(np.isfinite(looks(chip)))
