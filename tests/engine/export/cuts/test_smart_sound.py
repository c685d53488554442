"""Sound stays in sync at every joint, on every track, however many joints there are."""

import itertools
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import av
import numpy as np
import pytest

from engine.export.encode_settings import CutOptions
from engine.export.video import cut_video
from engine.progress import run
from engine.timebase import Span

QUICK = CutOptions(preset="ultrafast", threads=1)
X264 = {"params": "keyint=25:scenecut=0", "options": (("preset", "ultrafast"),)}
AUDIO_FRAME = 1024 / 48000
COPIED = [(("aac", "aac"), ".mp4"), (("aac", "ac3"), ".mov"), (("libopus", "aac"), ".mkv"), (("ac3", "eac3"), ".mkv")]
ENCODED = [(("libmp3lame",), ".mp4"), (("flac",), ".mkv"), (("pcm_s16le", "pcm_s24le"), ".mov"), (("alac",), ".mp4")]


def many_spans(seconds: float) -> list[Span]:
    """Twenty short spans whose lengths are no whole number of sound packets."""
    step = Fraction(round(seconds * 1000), 20_000)
    return [Span(n * step, n * step + step * Fraction(3, 5)) for n in range(20)]


@pytest.mark.parametrize(("sounds", "suffix"), COPIED + ENCODED)
def test_clicks_sound_within_one_audio_frame_after_twenty_joints(
    sounds: tuple[str, ...], suffix: str, clip: Callable[..., Any], kit: ModuleType, tmp_path: Path
) -> None:
    source = clip(**X264, frames=250, sounds=sounds, suffix=suffix)
    target = tmp_path / f"cut{suffix}"
    report = run(cut_video(source.media, many_spans(float(source.media.video.duration)), target, "smart", QUICK))
    # A copied packet next to a joint overlaps with what it was never meant to.
    margin = AUDIO_FRAME if (sounds, suffix) in COPIED else 0.003
    tolerance = AUDIO_FRAME if (sounds, suffix) in COPIED else 0.002
    assert any(kit.wanted_clicks(source, 0, report, margin))
    kit.assert_clicks(source, target, report, margin, tolerance)
    assert [stream.language for stream in kit.probe(target).audio] == list(kit.LANGUAGES[: len(sounds)])
    for stream in kit.probe(target).audio:
        assert abs(stream.start + stream.duration - report.duration) <= AUDIO_FRAME * 2
    kit.assert_plays(target)


def test_copied_sound_keeps_every_byte(clip: Callable[..., Any], kit: ModuleType, tmp_path: Path) -> None:
    source = clip(**X264, frames=250, sounds=("aac", "aac"), suffix=".mp4")
    target = tmp_path / "cut.mp4"
    run(cut_video(source.media, many_spans(10), target, "smart", QUICK))
    for track in (0, 1):
        there = {bytes(packet) for packet in sound_packets(source.path, track)}
        assert all(bytes(packet) in there for packet in sound_packets(target, track))


def test_copied_sound_runs_without_holes(clip: Callable[..., Any], tmp_path: Path) -> None:
    source = clip(**X264, frames=250, sounds=("aac",), suffix=".mp4")
    target = tmp_path / "cut.mp4"
    run(cut_video(source.media, many_spans(10), target, "smart", QUICK))
    packets = sound_packets(target, 0)
    steps = {after.pts - before.pts for before, after in itertools.pairwise(packets)}
    assert steps == {1024}


def test_encoded_sound_is_exact_to_the_sample(clip: Callable[..., Any], kit: ModuleType, tmp_path: Path) -> None:
    source = clip(**X264, frames=100, sounds=("pcm_s16le",), suffix=".mov")
    target = tmp_path / "cut.mov"
    spans = [Span(Fraction(1, 5), Fraction(8, 5)), Span(Fraction(2), Fraction(17, 5))]
    run(cut_video(source.media, spans, target, "smart", QUICK))
    whole, cut = samples(source.path), samples(target)
    wanted = np.concatenate([whole[round(s.start * 48000) : round(s.end * 48000)] for s in spans])
    assert np.array_equal(cut, wanted)


def test_sound_may_be_encoded_on_request(clip: Callable[..., Any], kit: ModuleType, tmp_path: Path) -> None:
    source = clip(**X264, frames=250, sounds=("aac", "aac"), suffix=".mp4")
    target = tmp_path / "cut.mp4"
    options = CutOptions(preset="ultrafast", threads=1, audio="encode")
    report = run(cut_video(source.media, many_spans(10), target, "smart", options))
    kit.assert_clicks(source, target, report, 0.003, 0.002)
    kit.assert_plays(target)


def test_sound_that_a_container_cannot_hold_is_encoded_and_said_so(
    clip: Callable[..., Any], kit: ModuleType, tmp_path: Path
) -> None:
    vp9 = {"codec": "libvpx-vp9", "options": (("g", "20"), ("deadline", "realtime"), ("cpu-used", "8"))}
    source = clip(**vp9, time_base=Fraction(1, 1000), sounds=("aac",), suffix=".mkv")
    target = tmp_path / "cut.webm"
    report = run(cut_video(source.media, [Span(Fraction(1), Fraction(3))], target, "smart", QUICK))
    assert any("aac" in warning and "opus" in warning for warning in report.warnings)
    kit.assert_clicks(source, target, report, 0.01, AUDIO_FRAME)


def sound_packets(path: Path, track: int) -> list[Any]:
    with av.open(str(path)) as container:
        return [packet for packet in container.demux(container.streams.audio[track]) if packet.size]


def samples(path: Path) -> Any:
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray().reshape(-1) for frame in container.decode(audio=0)])
