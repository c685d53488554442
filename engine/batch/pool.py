"""Carry out tasks in processes of this machine, each with its own share of the cores.

Each place at work is an executor of one process. So a process that dies, by a decoder that crashes or for want of
memory, takes one task with it and no other, and is replaced.
"""

import time
from collections.abc import MutableSequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from engine.batch.orders import Failure, Outcome, Task
from engine.batch.worker import begin, do
from engine.errors import UserError

TRIES: Final = 2
"""A process that died may have been killed for want of memory, so its task is tried once more."""


class Pool:
    """`jobs` processes with `threads` threads each. Close it after use; tasks that run then are killed."""

    def __init__(self, jobs: int, threads: int, pause_file: Path) -> None:
        self._places = [_Place(threads, pause_file) for _ in range(jobs)]

    @property
    def room(self) -> int:
        """How many tasks can be given out now."""
        return sum(place.task is None for place in self._places)

    def give(self, task: Task) -> None:
        """Begin a task; there must be room."""
        next(place for place in self._places if place.task is None).begin(task)

    def collect(self, wait_s: float) -> list[tuple[Task, Outcome]]:
        """The tasks that have ended since; waits for the first of them, `wait_s` at the most."""
        running = [place.future for place in self._places if place.future is not None]
        if not running:
            time.sleep(wait_s)
        wait(running, wait_s, FIRST_COMPLETED)
        ended = [place.ended() for place in self._places if place.future is not None and place.future.done()]
        return [one for one in ended if one is not None]

    def shares(self) -> dict[str, float]:
        """How far each running task is, 0..1, by its name."""
        return {place.task.name: place.share[0] for place in self._places if place.task is not None}

    def close(self) -> None:
        """End all processes. What they had stored stays stored."""
        for place in self._places:
            place.close()


class _Place:
    """One process and what it works on."""

    def __init__(self, threads: int, pause_file: Path) -> None:
        self._context = get_context("spawn")
        # Without a lock: a process that is killed while it holds one would stop everybody who waits for it.
        self.share: MutableSequence[float] = self._context.RawArray("d", 1)
        self.task: Task | None = None
        self.future: Future[Outcome] | None = None
        self._told = (self.share, threads, pause_file)
        self._tries = 0
        self._executor = self._hired()

    def begin(self, task: Task) -> None:
        self.task, self._tries = task, 0
        self._submit(task)

    def ended(self) -> tuple[Task, Outcome] | None:
        """The task and its outcome; None where the process died and the task was begun once more."""
        assert self.task is not None
        assert self.future is not None
        task = self.task
        try:
            outcome = self.future.result()
        except BrokenProcessPool:
            self._executor.shutdown()
            self._executor = self._hired()
            if self._tries < TRIES:
                self._submit(task)
                return None
            outcome = Outcome(failure=died(task, TRIES))
        self.task = self.future = None
        return task, outcome

    def close(self) -> None:
        # The executor has no way of its own to end a task that runs.
        for process in list((self._executor._processes or {}).values()):
            process.kill()
        self._executor.shutdown(cancel_futures=True)

    def _submit(self, task: Task) -> None:
        self._tries += 1
        self.share[0] = 0.0
        self.future = self._executor.submit(do, task)

    def _hired(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(1, self._context, begin, self._told)


def died(task: Task, tries: int) -> Failure:
    """What is said of a task whose process died each time."""
    return Failure(
        f"The process that worked on {task.item.path.name} died {tries} times.",
        "Memory may be short: try it alone with --jobs 1.",
        UserError.exit_code,
    )
