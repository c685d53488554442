"""The player: the frame that is asked for is the frame that is shown, boxes in step, and only the kept is played."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.commands import Choice
from app.main_window import MainWindow
from app.player.overlay import Overlay, box_at
from app.player.playback import Playback
from app.player.stills import Still, Stills
from app.session import Card, Scene, Session
from engine.media.probe import probe
from engine.timebase import Span
from engine.types import Shot, Track

from .conftest import number_of

Settle = Callable[[Session], None]
WAIT_MS = 20_000


@pytest.fixture
def stills(session: Session, numbered: Path) -> Iterator[Stills]:
    stills = Stills(session, probe(numbered))
    yield stills
    stills.close()


@pytest.mark.parametrize("number", [0, 1, 39, 40, 41, 79, 149])
def test_shown_frame_is_the_asked_frame(stills: Stills, qtbot: QtBot, number: int) -> None:
    with qtbot.waitSignal(stills.ready) as heard:
        stills.ask(Fraction(number, 30))

    still: Still = heard.args[0]
    assert number_of(still.image) == number
    assert still.time == Fraction(number, 30)


def test_steps_and_seeks_in_the_window_show_exact_frames(
    window: MainWindow, numbered: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    film = tmp_path / "numbered.mp4"
    film.write_bytes(numbered.read_bytes())
    window.open(film)
    player = window.player
    qtbot.waitUntil(lambda: window.session.edges is not None and not player.is_busy, timeout=WAIT_MS)
    shown = []
    for act in (
        lambda: player.seek(Fraction(2)),
        lambda: player.step(1),
        lambda: player.step(-2),
        lambda: player.step(-100),
        lambda: player.seek(Fraction(999)),
        lambda: player.step(-1),
    ):
        act()
        qtbot.waitUntil(lambda: not player.is_busy)
        shown.append(number_of(player.canvas.image))

    assert shown == [60, 61, 59, 0, 149, 148]
    assert player.bar.number.text() == "#149"
    assert player.bar.clock.text() == "00:00:04:28"


def test_boxes_lie_between_the_frames_that_were_looked_at() -> None:
    boxes = np.array([[0, 0, 10, 10], [100, 50, 20, 10]], np.float32)
    track = Track(
        7, "face", 0, Span(Fraction(0), Fraction(1)), np.array([0, 10]), boxes, np.ones(2), np.zeros((2, 5, 2))
    )

    assert box_at(track, 5) == (50, 25, 15, 10)
    assert box_at(track, -3) == (0, 0, 10, 10)
    assert box_at(track, 99) == (100, 50, 20, 10)


def test_marks_name_everyone_in_the_picture_and_nobody_else(numbered: Path) -> None:
    media = probe(numbered)
    shots = (Shot(0, Span(Fraction(0), Fraction(2))), Shot(1, Span(Fraction(2), Fraction(5))))
    spans = {1: (0, 0, 2), 2: (0, 1, 2), 3: (1, 2, 5), 9: (0, 0, 2)}
    tracks = {
        number: Track(
            number, "face", shot, Span(Fraction(a), Fraction(b)), np.array([media.clock.pts(Fraction(a))]),
            np.ones((1, 4), np.float32), np.full(1, 0.9, np.float32), np.zeros((1, 5, 2), np.float32),
        )
        for number, (shot, a, b) in spans.items()
    }  # fmt: skip
    cards = tuple(
        Card(number, f"P{number}", (number,), Fraction(1), 1, Fraction(0), 1.0, False, True) for number in (1, 2, 3)
    )
    overlay = Overlay(Scene(media, shots, tracks, cards))

    assert [mark.name for mark in overlay.at(Fraction(1, 2))] == ["P1"]
    assert [mark.name for mark in overlay.at(Fraction(3, 2))] == ["P1", "P2"]
    assert [mark.name for mark in overlay.at(Fraction(2))] == ["P3"]
    assert overlay.at(Fraction(7)) == []


def test_click_on_a_face_in_the_picture_chooses_the_person(full: MainWindow, qtbot: QtBot, settled: Settle) -> None:
    player = full.player
    player.seek(Fraction(29))
    qtbot.waitUntil(lambda: not player.is_busy)
    marks = [mark for mark in player.canvas.marks if not mark.is_body]
    assert len(marks) == 2

    for mark, keys in ((marks[0], Qt.KeyboardModifier.NoModifier), (marks[1], Qt.KeyboardModifier.ControlModifier)):
        spot = player.canvas._box(mark).center().toPoint()
        qtbot.mouseClick(player.canvas, Qt.MouseButton.LeftButton, keys, spot)
    settled(full.session)

    assert {lane.name for lane in full.session.cut.lanes} == {mark.name for mark in marks}
    assert not player.is_playing


def test_play_moves_the_picture_and_pause_keeps_the_frame(full: MainWindow, qtbot: QtBot) -> None:
    player = full.player
    times: list[Fraction] = []
    player.moved.connect(times.append)
    player.seek(Fraction(10))
    player.toggle()
    qtbot.waitUntil(lambda: player.time > Fraction(21, 2), timeout=WAIT_MS)
    player.pause()
    qtbot.waitUntil(lambda: not player.is_busy)

    assert not player.is_playing
    assert times == sorted(times)
    assert times[0] == 10
    assert player.canvas.time <= player.time < player.canvas.time + Fraction(1, 25)


def test_only_look_plays_the_kept_segments_and_nothing_between(numbered: Path, qtbot: QtBot) -> None:
    spans = [Span(Fraction(1, 2), Fraction(1)), Span(Fraction(2), Fraction(5, 2)), Span(Fraction(4), Fraction(9, 2))]
    playback = Playback(numbered)
    shown: list[tuple[Fraction, float]] = []
    playback.shown.connect(lambda frame, at: shown.append((at, time.monotonic())))
    with qtbot.waitSignal(playback.ended, timeout=WAIT_MS):
        playback.play(Fraction(0), spans)
    playback.close()

    longest = max(after - before for (_, before), (_, after) in pairwise(shown))
    # A player that had to run through what is left out would need at least as long as that is.
    assert longest < 0.9
    slack = Fraction(1, 1000)
    assert all(any(span.start - slack <= at < span.end for span in spans) for at, _ in shown)
    for span in spans:
        inside = [at for at, _ in shown if span.start - slack <= at < span.end]
        assert inside[0] <= span.start + Fraction(1, 30) + slack
        assert inside[-1] >= span.end - Fraction(2, 30) - slack


def test_closing_while_frames_arrive_does_not_wait_for_them(numbered: Path, qtbot: QtBot) -> None:
    for _ in range(6):
        playback = Playback(numbered)
        playback.play(Fraction(1), [Span(Fraction(1), Fraction(2)), Span(Fraction(3), Fraction(4))])
        with qtbot.waitSignal(playback.shown, timeout=WAIT_MS):
            pass
        playback.close()


def test_only_look_without_segments_ends_at_once(numbered: Path, qtbot: QtBot) -> None:
    playback = Playback(numbered)
    with qtbot.waitSignal(playback.ended):
        playback.play(Fraction(0), [])
    playback.close()

    assert not playback.is_playing


def test_spans_that_come_while_it_plays_are_played_without_a_new_start(numbered: Path, qtbot: QtBot) -> None:
    """As while an analysis goes on and finds more of the person."""
    first, second, third = (Span(Fraction(a), Fraction(b)) for a, b in ((0, 2), (3, "7/2"), (4, "9/2")))
    playback = Playback(numbered)
    shown: list[int] = []
    playback.shown.connect(lambda frame, _: shown.append(number_of(frame.toImage())))
    with qtbot.waitSignal(playback.ended, timeout=WAIT_MS):
        playback.play(Fraction(0), [first])
        qtbot.waitUntil(lambda: len(shown) > 2, timeout=WAIT_MS)
        assert playback.follow([first, second, third])
        assert not playback.follow([second, third])
    playback.close()

    assert shown == [*range(60), *range(90, 105), *range(120, 135)]


def test_cut_that_becomes_empty_while_it_plays_ends_the_play(full: MainWindow, qtbot: QtBot, settled: Settle) -> None:
    full.session.pick(Choice((full.session.scene.cards[0].anchor,)))
    settled(full.session)
    full.player.bar.only_look.setChecked(True)
    full.player.toggle()
    assert full.player.is_playing
    full.session.change_rules(replace(full.session.rules, min_length=Fraction(1000)), 1)
    settled(full.session)
    qtbot.waitUntil(lambda: not full.player.is_busy)

    assert not full.player.is_playing


def test_jumps_go_from_edge_to_edge(full: MainWindow, qtbot: QtBot, settled: Settle) -> None:
    full.session.pick(Choice((full.session.scene.cards[0].anchor,)))
    settled(full.session)
    first, second = full.session.cut.segments[:2]
    full.player.seek(first.span.start)
    seen = []
    for direction in (1, 1, -1):
        full.player.jump(direction)
        seen.append(full.player.time)

    assert seen == [first.span.end, second.span.start, first.span.end]
    qtbot.waitUntil(lambda: not full.player.is_busy)
