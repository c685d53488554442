"""Tell whether a file is what its sha256 says, without reading it again at every start."""

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path

CHUNK_BYTES = 1 << 20


def sha256_of(path: Path) -> str:
    """Hex sha256 of a whole file. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


class VerifiedHashes:
    """Hashes remembered by path, size and modification time.

    A file that is swapped for another of the same size within the clock's resolution would go unnoticed; that is an
    accepted risk against a mistake, and no worse than the trust put in the installed packages themselves.
    """

    def __init__(self, table: Path) -> None:
        self._table = table

    def sha256(self, path: Path) -> str:
        """Hex sha256 of `path`, from memory where size and time are unchanged. Raises OSError."""
        status = path.stat()
        stamp = [status.st_size, status.st_mtime_ns]
        known = self._read()
        entry = known.get(str(path))
        if entry and entry[:2] == stamp:
            return str(entry[2])
        digest = sha256_of(path)
        known[str(path)] = [*stamp, digest]
        # A read-only data folder costs only the speed of the next start.
        with suppress(OSError):
            write_atomically(self._table, json.dumps(known, indent=1).encode())
        return digest

    def _read(self) -> dict[str, list[int | str]]:
        try:
            table = json.loads(self._table.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return table if isinstance(table, dict) else {}


def write_atomically(target: Path, content: bytes) -> None:
    """Write beside the target and replace it, so that other processes see the old or the new file. Raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
