"""Say where the program keeps projects of videos for which the user named none."""

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs

PROJECT_SUFFIX = ".olat"


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The user's data folder: `ONLYLOOK_HOME` if set, else where the system keeps such files. It is not made here."""
    home = environment.get("ONLYLOOK_HOME", "")
    if home:
        return Path(home).expanduser().absolute()
    return platformdirs.user_data_path("OnlyLookAtThem", appauthor=False)


def project_for(quick_hash: str, folder: Path) -> Path:
    """The project of a bare video: named by content, so that a moved or renamed video finds it again."""
    return folder / "projects" / f"{quick_hash}{PROJECT_SUFFIX}"
