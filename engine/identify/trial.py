"""Ask an index for people as films would, with answers known from exact search, so that it can choose its effort.

A trial query is another picture of somebody stored: the stored vector turned away by noise of the shape that these
vectors have, until its cosine is one that two photos of one person have. One query in ten is a stranger's.
"""

from collections.abc import Callable
from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

from engine.identify.partitions import NOBODY, Blocks, Numbers
from engine.types import Floats

COSINES = (0.35, 0.47, 0.53, 0.57, 0.59, 0.62, 0.64, 0.66, 0.67, 0.69, 0.70, 0.72, 0.74, 0.77, 0.80, 0.84)
"""Cosines of two photos of one person, as many photos below each as above: LFW by SFace, `benchmarks/gallery.py`."""
QUERIES = 960
STRANGERS = 10
"""One query in so many is a stranger's: somebody stored, looked for among the others."""

Search = Callable[[Floats, int], tuple[Numbers, Floats]]


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """`queries` (m, d) of unit length, and whose face is truly the nearest to each, (m,).

    `left_out` (m,): the number that does not count as an answer, since the query is that face; NOBODY for none.
    `stranger`: the greatest cosine that a stranger has with anybody.
    """

    queries: Floats
    nearest: Numbers
    left_out: Numbers
    stranger: float

    def agreement(self, search: Search) -> float:
        """Share of the queries whose nearest face a search finds."""
        first, second = search(self.queries, 2)[0].T
        return float(np.mean(np.where(first == self.left_out, second, first) == self.nearest))


def trial_of(blocks: Blocks, total: int, count: int = QUERIES) -> Trial:
    """Queries for people among `total` stored, with the truth by exact search: two readings of all vectors."""
    rng = np.random.default_rng(1)
    numbers, stored = _at(blocks, np.sort(rng.choice(total, min(total, count), replace=False)))
    queries = _queries(stored, rng)
    left_out = np.where(np.arange(len(queries)) % STRANGERS == 0, numbers, NOBODY)
    queries[left_out != NOBODY] = stored[left_out != NOBODY]
    nearest = np.full(len(queries), NOBODY, np.int64)
    best = np.full(len(queries), -np.inf, np.float32)
    for some, vectors in blocks():
        cosines, places = faiss.knn(
            queries, np.ascontiguousarray(vectors), min(2, len(vectors)), metric=faiss.METRIC_INNER_PRODUCT
        )
        first = np.where(some[places[:, 0]] == left_out, places.shape[1] - 1, 0)[:, None]
        cosine: Floats = np.take_along_axis(cosines, first, axis=1)[:, 0]
        found: NDArray[np.int64] = np.take_along_axis(some[places], first, axis=1)[:, 0]
        better = (cosine > best) & (found != left_out)
        nearest[better], best[better] = found[better], cosine[better]
    strangers = best[left_out != NOBODY]
    return Trial(queries, nearest, left_out, float(strangers.max()) if len(strangers) else 1.0)


def _at(blocks: Blocks, places: Numbers) -> tuple[Numbers, Floats]:
    """Numbers and vectors at some places, ascending, of all in their order."""
    numbers, found, first = [], [], 0
    for some, vectors in blocks():
        inside = places[(places >= first) & (places < first + len(vectors))] - first
        numbers.append(np.array(some[inside], np.int64))
        found.append(np.array(vectors[inside], np.float32))
        first += len(vectors)
    return np.concatenate(numbers), np.concatenate(found)


def _queries(own: Floats, rng: np.random.Generator) -> Floats:
    """Other pictures of people, by their vectors."""
    one, other = (own[rng.integers(len(own), size=len(own))] for _ in range(2))
    # Differences of stored vectors are noise of the shape that these vectors have.
    noise = one - other
    noise -= (noise * own).sum(axis=1, keepdims=True) * own
    cosines = rng.choice(np.array(COSINES, np.float32), len(own))[:, None]
    queries: Floats = (own * cosines + _unit(noise) * np.sqrt(1 - cosines**2)).astype(np.float32)
    return queries


def _unit(vectors: Floats) -> Floats:
    unit: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    return unit
