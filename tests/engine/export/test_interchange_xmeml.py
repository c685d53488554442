"""Final Cut Pro 7 XML, held against Apple's element catalogue and what Premiere and Resolve rely on."""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import opentimelineio as otio
import pytest

from engine.edit.edit_list import EditList
from engine.errors import ExportError
from engine.export.interchange_xmeml import write_xmeml
from engine.export.timeline import Timeline
from engine.types import Media

Film = Callable[..., Media]
Cut = Callable[..., EditList]
NTSC, NTSC_60 = Fraction(30000, 1001), Fraction(60000, 1001)
RATES = [
    (Fraction(24000, 1001), "01:00:00:00", 86400, "24", "TRUE"),
    (Fraction(24), "01:00:00:00", 86400, "24", "FALSE"),
    (Fraction(25), "01:00:00:00", 90000, "25", "FALSE"),
    (NTSC, "01:00:00;00", 107892, "30", "TRUE"),
    (NTSC, "01:00:00:00", 108000, "30", "TRUE"),
    (Fraction(30), "", 0, "30", "FALSE"),
    (Fraction(50), "01:00:00:00", 180000, "50", "FALSE"),
    (NTSC_60, "01:00:00;00", 215784, "60", "TRUE"),
    (NTSC_60, "01:00:00:00", 216000, "60", "TRUE"),
    (Fraction(60), "01:00:00:00", 216000, "60", "FALSE"),
]

# Of Apple's catalogue: what may stand in an element that appears here, and what may stand there more than once.
CHILDREN = {
    "xmeml": "project",
    "project": "name children",
    "children": "sequence",
    "sequence": "name duration rate timecode media",
    "media": "video audio",
    "video": "format track samplecharacteristics",
    "audio": "format track samplecharacteristics numOutputChannels channelcount",
    "format": "samplecharacteristics",
    "samplecharacteristics": "rate width height anamorphic pixelaspectratio fielddominance depth samplerate",
    "track": "clipitem enabled locked outputchannelindex",
    "clipitem": "masterclipid name duration rate start end in out enabled file marker sourcetrack link",
    "file": "name pathurl rate duration timecode media",
    "timecode": "rate string frame displayformat reel",
    "reel": "name",
    "rate": "timebase ntsc",
    "marker": "comment name in out",
    "sourcetrack": "mediatype trackindex",
    "link": "linkclipref mediatype trackindex clipindex groupindex",
}
REPEATED = {("video", "track"), ("audio", "track"), ("track", "clipitem"), ("clipitem", "link"), ("media", "audio")}
NEEDED = {
    "sequence": "name duration rate timecode media",
    "clipitem": "masterclipid name duration rate start end in out file",
    "timecode": "rate string frame displayformat",
    "rate": "timebase ntsc",
    "marker": "name in out",
}


def checked(data: bytes) -> Element:
    """The root of a document whose elements stand where they may and refer to what is there."""
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE xmeml>\n')
    root = ElementTree.fromstring(data)
    for element in root.iter():
        counts = Counter(child.tag for child in element)
        assert set(counts) <= set(CHILDREN.get(element.tag, "").split()), element.tag
        assert all(n == 1 or (element.tag, tag) in REPEATED for tag, n in counts.items()), (element.tag, counts)
        assert set(NEEDED.get(element.tag, "").split()) <= set(counts), (element.tag, counts)
    items = [item.get("id") for item in root.iter("clipitem")]
    assert len(set(items)) == len(items)
    defined: set[str | None] = set()
    for file in root.iter("file"):
        # A file is told once, before it is referred to.
        assert (file.get("id") in defined) == (len(file) == 0)
        defined.add(file.get("id"))
    for item in root.iter("clipitem"):
        assert all(reference.text in items for reference in item.iter("linkclipref"))
        start, end, into, out, length = (
            int(item.findtext(tag) or "") for tag in ("start", "end", "in", "out", "duration")
        )
        assert end - start == out - into > 0
        assert 0 <= into < out <= length
    return root


@pytest.mark.parametrize(("rate", "timecode", "start", "timebase", "ntsc"), RATES)
def test_frames_and_timecode(
    film: Film, cut: Cut, rate: Fraction, timecode: str, start: int, timebase: str, ntsc: str
) -> None:
    parts = [(0, 100, "Ada"), (2500, 1, "Bob"), (3000, 1799, "Ada")]
    wanted = cut(film(rate=rate, timecode=timecode), *parts)
    root = checked(write_xmeml(Timeline("A cut", wanted)))
    for element in root.iter("rate"):
        assert (element.findtext("timebase"), element.findtext("ntsc")) == (timebase, ntsc)
    tracks = [*root.findall(".//sequence/media/video/track"), *root.findall(".//sequence/media/audio/track")]
    assert len(tracks) == 3
    for track in tracks:
        record = 0
        for item, (first, frames, _) in zip(track.findall("clipitem"), parts, strict=True):
            numbers = [int(item.findtext(tag) or "") for tag in ("start", "end", "in", "out", "duration")]
            assert numbers == [record, record + frames, first, first + frames, 5000]
            record += frames
        assert record == wanted.frames
    assert root.findtext(".//sequence/duration") == "1900"
    file, sequence = root.find(".//file/timecode"), root.find(".//sequence/timecode")
    assert file is not None
    assert sequence is not None
    counting = "DF" if ";" in timecode else "NDF"
    assert file.findtext("string") == (timecode or "00:00:00:00")
    assert file.findtext("frame") == str(start)
    assert file.findtext("displayformat") == sequence.findtext("displayformat") == counting
    assert sequence.findtext("frame") == "0"


@pytest.mark.parametrize(("rate", "timecode"), [row[:2] for row in RATES])
def test_opentimelineio_reads_the_same_frames(film: Film, cut: Cut, rate: Fraction, timecode: str) -> None:
    wanted = cut(film(rate=rate, timecode=timecode), (7, 100, "Ada"), (2500, 1, "Bob"))
    document = otio.adapters.read_from_string(write_xmeml(Timeline("x", wanted)).decode(), "fcp_xml")
    assert [track.kind for track in document.tracks] == ["Video", "Audio", "Audio"]
    for track in document.tracks:
        assert [clip.source_range.duration.value for clip in track] == [100, 1]
        assert [
            (clip.source_range.start_time - clip.media_reference.available_range.start_time).value for clip in track
        ] == [7, 2500]


def test_picture_and_sound_of_an_event_are_linked(film: Film, cut: Cut) -> None:
    root = checked(write_xmeml(Timeline("x", cut(film(channels=(2, 1)), (0, 10, "Ada"), (50, 10, "Bob")))))
    video = root.findall(".//sequence/media/video/track/clipitem")
    audio = [track.findall("clipitem") for track in root.findall(".//sequence/media/audio/track")]
    assert len(audio) == 3
    for n in range(2):
        group = [video[n], *(track[n] for track in audio)]
        ids = [item.get("id") for item in group]
        for item in group:
            assert [link.findtext("linkclipref") for link in item.findall("link")] == ids
            assert [link.findtext("mediatype") for link in item.findall("link")] == ["video"] + ["audio"] * 3
            assert [link.findtext("trackindex") for link in item.findall("link")] == ["1", "1", "2", "3"]
            assert {link.findtext("clipindex") for link in item.findall("link")} == {str(n + 1)}
    assert [track[0].findtext("sourcetrack/trackindex") for track in audio] == ["1", "2", "3"]
    assert [element.text for element in root.iter("channelcount")] == ["2", "1"]


def test_a_source_with_fewer_sounds_leaves_a_hole_and_links_stay_right(film: Film, cut: Cut) -> None:
    silent, full = film(channels=()), film(PurePosixPath("/b.mov"), channels=(2,))
    wanted = cut(full, (0, 10, "A")) + cut(silent, (0, 20, "A")) + cut(full, (50, 5, "A"))
    root = checked(write_xmeml(Timeline("x", wanted)))
    for track in root.findall(".//sequence/media/audio/track"):
        assert [item.findtext("start") for item in track.findall("clipitem")] == ["0", "30"]
        assert [item.findall("link")[1].findtext("clipindex") for item in track.findall("clipitem")] == ["1", "2"]
    video = root.findall(".//sequence/media/video/track/clipitem")
    assert [len(item.findall("link")) for item in video] == [3, 0, 3]
    assert [item.findtext("masterclipid") for item in video] == ["masterclip-1", "masterclip-2", "masterclip-1"]


def test_a_silent_film_has_no_sound(film: Film, cut: Cut) -> None:
    root = checked(write_xmeml(Timeline("x", cut(film(channels=()), (0, 10, "Ada")))))
    assert root.find(".//audio/track") is None
    assert root.find(".//file/media/audio") is None


def test_markers_count_from_the_start_of_the_file(film: Film, cut: Cut) -> None:
    root = checked(write_xmeml(Timeline("x", cut(film(timecode="01:00:00:00"), (75, 10, "Zoë & <Bob>")))))
    (marker,) = root.iter("marker")
    assert marker.findtext("name") == "Zoë & <Bob>"
    assert marker.findtext("comment") == "Zoë & <Bob> - body, face - confidence 0.90"
    assert (marker.findtext("in"), marker.findtext("out")) == ("75", "-1")


def test_picture_size_and_reel_are_told(film: Film, cut: Cut) -> None:
    root = checked(write_xmeml(Timeline("x", cut(film(size=(1280, 720), reel="A001_C002"), (0, 10, "Ada")))))
    assert {(s.findtext("width"), s.findtext("height")) for s in root.iter("samplecharacteristics")} == {
        ("1280", "720"),
        (None, None),
    }
    assert root.findtext(".//file/timecode/reel/name") == "A001C002"


@pytest.mark.parametrize(
    ("path", "url"),
    [
        (PurePosixPath("/films/Grüße & 1.mov"), "file://localhost/films/Gr%C3%BC%C3%9Fe%20%26%201.mov"),
        (PureWindowsPath("D:\\Filme\\Süß.mov"), "file://localhost/D%3a/Filme/S%C3%BC%C3%9F.mov"),
        (PureWindowsPath("\\\\server\\share\\a b.mov"), "file://server/share/a%20b.mov"),
    ],
    ids=str,
)
def test_paths(film: Film, cut: Cut, path: PurePath, url: str) -> None:
    root = checked(write_xmeml(Timeline("x", cut(film(path), (0, 10, "Ada")))))
    assert root.findtext(".//pathurl") == url
    assert (
        unquote(urlsplit(url).path).lstrip("/").endswith(path.as_posix().split(":")[-1].split("share")[-1].lstrip("/"))
    )
    assert root.findtext(".//file/name") == path.name


def test_equal_clips_are_both_written_out(film: Film, cut: Cut) -> None:
    once = cut(film(), (0, 10, "Ada"))
    root = checked(write_xmeml(Timeline("x", once + once + once)))
    starts = [item.findtext("start") for item in root.findall(".//video/track/clipitem")]
    assert starts == ["0", "10", "20"]


def test_a_rate_without_timecode_is_refused(film: Film, cut: Cut) -> None:
    with pytest.raises(ExportError, match="no timecode at 15"):
        write_xmeml(Timeline("x", cut(film(rate=Fraction(15)), (0, 5, "Ada"))))
