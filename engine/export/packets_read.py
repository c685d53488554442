"""Fetch packets and pictures of known frames from a source, wherever seeking happens to land."""

import itertools
from collections.abc import Iterator
from types import TracebackType

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream as AvVideoStream

from engine.errors import ExportError
from engine.export.cut_plan import decode_start
from engine.export.packets import PacketIndex, open_source, video_stream, whole_packets
from engine.export.packets_nal import PacketKind
from engine.export.packets_types import AnyPacket
from engine.types import Media

# Reading on is cheaper than seeking when the wanted packet is this near.
NEAR_PACKETS = 250
RETRY_KEYS = 3
_ACCESS = (PacketKind.CLEAN, PacketKind.CRA, PacketKind.RECOVERY)


class PacketReader:
    """Reads packets of one video by their place in decode order. One reader serves one walk through the file."""

    def __init__(self, media: Media, index: PacketIndex) -> None:
        self._index = index
        self._media = media
        self._order = np.argsort(index.pts)
        self._access = np.flatnonzero(np.isin(index.kind, _ACCESS))
        self._container: InputContainer = open_source(media.path)
        self._source: Iterator[AnyPacket] = iter(())
        self._next = -1

    @property
    def stream(self) -> AvVideoStream:
        assert self._media.video is not None
        return video_stream(self._container, self._media.video)

    def packets(self, start: int) -> Iterator[tuple[int, AnyPacket]]:
        """Packets from place `start` on, each with its place. Raises ExportError where the file has changed."""
        packet = self._find(start)
        place = start
        while packet is not None:
            self._next = place + 1
            yield place, packet
            packet = next(self._source, None)
            place += 1
            if packet is not None and (place >= len(self._index.pts) or packet.pts != self._index.pts[place]):
                raise self._changed()

    def _find(self, start: int) -> AnyPacket | None:
        if 0 <= self._next <= start <= self._next + NEAR_PACKETS and (packet := self._read_on(start)):
            return packet
        before = self._access[: np.searchsorted(self._access, start, side="right")]
        for key in before[::-1][:RETRY_KEYS]:
            self._container.seek(int(self._index.pts[key]), stream=self.stream)
            self._source = self._demux()
            if packet := self._read_on(start):
                return packet
        self._container.close()
        self._container = open_source(self._media.path)
        self._source = self._demux()
        packet = self._read_on(start)
        if packet is None:
            raise self._changed()
        return packet

    def _demux(self) -> Iterator[AnyPacket]:
        return whole_packets(self._container, self.stream)

    def _read_on(self, start: int) -> AnyPacket | None:
        """The packet at `start`, or None where the walk has passed it already."""
        for packet in self._source:
            place = self._place(packet.pts)
            if place == start:
                return packet
            if place > start:
                return None
        return None

    def _place(self, pts: int | None) -> int:
        """Place in decode order of the packet with this stamp; -1 where there is none."""
        if pts is None:
            return -1
        at = int(np.searchsorted(self._index.pts, pts, sorter=self._order))
        place = int(self._order[at]) if at < len(self._order) else -1
        return place if place >= 0 and self._index.pts[place] == pts else -1

    def _changed(self) -> ExportError:
        return ExportError(f"{self._media.path} does not read the same twice.", "Check that nothing writes to it.")

    def close(self) -> None:
        self._container.close()

    def __enter__(self) -> "PacketReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class FrameSource:
    """Decodes frames by their place in display order."""

    def __init__(self, media: Media, index: PacketIndex) -> None:
        self._index = index
        self._reader = PacketReader(media, index)

    def frames(self, first: int, last: int) -> Iterator[VideoFrame]:
        """Every frame from `first` to `last`, in display order. Raises ExportError where one cannot be decoded."""
        wanted = first
        for careful in (False, True):
            for frame in self.decodable(wanted, last, careful=careful):
                if frame.pts != self._index.times[wanted]:
                    break
                yield frame
                wanted += 1
            if wanted > last:
                return
        raise ExportError(
            "A picture at an edge of the cut cannot be decoded.",
            "The file may be damaged there: move the cut a little.",
        )

    def decodable(self, first: int, last: int, *, careful: bool = False) -> Iterator[VideoFrame]:
        """The frames from `first` to `last` that can be decoded; `careful` starts further back (`decode_start`)."""
        low, high = self._index.times[first], self._index.times[last]
        for frame in self._decode_all(decode_start(self._index, first, careful=careful)):
            # Whoever takes the frame may give it a stamp of another file.
            at = frame.pts
            if at is None or at < low:
                continue
            if at <= high:
                yield frame
            if at >= high:
                return

    def _decode_all(self, start: int) -> Iterator[VideoFrame]:
        packets = self._reader.packets(start)
        first = next(packets)[1]
        # Finding the first packet may have opened the file anew, and with it the decoder.
        context = self._reader.stream.codec_context
        if not context.is_open:
            context.thread_type = "AUTO"
        context.flush_buffers()
        for packet in itertools.chain([first], (packet for _, packet in packets), [None]):
            try:
                yield from context.decode(packet)
            except av.error.InvalidDataError:
                # A damaged packet shows as a missing picture, which the caller notices.
                continue

    def close(self) -> None:
        self._reader.close()

    def __enter__(self) -> "FrameSource":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
