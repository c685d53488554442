"""Describe voices by unit vectors whose cosine tells whether two stretches of speech are one person's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeVar

import kaldi_native_fbank as fbank
import numpy as np
from numpy.typing import NDArray

from engine.describe.face import unit
from engine.detect.speech import FIRST_CENTRE, RATE, STEP, Heard
from engine.models.ready import ready
from engine.settings import Device
from engine.types import Floats

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Number = TypeVar("Number", float, Floats)

MODEL: Final = "campplus"
DIMENSIONS: Final = 192
BINS: Final = 80
HOP_SAMPLES: Final = 160
"""One row of features each 10 ms."""
WINDOW_ROWS: Final = 200
MOST_WINDOWS: Final = 1
"""Windows of 2 s that one piece of speech is embedded in: two cost a third more time, and told meetings no better."""
LEAST_ROWS: Final = 30
"""Less speech than 0.3 s says nothing of a voice."""
SPEAKS: Final = 0.5
HALF_TRUSTED_S: Final = 1.0
SHARED_TRUST: Final = 0.25
"""A second in which others speak too is worth so much of one alone."""
PAUSE_FRAMES, PIECE_FRAMES, MOST_PIECES = 12, 59, 3
"""Frames of a pause (0.2 s) and of speech (1 s) that make a piece of its own, and how many pieces a voice has."""
BATCH = 8


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """A piece of what one voice of one window of sound says, from one long pause to another.

    `first`: number of the window's first frame. `local`: which of the window's three voices; two pieces of it may yet
    be two speakers who answer each other. `start`, `end`: frames of the window that belong to the piece, pauses
    included. `vector`: (192,) of unit length. `seconds`: how much speech it was made of, counting little where others
    speak too. `speaks`: (589,) bool, in which frames.
    """

    first: int
    local: int
    start: int
    end: int
    vector: Floats
    seconds: float
    speaks: NDArray[np.bool_]

    @property
    def quality(self) -> float:
        """0..1: how far the vector can be trusted, by how long the voice was heard alone."""
        return quality_of(self.seconds)


def quality_of(seconds: Number) -> Number:
    """0..1 for so many seconds of speech of one voice: half trusted at one second."""
    return seconds / (seconds + HALF_TRUSTED_S)


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    heard: Heard
    local: int
    start: int
    end: int
    rows: NDArray[np.int64]
    seconds: float

    def voice(self, vector: Floats) -> Voice:
        speaks = self.heard.chances[:, self.local] > SPEAKS
        speaks[: self.start] = speaks[self.end :] = False
        return Voice(self.heard.first, self.local, self.start, self.end, vector, self.seconds, speaks)


class VoiceEmbedder:
    """CAM++ over windows of two seconds, their mean being the voice's vector."""

    def __init__(self, session: "InferenceSession") -> None:
        self._session = session

    @classmethod
    def open(cls, device: Device = "auto", threads: int | None = None) -> "VoiceEmbedder":
        """Raises ModelMissing."""
        return cls(ready(MODEL, device, threads=threads))

    def embed(self, pieces: Sequence[Floats]) -> Floats:
        """`pieces`: (t, 80) features each, t at least 1. Returns (n, 192) of unit length."""
        windows = [window for piece in pieces for window in _windows(piece)]
        owners = np.repeat(np.arange(len(pieces)), [len(_windows(piece)) for piece in pieces])
        sums = np.zeros((len(pieces), DIMENSIONS), np.float32)
        for start in range(0, len(windows), BATCH):
            batch = np.stack(windows[start : start + BATCH])
            vectors = unit(self._session.run(("embedding",), {"banks": batch})[0])
            np.add.at(sums, owners[start : start + BATCH], vectors)
        return unit(sums)

    def voices(self, heard: Sequence[Heard]) -> list[Voice]:
        """The voices of some windows that speak long enough to be described."""
        banks = {window.first: features(window.sound) for window in heard if (window.chances > SPEAKS).any()}
        pieces = [
            piece
            for window in heard
            if window.first in banks
            for local in range(window.chances.shape[1])
            for piece in _pieces(window, local, len(banks[window.first]))
        ]
        vectors = self.embed([banks[piece.heard.first][piece.rows] for piece in pieces])
        return [piece.voice(vector) for piece, vector in zip(pieces, vectors, strict=True)]


def features(sound: Floats) -> Floats:
    """(t, 80) log mel energies each 10 ms of (n,) float32 at 16 kHz, as Kaldi computes them, without dither."""
    options = fbank.FbankOptions()
    options.frame_opts.dither = 0
    options.frame_opts.samp_freq = RATE
    options.mel_opts.num_bins = BINS
    bank = fbank.OnlineFbank(options)
    bank.accept_waveform(RATE, sound.tolist())
    bank.input_finished()
    count = bank.num_frames_ready
    rows = [bank.get_frame(i) for i in range(count)]
    return np.stack(rows).astype(np.float32) if rows else np.zeros((0, BINS), np.float32)


def _pieces(heard: Heard, local: int, count: int) -> Iterator[_Piece]:
    """The pieces of one voice of a window that say enough of it. `count`: rows of features that the window has."""
    mine = heard.chances[:, local]
    others = np.delete(heard.chances, local, axis=1).max(axis=1)
    centres = np.arange(count) * HOP_SAMPLES + HOP_SAMPLES
    frames = np.clip((centres - FIRST_CENTRE + STEP // 2) // STEP, 0, len(mine) - 1)
    for start, end in _spans(mine > SPEAKS):
        speaks = ((mine > SPEAKS)[frames]) & (frames >= start) & (frames < end)
        alone = np.flatnonzero(speaks & (others <= SPEAKS)[frames])
        rows, trust = (alone, 1.0) if len(alone) >= LEAST_ROWS else (np.flatnonzero(speaks), SHARED_TRUST)
        rows = _surest(rows, (mine - others)[frames])
        if len(rows) >= LEAST_ROWS:
            yield _Piece(heard, local, start, end, rows, trust * len(rows) * HOP_SAMPLES / RATE)


def _spans(speaks: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Frames from piece to piece: cut in the middle of the longest pauses, where enough speech is on both sides."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], speaks.astype(np.int8), [0]])))
    pauses = [(int(b - a), int(a), int(b)) for a, b in zip(edges[1:-1:2], edges[2::2], strict=True)]
    cuts = [0, len(speaks)]
    for length, start, end in sorted(pauses, reverse=True):
        if length < PAUSE_FRAMES or len(cuts) > MOST_PIECES:
            break
        before = max(cut for cut in cuts if cut <= start)
        after = min(cut for cut in cuts if cut >= end)
        if min(speaks[before:start].sum(), speaks[end:after].sum()) >= PIECE_FRAMES:
            cuts.append((start + end) // 2)
    cuts.sort()
    return list(pairwise(cuts))


def _surest(rows: NDArray[np.int64], sure: Floats) -> NDArray[np.int64]:
    """At most 2 s of `rows`, in a whole stretch: the network hears transitions. `sure`: for each row of the window."""
    if len(rows) <= MOST_WINDOWS * WINDOW_ROWS:
        return rows
    starts = np.arange(0, len(rows) - WINDOW_ROWS + 1, WINDOW_ROWS // 4)
    best = _best_stretches(starts, np.array([sure[rows[s : s + WINDOW_ROWS]].mean() for s in starts]))
    return np.concatenate([rows[s : s + WINDOW_ROWS] for s in best])


def _best_stretches(starts: NDArray[np.int64], sure: Floats) -> list[int]:
    chosen: list[int] = []
    for at in np.argsort(-sure, kind="stable"):
        if all(abs(int(starts[at]) - other) >= WINDOW_ROWS for other in chosen):
            chosen.append(int(starts[at]))
        if len(chosen) == MOST_WINDOWS:
            break
    return sorted(chosen)


def _windows(piece: Floats) -> list[Floats]:
    """Windows of 200 rows, mean-normalised over the piece; a shorter piece is repeated to fill one."""
    piece = piece - piece.mean(axis=0)
    count = max(1, round(len(piece) / WINDOW_ROWS))
    wanted = count * WINDOW_ROWS
    rows = np.resize(piece, (wanted, BINS)) if len(piece) < wanted else piece[:wanted]
    return list(rows.reshape(count, WINDOW_ROWS, BINS))
