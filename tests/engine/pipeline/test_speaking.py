"""Faces are watched while somebody speaks: not too long, each pair of voice and face, at the right pictures."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from engine.media.probe import probe
from engine.pipeline.speaking import Look, plan, watch
from engine.progress import run
from engine.timebase import Span
from engine.types import Floats, Pixels, Track, Turn

RATE = 16000


def span(start: float, end: float) -> Span:
    return Span(Fraction(str(start)), Fraction(str(end)))


def turn(number: int, start: float, end: float, speaker: int = 0) -> Turn:
    return Turn(number, span(start, end), speaker, 1.0, 1.0, np.zeros(192, np.float32), 0.8)


def test_a_long_turn_is_watched_in_short_looks_up_to_a_limit() -> None:
    looks = plan([turn(0, 0, 60)], {7: [span(0, 60)]}, budget_s=100)
    assert 1 < len(looks) <= 4
    assert all(look.span.duration <= 3 and look.tracks == (7,) and look.turns == (0,) for look in looks)
    assert all(a.span.end <= b.span.start for a, b in pairwise(looks))


def test_each_pair_of_voice_and_face_comes_before_second_looks() -> None:
    turns = [turn(0, 0, 30), turn(1, 40, 42, speaker=1)]
    looks = plan(turns, {7: [span(0, 30)], 8: [span(39, 50)]}, budget_s=6)
    assert {look.turns for look in looks} == {(0,), (1,)}


def test_budget_counts_every_face() -> None:
    many = {track: [span(0, 30)] for track in range(5)}
    looks = plan([turn(0, 0, 30)], many, budget_s=31)
    assert sum(float(look.span.duration) * len(look.tracks) for look in looks) <= 31
    assert len(looks) == 2


def test_looks_end_where_a_face_comes_or_goes_and_overlap_is_told() -> None:
    turns = [turn(0, 0, 4), turn(1, 2, 6, speaker=1)]
    looks = plan(turns, {7: [span(0, 2)], 8: [span(2, 6)]}, budget_s=100)
    assert [(look.tracks, look.turns) for look in looks] == [((7,), (0,)), ((8,), (0, 1)), ((8,), (1,))]


@pytest.mark.parametrize("showing", [{}, {7: [span(20, 30)]}, {7: [span(0, 0.3)]}])
def test_nothing_to_see_is_not_watched(showing: dict[int, list[Span]]) -> None:
    assert plan([turn(0, 0, 10)], showing, budget_s=100) == []


class Noting:
    """Keeps what it is shown; says 2 for a bright face and -3 for a dark one."""

    name = "noting"

    def __init__(self) -> None:
        self.seen: list[tuple[Pixels, Floats]] = []

    def log_odds(self, faces: Pixels, sound: Floats) -> Floats:
        self.seen.append((faces, sound))
        return np.full(len(faces), 2.0 if faces.mean() > 128 else -9.0, np.float32)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Two seconds at 50 frames a second: the left half grows brighter with the frame's number, the right is black."""
    path = tmp_path / "film.mkv"
    with av.open(str(path), "w") as container:
        video = container.add_stream("ffv1", 50)
        video.width, video.height, video.pix_fmt = 160, 120, "yuv444p"
        audio = container.add_stream("pcm_s16le", RATE, layout="mono")
        for index in range(100):
            picture = np.zeros((120, 160, 3), np.uint8)
            picture[:, :80] = 140 + index
            frame = av.VideoFrame.from_ndarray(picture, "rgb24")
            frame.pts = index
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        ramp = (np.arange(2 * RATE) % 32000).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(ramp[None], "s16", "mono")
        frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), 0
        container.mux(audio.encode(frame))
        container.mux(audio.encode(None))
    return path


def track(number: int, left: float, size: float = 60) -> Track:
    boxes = np.array([[left, 20, size, size]] * 2, np.float32)
    points = np.zeros((2, 5, 2), np.float32)
    return Track(number, "face", 0, span(0, 2), np.array([0, 1980]), boxes, np.ones(2, np.float32), points)


def test_faces_and_sound_of_a_look_are_of_the_same_moments(film: Path) -> None:
    media = probe(film)
    net = Noting()
    looks = [Look(span(0.8, 1.6), (1, 2, 3), (4,))]
    tracks = {1: track(1, 10), 2: track(2, 90), 3: track(3, 40, size=12)}
    found = run(watch(media, media.clock, looks, tracks, net))
    (bright, sound), _ = net.seen
    assert bright.shape == (20, 112, 112)
    np.testing.assert_allclose(bright[:, 50, 50], 140 + 40 + 2 * np.arange(20), atol=3)
    np.testing.assert_allclose(sound * 32768, 12800 + np.arange(12800), atol=2)
    # One look says so much at most, and the face of 12 pixels nothing.
    assert [(one.turn, one.track, one.nats) for one in found] == [(4, 1, 2.0), (4, 2, -4.0)]
    assert found[0].seconds == pytest.approx(0.8)


def test_a_face_that_speaks_while_two_are_heard_is_one_of_them(film: Path) -> None:
    media = probe(film)
    looks = [Look(span(0, 0.8), (1, 2), (4, 5)), Look(span(1, 1.8), (1,), (4,))]
    found = run(watch(media, media.clock, looks, {1: track(1, 10), 2: track(2, 90)}, Noting()))
    assert {(one.turn, one.track): one.nats for one in found} == {(4, 1): 3.0, (5, 1): 1.0, (4, 2): -4.0, (5, 2): -4.0}


def test_a_look_beyond_the_last_picture_sees_the_last_one(film: Path) -> None:
    media = probe(film)
    net = Noting()
    run(watch(media, media.clock, [Look(span(1.6, 2.4), (1,), (0,))], {1: track(1, 10)}, net))
    assert len(net.seen[0][0]) == 20
    assert abs(int(net.seen[0][0][-1, 50, 50]) - 239) <= 3


def test_near_looks_that_are_read_on_see_what_each_alone_sees(film: Path) -> None:
    media = probe(film)
    # One after another, with a gap, and one that overlaps the look before it.
    looks = [Look(span(*times), (1,), (0,)) for times in ((0, 0.6), (0.6, 1.2), (1.1, 1.7), (1.78, 1.98))]
    together = Noting()
    run(watch(media, media.clock, looks, {1: track(1, 10)}, together))
    for look, (faces, _) in zip(looks, together.seen, strict=True):
        alone = Noting()
        run(watch(media, media.clock, [look], {1: track(1, 10)}, alone))
        np.testing.assert_array_equal(faces, alone.seen[0][0])
