"""Find the frames of a source that is encoded anew, even where its packets do not say what they show."""

import itertools
from collections.abc import Iterator
from types import TracebackType

import av
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from engine.errors import ExportError
from engine.export.packets import PacketIndex, open_source, read_index, video_stream, whole_packets
from engine.export.packets_nal import PacketKind
from engine.export.packets_read import FrameSource
from engine.progress import Job, Progress
from engine.types import Media

PROGRESS_EVERY = 100


def read_times(media: Media) -> Job[PacketIndex]:
    """The frames of a source: from its packets where they are clear, else by decoding all of it once.

    After decoding, `PacketIndex.kind` is OTHER throughout: nothing is known of the packets.
    """
    try:
        return (yield from read_index(media, any_codec=True))
    except ExportError:
        return (yield from _scan(media))


def _scan(media: Media) -> Job[PacketIndex]:
    times: list[int] = []
    duration = 0
    for frame in decoded_frames(media):
        if frame.pts is not None and (not times or frame.pts > times[-1]):
            times.append(frame.pts)
            duration = frame.duration
        if len(times) % PROGRESS_EVERY == 1:
            yield Progress("index", float(media.clock.time(times[-1])), float(media.duration), "s")
    if not times:
        raise ExportError("No picture of the video can be decoded.", "Copy the file again from where it came from.")
    pts = np.array(times, np.int64)
    last = int(pts[-1] - pts[-2]) if len(pts) > 1 else max(1, duration)
    kind = np.full(len(pts), PacketKind.OTHER, np.uint8)
    return PacketIndex(pts, kind, np.ones(len(pts), np.bool_), last)


def decoded_frames(media: Media) -> Iterator[VideoFrame]:
    """All frames of a video from its start, without those that are damaged."""
    assert media.video is not None
    with open_source(media.path) as container:
        stream = video_stream(container, media.video)
        stream.codec_context.thread_type = "AUTO"
        for packet in itertools.chain(whole_packets(container, stream), [None]):
            try:
                yield from stream.codec_context.decode(packet)
            except av.error.InvalidDataError:
                continue


class Pictures:
    """Gives the frames of rising ranges; one that cannot be decoded is replaced by the one before."""

    def __init__(self, media: Media, index: PacketIndex) -> None:
        self._times = index.times
        self._source = FrameSource(media, index) if index.kind.any() else None
        self._all = decoded_frames(media) if self._source is None else iter(())
        self._ahead: VideoFrame | None = None
        self.replaced = 0

    def frames(self, first: int, last: int) -> Iterator[VideoFrame]:
        """As many frames as lie from `first` to `last`. Raises ExportError where none of them can be decoded."""
        found = self._scanned(first, last) if self._source is None else self._source.decodable(first, last)
        held: VideoFrame | None = None
        wanted = first
        for frame in found:
            until = int(np.searchsorted(self._times, frame.pts or 0))
            for _ in range(wanted, until):
                self.replaced += 1
                yield held or frame
            yield frame
            held, wanted = frame, until + 1
        if held is None:
            raise ExportError("The pictures of a span cannot be decoded.", "The file is damaged there: leave it out.")
        for _ in range(wanted, last + 1):
            self.replaced += 1
            yield held

    def _scanned(self, first: int, last: int) -> Iterator[VideoFrame]:
        low, high = self._times[first], self._times[last]
        while (frame := self._ahead or next(self._all, None)) is not None:
            self._ahead = frame
            if frame.pts is not None and frame.pts > high:
                return
            self._ahead = None
            if frame.pts is not None and frame.pts >= low and frame.pts == _at(self._times, frame.pts):
                yield frame

    def __enter__(self) -> "Pictures":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._source is not None:
            self._source.close()


def _at(times: NDArray[np.int64], pts: int) -> int:
    place = min(int(np.searchsorted(times, pts)), len(times) - 1)
    return int(times[place])
