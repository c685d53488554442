"""List the packets of a video stream with what cutting must know of each, without decoding anything."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.stream import Stream
from av.video.stream import VideoStream as AvVideoStream
from numpy.typing import NDArray

from engine.errors import ExportError, UnreadableMedia
from engine.export.packets_bits import BitReader
from engine.export.packets_nal import PacketKind, SequenceSet, h264_kind, hevc_kind, says_how_to_display, split_units
from engine.export.packets_sets import ParameterSets, is_set, unpack
from engine.export.packets_types import AnyPacket
from engine.progress import Job, Progress
from engine.types import Media, VideoStream

INTRA_ONLY = frozenset(
    {"prores", "mjpeg", "dnxhd", "rawvideo", "huffyuv", "v210", "cfhd", "dvvideo", "utvideo", "qtrle"}
)
SMART_CODECS = frozenset({"h264", "hevc", "vp9", "av1"})
OFFER = "Use the mode 'encode', which cuts any video to the frame."
# These store only the order of decoding; presentation stamps are guesses, often wrong by a picture.
GUESSED_TIMES = frozenset({"avi"})
PROGRESS_EVERY = 2000


@dataclass(frozen=True, slots=True, eq=False)
class PacketIndex:
    """The packets of one video stream in decode order. Arrays are (n,), stamps in the stream's time base."""

    pts: NDArray[np.int64]
    kind: NDArray[np.uint8]
    """`PacketKind` of each."""
    shown: NDArray[np.bool_]
    """False for packets that no player shows: outside the edit list, or before anything can be decoded."""
    last_duration: int
    """How long the last frame is shown."""
    in_band: tuple[bytes, ...] = ()
    """Parameter sets that lie inside packets, each content once."""
    display: tuple[bytes, ...] = ()
    """HEVC: units that describe the HDR of the whole film, from its first key frame."""
    times: NDArray[np.int64] = field(init=False)
    """(m,) stamps of the frames that are shown, in the order they are shown."""
    rank: NDArray[np.int64] = field(init=False)
    """(n,) place of each packet's frame in `times`; -1 where it is not shown."""

    def __post_init__(self) -> None:
        times = np.sort(self.pts[self.shown])
        rank = np.where(self.shown, np.searchsorted(times, self.pts), -1)
        object.__setattr__(self, "times", times)
        object.__setattr__(self, "rank", rank)


@dataclass(slots=True)
class _Collector:
    pts: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    shown: list[bool] = field(default_factory=list)
    sets: dict[bytes, None] = field(default_factory=dict)
    display: tuple[bytes, ...] = ()
    last: tuple[int, int] = (-(1 << 62), 0)


def open_source(path: Path) -> InputContainer:
    """Open a source for demuxing. Raises UnreadableMedia."""
    try:
        return av.open(str(path), "r", metadata_errors="replace")
    except (av.FFmpegError, OSError) as error:
        raise UnreadableMedia(path, f"it cannot be opened ({error})", "Check that the file is still there.") from error


def video_stream(container: InputContainer, video: VideoStream) -> AvVideoStream:
    """The stream that `video` describes."""
    stream = container.streams[video.index]
    assert isinstance(stream, AvVideoStream)
    return stream


def source_sets(stream: AvVideoStream, codec: str) -> ParameterSets | None:
    """Parameter sets of an H.264 or HEVC stream; None for other codecs. Raises ExportError for a broken record."""
    if codec not in ("h264", "hevc"):
        return None
    try:
        return unpack(codec, stream.codec_context.extradata or b"")
    except (IndexError, ValueError) as error:
        raise ExportError(
            "The video's codec configuration is damaged, so it cannot be cut unencoded.", OFFER
        ) from error


def read_index(media: Media, *, any_codec: bool = False) -> Job[PacketIndex]:
    """Read through a file once and list its video packets.

    With `any_codec`, key frames of codecs unknown here count as points of access, which is enough to decode by.
    Raises ExportError where packets and frames do not go one to one with exact stamps, or the coding changes midway.
    """
    video = media.video
    assert video is not None
    if media.container in GUESSED_TIMES and video.codec not in INTRA_ONLY:
        raise ExportError(f"A file of kind '{media.container}' does not say when each picture is shown.", OFFER)
    found = _Collector()
    with open_source(media.path) as container:
        stream = video_stream(container, video)
        sets = source_sets(stream, video.codec)
        extradata = stream.codec_context.extradata
        for count, packet in enumerate(whole_packets(container, stream)):
            _note(packet, video.codec, sets, extradata, found, any_codec)
            if count % PROGRESS_EVERY == 0:
                done = float(max(Fraction(0), media.clock.time(found.last[0])))
                yield Progress("index", done, float(media.duration), "s")
    return _finish(found, video)


def whole_packets(container: InputContainer, stream: Stream) -> Iterator[AnyPacket]:
    """Packets of one stream from where the container stands; a cut-off file ends with its last whole one."""
    try:
        yield from (packet for packet in container.demux(stream) if packet.size)
    except (av.error.InvalidDataError, av.error.EOFError):
        return


def _note(
    packet: AnyPacket,
    codec: str,
    sets: ParameterSets | None,
    extradata: bytes | None,
    found: _Collector,
    any_codec: bool,
) -> None:
    if packet.pts is None:
        raise ExportError("The video's packets carry no exact times, so it cannot be cut unencoded.", OFFER)
    if packet.has_sidedata("new_extradata") and bytes(packet.get_sidedata("new_extradata")) != extradata:
        raise ExportError("The video changes its coding midway, so it cannot be cut unencoded.", OFFER)
    found.pts.append(packet.pts)
    known = codec in SMART_CODECS | INTRA_ONLY or not any_codec
    found.kind.append(packet_kind(packet, codec, sets) if known else PacketKind(int(packet.is_keyframe)))
    found.shown.append(not packet.is_discard)
    found.last = max(found.last, (packet.pts, packet.duration or 0))
    if sets is not None and packet.is_keyframe:
        units = list(split_units(bytes(packet), sets.length_size))
        found.sets.update((unit, None) for unit in units if is_set(codec, unit))
        if codec == "hevc" and not found.display:
            found.display = tuple(unit for unit in units if says_how_to_display(unit))


def packet_kind(packet: AnyPacket, codec: str, sets: ParameterSets | None) -> PacketKind:
    """Kind of a packet. Raises ExportError for a codec that packets are not cut of."""
    if codec == "h264" and sets is not None:
        return h264_kind(bytes(packet) if packet.is_keyframe else b"", sets.length_size, packet.is_keyframe)
    if codec == "hevc" and sets is not None:
        return hevc_kind(bytes(packet), sets.length_size)
    if not packet.is_keyframe:
        return PacketKind.OTHER
    if codec == "vp9":
        return PacketKind.CLEAN if _is_vp9_key(bytes(memoryview(packet)[:1])) else PacketKind.OTHER
    if codec == "av1":
        return PacketKind.CLEAN if _is_av1_key(bytes(packet)) else PacketKind.OTHER
    if codec in INTRA_ONLY:
        return PacketKind.CLEAN
    raise ExportError(f"Video in {codec} cannot be cut to the frame without encoding all of it.", OFFER)


def _is_vp9_key(start: bytes) -> bool:
    """frame_type of the uncompressed header (VP9 bitstream specification 6.2)."""
    reader = BitReader(start)
    reader.bits(2)
    profile = reader.bits(1) | reader.bits(1) << 1
    if profile == 3:
        reader.bits(1)
    return reader.bits(1) == 0 and reader.bits(1) == 0


def _is_av1_key(data: bytes) -> bool:
    """Whether a temporal unit begins a sequence with a key frame that is shown (AV1 specification 5.3, 5.9.2)."""
    sequence = False
    at = 0
    while at < len(data):
        kind, extended, sized = data[at] >> 3 & 15, data[at] >> 2 & 1, data[at] >> 1 & 1
        at += 1 + extended
        size, at = _leb128(data, at) if sized else (len(data) - at, at)
        if kind == 1:
            sequence = True
        elif kind in (3, 6):
            # show_existing_frame 0, frame_type 0 (KEY_FRAME), show_frame 1.
            return sequence and data[at] >> 4 == 1
        at += size
    return False


def _leb128(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for index in range(8):
        value |= (data[at] & 127) << 7 * index
        at += 1
        if not data[at - 1] & 128:
            break
    return value, at


def _finish(found: _Collector, video: VideoStream) -> PacketIndex:
    sizes = {(s.width, s.height) for s in unpack_sizes(video.codec, tuple(found.sets))}
    if len(sizes) > 1:
        raise ExportError("The video changes its picture size midway, so it cannot be cut unencoded.", OFFER)
    pts = np.array(found.pts, np.int64)
    kind = np.array(found.kind, np.uint8)
    shown = np.array(found.shown, np.bool_) & _decodable(pts, kind)
    if not shown.any():
        raise ExportError("The video holds no picture from which decoding could start.", OFFER)
    if len(np.unique(pts[shown])) != int(shown.sum()):
        raise ExportError("Several packets of the video share one time, so it cannot be cut unencoded.", OFFER)
    # A container that states no duration shows the last frame as long as the one before it.
    steps = np.diff(np.sort(pts[shown]))
    nominal = int(steps[-1]) if len(steps) else max(1, round(1 / video.frame_rate / video.time_base))
    return PacketIndex(pts, kind, shown, found.last[1] or nominal, tuple(found.sets), found.display)


def unpack_sizes(codec: str, units: tuple[bytes, ...]) -> list[SequenceSet]:
    """What the SPS among `units` say."""
    return ParameterSets(codec, b"", 0, units).sequences if codec in ("h264", "hevc") else []


def _decodable(pts: NDArray[np.int64], kind: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """False for what stands before the first point of access or leads it: no player can show that."""
    starts = np.flatnonzero(np.isin(kind, (PacketKind.CLEAN, PacketKind.CRA, PacketKind.RECOVERY)))
    usable = np.ones(len(pts), np.bool_)
    if not len(starts):
        return np.zeros(len(pts), np.bool_)
    first = starts[0]
    usable[:first] = False
    if kind[first] != PacketKind.CLEAN:
        usable[first:] = pts[first:] >= pts[first]
    return usable
