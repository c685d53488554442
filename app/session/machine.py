"""Say what this machine offers and what the data folder holds, for the settings."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.errors import ModelMissing
from engine.models.folders import model_folders
from engine.models.inventory import rows
from engine.models.session import PROVIDERS, onnxruntime
from engine.progress import Job, Progress
from engine.store.locations import data_folder

_GIVEN = os.environ.get("ONLYLOOK_MODELS", "")
"""What the environment named when the program started; it goes before the folder of the settings."""


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One network: what it is for, under which licence, and whether it is at hand."""

    name: str
    role: str
    licence: str
    state: str
    """"here", "changed" (not the file that was tested) or "missing"."""
    place: str
    next_step: str
    default: bool


def devices() -> list[str]:
    """What networks can run on here, "auto" first. Only "auto" and "cpu" where the runtime is not installed."""
    try:
        reported = onnxruntime().get_available_providers()
    except ModelMissing:
        reported = []
    return ["auto", *(name for name, provider in PROVIDERS.items() if provider in reported or name == "cpu")]


def model_lines() -> Job[list[ModelLine]]:
    """All networks of the catalogue. Files that are new here are read whole once, which may take seconds."""
    yield Progress("models", 0, 0)
    return [
        ModelLine(
            row.spec.name, row.spec.role, row.spec.licence, row.state, str(row.path or row.converted or ""),
            row.next_step, row.spec.default,
        )
        for row in rows()
    ]  # fmt: skip


def use_models_folder(folder: str) -> None:
    """Search this folder for weights, too, from now on, in this process and those that it starts."""
    wanted = os.pathsep.join(part for part in (_GIVEN, folder) if part)
    if wanted:
        os.environ["ONLYLOOK_MODELS"] = wanted
    else:
        os.environ.pop("ONLYLOOK_MODELS", None)


def cache_folder() -> Path:
    """Of what can be made again from films: film strips, waveforms and the like."""
    return data_folder() / "cache"


def projects_folder() -> Path:
    return data_folder() / "projects"


def cache_bytes() -> int:
    return sum(map(_bytes, _cached()))


def projects_bytes() -> int:
    """Of films opened without a project of their own, with all that the user said of them."""
    return sum(map(_bytes, _files(projects_folder())))


def networks_bytes() -> int:
    """Of networks that were fetched or converted for this machine."""
    folders = model_folders()
    return sum(map(_bytes, (*_files(folders.downloaded), *_files(folders.converted))))


def empty_cache() -> int:
    """Delete what can be made again, and return how many bytes that was. What is in use stays."""
    freed = 0
    for file in _cached():
        size = _bytes(file)
        try:
            file.unlink()
        except OSError:
            # Windows does not delete what is open; the next time will.
            continue
        freed += size
    return freed


def _cached() -> list[Path]:
    return [*_files(cache_folder()), *(data_folder() / "recent").glob("*.jpg")]


def _files(folder: Path) -> Iterable[Path]:
    return [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
