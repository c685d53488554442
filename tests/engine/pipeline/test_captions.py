"""Captions of whole films: what is read in the picture, and subtitles beside the file, kept in the project."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from engine.pipeline.analysis import Film, analyze
from engine.pipeline.captions import read_captions
from engine.progress import Progress, run
from engine.store.project import Project
from engine.types import Caption

RATE = 10
WORDS = "Meanwhile in Lisbon"
SHOWN = (2.0, 5.0)


@pytest.fixture
def film(tmp_path: Path) -> Iterator[Film]:
    """Eight seconds in which words stand from second 2 to 5; the cut lies at 5."""
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=RATE, options={"crf": "20", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = 480, 270, "yuv420p"
        rows, columns = np.mgrid[:270, :480]
        for number in range(8 * RATE):
            time = number / RATE
            first, second = (rows // 2, columns // 3) if time < SHOWN[1] else (255 - rows, 255 - columns // 2)
            image = np.stack([first, second, (rows + columns) // 4], axis=-1).astype(np.uint8)
            if SHOWN[0] <= time < SHOWN[1]:
                cv2.putText(image, WORDS, (60, 230), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (255, 255, 255), 2, cv2.LINE_AA)
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with Project.create(tmp_path / "film.olat") as project:
        yield run(analyze(project, path))


def times(caption: Caption) -> tuple[float, float]:
    return float(caption.span.start), float(caption.span.end)


def test_words_in_the_picture_are_read_with_their_time(film: Film) -> None:
    (one,) = run(read_captions(film))

    assert (one.text, one.source) == (WORDS, "picture")
    # Half the distance of two looks, and the cut to the frame.
    assert times(one)[0] == pytest.approx(SHOWN[0], abs=0.6)
    assert times(one)[1] == pytest.approx(SHOWN[1], abs=0.11)


def test_subtitles_beside_the_film_come_along_and_nothing_is_read_twice(film: Film) -> None:
    film.media.path.with_suffix(".srt").write_text("1\n00:00:01,000 --> 00:00:02,500\nGood evening.\n")
    first = run(read_captions(film))
    job, steps = read_captions(film), 0
    try:
        while True:
            assert isinstance(next(job), Progress)
            steps += 1
    except StopIteration as stop:
        again = stop.value

    assert [one.text for one in first if one.source == "subtitle"] == ["Good evening."]
    assert [one.text for one in first if one.source == "picture"] == [WORDS]
    assert again == first
    assert steps == 0


def test_captions_go_with_their_film(film: Film) -> None:
    run(read_captions(film))
    film.project.erase_media(film.media_id)

    assert film.project.captions.load(film.media_id) == ()
