"""Group the voices of one film into its speakers: log-likelihood ratios, average linkage, short voices last."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.describe.face import unit
from engine.describe.voice import DIMENSIONS, Voice, quality_of
from engine.detect.speech import FRAMES, HOP_FRAMES, RATE, STEP
from engine.identify.calibration import mean_quality
from engine.identify.cluster import ClusterLimits, cluster
from engine.types import Floats

TABLE = Path(__file__).with_name("voice_calibration.toml")
MOST = 8.0
"""Nats beyond which one comparison of voices is not trusted."""
PART = 2000
"""Voices that are compared all with all: two to three hours of talk; longer sound is grouped in parts first."""
LEAST_SHARED = 20
"""Frames, a third of a second, from which on two windows can agree about a voice."""


@dataclass(frozen=True, slots=True)
class VoiceCalibration:
    """`bias + slope * s + quality * q + slope_quality * s * q` nats, for a cosine s and a geometric mean quality q."""

    bias: float
    slope: float
    quality: float
    slope_quality: float

    def nats(self, similarity: Floats, quality: Floats) -> Floats:
        """How much likelier one speaker is than two; arrays of one shape."""
        value = self.bias + self.slope * similarity + quality * (self.quality + self.slope_quality * similarity)
        bounded: Floats = np.clip(value, -MOST, MOST).astype(np.float32)
        return bounded


@cache
def voice_calibration(model: str) -> VoiceCalibration:
    """The fitted numbers of a speaker network by its name. Raises KeyError for one that was never fitted."""
    with TABLE.open("rb") as file:
        row: dict[str, Any] = tomllib.load(file)[model]
    return VoiceCalibration(**row)


@dataclass(frozen=True, slots=True)
class SpeakerLimits:
    """Nats unless said otherwise.

    `core_quality`: voices from this quality on found speakers; shorter ones follow. `merge_above`: mean evidence that
    joins two groups. `apart`: two voices of one window of sound are two speakers, unless evidence outweighs this much.
    `continued`: what it says that the segmentation takes two pieces of a window for one voice, or that a voice speaks
    at the same moments as one of the window before, which holds half of the same sound; at other moments says the
    opposite. `follow`: least evidence with which a short voice follows.
    """

    core_quality: float = 0.5
    merge_above: float = 0.0
    apart: float = 6.0
    continued: float = 2.0
    follow: float = -1.0


@dataclass(frozen=True, slots=True, eq=False)
class VoiceTable:
    """Voices in rows, see `engine.describe.voice.Voice`.

    `windows` and `local` (n,), `vectors` (n, d), `seconds` (n,), `speaks` (n, frames).
    """

    windows: NDArray[np.int64]
    local: NDArray[np.int64]
    vectors: Floats
    seconds: Floats
    speaks: NDArray[np.bool_]

    @classmethod
    def of(cls, voices: Sequence[Voice]) -> "VoiceTable":
        return cls(
            np.array([voice.first for voice in voices], np.int64),
            np.array([voice.local for voice in voices], np.int64),
            np.array([voice.vector for voice in voices], np.float32).reshape(-1, DIMENSIONS),
            np.array([voice.seconds for voice in voices], np.float32),
            np.array([voice.speaks for voice in voices], bool).reshape(-1, FRAMES),
        )

    def part(self, rows: slice) -> "VoiceTable":
        return VoiceTable(
            self.windows[rows], self.local[rows], self.vectors[rows], self.seconds[rows], self.speaks[rows]
        )


def group(
    voices: VoiceTable, calibration: VoiceCalibration, limits: SpeakerLimits | None = None, part: int = PART
) -> NDArray[np.int64]:
    """(n,) number of the speaker of each voice, the one with most speech first. Rows in order of their windows."""
    limits = limits or SpeakerLimits()
    starts = range(0, len(voices.seconds), part)
    pieces = [_grouped(voices.part(slice(start, start + part)), calibration, limits) for start in starts]
    if len(pieces) > 1:
        pieces = _joined(pieces, voices, calibration, limits, part)
    # Each moment once: the second half of a window is the first of the next, but for the last one.
    last = voices.windows == voices.windows.max(initial=0)
    once = voices.speaks[:, :HOP_FRAMES].sum(axis=1) + last * voices.speaks[:, HOP_FRAMES:].sum(axis=1)
    spoken = once * STEP / RATE if once.any() else voices.seconds
    return _by_speech(np.concatenate([np.zeros(0, np.int64), *pieces]), spoken)


def _grouped(voices: VoiceTable, calibration: VoiceCalibration, limits: SpeakerLimits) -> NDArray[np.int64]:
    labels = np.full(len(voices.seconds), -1, np.int64)
    qualities = quality_of(voices.seconds)
    evidence = calibration.nats(voices.vectors @ voices.vectors.T, mean_quality(qualities, qualities))
    together = voices.windows[:, None] == voices.windows[None]
    one = together & (voices.local[:, None] == voices.local[None])
    clash = together & ~one
    evidence += limits.continued * (_agreement(voices) + one)
    # What was heard of two who talk at once sounds like a mixture, whoever they are.
    talk = voices.speaks.astype(np.float32)
    evidence[clash & (talk @ talk.T >= LEAST_SHARED)] = -MOST
    # Where nobody speaks for long, the short ones are all there is.
    core = np.flatnonzero(qualities >= min(limits.core_quality, float(np.quantile(qualities, 0.5))))
    here = np.ix_(core, core)
    merging = ClusterLimits(limits.merge_above, limits.apart)
    for number, members in enumerate(cluster(evidence[here], qualities[core], clash[here], limits=merging)):
        labels[core[members]] = number
    return _followed(labels, evidence - limits.apart * clash, qualities, limits)


def _agreement(voices: VoiceTable) -> Floats:
    """(n, n): for voices of neighbouring windows, 1 where they speak at the same moments, -1 where at no same one."""
    agreed = np.zeros((len(voices.seconds),) * 2, np.float32)
    before: NDArray[np.int64] = np.zeros(0, np.int64)
    for first in np.unique(voices.windows):
        here = np.flatnonzero(voices.windows == first)
        if len(before) and first - voices.windows[before[0]] == HOP_FRAMES:
            late = voices.speaks[before, HOP_FRAMES:].astype(np.float32)
            early = voices.speaks[here, : FRAMES - HOP_FRAMES].astype(np.float32)
            least = np.minimum(late.sum(axis=1)[:, None], early.sum(axis=1)[None])
            values = np.where(least >= LEAST_SHARED, 2 * (late @ early.T) / np.maximum(least, 1) - 1, 0)
            agreed[np.ix_(before, here)] = values
            agreed[np.ix_(here, before)] = values.T
        before = here
    return agreed


def _followed(labels: NDArray[np.int64], evidence: Floats, weights: Floats, limits: SpeakerLimits) -> NDArray[np.int64]:
    """Short voices join the speaker they fit best, the longest of them first, or become one of their own."""
    for row in np.argsort(-weights, kind="stable"):
        if labels[row] >= 0:
            continue
        fits = []
        for number in range(int(labels.max()) + 1):
            members = labels == number
            fits.append(float(np.average(evidence[row, members], weights=weights[members])))
        best = int(np.argmax(fits)) if fits else 0
        labels[row] = best if fits and fits[best] >= limits.follow else labels.max() + 1
    return labels


def _joined(
    pieces: Sequence[NDArray[np.int64]],
    voices: VoiceTable,
    calibration: VoiceCalibration,
    limits: SpeakerLimits,
    part: int,
) -> list[NDArray[np.int64]]:
    """Speakers of parts that are one speaker get one number: they are compared by their mean voices."""
    vectors, seconds, windows = [], [], []
    for number, labels in enumerate(pieces):
        mine = voices.part(slice(number * part, (number + 1) * part))
        for label in range(int(labels.max()) + 1):
            members = labels == label
            vectors.append((mine.vectors[members] * mine.seconds[members, None]).sum(axis=0))
            seconds.append(float(mine.seconds[members].sum()))
            windows.append(number)
    qualities = quality_of(np.array(seconds, np.float32))
    means = unit(np.array(vectors, np.float32))
    evidence = calibration.nats(means @ means.T, mean_quality(qualities, qualities))
    # The speakers of one part have been told apart already.
    clash = np.equal.outer(windows, windows) & ~np.eye(len(windows), dtype=bool)
    groups = cluster(evidence, qualities, clash, limits=ClusterLimits(limits.merge_above, limits.apart))
    numbers = np.zeros(len(windows), np.int64)
    for number, found in enumerate(groups):
        numbers[found] = number
    offsets = np.cumsum([0, *(int(labels.max()) + 1 for labels in pieces)])
    return [numbers[labels + offset] for labels, offset in zip(pieces, offsets[:-1], strict=True)]


def _by_speech(labels: NDArray[np.int64], seconds: NDArray[Any]) -> NDArray[np.int64]:
    """Numbers in order of how long each speaker was heard."""
    if not len(labels):
        return labels
    order = np.argsort(-np.bincount(labels, weights=seconds), kind="stable")
    ranks = np.empty_like(order)
    ranks[order] = np.arange(len(order))
    ranked: NDArray[np.int64] = ranks[labels]
    return ranked
