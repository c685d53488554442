"""Mode `encode` keeps exactly the frames asked for too, from any source into any container."""

import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from engine.export.encode_settings import CutOptions
from engine.export.video import cut_video
from engine.progress import run
from engine.timebase import Span

X264 = {"params": "keyint=25:scenecut=0", "options": (("preset", "ultrafast"),)}
SPANS = [Span(Fraction(1, 5), Fraction(3, 2)), Span(Fraction(21, 10), Fraction(7, 2))]


def quick(**fields: Any) -> CutOptions:
    return CutOptions(preset="ultrafast", threads=1, **fields)


@pytest.mark.parametrize(
    ("codec", "suffix"),
    [("h264", ".mp4"), ("hevc", ".mov"), ("hevc", ".mkv"), ("vp9", ".webm"), ("av1", ".mkv"), (None, ".webm")],
)
def test_every_codec_and_container_holds_the_frames_and_the_sound(
    codec: str | None, suffix: str, clip: Callable[..., Any], kit: ModuleType, tmp_path: Path
) -> None:
    source = clip(**X264, sounds=("aac",))
    target = tmp_path / f"cut{suffix}"
    report = run(cut_video(source.media, SPANS, target, "encode", quick(video_codec=codec)))
    wanted = kit.wanted_numbers(source, SPANS)
    assert kit.numbers(target) == wanted
    assert report.frames_encoded == len(wanted)
    kit.assert_even(target, source, wanted)
    kit.assert_clicks(source, target, report, 0.003, 1024 / 48000)
    kit.assert_plays(target)


@pytest.mark.parametrize(
    "recipe",
    [
        {"codec": "mpeg4", "suffix": ".avi", "time_base": Fraction(1, 25)},
        {"codec": "mpeg4", "suffix": ".avi", "time_base": Fraction(1, 25), "options": (("bf", "2"),)},
        {"codec": "mpeg2video", "suffix": ".ts", "time_base": Fraction(1, 25), "options": (("bf", "2"), ("b", "2M"))},
        {"params": "keyint=25:bframes=3:b-adapt=0", "options": (("preset", "fast"),), "suffix": ".avi"},
        {**X264, "suffix": ".ts"},
        {**X264, "suffix": ".mkv", "fps": Fraction(24000, 1001), "time_base": Fraction(1, 24000)},
        {"codec": "libvpx", "suffix": ".webm", "time_base": Fraction(1, 1000)},
    ],
)
def test_sources_that_cannot_be_copied_can_be_encoded(
    recipe: dict[str, Any], clip: Callable[..., Any], kit: ModuleType, tmp_path: Path
) -> None:
    source = clip(**recipe)
    report = run(cut_video(source.media, SPANS, tmp_path / "cut.mp4", "encode", quick()))
    found = kit.numbers(tmp_path / "cut.mp4")
    # Some containers start late or round stamps, so the times are those that the file itself says.
    media, frames = source.media, kit.decoded(source.path)
    times = sorted(frame.pts * frame.time_base - media.start for frame in frames)
    wanted = [kit.number_of(f) for f, time in zip(frames, times, strict=True) if any(s.contains(time) for s in SPANS)]
    assert found == wanted
    assert len(wanted) > 60
    assert report.frames == len(found)


def test_variable_rate_keeps_its_times(clip: Callable[..., Any], kit: ModuleType, tmp_path: Path) -> None:
    steps = random.Random(5).choices([256, 512, 1024, 3000], k=80)
    source = clip(**X264, times=tuple(sum(steps[:n]) for n in range(80)), sounds=("aac",))
    report = run(cut_video(source.media, SPANS, tmp_path / "cut.mp4", "encode", quick()))
    wanted = kit.wanted_numbers(source, SPANS)
    assert kit.numbers(tmp_path / "cut.mp4") == wanted
    kit.assert_even(tmp_path / "cut.mp4", source, wanted)
    kit.assert_clicks(source, tmp_path / "cut.mp4", report, 0.003, 1024 / 48000)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_rotated_video_comes_out_upright(
    rotation: int, clip: Callable[..., Any], kit: ModuleType, tmp_path: Path
) -> None:
    source = clip(**X264, rotation=rotation, aspect=Fraction(4, 3), frames=50)
    run(cut_video(source.media, SPANS[:1], tmp_path / "cut.mp4", "encode", quick(crf=5)))
    after = kit.probe(tmp_path / "cut.mp4").video
    assert after.rotation == 0
    assert after.display_size == source.media.video.display_size
    first = kit.decoded(tmp_path / "cut.mp4")[0].to_ndarray(format="gray")
    turned = np.rot90(kit.decoded(source.path)[5].to_ndarray(format="gray"), -rotation // 90)
    assert np.abs(first.astype(float) - turned).mean() < 4


def test_crossfade_blends_pictures_and_sound_and_shortens_the_film(
    clip: Callable[..., Any], kit: ModuleType, tmp_path: Path
) -> None:
    source = clip(**X264, sounds=("aac",))
    target = tmp_path / "cut.mp4"
    spans = [Span(Fraction(0), Fraction(1)), Span(Fraction(2), Fraction(3))]
    report = run(cut_video(source.media, spans, target, "encode", quick(crossfade=Fraction(1, 5), crf=4)))
    assert report.frames == 45
    assert report.duration == Fraction(45, 25)
    pictures = [frame.to_ndarray(format="gray").astype(float) for frame in kit.decoded(source.path)]
    found = [frame.to_ndarray(format="gray").astype(float) for frame in kit.decoded(target)]
    for number in range(5):
        share = (number + 1) / 6
        blend = pictures[20 + number] * (1 - share) + pictures[50 + number] * share
        assert np.abs(found[20 + number] - blend).mean() < 4
    assert np.abs(found[25] - pictures[55]).mean() < 4
    assert abs(kit.probe(target).audio[0].duration - report.duration) < Fraction(1, 20)
    heard = np.array(kit.click_positions(target, 0))
    for time in source.clicks[0]:
        if time < 0.75 or 2.25 < time < 2.95:
            assert np.abs(heard - (time if time < 1 else time - 1.2)).min() < 0.003


def test_damaged_pictures_are_replaced_and_counted(clip: Callable[..., Any], kit: ModuleType, tmp_path: Path) -> None:
    source = clip(**X264)
    broken = tmp_path / "broken.mp4"
    data = bytearray(source.path.read_bytes())
    packets = kit.video_packets(source.path)
    at, size = packets[60].pos, packets[60].size
    data[at + 4 : at + size] = bytes(size - 4)
    broken.write_bytes(data)
    report = run(
        cut_video(kit.probe(broken), [Span(Fraction(2), Fraction(3))], tmp_path / "cut.mp4", "encode", quick())
    )
    assert report.frames == 25
    assert len(kit.decoded(tmp_path / "cut.mp4")) == 25
    assert any("damaged" in warning for warning in report.warnings)


def test_real_films_of_old_kinds_can_be_encoded(shared: Path, kit: ModuleType, tmp_path: Path) -> None:
    for name in ("mmaction_test.avi", "moviepy_bbb_0_30.webm"):
        media = kit.probe(shared / "media" / "clips" / name)
        span = Span(Fraction(1), Fraction(2))
        report = run(cut_video(media, [span], tmp_path / "cut.mp4", "encode", quick()))
        wanted = [f for f in kit.decoded(media.path) if span.contains(f.pts * f.time_base - media.start)]
        assert report.frames == len(wanted) == len(kit.decoded(tmp_path / "cut.mp4"))
