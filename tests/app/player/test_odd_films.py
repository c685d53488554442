"""Films of changing rate, turned, of oblong pixels, that begin late: stills and playback show the same right frames."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.player.canvas import PictureCanvas
from app.player.playback import Playback
from app.player.stills import Still, Stills
from app.session import Scene, Session
from engine.media.probe import probe

from .conftest import UNEVEN, MakeFilm, number_of

WAIT_MS = 30_000
EVEN = tuple(Fraction(number, 25) for number in range(45))


@dataclass(frozen=True)
class Odd:
    """A film and what is known of it. `size`: of its display picture."""

    path: Path
    times: tuple[Fraction, ...]
    size: tuple[int, int]
    rotation: int = 0


KINDS = {
    "changing rate": ("film.mp4", {"stamps": UNEVEN[:45]}, (128, 64)),
    "changing rate in Matroska": ("film.mkv", {"stamps": UNEVEN[:45]}, (128, 64)),
    "turned by 90": ("film.mp4", {"rotation": 90, "stamps": EVEN}, (64, 128)),
    "turned by 180": ("film.mp4", {"rotation": 180, "stamps": EVEN}, (128, 64)),
    "turned by 270": ("film.mp4", {"rotation": 270, "stamps": EVEN}, (64, 128)),
    "wide pixels": ("film.mp4", {"aspect": Fraction(3, 2), "stamps": EVEN}, (192, 64)),
    "high pixels": ("film.mp4", {"aspect": Fraction(2, 3), "stamps": EVEN}, (128, 96)),
    "turned wide pixels": ("film.mp4", {"rotation": 90, "aspect": Fraction(3, 2), "stamps": EVEN}, (64, 192)),
    "begins late": ("film.mp4", {"stamps": tuple(time + Fraction(1, 2) for time in EVEN)}, (128, 64)),
    "begins below zero": ("film.mkv", {"stamps": tuple(time - Fraction(1, 5) for time in EVEN)}, (128, 64)),
}


@pytest.fixture(scope="module", params=KINDS)
def odd(request: pytest.FixtureRequest, make_numbered: MakeFilm) -> Odd:
    name, how, size = KINDS[request.param]
    stamps = how["stamps"]
    # Player time begins with the container, whatever number it begins with.
    times = tuple(time - stamps[0] for time in stamps)
    return Odd(make_numbered(name, **how), times, size, how.get("rotation", 0))


@pytest.fixture
def stills(session: Session, odd: Odd) -> Iterator[Stills]:
    stills = Stills(session, probe(odd.path))
    yield stills
    stills.close()


def test_stills_are_upright_of_the_right_shape_and_the_frames_asked_for(odd: Odd, stills: Stills, qtbot: QtBot) -> None:
    for number in (0, 1, 29, 39, 40, 44, 43):
        with qtbot.waitSignal(stills.ready, timeout=WAIT_MS) as heard:
            stills.ask(odd.times[number])
        still: Still = heard.args[0]
        assert (still.image.width(), still.image.height()) == odd.size
        assert number_of(still.image, odd.rotation) == number
        assert still.time == odd.times[number]


def test_playback_shows_each_frame_as_the_stills_do(odd: Odd, qtbot: QtBot) -> None:
    playback = Playback(odd.path)
    shown: list[tuple[Fraction, QImage]] = []
    playback.shown.connect(lambda frame, at: shown.append((at, frame.toImage())))
    with qtbot.waitSignal(playback.ended, timeout=WAIT_MS):
        playback.play(Fraction(0))
    playback.close()

    assert [number_of(image, odd.rotation) for _, image in shown] == list(range(len(odd.times)))
    assert {(image.width(), image.height()) for _, image in shown} == {odd.size}
    assert all(abs(at - time) < Fraction(1, 1000) for (at, _), time in zip(shown, odd.times, strict=True))


def test_picture_keeps_the_shape_that_the_film_is_meant_to_have(odd: Odd, qtbot: QtBot) -> None:
    canvas = PictureCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.show_scene(Scene(probe(odd.path)))

    area = canvas.picture_rect()
    assert area.width() / area.height() == pytest.approx(odd.size[0] / odd.size[1])
    assert 400 - area.width() < 1 or 300 - area.height() < 1
