"""Say what a packet of H.264 or HEVC holds: its NAL units, where decoding may start, and what its sets promise."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from engine.export.packets_bits import START_CODE, BitReader, unescape

H264_IDR, H264_SEI, H264_SPS, H264_PPS = 5, 6, 7, 8
HEVC_RASL = (8, 9)
HEVC_BLA_N_LP, HEVC_CRA = 18, 21
HEVC_PREFIX_SEI = 39
HEVC_VPS, HEVC_SPS, HEVC_PPS, HEVC_EOS = 32, 33, 34, 36
RECOVERY_POINT = 6
# Mastering display colour volume, content light level, alternative transfer characteristics.
DISPLAY_MESSAGES = frozenset({137, 144, 147})


class PacketKind(IntEnum):
    """Where decoding may start, and what must stand before it."""

    OTHER = 0
    CLEAN = 1
    """A picture that resets the decoder: IDR, BLA, a VP9 or AV1 key frame, any frame of an intra-only codec."""
    CRA = 2
    """HEVC's open random access point: as good as CLEAN at the start of a file or after an end of sequence."""
    RECOVERY = 3
    """H.264's open one: decoding may start here, but nothing may precede it that it does not belong to."""
    SKIPPED = 4
    """HEVC RASL: leads a random access point and needs what stood before that."""


def split_units(data: bytes, length_size: int) -> Iterator[bytes]:
    """The NAL units of a packet, without framing. `length_size` 0 means start codes (Annex B)."""
    if length_size == 0:
        yield from _split_start_codes(data)
        return
    at = 0
    while at + length_size <= len(data):
        size = int.from_bytes(data[at : at + length_size], "big")
        at += length_size
        yield data[at : at + size]
        at += size


def _split_start_codes(data: bytes) -> Iterator[bytes]:
    at = data.find(b"\x00\x00\x01")
    while at >= 0:
        begin = at + 3
        at = data.find(b"\x00\x00\x01", begin)
        # Zeros in front of a start code belong to it, and a NAL unit never ends in one.
        unit = (data[begin:] if at < 0 else data[begin:at]).rstrip(b"\x00")
        if unit:
            yield unit


def join_units(units: list[bytes], length_size: int) -> bytes:
    """The inverse of `split_units`. Raises OverflowError where a unit is too long for its length field."""
    if length_size == 0:
        return b"".join(START_CODE + unit for unit in units)
    return b"".join(len(unit).to_bytes(length_size, "big") + unit for unit in units)


def h264_kind(data: bytes, length_size: int, key: bool) -> PacketKind:
    """Kind of an H.264 packet; `key` is what the container says, which alone tells no IDR from other I pictures."""
    if not key:
        return PacketKind.OTHER
    frames_to_wait = 0
    for unit in split_units(data, length_size):
        kind = unit[0] & 31
        if kind == H264_IDR:
            return PacketKind.CLEAN
        if kind == H264_SEI:
            frames_to_wait = max(frames_to_wait, _recovery_frames(unit))
        if kind == 1:
            break
    # Intra refresh marks pictures as keys that are whole only some frames later.
    return PacketKind.OTHER if frames_to_wait else PacketKind.RECOVERY


def _recovery_frames(unit: bytes) -> int:
    """`recovery_frame_cnt` of an SEI unit (H.264 D.2.8), 0 where it holds none."""
    return next((BitReader(body).ue() for kind, body in _messages(unescape(unit)[1:]) if kind == RECOVERY_POINT), 0)


def says_how_to_display(unit: bytes) -> bool:
    """Whether an HEVC prefix SEI unit holds nothing but what a whole film shares: its HDR description (D.2)."""
    if unit[0] >> 1 & 63 != HEVC_PREFIX_SEI:
        return False
    kinds = {kind for kind, _ in _messages(unescape(unit)[2:])}
    return bool(kinds) and kinds <= DISPLAY_MESSAGES


def _messages(payload: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and body of each message in an SEI unit."""
    at = 0
    while at + 2 < len(payload):
        kind, at = _sei_number(payload, at)
        size, at = _sei_number(payload, at)
        yield kind, payload[at : at + size]
        at += size


def _sei_number(payload: bytes, at: int) -> tuple[int, int]:
    value = 0
    while payload[at] == 255:
        value += 255
        at += 1
    return value + payload[at], at + 1


def hevc_kind(data: bytes, length_size: int) -> PacketKind:
    """Kind of an HEVC packet by the type of its first slice (HEVC 7.4.2.2)."""
    for unit in split_units(data, length_size):
        kind = unit[0] >> 1 & 63
        if kind >= 32:
            continue
        if kind == HEVC_CRA:
            return PacketKind.CRA
        if 16 <= kind <= 20:
            return PacketKind.CLEAN
        return PacketKind.SKIPPED if kind in HEVC_RASL else PacketKind.OTHER
    return PacketKind.OTHER


def broken_link(data: bytes, length_size: int) -> bytes:
    """An HEVC packet with its CRA picture as a BLA picture without leading ones: a splice (HEVC 3.14, 7.4.2.2).

    Only the type in the header of each slice changes. Unlike a CRA picture, it lets those before it be shown.
    """
    units = []
    for unit in split_units(data, length_size):
        is_cra = unit[0] >> 1 & 63 == HEVC_CRA
        units.append(bytes([unit[0] & 0x81 | HEVC_BLA_N_LP << 1]) + unit[1:] if is_cra else unit)
    return join_units(units, length_size)


@dataclass(frozen=True, slots=True)
class SequenceSet:
    """What an SPS says that cutting needs. `width` and `height` are coded samples before cropping."""

    id: int
    width: int
    height: int
    level: int
    """`level_idc`: 31 for H.264 level 3.1, 93 for HEVC level 3.1."""
    reference_frames: int
    """H.264 `max_num_ref_frames`; 0 for HEVC, which says it per sub-layer."""


def h264_sequence(unit: bytes) -> SequenceSet:
    """Read an H.264 SPS (7.3.2.1.1). Raises IndexError where it is cut short."""
    payload = unescape(unit)
    reader = BitReader(payload[1:])
    profile, _, level = reader.bits(8), reader.bits(8), reader.bits(8)
    number = reader.ue()
    if profile in (100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135):
        _skip_high_fields(reader)
    reader.ue()
    order = reader.ue()
    if order == 0:
        reader.ue()
    elif order == 1:
        reader.bits(1)
        reader.se()
        reader.se()
        for _ in range(reader.ue()):
            reader.se()
    references = reader.ue()
    reader.bits(1)
    width, height = reader.ue() + 1, reader.ue() + 1
    frames_only = reader.bits(1)
    return SequenceSet(number, width * 16, height * 16 * (2 - frames_only), level, references)


def _skip_high_fields(reader: BitReader) -> None:
    chroma = reader.ue()
    if chroma == 3:
        reader.bits(1)
    reader.ue()
    reader.ue()
    reader.bits(1)
    if not reader.bits(1):
        return
    for index in range(12 if chroma == 3 else 8):
        if reader.bits(1):
            _skip_scaling_list(reader, 16 if index < 6 else 64)


def _skip_scaling_list(reader: BitReader, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + reader.se()) % 256
        last = following or last


def hevc_sequence_position(payload: bytes) -> int:
    """Bit at which the SPS id stands in an unescaped HEVC SPS (7.3.2.2.1, 7.3.3)."""
    layers = payload[2] >> 1 & 7
    position = 16 + 8 + 96
    if layers:
        reader = BitReader(payload)
        reader.position = position
        flags = [(reader.bits(1), reader.bits(1)) for _ in range(8)][:layers]
        position += 16 + sum(88 * profile + 8 * level for profile, level in flags)
    return position


def hevc_sequence(unit: bytes) -> SequenceSet:
    """Read an HEVC SPS (7.3.2.2.1). Raises IndexError where it is cut short."""
    payload = unescape(unit)
    reader = BitReader(payload)
    reader.position = hevc_sequence_position(payload)
    number = reader.ue()
    if reader.ue() == 3:
        reader.bits(1)
    width, height = reader.ue(), reader.ue()
    return SequenceSet(number, width, height, payload[14], 0)
