"""Say where weights lie on this machine: the user's own folders, downloads, and converted files."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.settings import data_folder


@dataclass(frozen=True, slots=True)
class ModelFolders:
    """Folders that are searched and written. None needs to exist."""

    local: tuple[Path, ...]
    """Folders in which the user keeps weights: read only."""
    downloaded: Path
    converted: Path

    @property
    def trained(self) -> Path:
        """Networks that were trained on this machine, each with its row of the catalogue."""
        return self.converted.parent / "trained"

    @property
    def verified(self) -> Path:
        """Small table of the files whose sha256 was already computed."""
        return self.converted.parent / "verified.json"


def model_folders(environment: Mapping[str, str] = os.environ, extra: Iterable[Path] = ()) -> ModelFolders:
    """Folders as the environment and the settings (`extra`) say.

    `ONLYLOOK_MODELS`: one or more folders, separated as in PATH. `ONLYLOOK_HOME`: replaces the user's data folder.
    """
    named = [Path(part) for part in environment.get("ONLYLOOK_MODELS", "").split(os.pathsep) if part]
    data = data_folder(environment)
    return ModelFolders((*named, *extra), data / "models" / "downloaded", data / "models" / "converted")
