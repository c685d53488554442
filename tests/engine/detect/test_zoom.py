"""Looks are as large as the smallest face needs, and large enough often enough to find smaller ones."""

from fractions import Fraction
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.detect.zoom import FULL_EVERY_S, LEAST_FACE_PX, SIZES, Zoom, ZoomRule
from engine.settings import Quality
from engine.types import Detections

QUALITIES = get_args(Quality)


def faces(*sizes: float) -> Detections:
    n = len(sizes)
    boxes = np.array([(10, 10, size * 0.8, size) for size in sizes], np.float32).reshape(n, 4)
    return Detections(0, boxes, np.full(n, 0.9, np.float32), np.zeros((n, 5, 2), np.float32))


@pytest.mark.parametrize("display", [320, 640, 1920, 7680])
@pytest.mark.parametrize("quality", QUALITIES)
def test_a_shot_begins_with_the_largest_look(quality: Quality, display: int) -> None:
    assert ZoomRule(quality, display).size(None, Fraction(3)) == max(SIZES[quality])


@given(
    quality=st.sampled_from(QUALITIES), display=st.integers(200, 8000), sizes=st.lists(st.floats(4, 900), max_size=6)
)
def test_every_face_that_was_found_is_large_enough_in_the_next_look(
    quality: Quality, display: int, sizes: list[float]
) -> None:
    rule = ZoomRule(quality, display)
    time = Fraction(1, 10)
    zoom = rule.after(None, rule.size(None, time), faces(*sizes), time)
    size = rule.size(zoom, time + Fraction(1, 10))
    smallest = min(sizes, default=float("inf")) * size / display
    assert size in SIZES[quality]
    assert smallest >= LEAST_FACE_PX * 0.999 or size == max(SIZES[quality])


@pytest.mark.parametrize("display", [640, 1920])
@pytest.mark.parametrize("quality", QUALITIES)
def test_a_full_look_comes_once_in_every_stretch_however_large_the_faces_are(quality: Quality, display: int) -> None:
    rule, zoom, full_at = ZoomRule(quality, display), None, []
    for tenth in range(100):
        time = Fraction(tenth, 10)
        size = rule.size(zoom, time)
        zoom = rule.after(zoom, size, faces(display / 3), time)
        if size >= rule.full:
            full_at.append(time)
    assert {time // FULL_EVERY_S for time in full_at} == set(range(10))
    assert len(full_at) == 10 or rule.full == min(SIZES[quality])


def test_a_small_look_does_not_count_as_a_full_one() -> None:
    rule = ZoomRule("balanced", 640)
    zoom = Zoom(320, Fraction(2))
    assert rule.after(zoom, 320, faces(300), Fraction(5, 2)) == zoom


def test_a_film_without_faces_is_looked_at_in_small() -> None:
    rule = ZoomRule("balanced", 640)
    zoom = rule.after(None, rule.size(None, Fraction(0)), faces(), Fraction(0))
    assert rule.size(zoom, Fraction(1, 2)) == min(SIZES["balanced"])
