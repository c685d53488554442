"""Read RecordIO files, as MS1M and Trillion-Pairs come in: encoded faces one after another, with their numbers.

The format is MXNet's: each record begins with a magic number and a word whose upper three bits say whether it is whole
(0) or a first (1), middle (2) or last (3) part, and whose lower 29 hold the length; records are padded to four bytes. A
picture's record begins with flag, label, id and id2; a flag above 0 says how many labels follow instead.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import UserError
from engine.training.data.pictures import check_identities, decoded
from engine.types import Pixels

MAGIC = 0xCED7230A
HEADER = struct.Struct("<IfQQ")
_MAGIC_BYTES = struct.pack("<I", MAGIC)


@dataclass(frozen=True, slots=True, eq=False)
class RecordPictures:
    """Pictures at `offsets` of one RecordIO file."""

    path: Path
    offsets: NDArray[np.int64]
    labels: NDArray[np.int64]
    names: tuple[str, ...]

    def picture(self, place: int) -> Pixels:
        content = record_at(self.path, int(self.offsets[place]))
        return decoded(_split(content)[1], f"Record {place} of {self.path}")


def record_pictures(path: Path) -> RecordPictures:
    """`path`: the .rec file; its .idx, with a key and a position in each line, lies beside it. Raises UserError.

    Where record 0 is a table of contents, as in the sets named above, pictures are the records below its first number.
    """
    positions = _index(path.with_suffix(".idx"))
    keys = sorted(positions)
    labels, _ = _split(record_at(path, positions[keys[0]]))
    if len(labels) > 1:
        last = int(labels[0])
        keys = [key for key in keys[1:] if key < last]
    found = np.array([_split(record_at(path, positions[key]))[0][0] for key in keys])
    identities, numbers = np.unique(found, return_inverse=True)
    check_identities(numbers.tolist(), str(path))
    names = tuple(f"{identity:g}" for identity in identities)
    return RecordPictures(path, np.array([positions[key] for key in keys], np.int64), numbers.astype(np.int64), names)


def record_at(path: Path, offset: int) -> bytes:
    """The whole record at `offset`, its parts put together. Raises UserError where the file is damaged."""
    parts: list[bytes] = []
    try:
        with path.open("rb") as file:
            file.seek(offset)
            while True:
                part, kind = _part(file.read(8), file, path)
                parts.append(part)
                if kind in (0, 3):
                    # A picture that holds the magic number is cut there, and the number left out.
                    return _MAGIC_BYTES.join(parts)
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}).", "Check the file.") from error


def _part(head: bytes, file: object, path: Path) -> tuple[bytes, int]:
    if len(head) < 8 or struct.unpack("<I", head[:4])[0] != MAGIC:
        raise UserError(f"{path} is damaged or no RecordIO file.", "Copy it again, together with its .idx file.")
    word = struct.unpack("<I", head[4:])[0]
    length = word & (2**29 - 1)
    content = file.read(length + -length % 4)[:length]  # type: ignore[attr-defined]
    if len(content) < length:
        raise UserError(f"{path} breaks off.", "Copy it again.")
    return bytes(content), word >> 29


def _split(record: bytes) -> tuple[NDArray[np.float32], bytes]:
    """Labels and picture of a record."""
    if len(record) < HEADER.size:
        raise UserError("A record is too short to hold a picture.", "Copy the .rec and .idx files again.")
    flag, label, _, _ = HEADER.unpack_from(record)
    if flag == 0:
        return np.array([label], np.float32), record[HEADER.size :]
    end = HEADER.size + 4 * flag
    return np.frombuffer(record[HEADER.size : end], "<f4"), record[end:]


def _index(path: Path) -> dict[int, int]:
    try:
        lines = path.read_text(encoding="ascii").split("\n")
        found = {int(key): int(position) for key, position in (line.split() for line in lines if line.strip())}
    except OSError as error:
        raise UserError(
            f"{path}, which says where each picture lies, is not there.", "Put it beside the .rec."
        ) from error
    except ValueError as error:
        raise UserError(f"{path} is no index of a RecordIO file.", "Its lines hold a key and a position.") from error
    if not found:
        raise UserError(f"{path} is empty.", "Copy it again.")
    return found
