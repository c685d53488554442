"""What the timeline shows: which stripes there are, what is painted on them, and how seldom."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.commands import Choice, Marker
from app.main_window import MainWindow
from app.session import Session, derive
from app.theme import theme_of
from app.timeline import geometry as geo
from app.timeline.canvas import TimelineCanvas
from app.timeline.paint import Backdrop
from engine.timebase import Span
from engine.types import Evidence

Settle = Callable[[Session], None]
SOON_MS = 20_000


@pytest.fixture
def chosen(full: MainWindow, settled: Settle, qtbot: QtBot) -> MainWindow:
    full.session.pick(Choice((full.session.scene.cards[0].anchor,)))
    settled(full.session)
    qtbot.waitUntil(lambda: not full.session.waveform.busy, timeout=SOON_MS)
    full.timeline.canvas.grab()
    qtbot.waitUntil(lambda: not full.session.film_strip.busy, timeout=SOON_MS)
    return full


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    """A second of film whose first frame has the timecode 10:00:00:00."""
    path = tmp_path / "coded.mov"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        stream.metadata["timecode"] = "10:00:00:00"
        for number in range(25):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 8 * number, np.uint8), "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def row_of(canvas: TimelineCanvas, kind: str, modality: str = "") -> geo.Row:
    return next(row for row in canvas.rows if row.kind == kind and row.modality == modality)


def colours(canvas: TimelineCanvas, row: geo.Row) -> list[set[str]]:
    """The colours in each column of a stripe, playhead apart."""
    image: QImage = canvas.grab().toImage()
    dense = image.devicePixelRatio()
    columns = []
    for x in range(canvas.width()):
        ys = range(round(row.top * dense), round(row.bottom * dense))
        columns.append({QColor(image.pixel(round(x * dense), y)).name() for y in ys})
    return columns


def spans(*times: tuple[int, int]) -> list[Span]:
    return [Span(Fraction(start), Fraction(end)) for start, end in times]


def test_evidence_is_told_apart_by_modality_and_what_says_nothing_is_left_out() -> None:
    claims = [
        Evidence(derive.NOBODY, span, modality, confidence)
        for modality, confidence, some in (
            ("voice", 0.6, spans((1, 3), (5, 6))),
            ("face", 0.9, spans((0, 2), (1, 4))),
        )
        for span in some
    ]
    claims.append(Evidence("Bruno", Span(Fraction(0), Fraction(9)), "body", 0.9))
    found = dict(derive._by_modality(claims))

    assert list(found) == ["face", "voice"]
    assert list(zip(found["face"].starts, found["face"].ends, strict=True)) == [(0, 4)]
    assert list(zip(found["voice"].starts, found["voice"].ends, strict=True)) == [(1, 3), (5, 6)]
    assert list(found["voice"].values) == [0.6, 0.6]


def test_person_has_a_stripe_for_each_modality_with_data_and_no_other(chosen: MainWindow) -> None:
    (lane,) = chosen.session.cut.lanes
    shown = [row.modality for row in chosen.timeline.canvas.rows if row.kind == "evidence"]

    assert shown == [modality for modality, _ in lane.evidence]
    assert "face" in shown
    assert all(len(marks.starts) for _, marks in lane.evidence)


def test_evidence_is_shown_though_no_rule_uses_it(chosen: MainWindow, settled: Settle) -> None:
    chosen.session.change_rules(replace(chosen.session.rules, modalities=frozenset({"voice"})), 1)
    settled(chosen.session)
    (lane,) = chosen.session.cut.lanes

    assert "face" in dict(lane.evidence)
    assert len(dict(lane.evidence)["face"].starts) > 0


def test_evidence_is_painted_where_the_face_shows(chosen: MainWindow) -> None:
    canvas, (lane,) = chosen.timeline.canvas, chosen.session.cut.lanes
    marks = dict(lane.evidence)["face"]
    columns = colours(canvas, row_of(canvas, "evidence", "face"))
    head = canvas.view.x(chosen.player.time)
    inside = geo.columns(marks.starts, marks.ends, marks.values, canvas.view) > 0
    person = theme_of(canvas.palette()).person(0).name()
    far = [x for x in range(canvas.width()) if abs(x - head) > 8]

    assert [person in columns[x] for x in far] == [bool(inside[x]) for x in far]


def test_sound_is_painted_where_it_is_loud(chosen: MainWindow) -> None:
    canvas, peaks = chosen.timeline.canvas, chosen.session.waveform.peaks
    assert peaks is not None
    row = row_of(canvas, "sound")
    muted = theme_of(canvas.palette()).muted
    image = canvas.grab().toImage()
    seen = peaks.columns(canvas.view.left, 1 / canvas.view.px_per_s, canvas.width())
    heights = [
        sum(QColor(image.pixel(x, y)).name() == muted for y in range(row.top, row.bottom))
        for x in range(10, canvas.width())
    ]
    loud, quiet = (seen[10:, 1] - seen[10:, 0] > 0.5), (seen[10:, 1] - seen[10:, 0] < 0.05)

    assert loud.any()
    assert quiet.any()
    assert min(height for height, is_loud in zip(heights, loud, strict=True) if is_loud) > row.height / 5
    assert max(height for height, is_quiet in zip(heights, quiet, strict=True) if is_quiet) <= 4


def test_film_strip_fills_with_pictures(chosen: MainWindow) -> None:
    canvas = chosen.timeline.canvas
    columns = colours(canvas, row_of(canvas, "film"))
    empty = theme_of(canvas.palette()).raised
    many = [len(seen) > 5 for seen in columns]

    assert sum(many) > 0.7 * len(many)
    assert not any(seen == {empty} for seen in columns)


def test_playhead_moves_over_a_picture_that_is_not_painted_anew(
    chosen: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas, painted = chosen.timeline.canvas, []
    usual = Backdrop._paint
    monkeypatch.setattr(Backdrop, "_paint", lambda *args: (painted.append(1), usual(*args))[1])
    before = canvas.grab().toImage()
    canvas.show_time(Fraction(5))
    after = canvas.grab().toImage()

    assert painted == []
    assert before != after
    head = theme_of(canvas.palette()).playhead
    assert QColor(after.pixel(round(canvas.view.x(5)), row_of(canvas, "shots").top + 4)).name() == head
    canvas.zoom(2)
    canvas.grab()
    assert painted == [1]


def test_markers_have_a_stripe_as_long_as_there_are_some(chosen: MainWindow, settled: Settle) -> None:
    session, canvas = chosen.session, chosen.timeline.canvas
    assert not [row for row in canvas.rows if row.kind == "markers"]
    session.use_markers((Marker(Fraction(10), "Kiss"), Marker(Fraction(40))))
    settled(session)
    columns = colours(canvas, row_of(canvas, "markers"))
    flag = theme_of(canvas.palette()).warning

    assert [flag in columns[round(canvas.view.x(time)) + 2] for time in (10, 25, 40)] == [True, False, True]


def test_page_keys_and_the_wheel_scroll_the_stripes(full: MainWindow, settled: Settle, qtbot: QtBot) -> None:
    session, panel = full.session, full.timeline
    session.pick(Choice(tuple(card.anchor for card in session.scene.cards[:3])))
    settled(session)
    qtbot.waitUntil(lambda: panel.bar.maximum() > 30, timeout=SOON_MS)
    qtbot.keyClick(panel.canvas, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: panel.bar.value() == panel.bar.maximum(), timeout=SOON_MS)
    # Qt hands on to the panel what the names and the canvas do not want.
    turn(panel, 1)
    qtbot.waitUntil(lambda: panel.bar.value() < panel.bar.maximum(), timeout=SOON_MS)


def turn(widget: QWidget, notches: int) -> None:
    """Turn the wheel up over the middle of a widget."""
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at, widget.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_ruler_and_counter_begin_with_the_timecode_of_the_file_unless_that_is_not_wanted(
    window: MainWindow, coded: Path, qtbot: QtBot
) -> None:
    window.open(coded)
    qtbot.waitUntil(lambda: window.session.edges is not None and not window.player.is_busy, timeout=SOON_MS)
    window.session.cancel_analysis()
    before, counter = window.timeline.canvas.grab().toImage(), window.player.bar.clock
    assert counter.text() == "10:00:00:00"
    window.timeline.source_timecode.trigger()
    after = window.timeline.canvas.grab().toImage()

    assert counter.text() == "00:00:00:00"
    ruler = row_of(window.timeline.canvas, "ruler")
    lines = range(ruler.top, ruler.bottom)
    assert any(before.pixel(x, y) != after.pixel(x, y) for x in range(80) for y in lines)


def test_names_stand_beside_their_stripes(chosen: MainWindow) -> None:
    names, canvas = chosen.timeline.names, chosen.timeline.canvas
    image = names.grab().toImage()
    row = row_of(canvas, "evidence", "face")
    person = theme_of(names.palette()).person(0).name()

    assert names.height() == canvas.height()
    assert names.y() == canvas.y()
    found = {QColor(image.pixel(x, row.top + 5)).name() for x in range(names.width())}
    assert person in found
