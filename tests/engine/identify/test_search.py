"""Search among many faces: exact while small, nearly so when large, and never showing what was removed."""

import threading
from pathlib import Path

import numpy as np
import pytest

from engine.identify.partitions import Partitions
from engine.identify.search import NOBODY, FaceIndex, SearchLimits
from engine.identify.trial import trial_of
from engine.types import Floats

SMALL = SearchLimits(exact_values=20_000, step=500, trials=100)
"""Goes over to an inverted file from 625 vectors of 32 dimensions on."""


def faces(count: int, seed: int = 0, dimensions: int = 32) -> Floats:
    vectors = np.random.default_rng(seed).standard_normal((count, dimensions)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def near(vectors: Floats, seed: int = 1, noise: float = 0.4) -> Floats:
    moved = vectors + noise * faces(len(vectors), seed, vectors.shape[1])
    return moved / np.linalg.norm(moved, axis=1, keepdims=True)


def numbers(count: int, first: int = 1000) -> np.ndarray:
    return np.arange(first, first + count, dtype=np.int64)


def built(count: int) -> FaceIndex:
    vectors = faces(count)
    return FaceIndex.build(32, count, lambda: [(numbers(count), vectors)], SMALL)


def test_small_is_exact_and_cosines_are_true() -> None:
    index = built(500)
    assert index.is_exact
    found, cosines = index.search(near(faces(500)), 3)
    expected = near(faces(500)) @ faces(500).T
    assert (found[:, 0] == 1000 + expected.argmax(axis=1)).all()
    assert cosines[:, 0] == pytest.approx(expected.max(axis=1), abs=1e-5)


def test_large_finds_nearly_what_exact_search_finds() -> None:
    index = built(8000)
    assert not index.is_exact
    queries = near(faces(8000)[:400])
    exact = 1000 + (queries @ faces(8000).T).argmax(axis=1)
    assert np.mean(index.search(queries, 1)[0][:, 0] == exact) >= 0.97


def test_growing_goes_over_by_itself_and_loses_nobody() -> None:
    index = FaceIndex(32, SMALL)
    vectors = faces(1500)
    for at in range(0, 1500, 100):
        index.add(numbers(100, at), vectors[at : at + 100])
    assert len(index) == 1500
    assert not index.is_exact
    found = index.search(vectors, 1)[0][:, 0]
    assert np.mean(found == np.arange(1500)) >= 0.99


@pytest.mark.parametrize("count", [400, 4000])
def test_removed_is_not_found_and_the_rest_is(count: int) -> None:
    index = built(count)
    assert index.remove(numbers(100)) == 100
    assert len(index) == count - 100
    found = index.search(faces(count), 1)[0][:, 0]
    assert not np.isin(found, numbers(100)).any()
    assert np.mean(found[100:] == numbers(count)[100:]) >= 0.99


def test_fewer_than_asked_for_are_filled_with_nobody() -> None:
    found, _ = built(3).search(faces(1, 5), 5)
    assert (found[0, 3:] == NOBODY).all()


def test_empty_answers_nobody() -> None:
    assert (FaceIndex(32).search(faces(2), 1)[0] == NOBODY).all()


def test_partitions_written_and_read_answer_alike_and_forget_what_was_removed(tmp_path: Path) -> None:
    index = built(4000)
    assert index.large is not None
    index.remove(numbers(100))
    index.large.save(tmp_path)
    again = Partitions.load(tmp_path, index.large.lowest, SMALL.partitions)
    again.probes, again.sure = index.large.probes, index.large.sure
    queries = near(faces(200))
    assert (again.search(queries, 5)[0] == index.search(queries, 5)[0]).all()
    assert len(again) == 3900
    # Not in the lists either: a search of every list for those very faces finds others.
    again.probes = again.lists
    assert not np.isin(again.search(faces(4000)[:100], 5)[0], numbers(100)).any()
    assert not again.codes[:100].any()


def test_what_came_lately_is_searched_beside_the_partitions_and_settles_in_them() -> None:
    index = built(4000)
    new = faces(300, seed=9)
    index.add(numbers(300, 9000), new)
    assert index.recent == 300
    for _ in range(2):
        assert (index.search(new, 1)[0][:, 0] == numbers(300, 9000)).all()
        assert len(index) == 4300
        index.settle()
    assert index.recent == 0


def test_searches_go_on_while_faces_come_and_go() -> None:
    index, stop, wrong = built(4000), threading.Event(), []

    def search() -> None:
        while not stop.is_set():
            found = index.search(faces(4000)[:20], 1)[0][:, 0]
            wrong.extend(set(found.tolist()) - set(numbers(20).tolist()))

    searching = threading.Thread(target=search)
    searching.start()
    for seed in range(5):
        index.add(numbers(200, 20_000), faces(200, seed=50 + seed))
        assert index.remove(numbers(200, 20_000)) == 200
    stop.set()
    searching.join()
    assert not wrong
    assert len(index) == 4000


def test_trial_leaves_the_stranger_itself_out() -> None:
    vectors = faces(300)
    trial = trial_of(lambda: [(numbers(300), vectors)], 300)
    exact = trial.queries @ vectors.T
    own = trial.left_out != NOBODY
    assert 0 < own.mean() < 0.2
    exact[own, trial.left_out[own] - 1000] = -1
    assert (trial.nearest == 1000 + exact.argmax(axis=1)).all()
    assert trial.agreement(built(300).search) == 1
