"""A cut appears whole or not at all, and what cannot be done is said in a sentence."""

import errno
import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from engine.errors import ExportError
from engine.export.encode_settings import CutOptions
from engine.export.video import cut_video
from engine.export.video_write import readable_errors
from engine.progress import Progress, run
from engine.timebase import Span

QUICK = CutOptions(preset="ultrafast", threads=1)
X264 = {"params": "keyint=25:scenecut=0", "options": (("preset", "ultrafast"),), "sounds": ("aac",)}
SPANS = [Span(Fraction(1, 5), Fraction(2)), Span(Fraction(5, 2), Fraction(7, 2))]


@pytest.mark.parametrize("mode", ["smart", "keyframe", "encode"])
def test_a_cancelled_cut_leaves_the_old_file_and_nothing_else(
    mode: Any, clip: Callable[..., Any], tmp_path: Path
) -> None:
    target = tmp_path / "cut.mp4"
    target.write_text("old")
    job = cut_video(clip(**X264).media, SPANS, target, mode, QUICK)
    while next(job).stage != "cut":
        assert target.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 2
    job.close()
    assert [path.name for path in tmp_path.iterdir()] == ["cut.mp4"]
    assert target.read_text() == "old"


def test_a_disk_that_takes_no_more_leaves_nothing(clip: Callable[..., Any], tmp_path: Path) -> None:
    source = clip(**X264).media
    resource = pytest.importorskip("resource", reason="file sizes cannot be limited on this system")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8000, limits[1]))
    try:
        with pytest.raises(ExportError, match="disk"):
            run(cut_video(source, SPANS, tmp_path / "cut.mp4", "smart", QUICK))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_what_the_system_says_becomes_a_sentence(number: int) -> None:
    with pytest.raises(ExportError) as caught, readable_errors():
        raise OSError(number, os.strerror(number))
    assert caught.value.next_step
    assert "Errno" not in str(caught.value)


def test_a_finished_cut_replaces_the_old_file(clip: Callable[..., Any], kit: ModuleType, tmp_path: Path) -> None:
    target = tmp_path / "cut.mp4"
    target.write_text("old")
    source = clip(**X264)
    seen: list[Progress] = []
    report = run(cut_video(source.media, SPANS, target, "smart", QUICK), seen.append)
    assert kit.numbers(target) == kit.wanted_numbers(source, SPANS)
    assert [file.path for file in report.files] == [target]
    assert report.duration == Fraction(report.frames, 25)
    assert [path.name for path in tmp_path.iterdir()] == ["cut.mp4"]
    assert {progress.stage for progress in seen} >= {"index", "cut"}


@pytest.mark.parametrize("mode", ["smart", "keyframe", "encode"])
def test_one_file_per_span(mode: Any, clip: Callable[..., Any], kit: ModuleType, tmp_path: Path) -> None:
    source = clip(**X264)
    options = CutOptions(preset="ultrafast", threads=1, per_span=True)
    spans = [*SPANS, Span(Fraction(90), Fraction(91))]
    report = run(cut_video(source.media, spans, tmp_path / "cut.mp4", mode, options))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cut-001.mp4", "cut-002.mp4"]
    for file, span in zip(report.files, SPANS, strict=True):
        wanted = set(kit.wanted_numbers(source, [span]))
        assert set(kit.numbers(file.path)) >= wanted
        assert file.frames == len(wanted) or mode == "keyframe"
    assert any("1 span" in warning for warning in report.warnings)


def test_keyframe_mode_says_by_how_much_it_widens(clip: Callable[..., Any], kit: ModuleType, tmp_path: Path) -> None:
    source = clip(**X264)
    target = tmp_path / "cut.mp4"
    report = run(cut_video(source.media, SPANS, target, "keyframe", QUICK))
    assert report.frames_encoded == 0
    extra = report.frames - len(kit.wanted_numbers(source, SPANS))
    assert extra > 0
    assert f"{extra / 25:.2f} s" in report.warnings[0]
    assert kit.copied_bytes(source.path, target) == report.frames
    kit.assert_plays(target)


def test_keyframe_mode_joins_open_groups(clip: Callable[..., Any], kit: ModuleType, tmp_path: Path) -> None:
    params = "keyint=20:min-keyint=20:open-gop=1:bframes=3:b-adapt=0"
    source = clip(codec="libx265", params=params, options=(("preset", "ultrafast"),), frames=100)
    target = tmp_path / "cut.mp4"
    spans = [Span(Fraction(1), Fraction(3, 2)), Span(Fraction(3), Fraction(7, 2))]
    report = run(cut_video(source.media, spans, target, "keyframe", QUICK))
    found = kit.numbers(target)
    assert len(found) == report.frames
    assert set(found) >= set(kit.wanted_numbers(source, spans))
    assert found == sorted(found)
    kit.assert_plays(target)


def test_rounded_times_give_whole_frames(clip: Callable[..., Any], kit: ModuleType, tmp_path: Path) -> None:
    source = clip(**X264, fps=Fraction(24000, 1001), time_base=Fraction(1, 24000))
    third, tenth = Fraction("0.125125"), Fraction("0.417084")
    options = CutOptions(preset="ultrafast", threads=1, round_to_frames=True)
    run(cut_video(source.media, [Span(third, tenth)], tmp_path / "cut.mp4", "smart", options))
    assert kit.numbers(tmp_path / "cut.mp4") == list(range(3, 10))


def refusals(folder: Path, source: Any) -> list[tuple[dict[str, Any], str]]:
    span = [Span(Fraction(0), Fraction(1))]
    return [
        ({"spans": span, "target": folder / "cut.avi"}, ".mp4"),
        ({"spans": span, "target": folder / "cut.webm"}, "mkv"),
        ({"spans": span, "target": folder / "none" / "cut.mp4"}, "does not exist"),
        ({"spans": span, "target": source.path}, "another name"),
        ({"spans": [], "target": folder / "cut.mp4"}, "No frame"),
        ({"spans": [Span(Fraction(500), Fraction(501))], "target": folder / "cut.mp4"}, "No frame"),
        ({"spans": span, "target": folder / "cut.mp4", "options": CutOptions(crossfade=Fraction(1))}, "encode"),
    ]


@pytest.mark.parametrize("case", range(7))
def test_what_cannot_be_done_is_refused_before_anything_is_written(
    case: int, clip: Callable[..., Any], tmp_path: Path
) -> None:
    source = clip(**X264)
    before = source.path.read_bytes()
    arguments, words = refusals(tmp_path, source)[case]
    with pytest.raises(ExportError, match=words) as caught:
        run(cut_video(source.media, **arguments))
    assert caught.value.next_step
    assert list(tmp_path.iterdir()) == []
    assert source.path.read_bytes() == before


@pytest.mark.parametrize("wrong", [{"preset": "quick"}, {"crf": 99}, {"video_codec": "theora"}, {"crossfade": -1}])
def test_impossible_choices_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ExportError):
        CutOptions(**wrong)
