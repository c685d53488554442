import io
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pytest

from engine.errors import UnreadableMedia
from engine.media.subtitles import Cue, decode_text, embedded_cues, plain_text, sidecar_cues, sidecars
from engine.timebase import Span

MakeClip = Callable[..., Path]

SRT = """1
00:00:01,000 --> 00:00:02,500
<i>Rachel:</i> Hello &amp; welcome,
all of you

2
00:00:03,040 --> 00:00:04,000
{\\an8}Joey: naïve café
"""
VTT = "WEBVTT\n\n00:01.000 --> 00:02.500 align:start\n<v Rachel>Hello &amp; welcome,\nall of you\n"
ASS = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,20

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.50,Default,Rachel,0,0,0,,{\\b1}Hello & welcome,\\Nall of you
Dialogue: 0,0:00:05.00,0:00:06.00,Default,,0,0,0,,{\\p1}m 0 0 l 100 0 100 100
"""
HELLO = Cue(Span(Fraction(1), Fraction(5, 2)), "Hello & welcome,\nall of you")


def span(start: float, end: float) -> Span:
    return Span(Fraction(str(start)), Fraction(str(end)))


def test_srt_gives_words_without_markup_at_exact_times(tmp_path: Path) -> None:
    path = tmp_path / "film.srt"
    path.write_text(SRT, encoding="utf-8")
    assert sidecar_cues(path) == [
        Cue(span(1, 2.5), "Rachel: Hello & welcome,\nall of you"),
        Cue(span(3.04, 4), "Joey: naïve café"),
    ]


@pytest.mark.parametrize(("name", "text"), [("film.vtt", VTT), ("film.ass", ASS)])
def test_webvtt_and_ass_give_the_same_cue(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert sidecar_cues(path) == [HELLO]


CHINESE = "我们不知道他说的是什么。\n你在这里吗？\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_western_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert decode_text(SRT.encode(encoding)) == SRT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_chinese_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    text = f"1\n00:00:01,000 --> 00:00:02,500\n{CHINESE}\n"
    assert decode_text(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "text", ["Les élèves étaient très gênés à l'école", "Größe, Übermut, Fußgänger", "año español"]
)
def test_accents_are_not_taken_for_chinese(text: str) -> None:
    assert decode_text(text.encode("cp1252")) == text


def test_embedded_subtitles_are_on_the_player_s_clock(make_clip: MakeClip, tmp_path: Path) -> None:
    film = tmp_path / "film.mkv"
    source = make_clip("late.mkv", stamps=[n + 10 for n in range(100)], frames=100)
    with av.open(str(source)) as pictures, av.open(io.BytesIO(SRT.encode())) as words, av.open(str(film), "w") as out:
        targets = {
            pictures: out.add_stream_from_template(pictures.streams.video[0]),
            words: out.add_stream_from_template(words.streams.subtitles[0]),
        }
        for container, target in targets.items():
            for packet in container.demux(container.streams[0]):
                if packet.size:
                    packet.stream = target
                    out.mux(packet)
    # The container starts with its picture at 0.4 s, and players count from there.
    assert embedded_cues(film) == [
        Cue(span(0.6, 2.1), "Rachel: Hello & welcome,\nall of you"),
        Cue(span(2.64, 3.6), "Joey: naïve café"),
    ]
    assert embedded_cues(film, stream=1) == embedded_cues(film)
    with pytest.raises(UnreadableMedia, match="no text subtitles"):
        embedded_cues(film, stream=0)


def test_film_without_subtitles_has_no_cues(make_clip: MakeClip) -> None:
    assert embedded_cues(make_clip()) == []


def test_sidecars_carry_the_film_s_name(tmp_path: Path) -> None:
    for name in ("film.mp4", "film.srt", "film.en.ASS", "film2.srt", "other.srt", "film.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in sidecars(tmp_path / "film.mp4")] == ["film.en.ASS", "film.srt"]


@pytest.mark.parametrize("content", [b"", b"no cues here\n", bytes(range(256)) * 9, b"#EXTM3U\n/etc/passwd\n"])
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "film.srt"
    path.write_bytes(content)
    with pytest.raises(UnreadableMedia, match="not a subtitle file"):
        sidecar_cues(path)


def test_missing_subtitles_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableMedia, match="cannot be read"):
        sidecar_cues(tmp_path / "none.srt")


def test_ass_event_keeps_commas_and_drops_drawings() -> None:
    assert plain_text("0,0,Default,,0,0,0,,One, two\\hthree\\N{\\i1}four{\\i0}") == "One, two three\nfour"
    assert plain_text("0,0,Default,,0,0,0,,{\\p1}m 0 0 l 9 9") == ""
