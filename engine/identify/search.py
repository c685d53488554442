"""Find the nearest faces among many: exactly while that is fast, by an inverted file of 8-bit vectors beyond.

Vectors come and go without a rebuild, in short steps, so that a search waits for one step at most. Memory beyond the
exact size: one byte per dimension, eight for the number, and the centres. Inverted files: Sivic and Zisserman, "Video
Google" (2003), as built by FAISS (Douze et al., 2024).
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from engine.types import Floats

Numbers = NDArray[np.int64]
Blocks = Callable[[], Iterable[tuple[Numbers, Floats]]]
"""Gives all numbers (n,) and vectors (n, d), block by block, from the start each time that it is called."""

NOBODY = -1


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """`exact_values`: up to so many numbers in all vectors together, search is exact: reading them takes about 3 ms.

    `step`: vectors that are added while searches wait. `per_list`: vectors per centre that the centres are trained on.
    `agreement`: share of trial queries whose nearest must be that of a search in eight times as many lists.
    `trial_noise`: length of the noise that makes a trial query out of a stored vector, which gives a cosine of 0.76.
    `most_vectors`: a query is compared with no more of them: about 2 ms at 128 dimensions, 6 ms at 512.
    """

    exact_values: int = 8_000_000
    step: int = 4096
    per_list: int = 48
    rounds: int = 10
    trials: int = 256
    agreement: float = 0.995
    trial_noise: float = 0.85
    most_vectors: int = 100_000


class FaceIndex:
    """Nearest neighbours by cosine among vectors of unit length of one model. Threads may share it."""

    def __init__(self, dimensions: int, limits: SearchLimits | None = None) -> None:
        """An empty index, exact until it outgrows that."""
        self.dimensions = dimensions
        self._limits = limits or SearchLimits()
        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dimensions))
        self._turn = threading.Lock()

    @classmethod
    def build(cls, dimensions: int, total: int, blocks: Blocks, limits: SearchLimits | None = None) -> "FaceIndex":
        """An index of `total` vectors that never holds them all as floats."""
        made = cls(dimensions, limits)
        if total * dimensions > made._limits.exact_values:
            lists = lists_for(total)
            made._index = made._trained(_spread_sample(blocks(), total, lists * made._limits.per_list), lists)
        for numbers, vectors in blocks():
            made._add(numbers, vectors)
        made._tune()
        return made

    @classmethod
    def load(cls, path: Path, limits: SearchLimits | None = None) -> "FaceIndex":
        """One that `save` wrote; only for files of our own. Raises RuntimeError where it is damaged."""
        index = faiss.read_index(str(path))
        made = cls(index.d, limits)
        made._index = index
        return made

    def save(self, path: Path) -> None:
        with self._turn:
            faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def is_exact(self) -> bool:
        return isinstance(self._index, faiss.IndexIDMap2)

    @property
    def lists_searched(self) -> int:
        """Of the inverted file; 0 while search is exact."""
        return 0 if self.is_exact else int(self._index.nprobe)

    def add(self, numbers: Numbers, vectors: Floats) -> None:
        """`numbers` (n,), none of them in the index yet; `vectors` (n, d) of unit length."""
        self._add(numbers, vectors)
        if self.is_exact and len(self) * self.dimensions > self._limits.exact_values:
            self._outgrow()

    def remove(self, numbers: Numbers) -> int:
        """How many of `numbers` were there and are gone now."""
        with self._turn:
            return int(self._index.remove_ids(np.asarray(numbers, np.int64)))

    def search(self, queries: Floats, count: int) -> tuple[Numbers, Floats]:
        """(m, count) numbers and cosines, nearest first; NOBODY where there are fewer. `queries`: (m, d)."""
        with self._turn:
            cosines, numbers = self._index.search(np.ascontiguousarray(queries, np.float32), count)
        return numbers, cosines

    def _add(self, numbers: Numbers, vectors: Floats) -> None:
        for at in range(0, len(numbers), self._limits.step):
            part = slice(at, at + self._limits.step)
            with self._turn:
                self._index.add_with_ids(
                    np.ascontiguousarray(vectors[part], np.float32), np.asarray(numbers[part], np.int64)
                )

    def _outgrow(self) -> None:
        """Go over to an inverted file; searches go on in the exact index until it is ready."""
        exact = self._index
        numbers = faiss.vector_to_array(exact.id_map).copy()
        vectors = exact.index.reconstruct_n(0, exact.ntotal)
        index = self._trained(vectors, lists_for(len(numbers)))
        index.add_with_ids(vectors, numbers)
        with self._turn:
            self._index = index
        self._tune()

    def _trained(self, sample: Floats, lists: int) -> Any:
        centres: Any = faiss.IndexFlatIP(self.dimensions)
        index = faiss.IndexIVFScalarQuantizer(
            centres, self.dimensions, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
        )
        # The index keeps the centres alive, not Python.
        index.own_fields = True
        centres.this.disown()
        index.cp.niter, index.cp.spherical, index.cp.min_points_per_centroid = self._limits.rounds, True, 1
        rng = np.random.default_rng(0)
        wanted = min(len(sample), lists * self._limits.per_list)
        index.train(np.ascontiguousarray(sample[rng.choice(len(sample), wanted, replace=False)]))
        return index

    def _tune(self) -> None:
        """Search in as few lists as find what far more lists find."""
        if self.is_exact or not len(self):
            return
        queries = self._trial_queries()
        most = min(self._index.nlist, max(1, self._index.nlist * self._limits.most_vectors // len(self)))
        wanted = min(most, 8)
        while wanted < most:
            reference = self._nearest(queries, min(self._index.nlist, wanted * 8))
            if np.mean(self._nearest(queries, wanted) == reference) >= self._limits.agreement:
                break
            wanted = min(most, wanted * 2)
        self._index.nprobe = wanted

    def _nearest(self, queries: Floats, lists: int) -> Numbers:
        self._index.nprobe = lists
        return self.search(queries, 1)[0][:, 0]

    def _trial_queries(self) -> Floats:
        """Stored vectors with noise, as other pictures of the same persons would be."""
        rng = np.random.default_rng(1)
        lists = self._index.invlists
        sizes = np.array([lists.list_size(i) for i in range(self._index.nlist)])
        # Differences of stored vectors are noise of the shape that these vectors have.
        stored, one, other = (
            self._stored(rng.choice(len(sizes), min(self._limits.trials, len(self)), p=sizes / sizes.sum()), sizes, rng)
            for _ in range(3)
        )
        noise = one - other
        noise *= self._limits.trial_noise / np.maximum(np.linalg.norm(noise, axis=1, keepdims=True), 1e-6)
        queries = stored + noise
        unit: Floats = (queries / np.linalg.norm(queries, axis=1, keepdims=True)).astype(np.float32)
        return unit

    def _stored(self, chosen: Numbers, sizes: Numbers, rng: np.random.Generator) -> Floats:
        """A random vector of each of the `chosen` lists, as the index remembers it."""
        lists, size = self._index.invlists, self._index.code_size
        codes = [
            faiss.rev_swig_ptr(lists.get_codes(int(i)), int(sizes[i]) * size).reshape(-1, size)[rng.integers(sizes[i])]
            for i in chosen
        ]
        residual: Floats = self._index.sq.decode(np.stack(codes))
        if self._index.by_residual:
            residual = residual + self._index.quantizer.reconstruct_batch(chosen.astype(np.int64))
        return residual


def lists_for(total: int) -> int:
    """A power of two near four times the root of the number of vectors, the balance of centres and list lengths."""
    return int(2 ** np.clip(round(np.log2(max(1.0, 4 * np.sqrt(total)))), 4, 14))


def _spread_sample(blocks: Iterable[tuple[Numbers, Floats]], total: int, wanted: int) -> Floats:
    """Evenly spread vectors, about `wanted` of them."""
    each = max(1, total // wanted)
    parts, first = [], 0
    for _, vectors in blocks:
        parts.append(vectors[first::each].copy())
        first = (first - len(vectors)) % each
    return np.concatenate(parts)
