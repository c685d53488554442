"""Encode the frames at the edges of a cut so that they go into one stream with the source's own packets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
from av.codec.context import CodecContext, Flags
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream as AvVideoStream

from engine.errors import ExportError
from engine.export.encode_settings import CutOptions, encoder_name, encoder_options
from engine.export.packets import OFFER, PacketIndex
from engine.export.packets_nal import H264_SEI, HEVC_EOS, join_units, split_units
from engine.export.packets_sets import (
    HEVC_PPS_IDS,
    HevcIds,
    ParameterSets,
    is_set,
    pack,
    renumber_hevc_set,
    renumber_hevc_slice,
    unit_type,
    unpack,
    used_ids,
)
from engine.export.packets_types import AnyPacket
from engine.types import VideoStream

PROFILES = {
    "Baseline": "baseline",
    "Constrained Baseline": "baseline",
    "Main": "main",
    "High": "high",
    "High 10": "high10",
    "High 4:2:2": "high422",
    "High 4:4:4 Predictive": "high444",
}
INTERLACED = (2, 3, 4, 5)
USER_DATA = 5
END_OF_SEQUENCE = bytes([HEVC_EOS << 1, 1])


@dataclass(frozen=True, slots=True)
class Coded:
    """One packet of the new file in decode order. `pts`: stamp in the new file, source's time base."""

    data: bytes | AnyPacket
    pts: int
    key: bool


class EdgeEncoder:
    """Encodes frames with the parameters of one source stream; each part gets a fresh encoder that starts clean."""

    def __init__(
        self,
        source: AvVideoStream,
        video: VideoStream,
        sets: ParameterSets | None,
        index: PacketIndex,
        options: CutOptions,
        *,
        reorder: bool,
    ) -> None:
        self._source = source
        self._video = video
        self._sets = sets
        self._name = encoder_name(video.codec, video.pixel_format)
        self._interlaced = source.codec_context.field_order in INTERLACED
        if self._interlaced and video.codec != "h264":
            raise ExportError("Interlaced video of this kind cannot be cut at single frames unencoded.", OFFER)
        self._ids = _free_ids(sets, index.in_band) if sets is not None else HevcIds(0, 0)
        extra = self._own_parameters(reorder)
        self._display = list(index.display)
        self._options = encoder_options(video.codec, options, extra)
        self._threads = options.threads
        self._own_sets = self._read_own_sets(self._open())

    @property
    def extradata(self) -> bytes | None:
        """The configuration that serves copied and encoded packets alike; None to keep that of the source."""
        return None if self._sets is None else pack(self._sets.joined(self._own_sets))

    def encode(self, frames: Iterable[tuple[VideoFrame, int]], ends_sequence: bool) -> Iterator[Coded]:
        """Encode frames with their stamps in the new file; the packets come in decode order."""
        context = self._open()
        if self._read_own_sets(context) != self._own_sets:
            raise RuntimeError("the encoder does not make the same parameter sets twice")
        held: Coded | None = None
        for packet in self._packets(context, frames):
            if held is not None:
                yield held
            held = Coded(self._fitted(packet), packet.pts or 0, packet.is_keyframe)
        if held is not None:
            assert isinstance(held.data, bytes)
            data = held.data + (end_of_sequence(self._sets) if ends_sequence else b"")
            yield Coded(data, held.pts, held.key)

    def _packets(self, context: VideoCodecContext, frames: Iterable[tuple[VideoFrame, int]]) -> Iterator[AnyPacket]:
        for frame, pts in frames:
            self._check(frame)
            frame.pts = pts
            frame.time_base = self._video.time_base
            # The encoder would obey the picture types of the source.
            frame.pict_type = PictureType.NONE
            yield from context.encode(frame)
        yield from context.encode(None)

    def _check(self, frame: VideoFrame) -> None:
        same = (frame.width, frame.height, frame.format.name)
        if same != (self._video.width, self._video.height, self._video.pixel_format):
            raise ExportError("The video changes its picture size or format midway.", OFFER)

    def _own_parameters(self, reorder: bool) -> dict[str, str]:
        if self._video.codec == "hevc":
            return {
                "repeat-headers": "0",
                "open-gop": "0",
                "b-pyramid": "0",
                "bframes": "3" if reorder else "0",
            }
        if self._video.codec != "h264" or self._sets is None:
            return {}
        source = self._sets.sequences[0]
        own = {
            # Sets that depend on the frames would differ from edge to edge.
            "stitchable": "1",
            "sps-id": str(self._ids.shared),
            "level": str(source.level),
            "ref": str(max(1, min(3, source.reference_frames))),
            "bframes": "3" if reorder else "0",
            "b-pyramid": "none",
        }
        if self._video.profile.startswith("High"):
            # Quick presets leave it out and would come out as Main.
            own["8x8dct"] = "1"
        return own

    def _open(self) -> VideoCodecContext:
        context = CodecContext.create(self._name, "w")
        assert isinstance(context, VideoCodecContext)
        source, video = self._source.codec_context, self._video
        context.width, context.height, context.pix_fmt = video.width, video.height, video.pixel_format
        context.time_base = video.time_base
        context.framerate = video.frame_rate
        context.sample_aspect_ratio = source.sample_aspect_ratio or Fraction(0, 1)
        context.color_range, context.colorspace = source.color_range, source.colorspace
        context.color_primaries, context.color_trc = source.color_primaries, source.color_trc
        context.bit_rate = 0
        context.thread_count = self._threads
        context.flags |= Flags.global_header
        if self._interlaced:
            context.flags |= Flags.interlaced_dct | Flags.interlaced_me
        context.options = dict(self._options)
        if video.codec == "h264" and video.profile in PROFILES:
            context.options["profile"] = PROFILES[video.profile]
        try:
            context.open()
        except av.FFmpegError as error:
            raise ExportError(f"The encoder does not accept this kind of {video.codec} ({error}).", OFFER) from error
        return context

    def _read_own_sets(self, context: VideoCodecContext) -> tuple[bytes, ...]:
        if self._sets is None:
            return ()
        units = unpack(self._video.codec, context.extradata or b"").units
        if self._video.codec == "h264":
            return units
        return tuple(renumber_hevc_set(unit, self._ids) for unit in units)

    def _fitted(self, packet: AnyPacket) -> bytes:
        """The packet in the framing and with the ids of the new file."""
        data = bytes(packet)
        if self._sets is None:
            return data
        codec = self._video.codec
        units = [unit for unit in split_units(data, 0) if not is_set(codec, unit) and not _is_user_data(codec, unit)]
        if codec == "hevc":
            units = [renumber_hevc_slice(u, self._ids) if unit_type(codec, u) < 32 else u for u in units]
        if packet.is_keyframe:
            units = self._display + units
        try:
            return join_units(units, self._sets.length_size)
        except OverflowError as error:
            raise ExportError("The video's packets have too short length fields for its edges.", OFFER) from error


def _is_user_data(codec: str, unit: bytes) -> bool:
    """x264 writes its version into the stream, by which decoders would judge the source's pictures too."""
    return codec == "h264" and unit_type(codec, unit) == H264_SEI and unit[1] == USER_DATA


def _free_ids(sets: ParameterSets, in_band: tuple[bytes, ...]) -> HevcIds:
    used = used_ids(sets.codec, sets.units + in_band)
    shared = next((number for number in range(1, 16) if number not in used), None)
    picture = next((number for number in HEVC_PPS_IDS if number not in used), None)
    if shared is None or picture is None:
        raise ExportError("The video uses all numbers of parameter sets, so none is free for its edges.", OFFER)
    return HevcIds(shared, picture)


def end_of_sequence(sets: ParameterSets | None) -> bytes:
    """The HEVC unit after which an open random access point counts as a fresh start (7.4.2.2, NoRaslOutputFlag)."""
    return b"" if sets is None else join_units([END_OF_SEQUENCE], sets.length_size)
