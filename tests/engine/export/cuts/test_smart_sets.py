"""Parameter sets of two encoders lie side by side, and not a bit of the pictures changes."""

from fractions import Fraction

import av
import pytest
from av.codec.context import CodecContext, Flags
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.export.packets_bits import BitReader, Edit, edit_payload, escape, ue_code, unescape
from engine.export.packets_nal import PacketKind, broken_link, h264_kind, hevc_kind, join_units, split_units
from engine.export.packets_sets import (
    HevcIds,
    pack,
    renumber_hevc_set,
    renumber_hevc_slice,
    unit_type,
    unpack,
    used_ids,
)


@settings(deadline=None)
@given(st.binary().map(lambda data: data.replace(b"\x05", b"\x00").replace(b"\x06", b"\x03")))
def test_escaping_is_undone_by_unescaping(data: bytes) -> None:
    payload = data + b"\x80"
    escaped = escape(payload)
    assert unescape(escaped) == payload
    assert not any(bytes([0, 0, last]) in escaped for last in range(3))


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_exp_golomb_numbers_read_back(value: int) -> None:
    text = ue_code(value)
    padded = text + "0" * (-len(text) % 8)
    assert BitReader(int(padded, 2).to_bytes(len(padded) // 8, "big")).ue() == value


def test_edits_keep_all_other_bits() -> None:
    assert edit_payload(b"\xff\x0f\x80", [Edit(4, 1, "00000000" + "1")], trailing=False) == b"\xf0\x0f\x87\xc0"[:1] + (
        int("000011110000111110000000", 2)
    ).to_bytes(3, "big")


@settings(deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=40).map(lambda unit: escape(unit + b"\x80")), min_size=1))
def test_units_survive_both_framings(units: list[bytes]) -> None:
    for length_size in (0, 1, 2, 4):
        assert list(split_units(join_units(units, length_size), length_size)) == units


def test_units_too_long_for_their_length_field_are_refused() -> None:
    with pytest.raises(OverflowError):
        join_units([bytes(300)], 1)


def encoded(codec: str, params: str) -> tuple[bytes, list[tuple[bytes, bool]]]:
    """Extradata and packets of 24 frames, both with start codes, and which packets count as keys."""
    name = {"h264": "libx264", "hevc": "libx265"}[codec]
    context = CodecContext.create(name, "w")
    context.width, context.height, context.pix_fmt = 128, 96, "yuv420p"
    context.time_base = Fraction(1, 25)
    context.flags |= Flags.global_header
    key = "x264-params" if codec == "h264" else "x265-params"
    context.options = {key: params, "preset": "ultrafast"}
    packets = []
    for number in range(24):
        frame = av.VideoFrame(128, 96, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes((number * 20 + n) % 251 for n in range(plane.buffer_size)))
        frame.pts, frame.time_base = number, Fraction(1, 25)
        packets += [(bytes(packet), packet.is_keyframe) for packet in context.encode(frame)]
    packets += [(bytes(packet), packet.is_keyframe) for packet in context.encode(None)]
    return context.extradata, packets


def shown(codec: str, extradata: bytes, packets: list[bytes]) -> list[bytes]:
    """The decoded pictures."""
    context = CodecContext.create(codec, "r")
    context.extradata = extradata
    frames = [frame for data in [*packets, None] for frame in context.decode(av.Packet(data) if data else None)]
    return [frame.to_ndarray(format="gray").tobytes() for frame in frames]


def test_renumbered_hevc_decodes_to_the_same_pictures_beside_other_sets() -> None:
    extradata, packets = encoded("hevc", "log-level=none:info=0:repeat-headers=0:pools=1:bframes=2:wpp=1")
    other, _ = encoded("hevc", "log-level=none:info=0:repeat-headers=0:pools=1:bframes=0:amp=0:sao=0")
    ids = HevcIds(3, 17)
    mine = unpack("hevc", extradata)
    renumbered = tuple(renumber_hevc_set(unit, ids) for unit in mine.units)
    assert used_ids("hevc", renumbered) == {3, 17}
    moved = []
    for packet, _ in packets:
        units = [renumber_hevc_slice(u, ids) if unit_type("hevc", u) < 32 else u for u in split_units(packet, 0)]
        moved.append(join_units(units, 0))
    both = pack(unpack("hevc", other).joined(renumbered))
    pictures = shown("hevc", extradata, [packet for packet, _ in packets])
    assert len(pictures) == 24
    assert shown("hevc", both, moved) == pictures


def test_avcc_and_hvcc_are_read_and_written_back_alike(clip, kit) -> None:  # type: ignore[no-untyped-def]
    for codec, name in (("h264", "libx264"), ("hevc", "libx265")):
        source = clip(codec=name, options=(("preset", "ultrafast"),), frames=30)
        with av.open(str(source.path)) as container:
            record = container.streams.video[0].codec_context.extradata
        sets = unpack(codec, record)
        assert sets.length_size == 4
        again = pack(sets)
        assert unpack(codec, again) == sets
        # The file says that sets may come inside packets too; ours never do.
        assert again == record if codec == "h264" else len(again) == len(record)
        assert sets.sequences[0].width >= 192
        with pytest.raises(ValueError, match="cut short"):
            unpack(codec, record[: len(record) * 2 // 3])


def test_open_and_closed_starts_are_told_apart() -> None:
    _, closed = encoded("hevc", "log-level=none:pools=1:keyint=6:min-keyint=6:open-gop=0")
    _, opened = encoded("hevc", "log-level=none:pools=1:keyint=6:min-keyint=6:open-gop=1:bframes=2:b-adapt=0")
    assert [hevc_kind(packet, 0) for packet, _ in closed].count(PacketKind.CLEAN) == 4
    kinds = [hevc_kind(packet, 0) for packet, _ in opened]
    assert kinds[0] == PacketKind.CLEAN
    assert kinds.count(PacketKind.CRA) == 3
    assert PacketKind.SKIPPED in kinds
    cra = opened[kinds.index(PacketKind.CRA)][0]
    assert hevc_kind(broken_link(cra, 0), 0) == PacketKind.CLEAN
    assert len(broken_link(cra, 0)) == len(cra)


def test_recovery_points_and_intra_refresh_are_no_clean_starts() -> None:
    _, opened = encoded("h264", "keyint=4:min-keyint=4:open-gop=1:bframes=2:b-adapt=0:scenecut=0")
    _, refreshed = encoded("h264", "keyint=6:intra-refresh=1")
    starts = [h264_kind(packet, 0, key) for packet, key in opened if key]
    assert starts == [PacketKind.CLEAN, *[PacketKind.RECOVERY] * (len(starts) - 1)]
    assert len(starts) > 3
    refreshes = [h264_kind(packet, 0, key) for packet, key in refreshed if key]
    assert refreshes == [PacketKind.CLEAN, *[PacketKind.OTHER] * (len(refreshes) - 1)]
    assert len(refreshes) > 2
