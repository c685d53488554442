"""Hand out networks that are ready to run: located, converted where needed, opened."""

import logging
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import ModelMissing
from engine.models.catalog import ModelSpec, find
from engine.models.convert import NEEDS_TORCH, convert, find_converted
from engine.models.folders import ModelFolders, model_folders
from engine.models.session import open_session
from engine.models.weights import locate
from engine.settings import Device

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

log = logging.getLogger(__name__)


def ready(
    name: str, device: Device = "auto", *, threads: int | None = None, folders: ModelFolders | None = None
) -> "InferenceSession":
    """A session of the model called `name`. Raises ModelMissing that says what to do."""
    return open_session(ready_path(name, folders), device, threads)


def ready_path(name: str, folders: ModelFolders | None = None) -> Path:
    """The file that runs: converted if the catalogue says so, else as it was found. Raises ModelMissing."""
    spec = find(name)
    folders = folders or model_folders()
    # What was converted once keeps working when the package that carried the weights is gone.
    known = find_converted(spec, folders) if spec.converter else None
    if known:
        return known
    source = locate(spec, folders)
    if source.parent in folders.local:
        _say_licence(spec.name, spec.licence, source)
    return convert(spec, source, folders) if spec.converter else source


def available(name: str, folders: ModelFolders | None = None) -> bool:
    """Whether `ready` can give this model without the network. Raises ModelMissing for an unknown name."""
    spec = find(name)
    folders = folders or model_folders()
    if spec.converter and find_converted(spec, folders):
        return True
    return _convertible(spec) and _is_here(spec, folders)


@cache
def _say_licence(name: str, licence: str, source: Path) -> None:
    """Said once a run: who puts a file into a folder of models agrees to the licence that it comes under."""
    log.info("The model %s is used from %s under its licence: %s.", name, source, licence)


def _is_here(spec: ModelSpec, folders: ModelFolders) -> bool:
    try:
        locate(spec, folders)
    except ModelMissing:
        return False
    return True


def _convertible(spec: ModelSpec) -> bool:
    return spec.converter not in NEEDS_TORCH or find_spec("torch") is not None
