"""OpenTimelineIO timelines, and how every timeline format lays a cut out in frames."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path, PurePosixPath, PureWindowsPath
from urllib.parse import unquote, urlsplit

import numpy as np
import opentimelineio as otio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.edit.edit_list import EditList, StampedEdges, edit_list
from engine.errors import ExportError
from engine.export.interchange import write_otio
from engine.export.layout import file_url, lay_out, nominal_rate, remarks
from engine.export.reels import reel_names
from engine.export.timeline import Timeline
from engine.timebase import Clock, Span
from engine.types import Media, Segment

Film = Callable[..., Media]
Cut = Callable[..., EditList]
NTSC = Fraction(30000, 1001)
RATES = [
    (Fraction(24000, 1001), "01:00:00:00", 86400),
    (Fraction(24), "01:00:00:00", 86400),
    (Fraction(25), "10:00:00:00", 900000),
    (NTSC, "01:00:00;00", 107892),
    (NTSC, "01:00:00:00", 108000),
    (Fraction(30), "00:00:10:00", 300),
    (Fraction(50), "01:00:00:00", 180000),
    (Fraction(60000, 1001), "01:00:00;00", 215784),
    (Fraction(60000, 1001), "01:00:00:00", 216000),
    (Fraction(60), "", 0),
]


def read(timeline: Timeline) -> otio.schema.Timeline:
    return otio.adapters.read_from_string(write_otio(timeline).decode(), "otio_json")


@pytest.mark.parametrize(("rate", "timecode", "start"), RATES)
def test_clips_carry_true_source_timecode_and_fill_the_record(
    film: Film, cut: Cut, rate: Fraction, timecode: str, start: int
) -> None:
    wanted = cut(film(rate=rate, timecode=timecode), (7, 100, "Ada"), (500, 1, "Bob"), (4000, 999, "Ada"))
    document = read(Timeline("A cut", wanted))
    (video,) = document.video_tracks()
    assert [clip.source_range.start_time.value for clip in video] == [start + 7, start + 500, start + 4000]
    assert [clip.source_range.duration.value for clip in video] == [100, 1, 999]
    assert video.duration().value == wanted.frames == 1100
    assert document.duration().value == 1100
    assert document.global_start_time.value == 0
    for clip in video:
        assert Fraction(clip.source_range.duration.rate).limit_denominator(1001) == rate
        available = clip.media_reference.available_range
        assert available.start_time.value == start
        assert available.duration.value == 5000
        assert available.contains(clip.source_range)


def test_markers_tell_who_and_why(film: Film, cut: Cut) -> None:
    wanted = cut(film(), (7, 100, "Zoë\n<b>"))
    (video,) = read(Timeline("A cut", wanted)).video_tracks()
    (marker,) = video[0].markers
    assert marker.name == "Zoë <b>"
    assert marker.comment == "Zoë <b> - body, face - confidence 0.90"
    assert marker.marked_range.start_time == video[0].source_range.start_time


def test_sound_lies_under_its_picture_and_is_linked(film: Film, cut: Cut) -> None:
    document = read(Timeline("x", cut(film(channels=(2, 6)), (7, 100, "Ada"), (500, 50, "Bob"))))
    video, *audio = document.tracks
    assert [track.kind for track in audio] == ["Audio", "Audio"]
    for track in audio:
        assert [clip.source_range for clip in track] == [clip.source_range for clip in video]
        assert [clip.metadata["Resolve_OTIO"]["Link Group ID"] for clip in track] == [1, 2]


def test_silent_film_has_no_sound_track(film: Film, cut: Cut) -> None:
    document = read(Timeline("x", cut(film(channels=()), (0, 5, "Ada"))))
    assert [track.kind for track in document.tracks] == ["Video"]


def test_several_sources_follow_each_other_and_missing_sound_is_a_gap(film: Film, cut: Cut) -> None:
    first, second = film(channels=(2,)), film(PurePosixPath("/films/b.mov"), timecode="02:00:00:00", channels=(2, 2))
    wanted = cut(first, (0, 10, "Ada")) + cut(second, (20, 30, "Ada")) + cut(first, (50, 5, "Ada"))
    document = read(Timeline("x", wanted))
    video, first_sound, second_sound = document.tracks
    assert [clip.media_reference.target_url for clip in video] == [
        "file:///films/a%20film.mov",
        "file:///films/b.mov",
        "file:///films/a%20film.mov",
    ]
    assert video[1].source_range.start_time.value == 2 * 3600 * 25 + 20
    assert [type(item).__name__ for item in second_sound] == ["Gap", "Clip", "Gap"]
    assert {track.duration().value for track in document.tracks} == {45}
    assert first_sound.range_of_child_at_index(2) == video.range_of_child_at_index(2)


def test_the_document_is_plain_json_in_utf_8(film: Film, cut: Cut) -> None:
    data = write_otio(Timeline("Größe", cut(film(PurePosixPath("/films/größe.mov")), (0, 5, "Zoë"))))
    assert json.loads(data)["name"] == "Größe"
    assert "Zoë" in data.decode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(st.integers(1, 120), min_size=4, max_size=300), st.data())
def test_variable_rate_sums_to_the_length_of_the_cut(film: Film, steps: list[int], data: st.DataObject) -> None:
    stamps = np.cumsum([0, *steps])
    edges = StampedEdges(stamps[:-1].astype(np.int64), Clock(Fraction(1, 1000)), Fraction(int(stamps[-1]), 1000))
    media = film(rate=Fraction(len(steps) * 1000, int(stamps[-1])), frames=len(steps), variable=True)
    marks = sorted(data.draw(st.sets(st.integers(0, len(steps)), min_size=2, max_size=8)))
    segments = [Segment("Ada", Span(edges[a], edges[b]), 0.9) for a, b in zip(marks[::2], marks[1::2], strict=False)]
    wanted = edit_list(media, segments, edges)
    layout = lay_out(Timeline("x", wanted))
    short = sum(clip.span.duration < 1 / layout.rate for clip in wanted.clips)
    assert abs(layout.frames - wanted.duration * layout.rate) <= Fraction(1, 2) + short
    record = 0
    for event in layout.events:
        assert event.record_in == record
        assert abs(event.source_in - event.clip.span.start * layout.rate) <= Fraction(1, 2)
        record += event.frames


@pytest.mark.parametrize(
    ("measured", "variable", "counted"),
    [
        (Fraction(2997, 100), False, NTSC),
        (Fraction(23976, 1000), False, Fraction(24000, 1001)),
        (Fraction(30), False, Fraction(30)),
        (Fraction(24), False, Fraction(24)),
        (Fraction(250001, 10000), False, Fraction(25)),
        (Fraction(15), False, Fraction(15)),
        (Fraction(120), False, Fraction(120)),
        (Fraction(2983, 100), True, NTSC),
        (Fraction(247, 10), True, Fraction(25)),
        (Fraction(7), True, Fraction(24000, 1001)),
    ],
)
def test_rate_by_which_frames_are_counted(film: Film, measured: Fraction, variable: bool, counted: Fraction) -> None:
    video = film(rate=measured, variable=variable).video
    assert video is not None
    assert nominal_rate(video) == counted


def test_semicolon_where_nothing_is_dropped_is_plain_timecode(film: Film, cut: Cut) -> None:
    layout = lay_out(Timeline("x", cut(film(timecode="01:00:00;00"), (0, 5, "Ada"))))
    assert layout.sources[0].start_frame == 90000
    assert not layout.drop_frame


def test_impossible_timecode_counts_from_zero_and_is_remarked_on(film: Film, cut: Cut) -> None:
    timeline = Timeline("x", cut(film(timecode="01:00:00:99"), (0, 5, "Ada")))
    assert lay_out(timeline).sources[0].start_frame == 0
    assert any("01:00:00:99" in sentence for sentence in remarks(timeline))


def test_ordinary_films_draw_no_remark(film: Film, cut: Cut) -> None:
    for rate, timecode, _ in RATES:
        assert remarks(Timeline("x", cut(film(rate=rate, timecode=timecode), (0, 5, "Ada")))) == []
    assert remarks(Timeline("x", cut(film(timecode="00:00:00:00"), (0, 5, "Ada")))) == []


def test_unusual_rates_are_remarked_on(film: Film, cut: Cut) -> None:
    assert any("120" in sentence for sentence in remarks(Timeline("x", cut(film(rate=Fraction(120)), (0, 5, "A")))))


@pytest.mark.parametrize(
    ("other", "words"),
    [({"rate": Fraction(50)}, "one timeline cannot count both"), ({"timecode": "01:00:00;00"}, "drop-frame")],
)
def test_sources_that_count_differently_are_refused(film: Film, cut: Cut, other: dict[str, object], words: str) -> None:
    base: dict[str, object] = {"rate": NTSC, "timecode": "01:00:00:00"}
    first, second = film(**base), film(PurePosixPath("/b.mov"), **(base | other))
    with pytest.raises(ExportError, match=words) as caught:
        lay_out(Timeline("x", cut(first, (0, 5, "Ada")) + cut(second, (0, 5, "Ada"))))
    assert caught.value.next_step


PATHS = [
    PurePosixPath("/films/a film.mov"),
    PurePosixPath("/films/Grüße & 'Küsse' \"100%\" #1?.mov"),
    PurePosixPath("/films/映画;v=1,2+3/(final).mkv"),
    PureWindowsPath("C:\\Filme\\Süße Träume & mehr\\100% #1.mp4"),
    PureWindowsPath("\\\\server\\share\\Film 1.mp4"),
]


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_file_urls_lead_back_to_the_file(path: PurePosixPath | PureWindowsPath) -> None:
    url = file_url(path)
    assert url.isascii()
    assert not set(url) & set(" \"'<>#?&;\\")
    parts = urlsplit(url)
    assert parts.scheme == "file"
    where = unquote(parts.path)
    if path.drive.startswith("\\\\"):
        assert f"\\\\{parts.netloc}{where}".replace("/", "\\") == str(path)
    else:
        assert parts.netloc == ""
        assert where.removeprefix("/" if path.drive else "") == path.as_posix()


def test_relative_paths_become_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert file_url(Path("a.mov")) == (tmp_path / "a.mov").as_uri()


def test_reels_are_short_plain_and_unlike() -> None:
    names = ["Grüße aus Köln 1.mov", "Grüße aus Köln 2.mov", "ax.mov", "BL.mov", "映画.mov", "x.mov", "GRUESSE.mov"]
    reels = reel_names([("", PurePosixPath(f"/{name}")) for name in names])
    assert reels == ["GRUSSEAU", "GRUSSEA2", "AX2", "BL2", "REEL", "X", "GRUESSE"]
    assert len(set(reels)) == len(names)


def test_files_of_one_true_reel_share_its_name() -> None:
    assert reel_names(
        [
            ("A001_C002", PurePosixPath("/a.mov")),
            ("A001_C002", PurePosixPath("/b.mov")),
            ("A001C002X", PurePosixPath("/c")),
        ]
    ) == ["A001C002", "A001C002", "A001C003"]
