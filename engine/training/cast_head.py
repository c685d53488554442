"""Adapt the face vectors of one project to its cast, by what the user said of its tracks; kept only if it helps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import nn

from engine.errors import UserError
from engine.export.atomic import replacing
from engine.models.heads import head_path
from engine.progress import Job, Progress
from engine.training.data.pictures import UNLABELLED
from engine.training.data.projects import Samples, digest_of_corrections, faces_of_projects
from engine.training.losses.margins import ClassCentres, Margin
from engine.training.networks.export import export_head
from engine.training.networks.heads import LinearHead
from engine.types import Floats

Ints = NDArray[np.int64]

FOLDS: Final = 4
FEWEST_TRACKS: Final = 8
"""Named tracks below which nothing held back would tell anything."""
STEPS: Final = 150
BATCH: Final = 128
RATE: Final = 2e-3
# Steep enough to learn, shallow enough that a handful of tracks is not learnt by heart.
LOSS: Final = Margin("arcface", 16.0, 0.2)
NEARNESS: Final = 4.0
"""How much a change of the space costs: few corrections must not turn it round."""


@dataclass(frozen=True, slots=True)
class Adapted:
    """`path`: where the head lies, None where it is not better. `before`, `after`: share of held-back tracks told
    right.

    `tracks`: how many were held back, each once.
    """

    path: Path | None
    before: float
    after: float
    tracks: int


@dataclass(frozen=True, slots=True)
class _Score:
    right: float
    margin: float
    """Mean of how much nearer tracks are to their own person than to the nearest other one."""


def adapt_to_cast(project: Path, seed: int = 0) -> Job[Adapted]:
    """Job that learns a head from the corrections of `project` and writes it beside it if it is better.

    Each named track is held back once: a head is learnt from the others, and the track is given to the person whose
    mean vector is nearest, with the head and without. A head that is there already stays where the new one is not
    better. Raises UserError for too few corrections.
    """
    samples = _named(faces_of_projects([project]))
    folds = list(_folds(samples, seed))
    total, done = (len(folds) + 1) * STEPS, 0
    outcomes: list[tuple[_Score, _Score]] = []
    sizes: list[int] = []
    for held in folds:
        head = LinearHead(samples.vectors.shape[1])
        for _ in _learn(head, samples.vectors[~held], samples.labels[~held], seed):
            done += 1
            yield Progress("head", done, total)
        before = samples.vectors
        outcomes.append((_score(before, samples, held), _score(_applied(head, before), samples, held)))
        sizes.append(len(np.unique(samples.tracks[held])))
    plain, changed = (_mean([pair[side] for pair in outcomes], sizes) for side in (0, 1))
    path = None
    if changed.right > plain.right or (changed.right == plain.right < 1 and changed.margin > plain.margin):
        head = LinearHead(samples.vectors.shape[1])
        for _ in _learn(head, samples.vectors, samples.labels, seed):
            done += 1
            yield Progress("head", done, total)
        path = head_path(project)
        facts = {"before": plain.right, "after": changed.right, "tracks": sum(sizes)}
        _write(head, samples, path, {**facts, "corrections": digest_of_corrections(project)})
    return Adapted(path, plain.right, changed.right, sum(sizes))


def _named(samples: Samples) -> Samples:
    """Those that the user named, of people with two tracks or more. Raises UserError where they are too few."""
    counts = {label: len(np.unique(samples.tracks[samples.labels == label])) for label in np.unique(samples.labels)}
    people = [label for label, count in counts.items() if label != UNLABELLED and count > 1]
    kept = np.isin(samples.labels, people)
    tracks = len(np.unique(samples.tracks[kept]))
    if len(people) < 2 or tracks < FEWEST_TRACKS:
        raise UserError(
            f"There are {tracks} named tracks of {len(people)} people with two tracks or more, too few to learn from.",
            f"Name {FEWEST_TRACKS} tracks of at least two people first.",
        )
    labels = np.searchsorted(people, samples.labels[kept])
    names = tuple(samples.names[label] for label in people)
    return Samples(samples.model, samples.vectors[kept], samples.qualities[kept], samples.tracks[kept], labels, names)


def _folds(samples: Samples, seed: int) -> Iterator[NDArray[np.bool_]]:
    """Rows held back: each track once, and never all tracks of a person."""
    dice = np.random.default_rng(seed)
    fold_of: dict[int, int] = {}
    for label in range(len(samples.names)):
        tracks = dice.permutation(np.unique(samples.tracks[samples.labels == label]))
        folds = min(FOLDS, len(tracks))
        fold_of.update({int(track): place % folds for place, track in enumerate(tracks)})
    fold = np.array([fold_of[int(track)] for track in samples.tracks])
    for number in range(FOLDS):
        if (fold == number).any():
            yield fold == number


def _learn(head: nn.Module, vectors: Floats, labels: Ints, seed: int) -> Iterator[None]:
    torch.manual_seed(seed)
    dice = np.random.default_rng(seed)
    centres = ClassCentres(vectors.shape[1], int(labels.max()) + 1, LOSS)
    means = np.stack([vectors[labels == label].mean(axis=0) for label in range(len(centres.weight))])
    centres.weight.data = torch.from_numpy(means.astype(np.float32))
    optimiser = torch.optim.AdamW([*head.parameters(), *centres.parameters()], lr=RATE, weight_decay=0)
    people = [np.flatnonzero(labels == label) for label in range(len(centres.weight))]
    each = max(2, BATCH // len(people))
    start = torch.from_numpy(vectors)
    for _ in range(STEPS):
        rows = np.concatenate([dice.choice(one, each, len(one) < each) for one in people])
        given = start[rows]
        made = head(given)
        loss = centres(made, torch.from_numpy(labels[rows])) + NEARNESS * (made - given).square().sum(dim=1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        yield None


def _applied(head: nn.Module, vectors: Floats) -> Floats:
    head.eval()
    with torch.no_grad():
        made: Floats = head(torch.from_numpy(vectors)).numpy()
    return made


def _score(vectors: Floats, samples: Samples, held: NDArray[np.bool_]) -> _Score:
    own = np.stack(
        [_mean_vector(vectors, samples, ~held & (samples.labels == label)) for label in range(len(samples.names))]
    )
    right, margins = [], []
    for track in np.unique(samples.tracks[held]):
        rows = held & (samples.tracks == track)
        label = int(samples.labels[rows][0])
        alike = own @ _mean_vector(vectors, samples, rows)
        others = np.delete(alike, label).max()
        right.append(alike[label] > others)
        margins.append(alike[label] - others)
    return _Score(float(np.mean(right)), float(np.mean(margins)))


def _mean_vector(vectors: Floats, samples: Samples, rows: NDArray[np.bool_]) -> Floats:
    whole = (samples.qualities[rows, None] * vectors[rows]).sum(axis=0)
    unit: Floats = whole / max(float(np.linalg.norm(whole)), 1e-9)
    return unit


def _mean(scores: Sequence[_Score], sizes: Sequence[int]) -> _Score:
    shares = np.array(sizes) / sum(sizes)
    return _Score(
        float(np.dot(shares, [one.right for one in scores])), float(np.dot(shares, [one.margin for one in scores]))
    )


def _write(head: nn.Module, samples: Samples, path: Path, facts: dict[str, object]) -> None:
    with replacing(path) as unfinished:
        export_head(head, samples.vectors.shape[1], unfinished)
        model = onnx.load(str(unfinished))
        for key, value in {"model": samples.model, **facts}.items():
            entry = model.metadata_props.add()
            entry.key, entry.value = key, str(value)
        onnx.save(model, str(unfinished))
