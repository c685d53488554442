"""Films whose frames carry their number, with sound that clicks."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

BITS = 10
SIZE = (320, 180)
RATE = 8000
CLICK_S = 0.5


def picture(number: int) -> np.ndarray:
    """(180, 320, 3) uint8 RGB: bars, one for each bit of `number`, light or dark."""
    bits = np.array([(number >> bit) & 1 for bit in range(BITS)], np.uint8) * 160 + 48
    row = np.repeat(bits, SIZE[0] // BITS)
    return np.broadcast_to(row[None, :, None], (SIZE[1], SIZE[0], 3)).copy()


def number_in_image(image: QImage) -> int:
    """The number of the frame that an image shows, at any size."""
    width, height = image.width(), image.height()
    lit = [QColor(image.pixel(int((bit + 0.5) * width / BITS), height // 2)).lightness() > 128 for bit in range(BITS)]
    return sum(1 << bit for bit, on in enumerate(lit) if on)


@pytest.fixture
def number_in() -> Callable[[QImage], int]:
    return number_in_image


@pytest.fixture
def numbered(tmp_path: Path) -> Callable[..., Path]:
    """Makes a film at 25 frames a second: `numbered(frames, gop=50, sound=True)`."""

    def make(frames: int, gop: int = 50, sound: bool = False) -> Path:
        path = tmp_path / f"numbered-{frames}-{gop}.mkv"
        with av.open(str(path), "w") as out:
            stream = out.add_stream(
                "libx264", rate=25, options={"g": str(gop), "sc_threshold": "0", "preset": "ultrafast"}
            )
            stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
            audio = out.add_stream("pcm_s16le", rate=RATE) if sound else None
            if audio is not None:
                audio.codec_context.layout = "mono"
            for number in range(frames):
                frame = av.VideoFrame.from_ndarray(picture(number), "rgb24")
                frame.pts, frame.time_base = number, Fraction(1, 25)
                out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
            if audio is not None:
                samples = np.zeros((1, frames * RATE // 25), np.int16)
                samples[0, round(CLICK_S * RATE) : round(CLICK_S * RATE) + 80] = 20_000
                heard = av.AudioFrame.from_ndarray(samples, "s16", "mono")
                heard.sample_rate, heard.pts, heard.time_base = RATE, 0, Fraction(1, RATE)
                out.mux(audio.encode(heard))
                out.mux(audio.encode(None))
        return path

    return make
