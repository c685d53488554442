"""Where a training runs: which device, in what precision, and as one of how many processes that torchrun started."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import distributed

from engine.errors import UserError
from engine.training.runs.config import RunConfig


@dataclass(frozen=True, slots=True)
class Place:
    """One process among `ranks`, on `device`; `half`: the type that halves are computed in, None for full precision."""

    device: torch.device
    rank: int
    ranks: int
    half: torch.dtype | None

    @property
    def first(self) -> bool:
        """Whether this is the process that writes and speaks."""
        return self.rank == 0


@contextmanager
def placed(run: RunConfig) -> Iterator[Place]:
    """Joins the processes that torchrun started, if it did, and leaves them at the end. Raises UserError."""
    ranks, rank = int(os.environ.get("WORLD_SIZE", "1")), int(os.environ.get("RANK", "0"))
    device = _device(run)
    if run.threads:
        torch.set_num_threads(run.threads)
    if ranks > 1:
        try:
            distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
        except (RuntimeError, ValueError) as error:
            raise UserError(
                f"The {ranks} processes cannot reach each other ({error}).", "Start them with torchrun."
            ) from error
    try:
        yield Place(device, rank, ranks, _half(run, device))
    finally:
        if ranks > 1:
            distributed.destroy_process_group()


def _device(run: RunConfig) -> torch.device:
    here = torch.cuda.is_available()
    if run.device == "cuda" and not here:
        raise UserError("PyTorch finds no graphics card here.", 'Set `device = "auto"`, or install PyTorch with CUDA.')
    if run.device == "cpu" or not here:
        return torch.device("cpu")
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
    torch.cuda.set_device(device)
    return device


def _half(run: RunConfig, device: torch.device) -> torch.dtype | None:
    if run.precision == "full" or (run.precision == "auto" and device.type == "cpu"):
        return None
    if device.type == "cuda" and not torch.cuda.is_bf16_supported():
        return torch.float16
    return torch.bfloat16
