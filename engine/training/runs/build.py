"""Make the task of a training out of its settings: read what it learns from, hold a part back, build the network."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from torch import nn

from engine.errors import UserError
from engine.training.data.benchmarks import cartoon_training
from engine.training.data.iqiyi import joined_by_clip, read_features, read_truth
from engine.training.data.pictures import UNLABELLED, Pictures, folder_pictures
from engine.training.data.projects import faces_of_projects
from engine.training.data.records import record_pictures
from engine.training.data.vectors import ModalVectors, read_modalities, read_vectors
from engine.training.networks.backbones import backbone
from engine.training.networks.fusion import Fusion, Modalities
from engine.training.networks.heads import LinearHead, ResidualHead
from engine.training.runs.config import Config, DataConfig
from engine.training.runs.tasks import FusionTask, HeadTask, PictureTask, Task
from engine.types import Pixels

Ints = NDArray[np.int64]
IQIYI_MODALITIES = ("face", "head", "body", "audio")
HEADS: dict[str, Callable[[int], nn.Module]] = {"residual": ResidualHead, "linear": LinearHead}


def build(config: Config) -> Task:
    """Raises UserError for whatever of the data or the network cannot be used."""
    return _BUILDERS[config.target](config)


def _pictures_task(config: Config) -> Task:
    pictures: Pictures = _pictures(config.data)
    domain: Ints | None = None
    if config.faces is not None:
        joined = _Joined(pictures, _pictures(config.faces))
        pictures, domain = joined, joined.domains
    network = config.network
    rows, held = by_identity(pictures.labels, config.data.held_back, config.run.seed)
    built = backbone(network.name, network.dimensions, network.side, network.width)
    return PictureTask(built, pictures, rows, held, config.run.augment, None if domain is None else domain[rows])


def _pictures(data: DataConfig) -> Pictures:
    if data.kind == "folder":
        return folder_pictures(data.path, data.strangers)
    if data.kind == "records":
        return record_pictures(data.path)
    if data.kind == "icartoonface" and data.boxes is not None:
        return cartoon_training(data.boxes, data.path)
    raise UserError(
        f"Pictures cannot be read from data of the kind {data.kind!r}.",
        "Use folder, records, or icartoonface with boxes.",
    )


def _head_task(config: Config) -> Task:
    data = config.data
    if data.kind == "projects":
        samples = faces_of_projects(data.paths or (data.path,))
        vectors, labels, names = samples.vectors, samples.labels, samples.names
    elif data.kind == "vectors":
        vectors, labels, names = read_vectors(data.path)
    else:
        raise UserError(f"A head cannot be taught from data of the kind {data.kind!r}.", "Use projects or vectors.")
    rows, held = by_sample(labels, data.held_back, config.run.seed)
    name = config.network.name if config.network.name in HEADS else "residual"
    network = HEADS[name](vectors.shape[1])
    return HeadTask(network, vectors[rows], labels[rows], names, vectors[held], labels[held])


def _fusion_task(config: Config) -> Task:
    samples = _modalities(config.data)
    network = config.network
    sizes = Modalities(tuple(samples.vectors), tuple(one.shape[1] for one in samples.vectors.values()))
    built = Fusion(sizes, dimensions=network.dimensions, attention=network.name != "joined")
    rows, held = by_sample(samples.labels, config.data.held_back, config.run.seed)
    return FusionTask(built, samples, rows, held, network.drop, network.dimensions)


def _modalities(data: DataConfig) -> ModalVectors:
    if data.kind == "vectors":
        return read_modalities(data.path)
    if data.kind != "iqiyi" or data.truth is None:
        raise UserError(
            f"Modalities cannot be read from data of the kind {data.kind!r}.", "Use vectors, or iqiyi with truth."
        )
    files = {name: found for name in IQIYI_MODALITIES if (found := _feature_file(data.path, name, data.truth))}
    if not files:
        raise UserError(
            f"There are no feature files in {data.path}.", "Name the folder that holds face_train_v2.pickle and so on."
        )
    _, identities, vectors, qualities = joined_by_clip(
        {name: read_features(path) for name, path in files.items()}, read_truth(data.truth)
    )
    names = sorted(set(identities))
    place = {name: number for number, name in enumerate(names)}
    return ModalVectors(vectors, qualities, np.array([place[one] for one in identities], np.int64), tuple(names))


def _feature_file(folder: Path, modality: str, truth: Path) -> Path | None:
    part = "val" if truth.name.startswith("val") else "train"
    return next(iter(sorted(folder.glob(f"{modality}_{part}*.pickle"), reverse=True)), None)


@dataclass(frozen=True, slots=True, eq=False)
class _Joined:
    """Pictures of two domains, each with identities of its own."""

    first: Pictures
    second: Pictures

    @property
    def labels(self) -> Ints:
        others = self.second.labels
        moved = np.where(others == UNLABELLED, UNLABELLED, others + len(self.first.names))
        return np.concatenate([self.first.labels, moved])

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.first.names, *self.second.names)

    @property
    def domains(self) -> Ints:
        return np.repeat([0, 1], [len(self.first.labels), len(self.second.labels)])

    def picture(self, place: int) -> Pixels:
        count = len(self.first.labels)
        return self.first.picture(place) if place < count else self.second.picture(place - count)


def by_identity(labels: Ints, share: float, seed: int) -> tuple[Ints, Ints]:
    """Rows to learn from, and rows of whole identities, two photos or more, to judge on; strangers are learnt from."""
    identities, counts = np.unique(labels[labels != UNLABELLED], return_counts=True)
    able = identities[counts > 1]
    wanted = min(round(share * len(identities)), len(able), len(identities) - 2)
    chosen = np.random.default_rng((seed, 5)).permutation(able)[: max(0, wanted)]
    held = np.isin(labels, chosen)
    return np.flatnonzero(~held), np.flatnonzero(held)


def by_sample(labels: Ints, share: float, seed: int) -> tuple[Ints, Ints]:
    """Rows to learn from, and of each identity a share of the rows to judge on, leaving at least one to learn from."""
    dice = np.random.default_rng((seed, 6))
    held: list[int] = []
    if share > 0:
        for identity in np.unique(labels[labels != UNLABELLED]):
            rows = dice.permutation(np.flatnonzero(labels == identity))
            held += rows[: min(max(1, round(share * len(rows))), len(rows) - 1)].tolist()
    mask = np.zeros(len(labels), bool)
    mask[held] = True
    return np.flatnonzero(~mask), np.flatnonzero(mask)


_BUILDERS: dict[str, Callable[[Config], Task]] = {
    "face": _pictures_task,
    "cartoon": _pictures_task,
    "head": _head_task,
    "fusion": _fusion_task,
}
