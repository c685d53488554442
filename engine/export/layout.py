"""Lay a cut out in whole frames of source and record, the way every editing system counts.

Editing systems know one constant frame rate and timecode. Here is the only place where player time becomes that, so all
timeline formats agree to the frame.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path, PurePath, PureWindowsPath

from engine.edit.edit_list import Clip, EditList
from engine.edit.intervals import rounded
from engine.errors import ExportError
from engine.export.reels import reel_names
from engine.export.timeline import Timeline
from engine.timebase import frame_of_timecode, is_drop_frame_rate
from engine.types import Media, VideoStream

STANDARD_RATES: tuple[Fraction, ...] = (
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(48),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(60),
)
"""Frame rates that SMPTE ST 12-1 gives a timecode, and that every editing system has."""

SAME_RATE = Fraction(1, 5000)
"""Rates that differ by less (relative) are the same, measured badly; 29.97 and 30 differ by five times as much."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source file as an editing system sees it."""

    media: Media
    video: VideoStream
    rate: Fraction
    """Frames a second by which positions are counted: the true rate, or the nominal one of variable-rate video."""
    start_frame: int
    """Timecode of the first frame, as a count of frames."""
    drop_frame: bool
    reel: str
    """Up to eight of A-Z and 0-9."""
    frames: int
    """Length of the whole file."""

    @property
    def url(self) -> str:
        return file_url(self.media.path)

    @property
    def name(self) -> str:
        return self.media.path.name


@dataclass(frozen=True, slots=True)
class Event:
    """One clip on the record side. Counts are frames at the layout's rate where nothing else is said."""

    clip: Clip
    source: Source
    source_in: int
    """At the source's rate, from the first frame of the file; timecode is `source.start_frame` more."""
    record_in: int
    frames: int

    @property
    def timecode_in(self) -> int:
        return self.source.start_frame + self.source_in


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole timeline: events follow each other without gaps from record frame 0."""

    name: str
    rate: Fraction
    drop_frame: bool
    sources: tuple[Source, ...]
    events: tuple[Event, ...]

    @property
    def frames(self) -> int:
        return sum(event.frames for event in self.events)


def lay_out(timeline: Timeline, mixed: bool = False) -> Layout:
    """The frames of a cut. Raises ExportError for an empty cut, for sound files, and, unless `mixed`, for sources that
    count differently.

    Video of constant rate: the frames of the edit list, as they are. Video of variable rate, or of another rate than
    the layout's: positions are player time at the nominal rate; the record side is rounded as one running sum, so that
    the length is that of the cut to the frame and no error adds up. The layout counts as most of the cut does.
    """
    if not timeline.cut.clips:
        raise ExportError("There is nothing to export: the cut holds no segment.", "Loosen the rules and try again.")
    sources = _sources(timeline.cut.media)
    first = next(iter(sources.values()))
    if not mixed:
        for source in sources.values():
            _check_alike(first, source)
    usual = _usual(timeline.cut, sources)
    events: list[Event] = []
    record, played = 0, Fraction(0)
    for clip in timeline.cut.clips:
        source = sources[clip.media.path]
        played += clip.span.duration
        event = _event(clip, source, usual.rate, record, rounded(played * usual.rate))
        events.append(event)
        record += event.frames
    return Layout(timeline.name, usual.rate, usual.drop_frame, tuple(sources.values()), tuple(events))


def _usual(cut: EditList, sources: Mapping[PurePath, Source]) -> Source:
    """The first of the sources that count as most of the cut does."""
    lengths: dict[tuple[Fraction, bool], Fraction] = {}
    for clip in cut.clips:
        source = sources[clip.media.path]
        kind = source.rate, source.drop_frame
        lengths[kind] = lengths.get(kind, Fraction(0)) + clip.span.duration
    most = max(lengths, key=lambda kind: lengths[kind])
    return next(source for source in sources.values() if (source.rate, source.drop_frame) == most)


def _event(clip: Clip, source: Source, rate: Fraction, record_in: int, ideal_out: int) -> Event:
    if not source.video.variable_rate and source.rate == rate:
        return Event(clip, source, clip.first_frame, record_in, clip.frames)
    if not source.video.variable_rate:
        return Event(clip, source, clip.first_frame, record_in, max(1, ideal_out - record_in))
    position = rounded((clip.span.start - source.video.start) * source.rate)
    return Event(clip, source, max(0, position), record_in, max(1, ideal_out - record_in))


def _check_alike(first: Source, other: Source) -> None:
    advice = "Choose otio or fcpxml, which can, or export each file on its own."
    if first.rate != other.rate:
        raise ExportError(
            f"{first.name} has {float(first.rate):.3f} frames a second and {other.name} {float(other.rate):.3f}: "
            "one timeline cannot count both.",
            advice,
        )
    if first.drop_frame != other.drop_frame:
        raise ExportError(
            f"Only one of {first.name} and {other.name} counts in drop-frame timecode: one timeline cannot do both.",
            advice,
        )


def _sources(media: Sequence[Media]) -> dict[PurePath, Source]:
    for one in media:
        if one.video is None:
            raise ExportError(
                f"{one.path.name} has no picture, and this format counts in frames.", "Choose csv, json, srt or vtt."
            )
    reels = reel_names([(one.video.reel if one.video else "", one.path) for one in media])
    return {
        one.path: _source(one, one.video, reel) for one, reel in zip(media, reels, strict=True) if one.video is not None
    }


def _source(media: Media, video: VideoStream, reel: str) -> Source:
    rate = nominal_rate(video)
    start, drop_frame = start_timecode(video, rate)
    counted = 0 if video.variable_rate else video.frames
    return Source(media, video, rate, start, drop_frame, reel, counted or max(1, rounded(video.duration * rate)))


def nominal_rate(video: VideoStream) -> Fraction:
    """The rate by which an editing system counts this video.

    Constant-rate video: the standard rate that it is within the error of measuring, else its own. Variable-rate video:
    the nearest standard rate, which editing systems conform it to.
    """
    nearest = min(STANDARD_RATES, key=lambda rate: max(rate / video.frame_rate, video.frame_rate / rate))
    if video.variable_rate or abs(nearest - video.frame_rate) < nearest * SAME_RATE:
        return nearest
    return video.frame_rate


def start_timecode(video: VideoStream, rate: Fraction) -> tuple[int, bool]:
    """Frame count of the first timecode and whether it drops frames; (0, False) where there is none that counts."""
    text = video.timecode
    if ";" in text and not is_drop_frame_rate(rate):
        # Some cameras write ";" at 25 frames a second, where nothing is dropped.
        text = text.replace(";", ":")
    try:
        return frame_of_timecode(text, rate), ";" in text or "." in text
    except ValueError:
        return 0, False


def remarks(timeline: Timeline) -> list[str]:
    """Sentences that a person should read before trusting a timeline in an editing system."""
    found = [sentence for media in timeline.cut.media for sentence in _remarks(media)]
    rates = {nominal_rate(media.video) for media in timeline.cut.media if media.video is not None}
    if len(rates) > 1:
        told = ", ".join(f"{float(rate):.3f}".rstrip("0").rstrip(".") for rate in sorted(rates))
        found.append(
            f"The files have {told} frames a second. The editing system fits them to one rate, so edges may be off by "
            "a frame."
        )
    return found


def _remarks(media: Media) -> Iterable[str]:
    video, name = media.video, media.path.name
    if video is None:
        return
    rate = nominal_rate(video)
    if video.variable_rate:
        yield (
            f"{name} has a variable frame rate. The timeline counts it at {float(rate):.2f} frames a second, so edges "
            "may be off by a frame; convert the file to a constant rate first where that matters."
        )
    if rate not in STANDARD_RATES:
        yield f"{name} has {float(rate):g} frames a second, which some editing systems do not know."
    if video.timecode and start_timecode(video, rate) == (0, False) and video.timecode.strip("0:;.") != "":
        yield f"{name} says its timecode is {video.timecode!r}, which is none at its rate; the timeline counts from 0."


def file_url(path: PurePath) -> str:
    """`path` as a file URL (RFC 8089), percent-encoded UTF-8; a relative path is taken from the current folder."""
    if not path.is_absolute() and not isinstance(path, PureWindowsPath):
        path = Path(path).absolute()
    return path.as_uri()
