"""Bring pictures of any size, shape and turn into one format, with black bars rather than distortion."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias

from av.filter import Graph
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace

from engine.export.encode_full import Upright
from engine.types import VideoStream

Fit: TypeAlias = Callable[[VideoFrame], VideoFrame]

HD_LINES = 720
"""From this height on, players take colours that nobody explained for those of HD (ITU-R BT.709)."""
SPACES = {1: Colorspace.ITU709, 5: Colorspace.ITU601, 6: Colorspace.ITU601}
"""Colour matrices by number (ITU-T H.273) that can be told from each other here."""


def common_picture(video: VideoStream) -> VideoStream:
    """The stream as one of upright pictures with square pixels."""
    width, height = video.display_size
    return replace(
        video,
        width=width - width % 2,
        height=height - height % 2,
        rotation=0,
        pixel_aspect=Fraction(1),
        start=Fraction(0),
    )


class Fitting:
    """Fits pictures to the size and pixels of an encoder."""

    def __init__(self, context: VideoCodecContext) -> None:
        self._size = context.width, context.height
        self._format = context.pix_fmt or "yuv420p"
        self._space = _space(context.colorspace, context.height)

    def of(self, video: VideoStream) -> Fit:
        """What fits the pictures of one stream."""
        width, height = inside(video.display_size, self._size)
        upright = Upright(video)
        pad = _Padding(self._size, self._format, video.time_base)

        def fit(frame: VideoFrame) -> VideoFrame:
            frame = upright(frame)
            space = _space(frame.colorspace, frame.height)
            scaled = frame.reformat(
                width, height, self._format, src_colorspace=space, dst_colorspace=self._space, interpolation="BICUBIC"
            )
            return scaled if (width, height) == self._size else pad(scaled)

        return fit


def inside(own: tuple[int, int], frame: tuple[int, int]) -> tuple[int, int]:
    """The largest even size of the shape of `own` that lies in `frame`."""
    scale = min(Fraction(frame[0], own[0]), Fraction(frame[1], own[1]))
    width, height = (max(2, round(side * scale / 2) * 2) for side in own)
    return min(width, frame[0]), min(height, frame[1])


def _space(matrix: int, height: int) -> Colorspace:
    return SPACES.get(int(matrix), Colorspace.ITU709 if height >= HD_LINES else Colorspace.ITU601)


class _Padding:
    """Lays pictures in the middle of a black frame."""

    def __init__(self, size: tuple[int, int], pixel_format: str, time_base: Fraction) -> None:
        self._size, self._format, self._base = size, pixel_format, time_base
        self._graph: Graph | None = None

    def __call__(self, frame: VideoFrame) -> VideoFrame:
        if self._graph is None:
            graph = Graph()
            width, height = self._size
            # Even places keep the colour planes on their grid.
            x, y = (width - frame.width) // 4 * 2, (height - frame.height) // 4 * 2
            graph.link_nodes(
                graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=self._base),
                graph.add("pad", f"{width}:{height}:{x}:{y}:black"),
                graph.add("buffersink"),
            ).configure()
            self._graph = graph
        frame.pts, frame.time_base = None, self._base
        self._graph.vpush(frame)
        return self._graph.vpull()
