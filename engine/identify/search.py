"""Find the nearest faces among many: exactly while that is fast, by partitions with a second look beyond.

Faces come and go without a rebuild. What came since the partitions were made is searched exactly beside them, and what
went is struck out, so a search waits for a short step at most and never shows what was removed.
"""

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from engine.identify.partitions import NOBODY, Blocks, Numbers, PartitionLimits, Partitions, building, threads_for
from engine.identify.trial import QUERIES, Trial, trial_of
from engine.progress import Job, run
from engine.types import Floats

__all__ = ["NOBODY", "Blocks", "FaceIndex", "Numbers", "SearchLimits"]


SAFE = 0.03
"""Cosine by which somebody must be more alike than any stranger of the trial, for the search to end early."""


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """`exact_values`: up to so many numbers in all vectors together, search is exact: reading them takes about 3 ms.

    `step`: vectors that are added while searches wait. `agreement`: share of trial queries, which are harder than those
    of films, whose nearest must be the true one. `most_faces`: a query looks at no more of them, all partitions
    together, however little it finds. `trials`: trial queries.
    """

    exact_values: int = 8_000_000
    step: int = 4096
    agreement: float = 0.99
    most_faces: int = 3_000_000
    trials: int = QUERIES
    partitions: PartitionLimits = field(default_factory=PartitionLimits)


class FaceIndex:
    """Nearest neighbours by cosine among vectors of unit length of one model. Threads may share it."""

    def __init__(self, dimensions: int, limits: SearchLimits | None = None, large: Partitions | None = None) -> None:
        """An empty index, exact until it outgrows that; or one around partitions."""
        self.dimensions = dimensions
        self._limits = limits or SearchLimits()
        self._recent: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dimensions))
        self._large = large
        self._turn = threading.Lock()

    @classmethod
    def build(
        cls,
        dimensions: int,
        total: int,
        blocks: Blocks,
        limits: SearchLimits | None = None,
        folder: Path | None = None,
    ) -> "FaceIndex":
        """As `building`, in one go."""
        return run(cls.building(dimensions, total, blocks, limits, folder))

    @classmethod
    def building(
        cls,
        dimensions: int,
        total: int,
        blocks: Blocks,
        limits: SearchLimits | None = None,
        folder: Path | None = None,
    ) -> "Job[FaceIndex]":
        """An index of `total` vectors that never holds them all as floats. `folder`: where large arrays may lie."""
        limits = limits or SearchLimits()
        if total * dimensions <= limits.exact_values:
            made = cls(dimensions, limits)
            for numbers, vectors in blocks():
                made._add(numbers, vectors)
            return made
        large = yield from building(dimensions, total, blocks, lists_for(total), limits.partitions, folder)
        _tune(large, trial_of(blocks, total, limits.trials), limits)
        return cls(dimensions, limits, large)

    def __len__(self) -> int:
        return int(self._recent.ntotal) + (0 if self._large is None else len(self._large))

    @property
    def is_exact(self) -> bool:
        return self._large is None

    @property
    def large(self) -> Partitions | None:
        """The partitions, None while search is exact."""
        return self._large

    @property
    def recent(self) -> int:
        """How many faces are searched exactly beside the partitions."""
        return int(self._recent.ntotal)

    @property
    def lists_searched(self) -> int:
        """Of all partitions together; 0 while search is exact."""
        return 0 if self._large is None else self._large.probes * len(self._large.parts)

    def add(self, numbers: Numbers, vectors: Floats) -> None:
        """`numbers` (n,), none of them in the index yet; `vectors` (n, d) of unit length."""
        self._add(numbers, vectors)
        if self.recent * self.dimensions > self._limits.exact_values:
            self._outgrow()

    def remove(self, numbers: Numbers) -> int:
        """How many of `numbers` were there and are gone now."""
        with self._turn:
            gone = int(self._recent.remove_ids(np.asarray(numbers, np.int64)))
            return gone + (0 if self._large is None else self._large.remove(numbers))

    def search(self, queries: Floats, count: int) -> tuple[Numbers, Floats]:
        """(m, count) numbers and cosines, nearest first; NOBODY where there are fewer. `queries`: (m, d)."""
        with self._turn:
            if self._large is not None and not self.recent:
                return self._large.search(queries, count)
            with threads_for(queries):
                cosines, numbers = self._recent.search(np.ascontiguousarray(queries, np.float32), count)
            if self._large is None:
                return numbers, cosines
            further, alike = self._large.search(queries, count)
        numbers, cosines = np.concatenate([numbers, further], axis=1), np.concatenate([cosines, alike], axis=1)
        best = np.argsort(-np.where(numbers == NOBODY, -np.inf, cosines), axis=1, kind="stable")[:, :count]
        return np.take_along_axis(numbers, best, axis=1), np.take_along_axis(cosines, best, axis=1)

    def settle(self) -> None:
        """Take what came lately into the partitions, as before a save. Does nothing while search is exact."""
        if self._large is None:
            return
        numbers, vectors = self._held()
        with self._turn:
            for at in range(0, len(numbers), self._limits.step):
                self._large.add(numbers[at : at + self._limits.step], vectors[at : at + self._limits.step])
            self._recent.reset()

    def _add(self, numbers: Numbers, vectors: Floats) -> None:
        for at in range(0, len(numbers), self._limits.step):
            part = slice(at, at + self._limits.step)
            with self._turn:
                self._recent.add_with_ids(
                    np.ascontiguousarray(vectors[part], np.float32), np.asarray(numbers[part], np.int64)
                )

    def _outgrow(self) -> None:
        """Go over to partitions, or let them grow; searches go on in what there is until they are ready."""
        if self._large is not None:
            self.settle()
            return
        numbers, vectors = self._held()

        def blocks() -> list[tuple[Numbers, Floats]]:
            return [(numbers, vectors)]

        large = run(building(self.dimensions, len(numbers), blocks, lists_for(len(numbers)), self._limits.partitions))
        _tune(large, trial_of(blocks, len(numbers), self._limits.trials), self._limits)
        with self._turn:
            self._large = large
            self._recent.reset()

    def _held(self) -> tuple[Numbers, Floats]:
        """What lies in the exact part."""
        numbers: Numbers = faiss.vector_to_array(self._recent.id_map).copy()
        if not len(numbers):
            return numbers, np.zeros((0, self.dimensions), np.float32)
        return numbers, self._recent.index.reconstruct_n(0, len(numbers))


def lists_for(total: int) -> int:
    """A power of two below the root of the number of vectors: fast scan passes over long lists ten times as fast."""
    return int(2 ** np.clip(round(np.log2(max(1.0, np.sqrt(total) / 3.5))), 3, 12))


def _tune(large: Partitions, trial: Trial, limits: SearchLimits) -> None:
    """Look into as few lists as find what exact search finds."""
    faces = len(large) * len(large.parts) / large.lists
    most = int(np.clip(limits.most_faces / faces, 1, large.lists))
    large.probes = min(2, most)
    # Of a query that is a stored face itself the rest must be looked at too, so strangers of the trial are told right.
    large.sure = float("inf")
    while large.probes < most and trial.agreement(large.search) < limits.agreement:
        large.probes = min(most, max(large.probes + 1, large.probes * 6 // 5))
    # A trial may be lucky.
    large.probes = min(most, large.probes * 5 // 4)
    large.sure = trial.stranger + SAFE
