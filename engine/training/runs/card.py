"""Write beside a trained network what it is: what it learnt from, how, and what it scored."""

import importlib.metadata
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch

from engine import __version__
from engine.export.atomic import write_atomic
from engine.models.hashes import sha256_of
from engine.training.runs.config import Config
from engine.training.runs.tasks import Task


def write_card(
    config: Config, task: Task, network: Path, figures: Mapping[str, float], losses: Sequence[float]
) -> Path:
    """`NAME.md` beside the network, whole or not at all; returns its path."""
    labels = task.labels
    parts = [
        f"# {config.name}",
        f"A network for {config.target} recognition, trained by Only Look at Them {__version__} "
        f"on {datetime.now(UTC):%Y-%m-%d}.",
        "## What it learnt from",
        _data(config, labels, len(task.names)),
        "## How it scored",
        _figures(figures),
        "## How it was trained",
        f"{config.run.steps} steps of {config.run.batch} samples, seed {config.run.seed}."
        + (f" The loss went from {losses[0]:.4f} to {losses[-1]:.4f}." if losses else ""),
        "```json\n" + json.dumps(asdict(config), indent=2, default=str) + "\n```",
        "## What it may be used for",
        f"Licence: {config.licence}. Whoever trained it answers for the rights in the pictures and voices that it "
        "learnt from.",
        f"sha256 of {network.name}: `{sha256_of(network)}`",
        f"PyTorch {torch.__version__}, NumPy {np.__version__}, Python {platform.python_version()}, "
        f"ONNX {importlib.metadata.version('onnx')}",
    ]
    path = network.with_suffix(".md")
    write_atomic(path, ("\n\n".join(parts) + "\n").encode())
    return path


def _data(config: Config, labels: "np.ndarray", people: int) -> str:
    strangers = int((labels < 0).sum())
    return (
        f"{config.data.kind}: {len(labels) - strangers} samples of {people} identities, "
        f"{strangers} samples without a label."
    )


def _figures(figures: Mapping[str, float]) -> str:
    if not figures:
        return "Nothing was held back, so nothing is known."
    rows = [f"| {name} | {value:.4f} |" for name, value in figures.items()]
    return "\n".join(["On what was held back:", "", "| figure | value |", "|---|---|", *rows])
