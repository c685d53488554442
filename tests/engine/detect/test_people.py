"""Persons are found where they are, at any scale, by each of the networks at hand."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from engine.detect.people import MODELS, PersonFinder, best_available, open_net


@pytest.fixture(scope="module", params=["nanodet", "yolox-nano"])
def finder(request: pytest.FixtureRequest, shared: Path) -> PersonFinder:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONLYLOOK_MODELS", str(shared / "models"))
        return PersonFinder(request.param, open_net(request.param, "cpu", 2))


def test_a_person_is_found_where_it_is(finder: PersonFinder) -> None:
    found = finder.detect(data.astronaut(), 7, 2.0)
    assert found.pts == 7
    assert found.scores[0] > 0.4
    x, y, w, h = found.boxes[0] / 2
    # The astronaut fills the picture from her hair at the top down; her nose is at 222, 126.
    assert x < 150 < 300 < x + w
    assert y < 60
    assert y + h > 380
    assert found.landmarks.shape == (len(found.boxes), 0, 2)


def test_a_person_in_part_of_a_wide_picture_is_found_there(finder: PersonFinder) -> None:
    wide = np.full((360, 1280, 3), 90, np.uint8)
    wide[40:360, 800:1120] = cv2.resize(data.astronaut(), (320, 320), interpolation=cv2.INTER_AREA)
    found = finder.detect(wide, 0, 1.0)
    best = found.boxes[np.argmax(found.scores)]
    assert 780 < best[0] + best[2] / 2 < 1140
    assert best[0] + best[2] <= 1280 + 1e-3


def test_nobody_is_found_in_a_picture_without_persons(finder: PersonFinder) -> None:
    assert len(finder.detect(np.full((240, 320, 3), 128, np.uint8), 0, 1.0).boxes) == 0
    assert finder.detect(data.coffee(), 0, 1.0).scores.max(initial=0.0) < 0.5


def test_without_weights_there_is_no_finder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ONLYLOOK_MODELS", str(tmp_path))
    monkeypatch.setenv("ONLYLOOK_HOME", str(tmp_path))
    assert best_available() is None
    assert PersonFinder.open_if_there() is None


def test_the_best_network_at_hand_is_taken(monkeypatch: pytest.MonkeyPatch, shared: Path, tmp_path: Path) -> None:
    monkeypatch.setenv("ONLYLOOK_MODELS", str(shared / "models"))
    monkeypatch.setenv("ONLYLOOK_HOME", str(tmp_path))
    assert best_available() == "nanodet"
    assert MODELS.index("yolox-s") < MODELS.index("nanodet")
