"""Subtitles, chapters and tags come along at their new times."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import av
import pytest

from engine.export.cut_plan import Placed
from engine.export.encode_settings import CutOptions
from engine.export.smart_subtitles import pgs_blank, pgs_is_blank
from engine.export.video import cut_video
from engine.export.video_streams import cut_chapters
from engine.progress import run
from engine.timebase import Span

QUICK = CutOptions(preset="ultrafast", threads=1)
X264 = {"params": "keyint=25:scenecut=0", "options": (("preset", "ultrafast"),)}
SPANS = [Span(Fraction(4, 10), Fraction(12, 10)), Span(Fraction(2), Fraction(3))]


def texts(path: Path, track: int) -> list[tuple[float, float, str]]:
    """Start, end and words of what shows, as the words stand in the packets."""
    found = []
    with av.open(str(path)) as container:
        stream = container.streams.subtitles[track]
        start = container.start_time / 1_000_000
        for packet in container.demux(stream):
            data = bytes(packet)
            name = stream.codec_context.codec.canonical_name
            if name == "mov_text":
                data = data[2:]
            if name == "ass":
                data = data.split(b",", 8)[-1]
            if packet.size and data:
                begin = float(packet.pts * stream.time_base) - start
                found.append(
                    (round(begin, 3), round(begin + float(packet.duration * stream.time_base), 3), data.decode())
                )
    return found


def expected(words: list[tuple[int, int, str]], spans: list[Span]) -> list[tuple[float, float, str]]:
    wanted: list[tuple[float, float, str]] = []
    target = 0.0
    for span in spans:
        begin, end = float(span.start), float(span.end)
        for start_ms, end_ms, text in words:
            a, b = max(start_ms / 1000, begin), min(end_ms / 1000, end)
            if a < b:
                wanted.append((round(a - begin + target, 3), round(b - begin + target, 3), text))
        target += end - begin
    return wanted


@pytest.mark.parametrize(
    ("codecs", "suffix", "new_suffix"),
    [
        (("mov_text", "mov_text"), ".mp4", ".mp4"),
        (("subrip", "ass"), ".mkv", ".mkv"),
        (("subrip", "ass"), ".mkv", ".mp4"),
        (("mov_text",), ".mov", ".mkv"),
    ],
)
def test_every_track_shows_its_words_at_the_new_times(
    codecs: tuple[str, ...], suffix: str, new_suffix: str, clip: Callable[..., Any], kit: ModuleType, tmp_path: Path
) -> None:
    source = clip(**X264, subtitles=codecs, suffix=suffix)
    target = tmp_path / f"cut{new_suffix}"
    report = run(cut_video(source.media, SPANS, target, "smart", QUICK))
    assert report.warnings == ()
    wanted = expected(kit.subtitle_words(4.0), SPANS)
    assert len(wanted) >= 3
    for track in range(len(codecs)):
        assert texts(target, track) == wanted
    kit.assert_plays(target)


def test_a_subtitle_over_a_joint_stays_one(clip: Callable[..., Any], tmp_path: Path) -> None:
    source = clip(**X264, subtitles=("subrip",), suffix=".mkv")
    spans = [Span(Fraction(0), Fraction(1, 4)), Span(Fraction(1, 2), Fraction(1))]
    spans = [Span(Fraction(0), Fraction(28, 100)), Span(Fraction(60, 100), Fraction(100, 100))]
    run(cut_video(source.media, spans, tmp_path / "cut.mkv", "smart", QUICK))
    assert texts(tmp_path / "cut.mkv", 0)[0] == (0.2, 0.38, "text 200")


def test_styled_subtitles_keep_their_styles_and_get_distinct_numbers(clip: Callable[..., Any], tmp_path: Path) -> None:
    source = clip(**X264, subtitles=("ass",), suffix=".mkv")
    run(cut_video(source.media, SPANS, tmp_path / "cut.mkv", "smart", QUICK))
    with av.open(str(source.path)) as before, av.open(str(tmp_path / "cut.mkv")) as after:
        assert after.streams.subtitles[0].codec_context.extradata == before.streams.subtitles[0].codec_context.extradata
        orders = [bytes(p).split(b",")[0] for p in after.demux(after.streams.subtitles[0]) if p.size]
    assert len(set(orders)) == len(orders) >= 3


def test_chapters_move_with_what_stays_of_them(clip: Callable[..., Any], tmp_path: Path) -> None:
    source = clip(**X264, chapters=True, suffix=".mkv")
    run(cut_video(source.media, [Span(Fraction(1), Fraction(3))], tmp_path / "cut.mkv", "smart", QUICK))
    with av.open(str(tmp_path / "cut.mkv")) as container:
        found = [
            (c["metadata"]["title"], c["start"] * c["time_base"], c["end"] * c["time_base"])
            for c in container.chapters()
        ]
    assert found == [("first", 0, 1), ("second", 1, 2)]


def test_chapters_of_which_nothing_stays_vanish() -> None:
    chapters = [
        {"id": n, "start": n * 10, "end": n * 10 + 10, "time_base": Fraction(1), "metadata": {"title": str(n)}}
        for n in range(3)
    ]
    stretches = [
        Placed(Span(Fraction(5), Fraction(8)), Fraction(0)),
        Placed(Span(Fraction(25), Fraction(30)), Fraction(3)),
    ]
    kept = cut_chapters(chapters, Fraction(0), stretches)  # type: ignore[arg-type]
    assert [(c["metadata"]["title"], c["start"], c["end"]) for c in kept] == [("0", 0, 3000), ("2", 3000, 8000)]


def test_blu_ray_pictures_are_told_from_their_absence() -> None:
    # Presentation composition (PG stream format): size, rate, number, state, palette, objects.
    composition = bytes([0x07, 0x80, 0x04, 0x38, 0x10, 0, 1, 0x80, 0, 0])
    shows = b"\x16" + (len(composition) + 9).to_bytes(2, "big") + composition + b"\x01" + bytes(8) + b"\x80\0\0"
    assert not pgs_is_blank(shows)
    blank = pgs_blank(shows)
    assert pgs_is_blank(blank)
    assert blank[3:7] == composition[:4]
    assert blank.endswith(b"\x80\0\0")


def test_fonts_and_styles_of_a_real_film_come_along(shared: Path, kit: ModuleType, tmp_path: Path) -> None:
    media = kit.probe(shared / "media" / "clips" / "psd_issue-236-split-copy.mkv")
    target = tmp_path / "cut.mkv"
    run(cut_video(media, [Span(Fraction(1, 2), Fraction(1))], target, "smart", QUICK))
    with av.open(str(media.path)) as before, av.open(str(target)) as after:
        assert [s.type for s in after.streams] == [s.type for s in before.streams]
        assert [s.language for s in after.streams] == [s.language for s in before.streams]
