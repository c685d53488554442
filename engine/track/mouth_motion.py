"""See who speaks where no network for it is at hand: how much a mouth moves, and whether it moves with the sound.

This says little of a single look: it agrees with the network in six looks out of ten. Added up over a film it helps.
"""

import tomllib
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.types import Floats, Pixels

TABLE = Path(__file__).with_name("mouth_motion.toml")
MODEL: Final = "mouth-motion"
LEAST_FACES: Final = 15
"""Fewer pictures, 0.6 s, tell nothing of motion."""
MOST: Final = 2.0
"""Nats that one look may say at most."""
SAMPLES_PER_FACE: Final = 640
# Rows and columns of the mouth in the crop of 112 pixels that `active_speaker.mouth_box` makes, and of the cheeks and
# eyes above it, which move when the whole head does.
MOUTH = (slice(45, 95), slice(30, 82))
ABOVE = (slice(0, 35), slice(0, 112))
GREY_NOISE, CONTRAST_NOISE, QUIET = 0.3, 0.005, 1e-4


class MouthMotion:
    """A `SeesSpeaking` without a network: one value for a whole look."""

    name = MODEL

    def __init__(self, factors: NDArray[np.float64]) -> None:
        """`factors`: of a constant and of the three `motion_cues`, in nats."""
        self._factors = factors

    @classmethod
    def fitted(cls) -> "MouthMotion":
        """With the factors that `benchmarks/fit_mouth_motion.py` wrote."""
        with TABLE.open("rb") as file:
            row = tomllib.load(file)[MODEL]
        names = ("bias", "beyond_head", "beyond_contrast", "with_sound")
        return cls(np.array([row[name] for name in names]))

    def log_odds(self, faces: Pixels, sound: Floats) -> Floats:
        """See `engine.track.active_speaker.SeesSpeaking`; zeros where too few faces are given."""
        if len(faces) < LEAST_FACES:
            return np.zeros(len(faces), np.float32)
        said = float(self._factors[0] + motion_cues(faces, sound) @ self._factors[1:])
        return np.full(len(faces), np.clip(said, -MOST, MOST), np.float32)


def motion_cues(faces: Pixels, sound: Floats) -> NDArray[np.float64]:
    """(3,): the mouth's motion over that of the head and over the contrast, and its correlation with the sound.

    `faces`: (t, 112, 112) grey, 25 a second, t at least 2. `sound`: (640 t,) at 16 kHz.
    """
    pictures = faces.astype(np.float32)
    moved = np.abs(np.diff(pictures, axis=0))
    mouth = moved[:, *MOUTH].mean(axis=(1, 2))
    head = moved[:, *ABOVE].mean(axis=(1, 2))
    contrast = float(pictures.std(axis=(1, 2)).mean()) + 1
    whole = np.resize(sound, (len(faces), SAMPLES_PER_FACE)) if len(sound) else np.zeros((len(faces), 1))
    loudness = np.log(np.sqrt((whole**2).mean(axis=1)) + QUIET)[1:]
    return np.array([
        np.log((mouth.mean() + GREY_NOISE) / (head.mean() + GREY_NOISE)),
        np.log(mouth.mean() / contrast + CONTRAST_NOISE),
        _correlation(mouth - head, loudness),
    ])  # fmt: skip


def _correlation(one: NDArray[np.float32], other: NDArray[np.float64]) -> float:
    if one.std() == 0 or other.std() == 0:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])
