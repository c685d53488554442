"""Self-made values with known content for the tests of the project file."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from engine.store.cache import StageKey, stage_key
from engine.store.project import Project
from engine.store.scan import SCAN, ScanChunk
from engine.timebase import Span
from engine.types import AudioStream, Crop, Feature, Media, Shot, SubtitleStream, Track, VideoStream


def media_at(path: Path, content: bytes = b"film") -> Media:
    """Facts of an NTSC film, with a file of `content` in its place: the store reads bytes, never pictures."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    rate = Fraction(30000, 1001)
    video = VideoStream(
        index=0,
        codec="h264",
        profile="High",
        pixel_format="yuv420p",
        width=720,
        height=480,
        rotation=90,
        pixel_aspect=Fraction(8, 9),
        time_base=Fraction(1, 90000),
        start=Fraction(1001, 30000),
        duration=Fraction(1001, 10),
        frame_rate=rate,
        variable_rate=False,
        frames=3000,
        timecode="01:00:00;00",
        reel="A001",
    )
    audio = AudioStream(1, "aac", 48000, 2, "stereo", Fraction(1, 48000), Fraction(0), Fraction(100), "eng", True)
    subtitles = SubtitleStream(2, "subrip", "zho", True)
    return Media(path, "mov,mp4", Fraction(-1, 3), Fraction(1001, 10), video, (audio,), (subtitles,))


def make_track(number: int, shot: int = 0, detections: int = 4, kind: str = "face") -> Track:
    """A track whose every value depends on its number, so that a mix-up shows."""
    rng = np.random.default_rng(number)
    landmarks = 5 if kind == "face" else 0
    start = Fraction(number * 1001, 30000)
    return Track(
        id=number,
        kind="face" if kind == "face" else "body",
        shot=shot,
        span=Span(start, start + Fraction(detections * 1001, 30000)),
        pts=np.arange(detections, dtype=np.int64) * 3003 + number,
        boxes=rng.random((detections, 4), dtype=np.float32) * 100,
        scores=rng.random(detections, dtype=np.float32),
        landmarks=rng.random((detections, landmarks, 2), dtype=np.float32),
    )


def make_chunk(number: int, tracks: int = 2, detections: int = 4, dimensions: int = 8) -> ScanChunk:
    """The chunk `number` of a film: one shot of ten seconds, `tracks` tracks, a crop and a feature for each."""
    start = Fraction(number * 10)
    made = tuple(make_track(number * tracks + i, number, detections) for i in range(tracks))
    rng = np.random.default_rng(number)
    crops = tuple(
        Crop(t.id, int(t.pts[0]), t.boxes[0], 0.5, b"\xff\xd8" + rng.bytes(200) + t.id.to_bytes(4, "big")) for t in made
    )
    features = tuple(Feature(t.id, "net", _unit(rng, 3, dimensions), t.scores[:3]) for t in made)
    shot = Shot(number, Span(start, start + 10), 0.75)
    return ScanChunk(start + 10, (shot,), made, crops, features, f'{{"chunk": {number}}}')


def _unit(rng: np.random.Generator, count: int, dimensions: int) -> np.ndarray:
    vectors = rng.standard_normal((count, dimensions)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def key() -> StageKey:
    return stage_key(SCAN, "1", {"quality": "balanced"}, {"net": "ab" * 32})


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "film.olat") as made:
        yield made


@pytest.fixture
def media_id(project: Project, tmp_path: Path) -> int:
    return project.media.add(media_at(tmp_path / "film.mp4"))[0].id


@pytest.fixture
def chunk() -> Callable[..., ScanChunk]:
    return make_chunk


@pytest.fixture
def track() -> Callable[..., Track]:
    return make_track


@pytest.fixture
def media() -> Callable[..., Media]:
    return media_at
