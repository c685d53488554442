"""What it brings to work on several films, or parts of one, at a time, and whether parts join without a trace.

    python benchmarks/batch.py [--minutes 2] [--quality balanced] [--repeat 2] [--no-ray] [--film FILE]

Two copies of one film are analysed by faces and bodies: by one process on one core, by two processes on two cores, and
by two tasks on Ray on the same two cores; then one of them in parts. Each run has a data folder of its own, with the
networks ready, and the time includes the start of its processes. Runs are repeated in turns, and the quickest of each
counts. Cores are chosen with sched_setaffinity, so this needs Linux. Without --film, the one of `speed.py` is made from
the local test media, or the demo is drawn where there are none.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from scans import digest_of

from engine.errors import UserError

ROOT = Path(__file__).resolve().parents[1]
FASTER, DEARER = 1.7, 1.05
"""What is aimed at: two processes over one, and Ray over the pool."""
RUN = "import os, sys, runpy; os.sched_setaffinity(0, set(map(int, sys.argv.pop(1).split(',')))); \
runpy.run_module('engine.cli', run_name='__main__', alter_sys=True)"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to analyse the films. `cores`: numbers of those that it may use."""

    name: str
    cores: tuple[int, ...]
    options: tuple[str, ...]
    films: int = 2


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one run and all its processes."""

    wall_s: float
    processor_s: float
    digests: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--film", type=Path)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--quality", choices=("fast", "balanced", "thorough"), default="balanced")
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--no-ray", action="store_true")
    options = parser.parse_args()
    if not hasattr(os, "sched_setaffinity") or (os.cpu_count() or 1) < 2:
        sys.exit("This benchmark needs Linux and two cores.")
    with tempfile.TemporaryDirectory() as scratch:
        film = options.film or _film(Path(scratch), options.minutes)
        sys.exit(0 if compare(film, Path(scratch), options.quality, options.repeat, not options.no_ray) else 1)


def compare(film: Path, folder: Path, quality: str, repeat: int, ray: bool) -> bool:
    """Print a table; whether all runs found the same to the last byte."""
    ways = [
        Way("one process, one core", (0,), ("--jobs", "1", "--split", "never")),
        Way("two processes, two cores", (0, 1), ("--jobs", "2", "--split", "never")),
        Way("one film, two processes, in parts", (0, 1), ("--jobs", "2", "--split", "0.5"), films=1),
    ]
    if ray and _has_ray():
        ways.append(Way("two tasks on Ray, two cores", (0, 1), ("--ray", "local", "--split", "never")))
    costs: dict[str, list[Cost]] = {way.name: [] for way in ways}
    for number in range(repeat):
        for way in ways:
            costs[way.name].append(_cost(way, film, folder / f"{number} {way.name}", quality))
    _tell(film, quality, ways, costs)
    return len({digest for runs in costs.values() for run in runs for digest in run.digests}) == 1


def _tell(film: Path, quality: str, ways: list[Way], costs: dict[str, list[Cost]]) -> None:
    print(f"{film.name}, {quality}, faces and bodies; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'':36s} {'wall s':>8s} {'cpu s':>8s}  each run's wall s")
    best = {name: min(runs, key=lambda run: run.wall_s) for name, runs in costs.items()}
    for way in ways:
        walls = " ".join(f"{run.wall_s:.1f}" for run in costs[way.name])
        # Ray's processes are no children of ours, so that nobody says what they took.
        processor = "" if "Ray" in way.name else f"{best[way.name].processor_s:.1f}"
        print(f"{way.name:36s} {best[way.name].wall_s:8.1f} {processor:>8s}  {walls}")
    one, two, parts = (best[way.name] for way in ways[:3])
    print(f"two processes: {one.wall_s / two.wall_s:.2f} times one, aim {FASTER}")
    print(f"parts cost {parts.processor_s / (one.processor_s / 2):.2f} times the processor time of one piece")
    if len(ways) > 3:
        ray = best[ways[3].name]
        print(f"Ray takes {ray.wall_s / two.wall_s:.2f} times the pool, aim {DEARER}")
    digests = {digest for runs in costs.values() for run in runs for digest in run.digests}
    print("all runs found the same to the last byte" if len(digests) == 1 else "RUNS DIFFER")


def _cost(way: Way, film: Path, home: Path, quality: str) -> Cost:
    projects, films = home / "projects", home / "films"
    films.mkdir(parents=True)
    _lend_networks(home)
    for number in range(way.films):
        shutil.copyfile(film, films / f"{number}{film.suffix}")
    command = [sys.executable, "-c", RUN, ",".join(map(str, way.cores)), "batch", str(films), "--keep", "seen"]
    command += [*way.options, "--quality", quality, "--projects", str(projects), "--json", "--quiet"]
    environment = {**os.environ, "ONLYLOOK_HOME": str(home), "PYTHONPATH": str(ROOT)}
    before, began = os.times(), time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - began, os.times()
    if done.returncode:
        sys.exit(f"{way.name} failed: {done.stderr.strip()}")
    digests = tuple(map(digest_of, sorted(projects.glob("*.olat"))))
    shutil.rmtree(films)
    return Cost(wall, sum(after[2:4]) - sum(before[2:4]), digests)


def _lend_networks(home: Path) -> None:
    """Give a run the networks that are converted already: that is done once in the life of an installation."""
    from engine.models.ready import ready_path
    from engine.pipeline.tools import weights_here
    from engine.settings import data_folder

    for name in weights_here():
        ready_path(name)
    shutil.copytree(data_folder() / "models", home / "models", dirs_exist_ok=True)


def _has_ray() -> bool:
    from importlib.util import find_spec

    if find_spec("ray") is None:
        print("Ray is left out: it is not installed.")
        return False
    return True


def _film(folder: Path, minutes: float) -> Path:
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg and (ROOT.parent / "shared" / "media").is_dir():
        from speed import _made_film

        return _made_film(ffmpeg, minutes)
    from assets.demo.film import make_demo
    from engine.progress import run

    return run(make_demo(folder)).video


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        sys.exit(str(error))
