"""A model out of the user's own folder is used under its licence, which is said once."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from engine.models.folders import ModelFolders
from engine.models.ready import _say_licence, ready_path


def test_the_licence_of_a_file_in_the_users_folder_is_said_once(
    shared: Path, folders: ModelFolders, caplog: pytest.LogCaptureFixture
) -> None:
    _say_licence.cache_clear()
    mine = replace(folders, local=(shared / "models",))
    with caplog.at_level(logging.INFO):
        assert ready_path("osnet-x0-25", mine) == ready_path("osnet-x0-25", mine)
    said = [record.getMessage() for record in caplog.records if "licence" in record.getMessage()]
    assert len(said) == 1
    assert "research-only" in said[0]
