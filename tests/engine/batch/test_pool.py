"""Processes of the pool: results come back, a dead process takes one task with it, and a dead parent takes all."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from engine.batch.orders import Item, Order, Outcome, Task
from engine.batch.pool import Pool
from engine.batch.worker import THREAD_VARIABLES

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
PATIENCE_S = 120.0


def until(found: Callable[[], bool], why: str) -> None:
    """Wait for something that is bound to come."""
    end = time.monotonic() + PATIENCE_S
    while not found():
        assert time.monotonic() < end, why
        time.sleep(0.05)


@pytest.fixture
def task(tiny: Callable[..., Path], tmp_path: Path) -> Task:
    return Task(
        "finish", Item(0, tiny(tmp_path / "grey.mp4", 2), tmp_path / "grey.olat"), Order(frozenset({"face"})), 2
    )


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Pool]:
    with closing(Pool(1, 1, tmp_path / "rests")) as opened:
        yield opened


def outcome_of(pool: Pool) -> Outcome:
    found: list[tuple[Task, Outcome]] = []
    until(lambda: bool(found.extend(pool.collect(0.1)) or found), "the task never ended")
    return found[0][1]


def pid_of(pool: Pool) -> int:
    pids = pool._places[0]._executor._processes
    return next(iter(pids))


@POSIX
def test_task_of_a_process_that_died_is_done_by_another(pool: Pool, task: Task) -> None:
    pool.give(task)
    assert pool.room == 0
    first = pid_of(pool)
    os.kill(first, signal.SIGKILL)
    outcome = outcome_of(pool)
    assert outcome.failure is None
    assert outcome.facts["persons"] == []
    assert pid_of(pool) != first
    assert pool.room == 1


@POSIX
def test_task_whose_process_dies_again_and_again_is_told_as_a_failure(pool: Pool, task: Task) -> None:
    pool.give(task)
    for _ in range(2):
        until(lambda: bool(pool._places[0]._executor._processes), "no process was begun")
        os.kill(pid_of(pool), signal.SIGKILL)
        until(lambda: pool._places[0].future is not None and pool._places[0].future.done(), "it did not die")
        ended = pool.collect(0)
    (_, outcome), *_ = ended
    assert outcome.failure is not None
    assert "grey.mp4 died 2 times" in outcome.failure.what


PARENT = """
import sys, time
from pathlib import Path
from engine.batch.orders import Item, Order, Task
from engine.batch.pool import Pool
if __name__ == "__main__":
    rests = Path(sys.argv[1])
    pool = Pool(1, 3, rests)
    pool.give(Task("finish", Item(0, Path(sys.argv[2]), Path(sys.argv[3])), Order(frozenset({"face"})), 2))
    print(next(iter(pool._places[0]._executor._processes)), flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks at processes in /proc")
def test_killed_parent_leaves_no_process_behind(task: Task, tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen(
        [sys.executable, script, tmp_path / "rests", task.item.path, tmp_path / "other.olat"],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.kill()
    until(lambda: not _lives(worker), "the process lives on")


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    # An orphan that nobody waits for is no process any more.
    return state.rsplit(")", 1)[1].split()[0] != "Z"


def test_libraries_are_told_their_share_of_the_cores() -> None:
    code = (
        "from engine.batch.worker import limit_threads; import sys; assert 'numpy' not in sys.modules; "
        "limit_threads(1); import os, cv2; from engine.settings import cores; "
        f"assert cv2.getNumThreads() == cores() == 1; assert all(os.environ[n] == '1' for n in {THREAD_VARIABLES})"
    )
    root = Path(__file__).resolve().parents[3]
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": str(root)})
