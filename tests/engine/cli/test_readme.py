"""Every command that the README shows does what it says there."""

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from engine.cli.main import COMMANDS
from engine.store.gallery import gallery_path

Onlylook = Callable[..., Any]
README = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
SHOWN = [line for line in re.findall(r"^onlylook .+$|`(onlylook [^`]+)`", README, re.MULTILINE) if line]
BLOCKS = re.findall(r"^(onlylook .+)$", README, re.MULTILINE)
PLACEHOLDERS = {
    "VIDEO...": "film.mp4",
    "VIDEO": "film.mp4",
    "NAME=IMAGE": "Anna=anna.jpg",
    "TABLE.csv": "table.csv",
    "FILE.csv": "scores.csv",
    "FILE.toml": "head.toml",
    "OUT": "out.mp4",
    "NAME": "Anna",
}


HEAD = """
name = "readers-head"
output = "head"
register = false
[data]
kind = "vectors"
path = "faces.npz"
[run]
steps = 2
batch = 4
"""


@pytest.fixture(scope="module")
def folder(short: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a reader has it: a film, a photo and a table."""
    folder = tmp_path_factory.mktemp("reader")
    shutil.copy(short.video, folder / "film.mp4")
    cv2.imwrite(str(folder / "anna.jpg"), cv2.imread(str(short.photos["ada"])))
    (folder / "table.csv").write_text("person_label,start_s,end_s\nAnna,1,2\n")
    (folder / "scores.csv").write_text("score,same\n0.9,1\n0.1,0\n")
    np.savez(folder / "faces.npz", vectors=np.eye(8), labels=np.arange(8) % 2)
    (folder / "head.toml").write_text(HEAD)
    return folder


def test_readme_shows_every_command() -> None:
    assert {shlex.split(line)[1] for line in [*BLOCKS, *SHOWN]} >= set(COMMANDS)


def test_shown_commands_work(onlylook: Onlylook, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    for line in [*BLOCKS, *SHOWN]:
        words = [PLACEHOLDERS.get(word, word) for word in shlex.split(line)[1:]]
        if "COMMAND" in words or "fetch" in words:
            # Nothing is fetched in a test.
            continue
        said = onlylook(*words)
        assert said.code == 0, f"{line}: {said.err}"
    # Other tests have none.
    gallery_path().unlink()
    assert {path.name for path in folder.iterdir()} >= {"anna.mp4", "out.mp4", "film.otio"}
