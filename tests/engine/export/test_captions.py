"""Captions: cues that a player shows, and names that cannot break the file."""

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path, PurePosixPath

import av
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.edit.edit_list import EditList
from engine.errors import ExportError
from engine.export.captions import write_srt, write_vtt
from engine.export.timeline import Timeline, one_line
from engine.types import Media

Film = Callable[..., Media]
Cut = Callable[..., EditList]
NASTY = [
    "Ada\n\n2\n00:00:00,000 --> 99:00:00,000\nhidden",
    "<i>Ada</i> & {\\an8}Bob",
    "a --> b",
    "\u2028Zoë\x00\x1b[31m",
    "",
    "half \udcff",
]


def test_srt(film: Film, cut: Cut) -> None:
    text = write_srt(Timeline("x", cut(film(), (26, 25, "Ada"), (5000 - 25, 25, "Zoë")))).decode()
    assert text == ("1\r\n00:00:01,040 --> 00:00:02,040\r\nAda\r\n\r\n2\r\n00:03:19,000 --> 00:03:20,000\r\nZoë\r\n")


def test_vtt(film: Film, cut: Cut) -> None:
    text = write_vtt(Timeline("x", cut(film(), (26, 25, "Ada & <Bob>")))).decode()
    assert text == "WEBVTT\n\n00:00:01.040 --> 00:00:02.040\nAda &amp; &lt;Bob&gt;\n"


def test_times_of_the_finished_cut_follow_each_other(film: Film, cut: Cut) -> None:
    wanted = cut(film(), (100, 25, "Ada"), (1000, 50, "Bob"))
    text = write_vtt(Timeline("x", wanted, "cut")).decode()
    assert re.findall(r"(\S+) --> (\S+)", text) == [
        ("00:00:00.000", "00:00:01.000"),
        ("00:00:01.000", "00:00:03.000"),
    ]


def test_several_sources_need_the_clock_of_the_cut(film: Film, cut: Cut) -> None:
    both = cut(film(), (0, 25, "Ada")) + cut(film(PurePosixPath("/b.mov")), (0, 25, "Ada"))
    with pytest.raises(ExportError, match="joins 2 files"):
        write_srt(Timeline("x", both))
    assert write_srt(Timeline("x", both, "cut")).count(b"-->") == 2


def test_a_single_frame_at_a_high_rate_still_shows(film: Film, cut: Cut) -> None:
    text = write_srt(Timeline("x", cut(film(rate=Fraction(4000)), (1, 1, "Ada")))).decode()
    assert "00:00:00,000 --> 00:00:00,001" in text


def test_hours_grow(film: Film, cut: Cut) -> None:
    text = write_vtt(Timeline("x", cut(film(rate=Fraction(1), frames=400_000), (360_000, 60, "Ada")))).decode()
    assert "100:00:00.000 --> 100:01:00.000" in text


@pytest.mark.parametrize("name", NASTY)
def test_no_name_adds_or_hides_a_cue(film: Film, cut: Cut, name: str) -> None:
    timeline = Timeline("x", cut(film(), (0, 25, name), (50, 25, "Ada")))
    srt, vtt = write_srt(timeline).decode(), write_vtt(timeline).decode()
    assert srt.count("-->") == vtt.count("-->") == 2
    blocks = srt.split("\r\n\r\n")
    assert [len(block.rstrip("\r\n").split("\r\n")) for block in blocks] == [3, 3]
    assert not re.search(r"<[a-z/]|\{\\", srt)
    assert "<" not in vtt


@pytest.mark.parametrize(("writer", "suffix"), [(write_srt, "srt"), (write_vtt, "vtt")])
def test_ffmpegs_own_reader_sees_each_cue(
    film: Film, cut: Cut, tmp_path: Path, writer: Callable[[Timeline], bytes], suffix: str
) -> None:
    wanted = cut(film(rate=Fraction(30000, 1001)), (7, 100, "Ada"), (500, 33, NASTY[0]), (900, 1, "Zoë & <Bob>"))
    path = tmp_path / f"cues.{suffix}"
    path.write_bytes(writer(Timeline("x", wanted)))
    with av.open(str(path)) as container:
        stream = container.streams[0]
        packets = [packet for packet in container.demux(stream) if packet.size]
        spans = [
            (packet.pts * stream.time_base, (packet.pts + packet.duration) * stream.time_base) for packet in packets
        ]
        texts = [bytes(packet).decode() for packet in packets]
    assert len(spans) == len(wanted.clips)
    for (start, end), clip in zip(spans, wanted.clips, strict=True):
        assert abs(start - clip.span.start) <= Fraction(1, 2000)
        assert abs(end - clip.span.end) <= Fraction(1, 2000)
    assert texts[0] == "Ada"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_one_line_is_one_line_of_clean_text(name: str) -> None:
    line = one_line(name)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert one_line(line) == line
    line.encode()
