"""Captions read while a film is scanned are those of a pass of their own, wherever the scan was broken off."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from engine.media.probe import probe
from engine.media.video import VideoStreamer
from engine.pipeline.analysis import analyze
from engine.pipeline.captions import read_captions
from engine.pipeline.films import ANALYSED
from engine.pipeline.passing_text import PassingText
from engine.pipeline.senses import analyze_all
from engine.progress import run
from engine.store.project import Project
from engine.types import Caption, Media

RATE = 10


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds in three shots, each with words of its own."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=RATE, options={"crf": "20", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = 480, 270, "yuv420p"
        for number in range(12 * RATE):
            image = np.full((270, 480, 3), 40 + 80 * (number // (4 * RATE)), np.uint8)
            words = ("First of all", "Second to none", "Third time lucky")[number // (4 * RATE)]
            cv2.putText(image, words, (60, 230), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (255, 255, 0), 2, cv2.LINE_AA)
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "film.olat") as made:
        yield made


@pytest.fixture(scope="module")
def alone(film: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Caption, ...]:
    """What a pass for captions alone reads."""
    if PassingText.open_if_there(probe(film)) is None:
        pytest.skip("needs the weights for text: pip install --no-deps rapidocr")
    with Project.create(tmp_path_factory.mktemp("alone") / "film.olat") as made:
        return run(read_captions(run(analyze(made, film))))


def test_one_pass_reads_the_same_as_two(film: Path, project: Project, alone: tuple[Caption, ...]) -> None:
    found = run(analyze_all(project, probe(film), ANALYSED))

    assert [one.text for one in alone] == ["First of all", "Second to none", "Third time lucky"]
    assert project.captions.load(found.media_id) == alone


def test_the_film_is_decoded_once(
    film: Path, project: Project, alone: tuple[Caption, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []

    class Counted(VideoStreamer):
        def __init__(self, source: Media, **words: Any) -> None:
            opened.append(source)
            super().__init__(source, **words)

    monkeypatch.setattr("engine.pipeline.scan.VideoStreamer", Counted)
    monkeypatch.setattr("engine.pipeline.captions.VideoStreamer", Counted)
    run(analyze_all(project, probe(film), frozenset({"face", "caption"})))

    assert alone
    assert len(opened) == 1


def test_a_scan_that_was_broken_off_leaves_no_gap(film: Path, project: Project, alone: tuple[Caption, ...]) -> None:
    job = analyze_all(project, probe(film), ANALYSED)
    for _ in job:
        if project.database.rows("SELECT 1 FROM shot"):
            break
    job.close()
    found = run(analyze_all(project, probe(film), ANALYSED))

    assert project.captions.load(found.media_id) == alone


def test_a_scanned_film_is_read_afterwards(film: Path, project: Project, alone: tuple[Caption, ...]) -> None:
    run(analyze(project, film))
    found = run(analyze_all(project, probe(film), ANALYSED))

    assert project.captions.load(found.media_id) == alone


def test_only_whole_seconds_are_taken_over_from_a_pass(film: Path) -> None:
    passing = PassingText.open_if_there(probe(film))
    if passing is None:
        pytest.skip("needs the weights for text: pip install --no-deps rapidocr")
    passing.begin(Fraction(7, 2))

    assert passing.first_slot == 4
