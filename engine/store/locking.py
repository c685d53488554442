"""Let one process at a time write a project, while others may read it.

SQLite itself would let two programs take turns, and the second would overwrite what the first still shows on its
screen. The lock is held on a small file beside the project by means of SQLite's own portable file locks, which the
operating system releases when a process dies: a killed program never leaves a project locked.
"""

import sqlite3
import sys
from pathlib import Path
from types import TracebackType

_ATTEMPTS = 10


class AlreadyLocked(Exception):
    """Another process, or another part of this one, holds the lock."""


class WriterLock:
    """The right to write one project; held from construction to `release`.

    Raises AlreadyLocked where another has it, sqlite3.Error or OSError where the lock file cannot be made.
    """

    def __init__(self, project: Path) -> None:
        self.path = project.with_name(project.name + "-lock")
        self._held = False
        for _ in range(_ATTEMPTS):
            self.path.touch()
            file = self._inode()
            self._connection = sqlite3.connect(self.path, timeout=0, isolation_level=None, check_same_thread=False)
            try:
                self._take()
                # Its former owner may have removed the file while we were opening it: then we hold a ghost.
                if file is not None and file == self._inode():
                    self._held = True
                    return
            except BaseException:
                self._connection.close()
                raise
            self._connection.close()
        raise AlreadyLocked(str(project))

    def release(self) -> None:
        """Give the lock back and remove its file. May be called twice."""
        if not self._held:
            return
        self._held = False
        if sys.platform != "win32":
            # Removed while still held: nobody can lock the old file after a third one has made a new file.
            self.path.unlink(missing_ok=True)
        self._connection.close()
        if sys.platform == "win32":
            # Windows refuses to remove a file that another process has opened: then that one removes it.
            try:
                self.path.unlink(missing_ok=True)
            except PermissionError:
                return

    def __enter__(self) -> "WriterLock":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def _take(self) -> None:
        try:
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise AlreadyLocked(str(self.path)) from error
            raise

    def _inode(self) -> int | None:
        try:
            return self.path.stat().st_ino
        except FileNotFoundError:
            return None
