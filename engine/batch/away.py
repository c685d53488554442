"""What runs on a machine of a cluster: a task with networks that were sent along, and word of how far it is."""

import getpass
import importlib
import json
import os
import platform
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from engine.batch.orders import Failure, Outcome, Task
from engine.batch.parcel import look_in, unpack
from engine.batch.tasks import outcome_of
from engine.batch.worker import limit_threads
from engine.errors import UserError
from engine.models.hashes import write_atomically
from engine.pipeline import hearing
from engine.pipeline.analysis import CODE_VERSION
from engine.pipeline.hearing import SPEAKING_VERSION
from engine.pipeline.tools import weights_here

TELL_EVERY_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Away:
    """How a task is done there.

    `home`: the data folder; None makes one that belongs to the machine, and takes the networks from the parcel.
    `models`: folders of networks where `home` is the driver's own; None takes the parcel. `brings`: the file that is
    made comes back as bytes. `makes`: what `what_it_makes` says at the driver's.
    """

    home: Path | None
    models: str | None
    threads: int
    brings: bool
    makes: str
    parcel: str
    """Digest of the parcel, by which a machine knows whether it has it."""


def what_it_makes() -> str:
    """Decides what an analysis finds besides film and settings: results of machines that differ in it do not join."""
    return json.dumps([CODE_VERSION, hearing.CODE_VERSION, SPEAKING_VERSION, weights_here()], sort_keys=True)


class Board:
    """An actor that knows how far all tasks are, and whether they are to rest."""

    def __init__(self) -> None:
        self._shares: dict[str, float] = {}
        self._rests = False

    def tell(self, name: str, share: float) -> bool:
        """Whether the task is to rest."""
        self._shares[name] = share
        return self._rests

    def shares(self) -> dict[str, float]:
        return self._shares

    def rest(self, rests: bool) -> None:
        self._rests = rests


def work(task: Task, how: Away, parcel: list[Any], board: Any) -> tuple[Outcome, bytes | None]:
    """Do a task and bring what it made, if that is asked for. `parcel`: one reference, followed where there is need."""
    limit_threads(how.threads)
    ray = importlib.import_module("ray")
    if how.models is None:
        _prepare(ray, how, parcel[0])
    else:
        os.environ["ONLYLOOK_HOME"], os.environ["ONLYLOOK_MODELS"] = str(how.home), how.models
    if not task.item.path.is_file():
        return Outcome(failure=_out_of_reach(task)), None
    if what_it_makes() != how.makes:
        return Outcome(failure=_differs()), None
    telling = _Telling(ray, board, task.name)
    if not how.brings or task.file is None:
        return outcome_of(task, telling), None
    with tempfile.TemporaryDirectory(prefix="onlylook-") as folder:
        file = Path(folder) / task.file.name
        outcome = outcome_of(replace(task, file=file), telling)
        return outcome, file.read_bytes() if outcome.failure is None and file.exists() else None


class _Telling:
    """Tells the board now and then, and waits while it says so."""

    def __init__(self, ray: Any, board: Any, name: str) -> None:
        self._ray, self._board, self._name = ray, board, name
        self._told_s = 0.0

    def __call__(self, share: float) -> None:
        if time.monotonic() - self._told_s < TELL_EVERY_S:
            return
        while self._ray.get(self._board.tell.remote(self._name, share)):
            time.sleep(TELL_EVERY_S)
        self._told_s = time.monotonic()


def _prepare(ray: Any, how: Away, reference: Any) -> None:
    """Unpack the parcel, unless another task on this machine has."""
    home = how.home or Path(tempfile.gettempdir()) / f"only-look-at-them-{getpass.getuser()}"
    unpacked = home / "parcels" / how.parcel
    names = unpacked.read_text(encoding="utf-8").splitlines() if unpacked.exists() else []
    if names and all(Path(name).exists() for name in names):
        look_in(home)
        return
    files = unpack(ray.get(reference), home)
    write_atomically(unpacked, "\n".join(map(str, files)).encode())


def _out_of_reach(task: Task) -> Failure:
    return Failure(
        f"{task.item.path} cannot be read on the machine {platform.node()}.",
        "Put the films where all machines find them at the same path.",
        UserError.exit_code,
    )


def _differs() -> Failure:
    return Failure(
        f"The machine {platform.node()} has another version of the program, or networks of its own.",
        "Install the same version with the same extras on all machines.",
        UserError.exit_code,
    )
