"""Drive a batch: give tasks out by urgency, take the outcomes in, and know how each film stands."""

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal, Protocol, TypeAlias

from engine.batch.orders import Failure, Item, Order, Outcome, Task
from engine.batch.plan import Known, known, tasks_of
from engine.errors import UserError

State: TypeAlias = Literal["waiting", "running", "done", "failed"]
ENDED: Final = frozenset({"done", "failed"})
WEIGHTS: Final = {"pictures": 1.0, "sound": 0.15, "finish": 1.0}
"""How long a second of film takes in each kind of task, to one another."""
LAST_SHARE: Final = 0.05
"""Of a film that is done in parts, what is left for its last task."""


class Crew(Protocol):
    """Whoever carries tasks out: the processes of one machine, or those of many."""

    @property
    def room(self) -> int:
        """How many tasks can be given out now."""
        ...

    def give(self, task: Task) -> None: ...

    def collect(self, wait_s: float) -> list[tuple[Task, Outcome]]:
        """What has ended since, with how; waits for something to end, `wait_s` at the most."""
        ...

    def shares(self) -> dict[str, float]:
        """How far running tasks are, 0..1, by name."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Row:
    """How one film stands. `seconds`: of film that are to be looked at; `wall_s`, `processor_s`: of its tasks."""

    item: Item
    state: State = "waiting"
    seconds: float = 0.0
    share: float = 0.0
    facts: dict[str, Any] = field(default_factory=dict)
    failure: Failure | None = None
    notes: tuple[str, ...] = ()
    wall_s: float = 0.0
    processor_s: float = 0.0


@dataclass(slots=True)
class _Plan:
    """What is still to be done of one film."""

    last: Task
    left: set[str]
    tasks: list[Task]
    done: dict[str, float] = field(default_factory=dict)
    """Shares of tasks by name."""

    def share(self) -> float:
        before = _mean(self.tasks, self.done)
        last = self.done.get(self.last.name, 0.0)
        return last if not self.tasks else (1 - LAST_SHARE) * before + LAST_SHARE * last


class Batch:
    """The films of one batch and how they stand. Call `step` until it is no longer `busy`."""

    def __init__(self, order: Order, split: Callable[[Sequence[Known]], Sequence[int]]) -> None:
        """`split`: into how many parts each of some films is split."""
        self._order = order
        self._split = split
        self._rows: dict[int, Row] = {}
        self._plans: dict[int, _Plan] = {}
        self._ready: list[tuple[tuple[int, int], int, Task]] = []
        self._running: set[str] = set()
        self._owners: dict[Path, int] = {}
        """Which film is at work on a project; one that shares it waits in `_held`."""
        self._held: dict[int, list[Task]] = {}
        self._count = 0

    @property
    def rows(self) -> list[Row]:
        """In the order in which the films were added."""
        return list(self._rows.values())

    @property
    def busy(self) -> bool:
        return bool(self._ready or self._running)

    @property
    def waiting(self) -> int:
        """How many tasks could begin now, if there were room."""
        return len(self._ready)

    def add(self, items: Iterable[Item]) -> None:
        """Take films in; one that cannot be opened has failed already."""
        films = []
        for item in items:
            try:
                films.append(known(item, self._order))
            except UserError as error:
                failure = Failure(error.what, error.next_step, error.exit_code)
                self._rows[item.rank] = Row(item, "failed", failure=failure)
            else:
                self._rows[item.rank] = Row(item, seconds=films[-1].seconds)
        for film, count in zip(films, self._split(films), strict=True):
            before, last = tasks_of(film, self._order, count)
            self._plans[film.item.rank] = _Plan(last, {task.name for task in before}, before)
            self._begin(film, before or [last])

    def step(self, crew: Crew, wait_s: float, resting: bool = False) -> list[Row]:
        """Give out what there is room for, unless `resting`, and return the films that ended meanwhile."""
        while self._ready and not resting and crew.room:
            task = heapq.heappop(self._ready)[2]
            if self._rows[task.item.rank].state not in ENDED:
                self._running.add(task.name)
                crew.give(task)
                self._change(task, state="running")
        ended = [self._end(task, outcome) for task, outcome in crew.collect(wait_s)]
        for name, share in crew.shares().items():
            rank = int(name.split(" ", 1)[0])
            self._plans[rank].done[name] = share
            if self._rows[rank].state not in ENDED:
                self._rows[rank] = replace(self._rows[rank], share=self._plans[rank].share())
        return [row for row in ended if row is not None]

    def _begin(self, film: Known, tasks: list[Task]) -> None:
        owner = self._owners.get(film.project)
        if owner is not None and self._rows[owner].state not in ENDED:
            self._held.setdefault(owner, []).extend(tasks)
        else:
            for task in tasks:
                self._queue(task)
        self._owners[film.project] = film.item.rank

    def _end(self, task: Task, outcome: Outcome) -> Row | None:
        """The film's row, if it has ended with this."""
        self._running.discard(task.name)
        row, plan = self._rows[task.item.rank], self._plans[task.item.rank]
        if row.state in ENDED:
            return None
        plan.done[task.name] = 1.0
        notes = (*row.notes, *(note for note in outcome.notes if note not in row.notes))
        row = replace(
            row,
            notes=notes,
            share=plan.share(),
            wall_s=row.wall_s + outcome.wall_s,
            processor_s=row.processor_s + outcome.processor_s,
        )
        if outcome.failure is not None:
            row = replace(row, state="failed", failure=outcome.failure)
        elif task.kind == "finish":
            row = replace(row, state="done", facts=outcome.facts, share=1.0)
        self._rows[task.item.rank] = row
        plan.left.discard(task.name)
        if row.state == "running" and not plan.left:
            self._queue(plan.last)
        if row.state not in ENDED:
            return None
        for held in self._held.pop(row.item.rank, []):
            self._queue(held)
        return row

    def _queue(self, task: Task) -> None:
        # Tasks themselves have no order; equals go in that of their coming.
        self._count += 1
        heapq.heappush(self._ready, (task.urgency, self._count, task))

    def _change(self, task: Task, state: State) -> None:
        self._rows[task.item.rank] = replace(self._rows[task.item.rank], state=state)


def _mean(tasks: Sequence[Task], done: dict[str, float]) -> float:
    weights = [WEIGHTS[task.kind] * task.seconds for task in tasks]
    parts = (weight * done.get(task.name, 0.0) for weight, task in zip(weights, tasks, strict=True))
    return sum(parts) / max(1e-9, sum(weights))
