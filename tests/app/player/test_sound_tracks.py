"""A film with several sound tracks: the one that the user chooses is played, drawn and listened to, and remembered."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtGui import QAction
from PySide6.QtMultimedia import QAudioBuffer, QAudioBufferOutput, QAudioFormat
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.player.playback import Playback
from app.session import Session
from engine.media.probe import probe
from engine.pipeline.hearing import settings_heard
from engine.store.project import Project

from .conftest import TICK, numbered_picture

RATE = 48_000
PITCHES = (440, 1760, 0)
"""Of the three tracks; the last one is silent."""
LANGUAGES = ("eng", "deu", "")
SECONDS = 3


def tone(pitch: int, sample: int) -> np.ndarray:
    times = np.arange(sample, sample + 1024) / RATE
    return (0.5 * np.sin(2 * np.pi * pitch * times)).astype(np.float32)[None]


@pytest.fixture(scope="module")
def tracks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Numbered frames with three sound tracks, in Matroska."""
    path = tmp_path_factory.mktemp("tracks") / "film.mkv"
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=25, options={"g": "25"})
        video.width, video.height, video.pix_fmt = 128, 64, "yuv420p"
        video.codec_context.time_base = video.time_base = TICK
        sounds = [container.add_stream("aac", rate=RATE, layout="mono") for _ in PITCHES]
        for sound, language in zip(sounds, LANGUAGES, strict=True):
            sound.metadata["language"] = language
        for number in range(25 * SECONDS):
            frame = av.VideoFrame.from_ndarray(numbered_picture(number), format="rgb24")
            frame.pts, frame.time_base = round(Fraction(number, 25) / TICK), TICK
            container.mux(video.encode(frame))
        for sample in range(0, RATE * SECONDS, 1024):
            for sound, pitch in zip(sounds, PITCHES, strict=True):
                heard = av.AudioFrame.from_ndarray(tone(pitch, sample), format="fltp", layout="mono")
                heard.sample_rate, heard.pts, heard.time_base = RATE, sample, Fraction(1, RATE)
                container.mux(sound.encode(heard))
        for stream in (video, *sounds):
            container.mux(stream.encode(None))
    return path


@pytest.fixture
def window_of(window: MainWindow, tracks: Path, qtbot: QtBot) -> MainWindow:
    """The window with that film, whose sound nobody listens to."""
    window.session.prefer(*window.session._preferred[::2], senses=False)
    window.open(tracks)
    qtbot.waitUntil(lambda: window.session.edges is not None and not window.player.is_busy)
    qtbot.waitUntil(lambda: window.session.status.state == "done")
    return window


def entries(window: MainWindow) -> list[QAction]:
    return window.menus.actions["play.sound"].menu().actions()


def test_menu_lists_the_tracks_and_chooses(window_of: MainWindow) -> None:
    session = window_of.session
    assert [entry.text().split("  ")[1].split(" ·")[0] for entry in entries(window_of)] == [
        "English", "Deutsch", "Sound",
    ]  # fmt: skip
    assert [entry.isChecked() for entry in entries(window_of)] == [True, False, False]

    entries(window_of)[1].trigger()
    assert session.sound == 2
    assert [entry.isChecked() for entry in entries(window_of)] == [False, True, False]
    with Project.open(session.path, read_only=True) as project:
        assert project.settings.load(f"sound {project.media.all()[0].id}") == 2


def test_film_opens_with_the_track_that_was_chosen(window_of: MainWindow, tracks: Path, qtbot: QtBot) -> None:
    session = window_of.session
    session.choose_sound(3)
    window_of.close_film()
    assert session.sound == 0
    assert not window_of.menus.actions["play.sound"].isEnabled()

    window_of.open(tracks)
    qtbot.waitUntil(lambda: session.is_open)
    assert session.sound == 3
    assert entries(window_of)[2].isChecked()


def test_waveform_is_that_of_the_track(window_of: MainWindow, qtbot: QtBot) -> None:
    session = window_of.session

    qtbot.waitUntil(lambda: not session.waveform.busy and session.waveform.peaks.loudest > 0.3)
    session.choose_sound(3)
    qtbot.waitUntil(lambda: not session.waveform.busy)
    assert session.waveform.peaks.loudest < 0.01


@pytest.fixture
def pitches(qtbot: QtBot) -> Iterator[Callable[[Playback], list[float]]]:
    """Hears what a playback plays: the pitch of each buffer of its first player, in Hz."""
    outputs: list[QAudioBufferOutput] = []

    def listen(playback: Playback) -> list[float]:
        found: list[float] = []
        shape = QAudioFormat()
        shape.setSampleRate(RATE)
        shape.setChannelCount(1)
        shape.setSampleFormat(QAudioFormat.SampleFormat.Float)
        output = QAudioBufferOutput(shape)
        outputs.append(output)

        def take(buffer: QAudioBuffer) -> None:
            samples = np.frombuffer(bytes(buffer.constData()), np.float32)
            if len(samples) > 500 and np.abs(samples).max() > 0.1:
                crossings = np.count_nonzero(np.diff(np.signbit(samples)))
                found.append(crossings / 2 / (len(samples) / RATE))

        output.audioBufferReceived.connect(take)
        playback._decks[0]._qt.player.setAudioBufferOutput(output)
        return found

    yield listen
    for output in outputs:
        output.deleteLater()


@pytest.mark.parametrize("number", [1, 2])
def test_chosen_track_is_what_plays(
    tracks: Path, number: int, qtbot: QtBot, pitches: Callable[[Playback], list[float]]
) -> None:
    video = probe(tracks).video
    assert video is not None
    playback = Playback(tracks, begin=video.start, sound=number)
    playback.set_volume(0.0)
    times: list[Fraction] = []
    playback.shown.connect(lambda _, time: times.append(time))
    heard = pitches(playback)
    playback.play(Fraction(1))
    qtbot.waitUntil(lambda: len(heard) >= 5 and len(times) >= 5)
    playback.close()

    assert np.median(heard) == pytest.approx(PITCHES[number - 1], rel=0.1)
    assert times[0] == pytest.approx(1, abs=0.002)


def test_choice_while_it_plays_goes_on_with_the_other_track(window_of: MainWindow, qtbot: QtBot) -> None:
    player, session = window_of.player, window_of.session
    player.toggle()
    qtbot.waitUntil(lambda: player.time > Fraction(1, 5))
    before, old = player.time, player._playback
    session.choose_sound(2)
    qtbot.waitUntil(lambda: player.time > before + Fraction(1, 5) or not player.is_playing)

    assert player._playback is not old
    assert player._playback._track == 2
    player.pause()


@pytest.mark.usefixtures("voiced")
def test_voices_are_listened_to_in_the_chosen_track(session: Session, tracks: Path, qtbot: QtBot) -> None:
    session.open(tracks)
    qtbot.waitUntil(lambda: session.status.state == "done" and not session.is_working, timeout=240_000)
    known = session.known
    assert "voice" in known.scene.senses
    session.choose_sound(2)
    assert session.status.is_active
    qtbot.waitUntil(lambda: session.status.state == "done" and not session.is_working, timeout=240_000)

    assert session.known is not known
    film = session.known.film
    assert settings_heard(film.project, film.media_id).stream == film.media.audio[1].index


@pytest.mark.usefixtures("voiced")
def test_choice_in_the_middle_of_an_analysis_goes_on_with_it(session: Session, tracks: Path, qtbot: QtBot) -> None:
    session.open(tracks)
    qtbot.waitUntil(lambda: session.status.is_active)
    session.choose_sound(2)
    qtbot.waitUntil(lambda: session.status.state == "done" and not session.is_working, timeout=240_000)

    film = session.known.film
    assert settings_heard(film.project, film.media_id).stream == film.media.audio[1].index
