"""Faces are bound to the bodies whose upper part they lie in, over time."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from engine.timebase import Span
from engine.track.binding import bindings, fit, is_carried
from engine.track.figure import figure
from engine.types import Kind, Track

Box = tuple[float, float, float, float]


def track(number: int, kind: Kind, boxes: Sequence[Box], first: int = 0, shot: int = 0) -> Track:
    count = len(boxes)
    return Track(
        id=number,
        kind=kind,
        shot=shot,
        span=Span(Fraction(first), Fraction(first + count)),
        pts=np.arange(first, first + count, dtype=np.int64),
        boxes=np.array(boxes, np.float32),
        scores=np.ones(count, np.float32),
        landmarks=np.zeros((count, 5, 2), np.float32),
    )


def standing(x: float, count: int, step: float = 0.0) -> tuple[list[Box], list[Box]]:
    """Faces and bodies of one person who walks by `step` pixels a look."""
    faces = [(x + step * i + 40, 60.0, 20.0, 26.0) for i in range(count)]
    bodies = [(x + step * i, 50.0, 100.0, 300.0) for i in range(count)]
    return faces, bodies


def pairs(faces: Sequence[Track], bodies: Sequence[Track]) -> set[tuple[int, int]]:
    return {(one.face, one.body) for one in bindings(faces, bodies)}


def test_each_face_is_bound_to_the_body_around_it() -> None:
    (face_a, body_a), (face_b, body_b) = standing(0, 5), standing(90, 5)
    faces = [track(0, "face", face_a), track(1, "face", face_b)]
    assert pairs(faces, [track(2, "body", body_b), track(3, "body", body_a)]) == {(0, 3), (1, 2)}


def test_a_face_at_the_knees_of_a_body_is_not_its_face() -> None:
    body = track(1, "body", [(0, 50, 100, 300)] * 4)
    assert fit(track(0, "face", [(40, 260, 20, 26)] * 4), body) < 0
    assert pairs([track(0, "face", [(40, 260, 20, 26)] * 4)], [body]) == set()


def test_more_looks_together_bind_more() -> None:
    faces, bodies = standing(0, 9, step=7)
    few = fit(track(0, "face", faces[:2]), track(1, "body", bodies[:2]))
    assert 0 < few < fit(track(0, "face", faces), track(1, "body", bodies))


def test_two_who_pass_each_other_keep_their_faces() -> None:
    (face_a, body_a), (face_b, body_b) = standing(0, 11, step=20), standing(200, 11, step=-20)
    faces = [track(0, "face", face_a), track(1, "face", face_b)]
    assert pairs(faces, [track(2, "body", body_a), track(3, "body", body_b)]) == {(0, 2), (1, 3)}


def test_a_face_lost_and_found_again_is_of_one_body() -> None:
    faces, bodies = standing(0, 12)
    found = pairs([track(0, "face", faces[:4]), track(1, "face", faces[8:], first=8)], [track(2, "body", bodies)])
    assert found == {(0, 2), (1, 2)}


def test_things_in_different_shots_are_not_bound() -> None:
    faces, bodies = standing(0, 5)
    assert pairs([track(0, "face", faces, shot=1)], [track(1, "body", bodies, shot=2)]) == set()


def test_a_body_that_followed_a_face_is_known_by_its_boxes() -> None:
    faces, _ = standing(30, 4)
    followed = [tuple(figure(np.array(box, np.float32))) for box in [*faces, faces[-1]]]
    face, body = track(0, "face", faces), track(1, "body", followed)
    assert is_carried(face, body)
    other = track(2, "face", standing(60, 4)[0])
    assert not is_carried(other, body)
    assert pairs([face, other], [body]) == {(0, 1)}
