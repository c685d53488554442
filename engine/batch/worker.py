"""What runs inside a process of the pool. It is loaded before any library that starts threads, so it imports none."""

import os
import signal
import threading
from collections.abc import MutableSequence
from dataclasses import dataclass, field
from multiprocessing import connection, parent_process
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.batch.pausing import rest

if TYPE_CHECKING:
    from engine.batch.orders import Outcome, Task

THREAD_VARIABLES: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ONLYLOOK_CORES")
"""What NumPy, SciPy, PyTorch and this program go by."""


@dataclass(slots=True)
class _Here:
    """What this process was told when it began."""

    share: MutableSequence[float] = field(default_factory=lambda: [0.0])
    pause_file: Path = Path("never")

    def tell(self, share: float) -> None:
        self.share[0] = share
        rest(self.pause_file)


_HERE = _Here()


def begin(share: MutableSequence[float], threads: int, pause_file: Path) -> None:
    """Set a new process up. `share`: memory that is shared with the parent, for how far a task is."""
    _HERE.share, _HERE.pause_file = share, pause_file
    limit_threads(threads)
    # Ctrl-C is the business of whoever gives the tasks out.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()


def do(task: "Task") -> "Outcome":
    """Do one task in this process."""
    from engine.batch.tasks import outcome_of

    return outcome_of(task, _HERE.tell)


def limit_threads(threads: int) -> None:
    """Let the libraries of this process use so many threads; to be called before they are loaded."""
    for name in THREAD_VARIABLES:
        os.environ[name] = str(threads)
    import cv2

    cv2.setNumThreads(threads)


def _end_with_parent() -> None:
    """A batch that was killed leaves nobody behind who works for it."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
