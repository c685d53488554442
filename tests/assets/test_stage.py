"""What the demo shows is what it says it shows."""

import numpy as np
import pytest

from assets.demo.stage import Set, between, frame_at
from assets.demo.story import FILM_S, FRAME_RATE, SHOTS, Actor, Key, Shot


def _still(x: float, y: float = 150.0, yaw_deg: float = 0.0, place: str = "street") -> tuple[Shot, ...]:
    return (Shot(0.0, 1.0, place, (Actor("ada", (Key(0.0, x, y, 110.0, 0.0, yaw_deg),)),)),)


def test_a_face_in_the_open_is_wholly_seen(stage: Set) -> None:
    _, (sight,) = frame_at(stage, _still(140), 0.5, {})
    assert sight.face == pytest.approx(1.0, abs=0.01)


def test_a_face_behind_the_pillar_is_not_seen_but_some_of_the_body_is(stage: Set) -> None:
    _, (sight,) = frame_at(stage, _still(320), 0.5, {})
    assert sight.face < 0.01
    assert 0.1 < sight.body < 0.6


def test_a_face_at_the_edge_of_the_picture_is_half_seen(stage: Set) -> None:
    _, (left,) = frame_at(stage, _still(0), 0.5, {})
    _, (right,) = frame_at(stage, _still(640), 0.5, {})
    assert left.face + right.face == pytest.approx(1.0, abs=0.02)


def test_the_back_of_a_head_is_no_face(stage: Set) -> None:
    _, (sight,) = frame_at(stage, _still(140, yaw_deg=180.0), 0.5, {})
    assert sight.face == 0.0
    assert sight.body > 0.5


def test_a_person_in_front_hides_the_one_behind(stage: Set) -> None:
    keys = (Key(0.0, 140.0, 150.0, 110.0),)
    shots = (Shot(0.0, 1.0, "street", (Actor("ada", keys), Actor("bruno", keys))),)
    _, sights = frame_at(stage, shots, 0.5, {})
    shares = {sight.name: sight.face for sight in sights}
    assert shares["ada"] < 0.05
    assert shares["bruno"] > 0.95


def test_a_dissolve_hands_over_in_its_middle(stage: Set) -> None:
    early = {sight.name: sight.face for sight in frame_at(stage, SHOTS, 33.2, {})[1]}
    late = {sight.name: sight.face for sight in frame_at(stage, SHOTS, 33.8, {})[1]}
    assert early["ada"] > 0.5 > early["stranger"]
    assert late["ada"] < 0.5 < late["stranger"]


def test_the_film_is_black_where_it_fades_in_and_never_empty(stage: Set) -> None:
    assert frame_at(stage, SHOTS, 0.0, {})[0].max() == 0
    covered = [any(s.start_s <= k / FRAME_RATE < s.end_s for s in SHOTS) for k in range(round(FILM_S * FRAME_RATE))]
    assert all(covered)


def test_speaking_moves_the_mouth_and_nothing_else(stage: Set) -> None:
    quiet, _ = frame_at(stage, _still(140), 0.5, {})
    loud, _ = frame_at(stage, _still(140), 0.5, {"ada": 1.0})
    rows = np.flatnonzero((quiet != loud).any((1, 2)))
    assert 0 < len(rows) < 80
    assert rows.min() > 150


def test_the_way_between_two_keys_is_smooth_and_ends_at_them() -> None:
    keys = (Key(1.0, 0.0, 0.0, 100.0), Key(3.0, 80.0, 20.0, 140.0))
    assert between(keys, 0.0) == keys[0]
    assert between(keys, 9.0) == keys[1]
    middle = between(keys, 2.0)
    assert (middle.x, middle.y, middle.head_px) == (40.0, 10.0, 120.0)
    assert between(keys, 1.1).x < 0.05 * 80
