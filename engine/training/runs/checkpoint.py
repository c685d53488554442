"""Keep how far a training is, so that it goes on after a stop as if it had not been stopped."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer

from engine.errors import UserError
from engine.export.atomic import write_atomic
from engine.training.runs.config import Config
from engine.training.runs.processes import Place


@dataclass(frozen=True, slots=True)
class Trained:
    """What changes while a training runs: the networks by name, and what drives them."""

    networks: dict[str, nn.Module]
    optimiser: Optimizer
    scaler: Any


def checkpoint_path(config: Config, place: Place) -> Path:
    """Each process keeps its own, since each holds other class centres."""
    return config.output / f"checkpoint.{place.rank}.pt"


def save(config: Config, place: Place, trained: Trained, step: int) -> None:
    """Whole or not at all. `step`: how many are done."""
    content = {
        "step": step,
        "ranks": place.ranks,
        "config": digest(config),
        "networks": {name: network.state_dict() for name, network in trained.networks.items()},
        "optimiser": trained.optimiser.state_dict(),
        "scaler": trained.scaler.state_dict(),
    }
    buffer = io.BytesIO()
    torch.save(content, buffer)
    write_atomic(checkpoint_path(config, place), buffer.getvalue())


def load(config: Config, place: Place, trained: Trained) -> int:
    """Number of steps done; 0 where there is no checkpoint. Raises UserError for one of another training."""
    path = checkpoint_path(config, place)
    if not path.exists():
        return 0
    content = read(path)
    if content.get("config") != digest(config):
        raise UserError(
            f"{path.parent} holds a training that was begun with other settings.",
            "Choose another output folder, or begin anew with --fresh.",
        )
    if content["ranks"] != place.ranks:
        raise UserError(
            f"{path.parent} holds a training by {content['ranks']} processes.", f"Start as many, not {place.ranks}."
        )
    for name, network in trained.networks.items():
        fill(network, content["networks"][name], path)
    trained.optimiser.load_state_dict(content["optimiser"])
    trained.scaler.load_state_dict(content["scaler"])
    return int(content["step"])


def start_from(network: nn.Module, path: Path) -> None:
    """Give a network the weights that another training reached. Raises UserError where they do not fit."""
    networks = read(path).get("networks", {})
    if "network" not in networks:
        raise UserError(f"{path} holds no network.", "Name the checkpoint.0.pt of a training.")
    fill(network, networks["network"], path)


def read(path: Path) -> dict[str, Any]:
    """Tensors and numbers only: nothing in the file is run. Raises UserError."""
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}).", "Check the name.") from error
    except Exception as error:
        # PyTorch raises many unrelated classes for a file that is none of its own.
        raise UserError(f"{path} is damaged or no checkpoint.", "Begin anew with --fresh.") from error
    if not isinstance(content, dict):
        raise UserError(f"{path} is no checkpoint of this program.", "Begin anew with --fresh.")
    return content


def fill(network: nn.Module, weights: dict[str, torch.Tensor], path: Path) -> None:
    """Raises UserError that names the first weight of another shape."""
    mine = network.state_dict()
    for name, tensor in mine.items():
        if name not in weights or weights[name].shape != tensor.shape:
            found = tuple(weights[name].shape) if name in weights else "nothing"
            raise UserError(
                f"{path} is of another network: {name} is {found} there and {tuple(tensor.shape)} here.",
                "Use the network's settings with which it was trained.",
            )
    network.load_state_dict(weights)


def digest(config: Config) -> str:
    """Changes with whatever changes what is learnt, not with where it is kept nor with how long it goes on."""
    told = (config.target, config.data, config.faces, config.network, config.loss, config.run)
    return hashlib.sha256(repr(told).encode()).hexdigest()
