from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.describe.align import ARCFACE_112, DLIB_150, Template, align, similarity

TEMPLATES = st.sampled_from([ARCFACE_112, DLIB_150])
ANGLES = st.floats(-180, 180)
SCALES = st.floats(0.05, 20)
SHIFTS = st.floats(-2000, 2000)


def placed(template: Template, angle: float, scale: float, x: float, y: float) -> np.ndarray:
    """The template's landmarks turned by `angle` degrees, scaled and moved, as they may lie in a picture."""
    turn = np.deg2rad(angle)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return (template.array @ rotation.T * scale + [x, y]).astype(np.float32)


@given(TEMPLATES, ANGLES, SCALES, SHIFTS, SHIFTS)
def test_turned_scaled_and_moved_faces_come_back_to_the_template(
    template: Template, angle: float, scale: float, x: float, y: float
) -> None:
    landmarks = placed(template, angle, scale, x, y)
    matrix = similarity(landmarks, template)
    back = landmarks @ matrix[:, :2].T + matrix[:, 2]
    np.testing.assert_allclose(back, template.array, atol=0.05 + 1e-3 / scale)


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 500)), min_size=5, max_size=5, unique=True), st.floats(-1, 1))
def test_no_other_similarity_fits_better(points: list[tuple[float, float]], nudge: float) -> None:
    landmarks = np.array(points, np.float32)
    if np.ptp(landmarks, axis=0).max() < 1:
        return
    matrix = similarity(landmarks, ARCFACE_112)
    # A similarity never mirrors: its linear part has a determinant of at least 0 and two equal singular values.
    assert np.linalg.det(matrix[:, :2]) >= -1e-9

    def misfit(linear: np.ndarray, shift: np.ndarray) -> float:
        return float(np.sum((landmarks @ linear.T + shift - ARCFACE_112.array) ** 2))

    best = misfit(matrix[:, :2], matrix[:, 2])
    turned = matrix[:, :2] @ np.array([[1, -nudge], [nudge, 1]])
    assert best <= misfit(turned, matrix[:, 2]) + 1e-6
    assert best <= misfit(matrix[:, :2], matrix[:, 2] + nudge) + 1e-6


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.5, 6.0])
def test_landmarks_land_where_the_template_says_at_every_size(scale: float) -> None:
    landmarks = placed(ARCFACE_112, 12, scale, 90, 40)
    picture = np.zeros((900, 900, 3), np.uint8)
    for x, y in landmarks:
        cv2.circle(
            picture, (round(float(x) * 16), round(float(y) * 16)), round(3 * scale * 16), (255,) * 3, -1, shift=4
        )
    crop = align(picture, landmarks, ARCFACE_112)[..., 0]
    for x, y in ARCFACE_112.points:
        left, top = round(x) - 6, round(y) - 6
        spot = crop[top : top + 13, left : left + 13].astype(float)
        rows, columns = np.mgrid[0:13, 0:13]
        centre = (left + (spot * columns).sum() / spot.sum(), top + (spot * rows).sum() / spot.sum())
        np.testing.assert_allclose(centre, (x, y), atol=0.3 + 0.25 / scale)


def test_beyond_the_picture_the_crop_is_black() -> None:
    landmarks = placed(ARCFACE_112, 0, 1, -60, 0)
    crop = align(np.full((112, 112, 3), 200, np.uint8), landmarks, ARCFACE_112)
    assert crop[:, :50].max() == 0
    assert crop[5:-5, 70:].min() == 200


def test_coinciding_landmarks_are_refused() -> None:
    with pytest.raises(ValueError, match="coincide"):
        align(np.zeros((9, 9, 3), np.uint8), np.full((5, 2), 4, np.float32), ARCFACE_112)


def test_crop_is_what_the_networks_take() -> None:
    face = SimpleNamespace(image=np.zeros((40, 50, 3), np.uint8), landmarks=placed(DLIB_150, 3, 0.2, 5, 5))
    crop = align(face.image, face.landmarks, DLIB_150)
    assert (crop.shape, crop.dtype) == ((150, 150, 3), np.dtype(np.uint8))
