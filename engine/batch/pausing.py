"""Let batches rest and go on, from another terminal: they rest while a certain file exists."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from engine.errors import ProjectError
from engine.settings import data_folder
from engine.store.failures import told_file_errors

LOOK_EVERY_S: Final = 0.5


def pause_file() -> Path:
    """Its being there makes all batches of this user rest."""
    return data_folder() / "batch-rests"


def pause() -> None:
    """Raises ProjectError where the data folder cannot be written."""
    file = pause_file()
    with told_file_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()


def go_on() -> bool:
    """Whether anything rested."""
    file = pause_file()
    try:
        file.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise ProjectError(f"{file} cannot be removed: {error.strerror}.", "Remove it by hand.") from error
    return True


def rest(file: Path, wanted: Callable[[], bool] = lambda: True) -> None:
    """Wait while `file` is there and `wanted` says so."""
    while file.exists() and wanted():
        time.sleep(LOOK_EVERY_S)
