"""Clips of several files become one video that holds exactly their frames, copied where the streams agree."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import av
import numpy as np
import pytest

from engine.edit.edit_list import EditList, edit_list
from engine.errors import ExportError
from engine.export.encode_settings import CutOptions
from engine.export.join import JoinReport, join_video, legs_of
from engine.pipeline.cut import frame_edges
from engine.progress import run
from engine.timebase import Span
from engine.types import Segment

X264 = {"params": "keyint=25:scenecut=0", "options": (("preset", "ultrafast"),)}
B_FRAMES = {"params": "keyint=25:scenecut=0:bframes=2:b-adapt=0", "options": (("preset", "veryfast"),)}
X265 = {"codec": "libx265", "params": "keyint=25:scenecut=0", "options": (("preset", "ultrafast"),)}
FIRST = [Span(Fraction(1, 5), Fraction(3, 2)), Span(Fraction(21, 10), Fraction(7, 2))]
SECOND = [Span(Fraction(0), Fraction(1)), Span(Fraction(13, 10), Fraction(27, 10))]
OPTIONS = CutOptions(preset="ultrafast", threads=1, round_to_frames=True)


def clips_of(source: Any, spans: list[Span]) -> EditList:
    edges = run(frame_edges(source.media))
    return edit_list(source.media, [Segment("Ada", span, 1.0, frozenset({"face"})) for span in spans], edges)


def joined(
    first: Any, second: Any, target: Path, mode: Any = "smart"
) -> tuple[JoinReport, list[Any], list[list[Span]]]:
    cut = clips_of(first, FIRST) + clips_of(second, SECOND)
    return run(join_video(cut, target, mode, OPTIONS)), [first, second], [FIRST, SECOND]


def wanted(kit: ModuleType, sources: list[Any], spans: list[list[Span]]) -> list[int]:
    return [n for source, each in zip(sources, spans, strict=True) for n in kit.wanted_numbers(source, each)]


def assert_sounds(kit: ModuleType, sources: list[Any], spans: list[list[Span]], report: JoinReport) -> None:
    """Each click that is far enough from a joint sounds where it must."""
    heard = np.array(kit.click_positions(report.path, 0))
    for source, each, part in zip(sources, spans, report.parts, strict=True):
        at = float(part.start)
        for span in each:
            for click in source.clicks[0]:
                if float(span.start) + 0.05 <= click < float(span.end) - 0.05:
                    place = at + click - float(span.start)
                    assert np.abs(heard - place).min() < 1024 / 48000, f"no click at {place:.3f}"
            at += float(span.duration)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
@pytest.mark.parametrize("recipe", [X264, B_FRAMES, X265], ids=["h264", "b-frames", "hevc-open-gop"])
def test_files_of_one_kind_are_copied_and_hold_exactly_the_frames(
    recipe: dict[str, Any], suffix: str, clip: Callable[..., Any], kit: ModuleType, tmp_path: Path
) -> None:
    sources = clip(**recipe, sounds=("aac",)), clip(**recipe, sounds=("aac",), frames=80)
    report, *given = joined(*sources, tmp_path / f"all{suffix}")
    assert kit.numbers(report.path) == wanted(kit, *given)
    assert report.warnings == ()
    assert report.frames_copied > 0.4 * len(wanted(kit, *given))
    assert_sounds(kit, *given, report)
    kit.assert_plays(report.path)


def test_a_film_that_starts_with_a_whole_group_of_pictures_follows_another(
    clip: Callable[..., Any], kit: ModuleType, tmp_path: Path
) -> None:
    """Then an HEVC copy with an open start lies at the joint, with the pictures of another film before it."""
    first, second = clip(**X265), clip(**X265, frames=80)
    spans = [Span(Fraction(1), Fraction(2))], [Span(Fraction(1), Fraction(3))]
    cut = clips_of(first, spans[0]) + clips_of(second, spans[1])
    report = run(join_video(cut, tmp_path / "all.mp4", "smart", OPTIONS))
    assert kit.numbers(report.path) == wanted(kit, [first, second], list(spans))
    kit.assert_plays(report.path)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"codec": "libx265", "params": "keyint=25"}, "differ in codec"),
        ({**X264, "pixels": "yuv422p"}, "differ in codec, size, shape or depth"),
        ({"params": "keyint=25:scenecut=0:ref=2", "options": (("preset", "ultrafast"),)}, "encoded in different ways"),
        ({**X264, "rotation": 90}, "differ in codec, size, shape"),
    ],
)
def test_files_that_differ_are_encoded_in_one_format_and_the_report_says_why(
    other: dict[str, Any], words: str, clip: Callable[..., Any], kit: ModuleType, tmp_path: Path
) -> None:
    first, second = clip(**X264, sounds=("aac",)), clip(**other, sounds=("aac",), frames=80)
    report, *given = joined(first, second, tmp_path / "all.mp4")
    assert words in " ".join(report.warnings)
    assert report.frames_copied == 0
    frames = kit.decoded(report.path)
    assert len(frames) == len(wanted(kit, *given))
    assert {(frame.width, frame.height) for frame in frames} == {(kit.WIDTH, kit.HEIGHT)}
    if "rotation" not in other:
        assert kit.numbers(report.path) == wanted(kit, *given)
    assert_sounds(kit, *given, report)
    kit.assert_plays(report.path)


def test_frames_of_every_rate_keep_their_own_length(clip: Callable[..., Any], kit: ModuleType, tmp_path: Path) -> None:
    first = clip(**X264)
    second = clip(**X264, fps=Fraction(30000, 1001), time_base=Fraction(1, 30000))
    report, *given = joined(first, second, tmp_path / "all.mp4", "encode")
    assert kit.numbers(report.path) == wanted(kit, *given)
    times = [float(frame.pts * frame.time_base) for frame in kit.decoded(report.path)]
    steps = np.diff(times)
    count = len(kit.wanted_numbers(first, FIRST))
    assert np.allclose(steps[: count - 1], 1 / 25, atol=2e-5)
    assert np.allclose(steps[count:], 1001 / 30000, atol=2e-5)


def test_another_shape_gets_black_bars_and_is_not_stretched(
    clip: Callable[..., Any], kit: ModuleType, tmp_path: Path
) -> None:
    first, turned = clip(**X264), clip(**X264, rotation=90, frames=60)
    cut = clips_of(first, FIRST) + clips_of(turned, [Span(Fraction(0), Fraction(1))])
    report = run(join_video(cut, tmp_path / "all.mp4", "encode", OPTIONS))
    last = kit.decoded(report.path)[-1].to_ndarray(format="gray")
    width = round(kit.HEIGHT * kit.HEIGHT / kit.WIDTH / 2) * 2
    bar = (kit.WIDTH - width) // 2 - 2
    assert last[:, :bar].max() < 24
    assert last[:, -bar:].max() < 24
    assert last[:, bar + 4 : -bar - 4].mean() > 60
    assert any("fitted from 112 x 192 into 192 x 112" in one for one in report.warnings)


def test_a_silent_film_among_others_is_silence_and_moves_no_sound(
    clip: Callable[..., Any], kit: ModuleType, tmp_path: Path
) -> None:
    silent, loud = clip(**X264), clip(**X264, sounds=("aac",))
    report, sources, spans = joined(silent, loud, tmp_path / "all.mp4")
    assert "sound" in report.warnings[0]
    heard = kit.click_positions(report.path, 0)
    assert heard
    assert min(heard) >= float(report.parts[1].start)
    loud_part = JoinReport(report.path, report.parts[1:], ())
    assert_sounds(kit, sources[1:], spans[1:], loud_part)


def test_each_source_is_a_chapter(clip: Callable[..., Any], tmp_path: Path) -> None:
    first, second = clip(**X264), clip(**X264, frames=80)
    report, *_ = joined(first, second, tmp_path / "all.mkv")
    with av.open(str(report.path)) as container:
        chapters = container.chapters()
    assert [chapter["metadata"]["title"] for chapter in chapters] == [first.path.stem, second.path.stem]
    assert chapters[1]["start"] * chapters[1]["time_base"] == pytest.approx(float(report.parts[1].start), abs=0.001)


def test_clips_may_go_back_and_forth_between_files(clip: Callable[..., Any], kit: ModuleType, tmp_path: Path) -> None:
    first, second = clip(**X264), clip(**X264, frames=80)
    a, b = clips_of(first, FIRST).clips, clips_of(second, SECOND).clips
    cut = EditList((a[1], b[0], a[0], b[1]))
    assert [leg.media.path for leg in legs_of(cut)] == [first.path, second.path] * 2
    report = run(join_video(cut, tmp_path / "all.mp4", "smart", OPTIONS))
    order = [(first, FIRST[1]), (second, SECOND[0]), (first, FIRST[0]), (second, SECOND[1])]
    assert kit.numbers(report.path) == [n for source, span in order for n in kit.wanted_numbers(source, [span])]


def test_a_compilation_never_replaces_what_it_is_made_of(clip: Callable[..., Any], tmp_path: Path) -> None:
    first = clip(**X264)
    before = first.path.read_bytes()
    with pytest.raises(ExportError, match="replace a video"):
        run(join_video(clips_of(first, FIRST), first.path))
    assert first.path.read_bytes() == before
    with pytest.raises(ExportError, match="nothing to export"):
        run(join_video(EditList(()), tmp_path / "all.mp4"))
