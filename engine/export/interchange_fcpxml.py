"""Final Cut Pro X timelines (FCPXML 1.10), written here instead of by OpenTimelineIO's adapter.

The adapter cannot say 23.976, 29.97 and 59.94 frames a second, calls ffprobe, loses timecode and drop-frame, and lays
stray clips beside the project; docs/adr/0001-fcpxml-writer.md has the whole list. Version 1.10 is what both Final Cut
Pro 10.6 and later and DaVinci Resolve 18 and later read. Element order follows Apple's DTD.
"""

from fractions import Fraction
from typing import TypeAlias
from xml.etree.ElementTree import Element, SubElement

from engine.export.layout import Event, Layout, Source, lay_out
from engine.export.timeline import Timeline, label, note, one_line
from engine.export.xml_text import xml_bytes

VERSION = "1.10"

_Look: TypeAlias = tuple[int, int, Fraction]
"""Width and height in square pixels, and frames a second."""

_FORMAT_RATES = {
    Fraction(24000, 1001): "2398",
    Fraction(24): "24",
    Fraction(25): "25",
    Fraction(30000, 1001): "2997",
    Fraction(30): "30",
    Fraction(50): "50",
    Fraction(60000, 1001): "5994",
    Fraction(60): "60",
}
_FORMAT_SIZES = {
    (1280, 720): "720",
    (1920, 1080): "1080",
    (3840, 2160): "3840x2160",
    (4096, 2160): "4096x2160",
}
# The sample rates that the DTD lets a sequence have.
_SEQUENCE_AUDIO = {32000: "32k", 44100: "44.1k", 48000: "48k", 88200: "88.2k", 96000: "96k", 176400: "176.4k"}


def write_fcpxml(timeline: Timeline) -> bytes:
    """An FCPXML document with one project; sound stays inside its clip, as Final Cut Pro wants it.

    Raises ExportError where the cut cannot be laid out in frames.
    """
    layout = lay_out(timeline, mixed=True)
    root = Element("fcpxml", version=VERSION)
    formats, assets = _resources(SubElement(root, "resources"), layout)
    event = SubElement(SubElement(root, "library"), "event", name=one_line(layout.name))
    project = SubElement(event, "project", name=one_line(layout.name))
    usual = next(source for source in layout.sources if source.rate == layout.rate)
    spine = SubElement(_sequence(project, layout, formats[_look(usual)]), "spine")
    for placed in layout.events:
        _asset_clip(spine, placed, layout.rate, assets[placed.source.url], formats[_look(placed.source)])
    return xml_bytes(root, "<!DOCTYPE fcpxml>")


def _resources(parent: Element, layout: Layout) -> tuple[dict[_Look, str], dict[str, str]]:
    """One format per picture size and rate, and one asset per source. Returns their ids by look and by URL."""
    formats: dict[_Look, str] = {}
    for source in layout.sources:
        if _look(source) not in formats:
            formats[_look(source)] = f"r{len(formats) + 1}"
            _format(parent, formats[_look(source)], source.video.display_size, source.rate)
    assets: dict[str, str] = {}
    for source in layout.sources:
        assets[source.url] = f"r{len(formats) + len(assets) + 1}"
        _asset(parent, assets[source.url], source, source.rate, formats[_look(source)])
    return formats, assets


def _look(source: Source) -> _Look:
    return *source.video.display_size, source.rate


def _format(parent: Element, name: str, size: tuple[int, int], rate: Fraction) -> None:
    element = SubElement(parent, "format", id=name)
    if rate in _FORMAT_RATES and size in _FORMAT_SIZES:
        element.set("name", f"FFVideoFormat{_FORMAT_SIZES[size]}p{_FORMAT_RATES[rate]}")
    element.set("frameDuration", _time(1, rate))
    element.set("width", str(size[0]))
    element.set("height", str(size[1]))


def _asset(parent: Element, name: str, source: Source, rate: Fraction, picture: str) -> None:
    element = SubElement(parent, "asset", id=name, name=one_line(source.name))
    element.set("start", _time(source.start_frame, rate))
    element.set("duration", _time(source.frames, rate))
    element.set("hasVideo", "1")
    element.set("format", picture)
    element.set("videoSources", "1")
    if source.media.audio:
        first = source.media.audio[0]
        element.set("hasAudio", "1")
        element.set("audioSources", str(len(source.media.audio)))
        element.set("audioChannels", str(first.channels))
        element.set("audioRate", str(first.sample_rate))
    SubElement(element, "media-rep", kind="original-media", src=source.url)
    metadata = SubElement(element, "metadata")
    SubElement(metadata, "md", key="com.apple.proapps.studio.reel", value=source.reel)


def _sequence(project: Element, layout: Layout, picture: str) -> Element:
    element = SubElement(project, "sequence", format=picture, duration=_time(layout.frames, layout.rate))
    element.set("tcStart", "0s")
    element.set("tcFormat", _counting(layout.drop_frame))
    sounds = [stream for source in layout.sources for stream in source.media.audio]
    if sounds:
        element.set("audioLayout", "mono" if sounds[0].channels == 1 else "stereo")
        element.set("audioRate", _SEQUENCE_AUDIO.get(sounds[0].sample_rate, "48k"))
    return element


def _asset_clip(spine: Element, event: Event, rate: Fraction, asset: str, picture: str) -> None:
    element = SubElement(spine, "asset-clip", ref=asset, offset=_time(event.record_in, rate))
    element.set("name", one_line(event.source.name))
    element.set("start", _time(event.timecode_in, event.source.rate))
    element.set("duration", _time(event.frames, rate))
    element.set("format", picture)
    element.set("tcFormat", _counting(event.source.drop_frame))
    if event.source.media.audio:
        element.set("audioRole", "dialogue")
    SubElement(element, "note").text = note(event.clip)
    # A marker's time is the clip's own, which runs with the source's timecode.
    marker = SubElement(
        element, "marker", start=_time(event.timecode_in, event.source.rate), duration=_time(1, event.source.rate)
    )
    marker.set("value", label(event.clip))
    marker.set("note", note(event.clip))


def _counting(drop_frame: bool) -> str:
    return "DF" if drop_frame else "NDF"


def _time(frames: int, rate: Fraction) -> str:
    """Whole frames in seconds as FCPXML writes them: `1001/30000s`, `5s`, `0s`."""
    seconds = frames / rate
    if seconds.denominator == 1:
        return f"{seconds.numerator}s"
    return f"{seconds.numerator}/{seconds.denominator}s"
