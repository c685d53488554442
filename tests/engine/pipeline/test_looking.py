"""Between two looks that show the same nothing is looked at; where they differ, as much as it takes."""

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.describe.chips import Chip, looks
from engine.detect.sampling import RATES, SamplingRate
from engine.detect.zoom import Zoom
from engine.media.probe import probe
from engine.pipeline.looking import same_faces
from engine.pipeline.pieces import Look
from engine.pipeline.scan import Scanner
from engine.pipeline.tools import Tools
from engine.settings import AnalysisSettings
from engine.store.scan import ScanChunk, ScanState
from engine.types import Detections, Floats, Pixels, Track

if TYPE_CHECKING:
    from tests.engine.pipeline.conftest import Film
else:
    Film = object

POINTS = np.array([[0.32, 0.4], [0.68, 0.4], [0.5, 0.58], [0.36, 0.76], [0.64, 0.76]], np.float32)


def look(*boxes: tuple[float, float, float, float], score: float = 0.9, seed: int = 1) -> Look:
    """Sharp large faces at `boxes`; `seed` decides on their colours."""
    rng = np.random.default_rng(seed)
    sides = np.array(boxes, np.float32).reshape(-1, 4)
    chips = []
    for _ in boxes:
        image: Pixels = rng.integers(0, 255, (6, 6, 3), np.uint8).repeat(32, 0).repeat(32, 1)
        chips.append(Chip(image, (POINTS * 96 + 48).astype(np.float32), 100.0))
    vectors: Floats = np.stack([looks(chip) for chip in chips]) if chips else np.zeros((0, 108), np.float32)
    points = np.zeros((len(sides), 5, 2), np.float32)
    found = Detections(0, sides, np.full(len(sides), score, np.float32), points)
    return Look(0, Fraction(0), found, tuple(chips), vectors, Zoom(320, Fraction(0)))


def test_faces_that_hardly_moved_are_the_same_in_whatever_order() -> None:
    one, other = look((10, 10, 100, 100), (300, 10, 100, 100)), look((305, 12, 100, 100), (12, 10, 100, 100))
    alike = replace(other, looks=one.looks[::-1])
    assert same_faces(one, alike) == [(0, 1), (1, 0)]


def test_two_empty_looks_are_the_same() -> None:
    assert same_faces(look(), look()) == []


@pytest.mark.parametrize(
    "other",
    [look(), look((150, 10, 100, 100)), look((10, 10, 100, 100), (300, 10, 90, 90)), look((10, 10, 100, 100), seed=2)],
    ids=["gone", "moved", "one more", "of other colours"],
)
def test_looks_differ_where_a_face_comes_goes_moves_or_changes(other: Look) -> None:
    one = look((10, 10, 100, 100))
    assert same_faces(one, one) == [(0, 0)]
    assert same_faces(one, other) is None
    assert same_faces(other, one) is None


def test_a_person_who_comes_makes_looks_differ() -> None:
    def with_people(count: int) -> Look:
        boxes = np.array([[200.0 * i, 0, 100, 300] for i in range(count)], np.float32).reshape(-1, 4)
        people = Detections(0, boxes, np.full(count, 0.8, np.float32), np.zeros((count, 0, 2), np.float32))
        return replace(look((10, 10, 100, 100)), people=people)

    assert same_faces(with_people(2), with_people(2)) == [(0, 0)]
    assert same_faces(with_people(1), with_people(2)) is None


class Counting:
    """The detector, with a count of the pictures that it was shown."""

    def __init__(self, tools: Tools) -> None:
        self._detector = tools.detector
        self.count = 0

    def detect(self, image: Pixels, pts: int, scale: float) -> Detections:
        self.count += 1
        return self._detector.detect(image, pts, scale)


def test_calm_shots_take_fewer_looks_and_their_tracks_stay_where_they_are(
    film: Film, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scanned() -> tuple[int, list[Track]]:
        counting = Counting(tools)
        scanner = Scanner(
            probe(film.path), AnalysisSettings(), replace(tools, detector=counting), ScanState(None, False, 0, "{}")
        )
        chunks: list[ScanChunk] = [chunk for chunk in scanner.chunks() if chunk is not None]
        calm = [t for c in chunks for t in c.tracks if t.kind == "face" and t.span.start < film.dissolve[0]]
        return counting.count, calm

    few, foretold = scanned()
    rate = RATES["balanced"]
    monkeypatch.setitem(RATES, "balanced", SamplingRate(rate.busy_s, rate.calm_s, rate.busy_s))
    many, looked = scanned()
    assert few < many
    assert len(foretold) == len(looked)
    for mine, theirs in zip(foretold, looked, strict=True):
        assert mine.pts.tolist() == theirs.pts.tolist()
        shown = (mine.scores > 0.5) & (theirs.scores > 0.5)
        assert np.abs(mine.boxes - theirs.boxes)[shown].max() < 25
