"""Read frames through decord where its count of frames and its seeking were found exact, and only there.

decord numbers frames and has times as floats; it ignores rotation and pixel shape, and after a seek it returns wrong
pictures where key frames are not IDR pictures (open GOPs, gradual refresh), in transport streams and in AVI.
"""

import importlib
import importlib.util
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from types import ModuleType
from typing import Any

from av.video.stream import VideoStream as AvVideo

from engine.media.container import open_container
from engine.media.packets import packets
from engine.media.picture import HD_HEIGHT
from engine.media.recent import RecentFrames
from engine.protocols import FrameReader
from engine.types import Frame, Media, VideoStream

# decord reads a file whole when it opens it, which takes too long for a film.
LARGEST_BYTES = 200_000_000
BATCH = 8
UNTAGGED = 2  # AVCOL_SPC_UNSPECIFIED
IDR = 5  # nal_unit_type of ITU-T H.264, table 7-1


def exact_stamps(media: Media) -> tuple[int, ...] | None:
    """The stamp of every frame, in order, where decord shows exactly those; None where PyAV has to read the file."""
    video = media.video
    if video is None or importlib.util.find_spec("decord") is None or not _plain(media, video):
        return None
    stamps = []
    with open_container(media.path) as container:
        stream = container.streams[video.index]
        # decord takes untagged colours for BT.601 at any size.
        if not isinstance(stream, AvVideo) or (
            video.height >= HD_HEIGHT and stream.codec_context.colorspace == UNTAGGED
        ):
            return None
        for packet in packets(container, stream):
            if packet.pts is None or packet.is_discard or (packet.is_keyframe and not _has_idr(bytes(packet))):
                return None
            stamps.append(packet.pts)
    # decord makes room for as many frames as the header says, and ends the process where a lying one asks for too many.
    if not stamps or len(set(stamps)) < len(stamps) or stream.frames not in (0, len(stamps)):
        return None
    return tuple(sorted(stamps))


def _plain(media: Media, video: VideoStream) -> bool:
    return (
        video.codec == "h264"
        and video.pixel_format == "yuv420p"
        and ("mov" in media.container or "matroska" in media.container)
        and video.rotation == 0
        and video.pixel_aspect == 1
        and not video.variable_rate
        and media.start == video.start == 0
        and media.path.stat().st_size <= LARGEST_BYTES
    )


def _has_idr(packet: bytes) -> bool:
    """Whether an H.264 packet with 4-byte lengths (ISO/IEC 14496-15, 5.3) holds an IDR slice."""
    position = 0
    while position + 4 < len(packet):
        length = int.from_bytes(packet[position : position + 4], "big")
        if packet[position + 4] & 0x1F == IDR:
            return True
        position += 4 + length
    return False


class DecordReader:
    """A FrameReader on decord; see `engine.protocols.FrameReader`.

    `stamps`: of every frame, from `exact_stamps`. `fallback`: opens the reader that takes over if decord fails or
    counts other frames.
    """

    def __init__(
        self, media: Media, size: tuple[int, int], stamps: Sequence[int], fallback: Callable[[], FrameReader]
    ) -> None:
        self._stamps = stamps
        self._clock = media.clock
        self._recent = RecentFrames()
        self._last = -1
        self._fallback = fallback
        self._instead: FrameReader | None = None
        self._decord: ModuleType = importlib.import_module("decord")
        self._decord.logging.set_level(self._decord.logging.FATAL)
        self._reader: Any = None
        try:
            self._reader = self._decord.VideoReader(str(media.path), width=size[0], height=size[1], num_threads=2)
        except (self._decord.DECORDError, RuntimeError):
            self._instead = fallback()
        else:
            if len(self._reader) != len(stamps):
                self._instead = fallback()

    def at(self, time: Fraction) -> Frame:
        """The last frame that is not after `time`; the first one for earlier times."""
        if self._instead is not None:
            return self._instead.at(time)
        if found := self._recent.find(time):
            return found
        # The clock gives the first stamp at or after a time; here the last one not after it is wanted.
        index = max(0, bisect_right(self._stamps, time, key=self._clock.time) - 1)
        # Stepping back, decord decodes from the key frame each time: take the frames before along.
        first = max(0, index - BATCH + 1) if index == self._last - 1 else index
        self._last = index
        frames = self._fetch(range(first, index + 1))
        return frames[-1] if frames else self._take_over().at(time)

    def between(self, start: Fraction, end: Fraction) -> Iterator[Frame]:
        """Every frame whose time lies in `[start, end)`, in order."""
        first = bisect_left(self._stamps, start, key=self._clock.time)
        stop = bisect_left(self._stamps, end, key=self._clock.time)
        for begin in range(first, stop, BATCH):
            if self._instead is None:
                frames = self._fetch(range(begin, min(begin + BATCH, stop)))
                yield from frames
                if frames:
                    continue
            yield from self._take_over().between(self._clock.time(self._stamps[begin]), end)
            return

    def close(self) -> None:
        """Close the file and let go of all pictures."""
        self._reader = None
        self._recent.clear()
        if self._instead is not None:
            self._instead.close()

    def _fetch(self, indices: range) -> list[Frame]:
        """Frames by number; none where decord cannot read them."""
        try:
            images = self._reader.get_batch(list(indices)).asnumpy()
        except (self._decord.DECORDError, RuntimeError):
            return []
        return [self._kept(index, image) for index, image in zip(indices, images, strict=True)]

    def _kept(self, index: int, image: Any) -> Frame:
        pts = self._stamps[index]
        until = self._clock.time(self._stamps[index + 1]) if index + 1 < len(self._stamps) else None
        return self._recent.add(Frame(pts, self._clock.time(pts), image), until)

    def _take_over(self) -> FrameReader:
        if self._instead is None:
            self._instead = self._fallback()
        return self._instead
