"""Make speech-like sound: a source of glottal pulses and noise through the resonances of a mouth that moves.

Source-filter synthesis after Fant (1960) and Klatt (1980), with the pulse of Rosenberg (1971). It says nothing; it only
has what makes a voice a voice: syllables, consonants, pitch and the formants of one throat.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, sosfilt

RATE: Final = 16_000
STEP: Final = 80
"""Samples between two settings of the filters: 5 ms."""
Samples = NDArray[Any]

# Peterson and Barney (1952), men: first three formants in Hz.
VOWELS: Final = np.array(
    [(730, 1090, 2440), (530, 1840, 2480), (270, 2290, 3010), (570, 840, 2410), (300, 870, 2240), (660, 1720, 2410)],
    float,
)


@dataclass(frozen=True, slots=True)
class Voice:
    """One throat. `formant_scale`: 1 for a man's length of it, about 1.17 for a woman's."""

    pitch_hz: float
    formant_scale: float
    breath: float
    syllables_s: float
    seed: int


VOICES: Final = {
    "ada": Voice(pitch_hz=212.0, formant_scale=1.17, breath=0.05, syllables_s=4.6, seed=101),
    "bruno": Voice(pitch_hz=108.0, formant_scale=0.97, breath=0.02, syllables_s=4.0, seed=202),
}


@dataclass(slots=True)
class _Plan:
    """Tracks at one value per `STEP`: what the mouth does. Arrays (n,), formants (n, 4) in Hz, gains in 0..1."""

    formants: Samples
    voiced: Samples
    hiss: Samples
    bright: Samples


def speak(voice: Voice, duration_s: float, take: int) -> tuple[Samples, Samples]:
    """`duration_s` of one voice; `take` tells the lines of one person apart.

    Returns samples (n,) in -1..1 at `RATE`, and how far the mouth is open, (n / STEP,) in 0..1.
    """
    rng = np.random.default_rng((voice.seed, take))
    steps = int(duration_s * RATE / STEP)
    plan = _plan(voice, steps, rng)
    pulses = _glottis(voice, steps, rng) * np.repeat(plan.voiced, STEP)
    breath = rng.normal(0, voice.breath, steps * STEP) * np.repeat(plan.voiced, STEP)
    sound = _mouth(pulses + breath, plan.formants) + _hiss(plan, rng)
    edge = np.minimum(1, np.minimum(np.arange(len(sound)), np.arange(len(sound))[::-1]) / (0.02 * RATE))
    opening = (plan.voiced * plan.formants[:, 0] / plan.formants[:, 0].max()).clip(0, 1)
    return sound / np.abs(sound).max() * edge, opening


def _plan(voice: Voice, steps: int, rng: np.random.Generator) -> _Plan:
    """Syllables of consonant and vowel, melted into each other as in running speech."""
    plan = _Plan(np.zeros((steps, 4)), np.zeros(steps), np.zeros(steps), np.zeros(steps))
    at = 0
    while at < steps:
        length = RATE / STEP / voice.syllables_s * rng.uniform(0.8, 1.25)
        onset, end = at + int(length * 0.36), min(steps, at + int(length))
        vowel = np.append(VOWELS[rng.integers(len(VOWELS))], 3500.0) * voice.formant_scale
        plan.formants[at:end] = vowel
        plan.voiced[at:end] = rng.uniform(0.75, 1.0)
        _consonant(plan, slice(at, min(onset, steps)), vowel, rng)
        at = end
    width = 7
    smooth = np.hanning(width + 2)[1:-1]
    smooth /= smooth.sum()
    padded = np.pad(plan.formants, ((width // 2, width // 2), (0, 0)), mode="edge")
    plan.formants = np.stack([np.convolve(padded[:, i], smooth, "valid") for i in range(4)], 1)
    plan.voiced = np.convolve(plan.voiced, smooth, "same")
    plan.hiss = np.convolve(plan.hiss, smooth[::2] / smooth[::2].sum(), "same")
    return plan


def _consonant(plan: _Plan, where: slice, vowel: Samples, rng: np.random.Generator) -> None:
    kind = rng.choice(["s", "sh", "t", "n", "l", "d"], p=[0.14, 0.1, 0.16, 0.24, 0.2, 0.16])
    steps = range(*where.indices(len(plan.voiced)))
    if kind in ("s", "sh"):
        plan.voiced[where], plan.hiss[where], plan.bright[where] = 0.0, 0.5, float(kind == "s")
    elif kind == "t":
        plan.voiced[where], plan.bright[where] = 0.0, 1.0
        plan.hiss[steps[-3] if len(steps) > 3 else where.start : where.stop] = 0.6
    elif kind == "n":
        plan.voiced[where] *= 0.45
        plan.formants[where] = np.array([270, 1300, 2300, 3300]) * (vowel[3] / 3500)
    elif kind == "l":
        plan.voiced[where] *= 0.65
        plan.formants[where] = np.array([360, 1100, 2600, 3300]) * (vowel[3] / 3500)
    else:
        plan.voiced[where] *= 0.3
        plan.formants[where] = vowel * (0.45, 1.05, 1.0, 1.0)


def _glottis(voice: Voice, steps: int, rng: np.random.Generator) -> Samples:
    """Rosenberg pulses, differentiated as the lips do, on a pitch that falls over the phrase and rises with stress."""
    count = steps * STEP
    time_s = np.arange(count) / RATE
    phrase_s = 2.4
    fall = 1.12 - 0.24 * (time_s % phrase_s) / phrase_s
    stress = np.interp(
        time_s, np.arange(0, time_s[-1] + 0.3, 0.22), rng.normal(0, 0.06, int((time_s[-1] + 0.3) / 0.22) + 1)
    )
    jitter = np.interp(
        time_s, np.arange(0, time_s[-1] + 0.1, 0.01), rng.normal(0, 0.006, int((time_s[-1] + 0.1) / 0.01) + 1)
    )
    phase = np.cumsum(voice.pitch_hz * (fall + stress + jitter) / RATE) % 1.0
    opening, closing = 0.4, 0.16
    rise = 0.5 * (1 - np.cos(np.pi * phase / opening))
    drop = np.cos(0.5 * np.pi * (phase - opening) / closing)
    flow = np.where(phase < opening, rise, np.where(phase < opening + closing, drop, 0.0))
    return np.diff(flow, prepend=0.0) * RATE / 2500


def _mouth(source: Samples, formants: Samples) -> Samples:
    """Four resonances in a row, set anew every `STEP`; their state is carried on, so that nothing clicks."""
    widths_hz = (80.0, 100.0, 140.0, 200.0)
    out = source.copy()
    for index, width_hz in enumerate(widths_hz):
        state = np.zeros(2)
        radius = np.exp(-np.pi * width_hz / RATE)
        for step, centre_hz in enumerate(formants[:, index]):
            a = np.array([1, -2 * radius * np.cos(2 * np.pi * min(centre_hz, 0.47 * RATE) / RATE), radius**2])
            piece = slice(step * STEP, (step + 1) * STEP)
            out[piece], state = lfilter([a.sum()], a, out[piece], zi=state)
    return out


def _hiss(plan: _Plan, rng: np.random.Generator) -> Samples:
    noise = rng.normal(0, 0.35, len(plan.hiss) * STEP)
    high = sosfilt(butter(4, (4200, 7600), "bandpass", fs=RATE, output="sos"), noise)
    low = sosfilt(butter(4, (1900, 4600), "bandpass", fs=RATE, output="sos"), noise)
    return np.asarray(np.where(np.repeat(plan.bright, STEP) > 0.5, high, low) * np.repeat(plan.hiss, STEP))
