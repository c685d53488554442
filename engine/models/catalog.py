"""Read the table of all networks: what each is for, where it comes from, and under which licence."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from engine.errors import ModelMissing
from engine.models.spec import ModelSpec, Source
from engine.models.trained import trained_specs

__all__ = ["ModelSpec", "Source", "catalog", "find", "published"]


def catalog() -> dict[str, ModelSpec]:
    """All rows by name: the published ones in the order of the table, then those trained on this machine."""
    return {**published(), **{name: spec for name, spec in trained_specs().items() if name not in published()}}


@cache
def published() -> dict[str, ModelSpec]:
    """The rows of the table, by name."""
    table = tomllib.loads(files("engine.models").joinpath("catalog.toml").read_text(encoding="utf-8"))
    specs = [_spec(row) for row in table["model"]]
    return {spec.name: spec for spec in specs}


def find(name: str) -> ModelSpec:
    """The row called `name`. Raises ModelMissing with the names there are."""
    # Published models are found without a look at the disk.
    found = published().get(name) or trained_specs().get(name)
    if found is None:
        raise ModelMissing(f"There is no model called {name!r}.", f"Known are: {', '.join(catalog())}.")
    return found


def _spec(row: dict[str, Any]) -> ModelSpec:
    values = dict(row)
    values["sources"] = tuple(Source(**source) for source in row["sources"])
    values["aliases"] = tuple(row.get("aliases", ()))
    return ModelSpec(**values)
