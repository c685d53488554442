from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import UnreadableMedia
from engine.media.audio import read_audio, unbroken
from engine.media.probe import probe

MakeClip = Callable[..., Path]


def whole(source: Path, rate: int = 16000, **how: object) -> np.ndarray:
    return np.concatenate([block.samples for block in read_audio(source, rate, **how)])


def click_times(samples: np.ndarray, rate: int = 16000) -> list[float]:
    """Begin of each loud stretch, at least 0.1 s apart."""
    loud = np.flatnonzero(np.abs(samples) > 0.25) / rate
    return [float(time) for i, time in enumerate(loud) if i == 0 or time - loud[i - 1] > 0.1]


def write_sound(path: Path, parts: list[tuple[float, np.ndarray]], rate: int, layout: str = "mono") -> Path:
    """PCM in Matroska from (start in seconds, (channels, n) float32) parts."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("pcm_f32le", rate=rate, layout=layout)
        for start, samples in parts:
            for begin in range(0, samples.shape[1], 1000):
                packed = np.ascontiguousarray(samples[:, begin : begin + 1000].T.reshape(1, -1))
                frame = av.AudioFrame.from_ndarray(packed, "flt", layout)
                frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
                frame.pts = round(start * rate) + begin
                out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def tone(seconds: float, rate: int, channels: int = 1, level: float = 0.5) -> np.ndarray:
    wave = level * np.sin(2 * np.pi * 200 * np.arange(round(seconds * rate)) / rate)
    return np.repeat(wave[None].astype(np.float32), channels, axis=0)


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("aac.mp4", {"codec": "aac"}),
        ("aac.mkv", {"codec": "aac", "layout": "stereo", "rate": 44100}),
        ("opus.mkv", {"codec": "libopus"}),
        ("pcm.mov", {"codec": "pcm_s16le", "rate": 8000}),
        ("surround.mkv", {"codec": "aac", "layout": "5.1"}),
        ("mp3.avi", {"codec": "libmp3lame", "rate": 44100}),
        ("flac.mkv", {"codec": "flac", "rate": 96000}),
    ],
)
def test_clicks_are_heard_when_they_were_made(make_clip: MakeClip, name: str, sound: dict[str, object]) -> None:
    clicks = [0.25, 0.8, 1.5]
    heard = click_times(whole(make_clip(name, clicks=clicks, sound=sound)))
    # MP3 in AVI says nothing of the encoder's delay of about 25 ms.
    assert heard == pytest.approx(clicks, abs=0.03 if name == "mp3.avi" else 0.004)


def test_blocks_are_even_and_know_their_exact_start(make_clip: MakeClip) -> None:
    path = make_clip("a.mkv", clicks=[0.5], sound={"seconds": 2.3, "codec": "pcm_s16le"})
    blocks = list(read_audio(path, rate=16000, block_s=Fraction(1, 2)))
    assert [block.start for block in blocks] == [Fraction(n, 2) for n in range(5)]
    assert [len(block.samples) for block in blocks[:-1]] == [8000] * 4
    assert sum(len(block.samples) for block in blocks) == pytest.approx(2.3 * 16000, abs=2)
    assert {(block.samples.dtype, block.rate) for block in blocks} == {(np.dtype(np.float32), 16000)}


def test_sound_that_starts_late_is_preceded_by_silence(make_clip: MakeClip) -> None:
    path = make_clip("late.mkv", clicks=[0.5], sound={"start": 0.7, "codec": "pcm_s16le"})
    samples = whole(path)
    assert click_times(samples) == pytest.approx([1.2], abs=0.002)
    assert not samples[: round(0.69 * 16000)].any()


def test_film_whose_picture_starts_late_keeps_sound_in_place(make_clip: MakeClip) -> None:
    path = make_clip("late.mp4", stamps=[n + 13 for n in range(50)], clicks=[0.5, 1.0])
    assert click_times(whole(path)) == pytest.approx([0.5, 1.0], abs=0.004)


def test_transport_stream_s_start_is_subtracted(make_clip: MakeClip) -> None:
    path = make_clip("a.ts", clicks=[0.5], sound={"codec": "mp2"})
    media = probe(path)
    assert media.start > 0
    first = click_times(whole(path))[0]
    # Sound is judged beside the picture: both on the clock of the container.
    with av.open(str(path)) as container:
        frames = [(frame.pts * frame.time_base, frame.to_ndarray()) for frame in container.decode(audio=0)]
    begin = next(
        time + Fraction(int(np.flatnonzero(np.abs(s[0]) > 0.25 * abs(np.iinfo(s.dtype).min))[0]), 48000)
        for time, s in frames
        if (np.abs(s[0].astype(float)) > 0.25 * 32768).any()
    )
    assert first == pytest.approx(float(begin - media.start), abs=0.001)


def test_hole_becomes_silence_and_what_follows_stays_in_place(tmp_path: Path) -> None:
    rate = 48000
    path = write_sound(tmp_path / "hole.mkv", [(0, tone(0.5, rate)), (1.25, tone(0.5, rate))], rate)
    samples = whole(path)
    assert not samples[round(0.52 * 16000) : round(1.24 * 16000)].any()
    assert np.abs(samples[round(1.3 * 16000) : round(1.7 * 16000)]).max() > 0.4
    assert len(samples) == pytest.approx(1.75 * 16000, abs=16)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=6), st.integers(1, 9))
def test_pieces_with_holes_and_overlaps_become_one_line(places: list[tuple[int, int]], longest: int) -> None:
    pieces = [(place, np.arange(place, place + length, dtype=np.float32) + 1) for place, length in places]
    line = np.concatenate([np.zeros(0, np.float32), *unbroken(iter(pieces), longest)])
    # A sample is either silence or the one that belongs to its place.
    assert set(np.flatnonzero(line != np.arange(len(line)) + 1)) <= set(np.flatnonzero(line == 0))
    last = max((place + length if length else place for place, length in places), default=0)
    assert len(line) == last


@pytest.mark.parametrize("layout", ["mono", "stereo", "5.1", "7.1"])
def test_mix_is_as_loud_as_equal_channels(tmp_path: Path, layout: str) -> None:
    channels = av.AudioLayout(layout).nb_channels
    path = write_sound(tmp_path / "mix.mkv", [(0, tone(1, 48000, channels))], 48000, layout)
    middle = whole(path)[4000:12000]
    assert np.abs(middle).max() == pytest.approx(0.5, abs=0.01)


def test_effects_channel_is_left_out(tmp_path: Path) -> None:
    samples = np.zeros((6, 48000), np.float32)
    samples[3] = tone(1, 48000)[0]
    path = write_sound(tmp_path / "lfe.mkv", [(0, samples)], 48000, "5.1")
    assert np.abs(whole(path)).max() < 0.01


def test_waver_of_millisecond_stamps_makes_no_joints(tmp_path: Path) -> None:
    """44.1 kHz AAC-sized frames in Matroska have stamps off by up to half a millisecond."""
    path = write_sound(tmp_path / "waver.mkv", [(0, tone(5, 44100))], 44100)
    samples = whole(path)
    ideal = 0.5 * np.sin(2 * np.pi * 200 * np.arange(len(samples)) / 16000)
    assert np.abs(samples[1000:-1000] - ideal[1000:-1000]).max() < 0.01


def test_chosen_stream_is_read_and_others_are_refused(make_clip: MakeClip) -> None:
    path = make_clip("a.mkv", clicks=[0.5])
    index = probe(path).audio[0].index
    assert click_times(whole(path, stream=index)) == pytest.approx([0.5], abs=0.004)
    with pytest.raises(UnreadableMedia, match="not sound"):
        whole(path, stream=99)


def test_silent_film_is_refused(make_clip: MakeClip) -> None:
    with pytest.raises(UnreadableMedia, match="no sound"):
        whole(make_clip())


def test_broken_sound_leaves_the_rest_in_place(make_clip: MakeClip, tmp_path: Path) -> None:
    path = make_clip("a.mkv", clicks=[0.25, 1.5], sound={"codec": "libmp3lame"})
    with av.open(str(path)) as container:
        packets = [(p.pos, p.size) for p in container.demux(audio=0) if p.size]
    data = bytearray(path.read_bytes())
    for position, size in packets[8:10]:
        data[position : position + size] = np.random.default_rng(position).bytes(size)
    broken = tmp_path / "broken.mkv"
    broken.write_bytes(data)
    assert click_times(whole(broken))[-1] == pytest.approx(1.5, abs=0.004)


def test_local_film_with_late_sound_is_as_long_as_it_says(shared: Path) -> None:
    media = probe(shared / "media" / "clips" / "pyfeat_face_noface.mov")
    samples = whole(media)
    assert not samples[: round(2.42 * 16000)].any()
    end = media.audio[0].start + media.audio[0].duration
    assert len(samples) / 16000 == pytest.approx(float(end), abs=0.05)
