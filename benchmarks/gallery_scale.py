"""How fast and how exactly a gallery of many synthetic faces answers, and what it takes to build one."""

import resource
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from engine.identify.search import FaceIndex
from engine.types import Floats

BLOCK = 50_000
STRANGERS = 0.1
RIVALS = 32
BATCH = 256


def report(total: int, dimensions: int, queries: int, same: tuple[float, float]) -> None:
    """`same`: mean and deviation of the cosine of two pictures of one person."""
    before = _memory_mb()
    started, processor = time.perf_counter(), time.process_time()
    index = FaceIndex.build(dimensions, total, lambda: _blocks(total, dimensions))
    took, used = time.perf_counter() - started, time.process_time() - processor
    kind = "exact" if index.is_exact else f"inverted file, {index.lists_searched} lists searched"
    print(f"{total:,} x {dimensions}: {kind}")
    print(
        f"  build {took:.0f} s ({used:.0f} s of processors), peak {_peak_mb():.0f} MB, "
        f"resident {_memory_mb() - before:.0f} MB more"
    )
    asked, owners = _queries(total, dimensions, queries, same)
    print(
        f"  recall@1 against exact search {_recall(index, asked, total):.4f}; "
        f"the person found {_found(index, asked, owners):.4f}"
    )
    singly = _latencies(index, asked)
    print(f"  one query: median {np.median(singly):.2f} ms, 95 % {np.percentile(singly, 95):.2f} ms")
    started = time.perf_counter()
    for at in range(0, len(asked), BATCH):
        index.search(asked[at : at + BATCH], RIVALS)
    print(f"  in batches of {BATCH}: {len(asked) / (time.perf_counter() - started):,.0f} queries/s")
    _print_changes(index, asked, total)


def _print_changes(index: FaceIndex, asked: Floats, total: int) -> None:
    """Add and remove while another thread searches."""
    new = np.arange(total, total + 5000, dtype=np.int64)
    vectors = _unit(np.random.default_rng(3).standard_normal((len(new), asked.shape[1])).astype(np.float32))
    stop = threading.Event()
    waits: list[float] = []

    def search() -> None:
        while not stop.is_set():
            waits.extend(_latencies(index, asked[:50]))

    searching = threading.Thread(target=search)
    searching.start()
    started = time.perf_counter()
    index.add(new, vectors)
    added = time.perf_counter() - started
    there = float(np.mean(index.search(vectors[:200], 1)[0][:, 0] == new[:200]))
    started = time.perf_counter()
    gone = index.remove(new)
    removed = time.perf_counter() - started
    stop.set()
    searching.join()
    left = int(np.isin(index.search(vectors[:200], 1)[0], new).sum())
    print(
        f"  5,000 added in {added * 1e3:.0f} ms ({there:.1%} of them found), {gone} removed in {removed * 1e3:.0f} ms "
        f"({left} found after); searches meanwhile waited at most {max(waits):.0f} ms"
    )


def _blocks(total: int, dimensions: int) -> Iterator[tuple[NDArray[np.int64], Floats]]:
    for at in range(0, total, BLOCK):
        numbers = np.arange(at, min(at + BLOCK, total), dtype=np.int64)
        yield numbers, _faces(at, len(numbers), dimensions)


def _faces(at: int, count: int, dimensions: int) -> Floats:
    return _unit(np.random.default_rng(at + 7).standard_normal((count, dimensions), np.float32))


def _queries(total: int, dimensions: int, count: int, same: tuple[float, float]) -> tuple[Floats, NDArray[np.int64]]:
    """Other pictures of stored persons, and strangers, whose number is -1."""
    rng = np.random.default_rng(2)
    owners = np.sort(rng.choice(total, count, replace=False))
    own = np.empty((count, dimensions), np.float32)
    for numbers, vectors in _blocks(total, dimensions):
        inside = (owners >= numbers[0]) & (owners <= numbers[-1])
        own[inside] = vectors[owners[inside] - numbers[0]]
    cosine = np.clip(rng.normal(*same, count), 0.2, 0.98).astype(np.float32)[:, None]
    noise = rng.standard_normal(own.shape).astype(np.float32)
    noise = _unit(noise - (noise * own).sum(axis=1, keepdims=True) * own)
    asked = own * cosine + noise * np.sqrt(1 - cosine**2)
    strangers = rng.random(count) < STRANGERS
    asked[strangers] = _unit(rng.standard_normal((int(strangers.sum()), dimensions)).astype(np.float32))
    return asked, np.where(strangers, -1, owners)


def _recall(index: FaceIndex, asked: Floats, total: int) -> float:
    """Share of queries whose nearest is that of exact search."""
    nearest, best = np.full(len(asked), -1, np.int64), np.full(len(asked), -np.inf, np.float32)
    for numbers, vectors in _blocks(total, asked.shape[1]):
        cosines, places = faiss.knn(asked, vectors, 1, metric=faiss.METRIC_INNER_PRODUCT)
        better = cosines[:, 0] > best
        nearest[better], best[better] = numbers[places[better, 0]], cosines[better, 0]
    return float(np.mean(index.search(asked, 1)[0][:, 0] == nearest))


def _found(index: FaceIndex, asked: Floats, owners: NDArray[np.int64]) -> float:
    """Share of the known whose person is among the rivals that are then compared exactly."""
    known = owners >= 0
    return float(np.mean((index.search(asked[known], RIVALS)[0] == owners[known, None]).any(axis=1)))


def _latencies(index: FaceIndex, asked: Floats) -> list[float]:
    times = []
    for query in asked:
        started = time.perf_counter()
        index.search(query[None], RIVALS)
        times.append((time.perf_counter() - started) * 1e3)
    return times


def _unit(vectors: Floats) -> Floats:
    scaled: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return scaled


def _memory_mb() -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        return _peak_mb()
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
