"""Films whose frames carry their number, in all the ways in which films can be odd."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtGui import QImage

BITS = 8
FIELD = 16
WIDTH, HEIGHT = FIELD * BITS, 64
EVEN = tuple(Fraction(number, 30) for number in range(150))
UNEVEN = tuple(Fraction(number * number % 7 + 25 * number, 1000) for number in range(100))
TICK = Fraction(1, 90000)

MakeFilm = Callable[..., Path]


@pytest.fixture(scope="session")
def make_numbered(tmp_path_factory: pytest.TempPathFactory) -> MakeFilm:
    """Makes films of numbered frames with B-frames; `rotation` is clockwise, as players turn the picture."""

    def make(
        name: str,
        stamps: Sequence[Fraction] = EVEN,
        rotation: int = 0,
        aspect: Fraction | None = None,
    ) -> Path:
        path = tmp_path_factory.mktemp("numbered") / name
        with av.open(str(path), "w") as container:
            stream = container.add_stream("libx264", rate=30, options={"g": "40", "bf": "2"})
            stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
            stream.codec_context.time_base = stream.time_base = TICK
            if rotation:
                stream.set_display_rotation(-rotation)
            if aspect is not None:
                stream.codec_context.sample_aspect_ratio = aspect
            for number, time in enumerate(stamps):
                frame = av.VideoFrame.from_ndarray(numbered_picture(number), format="rgb24")
                frame.pts, frame.time_base = round(time / TICK), TICK
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        return path

    return make


def numbered_picture(number: int) -> np.ndarray:
    """Eight black or white fields in the upper half; the lower half is grey, so that it can be told which is up."""
    picture = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    for bit in range(BITS):
        picture[: HEIGHT // 2, FIELD * bit : FIELD * (bit + 1)] = 235 * (number >> bit & 1)
    return picture


@pytest.fixture(scope="session")
def numbered(make_numbered: MakeFilm) -> Path:
    """150 frames, 30 a second."""
    return make_numbered("numbered.mp4")


def number_of(image: QImage, rotation: int = 0) -> int:
    """The number in a picture of any size that was turned clockwise. Fails where it is turned or mirrored otherwise."""

    def level(x: float, y: float) -> int:
        turned = {0: (x, y), 90: (1 - y, x), 180: (1 - x, 1 - y), 270: (y, 1 - x)}[rotation]
        place = int(turned[0] * image.width()), int(turned[1] * image.height())
        return image.pixelColor(*place).lightness()

    places = [(2 * bit + 1) / (2 * BITS) for bit in range(BITS)]
    assert all(abs(level(x, 0.8) - 128) < 30 for x in places), "the lower half is not below"
    levels = [level(x, 0.25) for x in places]
    assert all(abs(one - 128) > 60 for one in levels), levels
    return sum((one > 128) << bit for bit, one in enumerate(levels))
