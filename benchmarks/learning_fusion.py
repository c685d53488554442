"""Multi-modal attention against single modalities and the calibrated sum, by what is missing.

Identities are real faces joined to real voices: the photos of a person of LFW as they are and as films show them, each
described by two networks (`face` and `head`), and recordings of one of a few speakers, so that a voice narrows down who
it is but does not decide. There is no `body`: LFW shows no clothes.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from gallery_faces import Faces, read_faces
from numpy.typing import NDArray
from torch import nn

from engine.describe.face import unit
from engine.describe.voice import VoiceEmbedder, features, quality_of
from engine.media.audio import read_audio
from engine.training.losses.margins import ClassCentres, Margin
from engine.training.networks.fusion import Fusion, Modalities, dropped_at_random
from engine.types import Floats

Ints = NDArray[np.int64]
NAMES = ("face", "head", "voice")
PEOPLE = 200
SAMPLES = 24
"""Pairings of a photo and a recording for each person, in training."""
TESTED = 6
SECONDS = 2
RATE = 16_000
STEPS = 600
BATCH = 128
DROP = 0.3
CONDITIONS: dict[str, tuple[bool, bool, bool]] = {
    "all there": (True, True, True),
    "no voice": (True, True, False),
    "no face": (False, True, True),
    "no head": (True, False, True),
    "face alone": (True, False, False),
    "voice alone": (False, False, True),
}


@dataclass(frozen=True, slots=True, eq=False)
class Set:
    """By modality (n, d) vectors; `qualities`, `present`: (n, 3); `people`: (n,)."""

    vectors: tuple[Floats, ...]
    qualities: Floats
    present: Floats
    people: Ints


def report_attention(args: argparse.Namespace) -> None:
    """Rank-1 among all people, of photos and recordings that nothing was taught with."""
    faces = read_faces(args.zip, args.faces, 3)
    voices = recordings(args.speech)
    found: dict[str, dict[str, list[float]]] = {}
    for seed in range(args.seeds):
        taught, tested = sets(faces, voices, seed)
        methods = _methods(taught, seed)
        for condition, there in CONDITIONS.items():
            shown = replace(tested, present=tested.present * np.array(there, np.float32))
            for name, method in methods.items():
                rank = float(np.mean(method(shown).argmax(axis=1) == shown.people))
                found.setdefault(name, {}).setdefault(condition, []).append(rank)
    print(f"{PEOPLE} people, {len(voices)} speakers, {args.seeds} seeds: rank-1, mean and deviation")
    print(f"{'':18s}" + "".join(f"{condition:>18s}" for condition in CONDITIONS))
    for name, row in found.items():
        cells = [f"{np.mean(row[one]):9.1%} +- {np.std(row[one]):.1%}" for one in CONDITIONS]
        print(f"{name:18s}" + "".join(f"{cell:>18s}" for cell in cells))


def sets(faces: Faces, voices: list[Floats], seed: int) -> tuple[Set, Set]:
    """To learn from: a person's first photos and a speaker's first recordings; to be judged on: the others."""
    dice = np.random.default_rng(seed)
    counts = np.bincount(faces.persons)
    chosen = dice.permutation(np.flatnonzero(counts >= 6))[:PEOPLE]
    parts: list[list[tuple[int, Floats, int]]] = [[], []]
    for number, person in enumerate(chosen):
        rows = np.flatnonzero(faces.persons == person)
        spoken = voices[number % len(voices)]
        half = len(spoken) // 2
        for part, photos, said, count in (
            (0, rows[:-2], spoken[:half], SAMPLES),
            (1, rows[-2:], spoken[half:], TESTED),
        ):
            for _ in range(count):
                parts[part].append((int(dice.choice(photos)), said[dice.integers(len(said))], number))
    return _set(faces, parts[0]), _set(faces, parts[1])


def _set(faces: Faces, rows: list[tuple[int, Floats, int]]) -> Set:
    photos = np.array([row[0] for row in rows])
    quality = faces.qualities[photos]
    heard = np.full(len(rows), quality_of(float(SECONDS)), np.float32)
    vectors = (unit(faces.vectors[photos, :128]), unit(faces.vectors[photos, 128:]), np.stack([row[1] for row in rows]))
    return Set(
        vectors, np.stack([quality, quality, heard], axis=1).astype(np.float32), np.ones((len(rows), 3), np.float32),
        np.array([row[2] for row in rows], np.int64),
    )  # fmt: skip


def _methods(taught: Set, seed: int) -> dict[str, Callable[[Set], Floats]]:
    means = [
        unit(np.stack([vectors[taught.people == one].mean(axis=0) for one in range(PEOPLE)]))
        for vectors in taught.vectors
    ]
    maps = [_calibration(vectors, mean, taught.people) for vectors, mean in zip(taught.vectors, means, strict=True)]

    def single(place: int) -> Callable[[Set], Floats]:
        return lambda shown: shown.vectors[place] @ means[place].T * shown.present[:, place : place + 1]

    def calibrated(shown: Set) -> Floats:
        parts = [
            (slope * (shown.vectors[place] @ means[place].T) + shift) * shown.present[:, place : place + 1]
            for place, (slope, shift) in enumerate(maps)
        ]
        return np.sum(parts, axis=0)

    return {
        "face": single(0),
        "head": single(1),
        "voice": single(2),
        "calibrated sum": calibrated,
        "weighed sum": _weighed(taught, means, seed),
        "joined, learnt": fused(taught, seed, attention=False),
        "attention": fused(taught, seed, attention=True),
    }


def _weighed(taught: Set, means: list[Floats], seed: int) -> Callable[[Set], Floats]:
    """A sum whose weights are fitted together, so that what two networks see alike is not counted twice."""
    drop = torch.Generator().manual_seed(seed)
    weights = torch.full((len(means),), 10.0, requires_grad=True)
    optimiser = torch.optim.Adam([weights], lr=0.5)
    _, _, present, people = _tensors(taught)
    cosines = torch.from_numpy(
        np.stack([one @ mean.T for one, mean in zip(taught.vectors, means, strict=True)], axis=2)
    )
    for _ in range(60):
        here = dropped_at_random(present, DROP, drop)
        loss = nn.functional.cross_entropy((cosines * here[:, None, :]) @ weights, people)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    fitted = weights.detach().numpy()

    def scores(shown: Set) -> Floats:
        parts = [
            fitted[place] * (shown.vectors[place] @ means[place].T) * shown.present[:, place : place + 1]
            for place in range(len(means))
        ]
        return np.sum(parts, axis=0)

    return scores


def _calibration(vectors: Floats, means: Floats, people: Ints) -> tuple[float, float]:
    """Slope and shift that turn a cosine into nats for one person: a logistic fit, both kinds equally weighed."""
    scores = vectors @ means.T
    own = np.zeros_like(scores, bool)
    own[np.arange(len(people)), people] = True
    values, same = torch.from_numpy(scores.ravel()), torch.from_numpy(own.ravel()).float()
    weights = torch.where(same > 0, 0.5 / same.sum(), 0.5 / (1 - same).sum())
    line = torch.tensor([10.0, -5.0], requires_grad=True)
    optimiser = torch.optim.LBFGS([line], max_iter=50)

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        value = nn.functional.binary_cross_entropy_with_logits(
            line[0] * values + line[1], same, weights, reduction="sum"
        )
        value.backward()
        return value

    optimiser.step(loss)
    slope, shift = line.detach().tolist()
    return slope, shift


def fused(taught: Set, seed: int, attention: bool) -> Callable[[Set], Floats]:
    """A fusion that learnt with modalities dropped at random; its scores are cosines with the people's centres."""
    torch.manual_seed(seed)
    dice, drop = np.random.default_rng(seed), torch.Generator().manual_seed(seed)
    network = Fusion(Modalities(NAMES, (128, 128, 192)), attention=attention)
    centres = ClassCentres(256, PEOPLE, Margin("arcface", 24.0, 0.2))
    weights = [*network.parameters(), *centres.parameters()]
    optimiser = torch.optim.AdamW(weights, lr=2e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, STEPS)
    inputs, qualities, present, people = _tensors(taught)
    for _ in range(STEPS):
        rows = torch.from_numpy(dice.integers(0, len(people), BATCH))
        here = dropped_at_random(present[rows], DROP, drop)
        loss = centres(network([one[rows] for one in inputs], qualities[rows], here), people[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    network.eval()

    def scores(shown: Set) -> Floats:
        given, quality, here, _ = _tensors(shown)
        with torch.no_grad():
            return np.asarray(centres.logits(network(given, quality, here)).numpy(), np.float32)

    return scores


def _tensors(of: Set) -> tuple[list[torch.Tensor], torch.Tensor, torch.Tensor, torch.Tensor]:
    vectors = [torch.from_numpy(np.ascontiguousarray(one, np.float32)) for one in of.vectors]
    return vectors, torch.from_numpy(of.qualities), torch.from_numpy(of.present), torch.from_numpy(of.people)


def recordings(folder: Path) -> list[Floats]:
    """For each speaker, (n, 192) vectors of pieces of two seconds, in order of the recordings."""
    embedder = VoiceEmbedder.open("cpu", threads=1)
    found = []
    for speaker in sorted(path for path in folder.iterdir() if path.is_dir()):
        pieces = []
        for path in sorted(speaker.iterdir()):
            sound = np.concatenate([block.samples for block in read_audio(path, RATE)])
            length = SECONDS * RATE
            pieces += [features(sound[at : at + length]) for at in range(0, len(sound) - length + 1, 2 * length)]
        found.append(embedder.embed(pieces))
    return found
