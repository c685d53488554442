"""Clothed figures are described so that like ones are near, by colour and texture or by a network."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from engine.describe.body import HEIGHT, BodyEmbedder, best_available, cut_body
from engine.describe.clothes import SIZE, clothes, texture
from engine.pipeline.photos import Picture
from engine.types import Pixels


def dressed(upper: tuple[int, int, int], lower: tuple[int, int, int], striped: bool = False) -> Pixels:
    body = np.full((200, 90, 3), 128, np.uint8)
    body[35:110, 15:75] = upper
    if striped:
        body[35:110:8, 15:75] = body[36:110:8, 15:75] = body[37:110:8, 15:75] = 255
    body[110:200, 20:70] = lower
    return body


def test_clothes_are_unit_vectors_that_tell_colours_apart() -> None:
    red, blue = dressed((180, 30, 30), (40, 40, 90)), dressed((30, 60, 190), (40, 40, 90))
    assert clothes(red).shape == (SIZE,)
    assert np.linalg.norm(clothes(red)) == pytest.approx(1, abs=1e-5)
    smaller = cv2.resize(red, (45, 100), interpolation=cv2.INTER_AREA)
    assert clothes(red) @ clothes(np.asarray(smaller, np.uint8)) > 0.9 > clothes(red) @ clothes(blue)


def test_texture_tells_stripes_from_plain_cloth() -> None:
    across = np.zeros((40, 40), np.float32)
    across[::4] = 100
    assert texture(across) @ texture(across.T) < 0.3
    assert texture(np.zeros((20, 20), np.float32)) @ texture(across) == 0


def test_a_crop_of_a_body_is_no_larger_than_needed() -> None:
    crop = cut_body(Picture(data.astronaut()), np.array([20, 10, 200, 500], np.float32))
    assert crop.shape[0] == HEIGHT
    assert crop.shape[1] == pytest.approx(HEIGHT * 200 / 500, abs=1)


def test_the_network_finds_a_person_more_like_itself_than_others(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONLYLOOK_MODELS", str(shared / "models"))
    embedder = BodyEmbedder.open_if_there("cpu", 2)
    assert embedder
    assert embedder.name == "osnet-x0-25"
    astronaut = data.astronaut()
    crops = [astronaut[:, 60:400], astronaut[10:480, 90:420], cv2.flip(astronaut[:, 60:400], 1)]
    vectors = embedder.embed([*crops, dressed((180, 30, 30), (40, 40, 90))])
    assert vectors.shape == (4, 512)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert min(vectors[0] @ vectors[1], vectors[0] @ vectors[2]) > 0.8 > vectors[0] @ vectors[3]


def test_without_weights_there_is_no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ONLYLOOK_MODELS", str(tmp_path))
    monkeypatch.setenv("ONLYLOOK_HOME", str(tmp_path))
    assert best_available() is None
    assert BodyEmbedder.open_if_there() is None
