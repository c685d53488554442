"""Turn what SQLite and the file system say of a project file into sentences for a person."""

import errno
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import ProjectError

GALLERY_SUFFIX = ".olag"


class ProjectInUse(ProjectError):
    """Another program is writing the project; it can still be opened for reading."""


class HalfWritten(ProjectError):
    """A program died while it was writing; opening the project for writing takes its last step back."""


_DAMAGED = (
    "is damaged",
    "Use a copy of it, or delete it and analyse the video again.",
)
_DAMAGED_GALLERY = ("is damaged", "Put a copy of it in its place, or delete it and import your photos again.")
_FULL = ("cannot be written: the disk is full", "Free some space and run it again; it goes on from where it stopped.")
_READ_ONLY = (
    "cannot be written: it or its folder is read-only for you",
    "Copy it to a folder of your own, or choose another place with --project.",
)
_LOCKED = ("is locked by another program", "Close the other program and try again.")
_UNREADABLE = ("cannot be opened", "Check that the file and its folder exist and that you may read them.")
_DISK = ("cannot be read or written: the disk reports an error", "Check the disk and try again with a copy.")

_SENTENCES = {
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_CANTOPEN: _UNREADABLE,
    sqlite3.SQLITE_IOERR: _DISK,
}
_SYSTEM_SENTENCES = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _READ_ONLY,
    errno.EPERM: _READ_ONLY,
    errno.EROFS: _READ_ONLY,
    errno.EIO: _DISK,
    errno.ENOENT: _UNREADABLE,
    errno.ENOTDIR: _UNREADABLE,
    errno.EEXIST: _UNREADABLE,
    errno.ENAMETOOLONG: _UNREADABLE,
}


def noun_of(path: Path) -> str:
    """What a person calls the file."""
    return "gallery" if path.suffix.lower() == GALLERY_SUFFIX else "project"


def project_error(path: Path, sentence: tuple[str, str]) -> ProjectError:
    """`sentence`: what happened, continuing "The project PATH ..." without a full stop; and what to do next."""
    return ProjectError(f"The {noun_of(path)} {path} {sentence[0]}.", sentence[1])


def damaged(path: Path) -> ProjectError:
    return project_error(path, _DAMAGED if noun_of(path) == "project" else _DAMAGED_GALLERY)


def database_errors() -> tuple[type[Exception], ...]:
    """What SQLite raises, and what the library raises that opens encrypted files, where it was used."""
    library = sys.modules.get("sqlcipher3.dbapi2")
    return (sqlite3.Error,) if library is None else (sqlite3.Error, library.Error)


@contextmanager
def told_as_sentences(path: Path) -> Iterator[None]:
    """Raise ProjectError instead of the database's known failures; let bugs through."""
    try:
        yield
    except database_errors() as error:
        variety = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        if variety == sqlite3.SQLITE_READONLY_ROLLBACK:
            raise HalfWritten(
                f"The last program that wrote the {noun_of(path)} {path} did not end properly.",
                "Open it for writing once.",
            ) from error
        # Python's own refusal, which has no code.
        if str(error).startswith("Could not decode to UTF-8"):
            raise damaged(path) from error
        # The low byte is the kind of failure, the rest its variety.
        code = variety & 0xFF
        if code not in _SENTENCES:
            raise
        if _SENTENCES[code] is _DAMAGED:
            raise damaged(path) from error
        raise project_error(path, _SENTENCES[code]) from error


@contextmanager
def told_file_errors(path: Path) -> Iterator[None]:
    """The same for what the file system says while the project's own files are made, renamed or read."""
    try:
        yield
    except OSError as error:
        if error.errno not in _SYSTEM_SENTENCES:
            raise
        raise project_error(path, _SYSTEM_SENTENCES[error.errno]) from error


@contextmanager
def intact(path: Path) -> Iterator[None]:
    """Raise ProjectError where a stored value cannot be understood: what we write ourselves always can."""
    try:
        yield
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise damaged(path) from error
