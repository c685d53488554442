"""A piece's looks become tracks with one sample per look, the best crops stored first."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import cv2
import numpy as np
import pytest
from skimage import data

from engine.describe.chips import LOOKS_SIZE, Chip, looks
from engine.describe.hair_clothes import MODEL as HAIR_CLOTHES
from engine.detect.zoom import Zoom
from engine.pipeline.pieces import STORED_CROPS, Look, tracks_of_piece
from engine.pipeline.tools import Tools
from engine.timebase import Span
from engine.types import Detections

LANDMARKS = np.array([(203, 102), (248, 104), (222, 126), (203, 140), (247, 140)], np.float32) - np.array([100, 10])
Face = tuple[float, float, float]
"""x of the centre, size in pixels, score."""


def chip_of(size: float) -> Chip:
    """The portrait, as sharp as a face of that size."""
    scale = max(1, round(size * 2)) / 250
    head = cv2.resize(data.astronaut()[10:260, 100:350], None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return Chip(head, (LANDMARKS * scale).astype(np.float32), size)


def look(number: int, faces: Sequence[Face]) -> Look:
    boxes = np.array([(x - size / 2, 100, size, size) for x, size, _ in faces], np.float32).reshape(-1, 4)
    points = np.zeros((len(faces), 5, 2), np.float32) + number
    found = Detections(number * 10, boxes, np.array([s for *_, s in faces], np.float32), points)
    chips = tuple(chip_of(size) for _, size, _ in faces)
    vectors = np.stack([looks(chip) for chip in chips]) if chips else np.zeros((0, LOOKS_SIZE), np.float32)
    return Look(number * 10, Fraction(number, 5), found, chips, vectors, Zoom(640, Fraction(0)))


def findings(frames: Sequence[Sequence[Face]], tools: Tools, first_id: int = 0) -> Any:
    made = [look(number, faces) for number, faces in enumerate(frames)]
    return tracks_of_piece(made, Span(Fraction(-1, 10), Fraction(len(frames), 5)), 3, first_id, tools.embedder)


def test_a_piece_without_looks_or_faces_has_no_tracks(tools: Tools) -> None:
    assert findings([], tools).tracks == ()
    assert findings([[], [], []], tools).tracks == ()


def test_a_face_seen_throughout_reaches_both_edges_of_the_piece(tools: Tools) -> None:
    (track,) = findings([[(100.0 + i, 60.0, 0.9)] for i in range(8)], tools).tracks
    assert track.span == Span(Fraction(-1, 10), Fraction(8, 5))
    assert (track.shot, track.kind) == (3, "face")
    assert track.pts.tolist() == [10 * i for i in range(8)]
    assert track.scores.min() == 1


def test_a_face_that_comes_and_goes_reaches_half_way_to_the_looks_without_it(tools: Tools) -> None:
    frames = [[], [], *[[(100.0, 60.0, 0.9)]] * 3, [], []]
    (track,) = findings(frames, tools).tracks
    assert track.span == Span(Fraction(3, 10), Fraction(9, 10))


def test_a_look_that_misses_the_face_has_a_carried_on_box_and_score_0(tools: Tools) -> None:
    frames = [[(100.0, 60.0, 0.9)], [(110.0, 60.0, 0.9)], [], [(130.0, 60.0, 0.9)], [(140.0, 60.0, 0.9)]]
    (track,) = findings(frames, tools).tracks
    assert track.scores[2] == 0
    assert not track.landmarks[2].any()
    np.testing.assert_allclose(track.boxes[2], (120 - 30, 100, 60, 60), atol=1e-3)


def test_landmarks_are_those_of_the_looks(tools: Tools) -> None:
    (track,) = findings([[(100.0, 60.0, 0.9)]] * 4, tools).tracks
    assert [points[0, 0] for points in track.landmarks] == [0, 1, 2, 3]


def test_ids_count_up_in_order_of_appearance(tools: Tools) -> None:
    frames = [[(100.0, 60.0, 0.9)]] * 2 + [[(100.0, 60.0, 0.9), (400.0, 60.0, 0.9)]] * 4
    tracks = findings(frames, tools, first_id=41).tracks
    assert [track.id for track in tracks] == [41, 42]
    assert tracks[0].span.start < tracks[1].span.start


def test_every_track_has_face_vectors_and_those_of_the_hair_in_its_stored_crops(tools: Tools) -> None:
    found = findings([[(100.0, 60.0, 0.9), (400.0, 90.0, 0.9)]] * 9, tools)
    for track in found.tracks:
        face, hair = (f for f in found.features if f.track == track.id)
        assert (face.model, hair.model) == (tools.embedder.name, HAIR_CLOTHES)
        assert len(face.vectors) == len(face.qualities) >= 1
        assert hair.qualities.tolist() == [crop.quality for crop in found.crops if crop.track == track.id]
        assert len(hair.vectors) == len(hair.qualities)
        np.testing.assert_allclose(np.linalg.norm(face.vectors, axis=1), 1, atol=1e-4)


def test_stored_crops_are_the_best_ones_in_order_and_can_be_read(tools: Tools) -> None:
    sizes = [40.0, 44.0, 50.0, 58.0, 66.0, 74.0, 80.0, 88.0, 95.0, 99.0]
    found = findings([[(100.0, size, 0.9)] for size in sizes for _ in range(2)], tools)
    (track,) = found.tracks
    qualities = [crop.quality for crop in found.crops]
    best = sorted(found.features[0].qualities.tolist(), reverse=True)[:STORED_CROPS]
    assert qualities == pytest.approx(best)
    for crop in found.crops:
        assert crop.track == track.id
        assert crop.pts in track.pts
        assert cv2.imdecode(np.frombuffer(crop.jpeg, np.uint8), cv2.IMREAD_COLOR).shape[0] >= 80
