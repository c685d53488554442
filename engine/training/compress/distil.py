"""Teach a smaller or simpler network to give the embeddings of a larger one; no labels are needed.

The student sees each picture as the teacher does, also halves of two faces mixed (function matching: Beyer et al.,
arXiv:2106.05237), so that a few thousand photos do.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from engine.errors import UserError
from engine.progress import Job, Progress
from engine.training.data.augment import varied
from engine.training.networks.chain import Chain
from engine.types import Floats, Pixels

STRAIGHT_AFTER = 0.4
"""Share of the steps after which no bend is left."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """How the student is taught. `mixed`: share of pictures that are two faces laid over each other."""

    epochs: int = 10
    batch: int = 32
    rate: float = 3e-4
    mixed: float = 0.3
    seed: int = 0
    straighten: int = 0
    """How many of a chain's first bends become straight on the way."""
    halves: bool = True
    """Compute in bfloat16 where that is exact enough, which is twice as fast on processors that know it."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """`agreement`: mean cosine of student and teacher on faces that were held back, after each epoch."""

    agreement: list[float] = field(default_factory=list)


def distil(
    student: nn.Module, teacher: Callable[[Pixels], Floats], faces: Pixels, held_back: Pixels, lessons: Lessons
) -> Job[Learnt]:
    """Job that trains `student` in place. `faces`, `held_back`: (n, h, w, 3) uint8 RGB, aligned.

    `teacher` gives (n, d) of unit length for such crops. Raises UserError for too few faces or where the student's
    answers are no numbers any more.
    """
    if len(faces) < lessons.batch:
        raise UserError(f"{len(faces)} faces are too few to teach from.", f"Give at least {lessons.batch}.")
    dice = np.random.default_rng(lessons.seed)
    optimiser = torch.optim.AdamW(student.parameters(), lr=lessons.rate, weight_decay=0)
    each = len(faces) // lessons.batch
    total, done, learnt = each * lessons.epochs, 0, Learnt()
    for epoch in range(lessons.epochs):
        order = dice.permutation(len(faces))
        for start in range(0, each * lessons.batch, lessons.batch):
            _set_pace(student, optimiser, lessons, done / total)
            crops = varied(faces[order[start : start + lessons.batch]], dice, lessons.mixed)
            loss = _step(student, optimiser, crops, teacher(crops), lessons)
            done += 1
            yield Progress("distil", done, total, note=f"loss {loss:.4f}", extra={"loss": loss})
        learnt.agreement.append(agreement(student, teacher, held_back))
        yield Progress("distil", done, total, note=f"epoch {epoch + 1}: agreement {learnt.agreement[-1]:.4f}")
    return learnt


def agreement(student: nn.Module, teacher: Callable[[Pixels], Floats], crops: Pixels) -> float:
    """Mean cosine of the two networks' embeddings of `crops`."""
    student.eval()
    with torch.no_grad():
        answers = functional.normalize(
            torch.cat([student(images(part)) for part in np.array_split(crops, 8) if len(part)])
        ).numpy()
    student.train()
    return float(np.mean(np.sum(answers * teacher(crops), axis=1)))


def images(crops: Pixels) -> Tensor:
    """(n, 3, h, w) float32 0..255 of crops (n, h, w, 3) uint8."""
    whole: NDArray[np.float32] = np.ascontiguousarray(crops.transpose(0, 3, 1, 2), np.float32)
    return torch.from_numpy(whole).contiguous(memory_format=torch.channels_last)


def _set_pace(student: nn.Module, optimiser: torch.optim.Optimizer, lessons: Lessons, share: float) -> None:
    for group in optimiser.param_groups:
        group["lr"] = lessons.rate * min(1.0, 20 * share + 0.05) * 0.5 * (1 + math.cos(math.pi * share))
    if isinstance(student, Chain) and lessons.straighten:
        student.keep_bends(max(0.0, 1 - share / STRAIGHT_AFTER), lessons.straighten)


def _step(
    student: nn.Module, optimiser: torch.optim.Optimizer, crops: Pixels, wanted: Floats, lessons: Lessons
) -> float:
    target = torch.from_numpy(wanted)
    with torch.autocast("cpu", torch.bfloat16, enabled=lessons.halves):
        answers = student(images(crops))
    answers = functional.normalize(answers.float())
    alone = 1 - (answers * target).sum(dim=1).mean()
    # Who looks like whom in the batch: what verification rests on.
    among = (answers @ answers.T - target @ target.T).square().mean()
    loss = alone + among
    value = float(loss.detach())
    if not math.isfinite(value):
        raise UserError("The student's answers are no numbers any more.", "Lower the learning rate and start again.")
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(student.parameters(), 1.0)
    optimiser.step()
    return value
