"""Carry subtitles into a cut: clipped to the stretches that stay, at their new times, in a form that fits the file."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from av.stream import Stream

from engine.export.cut_plan import Placed
from engine.export.packets import open_source, whole_packets
from engine.export.packets_types import AnyPacket
from engine.types import Media, SubtitleStream

TEXT = frozenset({"subrip", "srt", "ass", "ssa", "mov_text", "webvtt", "text"})
PGS = "hdmv_pgs_subtitle"
PGS_COMPOSITION, PGS_END = 0x16, 0x80
# What shows until something else comes, where the file does not say for how long.
OPEN_ENDED_S = Fraction(10)


@dataclass(frozen=True, slots=True)
class Shown:
    """One subtitle in the new file, in seconds."""

    data: bytes
    start: Fraction
    duration: Fraction


@dataclass(frozen=True, slots=True)
class _Event:
    data: bytes
    start: Fraction
    end: Fraction


def subtitle_form(codec: str, container: str) -> str | None:
    """The codec in which a container of this suffix holds a subtitle track; None where it cannot."""
    forms = {
        "mkv": codec if codec not in ("mov_text", "text") else "subrip",
        "webm": "webvtt" if codec in TEXT else None,
        "mp4": "mov_text" if codec in TEXT else ("dvd_subtitle" if codec == "dvd_subtitle" else None),
        "mov": "mov_text" if codec in TEXT else None,
    }
    return forms[container]


def cut_subtitles(media: Media, track: SubtitleStream, stretches: Sequence[Placed], form: str) -> Iterator[Shown]:
    """The subtitles of one track for the stretches of a cut, in order of time.

    What goes on over a joint stays one subtitle. Text changes its markup where `form` differs from the source's codec.
    """
    events = _events(media, track)
    if track.codec == PGS:
        yield from _bitmaps(events, stretches)
        return
    number = 0
    for event in events:
        for start, end in _pieces(event, stretches):
            yield Shown(_payload(event.data, track.codec, form, number), start, end - start)
            number += 1


def _pieces(event: _Event, stretches: Sequence[Placed]) -> list[tuple[Fraction, Fraction]]:
    """Where the event shows in the new file; pieces that meet at a joint are one."""
    pieces: list[tuple[Fraction, Fraction]] = []
    for stretch in stretches:
        start, end = max(event.start, stretch.source.start), min(event.end, stretch.source.end)
        if start >= end:
            continue
        shift = stretch.target - stretch.source.start
        if pieces and pieces[-1][1] >= start + shift:
            pieces[-1] = (pieces[-1][0], end + shift)
        else:
            pieces.append((start + shift, end + shift))
    return pieces


def _events(media: Media, track: SubtitleStream) -> list[_Event]:
    """All subtitles of a track in player time. Tracks are small, and one may reach over many others."""
    found: list[tuple[bytes, Fraction, Fraction | None]] = []
    with open_source(media.path) as container:
        stream = container.streams[track.index]
        for packet in whole_packets(container, stream):
            if packet.pts is not None and not _is_blank(packet, track.codec):
                found.append(_timed(packet, stream, media))
    found.sort(key=lambda event: event[1])
    events = []
    for place, (data, start, duration) in enumerate(found):
        following = found[place + 1][1] if place + 1 < len(found) else start + OPEN_ENDED_S
        events.append(_Event(data, start, following if duration is None else start + duration))
    return events


def _timed(packet: AnyPacket, stream: Stream, media: Media) -> tuple[bytes, Fraction, Fraction | None]:
    base = stream.time_base or Fraction(1)
    duration = packet.duration * base if packet.duration else None
    return bytes(packet), (packet.pts or 0) * base - media.start, duration


def _is_blank(packet: AnyPacket, codec: str) -> bool:
    """MP4 fills the time between texts with samples of an empty one."""
    return codec == "mov_text" and bytes(packet)[:2] == b"\x00\x00"


def _bitmaps(events: list[_Event], stretches: Sequence[Placed]) -> Iterator[Shown]:
    """Blu-ray pictures show until the next display set, so each stretch must begin and end with one."""
    blank: bytes | None = None
    for place, event in enumerate(events):
        until = events[place + 1].start if place + 1 < len(events) else event.start + OPEN_ENDED_S
        if pgs_is_blank(event.data):
            continue
        blank = pgs_blank(event.data)
        for start, end in _pieces(_Event(event.data, event.start, until), stretches):
            yield Shown(event.data, start, Fraction(0))
            yield Shown(blank, end, Fraction(0))


def _pgs_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 3 <= len(data):
        size = int.from_bytes(data[at + 1 : at + 3], "big")
        yield data[at], data[at + 3 : at + 3 + size]
        at += 3 + size


def pgs_is_blank(data: bytes) -> bool:
    """Whether a display set takes the picture away: its composition has no object."""
    return all(not body[10] for kind, body in _pgs_segments(data) if kind == PGS_COMPOSITION and len(body) > 10)


def pgs_blank(data: bytes) -> bytes:
    """A display set of the same size that takes the picture away."""
    composition = next(body for kind, body in _pgs_segments(data) if kind == PGS_COMPOSITION)
    # Normal case, no palette update, no object.
    body = composition[:7] + b"\x00\x00" + composition[9:10] + b"\x00"
    return bytes([PGS_COMPOSITION]) + len(body).to_bytes(2, "big") + body + bytes([PGS_END, 0, 0])


def _payload(data: bytes, codec: str, form: str, number: int) -> bytes:
    if codec == form or (codec, form) in (("srt", "subrip"), ("ssa", "ass")):
        # Renderers drop a second event with the same ReadOrder, the first field.
        return b"%d,%s" % (number, data.split(b",", 1)[-1]) if codec in ("ass", "ssa") else data
    text = _plain_text(data, codec)
    encoded = text.encode()
    return len(encoded).to_bytes(2, "big") + encoded if form == "mov_text" else encoded


def _plain_text(data: bytes, codec: str) -> str:
    """The words of a subtitle without markup of its own kind."""
    if codec == "mov_text":
        return data[2 : 2 + int.from_bytes(data[:2], "big")].decode("utf-8", "replace")
    text = data.decode("utf-8", "replace")
    if codec in ("ass", "ssa"):
        text = re.sub(r"\{[^}]*\}", "", text.split(",", 8)[-1])
        return text.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ").strip()
    return re.sub(r"</?[a-zA-Z][^>]*>", "", text).strip()
