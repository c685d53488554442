"""Bodies on the picture: only while the face does not show, thinner, and a click on them picks the person."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from app.player.overlay import Overlay
from app.session import Card, Scene, Sighting
from engine.identify.bodies import Claim
from engine.timebase import Span
from engine.types import AudioStream, Kind, Media, Shot, Track, VideoStream

FACE, BODY, OTHER = 1, 2, 3
NO_SOUND: tuple[AudioStream, ...] = ()


def track(number: int, kind: Kind, start: int, end: int, box: tuple[float, float, float, float]) -> Track:
    stamps = np.array([start * 1000, end * 1000 - 1], np.int64)
    return Track(
        number, kind, 0, Span(Fraction(start), Fraction(end)), stamps, np.array([box, box], np.float32),
        np.array([0.9, 0.9], np.float32), np.zeros((2, 5, 2), np.float32),
    )  # fmt: skip


@pytest.fixture
def scene() -> Scene:
    """Ada's face shows for four of ten seconds, her body for all of them; somebody is only ever seen from behind."""
    zero, one = Fraction(0), Fraction(1)
    video = VideoStream(
        0, "h264", "", "yuv420p", 640, 360, 0, one, Fraction(1, 1000), zero, Fraction(10), Fraction(25), False, 250,
        "", "",
    )  # fmt: skip
    media = Media(Path("a.mp4"), "mp4", zero, Fraction(10), video, NO_SOUND, ())
    tracks = [
        track(FACE, "face", 0, 4, (100, 50, 40, 50)),
        track(BODY, "body", 0, 10, (60, 40, 120, 300)),
        track(OTHER, "body", 0, 10, (400, 40, 120, 300)),
    ]
    whole = Span(zero, Fraction(10))
    ada = Card(FACE, "Ada", (FACE,), one, 1, zero, 0.9, True, True, bodies=(Claim(BODY, whole, 0.8),))
    behind = Card(OTHER, "Person 2", (OTHER,), one, 1, zero, 0.9, False, True, bodies=(Claim(OTHER, whole, 0.7),))
    return Scene(media, (Shot(0, whole),), {each.id: each for each in tracks}, (ada, behind))


def test_body_is_marked_only_while_the_face_does_not_show(scene: Scene) -> None:
    overlay = Overlay(scene)

    assert [(mark.name, mark.is_body) for mark in overlay.at(Fraction(2))] == [("Ada", False), ("Person 2", True)]
    later = overlay.at(Fraction(6))
    assert [(mark.name, mark.is_body, mark.box) for mark in later] == [
        ("Ada", True, (60, 40, 120, 300)), ("Person 2", True, (400, 40, 120, 300)),
    ]  # fmt: skip


def test_click_on_a_body_means_its_person(scene: Scene) -> None:
    marks = Overlay(scene).at(Fraction(6))

    assert [scene.card_of(mark.track).name for mark in marks] == ["Ada", "Person 2"]


def test_radar_that_sees_the_face_needs_no_body(scene: Scene) -> None:
    seen = Sighting((100.0, 50.0, 40.0, 50.0), FACE, 0.9)
    marks = Overlay(scene).with_radar(Fraction(6), [seen], "Unknown")

    assert [(mark.name, mark.is_body) for mark in marks] == [("Ada", False), ("Person 2", True)]
