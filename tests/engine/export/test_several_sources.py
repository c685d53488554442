"""A cut of several files is one timeline with several reels, whatever their frame rates."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import PurePosixPath
from xml.etree import ElementTree

import opentimelineio as otio
import pytest

from engine.edit.edit_list import EditList
from engine.errors import ExportError
from engine.export.captions import write_srt
from engine.export.interchange import write_otio
from engine.export.interchange_edl import write_edl
from engine.export.interchange_fcpxml import write_fcpxml
from engine.export.layout import lay_out, remarks
from engine.export.table import write_csv
from engine.export.timeline import Timeline
from engine.types import Media

Film = Callable[..., Media]
Cut = Callable[..., EditList]
ONE, TWO = PurePosixPath("/season/1/episode.mkv"), PurePosixPath("/season/2/episode.mkv")


@pytest.fixture
def mixed(film: Film, cut: Cut) -> Timeline:
    """50 frames at 25 a second, then 24 at 24 a second, then 25 at 25 a second: four seconds."""
    first, second = film(ONE, timecode="10:00:00:00"), film(TWO, rate=Fraction(24), size=(1280, 720))
    return Timeline("Ada", cut(first, (10, 50, "Ada")) + cut(second, (24, 24, "Ada")) + cut(first, (100, 25, "Ada")))


def test_files_of_one_name_get_reels_of_their_own(film: Film, cut: Cut) -> None:
    timeline = Timeline("Ada", cut(film(ONE), (0, 5, "Ada")) + cut(film(TWO), (0, 5, "Ada")))
    lines = write_edl(timeline).decode().splitlines()
    assert [line.split()[1] for line in lines if line[:3].isdigit()] == ["EPISODE", "EPISODE2"]


def test_otio_counts_each_file_at_its_own_rate(mixed: Timeline) -> None:
    document = otio.adapters.read_from_string(write_otio(mixed).decode(), "otio_json")
    clips = list(document.tracks[0])
    assert [clip.source_range.start_time.to_seconds() for clip in clips] == [36000.4, 1.0, 36004.0]
    assert clips[1].source_range.start_time.rate == 24
    assert [clip.trimmed_range_in_parent().start_time.to_frames() for clip in clips] == [0, 50, 75]
    assert document.duration().to_seconds() == 4.0


def test_fcpxml_has_a_format_for_each_rate_and_lengths_of_the_sequence(mixed: Timeline) -> None:
    root = ElementTree.fromstring(write_fcpxml(mixed))
    assert [each.get("frameDuration") for each in root.iter("format")] == ["1/25s", "1/24s"]
    clips = list(root.iter("asset-clip"))
    assert [clip.get("start") for clip in clips] == ["180002/5s", "1s", "36004s"]
    assert [clip.get("offset") for clip in clips] == ["0s", "2s", "3s"]
    sequence = next(root.iter("sequence"))
    assert sequence.get("duration") == "4s"
    assert sequence.get("format") == clips[0].get("format")


def test_the_timeline_counts_as_most_of_the_cut_does(film: Film, cut: Cut) -> None:
    slow, fast = film(ONE, rate=Fraction(24)), film(TWO, rate=Fraction(50))
    layout = lay_out(Timeline("Ada", cut(slow, (0, 24, "Ada")) + cut(fast, (0, 200, "Ada"))), mixed=True)
    assert layout.rate == 50
    assert [event.frames for event in layout.events] == [50, 200]


def test_no_rounding_adds_up_over_many_clips(film: Film, cut: Cut) -> None:
    usual, odd = film(ONE), film(TWO, rate=Fraction(30000, 1001))
    whole = cut(usual, (0, 2000, "Ada"))
    for place in range(0, 300, 10):
        whole += cut(odd, (place, 7, "Ada"))
    layout = lay_out(Timeline("Ada", whole), mixed=True)
    assert abs(layout.frames - whole.duration * layout.rate) <= Fraction(1, 2)


def test_what_cannot_count_two_rates_says_what_can(mixed: Timeline) -> None:
    with pytest.raises(ExportError, match="one timeline cannot count both") as caught:
        write_edl(mixed)
    assert "otio or fcpxml" in caught.value.next_step


def test_a_person_is_told_that_rates_differ(mixed: Timeline) -> None:
    assert any("24, 25 frames a second" in sentence for sentence in remarks(mixed))


def test_a_table_of_several_files_says_which(mixed: Timeline) -> None:
    lines = write_csv(mixed).decode().splitlines()
    assert lines[0] == "person_label,start_s,end_s,modality,confidence,media"
    assert {line.rsplit(",", 1)[1] for line in lines[1:]} == {str(ONE), str(TWO)}


def test_captions_of_several_files_tell_the_times_of_the_cut(mixed: Timeline) -> None:
    text = write_srt(Timeline("Ada", mixed.cut, "cut")).decode()
    assert "00:00:02,000 --> 00:00:03,000" in text
