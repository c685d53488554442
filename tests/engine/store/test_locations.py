"""A bare video has its own project in the user's data folder, named by its content."""

from pathlib import Path

import pytest

from engine.store.locations import data_folder
from engine.store.project import Project


def test_variable_moves_the_data_folder(tmp_path: Path) -> None:
    assert data_folder({"ONLYLOOK_HOME": str(tmp_path)}) == tmp_path
    assert data_folder({}).is_absolute()
    assert data_folder({}) != tmp_path


def test_renamed_video_gets_the_same_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONLYLOOK_HOME", str(tmp_path / "home"))
    (tmp_path / "a.mp4").write_bytes(b"film")
    (tmp_path / "b.mp4").write_bytes(b"other film")
    with Project.of_video(tmp_path / "a.mp4") as project:
        project.settings.save("seen", True)
        first = project.path
    (tmp_path / "a.mp4").rename(tmp_path / "c.mp4")
    with Project.of_video(tmp_path / "c.mp4") as project:
        assert project.path == first
        assert project.settings.load("seen") is True
    with Project.of_video(tmp_path / "b.mp4") as project:
        assert project.path != first
