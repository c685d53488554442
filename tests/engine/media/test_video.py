import gc
import itertools
import threading
import tracemalloc
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import UnreadableMedia
from engine.media.probe import probe
from engine.media.video import DecodedFrame, VideoStreamer

MakeClip = Callable[..., Path]
ReadNumber = Callable[[np.ndarray], int]

OPEN_GOP = {"x264-params": "keyint=12:min-keyint=12:scenecut=0:bframes=3:b-adapt=0:open-gop=1"}
CLIPS = {
    "plain.mp4": {},
    "opengop.mp4": {"options": OPEN_GOP, "frames": 100},
    "opengop.mkv": {"options": OPEN_GOP, "frames": 100},
    "opengop.ts": {"options": OPEN_GOP, "frames": 100},
    "opengop.avi": {"options": OPEN_GOP, "frames": 150},
    "opengop.h264": {"options": OPEN_GOP},
    "refresh.ts": {"options": {"x264-params": "intra-refresh=1:keyint=30:bframes=0"}, "frames": 120},
    "hevc.mp4": {"codec": "libx265", "options": {"x265-params": "keyint=12:open-gop=1:log-level=none"}},
    "mpeg2.ts": {"codec": "mpeg2video", "options": {"bf": "2", "g": "12"}},
    "mpeg4.avi": {"codec": "mpeg4", "options": {"bf": "2", "g": "15"}, "frames": 150},
    "vp8.webm": {"codec": "libvpx", "options": {"deadline": "realtime", "auto-alt-ref": "1", "lag-in-frames": "16"}},
    "uneven.mp4": {"stamps": [1000 * n + 300 * (n % 3) for n in range(50)], "time_base": Fraction(1, 25000)},
    "late.mp4": {"stamps": [n + 13 for n in range(50)], "clicks": [0.5]},
    "early.mp4": {
        "stamps": [n - 5 for n in range(50)],
        "container_options": {"avoid_negative_ts": "disabled"},
        "options": OPEN_GOP,
    },
}


def fingerprints(source: Path, start: Fraction | None = None) -> list[tuple[int, Fraction, int]]:
    with VideoStreamer(source, start=start) as frames:
        return [(frame.pts, frame.time, hash(frame.plane(0).tobytes())) for frame in frames]


@pytest.mark.parametrize("name", list(CLIPS))
def test_every_frame_comes_once_in_order_of_time(make_clip: MakeClip, number_in: ReadNumber, name: str) -> None:
    with VideoStreamer(make_clip(name, **CLIPS[name])) as frames:
        seen = [(number_in(frame.display()), frame.time) for frame in frames]
        assert frames.errors == 0
    first = 5 if name == "early.mp4" else 0
    assert [number for number, _ in seen] == list(range(first, CLIPS[name].get("frames", 50)))
    assert all(earlier < later for (_, earlier), (_, later) in itertools.pairwise(seen))


def test_frame_times_are_exact_player_times(make_clip: MakeClip) -> None:
    with VideoStreamer(make_clip("a.ts", rate=Fraction(30000, 1001))) as frames:
        assert [frame.time for frame in frames] == [Fraction(1001 * n, 30000) for n in range(50)]
    with VideoStreamer(make_clip("late.mp4", **CLIPS["late.mp4"])) as frames:
        assert next(frames).time == Fraction(13, 25)


@pytest.mark.parametrize("name", list(CLIPS))
def test_starting_anywhere_gives_the_frames_of_an_unbroken_decode(make_clip: MakeClip, name: str) -> None:
    path = make_clip(name, **CLIPS[name])
    whole = fingerprints(path)
    last = whole[-1][1]
    for start in [Fraction(-1), Fraction(0), *(last * share / 7 for share in range(8)), last + 1]:
        assert fingerprints(path, start) == [frame for frame in whole if frame[1] >= start], f"from {start}"


@pytest.mark.parametrize(
    "name", ["mmaction_test.avi", "moviepy_bbb_0_30.webm", "psd_goldeneye-vfr-drop3.mp4", "pyfeat_face_noface.mov"]
)
def test_starting_anywhere_in_local_clips_gives_the_same_frames(shared: Path, name: str) -> None:
    path = shared / "media" / "clips" / name
    whole = fingerprints(path)
    for share in (0.31, 0.5, 0.93):
        start = Fraction(float(whole[-1][1]) * share)
        assert fingerprints(path, start) == [frame for frame in whole if frame[1] >= start]


def test_frames_without_any_stamp_are_spaced_by_the_rate_and_say_so(make_clip: MakeClip) -> None:
    with VideoStreamer(make_clip("raw.h264")) as frames:
        seen = list(frames)
        assert frames.guessed == 50
    assert all(frame.guessed for frame in seen)
    assert [frame.time for frame in seen] == [Fraction(n, 25) for n in range(50)]


def test_joined_transport_streams_go_on_where_the_first_ended(
    make_clip: MakeClip, number_in: ReadNumber, tmp_path: Path
) -> None:
    part = make_clip("a.ts", codec="mpeg2video", options={"bf": "0"}).read_bytes()
    joined = tmp_path / "joined.ts"
    joined.write_bytes(part * 2)
    with VideoStreamer(joined) as frames:
        seen = [(number_in(frame.display()), frame.time) for frame in frames]
    assert [number for number, _ in seen] == [*range(50), *range(50)]
    assert [time for _, time in seen] == [Fraction(n, 25) for n in range(100)]


def test_broken_packets_are_counted_and_the_rest_is_shown(
    make_clip: MakeClip, number_in: ReadNumber, tmp_path: Path
) -> None:
    # MJPEG pictures stand alone, so that exactly the damaged ones are lost.
    whole = bytearray(make_clip("a.avi", codec="mjpeg", pixel_format="yuvj420p", frames=20).read_bytes())
    begin = whole.index(b"\xff\xd8", len(whole) // 2)
    end = whole.index(b"\xff\xd8", begin + 2)
    whole[begin : end - 20] = bytes(end - 20 - begin)
    broken = tmp_path / "broken.avi"
    broken.write_bytes(whole)
    with VideoStreamer(broken) as frames:
        numbers = [number_in(frame.display()) for frame in frames]
        assert frames.errors == 1
    assert len(numbers) == 19
    assert numbers == sorted(set(numbers))


def test_noise_in_the_middle_of_a_film_never_stops_it(make_clip: MakeClip, tmp_path: Path) -> None:
    whole = bytearray(make_clip("a.ts", frames=200, options=OPEN_GOP).read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 3000] = np.random.default_rng(7).bytes(3000)
    broken = tmp_path / "noise.ts"
    broken.write_bytes(whole)
    with VideoStreamer(broken) as frames:
        times = [frame.time for frame in frames]
    assert len(times) > 150
    assert times == sorted(set(times))


def test_film_that_ends_early_gives_what_there_is(make_clip: MakeClip, number_in: ReadNumber, tmp_path: Path) -> None:
    whole = make_clip("a.mkv", frames=200, options=OPEN_GOP).read_bytes()
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole[: len(whole) // 2])
    with VideoStreamer(cut) as frames:
        numbers = [number_in(frame.display()) for frame in frames]
    # Pictures shown before the last one, but stored after it, are gone.
    assert numbers[:-4] == list(range(len(numbers) - 4))
    assert 40 < len(numbers) < 160


def test_size_that_changes_on_the_way_keeps_the_display_picture(
    make_clip: MakeClip, number_in: ReadNumber, tmp_path: Path
) -> None:
    joined = tmp_path / "joined.h264"
    small, large = make_clip("small.h264", frames=25), make_clip("large.h264", frames=25, size=(256, 160))
    joined.write_bytes(small.read_bytes() + large.read_bytes())
    with VideoStreamer(joined) as frames:
        pictures = [(frame.display(), frame.region(0, 0, 192, 112), frame.scaled(96, 56)) for frame in frames]
    assert [number_in(picture) for picture, _, _ in pictures] == [*range(25), *range(25)]
    assert all(region.shape == picture.shape == (112, 192, 3) for picture, region, _ in pictures)
    assert all(number_in(region) == number_in(tiny) for _, region, tiny in pictures)


def test_only_pictures_that_none_refers_to_are_left_out(make_clip: MakeClip, number_in: ReadNumber) -> None:
    path = make_clip("b.mp4", options={"x264-params": "bframes=3:b-adapt=0:b-pyramid=none:keyint=48:scenecut=0"})
    with VideoStreamer(path, skip_nonref=True, skip_loop_filter=True) as frames:
        numbers = [number_in(frame.display()) for frame in frames]
    assert 0 in numbers
    assert 10 <= len(numbers) <= 16


def test_key_frames_are_marked(make_clip: MakeClip) -> None:
    with VideoStreamer(make_clip("k.mp4", options={"x264-params": "keyint=10:min-keyint=10:scenecut=0"})) as frames:
        assert [i for i, frame in enumerate(frames) if frame.key_frame] == [0, 10, 20, 30, 40]


def test_leaving_early_stops_the_decoder(make_clip: MakeClip) -> None:
    path = make_clip(frames=200)
    before = set(threading.enumerate())
    with VideoStreamer(path) as frames:
        assert next(frames).time == 0
    assert set(threading.enumerate()) == before
    dropped = VideoStreamer(path)
    next(dropped)
    thread = next(iter(set(threading.enumerate()) - before))
    del dropped
    gc.collect()
    thread.join(10)
    assert not thread.is_alive()


def test_reader_s_error_stops_the_decoder(make_clip: MakeClip) -> None:
    def read(path: Path) -> None:
        with VideoStreamer(path) as frames:
            raise RuntimeError(f"reader at {next(frames).pts}")

    before = set(threading.enumerate())
    with pytest.raises(RuntimeError, match="reader at 0"):
        read(make_clip(frames=200))
    assert set(threading.enumerate()) == before


def test_error_in_the_decoder_s_thread_reaches_the_reader(make_clip: MakeClip) -> None:
    def refuse_the_third(frame: DecodedFrame) -> None:
        if frame.pts == 2 * 512:
            raise RuntimeError("third")

    with VideoStreamer(make_clip(), prepare=refuse_the_third) as frames:
        assert [next(frames).pts, next(frames).pts] == [0, 512]
        with pytest.raises(RuntimeError, match="third"):
            next(frames)
        with pytest.raises(StopIteration):
            next(frames)


def test_prepared_work_runs_before_the_frame_is_handed_out(make_clip: MakeClip) -> None:
    ready: dict[int, np.ndarray] = {}
    here = threading.get_ident()

    def scale(frame: DecodedFrame) -> None:
        assert threading.get_ident() != here
        ready[frame.pts] = frame.scaled(48, 28)

    with VideoStreamer(make_clip(), prepare=scale) as frames:
        for frame in frames:
            assert np.array_equal(ready.pop(frame.pts), frame.scaled(48, 28))


def test_file_that_vanishes_after_probing_is_told(make_clip: MakeClip) -> None:
    path = make_clip()
    media = probe(path)
    path.unlink()
    with VideoStreamer(media) as frames, pytest.raises(UnreadableMedia, match="no such file"):
        next(frames)


def test_python_memory_does_not_grow_with_the_length(make_clip: MakeClip) -> None:
    with VideoStreamer(make_clip("long.mp4", frames=600, size=(64, 64))) as frames:
        tracemalloc.start()
        try:
            levels = [tracemalloc.get_traced_memory()[0] for frame in frames if frame.scaled(32, 32).any()]
        finally:
            tracemalloc.stop()
    assert len(levels) == 600
    assert levels[-1] - levels[100] < 200_000


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.fractions(0, 4))
def test_any_start_gives_the_first_frame_at_or_after_it(
    make_clip: MakeClip, number_in: ReadNumber, start: Fraction, tmp_path: Path
) -> None:
    path = tmp_path / "any.mkv"
    if not path.exists():
        make_clip("any.mkv", frames=100, options=OPEN_GOP)
    with VideoStreamer(path, start=start) as frames:
        frame = next(frames, None)
    expected = -(-start * 25 // 1)
    assert (number_in(frame.display()) if frame else 100) == min(expected, 100)
