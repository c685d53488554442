"""A short film drawn like the demo, analysed once, and a way to call the command line inside the test's process."""

import contextlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from assets.demo.film import build_set
from assets.demo.portrait import photograph
from assets.demo.stage import frame_at
from assets.demo.story import SHOTS
from engine.cli.main import main

RATE = 25
SOUND_RATE = 48000
STRETCHES = ((1.0, 4.0), (5.6, 7.2), (10.0, 13.0), (28.0, 30.4))
"""Of the demo: ada alone, an empty landscape, bruno alone, both."""
FRAMES = 250
ADA = ((0.0, 3.0), (7.6, 10.0))
BRUNO = ((4.6, 10.0),)


@dataclass(frozen=True, slots=True)
class Said:
    """What one call came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Onlylook = Callable[..., Said]


@dataclass(frozen=True, slots=True)
class Short:
    """A film of ten seconds with two persons, its project, and photos of them."""

    video: Path
    project: Path
    photos: dict[str, Path]


def call(*arguments: str | Path) -> Said:
    """Run the command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(argument) for argument in arguments])
    return Said(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session")
def onlylook() -> Onlylook:
    return call


def write_video(path: Path, frames: Sequence[NDArray[np.uint8]], rate: int = RATE, **options: Any) -> Path:
    """A film of `frames`, H.264 unless `codec` names another, with a tone unless `sound=False`."""
    with av.open(str(path), "w", options=options.get("container", {})) as container:
        picture = container.add_stream(options.get("codec", "libx264"), rate=rate, options=options.get("video", {}))
        picture.height, picture.width = frames[0].shape[:2]
        picture.pix_fmt = "yuv420p"
        picture.time_base = Fraction(1, rate)
        sound = container.add_stream("aac", rate=SOUND_RATE, layout="mono") if options.get("sound", True) else None
        for index, image in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = index, Fraction(1, rate)
            container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
        if sound is not None:
            for start in range(0, len(frames) * SOUND_RATE // rate, 1024):
                tone = np.sin((start + np.arange(1024)) * 2 * np.pi * 440 / SOUND_RATE).astype(np.float32)[None] * 0.2
                piece = av.AudioFrame.from_ndarray(tone, format="fltp", layout="mono")
                piece.sample_rate, piece.pts, piece.time_base = SOUND_RATE, start, Fraction(1, SOUND_RATE)
                container.mux(sound.encode(piece))
            container.mux(sound.encode(None))
    return path


@pytest.fixture(scope="session")
def pictures() -> list[NDArray[np.uint8]]:
    """The frames of the short film."""
    stage = build_set()
    times = [start + k / RATE for start, end in STRETCHES for k in range(round((end - start) * RATE))]
    assert len(times) == FRAMES
    return [frame_at(stage, SHOTS, time, {})[0] for time in times]


@pytest.fixture(scope="session")
def portrait() -> NDArray[np.uint8]:
    """(h, w, 3) uint8 RGB: ada's photo, which is not in the film."""
    return np.ascontiguousarray(photograph()[:330, 60:390])


def write_picture(path: Path, image: NDArray[np.uint8]) -> Path:
    assert cv2.imwrite(str(path), image[:, :, ::-1])
    return path


@pytest.fixture(scope="session")
def short(
    tmp_path_factory: pytest.TempPathFactory, pictures: list[NDArray[np.uint8]], portrait: NDArray[np.uint8]
) -> Short:
    """The short film, analysed into a project beside it. Copy what you change."""
    folder = tmp_path_factory.mktemp("short")
    video = write_video(folder / "short.mp4", pictures, video={"g": "30", "preset": "veryfast", "crf": "18"})
    photos = {
        "ada": write_picture(folder / "ada.png", portrait),
        # Of the last second of his shot.
        "bruno": write_picture(folder / "bruno.png", pictures[185][:330, 90:470]),
    }
    project = folder / "short.olat"
    said = call("analyze", video, "--project", project)
    assert said.code == 0, said.err
    return Short(video, project, photos)


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photo of somebody who is not in the short film: the demo's stranger before a plain wall."""
    figure = build_set().figures["stranger"]
    picture = 200.0 + (figure.front - 200.0) * figure.cover[..., None]
    path = tmp_path_factory.mktemp("stranger") / "stranger.png"
    return write_picture(path, np.asarray(picture.round().clip(0, 255), np.uint8))
