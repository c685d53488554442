"""Small pictures of a film: the right ones, soon, and never more than may be kept."""

import threading
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.session import FilmStrip, Wanted, film_strip
from engine.errors import UnreadableMedia
from engine.media.probe import probe
from engine.media.reader import open_reader
from engine.protocols import FrameReader
from engine.types import Frame, Media

SOON_MS = 20_000
FRAME = Fraction(1, 25)
Number = Callable[[QImage], int]


def wanted(*numbers: int, late: Fraction = Fraction(0)) -> list[Wanted]:
    return [Wanted(number, number * FRAME, late) for number in numbers]


@pytest.fixture
def strip_of(qapp: object) -> Iterator[Callable[..., FilmStrip]]:
    made: list[FilmStrip] = []

    def make(film: Path, opened: Callable[[Media, int], FrameReader] = open_reader) -> FilmStrip:
        made.append(FilmStrip(probe(film), opened))
        return made[-1]

    yield make
    for strip in made:
        strip.close()
        strip.deleteLater()


def test_exact_frames_where_pictures_lie_close_together(
    numbered: Callable[..., Path], strip_of: Callable[..., FilmStrip], number_in: Number, qtbot: QtBot
) -> None:
    strip = strip_of(numbered(200))
    numbers = [0, 1, 2, 49, 50, 51, 120, 199]
    strip.want(wanted(*numbers))
    qtbot.waitUntil(lambda: not strip.busy, timeout=SOON_MS)

    assert [number_in(strip.get(number, 1)) for number in numbers] == numbers
    assert strip.get(0, 1).height() == film_strip.HIGH_PX


def test_key_frames_are_enough_where_pictures_lie_far_apart(
    numbered: Callable[..., Path], strip_of: Callable[..., FilmStrip], number_in: Number, qtbot: QtBot
) -> None:
    def refuse(media: Media, width: int) -> FrameReader:
        raise AssertionError("no exact frame is needed")

    strip = strip_of(numbered(400, gop=25), refuse)
    numbers = [0, 64, 128, 192, 256, 320, 384]
    strip.want(wanted(*numbers, late=64 * FRAME))
    qtbot.waitUntil(lambda: not strip.busy, timeout=SOON_MS)

    assert [number_in(strip.get(number, 64)) for number in numbers] == [number // 25 * 25 for number in numbers]


def test_a_key_frame_from_too_far_back_is_replaced_by_the_exact_frame(
    numbered: Callable[..., Path], strip_of: Callable[..., FilmStrip], number_in: Number, qtbot: QtBot
) -> None:
    strip = strip_of(numbered(200, gop=1000))
    seen: list[int] = []
    strip.ready.connect(lambda: seen.append(number_in(strip.get(160, 16))))
    strip.want(wanted(160, late=16 * FRAME))
    qtbot.waitUntil(lambda: not strip.busy, timeout=SOON_MS)

    assert seen == [0, 160]


def test_earlier_neighbour_stands_in_until_the_picture_comes(
    numbered: Callable[..., Path], strip_of: Callable[..., FilmStrip], number_in: Number, qtbot: QtBot
) -> None:
    strip = strip_of(numbered(100))
    strip.want(wanted(32))
    qtbot.waitUntil(lambda: not strip.busy, timeout=SOON_MS)

    assert number_in(strip.get(48, 16)) == 32
    assert strip.get(31, 16) is None
    assert strip.get(97, 16) is None


class Slow:
    """A reader that waits in its first frame until it is let on, and writes down what it is asked."""

    def __init__(self, reader: FrameReader) -> None:
        self.reader, self.asked = reader, []
        self.begun, self.go = threading.Event(), threading.Event()

    def at(self, time: Fraction) -> Frame:
        self.asked.append(round(time / FRAME))
        self.begun.set()
        assert self.go.wait(SOON_MS / 1000)
        return self.reader.at(time)

    def close(self) -> None:
        self.reader.close()


def test_what_was_scrolled_away_is_not_read(
    numbered: Callable[..., Path], strip_of: Callable[..., FilmStrip], qtbot: QtBot
) -> None:
    film = numbered(100)
    slow = Slow(open_reader(probe(film), 96))
    strip = strip_of(film, lambda media, width: slow)
    strip.want(wanted(*range(10)))
    qtbot.waitUntil(slow.begun.is_set, timeout=SOON_MS)
    strip.want(wanted(80, 81))
    slow.go.set()
    qtbot.waitUntil(lambda: not strip.busy, timeout=SOON_MS)

    assert slow.asked == [0, 80, 81]


def test_closing_does_not_read_what_is_left(
    numbered: Callable[..., Path], strip_of: Callable[..., FilmStrip], qtbot: QtBot
) -> None:
    film = numbered(100)
    slow = Slow(open_reader(probe(film), 96))
    strip = strip_of(film, lambda media, width: slow)
    strip.want(wanted(*range(50)))
    qtbot.waitUntil(slow.begun.is_set, timeout=SOON_MS)
    slow.go.set()
    strip.close()

    assert len(slow.asked) < 50
    assert strip._thread.isFinished()


def test_no_more_is_kept_than_may_be(
    numbered: Callable[..., Path], strip_of: Callable[..., FilmStrip], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film_strip, "KEPT_BYTES", 5 * 171 * 96 * 3 + 10_000)
    strip = strip_of(numbered(100))
    for first in (0, 4, 8):
        strip.want(wanted(*range(first, first + 4)))
        qtbot.waitUntil(lambda: not strip.busy, timeout=SOON_MS)

    assert len(strip._kept) == 5
    assert strip._order == sorted(strip._kept) == [7, 8, 9, 10, 11]
    assert strip._bytes == sum(kept.image.sizeInBytes() for kept in strip._kept.values())


def test_film_that_cannot_be_read_leaves_its_places_empty(
    numbered: Callable[..., Path], strip_of: Callable[..., FilmStrip], qtbot: QtBot
) -> None:
    def broken(media: Media, width: int) -> FrameReader:
        raise UnreadableMedia(media.path, "it is gone")

    strip = strip_of(numbered(30), broken)
    strip.want(wanted(3))
    qtbot.waitUntil(lambda: not strip.busy, timeout=SOON_MS)

    assert strip.get(3, 1).isNull()
