import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from engine.errors import UnreadableMedia
from engine.media import reader as reader_module
from engine.media.decord_reader import DecordReader, exact_stamps
from engine.media.probe import probe, require_video
from engine.media.reader import AvReader, open_reader, picture_size
from engine.media.video import VideoStreamer
from engine.protocols import FrameReader
from engine.types import Media

MakeClip = Callable[..., Path]
ReadNumber = Callable[[np.ndarray], int]

OPEN_GOP = {"x264-params": "keyint=12:min-keyint=12:scenecut=0:bframes=3:b-adapt=0:open-gop=1"}
CLIPS = {
    "plain.mp4": {},
    "opengop.mp4": {"options": OPEN_GOP, "frames": 100},
    "opengop.ts": {"options": OPEN_GOP, "frames": 100},
    "opengop.avi": {"options": OPEN_GOP, "frames": 150},
    "raw.h264": {"options": OPEN_GOP},
    "refresh.mp4": {"options": {"x264-params": "intra-refresh=1:keyint=30:bframes=0"}, "frames": 100},
    "uneven.mp4": {"stamps": [1000 * n + 300 * (n % 3) for n in range(50)], "time_base": Fraction(1, 25000)},
    "late.mkv": {"stamps": [n + 13 for n in range(50)], "clicks": [0.5]},
    "turned.mp4": {"rotation": 90},
    "dvd.mkv": {"pixel_aspect": Fraction(16, 11)},
    "vp9.webm": {"codec": "libvpx-vp9", "options": {"deadline": "realtime", "cpu-used": "8"}},
    "sparse.mp4": {"frames": 12, "rate": Fraction(1, 4)},
}


def times_of(path: Path) -> list[Fraction]:
    with VideoStreamer(path) as frames:
        return [frame.time for frame in frames]


def shown_at(times: list[Fraction], time: Fraction) -> int:
    return max((i for i, begin in enumerate(times) if begin <= time), default=0)


def requests(times: list[Fraction], count: int = 25) -> list[Fraction]:
    """Random times, the exact stamps and their last instants, then steps back and forth."""
    dice = random.Random(len(times))
    anywhere = [Fraction(dice.random()) * (times[-1] + 1) for _ in range(count)]
    exact = dice.sample(times, 5)
    just_before = [time - Fraction(1, 10**6) for time in exact]
    middle = len(times) // 2
    steps = [*times[middle : middle - 11 : -1], *times[middle - 10 : middle]] if middle > 11 else times[::-1]
    return [*anywhere, *exact, *just_before, *steps, Fraction(-1), times[-1] + 100, Fraction(0)]


@pytest.mark.parametrize("name", list(CLIPS))
def test_asked_frame_is_the_one_on_screen(make_clip: MakeClip, number_in: ReadNumber, name: str) -> None:
    path = make_clip(name, **CLIPS[name])
    times = times_of(path)
    reader = open_reader(path)
    for time in requests(times):
        frame = reader.at(time)
        expected = shown_at(times, time)
        assert (number_in(frame.image), frame.time) == (expected, times[expected]), f"at {time}"
    reader.close()


@pytest.mark.parametrize("name", ["plain.mp4", "opengop.ts", "late.mkv", "uneven.mp4"])
def test_between_gives_every_frame_of_a_half_open_span(make_clip: MakeClip, number_in: ReadNumber, name: str) -> None:
    path = make_clip(name, **CLIPS[name])
    times = times_of(path)
    reader = open_reader(path, width=96)
    for start, end in [(times[3], times[30]), (times[3] + Fraction(1, 999), times[9]), (Fraction(-5), times[2])]:
        frames = list(reader.between(start, end))
        assert [frame.time for frame in frames] == [time for time in times if start <= time < end]
        assert [number_in(frame.image) for frame in frames] == [i for i, t in enumerate(times) if start <= t < end]
    assert list(reader.between(times[-1] + 1, times[-1] + 2)) == []
    reader.close()


def test_calls_in_between_do_not_disturb_a_span(make_clip: MakeClip, number_in: ReadNumber) -> None:
    reader = open_reader(make_clip("a.ts"))
    numbers = []
    for frame in reader.between(Fraction(0), Fraction(1)):
        numbers.append(number_in(frame.image))
        assert number_in(reader.at(Fraction(3, 2)).image) == 37
    assert numbers == list(range(25))
    reader.close()


def test_width_scales_the_display_picture_and_never_enlarges(make_clip: MakeClip, number_in: ReadNumber) -> None:
    media = probe(make_clip("dvd.mkv", pixel_aspect=Fraction(16, 11)))
    assert (picture_size(media, 140), picture_size(media, 9999), picture_size(media, None)) == (
        (140, 56), (279, 112), (279, 112),
    )  # fmt: skip
    reader = open_reader(media, width=140)
    assert reader.at(Fraction(1)).image.shape == (56, 140, 3)
    assert number_in(reader.at(Fraction(1)).image) == 25
    reader.close()


def test_sound_file_is_refused(make_clip: MakeClip, tmp_path: Path) -> None:
    import av

    sound = tmp_path / "sound.wav"
    with av.open(str(sound), "w") as out:
        stream = out.add_stream("pcm_s16le", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), "s16", "mono")
        frame.sample_rate = 8000
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    with pytest.raises(UnreadableMedia, match="no video"):
        open_reader(sound)


@pytest.mark.parametrize("name", sorted(set(CLIPS) - {"plain.mp4", "sparse.mp4"}))
def test_decord_is_left_out_where_it_is_not_exact(make_clip: MakeClip, name: str) -> None:
    assert exact_stamps(probe(make_clip(name, **CLIPS[name]))) is None


def decord_reader(media: Media, size: tuple[int, int], fallback: Callable[[], FrameReader]) -> DecordReader:
    pytest.importorskip("decord", reason="needs decord, which has no wheel for this machine")
    stamps = exact_stamps(media)
    assert stamps is not None
    return DecordReader(media, size, stamps, fallback)


def never() -> FrameReader:
    raise AssertionError("decord failed")


def test_decord_takes_plain_films_and_agrees_with_pyav(make_clip: MakeClip, number_in: ReadNumber) -> None:
    path = make_clip("b.mp4", frames=120, options={"x264-params": "keyint=25:bframes=3"})
    media, times = probe(path), times_of(path)
    ours, other = AvReader(media, (96, 56)), decord_reader(media, (96, 56), never)
    for time in requests(times, 40):
        mine, its = ours.at(time), other.at(time)
        assert (mine.pts, mine.time) == (its.pts, its.time)
        assert number_in(mine.image) == number_in(its.image)
        assert np.abs(mine.image.astype(int) - its.image).mean() < 3
    ours.close()
    other.close()


def test_another_reader_takes_over_where_decord_fails(make_clip: MakeClip, number_in: ReadNumber) -> None:
    pytest.importorskip("decord", reason="needs decord, which has no wheel for this machine")
    path = make_clip("b.mp4", options={"x264-params": "keyint=10"})
    media = probe(path)
    stamps = exact_stamps(media)
    assert stamps is not None
    path.write_bytes(path.read_bytes()[:2000])
    whole = probe(make_clip("whole.mp4", options={"x264-params": "keyint=10"}))
    reader = DecordReader(media, (96, 56), stamps, lambda: AvReader(whole, (96, 56)))
    assert number_in(reader.at(Fraction(1)).image) == 25
    assert [number_in(frame.image) for frame in reader.between(Fraction(1), Fraction(6, 5))] == [25, 26, 27, 28, 29]
    reader.close()


@pytest.mark.parametrize(
    "name",
    ["avi_friends.mp4", "moviepy_sintel_trailer.mp4", "intel_one-by-one-person.mp4", "psd_goldeneye-vfr-drop3.mp4",
     "psd_issue-195-aspect-ratio.mp4", "pyfeat_face_noface.mov", "ghost_orig.webm", "mmaction_test.avi",
     "moviepy_bbb_0_30.webm"],
)  # fmt: skip
def test_local_films_show_the_frame_of_a_full_decode(shared: Path, name: str) -> None:
    media = probe(shared / "media" / "clips" / name)
    size = picture_size(media, 160)
    with VideoStreamer(media) as frames:
        whole = [(frame.time, frame.scaled(*size)) for frame in frames]
    reader = open_reader(media, width=160)
    dice = random.Random(1)
    for _ in range(8):
        time = Fraction(dice.random()) * require_video(media).duration
        began, image = whole[shown_at([t for t, _ in whole], time)]
        frame = reader.at(time)
        assert frame.time == began
        assert np.abs(frame.image.astype(int) - image).mean() < 1.5
    reader.close()


def test_stepping_back_decodes_little(make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_clip("a.ts", frames=100, options={"x264-params": "keyint=100"})
    decoded = 0
    real = reader_module.decode_frames

    def counted(*args: object, **how: object) -> object:
        nonlocal decoded
        for frame in real(*args, **how):
            decoded += 1
            yield frame

    monkeypatch.setattr(reader_module, "decode_frames", counted)
    reader = open_reader(path)
    for number in range(60, 20, -1):
        reader.at(Fraction(number, 25))
    assert decoded < 60 * 6
    for number in range(21, 50):
        reader.at(Fraction(number, 25))
    assert decoded < 60 * 6 + 40
    reader.close()


def test_a_header_that_lies_about_the_count_of_frames_is_not_given_to_decord(make_clip: Callable[..., Path]) -> None:
    film = make_clip(frames=10)
    data = bytearray(film.read_bytes())
    place = data.index(b"stts") + 12
    data[place : place + 4] = b"\xff" * 4
    film.write_bytes(data)
    assert probe(film).video.frames > 10
    assert exact_stamps(probe(film)) is None
