"""Hard cuts at the right frame, dissolves as one doubt, and nothing where the camera or a light moves."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from engine.detect.shots import ShotDetector

Push = Callable[..., list[Any]]


def frames_of(found: list[Any], sure_only: bool = False) -> list[int]:
    return [boundary.pts for boundary in found if not (sure_only and boundary.doubtful)]


def test_a_cut_is_found_at_the_first_frame_of_the_new_shot(film: Any, push_all: Push) -> None:
    found = push_all(ShotDetector(), film.join(film.still(1, 30), film.still(2, 30)))
    assert frames_of(found) == [30]
    assert not found[0].doubtful
    assert found[0].time == Fraction(30, 25)
    assert (found[0].window.start, found[0].window.end) == (Fraction(29, 25), Fraction(30, 25))


def test_a_cut_is_known_one_frame_after_it(film: Any) -> None:
    detector = ShotDetector()
    thumbs = film.join(film.still(1, 30), film.still(2, 2))
    found = [detector.push(i, Fraction(i, 25), thumb) for i, thumb in enumerate(thumbs)]
    assert [len(one) for one in found[:31]] == [0] * 31
    assert frames_of(found[31]) == [30]


def test_cuts_between_moving_shots_are_found(film: Any, push_all: Push) -> None:
    parts = [film.noisy(film.pan(number, 20, speed=0.5)) for number in (1, 2, 3)]
    assert frames_of(push_all(ShotDetector(), film.join(*parts)), sure_only=True) == [20, 40]


def test_a_dark_low_contrast_cut_is_found(film: Any, push_all: Push) -> None:
    parts = [film.still(number, 30, contrast=0.12, level=22) for number in (1, 2)]
    assert frames_of(push_all(ShotDetector(), film.join(*parts))) == [30]


def test_a_cut_before_the_last_frame_is_found_at_the_end_of_the_film(film: Any, push_all: Push) -> None:
    assert frames_of(push_all(ShotDetector(), film.join(film.still(1, 30), film.still(2, 1)))) == [30]


@pytest.mark.parametrize("rate", [Fraction(1, 2), 2, 5, Fraction(24000, 1001), 60, 120])
def test_a_cut_is_found_at_any_frame_rate(film: Any, push_all: Push, rate: Fraction) -> None:
    thumbs = film.join(film.still(1, 30), film.still(2, 30))
    assert frames_of(push_all(ShotDetector(), thumbs, film.times(60, rate))) == [30]


def test_one_flash_or_broken_frame_is_no_cut(film: Any, push_all: Push) -> None:
    thumbs = film.noisy(film.still(1, 60))
    thumbs[20] = 255
    thumbs[40] = film.still(7, 1)[0]
    assert push_all(ShotDetector(), thumbs) == []


@pytest.mark.parametrize("frames", [2, 3, 6])
def test_a_longer_flash_is_a_doubt_at_most(film: Any, push_all: Push, frames: int) -> None:
    thumbs = film.noisy(film.still(1, 60))
    thumbs[20 : 20 + frames] = np.clip(thumbs[20 : 20 + frames].astype(int) + 80, 0, 255)
    found = push_all(ShotDetector(), thumbs)
    assert frames_of(found, sure_only=True) == []
    assert frames_of(found) == [20]


def test_a_cut_beside_a_flash_is_found_once(film: Any, push_all: Push) -> None:
    thumbs = film.join(film.still(1, 30), film.still(2, 30))
    thumbs[25] = 255
    assert frames_of(push_all(ShotDetector(), thumbs)) == [30]


def test_a_still_and_a_noisy_picture_have_no_boundary(film: Any, push_all: Push) -> None:
    assert push_all(ShotDetector(), film.still(1, 80)) == []
    assert push_all(ShotDetector(), film.noisy(film.still(1, 80), levels=6)) == []


@pytest.mark.parametrize("speed", [0.4, 0.7, 1.0, 2.0])
def test_a_pan_is_no_boundary(film: Any, push_all: Push, speed: float) -> None:
    assert push_all(ShotDetector(), film.pan(3, 75, speed)) == []


@pytest.mark.parametrize("speed", [0.05, 0.1, 0.2])
def test_a_slow_pan_is_a_doubt_at_most(film: Any, push_all: Push, speed: float) -> None:
    assert frames_of(push_all(ShotDetector(), film.pan(3, 75, speed)), sure_only=True) == []


def test_black_and_white_frames_alone_are_no_trouble(push_all: Push) -> None:
    flat = np.zeros((40, 27, 48, 3), np.uint8)
    assert push_all(ShotDetector(), flat) == []
    assert frames_of(push_all(ShotDetector(), np.concatenate([flat, flat + 255]))) == [40]


@pytest.mark.parametrize("frames", [6, 10, 15, 20])
def test_a_dissolve_is_one_doubt_inside_it(film: Any, push_all: Push, frames: int) -> None:
    blend = film.dissolve(film.still(1, frames), film.still(2, frames))
    found = push_all(ShotDetector(), film.join(film.still(1, 40), blend, film.still(2, 40)))
    assert len(found) == 1
    assert found[0].doubtful
    assert found[0].strength < 1
    assert 40 <= found[0].pts < 40 + frames
    assert abs(found[0].pts - (40 + frames / 2)) <= 1 + 0.3 * frames
    assert found[0].window.contains(found[0].time)


@pytest.mark.parametrize("ends", [(1, 0), (0, 1)])
def test_a_fade_to_or_from_black_is_one_doubt_inside_it(film: Any, push_all: Push, ends: tuple[int, int]) -> None:
    shots = [film.still(1, 60) * 0, film.still(1, 60)]
    before, after = shots[ends[0]], shots[ends[1]]
    found = push_all(ShotDetector(), film.join(before[:40], film.dissolve(before[:18], after[:18]), after[:40]))
    assert len(found) == 1
    assert found[0].doubtful
    assert 40 <= found[0].pts < 58


def test_nothing_is_found_in_less_than_a_few_frames(film: Any, push_all: Push) -> None:
    for count in range(4):
        assert push_all(ShotDetector(), film.still(1, 60)[:count]) == []
