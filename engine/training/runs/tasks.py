"""What is trained on what: one task for pictures, one for heads on vectors, one for the fusion of modalities."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.training.data.augment import varied, worsened
from engine.training.data.pictures import UNLABELLED, Pictures
from engine.training.data.vectors import ModalVectors
from engine.training.networks.backbones import Face
from engine.training.networks.export import export_face, export_fusion, export_head
from engine.training.networks.fusion import Fusion, dropped_at_random
from engine.training.runs.judge import closed_set_map, verification
from engine.types import Floats, Pixels

Ints = NDArray[np.int64]
JUDGED_AT_MOST = 4000
"""Held-back pictures on which a result is judged: their pairs are some 8 million."""


class Task(Protocol):
    """One training's samples and network. `labels`: (n,) of the samples that are learnt from, -1 for strangers."""

    @property
    def network(self) -> nn.Module: ...

    @property
    def labels(self) -> Ints: ...

    @property
    def names(self) -> tuple[str, ...]: ...

    @property
    def dimensions(self) -> int: ...

    @property
    def domains(self) -> Ints | None:
        """(n,) 0 for the first domain, 1 for the second; None where there is one."""
        ...

    def batch(self, rows: Ints, dice: np.random.Generator) -> tuple[Tensor, ...]:
        """The network's inputs for samples."""
        ...

    def judge(self, run: "Runner", centres: Floats) -> dict[str, float]:
        """Figures on what was held back. `centres`: (classes, d) of unit length."""
        ...

    def export(self, path: Path, centres: Floats) -> None: ...


Runner = Callable[..., Floats]
"""Calls the trained network, as it answers when nothing is learnt any more."""


@dataclass(slots=True, eq=False)
class PictureTask:
    """Faces, or cartoons, as pictures of one size. `rows`: places in `pictures` to learn from, `held`: to judge on."""

    network: Face
    pictures: Pictures
    rows: Ints
    held: Ints
    augment: bool
    domains: Ints | None = None

    @property
    def labels(self) -> Ints:
        labels: Ints = _renumbered(self.pictures.labels[self.rows])
        return labels

    @property
    def names(self) -> tuple[str, ...]:
        known = np.unique(self.pictures.labels[self.rows])
        return tuple(self.pictures.names[label] for label in known if label != UNLABELLED)

    @property
    def dimensions(self) -> int:
        return self.network.dimensions

    def batch(self, rows: Ints, dice: np.random.Generator) -> tuple[Tensor, ...]:
        crops = self._crops(self.rows[rows])
        if self.augment:
            crops = worsened(varied(crops, dice), dice)
        return (_images(crops),)

    def judge(self, run: Runner, centres: Floats) -> dict[str, float]:
        held = self.held[:JUDGED_AT_MOST]
        if not len(held):
            return {}
        vectors = np.concatenate([run(_images(self._crops(held[at : at + 64]))) for at in range(0, len(held), 64)])
        return verification(vectors, _renumbered(self.pictures.labels[held]))

    def export(self, path: Path, centres: Floats) -> None:
        export_face(self.network, self.network.side, path)

    def _crops(self, places: Ints) -> Pixels:
        side = self.network.side
        crops = [self.pictures.picture(int(place)) for place in places]
        return np.stack(
            [
                crop
                if crop.shape[:2] == (side, side)
                else np.asarray(cv2.resize(crop, (side, side), interpolation=cv2.INTER_AREA), np.uint8)
                for crop in crops
            ]
        )


@dataclass(slots=True, eq=False)
class HeadTask:
    """A head on vectors that stay as they are."""

    network: nn.Module
    vectors: Floats
    labels: Ints
    names: tuple[str, ...]
    held: Floats
    held_labels: Ints
    domains: Ints | None = None

    @property
    def dimensions(self) -> int:
        return int(self.vectors.shape[1])

    def batch(self, rows: Ints, dice: np.random.Generator) -> tuple[Tensor, ...]:
        return (torch.from_numpy(self.vectors[rows]),)

    def judge(self, run: Runner, centres: Floats) -> dict[str, float]:
        if not len(self.held):
            return {}
        before = {f"{name} before": value for name, value in verification(self.held, self.held_labels).items()}
        return {**before, **verification(run(torch.from_numpy(self.held)), self.held_labels)}

    def export(self, path: Path, centres: Floats) -> None:
        export_head(self.network, self.dimensions, path)


@dataclass(slots=True, eq=False)
class FusionTask:
    """Several modalities of one track. `drop`: chance that one is hidden in a step."""

    network: Fusion
    samples: ModalVectors
    rows: Ints
    held: Ints
    drop: float
    dimensions: int
    domains: Ints | None = None

    @property
    def labels(self) -> Ints:
        labels: Ints = self.samples.labels[self.rows]
        return labels

    @property
    def names(self) -> tuple[str, ...]:
        return self.samples.names

    def batch(self, rows: Ints, dice: np.random.Generator) -> tuple[Tensor, ...]:
        *vectors, qualities, present = self.inputs(self.rows[rows])
        seed = torch.Generator().manual_seed(int(dice.integers(2**31)))
        return (*vectors, qualities, dropped_at_random(present, self.drop, seed))

    def inputs(self, places: Ints) -> tuple[Tensor, ...]:
        names = self.network.modalities.names
        vectors = [torch.from_numpy(self.samples.vectors[name][places]) for name in names]
        qualities = torch.from_numpy(np.stack([self.samples.qualities[name][places] for name in names], axis=1))
        return (*vectors, qualities, (qualities > 0).float())

    def judge(self, run: Runner, centres: Floats) -> dict[str, float]:
        if not len(self.held):
            return {}
        vectors = run(*self.inputs(self.held))
        return {"MAP@100": closed_set_map(vectors @ centres.T, self.samples.labels[self.held])}

    def export(self, path: Path, centres: Floats) -> None:
        export_fusion(self.network, path, centres)


def _images(crops: Pixels) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(crops.transpose(0, 3, 1, 2), np.float32))


def _renumbered(labels: Ints) -> Ints:
    """Labels from 0 on without gaps; strangers stay -1."""
    known = np.unique(labels[labels != UNLABELLED])
    return np.where(labels == UNLABELLED, UNLABELLED, np.searchsorted(known, labels)).astype(np.int64)
