"""Hear when somebody speaks, how many at once, and which of the voices of ten seconds it is.

The segmentation network tells up to three voices of a window apart, two at once; the same voice has another number in
the next window. The voice activity network is a second opinion: laughter and music that one of them takes for speech
the other seldom does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from engine.models.ready import ready
from engine.settings import Device
from engine.types import Floats

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

SEGMENTATION: Final = "speaker-segmentation"
ACTIVITY: Final = "silero-vad"

RATE: Final = 16000
STEP: Final = 270
"""Samples from one frame of the segmentation to the next."""
FRAMES: Final = 589
WINDOW: Final = 10 * RATE
HOP_FRAMES: Final = 296
"""Frames from one window to the next, half a window: every moment is heard twice, at most once near an edge."""
FIRST_CENTRE: Final = 495
"""Sample in the middle of what the first frame hears."""
LOCAL: Final = 3
"""Voices that one window can tell apart."""
# The columns are silence, a, b, c, ab, ac, bc.
MEMBERS = np.array([[0, 1, 0, 0, 1, 1, 0], [0, 0, 1, 0, 1, 0, 1], [0, 0, 0, 1, 0, 1, 1]], np.float32)
# Larger batches are slower: they leave the processor's cache.
BATCH = 4
CHUNK, CONTEXT = 512, 64


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Ten seconds of sound and who speaks in it.

    `first`: number of its first frame in the whole; frame i is centred on sample `i * STEP + FIRST_CENTRE`. `sound`:
    (160000,) float32 at 16 kHz. `chances`: (589, 3) float32, how sure it is that each of three voices speaks. `speech`:
    (589,) float32, how sure the second opinion is that anybody does.
    """

    first: int
    sound: Floats
    chances: Floats
    speech: Floats


class SpeechNets:
    """The two open networks."""

    def __init__(self, segmentation: "InferenceSession", activity: "InferenceSession") -> None:
        self._segmentation = segmentation
        self._activity = activity

    @classmethod
    def open(cls, device: Device = "auto", threads: int | None = None) -> "SpeechNets":
        """Raises ModelMissing."""
        # The activity network is a recurrence over tiny steps: no other device and no second thread helps it.
        return cls(ready(SEGMENTATION, device, threads=threads), ready(ACTIVITY, "cpu", threads=1))

    def segment(self, sound: Floats) -> Floats:
        """`sound`: (n, 160000) float32 at 16 kHz. Returns (n, 589, 3): the chance 0..1 that each voice speaks."""
        logs = self._segmentation.run(("log_chances",), {"sound": sound[:, None]})[0]
        chances: Floats = np.exp(logs) @ MEMBERS.T
        return chances

    def activity(self) -> "Activity":
        """A fresh listener for one stream of sound."""
        return Activity(self._activity)


class Activity:
    """Speech probabilities of one stream, each for 512 samples."""

    def __init__(self, session: "InferenceSession") -> None:
        self._session = session
        self._before = np.zeros(CONTEXT, np.float32)
        self._state = (np.zeros((1, 1, 128), np.float32), np.zeros((1, 1, 128), np.float32))

    def push(self, sound: Floats) -> Floats:
        """`sound`: (512 * n,) float32, what follows the sound before. Returns (n,) in 0..1."""
        if not len(sound):
            return np.zeros(0, np.float32)
        joined = np.concatenate([self._before, sound])
        chunks = np.lib.stride_tricks.sliding_window_view(joined, CHUNK + CONTEXT)[::CHUNK]
        self._before = joined[-CONTEXT:]
        names = ("speech_probs", "hn", "cn")
        given = {"input": np.ascontiguousarray(chunks), "h": self._state[0], "c": self._state[1]}
        chances, *state = self._session.run(names, given)
        self._state = (state[0], state[1])
        heard: Floats = chances.reshape(-1)
        return heard


def listen(blocks: Iterable[Floats], nets: SpeechNets) -> Iterator[list[Heard]]:
    """Who speaks in a stream of sound, a few windows at a time, in bounded memory.

    `blocks`: (n,) float32 at 16 kHz, of any length, one after another. The last window is filled up with silence. Sound
    of no length gives nothing.
    """
    for first, sound, speech in _stretches(blocks, nets.activity()):
        count = (len(sound) - WINDOW) // (HOP_FRAMES * STEP) + 1
        starts = [i * HOP_FRAMES * STEP for i in range(count)]
        windows = np.stack([sound[start : start + WINDOW] for start in starts])
        found = nets.segment(windows)
        yield [
            Heard(first + i * HOP_FRAMES, windows[i], found[i], _at_frames(speech, start))
            for i, start in enumerate(starts)
        ]


def _stretches(blocks: Iterable[Floats], activity: Activity) -> Iterator[tuple[int, Floats, Floats]]:
    """Number of the first frame, sound of up to `BATCH` overlapping windows, and its activity, sample by chunk."""
    hop = HOP_FRAMES * STEP
    full = WINDOW + (BATCH - 1) * hop
    first = 0
    held = np.zeros(0, np.float32)
    # Chances of speech of the held sound, one per sample to spare the bookkeeping of two grids; 100 kB a window.
    speech = np.zeros(0, np.float32)
    rest = np.zeros(0, np.float32)
    for block in blocks:
        held, rest = np.concatenate([held, block]), np.concatenate([rest, block])
        whole = len(rest) // CHUNK * CHUNK
        speech = np.concatenate([speech, np.repeat(activity.push(rest[:whole]), CHUNK)])
        rest = rest[whole:]
        while len(speech) >= full:
            yield first, held[:full], speech[:full]
            first += BATCH * HOP_FRAMES
            held, speech = held[BATCH * hop :], speech[BATCH * hop :]
    if len(rest):
        speech = np.concatenate([speech, np.repeat(activity.push(np.pad(rest, (0, CHUNK - len(rest)))), CHUNK)])
    # What the last window before has heard in its middle need not be heard once more.
    left = len(held) - (WINDOW - hop if first else 0)
    if left > 0:
        count = max(1, -(-(len(held) - WINDOW) // hop) + 1)
        size = WINDOW + (count - 1) * hop
        yield first, np.pad(held, (0, size - len(held))), np.pad(speech, (0, max(0, size - len(speech))))[:size]


def _at_frames(speech: Floats, start: int) -> Floats:
    centres = start + np.arange(FRAMES) * STEP + FIRST_CENTRE
    return speech[np.minimum(centres, len(speech) - 1)]
