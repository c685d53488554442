"""Fit how cosines of voices are read as log-likelihood ratios; writes engine/identify/voice_calibration.toml.

    python benchmarks/fit_voice_calibration.py [--dry]

Logistic regression over pairs of voices of one recording, with the length of the speech as quality. Half the weight
comes from meetings (AMI: one room, real overlap), half from read speech (LibriSpeech) laid out as conversations, clean
and with noise and a chord of music beneath. Same and different pairs have equal weight, so the result is a
log-likelihood ratio without a prior. Also printed: the error with each meeting left out of the fit. Needs the local
test media in ../shared.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.optimize import minimize

from engine.describe.voice import (
    HOP_SAMPLES,
    LEAST_ROWS,
    WINDOW_ROWS,
    VoiceEmbedder,
    features,
    quality_of,
)
from engine.detect.speech import RATE
from engine.identify.speakers import TABLE

SHARED = Path(__file__).resolve().parents[2] / "shared" / "media" / "speech"
MEETINGS = ("trn00", "trn01", "trn02", "trn03", "trn04", "sample")
CHORD_HZ = (220.0, 277.2, 329.6, 440.0)
APART_ROWS = 100


@dataclass(frozen=True, slots=True)
class Said:
    """One true turn, in seconds."""

    speaker: str
    start: float
    end: float


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of voices: cosine, quality, and whether they are one speaker's, (n,) each."""

    cosine: NDArray[np.float64]
    quality: NDArray[np.float64]
    same: NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dry", action="store_true", help="print only")
    args = parser.parse_args()
    if not SHARED.is_dir():
        sys.exit("This script needs the local test media in ../shared.")
    embedder = VoiceEmbedder.open()
    meetings = {name: _pairs(*meeting(name), embedder) for name in MEETINGS}
    read = [_pairs(*made, embedder) for made in conversations()]
    for name, pairs in meetings.items():
        others = _joined([value for key, value in meetings.items() if key != name])
        factors = fit([others, _joined(read)])
        print(f"{name}: {len(pairs.same)} pairs, error when left out {_error(pairs, factors):.3f}")
    joined = [_joined(list(meetings.values())), _joined(read)]
    factors = fit(joined)
    for name, pairs in zip(("meetings", "read"), joined, strict=True):
        same, other = pairs.cosine[pairs.same > 0], pairs.cosine[pairs.same == 0]
        cosines = f"same {same.mean():.2f} +- {same.std():.2f}, different {other.mean():.2f} +- {other.std():.2f}"
        print(f"{name}: cosines of {len(same)} {cosines} ({len(other)}); error {_error(pairs, factors):.3f}")
    lines = ["# Written by benchmarks/fit_voice_calibration.py; do not edit by hand.", "", "[campplus]"]
    names = ("bias", "slope", "quality", "slope_quality")
    text = "\n".join(lines + [f"{name} = {value:.3f}" for name, value in zip(names, factors, strict=True)]) + "\n"
    print(text)
    if not args.dry:
        TABLE.write_text(text, encoding="utf-8")


def meeting(name: str) -> tuple[NDArray[np.float32], list[Said]]:
    """Sound at 16 kHz and the true turns, both up to where the truth was written down."""
    table = SHARED / "ami" / ("sample.rttm" if name == "sample" else "debug.train.rttm")
    rows = [line.split() for line in table.read_text(encoding="utf-8").splitlines()]
    turns = [Said(r[7], float(r[3]), float(r[3]) + float(r[4])) for r in rows if r[1] == name]
    sound, rate = soundfile.read(SHARED / "ami" / f"{name}.wav", dtype="float32")
    assert rate == RATE
    return sound[: 30 * RATE], turns


def conversations() -> Iterator[tuple[NDArray[np.float32], list[Said]]]:
    """Read sentences of five speakers in random order, clean, with noise, and over a chord."""
    random = np.random.default_rng(4)
    files = sorted((SHARED / "librispeech").glob("*/*.flac"))
    for bed in ("clean", "noise", "chord"):
        order = random.permutation(len(files))
        sound, said = [], []
        at = 0.0
        for index in order:
            samples, _ = soundfile.read(files[index], dtype="float32")
            samples = samples[: int(random.uniform(1.5, 8) * RATE)]
            said.append(Said(files[index].parent.name, at, at + len(samples) / RATE))
            gap = np.zeros(int(random.uniform(0.1, 1.0) * RATE), np.float32)
            # Levels differ as between microphones; the networks must not tell voices by them.
            sound += [samples * random.uniform(0.4, 1.2), gap]
            at += (len(samples) + len(gap)) / RATE
        line = np.concatenate(sound)
        yield (line + _bed(bed, line, random)).astype(np.float32), said


def _bed(kind: str, line: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.float64]:
    level = float(np.sqrt((line**2).mean())) * 10 ** (-12 / 20)
    if kind == "noise":
        return random.normal(0, level, len(line))
    if kind == "chord":
        times = np.arange(len(line)) / RATE
        return level * sum(np.sin(2 * np.pi * hz * times) * np.sin(np.pi * times * 2) ** 2 for hz in CHORD_HZ)
    return np.zeros(len(line))


def _pairs(sound: NDArray[np.float32], said: list[Said], embedder: VoiceEmbedder) -> Pairs:
    """Pairs of pieces of speech that nobody else speaks in, of random length."""
    random = np.random.default_rng(7)
    banks = features(sound)
    pieces = [piece for turn in said for piece in _pieces(turn, said, random) if piece[1] < len(banks)]
    vectors = embedder.embed([banks[start:end] for start, end, _ in pieces])
    rows = []
    for i, (start, end, name) in enumerate(pieces):
        for k, (other_start, other_end, other) in enumerate(pieces[:i]):
            lengths = [(end - start) * HOP_SAMPLES / RATE, (other_end - other_start) * HOP_SAMPLES / RATE]
            quality = float(np.sqrt(np.prod([quality_of(seconds) for seconds in lengths])))
            # Neighbours are too alike: breath, tone and room of one moment.
            if name != other or start - other_end > APART_ROWS:
                rows.append((float(vectors[i] @ vectors[k]), quality, float(name == other)))
    table = np.array(rows, np.float64).reshape(-1, 3)
    return Pairs(table[:, 0], table[:, 1], table[:, 2])


def _pieces(turn: Said, said: list[Said], random: np.random.Generator) -> Iterator[tuple[int, int, str]]:
    """First row, row after the last, speaker."""
    times = np.arange(turn.start, turn.end, HOP_SAMPLES / RATE)
    free = np.ones(len(times), bool)
    for other in said:
        if other != turn:
            free &= (times < other.start) | (times >= other.end)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], free.astype(np.int8), [0]])))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        at = int(start)
        while end - at >= LEAST_ROWS:
            length = min(int(end) - at, int(random.uniform(LEAST_ROWS, 2 * WINDOW_ROWS)))
            first = round(turn.start * RATE / HOP_SAMPLES) + at
            if length >= LEAST_ROWS:
                yield first, first + length, turn.speaker
            at += length


def fit(sets: list[Pairs]) -> NDArray[np.float64]:
    """bias, slope, quality, slope_quality: each set of pairs, and in it same and different ones, weigh the same."""
    inputs, truth = np.concatenate([_inputs(pairs) for pairs in sets]), np.concatenate([pairs.same for pairs in sets])
    weight = np.concatenate([
        np.where(pairs.same > 0, 0.5 / max(1, pairs.same.sum()), 0.5 / max(1, (1 - pairs.same).sum())) for pairs in sets
    ]) / len(sets)  # fmt: skip

    def loss(factors: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        nats = inputs @ factors
        # A little regularisation: few speakers separate perfectly, and then the slope would grow without end.
        value = (weight * (np.logaddexp(0, nats) - truth * nats)).sum() + 1e-5 * (factors**2).sum()
        return float(value), inputs.T @ (weight * (1 / (1 + np.exp(-nats)) - truth)) + 2e-5 * factors

    fitted: NDArray[np.float64] = minimize(loss, np.zeros(4), jac=True, method="BFGS").x
    return fitted


def _inputs(pairs: Pairs) -> NDArray[np.float64]:
    return np.stack([np.ones_like(pairs.cosine), pairs.cosine, pairs.quality, pairs.cosine * pairs.quality], axis=1)


def _error(pairs: Pairs, factors: NDArray[np.float64]) -> float:
    """Mean of the shares of same pairs below 0 nats and of different ones above."""
    wrong = (_inputs(pairs) @ factors > 0) != (pairs.same > 0)
    return float(np.mean([wrong[pairs.same == kind].mean() for kind in (0, 1) if (pairs.same == kind).any()]))


def _joined(parts: list[Pairs]) -> Pairs:
    columns = [np.concatenate([getattr(part, name) for part in parts]) for name in ("cosine", "quality", "same")]
    return Pairs(*columns)


if __name__ == "__main__":
    main()
