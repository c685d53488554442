"""Cheap pictures: the key frame before a time."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from engine.media.key_frames import KeyFrames
from engine.media.probe import probe

Clip = Callable[..., Path]
Number = Callable[[np.ndarray], int]


@pytest.mark.parametrize(
    ("name", "codec"), [("clip.mp4", "libx264"), ("clip.mkv", "libx265"), ("clip.webm", "libvpx-vp9")]
)
def test_key_frame_before_a_time_is_shown(make_clip: Clip, number_in: Number, name: str, codec: str) -> None:
    options = (
        {"x265-params": "keyint=12:scenecut=0:log-level=none"}
        if codec == "libx265"
        else {"g": "12", "sc_threshold": "0"}
    )
    media = probe(make_clip(name, frames=60, codec=codec, options=options if codec != "libvpx-vp9" else {"g": "12"}))
    frames = KeyFrames(media, 96)
    found = [frames.before(Fraction(asked, 25)) for asked in (0, 11, 12, 30, 59, 5)]
    frames.close()

    assert all(frame is not None for frame in found)
    assert [number_in(frame.image) for frame in found] == [0, 0, 12, 24, 48, 0]
    assert [frame.time * 25 for frame in found] == pytest.approx([0, 0, 12, 24, 48, 0], abs=0.1)
    assert found[0].image.shape == (56, 96, 3)


def test_time_before_the_first_frame_has_no_key_frame(make_clip: Clip) -> None:
    frames = KeyFrames(probe(make_clip(frames=10)), 96)
    found = frames.before(Fraction(-1))
    frames.close()

    assert found is None or found.time <= -1
