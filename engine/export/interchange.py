"""The cut as an OpenTimelineIO timeline, which the other editing-system formats start from."""

from fractions import Fraction
from typing import Literal, TypeAlias

import opentimelineio as otio

from engine.export.layout import Event, Layout, Source, lay_out
from engine.export.timeline import Timeline, label, note, one_line
from engine.types import Media

META = "only_look_at_them"
"""Our key in every metadata dictionary."""

SoundTracks: TypeAlias = Literal["streams", "channels", "none"]
"""What makes a sound track: each stream of the sources, each channel, or nothing."""


def write_otio(timeline: Timeline) -> bytes:
    """Native OpenTimelineIO JSON: one picture track, one sound track per stream, linked as DaVinci Resolve does.

    Raises ExportError where the cut cannot be laid out in frames.
    """
    document = otio_timeline(lay_out(timeline, mixed=True), "streams")
    text: str = otio.adapters.write_to_string(document, "otio_json")
    return text.encode()


def otio_timeline(layout: Layout, sound: SoundTracks, rate: float | None = None) -> otio.schema.Timeline:
    """`layout` in OpenTimelineIO's data model, record time from 0, source time in the source's timecode.

    `rate` replaces the rate by which frames are counted, for formats whose timecode is that of another one.
    """
    fps = float(layout.rate) if rate is None else rate
    document = otio.schema.Timeline(one_line(layout.name), global_start_time=otio.opentime.RationalTime(0, fps))
    document.tracks.append(_track("V1", otio.schema.TrackKind.Video, layout, fps, -1, sound))
    for index in range(max(sound_count(source.media, sound) for source in layout.sources)):
        document.tracks.append(_track(f"A{index + 1}", otio.schema.TrackKind.Audio, layout, fps, index, sound))
    return document


def sound_count(media: Media, sound: SoundTracks) -> int:
    """How many sound tracks a source fills."""
    if sound == "channels":
        return sum(stream.channels for stream in media.audio)
    return len(media.audio) if sound == "streams" else 0


def _track(name: str, kind: str, layout: Layout, fps: float, sound_index: int, sound: SoundTracks) -> otio.schema.Track:
    """One track; `sound_index` counts sound tracks from 0 and is -1 for the picture."""
    track = otio.schema.Track(name, kind=kind)
    for number, event in enumerate(layout.events):
        if sound_index < sound_count(event.source.media, sound):
            track.append(_clip(number, event, fps, layout.rate, sound_index))
        else:
            # A source with fewer sounds than another must not pull what follows forward.
            track.append(otio.schema.Gap(source_range=_range(0, event.frames, fps)))
    return track


def _own_rate(source: Source, fps: float, layout_rate: Fraction) -> float:
    """The rate by which positions in a source are counted, where `fps` is that of the timeline."""
    return fps if source.rate == layout_rate else float(source.rate)


def _clip(number: int, event: Event, fps: float, layout_rate: Fraction, sound_index: int) -> otio.schema.Clip:
    own = _own_rate(event.source, fps, layout_rate)
    shown = _range(event.timecode_in, event.frames, fps, own)
    clip = otio.schema.Clip(
        name=one_line(event.source.name),
        media_reference=_reference(event.source, own),
        source_range=shown,
        # The number tells equal clips apart: the Final Cut 7 adapter writes the second of two equal ones as a mere
        # reference to the first. DaVinci Resolve links what has one group.
        metadata={META: _facts(number, event, sound_index), "Resolve_OTIO": {"Link Group ID": number + 1}},
    )
    if sound_index < 0:
        clip.markers.append(
            otio.schema.Marker(
                name=label(event.clip),
                marked_range=_range(event.timecode_in, 1, fps, own),
                color=otio.schema.MarkerColor.GREEN,
                comment=note(event.clip),
                metadata={META: {"note": note(event.clip)}},
            )
        )
    return clip


def _facts(number: int, event: Event, sound_index: int) -> dict[str, object]:
    return {
        "event": number,
        "track": sound_index + 1,
        "person": one_line(event.clip.person),
        "confidence": round(event.clip.confidence, 4),
        "modalities": sorted(event.clip.modalities),
        "by_hand": event.clip.by_hand,
    }


def _reference(source: Source, fps: float) -> otio.schema.ExternalReference:
    reference = otio.schema.ExternalReference(source.url, _range(source.start_frame, source.frames, fps))
    reference.name = one_line(source.name)
    return reference


def _range(start: int, frames: int, fps: float, start_fps: float = 0.0) -> otio.opentime.TimeRange:
    """`start_fps`: where the start is counted at another rate than the length."""
    return otio.opentime.TimeRange(
        otio.opentime.RationalTime(start, start_fps or fps), otio.opentime.RationalTime(frames, fps)
    )
