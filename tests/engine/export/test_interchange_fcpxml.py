"""FCPXML, held against what Apple's DTD of version 1.10 and Final Cut Pro demand."""

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import opentimelineio as otio
import pytest

from engine.edit.edit_list import EditList
from engine.export.interchange_fcpxml import write_fcpxml
from engine.export.timeline import Timeline
from engine.types import Media

Film = Callable[..., Media]
Cut = Callable[..., EditList]
NTSC, NTSC_60 = Fraction(30000, 1001), Fraction(60000, 1001)
RATES = [
    (Fraction(24000, 1001), "01:00:00:00", 86400),
    (Fraction(24), "01:00:00:00", 86400),
    (Fraction(25), "01:00:00:00", 90000),
    (NTSC, "01:00:00;00", 107892),
    (NTSC, "01:00:00:00", 108000),
    (Fraction(30), "", 0),
    (Fraction(50), "01:00:00:00", 180000),
    (NTSC_60, "01:00:00;00", 215784),
    (NTSC_60, "01:00:00:00", 216000),
    (Fraction(60), "01:00:00:00", 216000),
    (Fraction(120), "", 0),
]

# Of the DTD: for each element that may appear, its children in order, its attributes, and which of them it must have.
# "a b? c*" reads: one a, then at most one b, then any number of c.
CONTENT = {
    "fcpxml": ("resources? library?", "version", "version"),
    "resources": ("(format|asset)*", "", ""),
    "format": ("", "id name frameDuration width height", "id"),
    "asset": (
        "(media-rep)+ metadata?",
        "id name start duration hasVideo format hasAudio videoSources audioSources audioChannels audioRate",
        "id",
    ),
    "media-rep": ("", "kind src", "src"),
    "metadata": ("md*", "", ""),
    "md": ("", "key value", "key"),
    "library": ("event*", "", ""),
    "event": ("project*", "name", ""),
    "project": ("sequence", "name", ""),
    "sequence": ("note? spine metadata?", "format duration tcStart tcFormat audioLayout audioRate", "format"),
    "spine": ("asset-clip*", "", ""),
    "asset-clip": ("note? marker* metadata?", "ref offset name start duration format tcFormat audioRole", "ref"),
    "note": ("", "", ""),
    "marker": ("", "start duration value note", "start value"),
}
CHOICES = {
    "tcFormat": {"DF", "NDF"},
    "audioLayout": {"mono", "stereo", "surround"},
    "kind": {"original-media", "proxy-media"},
}
TIME = re.compile(r"(\d+)(?:/(\d+))?s")


def checked(data: bytes) -> Element:
    """The root of a document that keeps the rules of the DTD."""
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n')
    root = ElementTree.fromstring(data)
    assert root.tag == "fcpxml"
    assert root.get("version") == "1.10"
    ids = {element.get("id"): element.tag for element in root.iter() if element.get("id")}
    assert len(ids) == sum(1 for element in root.iter() if element.get("id"))
    for element in root.iter():
        content, allowed, required = CONTENT[element.tag]
        model = "".join(re.sub(r"([a-z-]+)", r"(?:\1,)", part) for part in content.split())
        assert re.fullmatch(model, "".join(f"{child.tag}," for child in element)), element.tag
        assert set(element.attrib) <= set(allowed.split()), element.attrib
        assert set(required.split()) <= set(element.attrib), element.attrib
        for name, choices in CHOICES.items():
            assert element.get(name, min(choices)) in choices
        for name, target in (("format", "format"), ("ref", "asset")):
            if name in element.attrib:
                assert ids[element.get(name)] == target
    return root


def seconds(text: str | None) -> Fraction:
    match = TIME.fullmatch(text or "")
    assert match, text
    numerator, denominator = int(match[1]), int(match[2] or 1)
    # Apple: a 64-bit numerator and a 32-bit denominator.
    assert numerator < 2**63
    assert denominator < 2**31
    return Fraction(numerator, denominator)


@pytest.mark.parametrize(("rate", "timecode", "start"), RATES)
def test_times_are_whole_frames_and_the_spine_has_no_gap(
    film: Film, cut: Cut, rate: Fraction, timecode: str, start: int
) -> None:
    parts = [(0, 100, "Ada"), (2500, 1, "Bob"), (3000, 1799, "Ada")]
    wanted = cut(film(rate=rate, timecode=timecode), *parts)
    root = checked(write_fcpxml(Timeline("A cut", wanted)))
    (picture,) = root.iter("format")
    assert seconds(picture.get("frameDuration")) == 1 / rate
    (asset,) = root.iter("asset")
    assert seconds(asset.get("start")) * rate == start
    assert seconds(asset.get("duration")) * rate == 5000
    (sequence,) = root.iter("sequence")
    assert sequence.get("tcFormat") == ("DF" if ";" in timecode else "NDF")
    record = Fraction(0)
    for element, (first, frames, who) in zip(root.iter("asset-clip"), parts, strict=True):
        assert seconds(element.get("offset")) == record
        assert seconds(element.get("start")) * rate == start + first
        assert seconds(element.get("duration")) * rate == frames
        (marker,) = element.findall("marker")
        assert marker.get("value") == who
        assert marker.get("start") == element.get("start")
        record += seconds(element.get("duration"))
    assert seconds(sequence.get("duration")) == record == wanted.duration


@pytest.mark.parametrize("rate", [24, 25, 30, 50, 60])
def test_opentimelineios_own_reader_sees_the_same_frames(film: Film, cut: Cut, rate: int) -> None:
    # It reads whole rates only, which is one reason why it does not write ours.
    wanted = cut(film(rate=Fraction(rate), timecode="01:00:00:00"), (5, 100, "Ada"), (2500, 1, "Bob"))
    (document,) = otio.adapters.read_from_string(write_fcpxml(Timeline("x", wanted)).decode(), "fcpx_xml")
    (track,) = document.video_tracks()
    assert [(clip.source_range.start_time.value, clip.source_range.duration.value) for clip in track] == [
        (3600 * rate + 5, 100),
        (3600 * rate + 2500, 1),
    ]


@pytest.mark.parametrize(
    "path",
    [
        PurePosixPath("/films/Grüße & 'Küsse' \"100%\" <1>.mov"),
        PureWindowsPath("C:\\Filme\\Süße Träume.mov"),
    ],
    ids=str,
)
def test_paths_and_names_survive(film: Film, cut: Cut, path: PurePath) -> None:
    root = checked(write_fcpxml(Timeline('"A" & <B>', cut(film(path), (0, 5, "Zoë & <Bob>\n")))))
    (source,) = root.iter("media-rep")
    where = urlsplit(source.get("src", ""))
    assert (where.scheme, where.netloc) == ("file", "")
    assert unquote(where.path).lstrip("/") == path.as_posix().lstrip("/")
    (project,) = root.iter("project")
    assert project.get("name") == '"A" & <B>'
    (marker,) = root.iter("marker")
    assert marker.get("value") == "Zoë & <Bob>"
    (element,) = root.iter("asset-clip")
    assert element.get("name") == path.name
    assert element.findtext("note") == "Zoë & <Bob> - body, face - confidence 0.90"


def test_several_sources_of_several_sizes(film: Film, cut: Cut) -> None:
    first = film(channels=(2, 2), reel="A001")
    second = film(PurePosixPath("/b.mov"), size=(640, 360), channels=())
    root = checked(
        write_fcpxml(Timeline("x", cut(first, (0, 5, "A")) + cut(second, (0, 5, "A")) + cut(first, (9, 5, "A"))))
    )
    assert [(f.get("name"), f.get("width")) for f in root.iter("format")] == [
        ("FFVideoFormat1080p25", "1920"),
        (None, "640"),
    ]
    sounding, silent = root.iter("asset")
    assert (sounding.get("hasAudio"), sounding.get("audioSources"), sounding.get("audioChannels")) == ("1", "2", "2")
    assert silent.get("hasAudio") is None
    assert sounding.find("metadata/md").attrib == {  # type: ignore[union-attr]
        "key": "com.apple.proapps.studio.reel",
        "value": "A001",
    }
    clips = list(root.iter("asset-clip"))
    assert [clip.get("ref") for clip in clips] == [sounding.get("id"), silent.get("id"), sounding.get("id")]
    assert [clip.get("audioRole") for clip in clips] == ["dialogue", None, "dialogue"]


def test_nothing_lies_beside_the_project(film: Film, cut: Cut) -> None:
    root = checked(write_fcpxml(Timeline("x", cut(film(), (0, 5, "Ada")))))
    (event,) = root.iter("event")
    assert [child.tag for child in event] == ["project"]
