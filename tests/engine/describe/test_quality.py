"""Blur, small size, a turned head and a doubtful detection each lower the quality, and nothing raises it beyond one."""

from itertools import pairwise
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.describe.align import ARCFACE_112, align
from engine.describe.chips import cut_chip
from engine.describe.face_tracks import crop_quality
from engine.describe.quality import face_quality, pose_frontality, sharpness

FRONT = ARCFACE_112.array.astype(np.float32)


def turned(share: float) -> np.ndarray:
    """The template with the nose moved towards an eye and the face narrowed, as a turning head has it."""
    landmarks = FRONT.copy()
    landmarks[:, 0] = 56 + (landmarks[:, 0] - 56) * (1 - 0.6 * share)
    landmarks[2, 0] += 18 * share
    return landmarks


def test_a_frontal_face_has_a_better_pose_than_any_turned_one() -> None:
    poses = [pose_frontality(turned(share)) for share in (0, 0.25, 0.5, 0.75, 1)]
    assert poses == sorted(poses, reverse=True)
    assert poses[0] > 0.8
    assert poses[-1] < 0.3


def test_pose_is_the_same_to_the_left_and_to_the_right_at_any_size_and_tilt() -> None:
    one = turned(0.4)
    mirrored = np.array([112, 0]) + one[[1, 0, 2, 4, 3]] * np.array([-1, 1])
    angle = np.deg2rad(30)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    poses = [pose_frontality(x.astype(np.float32)) for x in (one, mirrored, one @ turn * 3 + 50)]
    assert poses == pytest.approx([poses[0]] * 3, abs=1e-3)


@pytest.mark.parametrize("landmarks", [np.zeros((5, 2)), np.full((5, 2), 7.0), np.tile([[1.0, 0.0]], (5, 1)) * 9])
def test_landmarks_that_coincide_are_no_face_at_all(landmarks: np.ndarray) -> None:
    assert pose_frontality(landmarks.astype(np.float32)) == 0


def test_blur_lowers_sharpness(astronaut: Any) -> None:
    crop = align(astronaut.image, astronaut.landmarks, ARCFACE_112)
    steps = [sharpness(crop)] + [sharpness(cv2.GaussianBlur(crop, (0, 0), sigma)) for sigma in (1.0, 2.0, 3.0, 5.0)]
    assert all(one > other for one, other in pairwise(steps))
    assert sharpness(np.full((112, 112, 3), 90, np.uint8)) == 0


def test_a_dim_picture_is_not_taken_for_a_blurred_one(astronaut: Any) -> None:
    crop = align(astronaut.image, astronaut.landmarks, ARCFACE_112)
    dim = (crop * 0.4 + 30).astype(np.uint8)
    assert sharpness(dim) == pytest.approx(sharpness(crop), rel=0.15)


def test_smaller_pictures_of_one_face_have_lower_quality(astronaut: Any) -> None:
    qualities = []
    for factor in (1.0, 0.5, 0.25, 0.125):
        small = astronaut.scaled(factor)
        qualities.append(crop_quality(cut_chip(small, small.box, small.landmarks), 0.9))
    assert qualities == sorted(qualities, reverse=True)
    assert qualities[0] > 2 * qualities[-1]


@given(
    score=st.floats(0, 1), face_px=st.floats(1, 500), share=st.floats(0, 1), better=st.sampled_from(["score", "size"])
)
def test_quality_lies_in_0_to_1_and_grows_with_score_and_size(
    score: float, face_px: float, share: float, better: str
) -> None:
    aligned = (np.indices((112, 112)).sum(axis=0)[..., None] % 7 * 30 + np.zeros(3)).astype(np.uint8)
    landmarks = turned(share)
    worse = face_quality(score, face_px, landmarks, aligned)
    improved = {"score": (min(1.0, score + 0.2), face_px), "size": (score, face_px * 1.5)}[better]
    assert 0 <= worse <= face_quality(*improved, landmarks, aligned) <= 1
