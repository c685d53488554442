"""Text in pictures: lines that were drawn are found where they are and read letter by letter."""

import cv2
import numpy as np
import pytest

from engine.detect.text import TextFinder, joined
from engine.detect.text_reader import TextReader
from engine.types import Pixels

LINES = {"Anna Larsson": (60, 280), "Marine biologist": (60, 312)}


@pytest.fixture(scope="module")
def plate() -> Pixels:
    """A name plate on a picture that is not plain."""
    rows, columns = np.mgrid[:360, :640]
    image = np.stack([rows // 2, columns // 3, (rows + columns) // 5], axis=-1).astype(np.uint8)
    image[255:330, 40:330] = 30
    for text, at in LINES.items():
        cv2.putText(image, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.7, (240, 240, 240), 1, cv2.LINE_AA)
    return image


@pytest.fixture(scope="module")
def finder() -> TextFinder:
    found = TextFinder.open_if_there("cpu", 1)
    assert found, "the set-up installs the networks for text"
    return found


@pytest.fixture(scope="module")
def reader() -> TextReader:
    found = TextReader.open_if_there("cpu", 1)
    assert found
    return found


def test_lines_are_found_and_read(plate: Pixels, finder: TextFinder, reader: TextReader) -> None:
    lines = reader.read(plate, finder.find(plate).boxes)

    assert [line.text for line in lines] == list(LINES)
    for line, (x, baseline) in zip(lines, LINES.values(), strict=True):
        assert line.confidence > 0.9
        assert line.box[0] == pytest.approx(x, abs=8)
        assert line.box[1] + line.box[3] == pytest.approx(baseline, abs=10)


@pytest.mark.parametrize("factor", [0.75, 2.0])
def test_size_of_the_picture_does_not_matter(
    plate: Pixels, finder: TextFinder, reader: TextReader, factor: float
) -> None:
    scaled = cv2.resize(plate, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    boxes = finder.find(scaled).boxes

    assert [line.text for line in reader.read(scaled, boxes)] == list(LINES)
    assert boxes[0, 0] == pytest.approx(60 * factor, abs=16 * max(factor, 1))


def test_a_picture_without_text_has_none(finder: TextFinder, reader: TextReader) -> None:
    rows, columns = np.mgrid[:360, :640]
    image = np.stack([rows // 2, columns // 3, (rows + columns) // 5], axis=-1).astype(np.uint8)

    assert len(finder.find(image).boxes) == 0


def test_boxes_outside_the_picture_are_left_out(plate: Pixels, reader: TextReader) -> None:
    boxes = np.array([[700, 10, 50, 20], [10, 400, 50, 20], [0, 0, 1, 1]], np.float32)

    assert reader.read(plate, boxes) == []


def test_pieces_of_one_line_are_put_together() -> None:
    boxes = np.array([[110, 10, 60, 20], [20, 11, 80, 20], [400, 10, 60, 20], [20, 60, 80, 20]], np.float32)
    lines, scores = joined(boxes, np.array([0.9, 0.7, 0.8, 0.6], np.float32))

    assert sorted(map(tuple, lines.tolist())) == [(20, 10, 150, 21), (20, 60, 80, 20), (400, 10, 60, 20)]
    assert sorted(scores.tolist()) == pytest.approx([0.6, 0.7, 0.8])


def test_nothing_stays_nothing() -> None:
    lines, scores = joined(np.zeros((0, 4), np.float32), np.zeros(0, np.float32))

    assert lines.shape == (0, 4)
    assert scores.shape == (0,)
