"""Read packet stamps without decoding: frame rate, its evenness, and lengths that a container does not tell."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

WINDOW_PACKETS = 250
# A reordered window lacks a few frames near its end, so that many stamps there say nothing.
REORDER = 20
# Frames may stand this far off an even grid, as a share of the frame's length, and still count as even.
JITTER = Fraction(1, 12)

COMMON_RATES = tuple(
    Fraction(n, d)
    for n, d in (
        (24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1), (48, 1), (50, 1), (60000, 1001), (60, 1),
        (120000, 1001), (120, 1), (10, 1), (12, 1), (15, 1), (5, 1), (1, 1),
    )
)  # fmt: skip


def packets(container: InputContainer, stream: Stream) -> Iterator[Packet[Stream]]:
    """Packets of one stream from where the container stands, ending at the first unreadable one. No flush packets."""
    try:
        for packet in container.demux(stream):
            if packet.size:
                yield packet
    except FFmpegError:
        return


def sample_windows(container: InputContainer, stream: VideoStream, end: Fraction) -> list[list[int]]:
    """Sorted stamps of up to three stretches: the head, the middle and the last quarter.

    `end`: stream seconds at which the file ends, 0 where unknown. The container is left anywhere.
    """
    windows = [_window(container, stream)]
    if stream.time_base and len(windows[0]) >= WINDOW_PACKETS - REORDER:
        head = Fraction(windows[0][-1]) * stream.time_base
        for share in (Fraction(1, 2), Fraction(3, 4)):
            target = end * share
            if target > head and _seek(container, stream, target):
                windows.append(_window(container, stream))
    return [window for window in windows if len(window) > 1]


def judge_rate(
    windows: Sequence[Sequence[int]], time_base: Fraction, hints: Sequence[Fraction]
) -> tuple[Fraction, bool]:
    """Frames a second and whether they are uneven, from sorted stamps.

    A rate fits when each window's stamps lie on its even grid, up to the rounding of the time base and a small
    jitter. `hints` are rates that the container names, the most trusted first. Where no rate fits, the answer is the
    average of the first hint, or of the windows, and True.
    """
    if not windows:
        return (hints[0] if hints else Fraction(25)), False
    measured = _measured(windows, time_base)
    # A container's average is often a common rate bent by the rounding of its length.
    straightened = [common for hint in hints for common in COMMON_RATES if abs(common / hint - 1) < Fraction(1, 5000)]
    candidates = itertools.chain(straightened, hints, COMMON_RATES, [measured])
    for rate in candidates:
        if all(_on_grid(window, 1 / (rate * time_base)) for window in windows):
            return rate, False
    return (hints[0] if hints else measured), True


def last_end(container: InputContainer, stream: Stream, near: Fraction) -> int | None:
    """Stamp at which the last packet of a stream ends, found by reading its packets without decoding.

    `near`: stream seconds shortly before the end, or anything not above the start to read all of it.
    """
    if near > 0:
        _seek(container, stream, near)
    last, count = None, 0
    for packet in packets(container, stream):
        count += 1
        pts = stamp(packet)
        if pts is not None:
            last = max(pts + (packet.duration or 0), pts if last is None else last)
    if last is None and count and isinstance(stream, VideoStream) and stream.average_rate and stream.time_base:
        # Raw streams have no stamps at all: players count frames.
        return round(count / (stream.average_rate * stream.time_base))
    return last


def stamp(packet: Packet[Stream]) -> int | None:
    """A packet's presentation stamp, or its decoding stamp where the container has only that."""
    return packet.pts if packet.pts is not None else packet.dts


def _window(container: InputContainer, stream: VideoStream) -> list[int]:
    taken = itertools.islice(_shown(packets(container, stream), stream.codec_context.name), WINDOW_PACKETS)
    stamps = sorted(pts for packet in taken if (pts := stamp(packet)) is not None)
    return stamps[:-REORDER] if len(stamps) == WINDOW_PACKETS else stamps


def _shown(source: Iterable[Packet[Stream]], codec: str) -> Iterator[Packet[Stream]]:
    """Packets that become a picture on screen."""
    for packet in source:
        # VP8 sends reference frames that are never shown as packets of their own (RFC 6386, 9.1: show_frame).
        hidden = codec in ("vp8", "libvpx") and not bytes(packet)[0] & 0x10
        if not packet.is_discard and not hidden:
            yield packet


def _seek(container: InputContainer, stream: Stream, time: Fraction) -> bool:
    if not stream.time_base:
        return False
    try:
        container.seek(int(time / stream.time_base), stream=stream)
    except (FFmpegError, OSError):
        return False
    return True


def _on_grid(stamps: Sequence[int], period: Fraction) -> bool:
    residuals = [pts - index * period for index, pts in enumerate(stamps)]
    # One tick for rounding each stamp up or down, one more for muxers that mix both.
    return max(residuals) - min(residuals) <= max(Fraction(1), min(Fraction(2), period / 4), period * JITTER)


def _measured(windows: Sequence[Sequence[int]], time_base: Fraction) -> Fraction:
    window = max(windows, key=len)
    ticks = max(1, window[-1] - window[0])
    return ((len(window) - 1) / (ticks * time_base)).limit_denominator(1001) or Fraction(1)
