"""The whole way as a user goes it: a film of people in, a cut of one person out, exact to the frame."""

import contextlib
import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from assets.demo.film import build_set
from assets.demo.places import HEIGHT, WIDTH
from assets.demo.portrait import photograph
from assets.demo.stage import frame_at
from assets.demo.story import SHOTS

ROOT = Path(__file__).resolve().parents[2]
RATE = 25
STRETCHES = ((1.0, 4.0), (5.6, 7.6), (28.0, 30.0))
"""Of the demo: ada, nobody, ada with bruno."""
FRAMES = 175
ADA = [*range(75), *range(125, 175)]
"""The frames that show her."""
PADDED = [*range(85), *range(120, 175)]
"""With the default padding: 0.4 s behind, 0.2 s in front."""
BITS, BLOCK = 10, 16


def numbered(image: NDArray[np.uint8], number: int) -> NDArray[np.uint8]:
    """The picture with its number in black and white blocks along its lower edge."""
    marked = image.copy()
    for bit in range(BITS):
        marked[-BLOCK:, bit * BLOCK : (bit + 1) * BLOCK] = 255 * (number >> bit & 1)
    return marked


def numbers_in(video: Path) -> list[int]:
    """The numbers of a video's pictures, in the order in which they are shown."""
    with av.open(str(video)) as container:
        lower = [frame.to_ndarray(format="gray")[-BLOCK:, : BITS * BLOCK] for frame in container.decode(video=0)]
    blocks = np.stack(lower).reshape(-1, BLOCK, BITS, BLOCK).mean(axis=(1, 3))
    return [int(number) for number in (blocks > 128) @ (1 << np.arange(BITS))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film and a photo."""
    folder = tmp_path_factory.mktemp("e2e")
    stage = build_set()
    times = [start + k / RATE for start, end in STRETCHES for k in range(round((end - start) * RATE))]
    with av.open(str(folder / "film.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=RATE, options={"g": "20", "preset": "veryfast"})
        stream.width, stream.height = WIDTH, HEIGHT
        for number, time_s in enumerate(times):
            image = numbered(frame_at(stage, SHOTS, time_s, {})[0], number)
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert numbers_in(folder / "film.mp4") == list(range(FRAMES))
    cv2.imwrite(str(folder / "ada.png"), photograph()[:330, 60:390, ::-1])
    return folder


@pytest.fixture
def onlylook(folder: Path) -> Iterator[object]:
    """Run the program as a user does, in the folder of the film."""

    def run(*arguments: str, code: int = 0) -> str:
        done = subprocess.run(command(arguments), cwd=folder, env=environment(), capture_output=True, text=True)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout

    return run


def command(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "engine.cli", *arguments]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no Ctrl-C to one process alone")
def test_ctrl_c_is_safe_and_the_next_run_goes_on(folder: Path, onlylook) -> None:
    program = subprocess.Popen(
        command(["analyze", "film.mp4", "--project", "stopped.olat"]),
        cwd=folder,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    project = folder / "stopped.olat"
    deadline = time.monotonic() + 60
    while not (project.exists() and chunks_in(project)) and program.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    program.send_signal(signal.SIGINT)
    _, said = program.communicate(timeout=60)
    # It may have been done just before the signal came.
    assert program.returncode in (130, 0)
    assert "Traceback" not in said
    unbroken = onlylook("segments", "film.mp4")
    assert onlylook("segments", "film.mp4", "--project", "stopped.olat") == unbroken


def chunks_in(project: Path) -> bool:
    import sqlite3

    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(sqlite3.connect(f"file:{project}?mode=ro", uri=True, timeout=0)) as database,
    ):
        return bool(database.execute("SELECT 1 FROM stage WHERE done_until IS NOT NULL").fetchone())
    return False


def test_from_film_to_cut_by_photo(folder: Path, onlylook) -> None:
    said = json.loads(onlylook("cut", "film.mp4", "--photo", "ada=ada.png", "-o", "ada.mp4", "--json"))
    found = numbers_in(folder / "ada.mp4")
    assert found == PADDED
    assert said["frames"] == len(PADDED)
    assert said["files"][0]["frames_copied"] >= 100
    (row, *rest) = list(csv.DictReader(onlylook("segments", "film.mp4", "--photo", "ada=ada.png").splitlines()))
    assert row["person_label"] == "ada"
    assert len(rest) == 1


def test_from_film_to_cut_by_table(folder: Path, onlylook) -> None:
    """What `segments` prints is what `cut --segments` keeps."""
    onlylook("segments", "film.mp4", "--photo", "ada=ada.png", "-o", "ada.csv")
    onlylook("cut", "film.mp4", "--segments", "ada.csv", "-o", "exact.mkv")
    assert numbers_in(folder / "exact.mkv") == ADA


@pytest.mark.parametrize("mode", ["smart", "encode"])
def test_named_person_is_cut_and_listed_alike(folder: Path, onlylook, mode: str) -> None:
    persons = json.loads(onlylook("people", "film.mp4", "--json"))["persons"]
    assert [person["screen_time_s"] for person in persons] == pytest.approx([5, 2], abs=0.1)
    onlylook("name", "film.mp4", "1", "Ada")
    onlylook("cut", "film.mp4", "--person", "Ada", "-o", "named.mp4", "--mode", mode)
    listed = json.loads(onlylook("export", "film.mp4", "--person", "Ada", "--format", "json", "-o", "-"))["segments"]
    frames = [
        number
        for segment in listed
        for number in range(round(Fraction(segment["start"]) * RATE), round(Fraction(segment["end"]) * RATE))
    ]
    assert numbers_in(folder / "named.mp4") == frames == PADDED
