"""Edit decision lists, read by a parser of the format that knows nothing of who wrote them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import PurePosixPath, PureWindowsPath

import opentimelineio as otio
import pytest

from engine.edit.edit_list import EditList
from engine.errors import ExportError
from engine.export.interchange_edl import write_edl
from engine.export.timeline import Timeline
from engine.types import Media

Film = Callable[..., Media]
Cut = Callable[..., EditList]
NTSC, NTSC_60 = Fraction(30000, 1001), Fraction(60000, 1001)
RATES = [
    (Fraction(24000, 1001), "01:00:00:00", 24),
    (Fraction(24), "01:00:00:00", 24),
    (Fraction(25), "00:58:00:00", 25),
    (NTSC, "00:58:00;02", 30),
    (NTSC, "00:58:00:00", 30),
    (Fraction(30), "", 30),
    (Fraction(50), "23:59:59:49", 50),
    (NTSC_60, "00:58:00;04", 60),
    (NTSC_60, "00:58:00:00", 60),
    (Fraction(60), "01:00:00:00", 60),
]
LINE = re.compile(
    r"(?P<number>\d{3})  (?P<reel>[A-Z0-9]{1,8}) +(?P<channels>V|B|AA/V) +C {8}"
    r"(?P<times>(?:\d\d:\d\d:\d\d[:;]\d\d ?){4})$"
)


@lru_cache
def drop_frame_numbers(nominal: int) -> dict[str, int]:
    """Every drop-frame number of the first 75 minutes by counting them out, as SMPTE ST 12-1 describes it."""
    numbers: dict[str, int] = {}
    for minute in range(75):
        for second in range(60):
            for frame in range(nominal):
                dropped = second == 0 and frame < nominal // 15 and minute % 10 != 0
                if not dropped:
                    numbers[f"{minute // 60:02d}:{minute % 60:02d}:{second:02d};{frame:02d}"] = len(numbers)
    return numbers


def count(text: str, nominal: int) -> int:
    if ";" in text:
        return drop_frame_numbers(nominal)[text]
    hours, minutes, seconds, frames = map(int, text.split(":"))
    assert frames < nominal
    return ((hours * 60 + minutes) * 60 + seconds) * nominal + frames


@dataclass
class Edit:
    reel: str
    channels: str
    times: list[int]
    text: str
    comments: list[str]


def parse(data: bytes, nominal: int) -> tuple[str, str, list[Edit]]:
    """Title, way of counting, and events of a CMX 3600 list; asserts what the format demands."""
    title, counting, *rest = data.decode().rstrip("\n").split("\n")
    assert title.startswith("TITLE: ")
    assert len(title) <= 77
    assert counting in ("FCM: DROP FRAME", "FCM: NON-DROP FRAME")
    edits: list[Edit] = []
    for line in filter(None, rest):
        match = LINE.match(line)
        if match:
            assert int(match["number"]) == len(edits) + 1
            times = match["times"].split()
            assert all((";" in time) == (counting == "FCM: DROP FRAME") for time in times)
            edits.append(Edit(match["reel"], match["channels"], [count(t, nominal) for t in times], line, []))
        else:
            assert line.startswith("* "), line
            edits[-1].comments.append(line)
    return title.removeprefix("TITLE: "), counting, edits


@pytest.mark.parametrize(("rate", "timecode", "nominal"), RATES)
def test_source_and_record_agree_to_the_frame(
    film: Film, cut: Cut, rate: Fraction, timecode: str, nominal: int
) -> None:
    parts = [(0, 100, "Ada"), (2500, 1, "Bob"), (3000, 1799, "Ada")]
    wanted = cut(film(rate=rate, timecode=timecode), *parts)
    _, counting, edits = parse(write_edl(Timeline("A cut", wanted)), nominal)
    assert counting == ("FCM: DROP FRAME" if ";" in timecode else "FCM: NON-DROP FRAME")
    start = count(timecode or "00:00:00:00", nominal)
    a_day = 24 * 3600 * nominal
    record = 0
    for edit, (first, frames, _) in zip(edits, parts, strict=True):
        source_in, source_out, record_in, record_out = edit.times
        assert source_in == (start + first) % a_day
        assert (source_out - source_in) % a_day == frames
        assert (record_in, record_out) == (record, record + frames)
        record = record_out
    assert record == wanted.frames == 1900


@pytest.mark.parametrize(("rate", "timecode", "nominal"), RATES)
def test_opentimelineio_reads_the_same_frames(
    film: Film, cut: Cut, rate: Fraction, timecode: str, nominal: int
) -> None:
    if timecode == "23:59:59:49":
        pytest.skip("the reader does not go round midnight")
    wanted = cut(film(rate=rate, timecode=timecode), (0, 100, "Ada"), (2500, 1, "Bob"))
    document = otio.adapters.read_from_string(
        write_edl(Timeline("A cut", wanted)).decode(), "cmx_3600", rate=float(rate) if ";" in timecode else nominal
    )
    (track,) = document.video_tracks()
    assert [clip.source_range.duration.value for clip in track] == [100, 1]
    assert [clip.name for clip in track] == ["a film.mov", "a film.mov"]


def test_comments_name_the_clip_the_file_and_the_person(film: Film, cut: Cut) -> None:
    media = film(PurePosixPath("/films/Grüße & 'Küsse'.mov"), channels=(2,))
    _, _, edits = parse(write_edl(Timeline("x", cut(media, (50, 25, "Jürß"), (100, 25, "a\nb")))), 25)
    assert edits[0].comments == [
        "* FROM CLIP NAME:  Grüße & 'Küsse'.mov",
        "* FROM CLIP: file:///films/Gr%C3%BC%C3%9Fe%20%26%20%27K%C3%BCsse%27.mov",
        "* LOC: 00:00:00:00 GREEN   Jürß",
    ]
    assert edits[1].comments[-1] == "* LOC: 00:00:01:00 GREEN   a b"
    assert edits[0].reel == "GRUSSEKU"


@pytest.mark.parametrize(("channels", "code"), [((), "V"), ((1,), "B"), ((2,), "AA/V"), ((1, 1), "AA/V")])
def test_sound_goes_with_the_picture(film: Film, cut: Cut, channels: tuple[int, ...], code: str) -> None:
    _, _, edits = parse(write_edl(Timeline("x", cut(film(channels=channels), (0, 25, "Ada")))), 25)
    assert [edit.channels for edit in edits] == [code]


def test_several_sources_have_reels_of_their_own(film: Film, cut: Cut) -> None:
    first = film(PurePosixPath("/a/holiday in rome, part 1.mov"), reel="A001_C012_0102")
    second = film(PureWindowsPath("C:\\b\\holiday in rome, part 2.mov"))
    third = film(PurePosixPath("/c/holiday in rome, part 3.mov"))
    wanted = cut(first, (0, 5, "A")) + cut(second, (0, 5, "A")) + cut(third, (0, 5, "A")) + cut(first, (9, 5, "A"))
    _, _, edits = parse(write_edl(Timeline("x", wanted)), 25)
    assert [edit.reel for edit in edits] == ["A001C012", "HOLIDAYI", "HOLIDAY2", "A001C012"]


def test_title_is_one_short_line(film: Film, cut: Cut) -> None:
    title, _, _ = parse(write_edl(Timeline("A\n001  AX V C " + "x" * 100, cut(film(), (0, 5, "Ada")))), 25)
    assert title.startswith("A 001 AX V C xx")
    title, _, _ = parse(write_edl(Timeline("", cut(film(), (0, 5, "Ada")))), 25)
    assert title == "Untitled"


def test_a_thousand_events_are_too_many(film: Film, cut: Cut) -> None:
    parts = [(n * 4, 2, "Ada") for n in range(1000)]
    assert len(parse(write_edl(Timeline("x", cut(film(), *parts[:999]))), 25)[2]) == 999
    with pytest.raises(ExportError, match="at most 999 events"):
        write_edl(Timeline("x", cut(film(), *parts)))


def test_a_rate_without_timecode_is_refused(film: Film, cut: Cut) -> None:
    with pytest.raises(ExportError, match="no timecode at 120"):
        write_edl(Timeline("x", cut(film(rate=Fraction(120)), (0, 5, "Ada"))))
