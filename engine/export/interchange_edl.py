"""CMX 3600 edit decision lists, through OpenTimelineIO's adapter and what it leaves out.

The adapter is given integer rates for non-drop timecode, because it takes every 29.97 and 59.94 for drop-frame. Added
to its text are the FCM line, which says which of the two counts, and the sound channels of each event. Locators are
handed to it as comments: its own would upper-case names ("Jürß") and tell source instead of record time.
"""

import math
import re

import opentimelineio as otio

from engine.errors import ExportError
from engine.export.interchange import otio_timeline
from engine.export.layout import STANDARD_RATES, Event, Layout, lay_out
from engine.export.timeline import Timeline, label, one_line
from engine.timebase import timecode

MOST_EVENTS = 999
"""Event numbers have three digits."""

TITLE_LENGTH = 70
"""Of a CMX 3600 title line."""

_EVENT = re.compile(r"^\d{3}  \S")
_CHANNEL = slice(14, 19)


def write_edl(timeline: Timeline) -> bytes:
    """A CMX 3600 list in UTF-8, record time from 00:00:00:00.

    Raises ExportError where the cut cannot be laid out in frames, for more than 999 events, and for frame rates without
    a timecode.
    """
    layout = lay_out(timeline)
    _check(layout)
    fps = float(layout.rate) if layout.drop_frame else float(math.ceil(layout.rate))
    document = otio_timeline(layout, "none", fps)
    document.name = one_line(layout.name)[:TITLE_LENGTH] or "Untitled"
    for clip, event in zip(document.tracks[0], layout.events, strict=True):
        del clip.markers[:]
        clip.metadata["cmx_3600"] = {"reel": event.source.reel, "comments": [_locator(layout, event)]}
    text: str = otio.adapters.write_to_string(document, "cmx_3600", rate=fps)
    return _completed(text, layout).encode()


def _check(layout: Layout) -> None:
    if len(layout.events) > MOST_EVENTS:
        raise ExportError(
            f"An edit decision list holds at most {MOST_EVENTS} events, and this cut has {len(layout.events)}.",
            "Choose otio, xmeml or fcpxml.",
        )
    if layout.rate not in STANDARD_RATES:
        raise ExportError(
            f"There is no timecode at {float(layout.rate):g} frames a second, which an edit decision list needs.",
            "Choose fcpxml or otio.",
        )


def _locator(layout: Layout, event: Event) -> str:
    """`LOC: TIMECODE COLOUR NAME` as Avid writes it, at the event's place in the record."""
    return f"LOC: {timecode(event.record_in, layout.rate, layout.drop_frame)} GREEN   {label(event.clip)}"


def _completed(text: str, layout: Layout) -> str:
    title, *rest = text.split("\n")
    events = iter(layout.events)
    lines = [title, f"FCM: {'' if layout.drop_frame else 'NON-'}DROP FRAME"]
    lines += [_with_channels(line, next(events)) if _EVENT.match(line) else line for line in rest]
    return "\n".join(lines)


def _with_channels(line: str, event: Event) -> str:
    channels = sum(stream.channels for stream in event.source.media.audio)
    code = "V" if channels == 0 else "B" if channels == 1 else "AA/V"
    return f"{line[: _CHANNEL.start]}{code:5}{line[_CHANNEL.stop :]}"
