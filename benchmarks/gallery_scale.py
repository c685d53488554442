"""How fast and how exactly a gallery of many synthetic faces answers, and what it takes to build one."""

import os
import resource
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import faiss
import numpy as np
from gallery_shape import Shape, shape_for
from numpy.typing import NDArray

from engine.identify.search import FaceIndex
from engine.types import Floats

BLOCK = 50_000
STRANGERS = 0.1
RIVALS = 32
BATCH = 256


def report(total: int, dimensions: int, queries: int, folder: Path | None = None) -> None:
    """`folder`: where the large arrays lie while the benchmark runs."""
    shape = shape_for(dimensions)
    before = _memory_mb()
    with tempfile.TemporaryDirectory(dir=folder) as place:
        started, processor = time.perf_counter(), time.process_time()
        index = FaceIndex.build(dimensions, total, lambda: _blocks(total, shape), folder=Path(place))
        took, used = time.perf_counter() - started, time.process_time() - processor
        kind = "exact" if index.large is None else f"{len(index.large.parts)} partitions of {index.large.lists} lists"
        print(
            f"{total:,} x {dimensions}: {kind}, {index.lists_searched} lists searched (load {os.getloadavg()[0]:.1f})"
        )
        print(
            f"  build {took:.0f} s ({used:.0f} s of processors), peak {_peak_mb():.0f} MB, "
            f"resident {_memory_mb() - before:.0f} MB more",
            flush=True,
        )
        asked, owners = _queries(total, shape, queries)
        print(
            f"  recall@1 against exact search {_recall(index, asked, owners, total, shape)}; "
            f"the person found {_found(index, asked, owners):.4f}",
            flush=True,
        )
        _print_speed(index, asked)
        print(f"  memory for search {_memory_mb() - before:.0f} MB, with all that was touched of the mapped file")
        _print_changes(index, asked, total)


def _print_speed(index: FaceIndex, asked: Floats) -> None:
    """On a busy machine the time of the processor says more than that of the clock."""
    processor = time.process_time()
    singly = _latencies(index, asked)
    used = (time.process_time() - processor) / len(asked) * 1e3
    print(
        f"  one query: median {np.median(singly):.2f} ms, 95 % {np.percentile(singly, 95):.2f} ms; "
        f"{used:.2f} ms of processor (load {os.getloadavg()[0]:.1f})"
    )
    started, processor = time.perf_counter(), time.process_time()
    for at in range(0, len(asked), BATCH):
        index.search(asked[at : at + BATCH], RIVALS)
    rate, each = len(asked) / (time.perf_counter() - started), len(asked) / (time.process_time() - processor)
    print(f"  in batches of {BATCH}: {rate:,.0f} queries/s; {each:,.0f} for each second of one processor", flush=True)


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
    old = np.arange(0, min(1000, total), dtype=np.int64)
    started = time.perf_counter()
    gone = index.remove(new) + index.remove(old)
    removed = time.perf_counter() - started
    stop.set()
    searching.join()
    left = int(np.isin(index.search(np.concatenate([vectors[:200], asked]), 5)[0], np.concatenate([new, old])).sum())
    print(
        f"  5,000 added in {added * 1e3:.0f} ms ({there:.1%} of them found), {gone} removed in {removed * 1e3:.0f} ms "
        f"({left} found after); searches meanwhile waited at most {max(waits):.0f} ms"
    )


def _blocks(total: int, shape: Shape) -> Iterator[tuple[NDArray[np.int64], Floats]]:
    for at in range(0, total, BLOCK):
        numbers = np.arange(at, min(at + BLOCK, total), dtype=np.int64)
        yield numbers, shape.people(at + 7, len(numbers))


def _queries(total: int, shape: Shape, count: int) -> tuple[Floats, NDArray[np.int64]]:
    """Other pictures of stored persons, and strangers, whose number is -1."""
    rng = np.random.default_rng(2)
    owners = np.sort(rng.choice(total, count, replace=False))
    own = np.empty((count, len(shape.middle)), np.float32)
    for numbers, vectors in _blocks(total, shape):
        inside = (owners >= numbers[0]) & (owners <= numbers[-1])
        own[inside] = vectors[owners[inside] - numbers[0]]
    asked = shape.others(own, rng)
    strangers = rng.random(count) < STRANGERS
    asked[strangers] = shape.people(3, int(strangers.sum()))
    return np.ascontiguousarray(asked, np.float32), np.where(strangers, -1, owners)


def _recall(index: FaceIndex, asked: Floats, owners: NDArray[np.int64], total: int, shape: Shape) -> str:
    """Share of queries whose nearest is that of exact search: of all, and of known people and strangers apart."""
    nearest, best = np.full(len(asked), -1, np.int64), np.full(len(asked), -np.inf, np.float32)
    for numbers, vectors in _blocks(total, shape):
        cosines, places = faiss.knn(asked, vectors, 1, metric=faiss.METRIC_INNER_PRODUCT)
        better = cosines[:, 0] > best
        nearest[better], best[better] = numbers[places[better, 0]], cosines[better, 0]
    right, known = index.search(asked, 1)[0][:, 0] == nearest, owners >= 0
    truly = np.mean(nearest[known] == owners[known])
    return (
        f"{right.mean():.4f} (known people {right[known].mean():.4f}, strangers {right[~known].mean():.4f}; "
        f"exact search finds {truly:.4f} of the known)"
    )


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
