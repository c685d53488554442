"""Say which models are on this machine, where, and whether they are unharmed: what `models` and `doctor` print."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np

from engine.errors import ModelMissing
from engine.models.catalog import ModelSpec, catalog
from engine.models.convert import find_converted
from engine.models.folders import ModelFolders, model_folders
from engine.models.hashes import sha256_of
from engine.models.ready import ready
from engine.models.session import PROVIDERS, default_threads, device_of, onnxruntime, usable_devices
from engine.models.weights import candidates, locate
from engine.progress import Job, Progress

State: TypeAlias = Literal["here", "changed", "missing"]
PROBE = "centerface"


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model and its file on this machine.

    `path` is None where there is none; `converted` is the file that really runs, None where nothing was converted yet.
    `next_step` says how to get the model where `state` is not "here".
    """

    spec: ModelSpec
    state: State
    path: Path | None
    converted: Path | None
    next_step: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a diagnosis; `next_step` is empty where nothing needs to be done."""

    name: str
    value: str
    good: bool = True
    next_step: str = ""


def rows(folders: ModelFolders | None = None) -> list[ModelRow]:
    """All models of the catalogue, in its order."""
    folders = folders or model_folders()
    return [_row(spec, folders) for spec in catalog().values()]


def verify(folders: ModelFolders | None = None) -> Job[list[ModelRow]]:
    """Job that reads every file that is here again, whatever is remembered of it, and returns its rows."""
    folders = folders or model_folders()
    known = [row for row in rows(folders) if row.path]
    checked = []
    for done, row in enumerate(known):
        yield Progress("verify", done, len(known), note=row.spec.name)
        checked.append(_reread(row))
    return checked


def device_facts() -> list[Fact]:
    """Which runtime there is, which devices it reports, and on which of them a network really runs."""
    try:
        runtime = onnxruntime()
    except ModelMissing as error:
        return [Fact("ONNX Runtime", error.what, False, error.next_step)]
    reported = runtime.get_available_providers()
    facts = [
        Fact("ONNX Runtime", f"{runtime.__version__}, {runtime.get_device().lower()}"),
        Fact("threads for each network", str(default_threads())),
        Fact("device chosen by auto", usable_devices("auto", reported)[0]),
    ]
    return facts + [_try_device(name) for name in PROVIDERS if PROVIDERS[name] in reported]


def model_facts(folders: ModelFolders | None = None) -> list[Fact]:
    """The default models, and the folders that are searched."""
    folders = folders or model_folders()
    facts = [_model_fact(row) for row in rows(folders) if row.spec.default]
    places = {"downloaded models": folders.downloaded, "converted models": folders.converted}
    facts += [Fact(name, str(place)) for name, place in places.items()]
    facts += [
        Fact(
            "local models", str(place), place.is_dir(), "" if place.is_dir() else "Make the folder or change the name."
        )
        for place in folders.local
    ]
    return facts


def _row(spec: ModelSpec, folders: ModelFolders) -> ModelRow:
    converted = find_converted(spec, folders) if spec.converter else None
    try:
        return ModelRow(spec, "here", locate(spec, folders), converted, "")
    except ModelMissing as error:
        found = candidates(spec, folders)
        if found:
            return ModelRow(spec, "changed", found[0], converted, error.next_step)
        # A converted file keeps working when the package that carried the weights is gone.
        return ModelRow(spec, "here" if converted else "missing", None, converted, "" if converted else error.next_step)


def _reread(row: ModelRow) -> ModelRow:
    assert row.path is not None
    right = sha256_of(row.path) == row.spec.sha256
    step = "" if right else row.next_step or f"Install or fetch {row.spec.name} again."
    return ModelRow(row.spec, "here" if right else "changed", row.path, row.converted, step)


def _model_fact(row: ModelRow) -> Fact:
    value = str(row.converted or row.path or "not here")
    if row.state == "changed":
        value = f"{row.path} is not the file that was tested"
    return Fact(f"{row.spec.name} ({row.spec.role})", value, row.state == "here", row.next_step)


def _try_device(name: str) -> Fact:
    """Whether a network really runs there: drivers and libraries are only found wanting when one starts."""
    label = f"device {name}"
    try:
        session = ready(PROBE, name)  # type: ignore[arg-type]
    except ModelMissing as error:
        return Fact(label, error.what, False, error.next_step)
    session.run(None, {"image": np.zeros((1, 3, 32, 32), np.float32)})
    actual = device_of(session)
    if actual == name:
        return Fact(label, "runs")
    return Fact(label, f"does not start, {actual} is used instead", False, f"Check the drivers of {name}.")
