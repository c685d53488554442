"""Make turns of what the windows of sound heard: one voice through one span, several at once where they overlap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d

from engine.detect.speech import FIRST_CENTRE, FRAMES, HOP_FRAMES, RATE, STEP
from engine.timebase import Span
from engine.types import Floats

# A window knows least about its edges.
EDGES = np.hamming(FRAMES).astype(np.float32)


@dataclass(frozen=True, slots=True)
class TurnLimits:
    """Times are seconds.

    `doubted`: where the second opinion stays below this for `doubt_s` around, what sounds like a voice is music or
    laughter; 0.35 is where that network's authors let speech end. `gap_s`: a speaker's pause up to here is part of the
    turn. `least_s`: shorter turns are dropped.
    """

    doubted: float = 0.35
    doubt_s: float = 0.5
    gap_s: float = 0.3
    least_s: float = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class HeardWindow:
    """What is kept of a window of sound: `chances` (589, 3) and `speech` (589,), see `engine.detect.speech.Heard`.

    `speakers`: (589, 3) int16, the number of the speaker of each voice in each frame, -1 where nobody was made of it.
    """

    first: int
    chances: Floats
    speech: Floats
    speakers: NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Run:
    """One speaker in frames `start` to before `end`; `sure` is the mean chance, `alone` the share without others."""

    speaker: int
    start: int
    end: int
    sure: float
    alone: float

    @property
    def span(self) -> Span:
        """Player time, where the sound began at 0."""
        return Span(_time(self.start), _time(self.end))


def _time(frame: int) -> Fraction:
    """The border between a frame and the one before it; the first frame begins with the sound."""
    return Fraction(frame * STEP + FIRST_CENTRE - STEP // 2 if frame else 0, RATE)


def runs(windows: Sequence[HeardWindow], limits: TurnLimits | None = None) -> list[Run]:
    """All turns in order of their start. `windows` in order, each `HOP_FRAMES` after the one before."""
    limits = limits or TurnLimits()
    speakers = 1 + max((int(window.speakers.max()) for window in windows), default=-1)
    if not speakers:
        return []
    blocks = [_block(windows, number, speakers, limits) for number in range(len(windows) + 1)]
    chances = np.concatenate([block[0] for block in blocks])
    active = np.concatenate([block[1] for block in blocks])
    gap, least = round(limits.gap_s * RATE / STEP), limits.least_s * RATE / STEP
    several = active.sum(axis=1) > 1
    found = []
    for speaker in range(speakers):
        for start, end in _stretches(active[:, speaker], gap):
            if end - start >= least:
                sure = float(chances[start:end, speaker].astype(np.float32).mean())
                found.append(Run(speaker, start, end, sure, float(1 - several[start:end].mean())))
    return sorted(found, key=lambda run: (run.start, run.speaker))


def _block(
    windows: Sequence[HeardWindow], number: int, speakers: int, limits: TurnLimits
) -> tuple[NDArray[np.float16], NDArray[np.bool_]]:
    """(frames, speakers) mean chances and who speaks, from the start of window `number` to that of the next."""
    heard = []
    if number < len(windows):
        heard.append((windows[number], slice(0, HOP_FRAMES)))
    if number:
        heard.append((windows[number - 1], slice(HOP_FRAMES, FRAMES)))
    frames = heard[0][1].stop - heard[0][1].start
    sums = np.zeros((frames, speakers), np.float32)
    total, weights = np.zeros(frames, np.float32), np.zeros(frames, np.float32)
    for window, part in heard:
        length = part.stop - part.start
        chances = window.chances[part] * _believed(window, limits)[part, None]
        total[:length] += EDGES[part] * chances.sum(axis=1)
        weights[:length] += EDGES[part]
        rows, local = np.nonzero(window.speakers[part] >= 0)
        mine = np.zeros((length, speakers), np.float32)
        # Two voices of a window that were taken for one speaker are not twice that speaker.
        np.maximum.at(mine, (rows, window.speakers[part][rows, local]), chances[rows, local])
        sums[:length] += EDGES[part, None] * mine
    mean = sums / weights[:, None]
    return mean.astype(np.float16), _loudest(mean, np.round(total / weights).astype(np.int64))


def _believed(window: HeardWindow, limits: TurnLimits) -> NDArray[np.bool_]:
    """(589,) False where the second opinion hears no speech for a while around."""
    around = 2 * round(limits.doubt_s * RATE / STEP) + 1
    believed: NDArray[np.bool_] = maximum_filter1d(window.speech, around) >= limits.doubted
    return believed


def _loudest(chances: Floats, counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The `counts` likeliest speakers of each frame."""
    ranks = np.argsort(np.argsort(-chances, axis=1, kind="stable"), axis=1, kind="stable")
    loudest: NDArray[np.bool_] = (ranks < counts[:, None]) & (chances > 0)
    return loudest


def _stretches(active: NDArray[np.bool_], gap: int) -> Iterator[tuple[int, int]]:
    """First frame and the one after the last of each stretch; pauses of up to `gap` frames are bridged."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], active.astype(np.int8), [0]])))
    pending: tuple[int, int] | None = None
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if pending and start - pending[1] <= gap:
            pending = pending[0], end
            continue
        if pending:
            yield pending
        pending = start, end
    if pending:
        yield pending
