"""Know a media file by its content, so that it is found again after a move and noticed after a change."""

import hashlib
from pathlib import Path

from engine.errors import UnreadableMedia
from engine.progress import Job, Progress

_PARTS = 16
_PART_BYTES = 65536
_BLOCK_BYTES = 1 << 20


def quick_hash(path: Path) -> str:
    """32 hex digits of SHA-256 over the size and 16 parts of 64 KiB, evenly spread from head to tail.

    Two files of one size that differ only between the parts have the same quick hash; `full_hash` tells them apart.
    Raises UnreadableMedia.
    """
    try:
        size = path.stat().st_size
        digest = hashlib.sha256(f"{size}:".encode())
        with path.open("rb") as file:
            for offset in _offsets(size):
                file.seek(offset)
                digest.update(file.read(_PART_BYTES))
    except OSError as error:
        raise _unreadable(path, error) from error
    return digest.hexdigest()[:32]


def full_hash(path: Path) -> Job[str]:
    """SHA-256 of the whole file, 64 hex digits; yields its progress in bytes. Raises UnreadableMedia."""
    digest = hashlib.sha256()
    try:
        total = path.stat().st_size
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
                yield Progress("hash", file.tell(), total, note=path.name)
    except OSError as error:
        raise _unreadable(path, error) from error
    return digest.hexdigest()


def _offsets(size: int) -> list[int]:
    if size <= _PARTS * _PART_BYTES:
        return list(range(0, size, _PART_BYTES))
    return [(size - _PART_BYTES) * part // (_PARTS - 1) for part in range(_PARTS)]


def _unreadable(path: Path, error: OSError) -> UnreadableMedia:
    reason = error.strerror or "it cannot be read"
    return UnreadableMedia(path, reason[0].lower() + reason[1:], "Check the name and that you may read the file.")
