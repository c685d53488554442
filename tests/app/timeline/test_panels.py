"""The timeline under the mouse, and the rules as sliders."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from pytestqt.qtbot import QtBot

from app.commands import Choice
from app.main_window import MainWindow
from app.session import Session
from app.timeline import geometry as geo
from app.timeline.canvas import TimelineCanvas

Settle = Callable[[Session], None]


@pytest.fixture
def chosen(full: MainWindow, settled: Settle) -> MainWindow:
    full.session.pick(Choice((full.session.scene.cards[0].anchor,)))
    settled(full.session)
    return full


def row_of(canvas: TimelineCanvas, kind: str) -> geo.Row:
    return next(row for row in canvas.rows if row.kind == kind)


def wheel(canvas: object, x: int, notches: int) -> None:
    at = QPointF(x, 40)
    event = QWheelEvent(
        at, at, QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    canvas.wheelEvent(event)


def test_press_moves_the_playhead_to_the_mouse(full: MainWindow, qtbot: QtBot) -> None:
    canvas = full.timeline.canvas
    row = row_of(canvas, "ruler")
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(canvas.width() // 2, row.top + 5))
    qtbot.waitUntil(lambda: not full.player.is_busy)

    assert float(full.player.time) == pytest.approx(26.5, abs=0.1)


def test_wheel_zooms_around_the_mouse(full: MainWindow) -> None:
    canvas = full.timeline.canvas
    before = canvas.view.time(300)
    wheel(canvas, 300, 5)

    assert not canvas.view.is_whole
    assert canvas.view.time(300) == pytest.approx(before, abs=0.01)
    full.timeline.fit()
    assert canvas.view.is_whole


def test_overview_moves_the_view(full: MainWindow, qtbot: QtBot) -> None:
    canvas = full.timeline.canvas
    wheel(canvas, 0, 10)
    qtbot.mouseClick(
        canvas, Qt.MouseButton.LeftButton, pos=QPoint(canvas.width() // 2, row_of(canvas, "overview").top + 2)
    )

    middle = canvas.view.time(canvas.width() / 2)
    assert middle == pytest.approx(26.5, abs=0.2)


def test_lane_and_segments_are_painted_where_they_are(chosen: MainWindow) -> None:
    canvas = chosen.timeline.canvas
    picture = canvas.grab().toImage()
    scale = picture.devicePixelRatio()
    row = row_of(canvas, "cut")
    segment = chosen.session.cut.segments[0].span
    inside = canvas.view.x((segment.start + segment.end) / 2)
    gap = canvas.view.x((segment.end + chosen.session.cut.segments[1].span.start) / 2)
    y = row.bottom - 6

    colours = [picture.pixelColor(int(x * scale), int(y * scale)).name() for x in (inside, gap)]
    assert colours[0] != colours[1]


def test_stripes_that_find_no_room_are_scrolled_under_the_ruler(full: MainWindow, settled: Settle) -> None:
    canvas, cards = full.timeline.canvas, full.session.scene.cards
    full.session.pick(Choice(tuple(card.anchor for card in cards[:3])))
    settled(full.session)
    staying = {kind: row_of(canvas, kind) for kind in ("overview", "ruler", "cut")}
    film = row_of(canvas, "film")

    assert full.timeline.bar.maximum() == geo.height(canvas.plan) - canvas.height() > 0
    full.timeline.bar.setValue(50)
    assert row_of(canvas, "film").top == film.top - 50
    assert {kind: row_of(canvas, kind) for kind in staying} == staying
    assert staying["cut"].bottom <= canvas.height()


def test_slider_changes_the_cut_live_and_undo_moves_it_back(chosen: MainWindow, qtbot: QtBot, settled: Settle) -> None:
    slider = chosen.rules.sliders["min_length"].slider
    before, value = chosen.session.cut, slider.value()
    slider.setSliderDown(True)
    for length in (20, 30, 40):
        slider.setValue(length)
    slider.setSliderDown(False)
    settled(chosen.session)

    assert chosen.session.rules.min_length == 4
    assert len(chosen.session.cut.segments) < len(before.segments)
    assert chosen.rules._figures["segments"].text() == str(len(chosen.session.cut.segments))

    chosen.session.undo_stack.undo()
    settled(chosen.session)
    assert slider.value() == value
    assert chosen.session.cut == before


def test_usual_rules_come_back_in_one_step(chosen: MainWindow, qtbot: QtBot, settled: Settle) -> None:
    qtbot.keyClick(chosen.rules.sliders["merge_gap"].slider, Qt.Key.Key_End)
    qtbot.keyClick(chosen.rules.sliders["pad_after"].slider, Qt.Key.Key_Home)
    assert chosen.session.rules.merge_gap == 10
    chosen.rules._reset.click()

    assert chosen.session.rules.merge_gap == 1
    assert not chosen.rules._reset.isEnabled()
    chosen.session.undo_stack.undo()
    assert chosen.session.rules.pad_after == Fraction(0)
    settled(chosen.session)


def test_snapping_is_a_rule_like_the_others(chosen: MainWindow, settled: Settle) -> None:
    chosen.rules.snap.click()
    settled(chosen.session)

    assert chosen.session.rules.snap_to_shots
    chosen.session.undo_stack.undo()
    assert not chosen.rules.snap.isChecked()
    settled(chosen.session)


def test_tip_tells_of_the_segment_under_the_mouse(chosen: MainWindow, qtbot: QtBot) -> None:
    canvas = chosen.timeline.canvas
    span = chosen.session.cut.segments[0].span
    row = row_of(canvas, "cut")
    text = canvas.tip_at(QPointF(canvas.view.x((span.start + span.end) / 2), row.top + 5))

    assert chosen.session.cut.segments[0].person in text
    assert canvas.tip_at(QPointF(canvas.view.x(span.end) + 2, row.top + 5)) == ""
