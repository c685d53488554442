"""The benchmarks run from end to end, at a small size."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]


def run_benchmark(name: str, *words: str) -> str:
    """What a benchmark prints, run as a process of its own."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / name), *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Two seconds of moving noise in 1080p."""
    path = tmp_path / "film.mp4"
    blocks = np.random.default_rng(3).integers(0, 255, (18, 32, 3), np.uint8)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", 25, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 1920, 1080, "yuv420p"
        for shift in range(50):
            image = np.roll(blocks, shift, axis=1).repeat(60, axis=0).repeat(60, axis=1)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, "rgb24")))
        container.mux(stream.encode(None))
    return path


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="the baseline is the ffmpeg program, which is not here")
def test_speed_is_a_ratio_to_bare_decoding_and_memory_is_told(film: Path) -> None:
    printed = run_benchmark("speed.py", "--film", str(film), "--no-loop")
    rows = {line.split()[0]: line.split() for line in printed.splitlines() if line}
    assert float(rows["analysis"][2]) > 0
    assert 50 < float(rows["analysis"][-1]) < 1500


@pytest.mark.usefixtures("shared")
def test_accuracy_of_one_clip_is_scored_against_its_truth() -> None:
    printed = run_benchmark("segments.py", "visualvoice_interview")
    with_photos = printed.split("Photos of")[0]
    f1 = float(with_photos.split("mean F1")[1].split(",")[0])
    assert f1 >= 0.95


@pytest.mark.usefixtures("shared")
def test_claims_are_compared_with_what_is_true(tmp_path: Path) -> None:
    picture = tmp_path / "diagram.png"
    printed = run_benchmark("reliability.py", "--variant", "installed", "--png", str(picture), "ft_simon_easy1")
    (seen,) = [line for line in printed.splitlines() if line.startswith("seen:")]
    # One person who shows nearly all the time: whatever is claimed is true, and is claimed surely.
    assert float(seen.split()[-1]) < 0.1
    assert picture.with_stem("diagram-installed").stat().st_size > 1000
