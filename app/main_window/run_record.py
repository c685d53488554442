"""Know at the start that the program ended unexpectedly last time, and what was open then."""

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QLockFile

from engine.settings import data_folder


@dataclass(frozen=True, slots=True)
class Lost:
    """What was open when the program ended. `tries`: how often it ended while this was being opened again.

    `page`: which of the window's pages was seen.
    """

    path: Path
    title: str
    time: Fraction
    tries: int = 0
    page: int = 0


class RunRecord:
    """A small file for each running window; it is gone after an orderly end."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or data_folder() / "running"
        self._file = self._folder / f"{os.getpid()}-{id(self):x}.json"
        self._lock: QLockFile | None = None

    def lost(self) -> Lost | None:
        """What was open in the run that ended unexpectedly last, once: asking forgets it."""
        found: list[tuple[float, Lost]] = []
        for file in self._folder.glob("*.json"):
            lock = _lock_of(file)
            if file == self._file or not lock.tryLock(0):
                # That one is still running.
                continue
            with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
                found.append((file.stat().st_mtime, _read(file)))
            file.unlink(missing_ok=True)
            lock.unlock()
        return max(found, key=lambda one: one[0])[1] if found else None

    def note(self, lost: Lost) -> None:
        """What is open now. Without a place to write to there is no such help, and nothing else is lost."""
        row = {**asdict(lost), "path": str(lost.path), "time": str(lost.time)}
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._lock is None:
                self._lock = _lock_of(self._file)
                self._lock.tryLock(0)
            unfinished = self._file.with_suffix(".part")
            unfinished.write_text(json.dumps(row), "utf-8")
            unfinished.replace(self._file)

    def clear(self) -> None:
        """Nothing is open, or the program ends as it should."""
        if self._lock is not None:
            self._file.unlink(missing_ok=True)
            self._lock.unlock()
            self._lock = None


def _lock_of(file: Path) -> QLockFile:
    lock = QLockFile(str(file.with_suffix(".lock")))
    # Only the end of its process makes a lock stale, never its age.
    lock.setStaleLockTime(0)
    return lock


def _read(file: Path) -> Lost:
    row = json.loads(file.read_text("utf-8"))
    return Lost(Path(row["path"]), str(row["title"]), Fraction(row["time"]), int(row["tries"]), int(row.get("page", 0)))
