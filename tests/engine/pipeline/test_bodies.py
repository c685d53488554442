"""Persons found in the looks of a piece become body tracks; lost faces are followed where nobody looks for persons."""

from collections.abc import Sequence
from fractions import Fraction

import cv2
import numpy as np
import pytest

from engine.describe.chips import LOOKS_SIZE
from engine.describe.clothes import MODEL as CLOTHES
from engine.detect.zoom import Zoom
from engine.pipeline.bodies import bodies_of_piece
from engine.pipeline.pieces import Findings, Look
from engine.pipeline.tools import Tools
from engine.timebase import Span
from engine.types import Detections, Pixels, Track

SIZE = 320, 180
NOTHING = Detections(0, np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros((0, 5, 2), np.float32))
TOOLS = Tools(None, None, None)  # type: ignore[arg-type]
COLOURS = {"red": (190, 40, 40), "blue": (40, 60, 190)}
Person = tuple[float, str, float]
"""x of the left side, colour of the clothes, score."""


def look(number: int, people: Sequence[Person] | None, small: Pixels | None = None) -> Look:
    boxes = np.array([(x, 20, 60, 150) for x, *_ in people or ()], np.float32).reshape(-1, 4)
    scores = np.array([score for *_, score in people or ()], np.float32)
    found = None if people is None else Detections(number * 10, boxes, scores, np.zeros((len(boxes), 0, 2), np.float32))
    crops = tuple(np.full((150, 60, 3), COLOURS[colour], np.uint8) for _, colour, _ in people or ())
    chips = np.zeros((0, LOOKS_SIZE), np.float32)
    return Look(number * 10, Fraction(number, 5), NOTHING, (), chips, Zoom(320, Fraction(0)), found, crops, small)


def face(number: int, boxes: dict[int, tuple[float, float, float, float]]) -> Track:
    """Boxes by look."""
    looks = np.array(sorted(boxes))
    return Track(
        number,
        "face",
        0,
        Span(Fraction(int(looks[0]), 5), Fraction(int(looks[-1]) + 1, 5)),
        looks * 10,
        np.array([boxes[int(i)] for i in looks], np.float32),
        np.ones(len(looks), np.float32),
        np.zeros((len(looks), 5, 2), np.float32),
    )


def findings(looks: Sequence[Look], faces: Sequence[Track] = ()) -> Findings:
    return bodies_of_piece(looks, faces, Span(Fraction(0), Fraction(len(looks), 5)), 0, 7, SIZE, TOOLS)


def test_two_persons_become_two_tracks_with_crops_and_clothes() -> None:
    frames = [[(20.0 + i, "red", 0.9), (200.0 - i, "blue", 0.8)] for i in range(8)]
    found = findings([look(i, people) for i, people in enumerate(frames)])
    assert [(track.id, track.kind) for track in found.tracks] == [(7, "body"), (8, "body")]
    assert all(track.span == Span(Fraction(0), Fraction(8, 5)) for track in found.tracks)
    assert {feature.model for feature in found.features} == {CLOTHES}
    red, blue = (feature.vectors.mean(axis=0) for feature in found.features)
    assert red @ blue < 0.7
    assert {crop.track for crop in found.crops} == {7, 8}
    picture = cv2.imdecode(np.frombuffer(found.crops[0].jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape == (150, 60, 3)


def test_weak_finds_carry_a_track_on_but_show_less() -> None:
    scores = [0.9, 0.9, 0.3, 0.9]
    (track,) = findings([look(i, [(20.0, "red", score)]) for i, score in enumerate(scores)]).tracks
    assert track.scores.tolist() == pytest.approx([1, 1, 0.5, 1])
    assert findings([look(i, [(20.0, "red", 0.3)]) for i in range(4)]).tracks == ()


def test_a_body_that_passes_to_another_face_is_parted_there() -> None:
    looks = [look(i, [(20.0 + 2 * i, "red", 0.9)]) for i in range(8)]
    first = face(
        0, {i: (45.0 + 2 * i, 25.0, 15.0, 18.0) for i in range(4)} | dict.fromkeys(range(4, 8), (200.0, 25, 15, 18))
    )
    second = face(
        1, dict.fromkeys(range(4), (200.0, 25.0, 15.0, 18.0)) | {i: (45.0 + 2 * i, 25, 15, 18) for i in range(4, 8)}
    )
    found = findings(looks, [first, second])
    assert [track.pts.tolist() for track in found.tracks] == [[0, 10, 20, 30], [40, 50, 60, 70]]


def test_without_persons_or_faces_nothing_is_made() -> None:
    assert findings([]) == Findings()
    assert findings([look(i, None) for i in range(3)]) == Findings()
    assert findings([look(i, []) for i in range(3)]) == Findings()


def stage(x: float | None, turned: bool, seed: int) -> Pixels:
    rng = np.random.default_rng(1)
    wall = cv2.resize(rng.uniform(70, 190, (18, 32)).astype(np.float32), SIZE, interpolation=cv2.INTER_CUBIC)
    picture = np.stack([wall * 0.8, wall, wall * 0.85], -1)
    if x is not None:
        cv2.ellipse(picture, (round(x), 110), (30, 60), 0, 0, 360, COLOURS["red"], -1)
        cv2.ellipse(picture, (round(x), 40), (15, 18), 0, 0, 360, (60, 40, 25), -1)
        if not turned:
            cv2.ellipse(picture, (round(x), 44), (10, 13), 0, 0, 360, (220, 180, 150), -1)
    picture += np.random.default_rng(seed).normal(0, 2, picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8)


def test_a_face_that_turns_away_is_followed_to_the_end_of_the_piece() -> None:
    xs = [100 + 2 * i for i in range(14)]
    looks = [look(i, None, stage(x, i > 6, i)) for i, x in enumerate(xs)]
    (track,) = findings(looks, [face(0, {i: (xs[i] - 13.0, 30.0, 26.0, 30.0) for i in range(7)})]).tracks
    assert (track.id, track.kind) == (7, "body")
    assert track.span.start == 0
    assert track.pts[-1] == looks[-1].pts
    assert track.scores.min() > 0.5


def test_a_person_who_leaves_is_not_followed_on() -> None:
    looks = [look(i, None, stage(100 if i < 4 else None, False, i)) for i in range(10)]
    assert findings(looks, [face(0, dict.fromkeys(range(4), (87.0, 30.0, 26.0, 30.0)))]).tracks == ()


def test_another_face_in_its_place_ends_the_following() -> None:
    looks = [look(i, None, stage(100, i > 6, i)) for i in range(17)]
    box = (87.0, 30.0, 26.0, 30.0)
    faces = [face(0, dict.fromkeys(range(7), box)), face(1, dict.fromkeys(range(10, 17), box))]
    found = findings(looks, faces)
    assert [track.pts.tolist() for track in found.tracks] == [
        [10 * i for i in range(10)],
        [10 * i for i in range(7, 17)],
    ]


def test_a_face_that_shows_for_a_moment_is_not_followed() -> None:
    looks = [look(i, None, stage(100, i > 3, i)) for i in range(14)]
    assert findings(looks, [face(0, dict.fromkeys(range(4), (87.0, 30.0, 26.0, 30.0)))]).tracks == ()
