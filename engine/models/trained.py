"""Networks that were trained on this machine stand in the catalogue beside the published ones.

Each is an ONNX file with a row of its own, `NAME.toml`, in the data folder. Their sha256 decides as with any other.
"""

import logging
import tomllib
from pathlib import Path
from typing import Any

from engine.errors import UserError
from engine.models.folders import ModelFolders, model_folders
from engine.models.hashes import sha256_of, write_atomically
from engine.models.spec import ModelSpec, Source

log = logging.getLogger(__name__)

OF_THIS_MACHINE = (Source("trained"),)
_TEXTS = ("name", "role", "file", "sha256", "licence", "input", "output", "measured")


def trained_specs(folders: ModelFolders | None = None) -> dict[str, ModelSpec]:
    """Rows by name; a row that cannot be read is left out, which a logged sentence says."""
    specs = {}
    for path in sorted((folders or model_folders()).trained.glob("*.toml")):
        try:
            spec = _spec(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("The trained model in %s is left out: its row cannot be read (%s).", path, error)
            continue
        specs[spec.name] = spec
    return specs


def register(network: Path, row: dict[str, Any], taken: frozenset[str], folders: ModelFolders | None = None) -> Path:
    """Copy `network` into the catalogue of this machine, in place of an earlier one of that name; returns the copy.

    `row`: name, role, licence, input, output, measured. `taken`: names of published models. Raises UserError where the
    name is one of them or the folder cannot be written.
    """
    name = str(row["name"])
    if name in taken:
        raise UserError(f"There is a published model called {name!r}.", "Give yours another name.")
    folder = (folders or model_folders()).trained
    target = folder / f"{name}.onnx"
    content = network.read_bytes()
    facts = {**row, "file": target.name, "sha256": sha256_of(network), "bytes": len(content)}
    lines = [f"{key} = {_toml(facts[key])}" for key in (*_TEXTS, "bytes", "commercial") if key in facts]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(target, content)
        write_atomically(folder / f"{name}.toml", ("\n".join(lines) + "\n").encode())
    except OSError as error:
        raise UserError(
            f"{folder} cannot be written ({error.strerror}).", "Free some space, or set ONLYLOOK_HOME."
        ) from error
    return target


def _spec(row: dict[str, Any]) -> ModelSpec:
    name, role, file, sha256, licence, given, answer, measured = (str(row[key]) for key in _TEXTS)
    return ModelSpec(
        name=name,
        role=role,
        file=file,
        sha256=sha256,
        licence=licence,
        input=given,
        output=answer,
        measured=measured,
        default=False,
        bytes=int(row["bytes"]),
        commercial=bool(row.get("commercial", False)),
        converter="",
        published="",
        published_source="trained on this machine",
        sources=OF_THIS_MACHINE,
    )


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
