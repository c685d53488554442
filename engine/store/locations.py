"""Say where the program keeps projects of videos for which the user named none."""

from pathlib import Path

from engine.settings import data_folder

__all__ = ["PROJECT_SUFFIX", "data_folder", "project_for"]

PROJECT_SUFFIX = ".olat"


def project_for(quick_hash: str, folder: Path) -> Path:
    """The project of a bare video: named by content, so that a moved or renamed video finds it again."""
    return folder / "projects" / f"{quick_hash}{PROJECT_SUFFIX}"
