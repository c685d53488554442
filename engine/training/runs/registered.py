"""Put a trained network into the catalogue of this machine, so that it is found, checked and run like any other."""

from pathlib import Path

from engine.errors import UserError
from engine.models.catalog import published
from engine.models.trained import register
from engine.training.runs.config import Config
from engine.training.runs.loop import Result

ROLES = {
    "face": "face embedding",
    "cartoon": "cartoon face embedding",
    "head": "head on embeddings",
    "fusion": "fusion of modalities",
}


def check_name(config: Config) -> None:
    """Raises UserError for a name that a published model has, before hours are spent."""
    if config.register and config.name in published():
        raise UserError(f"There is a published model called {config.name!r}.", "Give yours another name.")


def registered(config: Config, result: Result) -> Path:
    """The network's place in the catalogue. Raises UserError."""
    assert result.network is not None
    row = {
        "name": config.name,
        "role": ROLES[config.target],
        "licence": config.licence,
        "input": _input(config),
        "output": "(n, d) float32, compared by cosine",
        "measured": ", ".join(f"{name} {value:.4f}" for name, value in result.figures.items()),
    }
    return register(result.network, row, frozenset(published()))


def _input(config: Config) -> str:
    if config.target in ("face", "cartoon"):
        side = config.network.side
        return f"(n, 3, {side}, {side}) float32 RGB 0..255, aligned as what it was trained on"
    return "(n, d) float32 of unit length"
