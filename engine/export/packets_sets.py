"""Keep the parameter sets of a source and of our encoder side by side in one codec configuration.

A copied picture must find the sets that it was made with, an encoded one those of the encoder. With distinct ids both
lie in the same `avcC` (ISO/IEC 14496-15, 5.3.3) or `hvcC` (8.3.3), and not a byte of a copied packet has to change.
"""

from dataclasses import dataclass, replace

from engine.export.packets_bits import BitReader, Edit, edit_payload, escape, ue_code, unescape
from engine.export.packets_nal import (
    H264_PPS,
    H264_SPS,
    HEVC_PPS,
    HEVC_SPS,
    HEVC_VPS,
    SequenceSet,
    h264_sequence,
    hevc_sequence,
    hevc_sequence_position,
    join_units,
    split_units,
)

HVCC_HEADER = 22
# A PPS id of 15 to 30 takes nine bits where x265 writes one for its 0, so slice data moves by one whole byte.
HEVC_PPS_IDS = range(15, 31)


@dataclass(frozen=True, slots=True)
class ParameterSets:
    """The sets of one H.264 or HEVC stream. `length_size` is that of its packets; 0 means start codes."""

    codec: str
    header: bytes
    """What stands before the sets in the configuration record; empty with start codes."""
    length_size: int
    units: tuple[bytes, ...]
    tail: bytes = b""
    """What follows the PPS in an `avcC`: chroma format and bit depths of the High profiles."""

    def of_type(self, kind: int) -> list[bytes]:
        return [unit for unit in self.units if unit_type(self.codec, unit) == kind]

    @property
    def sequences(self) -> list[SequenceSet]:
        """What each SPS says."""
        if self.codec == "h264":
            return [h264_sequence(unit) for unit in self.of_type(H264_SPS)]
        return [hevc_sequence(unit) for unit in self.of_type(HEVC_SPS)]

    def joined(self, more: tuple[bytes, ...]) -> "ParameterSets":
        """With further sets, for `pack`."""
        return replace(self, units=self.units + tuple(unit for unit in more if unit not in self.units))


def unit_type(codec: str, unit: bytes) -> int:
    """nal_unit_type."""
    return unit[0] & 31 if codec == "h264" else unit[0] >> 1 & 63


def is_set(codec: str, unit: bytes) -> bool:
    """Whether a NAL unit is a parameter set that a configuration record holds."""
    kinds = (H264_SPS, H264_PPS) if codec == "h264" else (HEVC_VPS, HEVC_SPS, HEVC_PPS)
    return unit_type(codec, unit) in kinds


def unpack(codec: str, extradata: bytes) -> ParameterSets:
    """Read a codec configuration: `avcC`, `hvcC`, or bare NAL units with start codes. May hold no set at all.

    Raises IndexError or ValueError where the record is cut short.
    """
    if extradata[:1] != b"\x01":
        units = tuple(unit for unit in split_units(extradata, 0) if is_set(codec, unit))
        return ParameterSets(codec, b"", 0, units)
    return _unpack_avcc(extradata) if codec == "h264" else _unpack_hvcc(extradata)


def _unpack_avcc(record: bytes) -> ParameterSets:
    at = 6
    units: list[bytes] = []
    for count in (record[5] & 31, -1):
        if count < 0:
            count = record[at]
            at += 1
        found, at = _read_units(record, at, count)
        units += found
    return ParameterSets("h264", record[:5], (record[4] & 3) + 1, tuple(units), record[at:])


def _unpack_hvcc(record: bytes) -> ParameterSets:
    units: list[bytes] = []
    at = HVCC_HEADER + 1
    for _ in range(record[HVCC_HEADER]):
        count = int.from_bytes(record[at + 1 : at + 3], "big")
        found, at = _read_units(record, at + 3, count)
        units += found
    return ParameterSets("hevc", record[:HVCC_HEADER], (record[21] & 3) + 1, tuple(units))


def _read_units(record: bytes, at: int, count: int) -> tuple[list[bytes], int]:
    units = []
    for _ in range(count):
        size = int.from_bytes(record[at : at + 2], "big")
        at += 2
        if at + size > len(record) or not size:
            raise ValueError("a codec configuration record is cut short")
        units.append(record[at : at + size])
        at += size
    return units, at


def pack(sets: ParameterSets) -> bytes:
    """The codec configuration that holds `sets`, in the form they came in."""
    if sets.length_size == 0:
        return join_units(list(sets.units), 0)
    if sets.codec == "h264":
        sequences, pictures = sets.of_type(H264_SPS), sets.of_type(H264_PPS)
        head = sets.header + bytes([0xE0 | len(sequences)]) + _counted(sequences)
        return head + bytes([len(pictures)]) + _counted(pictures) + sets.tail
    kinds = list(dict.fromkeys([HEVC_VPS, HEVC_SPS, HEVC_PPS, *(unit_type("hevc", unit) for unit in sets.units)]))
    arrays = [(kind, sets.of_type(kind)) for kind in kinds if sets.of_type(kind)]
    record = sets.header + bytes([len(arrays)])
    for kind, units in arrays:
        # The top bit says that all sets of this type are here and none comes inside the samples.
        complete = 0x80 if kind in (HEVC_VPS, HEVC_SPS, HEVC_PPS) else 0
        record += bytes([complete | kind]) + len(units).to_bytes(2, "big") + _counted(units)
    return record


def _counted(units: list[bytes]) -> bytes:
    return b"".join(len(unit).to_bytes(2, "big") + unit for unit in units)


def used_ids(codec: str, units: tuple[bytes, ...]) -> set[int]:
    """All ids of VPS, SPS and PPS together: one number that none of them uses is free for all three."""
    return {_unit_id(codec, unit) for unit in units if is_set(codec, unit)}


def _unit_id(codec: str, unit: bytes) -> int:
    kind = unit_type(codec, unit)
    if codec == "h264":
        return h264_sequence(unit).id if kind == H264_SPS else BitReader(unescape(unit)[1:]).ue()
    if kind == HEVC_VPS:
        return unit[2] >> 4
    return hevc_sequence(unit).id if kind == HEVC_SPS else BitReader(unescape(unit)[2:]).ue()


@dataclass(frozen=True, slots=True)
class HevcIds:
    """The ids that our encoder's sets get. `shared` is for VPS and SPS (1..15), `picture` for the PPS (15..30)."""

    shared: int
    picture: int


def renumber_hevc_set(unit: bytes, ids: HevcIds) -> bytes:
    """A VPS, SPS or PPS of x265, whose ids are all 0, with other ids."""
    payload = unescape(unit)
    kind = unit_type("hevc", unit)
    if kind == HEVC_VPS:
        edits = [Edit(16, 4, f"{ids.shared:04b}")]
    elif kind == HEVC_SPS:
        edits = [Edit(16, 4, f"{ids.shared:04b}"), Edit(hevc_sequence_position(payload), 1, ue_code(ids.shared))]
    else:
        edits = [Edit(16, 2, ue_code(ids.picture) + ue_code(ids.shared))]
    return escape(edit_payload(payload, edits, trailing=True))


def renumber_hevc_slice(unit: bytes, ids: HevcIds) -> bytes:
    """A slice of x265 that refers to the renumbered PPS (HEVC 7.3.6.1). Raises ValueError where it does not."""
    payload = unescape(unit)
    random_access = 16 <= unit_type("hevc", unit) <= 23
    reader = BitReader(payload)
    reader.position = position = 16 + (2 if random_access else 1)
    if reader.ue() != 0:
        raise ValueError("the encoder's slice does not refer to PPS 0")
    # The byte that is put in keeps the slice data aligned, so only the first bytes are looked at.
    head = edit_payload(payload[:4], [Edit(position, 1, ue_code(ids.picture))], trailing=False)
    return escape(head + payload[4:])
