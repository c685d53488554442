"""Copy the sound of a cut packet by packet, in sync to half a packet, without any error adding up.

Packets keep the source's grid, the joints do not lie on it. So each stretch starts with the packet that fits the end of
the one before best; the error of one joint is at most half a packet and never carries on to the next.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import TracebackType

from av.audio.stream import AudioStream as AvAudioStream

from engine.export.cut_plan import Placed
from engine.export.packets import open_source, whole_packets
from engine.export.packets_types import AnyPacket
from engine.types import AudioStream, Media

# Codecs whose packets decode anywhere without a complaint. MP3 borrows bits from earlier packets, lossless packets are
# long and cost nothing to make anew.
COPIED = frozenset({"aac", "ac3", "eac3", "opus", "vorbis", "dts"})
# Containers that count in milliseconds cannot say it more exactly.
JITTER_S = Fraction(2, 1000)
READ_ON_S = 10
RUN_IN_S = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Sounding:
    """One packet of sound and its time in the new file, in seconds; below 0 where it only warms up the decoder."""

    packet: AnyPacket
    start: Fraction
    duration: Fraction


class SoundReader:
    """Reads the packets of one sound stream in order, jumping over what no stretch needs."""

    def __init__(self, media: Media, audio: AudioStream) -> None:
        self._media = media
        self._container = open_source(media.path)
        stream = self._container.streams[audio.index]
        assert isinstance(stream, AvAudioStream)
        self.stream = stream
        self._packets = whole_packets(self._container, self.stream)
        self._ahead: AnyPacket | None = None

    def time(self, packet: AnyPacket) -> Fraction:
        """Player time at which the packet sounds."""
        stamp = packet.pts if packet.pts is not None else packet.dts or 0
        return stamp * (self.stream.time_base or Fraction(1)) - self._media.start

    def packets(self, start: Fraction) -> Iterator[AnyPacket]:
        """Packets in order, the first one at or before player time `start` where the stream has begun by then."""
        if self._ahead is None or not start - READ_ON_S <= self.time(self._ahead) <= start:
            self._seek(start)
        while (packet := self._ahead or next(self._packets, None)) is not None:
            # The packet that ends a stretch may begin the next one.
            self._ahead = packet
            yield packet
            self._ahead = None

    def _seek(self, start: Fraction) -> None:
        first = self.stream.start_time or 0
        target = math.floor((start - RUN_IN_S + self._media.start) / (self.stream.time_base or Fraction(1)))
        for place in (max(first, target), first):
            self._container.seek(place, stream=self.stream)
            self._packets = whole_packets(self._container, self.stream)
            self._ahead = next(self._packets, None)
            if self._ahead is not None and self.time(self._ahead) <= start:
                return

    def __enter__(self) -> "SoundReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._container.close()


def packet_length(stream: AvAudioStream, packet: AnyPacket) -> Fraction:
    """Exact seconds of sound in a packet, where the container rounds them."""
    stated = (packet.duration or 0) * (stream.time_base or Fraction(1))
    context = stream.codec_context
    if context.frame_size and context.sample_rate:
        exact = Fraction(context.frame_size, context.sample_rate)
        if not stated or abs(exact - stated) < JITTER_S:
            return exact
    return stated


def copied_sound(media: Media, audio: AudioStream, stretches: Sequence[Placed], *, warm_up: bool) -> Iterator[Sounding]:
    """The packets of one sound stream for the stretches of a cut, each after the other without a hole.

    `warm_up`: the container can hide sound before time 0, so the first packet gets its predecessor too.
    Holes of the source stay holes.
    """
    return joined_sound([SoundPart(media, audio, stretches)], warm_up=warm_up)


@dataclass(frozen=True, slots=True)
class SoundPart:
    """The sound of one source in a cut. `stretches`: where it lies in the whole of the new file."""

    media: Media
    audio: AudioStream
    stretches: Sequence[Placed]


def joined_sound(parts: Sequence[SoundPart], *, warm_up: bool) -> Iterator[Sounding]:
    """As `copied_sound`, of several sources one after the other; their streams must agree."""
    end: Fraction | None = None
    for part in parts:
        with SoundReader(part.media, part.audio) as reader:
            for stretch in part.stretches:
                chosen = _Stretch(reader, stretch, end)
                yield from chosen.first_packets(warm_up) if end is None else chosen.packets()
                end = chosen.end


class _Stretch:
    """Places the packets of one stretch behind `end`, the end of what is written so far."""

    def __init__(self, reader: SoundReader, stretch: Placed, end: Fraction | None) -> None:
        self._reader = reader
        self._stretch = stretch
        self._shift: Fraction = stretch.target - stretch.source.start
        self.end = end

    def first_packets(self, warm_up: bool) -> Iterator[Sounding]:
        """The packets of the very first stretch."""
        before: AnyPacket | None = None
        begin = self._stretch.target
        for packet in self._reader.packets(self._stretch.source.start):
            length = packet_length(self._reader.stream, packet)
            wanted = self._reader.time(packet) + self._shift
            if wanted + (length if warm_up else length / 2) > begin:
                break
            before = packet
        else:
            return
        if warm_up and before is not None and wanted <= begin == 0:
            yield Sounding(before, wanted - length, length)
        self.end = wanted if warm_up and begin == 0 else max(begin, wanted)
        yield from self.packets()

    def packets(self) -> Iterator[Sounding]:
        offset: Fraction | None = None
        for packet in self._reader.packets(self._stretch.source.start - 1):
            length = packet_length(self._reader.stream, packet)
            wanted = self._reader.time(packet) + self._shift
            end = self.end if self.end is not None else wanted
            if offset is None:
                if wanted < end - length / 2:
                    continue
                # Sound that begins late, or has a hole here, keeps its time.
                offset = end - wanted if wanted <= end + length / 2 else Fraction(0)
            start = end if abs(wanted + offset - end) <= JITTER_S else max(wanted + offset, end - length / 2)
            if start >= self._stretch.target_end - length / 2:
                return
            yield Sounding(packet, start, length)
            self.end = start + length
