"""Mix the sound of the demo: two voices, music and the noise of a room."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfilt

from assets.demo import voice
from assets.demo.story import FILM_S, LINES, MUSIC, Line

RATE: Final = 48_000
CHORDS_HZ: Final = ((261.6, 329.6, 392.0), (220.0, 261.6, 329.6), (174.6, 220.0, 261.6), (196.0, 246.9, 293.7))
Mouths = dict[str, NDArray[Any]]
"""For each person how far the mouth is open, 0..1, one value per 5 ms of the film."""


def soundtrack() -> tuple[NDArray[Any], Mouths]:
    """All sound of the film, (n,) float32 in -1..1 at `RATE`, and the mouths that go with it."""
    mix, mouths = _voices(LINES, FILM_S)
    full = resample_poly(mix, RATE // voice.RATE, 1)
    for index, (start_s, end_s) in enumerate(MUSIC):
        first = int(start_s * RATE)
        tune = _music(end_s - start_s, index)
        full[first : first + len(tune)] += tune
    rng = np.random.default_rng(7)
    room = sosfilt(butter(2, (80, 1500), "bandpass", fs=RATE, output="sos"), rng.normal(0, 1, len(full)))
    full += 0.003 * room
    return (full / np.abs(full).max() * 0.8).astype(np.float32), mouths


def _voices(lines: Sequence[Line], film_s: float) -> tuple[NDArray[Any], Mouths]:
    mix = np.zeros(int(film_s * voice.RATE))
    mouths = {name: np.zeros(int(film_s * voice.RATE / voice.STEP)) for name in voice.VOICES}
    for take, line in enumerate(lines):
        sound, opening = voice.speak(voice.VOICES[line.name], line.end_s - line.start_s, take)
        first = int(line.start_s * voice.RATE)
        mix[first : first + len(sound)] += 0.7 * sound
        step = first // voice.STEP
        mouths[line.name][step : step + len(opening)] = opening
    return mix, mouths


def _music(duration_s: float, variation: int) -> NDArray[Any]:
    """Broken chords on a plucked string, a note every quarter of a second."""
    note_s = 0.25
    out = np.zeros(int(duration_s * RATE))
    time_s = np.arange(int(1.2 * RATE)) / RATE
    for index in range(int(duration_s / note_s)):
        chord = CHORDS_HZ[(index // 4 + variation) % len(CHORDS_HZ)]
        pitch = chord[(0, 1, 2, 1)[index % 4]] * (2 if index % 4 == 2 else 1)
        tone = sum(
            np.sin(2 * np.pi * pitch * k * time_s) * np.exp(-time_s * (2.5 + 1.6 * k)) / k**1.5 for k in range(1, 7)
        )
        first = int(index * note_s * RATE)
        piece = (tone * np.minimum(1, time_s / 0.004))[: len(out) - first]
        out[first : first + len(piece)] += 0.16 * piece
    fade = np.minimum(1, np.minimum(np.arange(len(out)), np.arange(len(out))[::-1]) / (0.3 * RATE))
    return out * fade
