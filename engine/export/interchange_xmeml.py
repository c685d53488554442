"""Final Cut Pro 7 XML (xmeml), which Premiere Pro and DaVinci Resolve read, through OpenTimelineIO's adapter.

The adapter writes the skeleton. Completed here, because it leaves them out or wrong:

* `rate` stands twice in every clip, and `duration` of a clip is that of the cut instead of the source's;
* no picture size, no sound format, no channel count, so that Premiere guesses and Resolve shows silent clips;
* no links between picture and sound, no source tracks, no master clips;
* markers in timecode instead of counted from the file's start; no reel; no DOCTYPE; `file:///` where Apple's format has
  `file://localhost/`.
"""

from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import opentimelineio as otio

from engine.errors import ExportError
from engine.export.interchange import otio_timeline, sound_count
from engine.export.layout import STANDARD_RATES, Event, Layout, Source, lay_out
from engine.export.timeline import Timeline, label, note
from engine.export.xml_text import xml_bytes
from engine.types import AudioStream

SAMPLE_BITS = 16
"""What is written as the depth of sound whose container names none; readers look into the file itself."""


def write_xmeml(timeline: Timeline) -> bytes:
    """An xmeml version 4 document with one sequence: one picture track, one sound track per channel, all linked.

    Raises ExportError where the cut cannot be laid out in frames and for frame rates without a timecode.
    """
    layout = lay_out(timeline)
    if layout.rate not in STANDARD_RATES:
        raise ExportError(
            f"There is no timecode at {float(layout.rate):g} frames a second, which xmeml needs.",
            "Choose fcpxml or otio.",
        )
    document = otio_timeline(layout, "channels")
    document.metadata["fcp_xml"] = {"timecode": _counting(layout)}
    clips = [clip for track in document.tracks for clip in track.find_clips()]
    for number, clip in enumerate(clips, 1):
        del clip.markers[:]
        # With an id of its own the adapter does not search all others for one that is free.
        clip.metadata["fcp_xml"] = {"@id": f"clipitem-{number}"}
        clip.media_reference.metadata["fcp_xml"] = {"timecode": _counting(layout)}
    text: str = otio.adapters.write_to_string(document, "fcp_xml")
    root = ElementTree.fromstring(text.encode())
    _complete(root, layout)
    _strip(root)
    return xml_bytes(root, "<!DOCTYPE xmeml>")


def _counting(layout: Layout) -> dict[str, str]:
    """The part of a `timecode` element from which the adapter takes how to count."""
    return {"displayformat": "DF" if layout.drop_frame else "NDF"}


def _complete(root: Element, layout: Layout) -> None:
    sequence = _the(root, ".//sequence")
    rate = _the(sequence, "rate")
    video, audio = _the(sequence, "media/video"), _the(sequence, "media/audio")
    _picture(_the(video, "format"), layout.sources[0], rate)
    sounds = [stream for source in layout.sources for stream in source.media.audio]
    audio_tracks = audio.findall("track")
    if sounds:
        _sound_format(audio, sounds[0])
    by_event: list[list[tuple[Element, int]]] = [[] for _ in layout.events]
    for index, track in enumerate([_the(video, "track"), *audio_tracks]):
        _track(track, index, layout, by_event)
    _link(by_event)
    for file in root.iter("file"):
        if len(file):
            _file(file, _source_of(file, layout), rate)


def _track(track: Element, index: int, layout: Layout, by_event: Sequence[list[tuple[Element, int]]]) -> None:
    """Complete the clips of one track; `index` is 0 for the picture, then counts the sound tracks."""
    filled = [n for n, e in enumerate(layout.events) if index <= sound_count(e.source.media, "channels")]
    for number, item in zip(filled, track.findall("clipitem"), strict=True):
        event = layout.events[number]
        _clip(item, event, layout.sources.index(event.source) + 1)
        if index == 0:
            _marker(item, event)
        else:
            origin = SubElement(item, "sourcetrack")
            _leaf(origin, "mediatype", "audio")
            _leaf(origin, "trackindex", str(index))
        by_event[number].append((item, index))
    _leaf(track, "enabled", "TRUE")
    _leaf(track, "locked", "FALSE")
    if index:
        _leaf(track, "outputchannelindex", str((index - 1) % 2 + 1))


def _clip(item: Element, event: Event, master_number: int) -> None:
    for surplus in item.findall("rate")[1:]:
        item.remove(surplus)
    _the(item, "duration").text = str(event.source.frames)
    master = Element("masterclipid")
    master.text = f"masterclip-{master_number}"
    item.insert(0, master)
    _leaf(item, "enabled", "TRUE")


def _marker(item: Element, event: Event) -> None:
    marker = SubElement(item, "marker")
    _leaf(marker, "comment", note(event.clip))
    _leaf(marker, "name", label(event.clip))
    _leaf(marker, "in", str(event.source_in))
    # What a marker without length has here.
    _leaf(marker, "out", "-1")


def _link(by_event: Sequence[list[tuple[Element, int]]]) -> None:
    """Each clip names all clips of its event, itself too, so that selecting one selects all."""
    counts: dict[int, int] = {}
    for items in by_event:
        for _, index in items:
            counts[index] = counts.get(index, 0) + 1
        links = [(item.get("id", ""), index, counts[index]) for item, index in items]
        for item, _ in items if len(items) > 1 else []:
            for target, index, place in links:
                link = SubElement(item, "link")
                _leaf(link, "linkclipref", target)
                _leaf(link, "mediatype", "audio" if index else "video")
                _leaf(link, "trackindex", str(max(index, 1)))
                _leaf(link, "clipindex", str(place))
                if index:
                    _leaf(link, "groupindex", "1")


def _file(file: Element, source: Source, rate: Element) -> None:
    _the(file, "pathurl").text = localhost_url(source.url)
    reel = SubElement(_the(file, "timecode"), "reel")
    _leaf(reel, "name", source.reel)
    media = _the(file, "media")
    media.clear()
    _picture(SubElement(media, "video"), source, rate)
    for stream in source.media.audio:
        _sound(SubElement(media, "audio"), stream)


def localhost_url(url: str) -> str:
    """A file URL as Apple's format and Premiere write it: with a host, and a Windows drive's colon encoded."""
    path = url.removeprefix("file:///")
    if path == url:
        # Already has a host: a share in the network.
        return url
    drive, colon, rest = path.partition(":")
    encoded = f"{drive}%3a{rest}" if colon and len(drive) == 1 else path
    return f"file://localhost/{encoded}"


def _source_of(file: Element, layout: Layout) -> Source:
    url = _the(file, "pathurl").text
    return next(source for source in layout.sources if source.url == url)


def _picture(parent: Element, source: Source, rate: Element) -> None:
    width, height = source.video.display_size
    sample = SubElement(parent, "samplecharacteristics")
    sample.append(_copy(rate))
    for tag, text in [
        ("width", str(width)),
        ("height", str(height)),
        ("anamorphic", "FALSE"),
        ("pixelaspectratio", "square"),
        ("fielddominance", "none"),
    ]:
        _leaf(sample, tag, text)


def _sound_format(audio: Element, stream: AudioStream) -> None:
    form = Element("format")
    _samples(form, stream)
    audio.insert(0, form)
    outputs = Element("numOutputChannels")
    outputs.text = "1" if stream.channels == 1 else "2"
    audio.insert(0, outputs)


def _sound(parent: Element, stream: AudioStream) -> None:
    _samples(parent, stream)
    _leaf(parent, "channelcount", str(stream.channels))


def _samples(parent: Element, stream: AudioStream) -> None:
    sample = SubElement(parent, "samplecharacteristics")
    _leaf(sample, "depth", str(SAMPLE_BITS))
    _leaf(sample, "samplerate", str(stream.sample_rate))


def _the(parent: Element, path: str) -> Element:
    element = parent.find(path)
    if element is None:
        raise LookupError(f"the adapter wrote no {path} in {parent.tag}")
    return element


def _copy(element: Element) -> Element:
    return ElementTree.fromstring(ElementTree.tostring(element))


def _leaf(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = text


def _strip(root: Element) -> None:
    """Without the adapter's indents, which would double with ours."""
    for element in root.iter():
        element.tail = None
        if len(element):
            element.text = None
