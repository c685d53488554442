"""A track becomes one vector, one quality and one weight; tracks seen in one frame are in conflict."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.identify.prints import aggregate, conflicts, prints_of
from engine.types import Feature, Track

MakeTrack = Callable[..., Track]


def feature(track: int, vectors: np.ndarray, *qualities: float) -> Feature:
    return Feature(track, "net", np.asarray(vectors, np.float32), np.array(qualities, np.float32))


LOOKS = np.eye(2, dtype=np.float32)[:1]


def test_good_crops_say_more_of_a_track_than_poor_ones() -> None:
    vector, quality = aggregate(np.eye(2, dtype=np.float32), np.array([0.9, 0.3], np.float32))
    assert np.linalg.norm(vector) == pytest.approx(1)
    assert vector[0] == pytest.approx(3 * vector[1])
    assert 0.3 < quality < 0.9


def test_crops_of_one_quality_have_that_quality_together() -> None:
    assert aggregate(np.eye(3, dtype=np.float32), np.full(3, 0.4, np.float32))[1] == pytest.approx(0.4)


@pytest.mark.parametrize("qualities", [[0.0, 0.0], [0.0, 1.0]])
def test_worthless_crops_are_no_trouble(qualities: list[float]) -> None:
    vector, quality = aggregate(np.eye(2, dtype=np.float32), np.array(qualities, np.float32))
    assert np.all(np.isfinite(vector))
    assert 0 <= quality <= 1


def test_opposite_vectors_are_no_trouble() -> None:
    vector, _ = aggregate(np.array([[1, 0], [-1, 0]], np.float32), np.array([0.5, 0.5], np.float32))
    assert np.all(np.isfinite(vector))


def test_tracks_without_a_face_vector_are_left_out(track: MakeTrack) -> None:
    tracks = [track(4, 0), track(5, 1), track(6, 2)]
    faces = {4: feature(4, LOOKS, 0.5), 6: feature(6, np.zeros((0, 2)))}
    found = prints_of(tracks, faces, {number: feature(number, LOOKS, 0.5) for number in (4, 5, 6)})
    assert found.tracks == (4,)
    assert len(found) == len(found.vectors) == len(found.weights) == 1


def test_a_film_without_tracks_has_empty_prints() -> None:
    found = prints_of([], {}, {})
    assert len(found) == 0
    assert found.conflicts.shape == (0, 0)


def test_long_and_good_tracks_weigh_more(track: MakeTrack) -> None:
    tracks = [track(1, 0, samples=40), track(2, 1, samples=5), track(3, 2, samples=40)]
    faces = {1: feature(1, LOOKS, 0.8), 2: feature(2, LOOKS, 0.8), 3: feature(3, LOOKS, 0.2)}
    weights = prints_of(tracks, faces, {t.id: feature(t.id, LOOKS, 0.5) for t in tracks}).weights
    assert weights[0] > weights[1] > 0
    assert weights[0] > weights[2] > 0


def test_tracks_are_in_conflict_where_both_show_in_one_frame(track: MakeTrack) -> None:
    tracks = [track(1, 0), track(2, 0, first=5), track(3, 0, first=10), track(4, 1)]
    found = conflicts(tracks)
    assert np.array_equal(found, found.T)
    assert {(int(a), int(b)) for a, b in np.argwhere(np.triu(found))} == {(0, 1), (1, 2)}


def test_a_track_that_is_only_carried_on_there_is_in_no_conflict(track: MakeTrack) -> None:
    one, other = track(1, 0), track(2, 0, first=9)
    carried: Any = replace(other, scores=np.array([0.0] + [1.0] * 9, np.float32))
    assert conflicts([one, other])[0, 1]
    assert not conflicts([one, carried])[0, 1]
