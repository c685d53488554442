"""Synthetic faces that lie as those of LFW do: how people spread, and how pictures of one person differ.

`shape_of` measures it; `lfw_shape.json` holds what it measured on SFace's vectors, along the axes along which people
differ most. No face can be made out again from it.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.types import Floats

FILE = Path(__file__).with_name("lfw_shape.json")
STEPS = 40


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """`middle` (d,) of all people, `spread` (d,) of people around it, `noise` (d,) of pictures of one person.

    `cosines`: quantiles of the cosine of two pictures of one person, evenly spaced.
    """

    middle: Floats
    spread: Floats
    noise: Floats
    cosines: Floats

    def people(self, seed: int, count: int) -> Floats:
        """One picture each of so many people."""
        rng = np.random.default_rng(seed)
        return _unit(self.middle + self.spread * rng.standard_normal((count, len(self.middle)), np.float32))

    def others(self, own: Floats, rng: np.random.Generator) -> Floats:
        """Another picture of each person, as alike as two of LFW are."""
        places = np.linspace(0, 1, len(self.cosines))
        cosine = np.interp(rng.random(len(own)), places, self.cosines).astype(np.float32)[:, None]
        noise = self.noise * rng.standard_normal(own.shape).astype(np.float32)
        noise = _unit(noise - (noise * own).sum(axis=1, keepdims=True) * own)
        found: Floats = own * cosine + noise * np.sqrt(1 - cosine**2)
        return found


def shape_of(vectors: Floats, persons: NDArray[np.int64]) -> Shape:
    """Of photos, (n, d) of unit length, by person."""
    ids, counts = np.unique(persons, return_counts=True)
    within = np.zeros((vectors.shape[1],) * 2)
    cosines: list[float] = []
    for person in ids[counts > 1]:
        own = vectors[persons == person]
        residual = own - own.mean(axis=0)
        within += residual.T @ residual
        cosines += (own @ own.T)[np.triu_indices(len(own), 1)].tolist()
    within /= (counts - 1).sum()
    first = vectors[[int(np.flatnonzero(persons == person)[0]) for person in ids]]
    values, axes = np.linalg.eigh(np.cov(first.T))
    axes = axes[:, ::-1]
    return Shape(
        (first.mean(axis=0) @ axes).astype(np.float32),
        np.sqrt(values[::-1].clip(0)).astype(np.float32),
        np.sqrt(np.diag(axes.T @ within @ axes)).astype(np.float32),
        np.quantile(cosines, np.linspace(0, 1, STEPS + 1)).astype(np.float32),
    )


def write_shape(shape: Shape) -> None:
    values = {name: np.round(getattr(shape, name), 5).tolist() for name in Shape.__slots__}
    FILE.write_text(json.dumps(values) + "\n", encoding="utf-8")


def shape_for(dimensions: int) -> Shape:
    """The measured shape; with other numbers of dimensions the same shares of spread along more or fewer axes.

    With more dimensions strangers are less alike and pictures of one person just as alike, as of better networks.
    """
    plain = {name: np.array(value, np.float32) for name, value in json.loads(FILE.read_text("utf-8")).items()}
    scale = np.sqrt(len(plain["spread"]) / dimensions)
    at = (np.arange(dimensions) + 0.5) / dimensions * len(plain["spread"]) - 0.5
    stretched = {
        name: (np.interp(at, np.arange(len(plain[name])), plain[name]) * scale).astype(np.float32)
        for name in ("spread", "noise")
    }
    # Signs of the middle alternate at random, so it is repeated, not interpolated.
    middle = plain["middle"][np.clip(np.rint(at).astype(int), 0, len(plain["middle"]) - 1)] * scale
    return Shape(middle.astype(np.float32), stretched["spread"], stretched["noise"], plain["cosines"])


def _unit(vectors: Floats) -> Floats:
    scaled: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return scaled
