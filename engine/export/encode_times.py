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
    found: list[int] = []
    duration = 0
    for frame in decoded_frames(media):
        stamp = frame.pts if frame.pts is not None else frame.dts
        found.append(stamp if stamp is not None else len(found))
        duration = frame.duration
        if len(found) % PROGRESS_EVERY == 1:
            yield Progress("index", float(media.clock.time(found[-1])), float(media.duration), "s")
    if not found:
        raise ExportError("No picture of the video can be decoded.", "Copy the file again from where it came from.")
    pts = _rising(found)
    last = int(pts[-1] - pts[-2]) if len(pts) > 1 else max(1, duration)
    kind = np.full(len(pts), PacketKind.OTHER, np.uint8)
    return PacketIndex(pts, kind, np.ones(len(pts), np.bool_), last)


def _rising(found: list[int]) -> NDArray[np.int64]:
    """Stamps for frames in the order they are shown. That order is sure, the stamps of old containers are not."""
    stamps = np.sort(np.array(found, np.int64))
    for place in np.flatnonzero(np.diff(stamps) <= 0) + 1:
        stamps[place] = stamps[place - 1] + 1
    return stamps


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
        self._done = 0
        self.replaced = 0

    def frames(self, first: int, last: int) -> Iterator[VideoFrame]:
        """As many frames as lie from `first` to `last`. Raises ExportError where none of them can be decoded."""
        found = self._counted(first, last) if self._source is None else self._source.decodable(first, last)
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

    def _counted(self, first: int, last: int) -> Iterator[VideoFrame]:
        """The frames by their place from the start of the file, with the stamps that `read_times` gave them."""
        skipped, self._done = first - self._done, last + 1
        for place, frame in enumerate(itertools.islice(self._all, skipped, skipped + last + 1 - first), first):
            frame.pts = int(self._times[place])
            yield frame

    def __enter__(self) -> "Pictures":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._source is not None:
            self._source.close()
