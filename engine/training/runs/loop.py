"""Run a training: step by step, kept every so often, over one process or many, to a network that the product runs."""

import math
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.parallel import DistributedDataParallel

from engine.errors import UserError
from engine.progress import Job, Progress
from engine.training.data.batches import Batches, BatchPlan, share_of_rank
from engine.training.losses.domains import DomainCritic, coral, discrepancy
from engine.training.losses.margins import ClassCentres
from engine.training.losses.sharded import ShardedCentres
from engine.training.losses.unknown import rejection
from engine.training.runs import checkpoint
from engine.training.runs.build import build
from engine.training.runs.card import write_card
from engine.training.runs.checkpoint import Trained
from engine.training.runs.config import Config
from engine.training.runs.logs import Curve
from engine.training.runs.processes import Place, placed
from engine.training.runs.tasks import Ints, Task
from engine.types import Floats

WARM_UP = 0.05
MOMENTUM = 0.9
LARGEST_GRADIENT = 5.0


@dataclass(frozen=True, slots=True)
class Result:
    """`network`: the ONNX file. `figures`: on what was held back. Both empty on all processes but the first."""

    network: Path | None
    card: Path | None
    figures: dict[str, float]
    losses: tuple[float, ...]


def train(config: Config, fresh: bool = False) -> Job[Result]:
    """Job that trains, or goes on where it stopped. `fresh`: begin anew. Raises UserError."""
    with placed(config.run) as place:
        task = build(config)
        if config.network.start is not None:
            checkpoint.start_from(task.network, config.network.start)
        result = yield from _Training(config, task, place, fresh).run()
    return result


class _Training:
    def __init__(self, config: Config, task: Task, place: Place, fresh: bool) -> None:
        self.config, self.task, self.place, self.fresh = config, task, place, fresh
        run = config.run
        self.labels = task.labels
        self.batches = Batches(self.labels, BatchPlan(run.batch, run.each, run.strangers), run.seed)
        torch.manual_seed(run.seed)
        self.centres = self._centres().to(place.device)
        self.critic = DomainCritic(task.dimensions).to(place.device) if config.loss.domain == "critic" else None
        self.network = task.network.to(place.device)
        self.called: nn.Module = DistributedDataParallel(self.network) if place.ranks > 1 else self.network
        parts: dict[str, nn.Module] = {"network": self.network, "centres": self.centres}
        if self.critic is not None:
            parts["critic"] = self.critic
        self.trained = Trained(parts, self._optimiser(parts), _scaler(place))

    def run(self) -> Job[Result]:
        config, steps = self.config, self.config.run.steps
        config.output.mkdir(parents=True, exist_ok=True)
        begin = 0 if self.fresh else checkpoint.load(config, self.place, self.trained)
        losses: list[float] = []
        with ExitStack() as stack:
            curve = stack.enter_context(Curve(config.output, begin)) if self.place.first else None
            for step in range(begin, steps):
                values = self._step(step)
                losses.append(values["loss"])
                if curve is not None:
                    curve.add(step, values)
                if (step + 1) % config.run.save_every == 0 or step + 1 == steps:
                    checkpoint.save(config, self.place, self.trained, step + 1)
                yield Progress("train", step + 1, steps, note=f"loss {values['loss']:.4f}", extra=values)
        centres = functional.normalize(self._all_centres()).numpy()
        if not self.place.first:
            return Result(None, None, {}, tuple(losses))
        return (yield from self._finish(losses, centres))

    def _centres(self) -> ClassCentres | ShardedCentres:
        loss, classes = self.config.loss, int(self.labels.max()) + 1
        if loss.kind == "softmax":
            if self.place.ranks > 1:
                raise UserError("Plain softmax is not shared out over processes.", "Use normface, cosface or arcface.")
            return ClassCentres(self.task.dimensions, classes, loss.constants)
        return ShardedCentres(self.task.dimensions, classes, loss.constants, loss.share, self.config.run.seed)

    def _optimiser(self, parts: dict[str, nn.Module]) -> torch.optim.Optimizer:
        run = self.config.run
        weights = [weight for part in parts.values() for weight in part.parameters()]
        if run.optimiser == "adam":
            return torch.optim.AdamW(weights, lr=run.rate, weight_decay=run.decay)
        return torch.optim.SGD(weights, lr=run.rate, momentum=MOMENTUM, weight_decay=run.decay)

    def _step(self, step: int) -> dict[str, float]:
        run, place = self.config.run, self.place
        rate = _rate(run.rate, step / run.steps)
        for group in self.trained.optimiser.param_groups:
            group["lr"] = rate
        # What is random depends on the step alone, so that a training that was stopped goes on as it would have.
        torch.manual_seed(run.seed * 1_000_003 + step)
        rows = share_of_rank(self.batches.at(step), self.batches.labelled, place.rank, place.ranks)
        dice = np.random.default_rng((run.seed, step, place.rank, 7))
        inputs = [tensor.to(place.device) for tensor in self.task.batch(rows, dice)]
        self.called.train()
        with torch.autocast(place.device.type, place.half or torch.bfloat16, enabled=place.half is not None):
            embeddings = self._call(inputs)
        loss, values = self._loss(embeddings.float(), rows)
        if not math.isfinite(values["loss"]):
            raise UserError(
                f"The loss is no number any more at step {step + 1} of {run.steps}.",
                "Lower the rate and run it again; what was kept before is untouched.",
            )
        self._learn(loss)
        return {**values, "rate": rate}

    def _call(self, inputs: list[Tensor]) -> Tensor:
        vectors: Tensor = self.called(*_grouped(self.network, inputs))
        return vectors

    def _loss(self, embeddings: Tensor, rows: Ints) -> tuple[Tensor, dict[str, float]]:
        settings = self.config.loss
        known = self.batches.labelled // self.place.ranks
        labels = torch.from_numpy(self.labels[rows[:known]]).to(embeddings.device)
        loss = self.centres(embeddings[:known], labels)
        values = {}
        if settings.rejection_weight:
            term = self._rejected(embeddings[known:])
            loss = loss + settings.rejection_weight * term
            values["rejection"] = float(term.detach())
        if settings.domain != "none" and self.task.domains is not None:
            term = self._domain_term(embeddings[:known], torch.from_numpy(self.task.domains[rows[:known]]))
            loss = loss + settings.domain_weight * term
            values["domain"] = float(term.detach())
        return loss, {"loss": float(loss.detach()), **values}

    def _rejected(self, strangers: Tensor) -> Tensor:
        kind = self.config.loss.rejection
        if isinstance(self.centres, ShardedCentres):
            return self.centres.rejection(strangers, kind)
        return rejection(self.centres.logits(strangers), kind)

    def _domain_term(self, embeddings: Tensor, domains: Tensor) -> Tensor:
        if self.critic is not None:
            answer: Tensor = self.critic(embeddings, domains.to(embeddings.device))
            return answer
        units = functional.normalize(embeddings)
        first, second = units[domains == 0], units[domains == 1]
        if min(len(first), len(second)) < 2:
            return embeddings.sum() * 0
        return coral(first, second) if self.config.loss.domain == "coral" else discrepancy(first, second)

    def _learn(self, loss: Tensor) -> None:
        optimiser, scaler = self.trained.optimiser, self.trained.scaler
        optimiser.zero_grad()
        scaler.scale(loss).backward()
        scaler.unscale_(optimiser)
        # Over the network alone: its gradients are the same on all ranks, those of the centres are each rank's own.
        nn.utils.clip_grad_norm_(self.network.parameters(), LARGEST_GRADIENT)
        scaler.step(optimiser)
        scaler.update()

    def _finish(self, losses: list[float], centres: Floats) -> Job[Result]:
        config = self.config
        yield Progress("judge", 0, 1)
        self.network.eval()
        figures = self.task.judge(self._answers, centres)
        self.network.to("cpu")
        path = config.output / f"{config.name}.onnx"
        self.task.export(path, centres)
        card = write_card(config, self.task, path, figures, losses)
        return Result(path, card, figures, tuple(losses))

    def _all_centres(self) -> Tensor:
        weight = self.centres.weight.detach().cpu()
        return self.centres.whole() if isinstance(self.centres, ShardedCentres) else weight

    def _answers(self, *inputs: Tensor) -> Floats:
        with torch.no_grad():
            vectors = self.network(*_grouped(self.network, [tensor.to(self.place.device) for tensor in inputs]))
        answer: Floats = functional.normalize(vectors.float()).cpu().numpy()
        return answer


def _grouped(network: nn.Module, inputs: list[Tensor]) -> tuple[Any, ...]:
    """A fusion takes its modalities' vectors as one list."""
    return (inputs[:-2], inputs[-2], inputs[-1]) if hasattr(network, "modalities") else tuple(inputs)


def _rate(highest: float, share: float) -> float:
    if share < WARM_UP:
        return highest * (share / WARM_UP * 0.9 + 0.1)
    return highest * 0.5 * (1 + math.cos(math.pi * (share - WARM_UP) / (1 - WARM_UP)))


def _scaler(place: Place) -> Any:
    # Only halves with few bits for the exponent lose small gradients.
    return torch.amp.GradScaler(place.device.type, enabled=place.half == torch.float16)
