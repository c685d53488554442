"""Judge shot boundaries with TransNetV2 (Soucek and Lokoc 2020, arXiv:2008.04838)."""

from typing import TYPE_CHECKING

import numpy as np

from engine.models.ready import available, ready
from engine.settings import Device
from engine.types import Floats, Pixels

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MODEL = "transnetv2"
MOST_FRAMES, LEAST_FRAMES = 100, 64
"""Trained on the one; with fewer than the other, too much of what a frame is compared with is not there."""


class TransNet:
    """The `ShotNet` of `confirm`: says how likely each frame is the last of its shot."""

    def __init__(self, session: "InferenceSession") -> None:
        self._session = session

    @classmethod
    def open_if_there(cls, device: Device = "auto", threads: int | None = None) -> "TransNet | None":
        """The network, or None where its weights are not on this machine."""
        return cls(ready(MODEL, device, threads=threads)) if available(MODEL) else None

    def probabilities(self, thumbs: Pixels) -> Floats:
        """`thumbs`: (n, 27, 48, 3) uint8 RGB, 1 <= n <= `MOST_FRAMES`. Returns (n,) in 0..1.

        Short stretches are lengthened at both ends by their outermost frames, as the network was trained.
        """
        missing = max(0, LEAST_FRAMES - len(thumbs))
        before = missing // 2
        padding = ((before, missing - before), (0, 0), (0, 0), (0, 0))
        frames = np.pad(thumbs, padding, mode="edge").astype(np.float32)[None]
        logits = self._session.run(["one_hot"], {"frames": frames})[0][0]
        chances: Floats = 1 / (1 + np.exp(-logits[before : before + len(thumbs)]))
        return chances
