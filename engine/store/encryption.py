"""Keep a gallery encrypted: SQLCipher's format, by the library that speaks it; none of the cryptography is ours.

SQLCipher encrypts every page of the file and of its journal with AES-256, and checks each by an HMAC; the key is made
of the passphrase by PBKDF2 with 256,000 rounds. Temporary data stays in memory. What is not encrypted: projects, which
hold faces too, and files that the user exports.
"""

import importlib
import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from engine.errors import ProjectError, UserError
from engine.store.failures import told_file_errors
from engine.store.locking import AlreadyLocked, WriterLock

PASSPHRASE_VARIABLE: Final = "ONLYLOOK_PASSPHRASE"
SHORTEST: Final = 8
"""Letters of a passphrase. Shorter ones are tried out in no time, whatever the library does."""
_PAGE: Final = 4096
_SIGNATURE: Final = b"SQLite format 3\0"
_LOCKED_NEXT: Final = (
    f"Give its passphrase (scripts set {PASSPHRASE_VARIABLE}). If that is lost, so is the gallery: delete the file, "
    "and put people in anew."
)


class GalleryLocked(ProjectError):
    """The gallery is encrypted, and no passphrase, or a wrong one, was given. `path`: of the gallery."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(what, _LOCKED_NEXT)
        self.path = path


class Unlocked:
    """The passphrases that the user gave to this process, by file. They are never stored.

    One for the process, because a gallery is opened in many places, and a passphrase that was handed through all of
    them would lie in each.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._known: dict[Path, str] = {}

    def give(self, path: Path, passphrase: str) -> None:
        with self._turn:
            self._known[path.absolute()] = passphrase

    def forget(self, path: Path) -> None:
        """Lock the gallery for this process."""
        with self._turn:
            self._known.pop(path.absolute(), None)

    def of(self, path: Path) -> str:
        """The passphrase, "" where there is none. The environment's one serves every gallery."""
        with self._turn:
            return self._known.get(path.absolute(), "") or os.environ.get(PASSPHRASE_VARIABLE, "")


unlocked: Final = Unlocked()


def is_encrypted(path: Path) -> bool:
    """Whether a file looks encrypted: whole pages, of which the first does not say what it is."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(len(_SIGNATURE))
    except OSError:
        return False
    return size > 0 and size % _PAGE == 0 and start != _SIGNATURE


def connect_encrypted(uri: str, path: Path, wait_s: float) -> sqlite3.Connection:
    """An open connection to an encrypted file. Raises GalleryLocked for no passphrase or a wrong one."""
    passphrase = unlocked.of(path)
    if not passphrase:
        raise GalleryLocked(path, f"The gallery {path} is encrypted and locked.")
    connection = _library().connect(uri, uri=True, timeout=wait_s, isolation_level=None, check_same_thread=False)
    try:
        _key(connection, passphrase)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except _library().DatabaseError as error:
        connection.close()
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_NOTADB:
            raise
        unlocked.forget(path)
        raise GalleryLocked(path, f"That is not the passphrase of the gallery {path}.") from error
    opened: sqlite3.Connection = connection
    return opened


def encrypt(path: Path, passphrase: str) -> None:
    """Encrypt a gallery that is not, in its place; its former bytes are overwritten. Raises UserError, ProjectError."""
    if is_encrypted(path):
        raise UserError("The gallery is encrypted already.", "Change its passphrase instead.")
    _convert(path, "", _checked(passphrase))
    unlocked.give(path, passphrase)


def decrypt(path: Path) -> None:
    """Take the encryption off. Raises UserError where there is none, GalleryLocked without the passphrase."""
    _require_encrypted(path)
    connect_encrypted(_uri(path), path, 0).close()
    _convert(path, unlocked.of(path), "")
    unlocked.forget(path)


def change_passphrase(path: Path, passphrase: str) -> None:
    """Encrypt with another passphrase from now on. Raises UserError, GalleryLocked without the present one."""
    _require_encrypted(path)
    connect_encrypted(_uri(path), path, 0).close()
    _convert(path, unlocked.of(path), _checked(passphrase))
    unlocked.give(path, passphrase)


# Inside.


def _require_encrypted(path: Path) -> None:
    if not is_encrypted(path):
        raise UserError("The gallery is not encrypted.", "Encrypt it first with `onlylook gallery encrypt`.")


def _checked(passphrase: str) -> str:
    if len(passphrase) < SHORTEST or "\0" in passphrase:
        raise UserError(
            f"A passphrase needs at least {SHORTEST} letters.", "Take several words that do not belong together."
        )
    return passphrase


def _convert(path: Path, old: str, new: str) -> None:
    """Write the gallery anew with another passphrase beside it, and put that in its place."""
    with _locked(path), told_file_errors(path), tempfile.TemporaryDirectory(dir=path.parent, prefix=".onlylook-") as at:
        draft = Path(at) / f"draft{path.suffix}"
        _export(path, draft, old, new)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        former = Path(at) / "former"
        # Some file systems know no second name for a file; there the former bytes are left to the system.
        with suppress(OSError):
            os.link(path, former)
        draft.replace(path)
        if former.exists():
            _overwrite(former)


def _export(path: Path, draft: Path, old: str, new: str) -> None:
    connection = _library().connect(_uri(path), uri=True, isolation_level=None)
    try:
        _key(connection, old)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        connection.execute("ATTACH DATABASE ? AS target KEY ?", (str(draft), new))
        connection.execute("SELECT sqlcipher_export('target')")
        # The export leaves these two out.
        connection.execute(f"PRAGMA target.user_version = {int(version)}")
        connection.execute(f"PRAGMA target.application_id = {int(application)}")
        connection.execute("DETACH DATABASE target")
    finally:
        connection.close()


def _overwrite(file: Path) -> None:
    """Zeros over what was there, as far as the file system writes in place."""
    size = file.stat().st_size
    with file.open("rb+") as content:
        for _ in range(0, size, _PAGE):
            content.write(bytes(_PAGE))
        content.flush()
        os.fsync(content.fileno())


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    try:
        lock = WriterLock(path)
    except AlreadyLocked as error:
        raise ProjectError(f"The gallery {path} is open in another program.", "Close it there.") from error
    with lock:
        yield


def _key(connection: Any, passphrase: str) -> None:
    """First of all, tell the connection its key; "" is none. Failures come as exceptions, not on the terminal."""
    connection.execute("PRAGMA cipher_log_level = NONE")
    if passphrase:
        quoted = passphrase.replace("'", "''")
        connection.execute(f"PRAGMA key = '{quoted}'")


def _uri(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=rw"


def _library() -> Any:
    try:
        return importlib.import_module("sqlcipher3.dbapi2")
    except ImportError as error:
        raise UserError(
            "What encrypts galleries is not installed.",
            "Install it with `pip install 'only-look-at-them[encryption]'`.",
        ) from error
