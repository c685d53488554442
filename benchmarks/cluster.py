"""Kill a machine of a Ray cluster in the middle of a batch, and check that the films end as if nothing had happened.

    python benchmarks/cluster.py [FILM]... [--part-s 10] [--quality fast] [--shared]

Two nodes of one core each are started on this machine, and the one that does not drive the batch is killed as soon as
it is in the middle of a part. Without a film, the demo is drawn first. Needs the extra `cluster`. Exit code 1 where a
film fails or differs from its analysis in one piece.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from scans import digest_of

from engine.batch.drive import Batch, Row
from engine.batch.orders import Item, Order
from engine.batch.plan import counts
from engine.errors import UserError
from engine.media.probe import probe
from engine.pipeline.analysis import analyze
from engine.progress import run
from engine.settings import AnalysisSettings
from engine.store.project import Project

FACES = frozenset({"face", "body"})
MIDDLE = 0.2
"""Of a part: work has begun in earnest."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("films", nargs="*", type=Path)
    parser.add_argument("--part-s", type=float, default=10.0, help="length of the parts")
    parser.add_argument("--quality", choices=("fast", "balanced", "thorough"), default="fast")
    parser.add_argument("--shared", action="store_true", help="parts are written to a folder that both nodes see")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        films = options.films or [_demo(Path(scratch))]
        good = survives(films, Path(scratch), options.part_s, options.quality, options.shared)
    sys.exit(0 if good else 1)


def survives(films: list[Path], folder: Path, part_s: float, quality: str, shared: bool = False) -> bool:
    """Whether all films end as an analysis in one piece ends them, although a node was killed."""
    order = Order(FACES, quality, projects=folder / "projects")  # type: ignore[arg-type]
    began = time.monotonic()
    rows, killed = _with_a_loss(films, order, part_s, shared)
    print(f"batch: {time.monotonic() - began:.1f} s, {'one node killed' if killed else 'NO NODE KILLED'}")
    good = killed and all(_judge(row, folder, quality) for row in rows)
    print(f"{'survived' if good else 'FAILED'}; load {os.getloadavg()[0]:.1f}")
    return good


def _with_a_loss(films: list[Path], order: Order, part_s: float, shared: bool) -> tuple[list[Row], bool]:
    from engine.batch.cluster import Cluster, Needs

    assert order.projects is not None
    order.projects.mkdir(exist_ok=True)
    killed = False
    batch = Batch(order, lambda known: counts(known, 2, part_s, away=True))
    batch.add(Item(i, path, order.projects / f"{i} {path.name}.olat") for i, path in enumerate(films))
    with _two_nodes() as (address, kill), closing(Cluster(address, Needs(), shared)) as crew:
        while batch.busy:
            batch.step(crew, 0.2)
            under_way = [share for share in crew.shares().values() if share < 1]
            # With both cores at work, one of the parts is on the node that goes.
            if not killed and len(under_way) >= 2 and max(under_way) > MIDDLE:
                print(f"a node is killed with {len(under_way)} parts under way", flush=True)
                kill()
                killed = True
    return batch.rows, killed


@contextmanager
def _two_nodes() -> Iterator[tuple[str, object]]:
    """The address of a cluster of two nodes, and how to kill the second one."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    # The workers are told where the program is by this alone.
    os.environ["PYTHONPATH"] = str(Path(__file__).resolve().parents[1])
    from ray.cluster_utils import Cluster

    memory = 200 * 1024 * 1024
    head = {"num_cpus": 1, "object_store_memory": memory, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    try:
        other = cluster.add_node(num_cpus=1, object_store_memory=memory)
        yield cluster.address, lambda: cluster.remove_node(other, allow_graceful=False)
    finally:
        cluster.shutdown()


def _judge(row: Row, folder: Path, quality: str) -> bool:
    name = row.item.path.name
    if row.failure is not None:
        print(f"{name}: {row.failure}")
        return False
    assert row.item.project is not None
    with Project.create(folder / f"whole {row.item.rank}.olat") as whole:
        run(analyze(whole, probe(row.item.path), AnalysisSettings(quality=quality)))  # type: ignore[arg-type]
    same = digest_of(row.item.project) == digest_of(folder / f"whole {row.item.rank}.olat")
    print(f"{name}: {'the same' if same else 'DIFFERENT'} as in one piece")
    return same


def _demo(folder: Path) -> Path:
    from assets.demo.film import make_demo

    return run(make_demo(folder)).video


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        sys.exit(str(error))
