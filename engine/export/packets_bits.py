"""Read and rewrite the bits of H.264 and HEVC NAL units, which hide zeros and count in Exp-Golomb codes."""

import re
from dataclasses import dataclass

START_CODE = b"\x00\x00\x00\x01"
NEEDS_ESCAPE = re.compile(rb"\x00\x00(?=[\x00-\x03])")


def unescape(nal: bytes) -> bytes:
    """The payload without emulation prevention bytes (H.264 7.4.1.1, HEVC 7.4.2.3)."""
    return nal.replace(b"\x00\x00\x03", b"\x00\x00")


def escape(payload: bytes) -> bytes:
    """The inverse of `unescape`: 3 goes between two zero bytes and a byte of 0 to 3, and behind a last zero."""
    escaped = NEEDS_ESCAPE.sub(b"\x00\x00\x03", payload)
    return escaped + b"\x03" if payload.endswith(b"\x00") else escaped


class BitReader:
    """Walks over an unescaped payload. Raises IndexError past its end."""

    def __init__(self, payload: bytes) -> None:
        self._payload = payload
        self.position = 0

    def bits(self, count: int) -> int:
        """The next `count` bits as an unsigned number."""
        value = 0
        for _ in range(count):
            byte = self._payload[self.position >> 3]
            value = value << 1 | (byte >> (7 - (self.position & 7)) & 1)
            self.position += 1
        return value

    def ue(self) -> int:
        """An unsigned Exp-Golomb number, ue(v)."""
        zeros = 0
        while not self.bits(1):
            zeros += 1
        return (1 << zeros) - 1 + self.bits(zeros)

    def se(self) -> int:
        """A signed Exp-Golomb number, se(v)."""
        value = self.ue()
        return (value + 1) // 2 if value & 1 else -(value // 2)


def ue_code(value: int) -> str:
    """ue(v) of `value` as a text of 0 and 1."""
    digits = f"{value + 1:b}"
    return "0" * (len(digits) - 1) + digits


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the `length` bits at bit `position` by `bits`, a text of 0 and 1."""

    position: int
    length: int
    bits: str


def edit_payload(payload: bytes, edits: list[Edit], trailing: bool) -> bytes:
    """An unescaped payload with some bits replaced.

    With `trailing`, the payload ends in rbsp_trailing_bits, which are made anew. Without it the edits must add a
    whole number of bytes, and all that follows is moved without being looked at.
    """
    size = len(payload) * 8
    number = int.from_bytes(payload, "big")
    if trailing:
        stop = (number & -number).bit_length()
        number >>= stop
        size -= stop
    text = f"{number:0{size}b}"
    for edit in sorted(edits, key=lambda edit: -edit.position):
        text = text[: edit.position] + edit.bits + text[edit.position + edit.length :]
    if trailing:
        text += "1"
        text += "0" * (-len(text) % 8)
    if len(text) % 8:
        raise ValueError("an edit without trailing bits must add whole bytes")
    return int(text, 2).to_bytes(len(text) // 8, "big")
