import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.errors import UnreadableMedia
from engine.media.probe import probe, require_video

MakeClip = Callable[..., Path]


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableMedia) as caught:
        require_video(probe(path))
    assert caught.value.next_step.endswith(".")
    return caught.value.reason


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.mov", "a.ts", "a.avi"])
def test_plain_clip_is_described_alike_in_every_container(make_clip: MakeClip, name: str) -> None:
    video = require_video(probe(make_clip(name, frames=50, options={"bf": "0"})))
    assert video.codec == "h264"
    assert (video.width, video.height, video.rotation, video.pixel_aspect) == (192, 112, 0, 1)
    assert (video.frame_rate, video.variable_rate, video.duration) == (25, False, 2)
    assert video.start == 0


def test_container_that_starts_late_is_subtracted_exactly(make_clip: MakeClip) -> None:
    media = probe(make_clip("late.ts", rate=Fraction(30000, 1001)))
    assert media.start != 0
    assert media.start.denominator <= 90000
    assert media.video is not None
    assert media.video.start == 0


@pytest.mark.parametrize(("rotation", "size"), [(90, (112, 192)), (180, (192, 112)), (270, (112, 192))])
def test_rotation_is_clockwise_as_players_turn_it(make_clip: MakeClip, rotation: int, size: tuple[int, int]) -> None:
    video = require_video(probe(make_clip(rotation=rotation)))
    assert (video.rotation, video.display_size) == (rotation, size)


@pytest.mark.parametrize(("turn", "flips", "expected"), [(0, "h", 0), (0, "v", 180), (90, "h", 270), (180, "h", 180)])
def test_mirrored_picture_comes_out_upright(make_clip: MakeClip, turn: int, flips: str, expected: int) -> None:
    """The flip comes after the turn; what the matrix brings down has to be down, mirrored or not."""
    video = require_video(probe(make_clip(rotation=turn, flips=flips, frames=1)))
    assert video.rotation == expected


def test_stale_tags_of_a_film_that_was_cut_are_not_believed(make_clip: MakeClip) -> None:
    stale = {"DURATION-eng": "00:10:00.000000000", "NUMBER_OF_FRAMES-eng": "15000"}
    video = require_video(probe(make_clip("cut.mkv", stream_tags=stale)))
    assert (video.duration, video.frames) == (2, 0)


def test_anamorphic_pixels_widen_the_display_picture(make_clip: MakeClip) -> None:
    video = require_video(probe(make_clip("dvd.mkv", pixel_aspect=Fraction(16, 11))))
    assert (video.pixel_aspect, video.display_size) == (Fraction(16, 11), (279, 112))


@pytest.mark.parametrize(
    "rate", [Fraction(24000, 1001), Fraction(24), Fraction(30000, 1001), Fraction(5), Fraction(120)]
)
@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_even_rates_are_named_exactly_even_from_millisecond_stamps(
    make_clip: MakeClip, rate: Fraction, name: str
) -> None:
    video = require_video(probe(make_clip(name, rate=rate, frames=300, size=(64, 64))))
    assert (video.frame_rate, video.variable_rate) == (rate, False)


def test_uneven_stamps_are_a_variable_rate_with_its_average(make_clip: MakeClip) -> None:
    stamps = [1000 * number + 300 * (number % 3) for number in range(60)]
    video = require_video(probe(make_clip(frames=60, stamps=stamps, time_base=Fraction(1, 25000))))
    assert video.variable_rate
    assert abs(video.frame_rate - 25) < 1


def test_one_hole_in_a_long_clip_is_a_variable_rate(make_clip: MakeClip) -> None:
    stamps = [number + (40 if number > 280 else 0) for number in range(560)]
    video = require_video(probe(make_clip(frames=560, stamps=stamps, size=(64, 64))))
    assert video.variable_rate


def test_pictures_cut_off_by_an_edit_list_do_not_make_the_rate_variable(make_clip: MakeClip) -> None:
    stamps = [number - 5 for number in range(50)]
    video = require_video(probe(make_clip(stamps=stamps, container_options={"avoid_negative_ts": "disabled"})))
    assert (video.variable_rate, video.start, video.duration) == (False, 0, Fraction(45, 25))


def test_late_video_starts_after_its_sound(make_clip: MakeClip) -> None:
    media = probe(make_clip("late.mp4", stamps=[number + 13 for number in range(50)], clicks=[0.5]))
    assert media.start == 0
    assert require_video(media).start == Fraction(13, 25)
    assert media.audio[0].start == 0
    assert media.audio[0].channels == 1
    assert media.audio[0].sample_rate == 48000


@pytest.mark.parametrize("code", ["01:00:00:00", "00:59:58;02"])
def test_source_timecode_is_read(make_clip: MakeClip, code: str) -> None:
    rate = Fraction(30000, 1001) if ";" in code else 25
    video = require_video(probe(make_clip("tc.mov", rate=rate, tags={"timecode": code, "reel_name": "A001"})))
    assert video.timecode == code


def test_lengths_that_the_container_does_not_tell_are_counted(make_clip: MakeClip, tmp_path: Path) -> None:
    streamed = make_clip("live.mkv", clicks=[0.5], container_options={"live": "1"})
    assert probe(streamed).duration >= 2
    assert require_video(probe(streamed)).duration == 2
    raw = probe(make_clip("raw.h264"))
    assert (raw.duration, require_video(raw).duration) == (2, 2)


def test_sound_file_has_no_video_and_says_so(make_clip: MakeClip, tmp_path: Path) -> None:
    source = make_clip("both.mkv", clicks=[0.5])
    sound = tmp_path / "sound.mka"
    _copy_streams(source, sound, "audio")
    assert probe(sound).video is None
    assert probe(sound).audio[0].codec == "aac"
    assert "sound but no video" in refusal(sound)


def test_cover_art_is_not_video(tmp_path: Path, make_clip: MakeClip) -> None:
    import av

    source, target = make_clip("both.mp4", clicks=[0.5]), tmp_path / "song.m4a"
    picture = cv2.imencode(".jpg", np.zeros((64, 64, 3), np.uint8))[1].tobytes()
    with av.open(str(source)) as inside, av.open(str(target), "w", format="mp4") as out:
        sound = out.add_stream_from_template(inside.streams.audio[0])
        cover = out.add_stream("mjpeg")
        cover.width = cover.height = 64
        cover.pix_fmt = "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        packet = av.Packet(picture)
        packet.stream, packet.pts, packet.dts, packet.time_base = cover, 0, 0, Fraction(1, 1000)
        out.mux(packet)
        for packet in inside.demux(audio=0):
            if packet.dts is not None:
                packet.stream = sound
                out.mux(packet)
    assert probe(target).video is None


def test_single_frame_video_is_still_a_video(make_clip: MakeClip) -> None:
    assert require_video(probe(make_clip(frames=1))).duration == Fraction(1, 25)


def test_names_that_look_like_protocols_or_patterns_are_names(make_clip: MakeClip) -> None:
    for name in ("concat:a.mp4", "frame%03d.mp4", "naïve 片.mp4"):
        assert require_video(probe(make_clip(name))).duration == 2


def test_missing_file_folder_and_empty_file_are_told_apart(tmp_path: Path) -> None:
    empty = tmp_path / "empty.mp4"
    empty.touch()
    assert "no such file" in refusal(tmp_path / "missing.mp4")
    assert "folder" in refusal(tmp_path)
    assert "empty" in refusal(empty)
    assert "not a valid file name" in refusal(Path("a\0b.mp4"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    assert "device or a pipe" in refusal(tmp_path / "pipe.mp4")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX permissions")
def test_file_without_permission_is_refused(make_clip: MakeClip) -> None:
    path = make_clip()
    path.chmod(0)
    root = os.geteuid() == 0
    try:
        if root:  # Permissions do not bind root.
            os.seteuid(65534)
        assert "permission" in refusal(path)
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.parametrize(
    "content",
    [
        b"just some text\n" * 50,
        bytes(range(256)) * 40,
        bytes(9000),
        b"%PDF-1.7\n" + bytes(range(200)),
        b"PK\3\4" + b"x" * 99,
    ],
    ids=["text", "bytes", "zeros", "pdf", "zip"],
)
def test_other_content_named_as_video_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "holiday.mp4"
    path.write_bytes(content)
    assert "not a video" in refusal(path)


def test_film_cut_off_before_its_index_is_told_from_a_damaged_one(make_clip: MakeClip, tmp_path: Path) -> None:
    whole = make_clip().read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole[: whole.index(b"mdat") + 300])
    assert "cut off" in refusal(cut)
    stub = tmp_path / "stub.mkv"
    stub.write_bytes(make_clip("a.mkv").read_bytes()[:60])
    assert "damaged" in refusal(stub)


def test_stream_without_a_picture_is_refused(make_clip: MakeClip, tmp_path: Path) -> None:
    whole = make_clip().read_bytes()
    begin, end = whole.index(b"mdat") + 4, whole.index(b"moov") - 4
    hollow = tmp_path / "hollow.mp4"
    hollow.write_bytes(whole[:begin] + bytes(end - begin) + whole[end:])
    assert "no picture" in refusal(hollow)


def test_unknown_codec_is_refused(make_clip: MakeClip, tmp_path: Path) -> None:
    odd = tmp_path / "odd.mp4"
    odd.write_bytes(make_clip().read_bytes().replace(b"avc1", b"zzzz"))
    assert "cannot be decoded" in refusal(odd)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.bmp", "a.tiff", "a%03d.png"])
def test_still_pictures_are_refused_even_under_a_film_s_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert cv2.imwrite(str(path), np.zeros((50, 50, 3), np.uint8))
    assert "still picture" in refusal(path)
    assert "still picture" in refusal(path.rename(tmp_path / "film.mp4"))


def test_animated_gif_is_video_but_a_single_picture_is_not(make_clip: MakeClip) -> None:
    gif = {"codec": "gif", "pixel_format": "rgb8"}
    assert require_video(probe(make_clip("moving.gif", **gif))).duration == 2
    assert "still picture" in refusal(make_clip("single.gif", frames=1, **gif))


def test_playlists_and_stream_descriptions_reach_no_other_file(make_clip: MakeClip, tmp_path: Path) -> None:
    clip = make_clip()
    for content in (
        f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{clip}\n#EXT-X-ENDLIST\n",
        f"ffconcat version 1.0\nfile {clip.name}\n",
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n",
    ):
        path = tmp_path / "list.mp4"
        path.write_text(content)
        assert "playlist" in refusal(path)


def test_local_clips_are_described_as_known(shared: Path) -> None:
    clips = shared / "media" / "clips"
    uneven = require_video(probe(clips / "psd_goldeneye-vfr-drop3.mp4"))
    assert uneven.variable_rate
    anamorphic = require_video(probe(clips / "psd_issue-195-aspect-ratio.mp4"))
    assert (anamorphic.pixel_aspect, anamorphic.display_size) == (Fraction(16, 11), (1024, 576))
    matroska = probe(clips / "psd_issue-236-split-copy.mkv")
    assert [(s.codec, s.language, s.is_text) for s in matroska.subtitles] == [
        ("ass", "eng", True), ("ass", "por", True), ("ass", "spa", True),
    ]  # fmt: skip
    assert require_video(matroska).frames == 48
    late_sound = probe(clips / "pyfeat_face_noface.mov")
    assert float(late_sound.audio[0].start) == pytest.approx(2.43, abs=0.01)
    assert require_video(probe(clips / "avi_hyland2.mp4")).frame_rate == Fraction(30000, 1001)
    assert require_video(probe(clips / "avi_testvideo.mp4")).frame_rate == Fraction(24000, 1001)


def _copy_streams(source: Path, target: Path, kind: str) -> None:
    import av

    with av.open(str(source)) as inside, av.open(str(target), "w") as out:
        stream = inside.streams.get({kind: 0})[0]
        copy = out.add_stream_from_template(stream)
        for packet in inside.demux(stream):
            if packet.dts is not None:
                packet.stream = copy
                out.mux(packet)
