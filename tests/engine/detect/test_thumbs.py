"""Thumbnails look like the picture in every pixel format."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from engine.detect.shots import THUMB_SIZE
from engine.detect.thumbs import thumbnail
from engine.media.probe import probe
from engine.media.video import VideoStreamer

FORMATS = ["yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "gray", "yuv411p", "bgr0"]


@pytest.mark.parametrize("size", [(96, 54), (640, 360), (270, 480)])
@pytest.mark.parametrize("pixel_format", FORMATS)
def test_a_thumbnail_is_the_picture_scaled_down(
    film: Any, tmp_path: Path, pixel_format: str, size: tuple[int, int]
) -> None:
    picture = cv2.resize(film.still(3, 1)[0], size, interpolation=cv2.INTER_CUBIC)
    path = tmp_path / "film.mkv"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("ffv1", rate=25)
        stream.width, stream.height, stream.pix_fmt = *size, pixel_format
        for number in range(3):
            frame = av.VideoFrame.from_ndarray(picture, "rgb24").reformat(format=pixel_format)
            frame.pts, frame.time_base = number, Fraction(1, 25)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    with VideoStreamer(probe(path)) as frames:
        frame = next(frames)
        thumb = thumbnail(frame, pixel_format)
        wanted = frame.scaled(*THUMB_SIZE)
    assert thumb.shape == (27, 48, 3)
    assert thumb.dtype == np.uint8
    assert np.abs(cv2.blur(thumb, (3, 3)).astype(int) - cv2.blur(wanted, (3, 3))).mean() < 6
