"""Carry out tasks on a Ray cluster: Ray decides where and when, tries again what a lost machine did, and moves results.

Parts of films come back through Ray's object store and are kept by whoever drives the batch, so that a machine may go
once its parts are done. What ends a film runs on the machine of the driver, where the projects and the cuts belong.
Films must be readable on all machines at the same path.
"""

import importlib
import os
from dataclasses import dataclass
from typing import Any, Final

from engine.batch.away import Away, Board, what_it_makes, work
from engine.batch.orders import Failure, Outcome, Task
from engine.batch.parcel import packed
from engine.batch.pausing import pause_file
from engine.errors import UserError
from engine.models.hashes import write_atomically
from engine.settings import cores, data_folder

TRIES: Final = 3
"""How often Ray begins a task anew whose process or machine was lost."""
QUEUED: Final = 2
"""So many tasks wait at Ray for each that can run: enough to keep it busy, and few enough for urgent ones to pass."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What one task takes of a machine."""

    cpus: int = 1
    gpus: float = 0.0


class Cluster:
    """A crew on the Ray cluster at `address`; "local" starts one here. Close it after use.

    `shared`: the data folder lies at the same path on all machines, so that parts are written there. Raises UserError
    where Ray is not installed or cannot be reached, ModelMissing.
    """

    def __init__(self, address: str, needs: Needs, shared: bool = False) -> None:
        self._ray = _ray()
        self._needs = needs
        self._shared = shared
        self._running: dict[Any, Task] = {}
        self._makes = what_it_makes()
        _join(self._ray, address)
        try:
            self._here = self._ray.get_runtime_context().get_node_id()
            self._board = self._pinned(self._ray.remote(Board), num_cpus=0).remote()
            # Once into the store: from there every machine takes it once.
            parcel = packed()
            self._parcel, self._digest = self._ray.put(parcel), parcel.digest
            self._work = self._ray.remote(work)
        except BaseException:
            self._ray.shutdown()
            raise

    @property
    def room(self) -> int:
        """How many more tasks Ray should have."""
        there = self._ray.cluster_resources().get("CPU", 1.0) / self._needs.cpus
        return max(0, max(1, int(there)) * QUEUED - len(self._running))

    def give(self, task: Task) -> None:
        """Hand a task to Ray."""
        away = task.kind != "finish"
        how = Away(
            home=None if away and not self._shared else data_folder(),
            models=None if away else os.environ.get("ONLYLOOK_MODELS", ""),
            threads=self._needs.cpus,
            brings=away and not self._shared,
            makes=self._makes,
            parcel=self._digest,
        )
        options: dict[str, Any] = {"num_cpus": self._needs.cpus, "max_retries": TRIES, "name": task.name}
        if away:
            remote = self._work.options(num_gpus=self._needs.gpus, scheduling_strategy="SPREAD", **options)
        else:
            remote = self._pinned(self._work, **options)
        self._running[remote.remote(task, how, [self._parcel], self._board)] = task

    def collect(self, wait_s: float) -> list[tuple[Task, Outcome]]:
        """The tasks that have ended since; what they brought is stored."""
        self._board.rest.remote(pause_file().exists())
        waiting = list(self._running)
        # In all cases for so long: somebody looks in this rhythm.
        ready, _ = self._ray.wait(waiting, num_returns=1, timeout=wait_s) if waiting else ([], [])
        more, _ = self._ray.wait(waiting, num_returns=len(waiting), timeout=0) if waiting else ([], [])
        return [self._taken(ref) for ref in dict.fromkeys([*ready, *more])]

    def shares(self) -> dict[str, float]:
        """How far each running task is, 0..1, by its name."""
        running = {task.name for task in self._running.values()}
        told: dict[str, float] = self._ray.get(self._board.shares.remote())
        return {name: share for name, share in told.items() if name in running}

    def close(self) -> None:
        """Take back what has not ended, and leave the cluster."""
        for ref in self._running:
            self._ray.cancel(ref, force=True)
        self._ray.shutdown()

    def _taken(self, ref: Any) -> tuple[Task, Outcome]:
        task = self._running.pop(ref)
        try:
            outcome, content = self._ray.get(ref)
        except self._ray.exceptions.RayError as error:
            return task, Outcome(failure=_lost(task, error))
        if content is not None and task.file is not None:
            write_atomically(task.file, content)
        return task, outcome

    def _pinned(self, remote: Any, **options: Any) -> Any:
        """`remote` on the machine of the driver."""
        strategies = importlib.import_module("ray.util.scheduling_strategies")
        here = strategies.NodeAffinitySchedulingStrategy(self._here, soft=False)
        return remote.options(scheduling_strategy=here, **options)


def _join(ray: Any, address: str) -> None:
    """Connect to a cluster, or start one on this machine. Raises UserError."""
    if address.startswith("ray://"):
        raise UserError(
            "A batch cannot be driven from outside of the cluster.",
            "Run `ray start --address HEAD:6379` on this machine, then give --ray HEAD:6379.",
        )
    quiet = {"log_to_driver": False, "logging_level": "ERROR"}
    try:
        if address == "local":
            ray.init(num_cpus=cores(), include_dashboard=False, **quiet)
        else:
            ray.init(address=address, **quiet)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise UserError(
            f"The Ray cluster at {address} cannot be reached ({error}).", "Check the address that `ray start` printed."
        ) from error


def _lost(task: Task, error: Exception) -> Failure:
    return Failure(
        f"The task for {task.item.path.name} was lost {TRIES + 1} times ({type(error).__name__}).",
        "Look whether the machines have memory enough, then run the batch again.",
        UserError.exit_code,
        str(error),
    )


def _ray() -> Any:
    # Nothing that this program does tells others of its use.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        return importlib.import_module("ray")
    except ImportError as error:
        raise UserError(
            "Ray, which works on many machines, is not installed.",
            'Install it with `pip install "only-look-at-them[cluster]"`.',
        ) from error
