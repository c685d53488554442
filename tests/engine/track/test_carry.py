"""A person is followed by head and torso through a turn, and is let go when gone."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.track.carry import Carried, CarryLimits, carry
from engine.track.figure import Pictures, figure, inside, level_for
from engine.types import Pixels

HEIGHT, WIDTH, FACE = 120, 200, 14
RED, SKIN, HAIR = (170, 40, 40), (220, 180, 150), (60, 40, 25)


@pytest.fixture(scope="module")
def wall() -> NDArray[np.float32]:
    """A wall (h, w, 3) of soft spots in grey and green."""
    rng = np.random.default_rng(4)
    spots = cv2.resize(
        rng.uniform(60, 200, (12, 20)).astype(np.float32), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC
    )
    return np.stack([spots * 0.8, spots, spots * 0.85], -1)


@pytest.fixture(scope="module")
def look(wall: NDArray[np.float32]) -> Callable[..., Pixels]:
    """A picture with a person whose face is in the middle at `x`, `y`; turned away, the head is all hair."""

    def draw(x: float | None, y: float = 45, turned: bool = False, seed: int = 0) -> Pixels:
        picture = wall.copy()
        if x is not None:
            cv2.ellipse(picture, (round(x), round(y + 35)), (15, 26), 0, 0, 360, RED, -1)
            cv2.line(picture, (round(x), round(y + 14)), (round(x + 4), round(y + 50)), (230, 210, 60), 2)
            cv2.ellipse(picture, (round(x), round(y - 1)), (8, 10), 0, 0, 360, HAIR, -1)
            if not turned:
                cv2.ellipse(picture, (round(x), round(y + 1)), (5, 7), 0, 0, 360, SKIN, -1)
        picture += np.random.default_rng(seed).normal(0, 2, picture.shape)
        return np.clip(picture, 0, 255).astype(np.uint8)

    return draw


def face(x: float, y: float = 45) -> NDArray[np.float32]:
    return np.array([x - FACE / 2, y - FACE / 2, FACE, FACE], np.float32)


def followed(pictures: list[Pixels], seen: dict[int, float], ahead: range) -> list[Carried]:
    """`seen`: x of the face by look, the last good one first."""
    times = [0.4 * i for i in range(len(pictures))]
    return carry(Pictures(pictures), times, [(i, face(x)) for i, x in seen.items()], ahead)


def middles(found: list[Carried]) -> list[float]:
    return [float(one.face[0] + one.face[2] / 2) for one in found]


def test_a_turned_head_is_followed_while_the_person_walks(look: Callable[..., Pixels]) -> None:
    xs = [60 + 5 * i for i in range(10)]
    found = followed([look(x, turned=i > 2, seed=i) for i, x in enumerate(xs)], {2: xs[2], 1: xs[1]}, range(3, 10))
    assert [one.look for one in found] == list(range(3, 10))
    assert np.abs(np.subtract(middles(found), xs[3:])).max() < FACE / 2
    assert min(one.chance for one in found) > 0.5


def test_what_is_before_the_first_face_is_found_backwards(look: Callable[..., Pixels]) -> None:
    pictures = [look(90, turned=True, seed=i) for i in range(5)] + [look(90, seed=9)]
    assert [one.look for one in followed(pictures, {5: 90.0}, range(4, -1, -1))] == [4, 3, 2, 1, 0]


def test_who_is_gone_at_once_is_let_go(look: Callable[..., Pixels]) -> None:
    pictures = [look(90, seed=i) for i in range(3)] + [look(None, seed=i) for i in range(10, 18)]
    assert followed(pictures, {2: 90.0, 1: 90.0}, range(3, 11)) == []


def test_who_walks_out_of_the_picture_is_let_go_at_its_edge(look: Callable[..., Pixels]) -> None:
    xs = [150 + 9 * i for i in range(12)]
    found = followed([look(x, turned=i > 1, seed=i) for i, x in enumerate(xs)], {1: xs[1], 0: xs[0]}, range(2, 12))
    assert found
    assert xs[found[-1].look] < WIDTH + FACE


def test_faces_too_small_to_follow_are_left(look: Callable[..., Pixels]) -> None:
    tiny = np.array([90, 40, 4, 5], np.float32)
    assert carry(Pictures([look(90)] * 3), [0, 1, 2], [(0, tiny)], range(1, 3)) == []
    assert CarryLimits().least_px > 5


def test_large_faces_are_followed_in_smaller_pictures(look: Callable[..., Pixels]) -> None:
    assert [level_for(px) for px in (6, 12, 23, 25, 50)] == [0, 0, 0, 1, 2]
    large = [cv2.resize(look(90, turned=i > 0, seed=i), (WIDTH * 4, HEIGHT * 4)) for i in range(3)]
    pictures = Pictures([np.asarray(one, np.uint8) for one in large], level_for(FACE * 4.0))
    assert pictures.size == (WIDTH, HEIGHT)
    assert len(carry(pictures, [0.0, 0.4, 0.8], [(0, face(90))], range(1, 3))) == 2


def test_a_figure_holds_head_and_torso_and_knows_how_much_of_it_is_in_the_picture(look: Callable[..., Pixels]) -> None:
    x, y, w, h = figure(face(100))
    assert (x + w / 2, y) == pytest.approx((100, 45 - 0.85 * FACE))
    assert h > 2.5 * FACE
    pictures = Pictures([look(90)])
    assert inside(pictures, face(100)) == pytest.approx(1.0)
    assert 0.3 < inside(pictures, face(WIDTH)) < 0.7
    assert inside(pictures, face(WIDTH + 3 * FACE)) == 0
