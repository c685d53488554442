"""The made voices are speech to a voice detector, two different throats, and the same every time."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import resample_poly

from assets.demo import soundtrack as sound
from assets.demo import voice
from assets.demo.story import FILM_S, LINES, MUSIC
from engine.detect.speech import ACTIVITY, CHUNK, RATE, Activity
from engine.models.ready import ready


@pytest.fixture(scope="module")
def speech_probability() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Silero VAD over the film's sound: times in seconds and probabilities."""
    samples, _ = sound.soundtrack()
    heard = resample_poly(samples, 1, sound.RATE // RATE).astype(np.float32)
    activity = Activity(ready(ACTIVITY, "cpu", threads=1))
    probabilities = activity.push(heard[: len(heard) // CHUNK * CHUNK]).astype(np.float64)
    return np.arange(len(probabilities)) * CHUNK / RATE, probabilities


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.name}@{line.start_s}")
def test_a_line_is_heard_as_speech(
    speech_probability: tuple[NDArray[np.float64], NDArray[np.float64]], line: object
) -> None:
    times, probabilities = speech_probability
    inside = (times > line.start_s + 0.15) & (times < line.end_s - 0.15)
    assert (probabilities[inside] > 0.5).mean() > 0.9


def test_music_and_room_are_not_heard_as_speech(
    speech_probability: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> None:
    times, probabilities = speech_probability
    near_a_line = np.zeros(len(times), bool)
    for line in LINES:
        near_a_line |= (times > line.start_s - 0.3) & (times < line.end_s + 0.3)
    assert any(((times > start) & (times < end) & ~near_a_line).sum() > 50 for start, end in MUSIC)
    assert (probabilities[~near_a_line] > 0.5).mean() < 0.05


def test_each_voice_keeps_its_pitch() -> None:
    for name, throat in voice.VOICES.items():
        for take in range(3):
            samples, _ = voice.speak(throat, 2.0, take)
            assert _pitch_hz(samples) == pytest.approx(throat.pitch_hz, rel=0.15), (name, take)


def test_a_line_lasts_as_long_as_asked_and_is_the_same_again() -> None:
    throat = voice.VOICES["ada"]
    first, mouth = voice.speak(throat, 1.5, 4)
    again, _ = voice.speak(throat, 1.5, 4)
    other, _ = voice.speak(throat, 1.5, 5)
    assert len(first) == 1.5 * voice.RATE
    assert len(mouth) * voice.STEP == len(first)
    assert (first == again).all()
    assert not np.allclose(first, other)


def test_mouths_are_shut_while_nobody_speaks() -> None:
    _, mouths = sound.soundtrack()
    for name, opening in mouths.items():
        times = np.arange(len(opening)) * voice.STEP / voice.RATE
        own = [line for line in LINES if line.name == name]
        speaking = np.any([(times >= line.start_s) & (times < line.end_s) for line in own], axis=0)
        assert opening[~speaking].max() < 0.01
        assert opening[speaking].max() > 0.5
        assert len(opening) == int(FILM_S * voice.RATE / voice.STEP)


def _pitch_hz(samples: NDArray[np.float64]) -> float:
    """Median over frames of the strongest period between 70 and 350 Hz, by autocorrelation."""
    frame, low, high = 800, voice.RATE // 350, voice.RATE // 70
    pitches = []
    for start in range(0, len(samples) - frame, frame):
        piece = samples[start : start + frame]
        if np.sqrt((piece**2).mean()) < 0.03:
            continue
        correlation = np.correlate(piece, piece, "full")[frame - 1 :]
        lag = low + int(np.argmax(correlation[low:high]))
        if correlation[lag] > 0.4 * correlation[0]:
            pitches.append(voice.RATE / lag)
    return float(np.median(pitches))
