"""Encode the whole of a cut anew: other codecs, other containers, crossfades, and sources that cannot be copied."""

from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np
from av.container import OutputContainer
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream as AvVideoStream

from engine.errors import ExportError
from engine.export.cut_plan import CutPlan
from engine.export.encode_edges import Coded
from engine.export.encode_settings import CutOptions, encoder_name, encoder_options
from engine.export.packets_types import AnyPacket
from engine.export.video_streams import HEVC_TAG
from engine.types import VideoStream

DEFAULT_CODEC = {"mp4": "h264", "mov": "h264", "mkv": "h264", "webm": "vp9"}
FILTERS = {90: [("transpose", "clock")], 180: [("hflip", ""), ("vflip", "")], 270: [("transpose", "cclock")]}
# x264 and x265 show frames at most this many places later than they store them.
REORDER = {"h264": 2, "hevc": 2, "vp9": 0, "av1": 0}
# Pixel formats whose planes can be mixed as they are.
MIXABLE = ("yuv420p", "yuvj420p", "yuv420p10le")

Pictures = Callable[[int, int], Iterator[VideoFrame]]
"""Gives the frames from one place in display order to another, both included."""


class FullEncoder:
    """Encodes all frames of a plan with one encoder, upright and with square-pixel ratio kept."""

    def __init__(
        self, output: OutputContainer, source: AvVideoStream, video: VideoStream, kind: str, options: CutOptions
    ) -> None:
        self._video = video
        codec = options.video_codec or DEFAULT_CODEC[kind]
        self._format = pixel_format_of(codec, video.pixel_format)
        name = encoder_name(codec, self._format)
        turned = video.rotation in (90, 270)
        width, height = (video.height, video.width) if turned else (video.width, video.height)
        aspect = video.pixel_aspect or Fraction(1)
        try:
            stream = output.add_stream(name, rate=video.frame_rate, options=encoder_options(codec, options, {}))
        except ValueError as error:
            raise ExportError(f"A .{kind} file cannot hold {codec} video.", "Choose .mkv, which holds any.") from error
        assert isinstance(stream, AvVideoStream)
        context = stream.codec_context
        # 4:2:0 encoders take even sizes only.
        context.width, context.height = width - width % 2, height - height % 2
        context.pix_fmt = self._format
        context.time_base = video.time_base
        context.sample_aspect_ratio = 1 / aspect if turned else aspect
        context.color_range, context.colorspace = source.codec_context.color_range, source.codec_context.colorspace
        context.color_primaries = source.codec_context.color_primaries
        context.color_trc = source.codec_context.color_trc
        context.thread_count = options.threads
        if codec == "hevc" and kind in ("mp4", "mov"):
            context.codec_tag = HEVC_TAG
        stream.time_base = video.time_base
        self.stream = stream

    def packets(self, plan: CutPlan, pictures: Pictures) -> Iterator[Coded]:
        """Every packet of the new stream in decode order."""
        context = self.stream.codec_context
        upright = Upright(self._video)
        for place, frame in enumerate(self._blended(plan, lambda first, last: map(upright, pictures(first, last)))):
            frame.pts, frame.time_base = int(plan.stamps[place]), self._video.time_base
            frame.pict_type = PictureType.NONE
            yield from map(_coded, context.encode(frame))
        yield from map(_coded, context.encode(None))

    def _blended(self, plan: CutPlan, pictures: Pictures) -> Iterator[VideoFrame]:
        """The frames of all runs in a row, with the last ones of a run mixed into the first ones of the next."""
        held: list[VideoFrame] = []
        for place, run in enumerate(plan.runs):
            keep = plan.runs[place + 1].fade if place + 1 < len(plan.runs) else 0
            fading, held = held, []
            for number, frame in enumerate(pictures(run.first, run.last)):
                if number < len(fading):
                    frame = _mixed(fading[number], frame, Fraction(number + 1, len(fading) + 1), self._format)
                if number >= run.frames - keep:
                    held.append(frame)
                else:
                    yield frame


def _coded(packet: AnyPacket) -> Coded:
    return Coded(packet, packet.pts or 0, packet.is_keyframe)


def pixel_format_of(codec: str, source: str) -> str:
    """Pixels for those of a source: 4:2:0 plays everywhere, more than 8 bits stay where players know them."""
    deep = any(mark in source for mark in ("10", "12", "16"))
    if source in ("yuvj420p", "yuvj422p", "yuvj444p") and codec in ("h264", "hevc"):
        return "yuvj420p"
    return "yuv420p10le" if deep and codec in ("hevc", "av1") else "yuv420p"


def _mixed(old: VideoFrame, new: VideoFrame, share: Fraction, pixel_format: str) -> VideoFrame:
    """`old` faded into `new`, of which `share` (0..1) shows."""
    form = pixel_format if pixel_format in MIXABLE else "yuv420p"
    first = old.to_ndarray(format=form).astype(np.float32)
    second = new.to_ndarray(format=form, width=old.width, height=old.height)
    mixed = np.rint(first + (second - first) * float(share))
    deep = form == "yuv420p10le"
    return VideoFrame.from_ndarray(mixed.astype(np.uint16) if deep else mixed.astype(np.uint8), form)


class Upright:
    """Turns coded pictures the way players show them, so that every player agrees on the new file."""

    def __init__(self, video: VideoStream) -> None:
        self._video = video
        self._graph: Graph | None = None
        self._shape: tuple[int, int, str] | None = None

    def __call__(self, frame: VideoFrame) -> VideoFrame:
        if not self._video.rotation:
            return frame
        shape = (frame.width, frame.height, frame.format.name)
        if self._graph is None or shape != self._shape:
            self._graph, self._shape = self._make(frame), shape
        self._graph.vpush(frame)
        return self._graph.vpull()

    def _make(self, frame: VideoFrame) -> Graph:
        graph = Graph()
        nodes: list[FilterContext] = [
            graph.add_buffer(
                width=frame.width, height=frame.height, format=frame.format, time_base=self._video.time_base
            )
        ]
        nodes += [graph.add(name, args) for name, args in FILTERS[self._video.rotation]]
        nodes.append(graph.add("buffersink"))
        graph.link_nodes(*nodes).configure()
        return graph
