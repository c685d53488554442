"""See who speaks: how a face moves while a voice is heard, as a log-likelihood ratio."""

from typing import TYPE_CHECKING, Final, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct

from engine.models.ready import available, ready
from engine.settings import Device
from engine.types import Floats, Pixels

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MODEL: Final = "lr-asd-talkset"
RATE: Final = 16000
FACES_PER_S: Final = 25
SIDE: Final = 112
CEPSTRA: Final = 13
ROWS_PER_FACE: Final = 4
FILTERS: Final = 26
WINDOW, HOP, FOURIER = 400, 160, 512
EMPHASIS: Final = 0.97
LIFTER: Final = 22
FACE_SHARE: Final = 0.7
"""Side of the crop over the longer side of the face box; the network was trained on the middle of a wider crop."""
LOWERED: Final = 0.2
"""How far below the middle of the box the crop is centred, in sides of the box: towards the mouth."""


class SeesSpeaking(Protocol):
    """Tells from faces and sound whether the one is the source of the other."""

    name: str

    def log_odds(self, faces: Pixels, sound: Floats) -> Floats:
        """`faces`: (t, 112, 112) grey, 25 a second. `sound`: (t * 640,) at 16 kHz from the same moment on.

        Returns (t,) float32, above 0 where the face speaks.
        """
        ...


class LrAsd:
    """The network LR-ASD, see `engine.models.convert_lrasd`."""

    name = MODEL

    def __init__(self, session: "InferenceSession") -> None:
        self._session = session

    @classmethod
    def open_if_there(cls, device: Device = "auto", threads: int | None = None) -> "LrAsd | None":
        """None where its weights are not on this machine."""
        return cls(ready(MODEL, device, threads=threads)) if available(MODEL) else None

    def log_odds(self, faces: Pixels, sound: Floats) -> Floats:
        """See `SeesSpeaking`."""
        rows = cepstra(sound)[: len(faces) * ROWS_PER_FACE]
        rows = np.pad(rows, ((0, len(faces) * ROWS_PER_FACE - len(rows)), (0, 0)), mode="edge")
        given = {"cepstra": rows[None].astype(np.float32), "faces": faces[None].astype(np.float32)}
        odds: Floats = self._session.run(("log_odds",), given)[0]
        return odds


def mouth_box(box: Floats) -> tuple[int, int, int]:
    """Left, top and side in display pixels of the part of a picture that is looked at, for a face box (4,)."""
    x, y, w, h = (float(v) for v in box)
    side = max(w, h)
    half = side * FACE_SHARE / 2
    return round(x + w / 2 - half), round(y + h / 2 + side * LOWERED - half), max(8, round(2 * half))


def grey_face(image: Pixels) -> Pixels:
    """(112, 112) grey of a square (s, s, 3) RGB picture."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.resize(grey, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR), np.uint8)


def cepstra(sound: Floats) -> NDArray[np.float64]:
    """(rows, 13) mel cepstra each 10 ms of (n,) sound at 16 kHz, with the energy's logarithm as the first.

    After Davis and Mermelstein 1980, with the constants of the features that the network was trained on: 26 filters,
    windows of 25 ms without a taper, samples on the scale of 16 bits, sinusoidal liftering by 22.
    """
    scaled = sound.astype(np.float64) * 32768
    emphasised = np.append(scaled[:1], scaled[1:] - EMPHASIS * scaled[:-1])
    count = 1 + max(0, -(-(len(emphasised) - WINDOW) // HOP))
    padded = np.pad(emphasised, (0, max(0, (count - 1) * HOP + WINDOW - len(emphasised))))
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][:count]
    power = np.abs(np.fft.rfft(windows, FOURIER)) ** 2 / FOURIER
    tiny = np.finfo(float).eps
    bands = np.log(np.maximum(power @ _mel_filters().T, tiny))
    rows = dct(bands, type=2, axis=1, norm="ortho")[:, :CEPSTRA]
    rows *= 1 + LIFTER / 2 * np.sin(np.pi * np.arange(CEPSTRA) / LIFTER)
    rows[:, 0] = np.log(np.maximum(power.sum(axis=1), tiny))
    return np.asarray(rows, np.float64)


def _mel_filters() -> NDArray[np.float64]:
    """(26, 257) triangles, evenly spaced on the mel scale from 0 to 8 kHz."""
    mel = np.linspace(0, 2595 * np.log10(1 + RATE / 2 / 700), FILTERS + 2)
    edges = np.floor((FOURIER + 1) * 700 * (10 ** (mel / 2595) - 1) / RATE)
    bins = np.arange(FOURIER // 2 + 1)
    low, centre, high = (edges[i : i + FILTERS, None] for i in range(3))
    rising, falling = (bins - low) / (centre - low), (high - bins) / (high - centre)
    return np.asarray(np.clip(np.where(bins < centre, rising, falling), 0, None) * (bins < high) * (bins >= low))
