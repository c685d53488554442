"""Break the bytes of a whole film in every way that disks, downloads and people with bad intent do."""

import random
import struct
from collections.abc import Iterator
from pathlib import PurePath

# Boxes of ISO media (ISO/IEC 14496-12) that hold boxes.
PARENTS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"moof", b"traf", b"mvex", b"udta"}
# The same of Matroska, by the identifier's bytes.
EBML_PARENTS = {0x18538067, 0x1654AE6B, 0xAE, 0x1F43B675, 0x1C53BB6B, 0x114D9B74}
TS_PACKET = 188
FLIPS = 10
CUTS = 14
# Fields of these boxes are given values that no film has: offset behind the box's name, size in bytes.
LIES = {
    b"mvhd": ((12, 4), (16, 4)),
    b"mdhd": ((12, 4), (16, 4)),
    b"tkhd": ((20, 4), (76, 4), (80, 4)),
    b"stts": ((4, 4), (8, 4), (12, 4)),
    b"stsz": ((4, 4), (8, 4), (12, 4)),
    b"stsc": ((4, 4), (8, 4)),
    b"stco": ((4, 4), (8, 4)),
    b"stsd": ((4, 4),),
    b"avc1": ((24, 2), (26, 2)),
    b"hvc1": ((24, 2), (26, 2)),
    b"ctts": ((4, 4), (12, 4)),
    b"elst": ((4, 4), (8, 4), (12, 4)),
}


def damaged(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Broken versions of the film `data`, each with a word on what was done; the same ones each time."""
    chance = random.Random(name)
    for place in _some(boundaries(name, data), CUTS, chance):
        yield f"cut at {place}", data[:place]
    for number in range(FLIPS):
        yield f"flips {number}", _flipped(data, chance, 1 + number * 4)
    yield "head gone", data[64:]
    yield "middle gone", data[: len(data) // 3] + data[2 * len(data) // 3 :]
    yield "middle zero", data[: len(data) // 3] + bytes(len(data) // 3) + data[2 * len(data) // 3 :]
    yield "twice", data + data
    yield "backwards", data[::-1]
    yield "noise behind", data + chance.randbytes(4000)
    yield "noise before", chance.randbytes(500) + data
    yield from _lies(data)


def boundaries(name: str, data: bytes) -> list[int]:
    """Where an element of the container begins, in bytes."""
    kind = PurePath(name).suffix
    if kind in (".mp4", ".mov"):
        return sorted({place for place, _ in boxes(data)})
    if kind in (".mkv", ".webm"):
        return sorted(set(_ebml(data, 0, len(data))))
    if kind == ".ts":
        return list(range(TS_PACKET, len(data), TS_PACKET))
    return list(range(16, len(data), max(1, len(data) // (2 * CUTS))))


def boxes(data: bytes, begin: int = 0, end: int | None = None) -> Iterator[tuple[int, bytes]]:
    """Start and name of each box of ISO media, parents before children."""
    end = len(data) if end is None else end
    while begin + 8 <= end:
        size, name = struct.unpack_from(">I4s", data, begin)
        yield begin, name
        if size < 8:
            return
        if name in PARENTS:
            yield from boxes(data, begin + 8, min(begin + size, end))
        begin += size


def _ebml(data: bytes, begin: int, end: int) -> Iterator[int]:
    while begin < end - 2:
        yield begin
        identifier, place = _number(data, begin, keep_marker=True)
        size, place = _number(data, place, keep_marker=False)
        if identifier in EBML_PARENTS:
            yield from _ebml(data, place, min(place + size, end))
        begin = place + size


def _number(data: bytes, place: int, keep_marker: bool) -> tuple[int, int]:
    """A number of EBML (RFC 8794, section 4) and where it ends."""
    length = 9 - data[place].bit_length() if place < len(data) and data[place] else 1
    value = int.from_bytes(data[place : place + length])
    return (value if keep_marker else value & ((1 << 7 * length) - 1)), place + length


def _flipped(data: bytes, chance: random.Random, bits: int) -> bytes:
    broken = bytearray(data)
    for _ in range(bits):
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
    return bytes(broken)


def _lies(data: bytes) -> Iterator[tuple[str, bytes]]:
    seen: set[bytes] = set()
    for name, fields in LIES.items():
        found = data.find(name)
        if found < 0 or name in seen:
            continue
        seen.add(name)
        for offset, size in fields:
            for word, value in (("none", 0), ("most", (1 << 8 * size) - 1)):
                place = found + 4 + offset
                yield f"{name.decode()}+{offset} {word}", data[:place] + value.to_bytes(size) + data[place + size :]


def _some(places: list[int], count: int, chance: random.Random) -> list[int]:
    return places if len(places) <= count else sorted(chance.sample(places, count))
