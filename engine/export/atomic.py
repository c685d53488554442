"""Let an exported file appear whole or not at all."""

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import ExportError

_REASONS = {
    errno.ENOSPC: ("the disk is full", "Free some space, or choose another folder."),
    getattr(errno, "EDQUOT", -1): ("the disk quota is used up", "Choose another folder."),
    errno.EROFS: ("the disk is read-only", "Choose another folder."),
    errno.EACCES: ("there is no permission to write there", "Choose another folder, or close programs that use it."),
    errno.EPERM: ("there is no permission to write there", "Choose another folder, or close programs that use it."),
    errno.ENOENT: ("the folder does not exist", "Make the folder first, or choose another."),
    errno.ENOTDIR: ("part of its path is not a folder", "Choose another folder."),
    errno.EISDIR: ("it is a folder", "Give the name of a file."),
    errno.ENAMETOOLONG: ("its name is too long", "Choose a shorter name."),
}


# What a write in the caller's block can meet although the file could be made.
_LATE = {errno.ENOSPC, getattr(errno, "EDQUOT", -1), errno.EROFS, errno.EACCES, errno.EPERM}


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A path beside `target`, with its suffix, to write to; it replaces `target` when the block ends well.

    If the block raises, `target` is left as it was and the unfinished file is removed. A link is followed, so what it
    points to is replaced, not the link. Raises ExportError with a sentence where the disk refuses; what else the block
    raises (a source that cannot be read) passes as it is.
    """
    with explained(target):
        real = Path(os.path.realpath(target))
        if real.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
        # A short name, so that a target whose long name just fits does not fail for its neighbour.
        unfinished = real.with_name(f".{secrets.token_hex(6)}.part{real.suffix}")
        # Made at once, so that a folder that cannot be written to shows before long work begins.
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    try:
        try:
            yield unfinished
        except OSError as error:
            ours = error.filename is None or Path(os.fsdecode(error.filename)) == unfinished
            if ours and error.errno in _LATE:
                raise _refusal(target, error) from error
            raise
        with explained(target):
            _settle(unfinished, real)
            unfinished.replace(real)
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink()


def write_atomic(target: Path, data: bytes) -> None:
    """Write `data` to `target`, whole or not at all. Raises ExportError with a sentence where the disk refuses.

    What exists and is no plain file (a pipe, a terminal) is written to as it is.
    """
    with explained(target):
        if target.exists() and not target.is_file() and not target.is_dir():
            target.write_bytes(data)
            return
    with replacing(target) as unfinished, explained(target):
        unfinished.write_bytes(data)


@contextmanager
def explained(target: Path) -> Iterator[None]:
    """Turn what the system says of a file that cannot be written into a sentence."""
    try:
        yield
    except OSError as error:
        raise _refusal(target, error) from error


def _refusal(target: Path, error: OSError) -> ExportError:
    reason, next_step = _REASONS.get(error.errno or 0, (error.strerror or str(error), "Choose another file."))
    return ExportError(f"{target} cannot be written: {reason}.", next_step)


def _settle(unfinished: Path, real: Path) -> None:
    """Bytes on the disk and the permissions of the file that goes, before the new one takes its name."""
    with contextlib.suppress(FileNotFoundError):
        unfinished.chmod(stat.S_IMODE(real.stat().st_mode))
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
