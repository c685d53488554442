"""Tiny videos, for whatever does not look into the pictures."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

Maker = Callable[..., Path]


def write_tiny(path: Path, seconds: int = 1) -> Path:
    """A grey film of 5 pictures a second."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=5, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(5 * seconds):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 90 + number % 20, np.uint8), "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 5)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


@pytest.fixture(scope="session")
def tiny() -> Maker:
    return write_tiny
