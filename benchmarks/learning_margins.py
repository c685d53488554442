"""Compare the margin losses on the same embeddings, people and budget, also with cartoons beside the faces."""

import argparse
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from learning_heads import Split, split, taught
from numpy.typing import NDArray

from engine.describe.face import open_nets, unit
from engine.training.data.pictures import read_picture
from engine.training.evaluate.verification import all_pairs, roc, tar_at_far
from engine.training.losses.margins import Margin
from engine.types import Floats

Ints = NDArray[np.int64]
LOSSES: dict[str, tuple[Margin, float]] = {
    "softmax": (Margin("softmax"), 0.0),
    "SphereFace": (Margin("sphereface", 32.0, 2.0, 5.0), 0.0),
    "CosFace": (Margin("cosface", 32.0, 0.2), 0.0),
    "ArcFace": (Margin("arcface", 32.0, 0.3), 0.0),
    "ArcFace + UIR": (Margin("arcface", 32.0, 0.3), 0.1),
}


def report_margins(variant: str, vectors: Floats, identities: Ints, args: argparse.Namespace) -> None:
    """Rank-1 and TAR at FAR 1e-3 of people that were not taught; of cartoons where there are some."""
    sets: list[tuple[str, Floats, Ints, Callable[[int], Split]]] = [
        ("faces", vectors, identities, lambda seed: split(identities, seed))
    ]
    if args.cartoons and variant == "sface":
        drawn, characters = cartoons(args.cartoons)
        both = np.concatenate([vectors, drawn])
        names = np.concatenate([identities, characters + identities.max() + 1])
        first = len(identities)
        sets.append(("cartoons", drawn, characters, lambda seed: half_of(characters, seed)))
        sets.append(
            ("cartoons, taught with faces", both, names, lambda seed: _joined(identities, characters, first, seed))
        )
    for name, rows, labels, parting in sets:
        print(f"\n{variant}, {name}, {args.seeds} seeds: rank-1 and TAR at FAR 1e-3 of what was not taught")
        base = [_judged(rows, labels, parting(seed)) for seed in range(args.seeds)]
        print(f"  {'no head':16s} {_row(base)}")
        for loss, (margin, weight) in LOSSES.items():
            if weight and not len(parting(0).crowd):
                continue
            figures = []
            for seed in range(args.seeds):
                parts = parting(seed)
                figures.append(
                    _judged(taught(rows, labels, parts, ("mean", weight), seed, args.steps, margin), labels, parts)
                )
            print(f"  {loss:16s} {_row(figures)}")


def _judged(vectors: Floats, labels: Ints, parts: Split) -> tuple[float, float]:
    rows = np.concatenate([parts.gallery, parts.probes])
    counts = np.bincount(labels[rows])
    rows = rows[counts[labels[rows]] > 1]
    chosen, people = vectors[rows], labels[rows]
    rate = tar_at_far(roc(*all_pairs(chosen, people)), (1e-3,))[1e-3]
    scores = chosen @ chosen.T
    np.fill_diagonal(scores, -2)
    return float(np.mean(people[scores.argmax(axis=1)] == people)), rate


def _row(figures: list[tuple[float, float]]) -> str:
    columns = np.array(figures)
    return "   ".join(
        f"{mean:7.2%} +- {spread:.2%}" for mean, spread in zip(columns.mean(0), columns.std(0), strict=True)
    )


def half_of(characters: Ints, seed: int) -> Split:
    """Half of each character's pictures are taught: there are too few characters to keep some apart."""
    dice = np.random.default_rng(seed)
    picked = np.concatenate([dice.permutation(np.flatnonzero(characters == one))[::2] for one in np.unique(characters)])
    rest = np.setdiff1d(np.arange(len(characters)), picked)
    return Split(np.sort(picked), np.zeros(0, np.int64), np.zeros(0, np.int64), rest)


def _joined(identities: Ints, characters: Ints, first: int, seed: int) -> Split:
    faces, drawn = split(identities, seed), half_of(characters, seed)
    taught_rows = np.concatenate([faces.taught, drawn.taught + first])
    return Split(taught_rows, faces.crowd, np.zeros(0, np.int64), drawn.probes + first)


def cartoons(folder: Path) -> tuple[Floats, Ints]:
    """Pictures as they are, resized, by the real faces' network: (n, 128) vectors and (n,) characters."""
    net = open_nets("sface", "cpu", threads=1)[0]
    crops, labels = [], []
    people = sorted(
        path for path in folder.rglob("*") if path.is_dir() and any(one.is_file() for one in path.iterdir())
    )
    for number, person in enumerate(people):
        for path in sorted(person.iterdir()):
            if path.suffix.lower() in (".jpg", ".jpeg", ".png"):
                crops.append(
                    np.asarray(cv2.resize(read_picture(path), (112, 112), interpolation=cv2.INTER_AREA), np.uint8)
                )
                labels.append(number)
    return unit(net.embed(np.stack(crops))), np.array(labels, np.int64)
