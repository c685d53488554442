"""Open a project file safely: whole transactions, one writer, and failures told as sentences.

Journal: SQLite's rollback journal (DELETE), not a write-ahead log. A project is one file that people copy, move, mail
and keep on network shares. With a rollback journal everything committed is in that one file whenever no transaction
runs, and nothing lies beside it. With a write-ahead log the newest work lies in a second file that a copy leaves
behind, readers need a third, and network shares are out. A write-ahead log is faster for many small commits, but an
analysis commits once in some seconds. `synchronous = FULL`, so a power cut loses at most the running transaction.

Deleted content is overwritten with zeros at once (`secure_delete`), because faces are biometric data.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from engine.errors import ProjectError
from engine.store import schema
from engine.store.encryption import connect_encrypted, is_encrypted
from engine.store.failures import (
    GALLERY_SUFFIX,
    ProjectInUse,
    damaged,
    intact,
    noun_of,
    project_error,
    told_as_sentences,
    told_file_errors,
)
from engine.store.locking import AlreadyLocked, WriterLock

_SIGNATURE = b"SQLite format 3\0"
_OPENING_WAIT_S = 5.0
"""How long to wait for another program before saying that the file is locked."""

_COMMIT_WAIT_MS = 60_000
"""The same once work has begun: an hour's analysis must not fail because a reader was slow."""

Row = tuple[Any, ...]


class Database:
    """One open project file. Threads may share it: each statement and each transaction has it for itself."""

    def __init__(self, path: Path, read_only: bool = False, kind: schema.FileKind = schema.PROJECT) -> None:
        """Open an existing file. Raises ProjectError (ProjectInUse where another program writes it)."""
        self.path = path
        self._kind = kind
        self.read_only = read_only
        self._turn = threading.RLock()
        self.is_encrypted = path.suffix.lower() == GALLERY_SUFFIX and is_encrypted(path)
        if not self.is_encrypted:
            _check_signature(path, kind)
        self._writer = None if read_only else _lock(path)
        try:
            with told_as_sentences(path):
                self._connection = _connect(path, "ro" if read_only else "rw", self.is_encrypted)
        except BaseException:
            self._release()
            raise
        try:
            with told_as_sentences(path):
                self._check_kind()
                if not read_only:
                    self._prepare_for_writing()
                self._check_tables()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file and let others write it. May be called twice."""
        with self._turn:
            self._connection.close()
            self._release()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: what is written inside is on the disk after the block, or not at all if it raises."""
        with self._turn, told_as_sentences(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                # SQLite may have rolled back by itself, for instance on a full disk.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several queries that see one state of the file, whatever other threads and programs commit meanwhile."""
        with self._turn, told_as_sentences(self.path):
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows of a query."""
        with self._turn, told_as_sentences(self.path):
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[object] = ()) -> Row:
        """The first row of a query; an empty tuple where there is none."""
        with self._turn, told_as_sentences(self.path):
            return self._connection.execute(sql, values).fetchone() or ()

    def run(self, sql: str, values: Sequence[object] = ()) -> int:
        """Execute one statement, inside or outside a transaction. Returns the id of the row it inserted last."""
        with self._turn, told_as_sentences(self.path):
            return self._connection.execute(sql, values).lastrowid or 0

    def run_many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        with self._turn, told_as_sentences(self.path):
            self._connection.executemany(sql, rows)

    def compact(self) -> None:
        """Rebuild the file without its free pages. Needs free space of the file's size while it runs."""
        with self._turn, told_as_sentences(self.path):
            self._connection.execute("VACUUM")

    def check_integrity(self) -> None:
        """Read every page and every reference. Raises ProjectError where the file is damaged. Takes seconds."""
        found = self.rows("PRAGMA integrity_check")
        if found != [("ok",)] or self.rows("PRAGMA foreign_key_check"):
            raise damaged(self.path)

    def _prepare_for_writing(self) -> None:
        self._connection.execute("PRAGMA secure_delete = ON")
        self._connection.execute("PRAGMA journal_mode = DELETE")
        self._connection.execute("PRAGMA synchronous = FULL")
        # A file that can be opened but not written is found out now, not after an hour of analysis.
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._connection.execute(f"PRAGMA user_version = {schema.read_version(self._connection)}")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        schema.migrate(self._connection, self._kind.migrations)
        self._connection.execute(f"PRAGMA busy_timeout = {_COMMIT_WAIT_MS}")

    def _check_kind(self) -> None:
        if self._connection.execute("PRAGMA application_id").fetchone()[0] != self._kind.application_id:
            raise _not_ours(self.path, self._kind)
        version = schema.read_version(self._connection)
        if version > self._kind.version:
            raise project_error(
                self.path, ("was made by a newer version of this program", "Update the program, then open it again.")
            )
        if self.read_only and version < self._kind.version:
            raise project_error(
                self.path,
                ("was made by an older version of this program", "Open it for writing once, so that it is converted."),
            )

    def _check_tables(self) -> None:
        with intact(self.path):
            for table, expected in schema.columns(self._kind).items():
                if not schema.columns_in(self._connection, table) >= expected:
                    raise damaged(self.path)

    def _release(self) -> None:
        if self._writer is not None:
            self._writer.release()


def make_file(path: Path, kind: schema.FileKind = schema.PROJECT) -> None:
    """Write an empty file of a kind to `path`, which must not be watched by anyone yet: it grows in several steps."""
    with told_as_sentences(path):
        connection = _connect(path, "rwc")
        try:
            connection.execute(f"PRAGMA page_size = {schema.PAGE_BYTES}")
            connection.execute(f"PRAGMA application_id = {kind.application_id}")
            schema.migrate(connection, kind.migrations)
        finally:
            connection.close()


def _connect(path: Path, mode: str, encrypted: bool = False) -> sqlite3.Connection:
    absolute = path.absolute().as_posix()
    # Drive letters need one more slash; network paths already begin with two.
    uri = f"file://{'' if absolute.startswith('/') else '/'}{quote(absolute)}?mode={mode}"
    if encrypted:
        connection = connect_encrypted(uri, path, _OPENING_WAIT_S)
    else:
        connection = sqlite3.connect(
            uri, uri=True, timeout=_OPENING_WAIT_S, isolation_level=None, check_same_thread=False
        )
    connection.execute("PRAGMA foreign_keys = ON")
    # A project may come from a stranger: nothing in it may run, and nonsense in its pages is refused.
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def _check_signature(path: Path, kind: schema.FileKind) -> None:
    if not path.exists():
        raise ProjectError(f"There is no {kind.noun} {path}.", f"Check the name, or {kind.made_by} to make one.")
    if not path.is_file():
        raise _not_ours(path, kind)
    try:
        with told_file_errors(path), path.open("rb") as file:
            start = file.read(len(_SIGNATURE))
    except ProjectError as error:
        if isinstance(error.__cause__, PermissionError):
            raise ProjectError(f"You may not read the {kind.noun} {path}.", "Ask its owner to let you.") from error
        raise
    if start != _SIGNATURE:
        raise _not_ours(path, kind)


def _not_ours(path: Path, kind: schema.FileKind) -> ProjectError:
    return ProjectError(f"{path} is not a {kind.noun} of this program.", f"Choose a file that ends in {kind.suffix}.")


def _lock(path: Path) -> WriterLock:
    with told_as_sentences(path), told_file_errors(path):
        try:
            return WriterLock(path)
        except AlreadyLocked as error:
            raise ProjectInUse(
                f"The {noun_of(path)} {path} is open in another program.",
                "Close it there, or open it here for reading only.",
            ) from error
