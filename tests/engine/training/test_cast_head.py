"""A head for the cast of one project: learnt from corrections, kept only where held-back ones are told better."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs PyTorch, which trains")

from engine.errors import UserError  # noqa: E402
from engine.media.probe import probe  # noqa: E402
from engine.models.heads import cast_head, head_path  # noqa: E402
from engine.progress import run  # noqa: E402
from engine.store.cache import stage_key  # noqa: E402
from engine.store.project import Project  # noqa: E402
from engine.store.scan import SCAN, ScanChunk  # noqa: E402
from engine.timebase import Span  # noqa: E402
from engine.training.cast_head import adapt_to_cast  # noqa: E402
from engine.training.data.projects import faces_of_projects, voices_of_projects  # noqa: E402
from engine.types import Correction, Feature, Shot, Track  # noqa: E402


def still(folder: Path) -> Path:
    """A film of one grey second, since a project is about some film."""
    import av

    path = folder / "still.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for place in range(10):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 128, np.uint8), format="rgb24")
            frame.pts, frame.time_base = place, Fraction(1, 10)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def project(folder: Path, confused: bool, named: int = 24) -> Path:
    """Two look-alikes in 24 tracks: they differ in one direction, and light changes all faces in another, more."""
    path = folder / "film.olat"
    dice = np.random.default_rng(4)
    vectors = np.zeros((24, 5, 32))
    vectors[..., 0] = 1.0
    vectors[..., 1] = np.where(np.arange(24) % 2, 0.25, -0.25)[:, None]
    vectors[..., 2] = dice.normal(size=(24, 1)) * (1.0 if confused else 0.0)
    vectors += dice.normal(size=vectors.shape) * 0.01
    vectors /= np.linalg.norm(vectors, axis=2, keepdims=True)
    with Project.create(path) as made:
        record, _ = made.media.add(probe(still(folder)))
        span = Span(Fraction(0), Fraction(1))
        tracks = tuple(
            Track(
                number,
                "face",
                0,
                span,
                np.array([0]),
                np.ones((1, 4), np.float32),
                np.ones(1, np.float32),
                np.zeros((1, 5, 2), np.float32),
            )
            for number in range(25)
        )
        features = [
            Feature(number, "sface", vectors[number].astype(np.float32), np.ones(5, np.float32)) for number in range(24)
        ]
        features.append(Feature(24, "sface", vectors[0].astype(np.float32), np.ones(5, np.float32)))
        key = stage_key(SCAN, "1", {}, {})
        made.scans.commit_scan_chunk(
            record.id, key, ScanChunk(Fraction(1), (Shot(0, span),), tracks, (), tuple(features)), last=True
        )
        for number in range(named):
            made.corrections.add(record.id, Correction("is", (number,), name="Ada" if number % 2 else "Bruno"))
        made.corrections.add(record.id, Correction("not a face", (24,)))
    return path


def test_corrections_are_labels_and_what_shows_nobody_is_left_out(tmp_path: Path) -> None:
    samples = faces_of_projects([project(tmp_path, True, named=4)])
    assert samples.names == ("Ada", "Bruno")
    assert samples.model == "sface"
    assert len(np.unique(samples.tracks)) == 24
    assert np.bincount(samples.labels + 1).tolist() == [100, 10, 10]
    with pytest.raises(UserError, match="no voices"):
        voices_of_projects([tmp_path / "film.olat"])


def test_a_head_that_tells_held_back_tracks_better_is_kept_beside_the_project(tmp_path: Path) -> None:
    path = project(tmp_path, confused=True)
    result = run(adapt_to_cast(path))
    assert result.tracks == 24
    assert result.after > result.before
    assert result.path == head_path(path)
    head = cast_head(path)
    assert head is not None
    assert (head.model, head.tracks) == ("sface", 24)
    assert (head.before, head.after) == pytest.approx((result.before, result.after))
    vectors = faces_of_projects([path]).vectors
    adapted = head.adapted(vectors)
    assert np.linalg.norm(adapted, axis=1) == pytest.approx(1, abs=1e-5)
    assert not np.allclose(adapted, vectors, atol=1e-2)


def test_a_head_that_helps_nobody_is_not_kept_and_leaves_an_earlier_one(tmp_path: Path) -> None:
    path = project(tmp_path, confused=False)
    head_path(path).write_bytes(b"earlier")
    result = run(adapt_to_cast(path))
    assert (result.before, result.path) == (1.0, None)
    assert head_path(path).read_bytes() == b"earlier"
    assert cast_head(path) is None


def test_too_few_corrections_are_told(tmp_path: Path) -> None:
    path = project(tmp_path, True, named=4)
    with pytest.raises(UserError, match=r"4 named tracks of 2 people .* too few"):
        run(adapt_to_cast(path))
    with pytest.raises(UserError, match="no project"):
        run(adapt_to_cast(tmp_path / "nothing.olat"))
