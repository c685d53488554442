"""A short film with known shots and faces, made from the portrait of the public domain that scikit-image carries."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from engine.errors import ModelMissing
from engine.pipeline import analysis
from engine.pipeline.tools import Tools, open_tools
from engine.progress import run
from engine.store.project import Project

Picture = NDArray[Any]

RATE = 25
WIDTH, HEIGHT = 480, 270
DISSOLVE_FRAMES = 20
HARD_CUTS = (60, 130, 310, 335)
"""First frames of the shots that begin at once."""
DISSOLVE = 170
"""First frame of the dissolve that lies between two of the shots."""
FRAMES = 370


@dataclass(frozen=True)
class Film:
    """`cuts`: player times of the hard cuts; `dissolve`: when the dissolve begins and ends."""

    path: Path
    cuts: tuple[Fraction, ...]
    dissolve: tuple[Fraction, Fraction]


class Stage:
    """Backgrounds and a head that is put before them."""

    def __init__(self) -> None:
        rng = np.random.default_rng(5)
        self._grounds = [self._ground(rng, tint) for tint in ((1, 0.8, 0.6), (0.5, 0.7, 1), (0.6, 1, 0.7), (1, 1, 1))]
        self._head = data.astronaut()[0:250, 100:350]
        y, x = np.mgrid[-1:1:250j, -1:1:250j]
        self._mask = np.clip((1 - np.hypot(x, y)) * 6, 0, 1)[..., None]

    def ground(self, number: int, shift: float = 0.0) -> Picture:
        """A picture (h, w, 3) float32 out of the wide background, `shift` pixels to the right."""
        left = round(shift)
        return self._grounds[number][:, left : left + WIDTH].copy()

    def put(self, picture: Picture, x: float, y: float, size: int, mirrored: bool = False) -> Picture:
        head = cv2.resize(self._head[:, ::-1] if mirrored else self._head, (size, size), interpolation=cv2.INTER_AREA)
        mask = cv2.resize(self._mask, (size, size))[..., None]
        matrix = np.array([[1, 0, x], [0, 1, y]], np.float32)
        head = cv2.warpAffine(head.astype(np.float32), matrix, (WIDTH, HEIGHT))
        cover = cv2.warpAffine(np.ascontiguousarray(mask[..., 0], np.float32), matrix, (WIDTH, HEIGHT))[..., None]
        return picture * (1 - cover) + head * cover

    def _ground(self, rng: np.random.Generator, tint: tuple[float, float, float]) -> Picture:
        wall = np.zeros((HEIGHT, 2 * WIDTH), np.float32)
        for rows, columns, share in ((4, 12, 0.5), (14, 50, 0.3), (60, 200, 0.2)):
            levels = rng.uniform(20, 235, (rows, columns)).astype(np.float32)
            wall += share * cv2.resize(levels, (2 * WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
        return np.clip(wall[..., None] * np.array(tint, np.float32), 0, 255)


def draw(stage: Stage, frame: int) -> Picture:
    """The frame as (h, w, 3) uint8 RGB."""
    picture = _shot(stage, frame)
    into = (frame - DISSOLVE + 1) / DISSOLVE_FRAMES
    if 0 < into < 1:
        picture = _calm(stage, frame) * (1 - into) + _pan(stage, frame) * into
    return np.clip(picture, 0, 255).round().astype(np.uint8)


def _shot(stage: Stage, frame: int) -> Picture:
    if frame < HARD_CUTS[0]:
        return stage.put(stage.ground(0), 40 + 2.5 * frame, 30, 150)
    if frame < HARD_CUTS[1]:
        # The head leaves the picture and comes back.
        return stage.put(stage.ground(1), 300 + 320 * np.sin((frame - 60) / 70 * np.pi), 60, 130, mirrored=True)
    if frame < DISSOLVE:
        return _calm(stage, frame)
    if frame < HARD_CUTS[2]:
        return _pan(stage, frame)
    if frame < HARD_CUTS[3]:
        return stage.ground(0)
    return stage.put(stage.ground(1), 150, 60, 120)


def _calm(stage: Stage, frame: int) -> Picture:
    return stage.put(stage.ground(2), 60 + 0.5 * (frame - 130), 50, 140)


def _pan(stage: Stage, frame: int) -> Picture:
    """A long shot: the camera pans, two heads pass each other, and a photographer's flash fires."""
    at = frame - DISSOLVE
    picture = stage.ground(3, 2.5 * at)
    picture = stage.put(picture, 20 + 2.2 * at, 20, 110)
    picture = stage.put(picture, 340 - 2.2 * at, 140, 110, mirrored=True)
    return picture + (90 if 40 <= at % 50 < 43 else 0)


def write_film(path: Path) -> Film:
    """Draw and encode the film."""
    stage = Stage()
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=RATE, options={"preset": "veryfast", "crf": "18", "g": "40"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(draw(stage, number), "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    cuts = tuple(Fraction(number, RATE) for number in HARD_CUTS)
    return Film(path, cuts, (Fraction(DISSOLVE, RATE), Fraction(DISSOLVE + DISSOLVE_FRAMES, RATE)))


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    return write_film(tmp_path_factory.mktemp("film") / "film.mp4")


class Remembering:
    """Asks an object's method once for each input, compared byte by byte, so that repeated scans are quick."""

    def __init__(self, owner: object, method: str, key: Callable[..., bytes]) -> None:
        self._owner, self._key, self._method = owner, key, method
        self._known: dict[bytes, Any] = {}
        setattr(self, method, self._ask)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._owner, name)

    def _ask(self, *given: Any) -> Any:
        key = hashlib.sha256(self._key(*given)).digest()
        if key not in self._known:
            self._known[key] = getattr(self._owner, self._method)(*given)
        return self._known[key]


def _picture_key(image: Picture, pts: int, scale: float) -> bytes:
    return repr((image.shape, pts, scale)).encode() + image.tobytes()


def _faces_key(faces: Sequence[Any]) -> bytes:
    return b"".join(repr(f.image.shape).encode() + f.image.tobytes() + f.landmarks.tobytes() for f in faces)


@pytest.fixture(scope="session")
def tools() -> Tools:
    """The real networks, asked once for each input."""
    try:
        opened = open_tools("cpu", threads=2)
    except ModelMissing as missing:
        pytest.skip(str(missing))
    detector = Remembering(opened.detector, "detect", _picture_key)
    embedder = Remembering(opened.embedder, "embed", _faces_key)
    net = opened.shot_net and Remembering(opened.shot_net, "probabilities", lambda thumbs: thumbs.tobytes())
    return replace(opened, detector=detector, embedder=embedder, shot_net=net)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def analyzed(film: Film, tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which the film is analysed; copy it before changing it."""
    path = tmp_path_factory.mktemp("project") / "film.olat"
    with pytest.MonkeyPatch.context() as patch, Project.create(path) as project:
        patch.setattr(analysis, "open_tools", lambda device: tools)
        run(analysis.analyze(project, film.path))
    return path


@pytest.fixture
def project(analyzed: Path, tmp_path: Path) -> Iterator[Project]:
    """A copy of the analysed project, open for writing."""
    copy = tmp_path / "film.olat"
    copy.write_bytes(analyzed.read_bytes())
    with Project.open(copy) as opened:
        yield opened
