"""Decode one video stream in order, from its head or from any time, past whatever is broken in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream as AvVideo

from engine.media.container import open_container
from engine.media.picture import DecodedFrame, Scalers
from engine.types import Media

# Read errors in a row after which the rest of a file counts as lost.
LOST_AFTER = 100
# A stamp that falls back by more than this starts a new time line, as in joined transport streams.
RESTART_S = 1
# Where only decoding stamps exist, a picture takes that of the packet which pushed it out. After a seek this is steady
# once the decoder's store is full: 16 pictures, and as many that are skipped for want of their reference.
SETTLE_FRAMES = 40


@dataclass(frozen=True, slots=True)
class DecodeOptions:
    """How to decode.

    `threads`: of the decoder. `skip_nonref`: leave out pictures that no other is predicted from.
    `skip_loop_filter`: faster and blockier, for analysis only.
    """

    threads: int = 2
    skip_nonref: bool = False
    skip_loop_filter: bool = False


@dataclass(slots=True)
class DecodeCounts:
    """What went wrong on the way: unreadable packets, and pictures whose stamp had to be derived."""

    errors: int = 0
    guessed: int = 0


@dataclass(slots=True)
class StampKeeper:
    """Gives every picture a stamp later than the one before, from its own where that is usable."""

    period: int
    counts: DecodeCounts
    restart: int
    last: int | None = None
    shift: int = 0

    def stamp(self, frame: VideoFrame) -> tuple[int, bool]:
        """The picture's stamp, and whether it was derived."""
        # AVI and raw streams have decoding stamps alone; those come out in the order of showing.
        given = frame.pts if frame.pts is not None else frame.dts
        if given is None:
            pts, guessed = (0 if self.last is None else self.last + self.period), True
        else:
            pts, guessed = self._in_order(given)
        self.counts.guessed += guessed
        self.last = pts
        return pts, guessed

    def _in_order(self, given: int) -> tuple[int, bool]:
        if self.last is None or given + self.shift > self.last:
            return given + self.shift, self.shift != 0
        if self.last - (given + self.shift) > self.restart:
            self.shift = self.last + self.period - given
            return self.last + self.period, True
        return self.last + 1, True


def decode_frames(
    media: Media, options: DecodeOptions, counts: DecodeCounts, start: Fraction | None = None
) -> Iterator[DecodedFrame]:
    """Every picture in order of time, from player time `start` on, or from the head.

    Seeking changes nothing but speed: the pictures are those that decoding from the head would give.
    """
    video = media.video
    assert video is not None, "probe.require_video comes first"
    clock, scalers = media.clock, Scalers()
    period = max(1, round(1 / (video.frame_rate * video.time_base)))
    first = None if start is None else clock.pts(start)
    for frame, pts, guessed in _stamped(media.path, video.index, options, counts, first, period, video.time_base):
        if first is None or pts >= first:
            yield DecodedFrame(frame, video, pts, clock.time(pts), guessed, scalers)


Stamped = tuple[VideoFrame, int, bool]


def _stamped(
    path: Path,
    index: int,
    options: DecodeOptions,
    counts: DecodeCounts,
    first: int | None,
    period: int,
    time_base: Fraction,
) -> Iterator[Stamped]:
    restart = round(RESTART_S / time_base)
    settled = SETTLE_FRAMES * period
    with open_container(path) as container:
        stream = _prepared(container, index, options)
        back = settled if "avi" in container.format.name else 0
        while first is not None and _seek(container, stream, first - back):
            pictures = _pictures(container, stream, counts, (first, first - settled))
            keeper = StampKeeper(period, counts, restart)
            head = next(pictures, None)
            # A key frame may be listed by its decoding time, or show only after some pictures: go further back.
            if head is not None and head.pts is not None and head.pts <= first:
                yield head, *keeper.stamp(head)
                for picture in pictures:
                    yield picture, *keeper.stamp(picture)
                return
            back = max(2 * back, restart)
            if first - back < (stream.start_time or 0):
                break
    with open_container(path) as container:
        keeper = StampKeeper(period, counts, restart)
        for picture in _pictures(container, _prepared(container, index, options), counts, None):
            yield picture, *keeper.stamp(picture)


def _prepared(container: InputContainer, index: int, options: DecodeOptions) -> AvVideo:
    stream = container.streams[index]
    assert isinstance(stream, AvVideo)
    context = stream.codec_context
    context.thread_type = "AUTO"
    context.thread_count = options.threads
    if options.skip_nonref:
        context.skip_frame = "NONREF"
    if options.skip_loop_filter:
        context.options = {**context.options, "skip_loop_filter": "all"}
    return stream


def _seek(container: InputContainer, stream: AvVideo, pts: int) -> bool:
    """Go to the key frame at or before a stamp; False where the file cannot be sought."""
    if container.duration is None:
        return False
    try:
        container.seek(pts, stream=stream)
    except (FFmpegError, OSError):
        return False
    return True


def _pictures(
    container: InputContainer, stream: AvVideo, counts: DecodeCounts, limits: tuple[int, int] | None
) -> Iterator[VideoFrame]:
    """Decoded pictures from where the container stands; none where that is not early enough.

    `limits`: latest presentation stamp, or decoding stamp where there is no other, of the key frame to begin with.
    """
    for number, packet in enumerate(_packets(container, stream, counts)):
        if number == 0 and limits is not None and not _starts_before(packet, *limits):
            return
        try:
            frames = stream.codec_context.decode(packet)
        except EOFError:
            return
        except FFmpegError:
            counts.errors += 1
            continue
        yield from frames


def _starts_before(packet: "Packet[AvVideo] | None", latest_pts: int, latest_dts: int) -> bool:
    if packet is None or not packet.is_keyframe:
        return False
    if packet.pts is not None:
        return packet.pts <= latest_pts
    return packet.dts is not None and packet.dts <= latest_dts


def _packets(container: InputContainer, stream: AvVideo, counts: DecodeCounts) -> "Iterator[Packet[AvVideo] | None]":
    """Packets of a stream past read errors, then None, which makes the decoder hand out what it holds."""
    in_a_row = 0
    while in_a_row < LOST_AFTER:
        try:
            for packet in container.demux(stream):
                if packet.size:
                    in_a_row = 0
                    yield packet
            break
        except FFmpegError:
            counts.errors += 1
            in_a_row += 1
    yield None
