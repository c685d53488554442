"""Decode one video stream in order, from its head or from any time, past whatever is broken in it."""

import itertools
import math
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream as AvVideo

from engine.media.container import open_container
from engine.media.picture import DecodedFrame, Scalers
from engine.types import Media

PacketOrFlush: TypeAlias = "Packet[AvVideo] | None"

# Read errors in a row after which the rest of a file counts as lost.
LOST_AFTER = 100
# A stamp that falls back by more than this starts a new time line, as in joined transport streams.
RESTART_S = 1
# Where only decoding stamps exist, a picture takes that of the packet which pushed it out. After a seek this is steady
# once the decoder's store is full: 16 pictures, and as many that are skipped for want of their reference.
SETTLE_FRAMES = 40
# Complete frames that end a run-up, for stepping back.
RUN_UP_FRAMES = 8


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
        given = _given(frame)
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
    media: Media,
    options: DecodeOptions,
    counts: DecodeCounts,
    start: Fraction | None = None,
    run_up: bool = False,
    container: InputContainer | None = None,
) -> Iterator[DecodedFrame]:
    """Every picture in order of time, from player time `start` on, or from the head.

    Seeking changes nothing but speed: the pictures are those that decoding from the head would give. `run_up`: also
    those that had to be decoded on the way to `start` and are whole; the one on screen at `start` is among them.
    The last `RUN_UP_FRAMES` not after `start` are complete; earlier ones may lack pictures that no other is predicted
    from, which are not decoded then. `container`: an open one to seek in instead of opening the file anew; it is left
    open.
    """
    video = media.video
    assert video is not None, "probe.require_video comes first"
    clock, scalers = media.clock, Scalers()
    period = max(1, round(1 / (video.frame_rate * video.time_base)))
    keeper = StampKeeper(period, counts, round(RESTART_S / video.time_base))
    with ExitStack() as opened:
        whole_from, pictures = None, None
        if start is not None:
            usable = container or opened.enter_context(open_container(media.path))
            stream = _prepared(usable, video.index, options)
            # The last stamp that is not after `start`: what is on screen then must be whole as well.
            latest = math.floor((start + media.start) / video.time_base)
            whole_from, pictures = _sought(usable, stream, counts, latest, period, run_up)
        if pictures is None:
            fresh = opened.enter_context(open_container(media.path))
            stream = _prepared(fresh, video.index, options)
            pictures = _pictures(stream, _packets(fresh, stream, counts), counts)
        for picture in pictures:
            pts, guessed = keeper.stamp(picture)
            time = clock.time(pts)
            if start is None or time >= start or (run_up and (whole_from is None or pts >= whole_from)):
                yield DecodedFrame(picture, video, pts, time, guessed, scalers)


def _sought(
    container: InputContainer, stream: AvVideo, counts: DecodeCounts, latest: int, period: int, hurry: bool
) -> tuple[int | None, Iterator[VideoFrame] | None]:
    """Pictures from a key frame not after stamp `latest`, and the stamp from which on they are whole.

    None where there is no such place, so that only the head of the file will do.
    """
    settled = SETTLE_FRAMES * period
    back = 2 * settled if "avi" in container.format.name else 0
    while latest - back >= (stream.start_time or 0) and _seek(container, stream, latest - back):
        packets = _packets(container, stream, counts)
        key = next(packets)
        whole_from = _whole_from(key, latest, settled)
        if whole_from is not None:
            source = itertools.chain([key], packets)
            pictures = _pictures(stream, _hurried(source, stream, latest) if hurry else source, counts)
            head = next(pictures, None)
            shown = None if head is None else _given(head)
            # Where a picture is refreshed step by step, nothing shows until that is complete.
            if head is not None and shown is not None and shown <= latest:
                return max(whole_from, shown), itertools.chain([head], pictures)
        back = max(2 * back, round(RESTART_S / (stream.time_base or 1)))
    return None, None


def _whole_from(key: PacketOrFlush, latest: int, settled: int) -> int | None:
    """The stamp from which on pictures are whole when decoding begins with this packet.

    None if that is unsure, or too late for the picture on screen at `latest`.
    """
    if key is None or not key.is_keyframe:
        return None
    if key.pts is not None:
        # Containers may list a key frame by its decoding time, which is earlier.
        return key.pts if key.pts <= latest else None
    if key.dts is None or key.dts + 2 * settled > latest:
        return None
    return key.dts + settled


def _hurried(packets: Iterator[PacketOrFlush], stream: AvVideo, latest: int) -> Iterator[PacketOrFlush]:
    """The same packets, having the decoder leave out what is neither shown soon nor needed for what is.

    Only for H.264, whose pictures say for certain that none is predicted from them.
    """
    context = stream.codec_context
    if context.codec.canonical_name != "h264":
        yield from packets
        return
    held: list[PacketOrFlush] = []
    for packet in packets:
        held.append(packet)
        # No picture is shown before it is decoded: once that time is past, all up to `latest` have been read.
        if packet is None or packet.pts is None or packet.dts is None or packet.dts > latest:
            break
    stamps = sorted(p.pts for p in held if p is not None and p.pts is not None and p.pts <= latest)
    # Twice as many, for some packets may hold no picture to show.
    needed_from = stamps[-2 * RUN_UP_FRAMES] if len(stamps) > 2 * RUN_UP_FRAMES else None
    usual = context.skip_frame
    for packet in held:
        early = packet is not None and packet.pts is not None and needed_from is not None and packet.pts < needed_from
        context.skip_frame = "NONREF" if early else usual
        yield packet
    context.skip_frame = usual
    yield from packets


def _given(frame: VideoFrame) -> int | None:
    # AVI and raw streams have decoding stamps alone; those come out in the order of showing.
    return frame.pts if frame.pts is not None else frame.dts


def _prepared(container: InputContainer, index: int, options: DecodeOptions) -> AvVideo:
    stream = container.streams[index]
    assert isinstance(stream, AvVideo)
    context = stream.codec_context
    context.skip_frame = "NONREF" if options.skip_nonref else "DEFAULT"
    if context.is_open:
        return stream
    context.thread_type = "AUTO"
    context.thread_count = options.threads
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


def _pictures(stream: AvVideo, packets: Iterator[PacketOrFlush], counts: DecodeCounts) -> Iterator[VideoFrame]:
    """Decoded pictures of some packets, past those that cannot be decoded."""
    for packet in packets:
        try:
            frames = stream.codec_context.decode(packet)
        except EOFError:
            return
        except FFmpegError:
            counts.errors += 1
            continue
        yield from frames


def _packets(container: InputContainer, stream: AvVideo, counts: DecodeCounts) -> Iterator[PacketOrFlush]:
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
