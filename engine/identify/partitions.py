"""Find the nearest of millions of faces by several partitions of them, each of which misses others.

Embeddings of strangers point every way: the nearest neighbour of a face is seldom in the nearest cell of one partition
of the space. Cells of partitions that were made apart miss it independently, so a few cells of each find it where a
quarter of one would be needed. Each partition is an inverted file with 4-bit product codes (Jegou et al., "Product
quantization for nearest neighbor search", 2011; fast scan: Andre et al., 2015), as built by FAISS (Douze et al., 2024);
what they agree on is compared again by 8 bits a dimension, which may lie in a file that is mapped, not read.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from engine.progress import Job, Progress
from engine.types import Floats

Numbers = NDArray[np.int64]
Blocks = Callable[[], Iterable[tuple[Numbers, Floats]]]
"""Gives all numbers (n,) and vectors (n, d), block by block, from the start each time that it is called."""

NOBODY = -1
NUMBERS, CODES, PART = "numbers.npy", "codes.npy", "part{}.faiss"
_HASHED_BYTES = 1 << 22
_ALONE = 4
FIRST = 4
"""A quarter of the lists is looked into first."""


@dataclass(frozen=True, slots=True)
class PartitionLimits:
    """`parts`: partitions. `per_list`: faces per centre that it is trained on, in `rounds` of k-means.

    `bits`: of a product code for each dimension, but no code is longer than `code_bytes`: it lies in memory once for
    each partition. `candidates`: of each partition, so many times more as codes have fewer bits, are compared again.
    """

    parts: int = 6
    per_list: int = 100
    rounds: int = 8
    bits: int = 2
    code_bytes: int = 32
    candidates: int = 120


class Partitions:
    """Faces of one model, `numbers` (n,), in several inverted files. Made once; faces may be taken out and added."""

    def __init__(
        self, parts: list[Any], numbers: Numbers, codes: NDArray[np.uint8], lowest: Floats, limits: PartitionLimits
    ) -> None:
        """`codes`: (n, d); `lowest`: (2, d), the value of code 0 and the size of one step."""
        self.parts, self.numbers, self.codes, self.lowest, self.limits = parts, numbers, codes, lowest, limits
        self.alive = np.ones(len(numbers), bool)
        self.probes = 1
        """Lists of each partition that a search looks into."""
        self.sure = float("inf")
        """Cosine that no stranger reaches: whoever does is the nearest, without looking further."""
        self._order: Numbers | None = None

    def __len__(self) -> int:
        return int(self.alive.sum())

    @property
    def lists(self) -> int:
        return int(self.parts[0].nlist)

    def search(self, queries: Floats, count: int) -> tuple[Numbers, Floats]:
        """(m, count) numbers and cosines, nearest first; NOBODY where there are fewer.

        The nearest lists are looked into first; whoever is as alike as `sure` is then found, and the rest is spared.
        """
        queries = np.ascontiguousarray(queries, np.float32)
        with threads_for(queries):
            lists = [part.quantizer.search(queries, self.probes) for part in self.parts]
        first = max(1, self.probes // FIRST)
        places = self._places(queries, lists, slice(0, first))
        numbers, cosines = self._compared(queries, places, count)
        open_ = np.flatnonzero(cosines[:, 0] < self.sure)
        if self.probes > first and len(open_):
            rest = [(alike[open_], chosen[open_]) for alike, chosen in lists]
            more = self._places(queries[open_], rest, slice(first, None))
            places = np.concatenate([places[open_], more], axis=1)
            numbers[open_], cosines[open_] = self._compared(queries[open_], places, count)
        return numbers, cosines

    def _places(self, queries: Floats, lists: Sequence[tuple[Floats, Numbers]], chosen: slice) -> Numbers:
        """(m, c) candidates out of some of the lists of each partition."""
        found = []
        with threads_for(queries):
            for part, (alike, numbers) in zip(self.parts, lists, strict=True):
                some, near = np.ascontiguousarray(numbers[:, chosen]), np.ascontiguousarray(alike[:, chosen])
                part.nprobe = some.shape[1]
                found.append(part.search_preassigned(queries, self.candidates, some, near)[1])
        return np.concatenate(found, axis=1)

    def _compared(self, queries: Floats, places: Numbers, count: int) -> tuple[Numbers, Floats]:
        numbers = np.full((len(queries), count), NOBODY, np.int64)
        cosines = np.full((len(queries), count), -np.inf, np.float32)
        for row, query in enumerate(queries):
            self._compare(query, places[row], numbers[row], cosines[row])
        return numbers, cosines

    @property
    def candidates(self) -> int:
        """Of each partition, that are compared by all bits."""
        dimensions = int(self.lowest.shape[1])
        return self.limits.candidates * self.limits.bits * dimensions // (4 * _code_length(dimensions, self.limits))

    def _compare(self, query: Floats, places: Numbers, numbers: Numbers, cosines: Floats) -> None:
        """Fill in the best of the candidates by their 8-bit codes."""
        places = np.sort(places[places >= 0])
        places = places[np.diff(places, prepend=-1) != 0]
        places = places[self.alive[places]]
        low, step = self.lowest
        exact = self.codes[places].astype(np.float32) @ (query * step) + query @ low
        best = np.argsort(-exact, kind="stable")[: len(numbers)]
        numbers[: len(best)], cosines[: len(best)] = self.numbers[places[best]], exact[best]

    def remove(self, numbers: Numbers) -> int:
        """How many of them were there; they are never found again. `rebuilt` without them forgets their codes."""
        places = self._places_of(np.asarray(numbers, np.int64))
        places = np.unique(places[self.alive[places]])
        self.alive[places] = False
        return len(places)

    def add(self, numbers: Numbers, vectors: Floats) -> None:
        """`numbers` that are not there. Copies all codes, so it is for many faces at once."""
        start = len(self.numbers)
        for part in self.parts:
            part.add_with_ids(vectors, np.arange(start, start + len(numbers), dtype=np.int64))
        self.numbers = np.concatenate([self.numbers, numbers])
        self.codes = np.concatenate([self.codes, encoded(vectors, self.lowest)])
        self.alive = np.concatenate([self.alive, np.ones(len(numbers), bool)])
        self._order = None

    def forget_removed(self) -> None:
        """Take the codes of what was removed out of every list and array."""
        gone = np.flatnonzero(~self.alive)
        if len(gone):
            codes = np.array(self.codes)
            codes[gone] = 0
            self.codes = codes
            self.numbers = np.where(self.alive, self.numbers, NOBODY)
            self._order = None
            for part in self.parts:
                part.remove_ids(gone)

    def save(self, folder: Path) -> None:
        """Write all but what was removed into a folder that is there."""
        self.forget_removed()
        np.save(folder / NUMBERS, self.numbers)
        if isinstance(self.codes, np.memmap) and Path(str(self.codes.filename)) == folder / CODES:
            self.codes.flush()
        else:
            np.save(folder / CODES, self.codes)
        for place, part in enumerate(self.parts):
            faiss.write_index(part, str(folder / PART.format(place)))

    @classmethod
    def load(cls, folder: Path, lowest: Floats, limits: PartitionLimits) -> "Partitions":
        """Those that `save` wrote, with the codes mapped. Only for files whose checksums are right."""
        parts = [faiss.read_index(str(folder / PART.format(place))) for place in range(limits.parts)]
        numbers = np.load(folder / NUMBERS)
        codes = np.load(folder / CODES, mmap_mode="r")
        found = cls(parts, numbers, codes, lowest, limits)
        found.alive = numbers != NOBODY
        return found

    def _places_of(self, numbers: Numbers) -> Numbers:
        if self._order is None:
            self._order = np.argsort(self.numbers, kind="stable")
        at = np.minimum(np.searchsorted(self.numbers, numbers, sorter=self._order), len(self.numbers) - 1)
        places = self._order[at]
        found: Numbers = places[self.numbers[places] == numbers]
        return found


def building(
    dimensions: int, total: int, blocks: Blocks, lists: int, limits: PartitionLimits, folder: Path | None = None
) -> Job[Partitions]:
    """Make partitions of `total` faces, of which no more than a sample is held as floats. `folder`: where the 8-bit
    codes are written as they come, instead of being held.
    """
    sample = spread_sample(blocks(), total, lists * limits.per_list)
    low = sample.min(axis=0)
    lowest = np.stack([low, np.maximum(sample.max(axis=0) - low, 1e-6) / 255]).astype(np.float32)
    parts = []
    for place in range(limits.parts):
        yield Progress("index", place, 2 * limits.parts, note="learning where faces lie")
        parts.append(_trained(sample, lists, place, dimensions, limits))
    del sample
    shape = (total, dimensions)
    codes: NDArray[np.uint8] = (
        np.empty(shape, np.uint8)
        if folder is None
        else np.lib.format.open_memmap(folder / CODES, "w+", np.uint8, shape)
    )
    numbers = np.full(total, NOBODY, np.int64)
    at = 0
    for some, vectors in blocks():
        end = at + len(some)
        floats = np.ascontiguousarray(vectors, np.float32)
        for part in parts:
            part.add_with_ids(floats, np.arange(at, end, dtype=np.int64))
        codes[at:end] = encoded(floats, lowest)
        numbers[at:end] = some
        at = end
        yield Progress("index", total + at, 2 * total, note=f"{at:,} faces")
    return Partitions(parts, numbers, codes, lowest, limits)


@contextmanager
def threads_for(queries: Floats) -> Iterator[None]:
    """FAISS calls of this thread on one thread where queries are few: waking others up takes longer than the search."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1 if len(queries) < _ALONE else before)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def encoded(vectors: Floats, lowest: Floats) -> NDArray[np.uint8]:
    """(n, d) 8-bit codes of vectors."""
    codes: NDArray[np.uint8] = np.clip(np.rint((vectors - lowest[0]) / lowest[1]), 0, 255).astype(np.uint8)
    return codes


def checksums(folder: Path, but: Set[str] = frozenset()) -> dict[str, int]:
    """CRC-32 of each file of an index, `but` some."""
    files = [path for path in sorted(folder.iterdir()) if path.suffix in (".npy", ".faiss")]
    return {path.name: _crc(path) for path in files if path.name not in but}


def spread_sample(blocks: Iterable[tuple[Numbers, Floats]], total: int, wanted: int) -> Floats:
    """Evenly spread vectors, about `wanted` of them."""
    each = max(1, total // wanted)
    parts, first = [], 0
    for _, vectors in blocks:
        parts.append(vectors[first::each].copy())
        first = (first - len(vectors)) % each
    return np.ascontiguousarray(np.concatenate(parts), np.float32)


def _trained(sample: Floats, lists: int, seed: int, dimensions: int, limits: PartitionLimits) -> Any:
    codes = _code_length(dimensions, limits)
    # FAISS gives the general class; what it really is has more fields.
    part: Any = faiss.index_factory(dimensions, f"IVF{lists},PQ{codes}x4fs", faiss.METRIC_INNER_PRODUCT)
    part.cp.niter, part.cp.min_points_per_centroid, part.cp.seed = limits.rounds, 1, 1234 + seed
    part.cp.max_points_per_centroid, part.by_residual = limits.per_list, True
    part.train(sample)
    return part


def _code_length(dimensions: int, limits: PartitionLimits) -> int:
    """How many 4-bit codes a vector is cut into: an even divisor of its dimensions, as fast scan wants."""
    most = min(dimensions * limits.bits // 4, limits.code_bytes * 2)
    return next(count for count in range(max(2, most), 0, -1) if dimensions % count == 0)


def _crc(path: Path) -> int:
    found = 0
    for piece in _pieces(path):
        found = zlib.crc32(piece, found)
    return found


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_HASHED_BYTES):
            yield piece
