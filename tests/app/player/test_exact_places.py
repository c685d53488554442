"""Play begins at the asked frame in every container, and short segments follow one another without a gap."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import av
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.player.playback import PROGRAM_STREAM, Playback
from engine.media.probe import probe
from engine.pipeline.cut import frame_edges
from engine.progress import run
from engine.timebase import Span

from .conftest import HEIGHT, WIDTH, number_of, numbered_picture

WAIT_MS = 60_000
RATE, FRAMES = 25, 160
SHORT = ((20, 27), (45, 48), (52, 55), (70, 71), (73, 74), (90, 97), (110, 117), (150, 160))
CONTAINERS = {
    # Qt finds only key frames there, those behind a place, and none behind the last.
    "film.ts": ("libx264", {"g": "60", "bf": "2", "preset": "ultrafast"}, "aac"),
    "broadcast.ts": ("mpeg2video", {"g": "15", "bf": "2"}, "mp2"),
    # Not every frame has a stamp there, and after a seek Qt guesses those of the first ones.
    "film.mpg": ("mpeg2video", {"g": "15", "bf": "2"}, "mp2"),
    # Sound begins before the picture there, and Qt counts from the sound.
    "film.mkv": ("libx264", {"g": "60", "bf": "2", "preset": "ultrafast"}, "aac"),
    "film.webm": ("libvpx", {"g": "60", "deadline": "realtime", "cpu-used": "8"}, "libopus"),
    "film.mp4": ("libx264", {"g": "60", "bf": "2", "preset": "ultrafast"}, "aac"),
    "film.avi": ("mpeg4", {"g": "60"}, "libmp3lame"),
}


@pytest.fixture(scope="module", params=CONTAINERS)
def film(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Numbered frames with sound."""
    path = tmp_path_factory.mktemp("containers") / request.param
    codec, options, sound_codec = CONTAINERS[request.param]
    with av.open(str(path), "w") as container:
        video = container.add_stream(codec, rate=RATE, options=options)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        audio = container.add_stream(sound_codec, rate=48000)
        for number in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(numbered_picture(number), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            container.mux(video.encode(frame))
            sound = av.AudioFrame.from_ndarray(np.zeros((1, 1920), np.float32), format="fltp", layout="mono")
            sound.sample_rate, sound.pts, sound.time_base = 48000, number * 1920, Fraction(1, 48000)
            container.mux(audio.encode(sound))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))
    return path


@pytest.fixture
def edges(film: Path) -> list[Fraction]:
    return list(run(frame_edges(probe(film))))


@pytest.fixture
def playback(film: Path) -> Iterator[Playback]:
    media = probe(film)
    playback = Playback(film, begin=media.video.start, wavers=media.container == PROGRAM_STREAM)
    yield playback
    playback.close()


def test_play_begins_at_the_asked_frame(playback: Playback, edges: list[Fraction], qtbot: QtBot) -> None:
    for number in (100, 1, 75, 0, 140):
        shown: list[int] = []
        seen = playback.shown.connect(lambda frame, _, shown=shown: shown.append(number_of(frame.toImage())))
        playback.play(edges[number])
        qtbot.waitUntil(lambda shown=shown: bool(shown), timeout=WAIT_MS)
        playback.pause()
        playback.shown.disconnect(seen)
        assert shown[0] == number


def test_only_look_shows_each_frame_of_short_segments_in_order(
    playback: Playback, edges: list[Fraction], qtbot: QtBot
) -> None:
    shown: list[int] = []
    playback.shown.connect(lambda frame, _: shown.append(number_of(frame.toImage())))
    with qtbot.waitSignal(playback.ended, timeout=WAIT_MS):
        playback.play(Fraction(0), [Span(edges[first], edges[stop]) for first, stop in SHORT])

    assert shown == sorted(set(shown))
    assert set(shown) <= {number for first, stop in SHORT for number in range(first, stop)}
    # Where the machine is too slow Qt leaves frames out, but never the first, which our own code shows.
    assert {first for first, _ in SHORT} <= set(shown)


def test_next_segment_is_shown_by_the_clock_once_its_first_frame_waits(numbered: Path, qtbot: QtBot) -> None:
    """The player need not have begun to play: not even one that never does is waited for."""
    spans = [Span(Fraction(a), Fraction(b)) for a, b in ((0, 1), (2, "61/30"), (3, "91/30"), (4, "9/2"))]
    playback = Playback(numbered)
    shown: list[tuple[int, float]] = []
    playback.shown.connect(lambda frame, _: shown.append((number_of(frame.toImage()), perf_counter())))
    playback.play(Fraction(0), spans)
    qtbot.waitUntil(lambda: len(shown) > 2 and all(deck.held for deck in playback._decks[1:3]), timeout=WAIT_MS)
    for deck in playback._decks[1:3]:
        deck._qt.play.disconnect()
    with qtbot.waitSignal(playback.ended, timeout=WAIT_MS):
        pass
    playback.close()

    numbers = [number for number, _ in shown]
    assert {60, 90, 120} <= set(numbers)
    assert numbers == sorted(numbers)
    assert [b for a, b in pairwise(numbers) if b - a > 20] == [60, 90, 120]
