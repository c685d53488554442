"""The registry of formats, and the LosslessCut project."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path, PurePosixPath

import pytest

from engine.edit.edit_list import EditList, edit_list
from engine.errors import ExportError
from engine.export.formats import COUNTED_IN_FRAMES, EXPORTERS, SUFFIXES, exported, write
from engine.export.timeline import Timeline
from engine.timebase import Span
from engine.types import Media, Segment

Film = Callable[..., Media]
Cut = Callable[..., EditList]


@pytest.mark.parametrize("name", EXPORTERS)
def test_every_format_writes_the_same_bytes_twice(film: Film, cut: Cut, tmp_path: Path, name: str) -> None:
    timeline = Timeline("A cut", cut(film(), (25, 50, "Ada"), (100, 25, "Bob")))
    target = tmp_path / f"film{SUFFIXES[name]}"
    assert write(timeline, name, target) == []
    assert target.read_bytes() == EXPORTERS[name](timeline)
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(ExportError, match="no format called 'avi'"):
        exported(Timeline("x", EditList(())), "avi")


@pytest.mark.parametrize("name", ["otio", "edl", "xmeml", "fcpxml", "llc"])
def test_formats_that_need_a_clip_say_so_and_leave_the_target(tmp_path: Path, name: str) -> None:
    target = tmp_path / "old"
    target.write_bytes(b"old")
    with pytest.raises(ExportError, match="nothing to export") as caught:
        write(Timeline("x", EditList(())), name, target)
    assert caught.value.next_step
    assert target.read_bytes() == b"old"


@pytest.mark.parametrize("name", ["csv", "json"])
def test_tables_of_nobody_are_empty_tables(name: str) -> None:
    assert exported(Timeline("x", EditList(())), name)


def test_sound_files_have_tables_and_captions_but_no_timeline(tmp_path: Path) -> None:
    sound = Media(tmp_path / "talk.wav", "wav", Fraction(0), Fraction(60), None, (), ())
    timeline = Timeline("x", edit_list(sound, [Segment("Ada", Span(Fraction(1), Fraction(2)), 0.9)]))
    for name in EXPORTERS:
        if name in COUNTED_IN_FRAMES:
            with pytest.raises(ExportError, match="no picture"):
                exported(timeline, name)
        else:
            assert exported(timeline, name)


def test_variable_rate_is_remarked_on_only_where_frames_are_counted(film: Film, cut: Cut, tmp_path: Path) -> None:
    timeline = Timeline("x", cut(film(variable=True), (0, 25, "Ada")))
    assert any("variable" in sentence for sentence in write(timeline, "otio", tmp_path / "a.otio"))
    assert write(timeline, "csv", tmp_path / "a.csv") == []


def test_losslesscut_project_follows_its_schema(film: Film, cut: Cut) -> None:
    media = film(PurePosixPath('/films/Grüße "1".mov'), rate=Fraction(30000, 1001))
    project = json.loads(exported(Timeline("x", cut(media, (3, 30, "Ada\n<b>"), (90, 9, ""))), "llc"))
    assert set(project) == {"version", "mediaFileName", "cutSegments"}
    assert project["version"] == 2
    assert project["mediaFileName"] == 'Grüße "1".mov'
    for segment in project["cutSegments"]:
        assert set(segment) == {"start", "end", "name", "tags", "selected"}
        assert all(isinstance(value, str) for value in segment["tags"].values())
        assert 0 <= segment["start"] < segment["end"]
    assert [segment["name"] for segment in project["cutSegments"]] == ["Ada <b>", "Segment"]
    # Floats are exact enough to name the frame.
    assert [round(segment["start"] * 30000 / 1001, 9) for segment in project["cutSegments"]] == [3, 90]


def test_losslesscut_knows_one_file(film: Film, cut: Cut) -> None:
    both = cut(film(), (0, 25, "Ada")) + cut(film(PurePosixPath("/b.mov")), (0, 25, "Ada"))
    with pytest.raises(ExportError, match="joins 2 files"):
        exported(Timeline("x", both), "llc")
