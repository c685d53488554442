"""The edit list under the mouse and the keys."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QInputDialog
from pytestqt.qtbot import QtBot

from app.commands import Choice, Marker
from app.main_window import MainWindow
from app.session import Session
from app.theme import theme_of
from app.timeline import geometry as geo
from app.timeline.canvas import TimelineCanvas
from app.timeline.menu import CutMenu, MarkerMenu
from engine.timebase import Span

ANSWER_MS = 20_000
LEFT = Qt.MouseButton.LeftButton
PLAIN, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
KEY = Qt.Key
TO = Fraction


@pytest.fixture
def hand(full: MainWindow, settled: Callable[[Session], None], qtbot: QtBot) -> "Hand":
    full.session.pick(Choice((full.session.scene.cards[0].anchor,)))
    settled(full.session)
    full.timeline.canvas.setFocus()
    hand = Hand(full, settled, qtbot)
    assert len(hand.spans) >= 3
    return hand


class Hand:
    """Touches the timeline as a person does."""

    def __init__(self, window: MainWindow, settled: Callable[[Session], None], qtbot: QtBot) -> None:
        self.window, self.session, self._settled, self._qtbot = window, window.session, settled, qtbot
        self.canvas: TimelineCanvas = window.timeline.canvas
        self.begun = window.session.undo_stack.count()

    @property
    def spans(self) -> list[Span]:
        return [one.span for one in self.session.cut.segments]

    @property
    def steps(self) -> int:
        return self.session.undo_stack.count() - self.begun

    def row(self, kind: str) -> geo.Row:
        return next(row for row in self.canvas.rows if row.kind == kind)

    def at(self, time: Fraction | float, shift_px: float = 0, kind: str = "cut") -> QPoint:
        row = self.row(kind)
        return QPoint(round(self.canvas.view.x(time) + shift_px), row.top + row.height // 2)

    def drag(self, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        self.press(start, modifiers)
        for share in (1, 2, 3):
            self.move(start + (end - start) * share / 3, modifiers)
        self.release(end, modifiers)

    def press(self, at: QPoint, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        self._qtbot.mousePress(self.canvas, LEFT, modifiers, at)

    def move(self, to: QPoint, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        # QTest sends moves without keys that are held.
        self.canvas.gestures.move(self.canvas.view, to.x(), modifiers)
        self.canvas.markers.move(self.canvas.view, to.x())

    def release(self, at: QPoint, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        self._qtbot.mouseRelease(self.canvas, LEFT, modifiers, at)
        self._settled(self.session)

    def click(self, at: QPoint, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        self._qtbot.mouseClick(self.canvas, LEFT, modifiers, at)
        self._settled(self.session)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        self._qtbot.keyClick(self.canvas, key, modifiers)
        self._settled(self.session)

    def seek(self, time: Fraction) -> None:
        self.window.player.seek(time)
        self._qtbot.waitUntil(lambda: not self.window.player.is_busy, timeout=ANSWER_MS)

    def undo_all(self) -> None:
        while self.steps_left:
            self.session.undo_stack.undo()
        self._settled(self.session)

    @property
    def steps_left(self) -> int:
        return self.session.undo_stack.index() - self.begun


def middle(span: Span) -> Fraction:
    return (span.start + span.end) / 2


def test_dragged_edge_is_shown_at_once_and_is_one_step(hand: Hand) -> None:
    before = hand.spans
    start = hand.at(before[0].end)
    hand.press(start)
    hand.move(start - QPoint(30, 0), ALT)
    shown = hand.canvas.gestures.drag.shown[0][1]
    assert shown.start == before[0].start
    assert shown.end < before[0].end
    assert hand.spans == before
    picture = hand.canvas.grab().toImage()
    dense, row = picture.devicePixelRatio(), hand.row("cut")
    inside, free = (
        picture.pixelColor(round(hand.canvas.view.x(time) * dense), round((row.bottom - 8) * dense)).name()
        for time in (shown.start + TO("0.2"), shown.end + (before[0].end - shown.end) / 2)
    )
    theme = theme_of(hand.canvas.palette())
    assert (inside, free) == (theme.kept, theme.ground)
    hand.move(start - QPoint(20, 0), ALT)
    hand.release(start - QPoint(20, 0))

    after = hand.spans
    assert after[1:] == before[1:]
    assert float(before[0].end - after[0].end) == pytest.approx(20 / hand.canvas.view.px_per_s, abs=0.05)
    assert after[0].end in set(hand.session.edges)
    assert hand.steps == 1
    assert hand.session.undo_stack.undoText() == "Trim of segment 1"
    assert hand.canvas.gestures.drag is None
    hand.undo_all()
    assert hand.spans == before


def test_edge_stops_at_its_neighbour_and_both_roll_with_control(hand: Hand) -> None:
    before = hand.spans
    hand.drag(hand.at(before[0].end), hand.at(middle(before[1])))
    touching = hand.spans
    assert len(touching) == len(before)
    assert touching[0].end == touching[1].start
    assert abs(touching[0].end - before[1].start) < TO(1, 20)

    hand.drag(hand.at(touching[0].end), hand.at(touching[0].end, 25), CONTROL)
    rolled = hand.spans
    assert rolled[0].end == rolled[1].start > touching[0].end
    assert (rolled[0].start, rolled[1].end) == (touching[0].start, touching[1].end)
    assert hand.session.undo_stack.undoText() == "Roll of segments 1 and 2"


def test_edge_snaps_to_the_playhead_unless_told_otherwise(hand: Hand) -> None:
    first = hand.spans[0]
    playhead = hand.session.editing.on_frame(middle(first))
    hand.seek(playhead)
    hand.canvas.show_time(playhead)
    hand.drag(hand.at(first.end), hand.at(playhead, 4))
    assert hand.spans[0].end == playhead

    hand.session.undo_stack.undo()
    hand.drag(hand.at(first.end), hand.at(playhead, 4), ALT)
    assert hand.spans[0].end != playhead

    hand.session.undo_stack.undo()
    hand.key(KEY.Key_N)
    assert not hand.window.timeline.snapping.isChecked()
    hand.drag(hand.at(first.end), hand.at(playhead, 4))
    assert hand.spans[0].end != playhead


def test_escape_lets_go_of_a_drag(hand: Hand) -> None:
    before = hand.spans
    start = hand.at(before[0].end)
    hand.press(start)
    hand.move(start - QPoint(30, 0))
    hand.key(KEY.Key_Escape)
    hand.release(start - QPoint(30, 0))

    assert hand.spans == before
    assert hand.steps == 0


def test_segment_is_added_by_dragging_and_selected(hand: Hand) -> None:
    before = hand.spans
    gap = Span(before[0].end, before[1].start)
    hand.drag(hand.at(middle(gap), -10), hand.at(middle(gap), 12))

    assert len(hand.spans) == len(before) + 1
    assert hand.spans[1].start < middle(gap) < hand.spans[1].end
    assert {hand.spans[1].start, hand.spans[1].end} <= set(hand.session.edges)
    assert hand.canvas.selection.indexes == {1}
    assert hand.session.undo_stack.undoText() == "Segment added"


def test_click_selects_and_control_and_shift_select_more(hand: Hand) -> None:
    spans = hand.spans
    hand.click(hand.at(middle(spans[0])))
    assert hand.canvas.selection.indexes == {0}
    hand.click(hand.at(middle(spans[2])), SHIFT)
    assert hand.canvas.selection.indexes == {0, 1, 2}
    hand.click(hand.at(middle(spans[1])), CONTROL)
    assert hand.canvas.selection.indexes == {0, 2}
    assert "2" in hand.canvas.accessibleDescription()
    hand.key(KEY.Key_Escape)
    assert hand.canvas.selection.indexes == frozenset()
    hand.key(KEY.Key_A, CONTROL)
    assert len(hand.canvas.selection.indexes) == len(spans)
    assert hand.steps == 0


def test_click_on_the_empty_lane_moves_the_playhead_and_selects_nothing(hand: Hand, qtbot: QtBot) -> None:
    spans = hand.spans
    hand.click(hand.at(middle(spans[0])))
    time = (spans[0].end + spans[1].start) / 2
    hand.click(hand.at(time))
    qtbot.waitUntil(lambda: abs(hand.window.player.time - time) < TO(1, 5), timeout=ANSWER_MS)

    assert hand.canvas.selection.indexes == frozenset()


def test_drag_of_a_body_changes_nothing(hand: Hand) -> None:
    before = hand.spans
    hand.drag(hand.at(middle(before[0])), hand.at(middle(before[0]), 60), CONTROL)

    assert hand.spans == before
    assert hand.steps == 0


def test_keys_split_delete_and_undo(hand: Hand) -> None:
    before = hand.spans
    time = hand.session.editing.on_frame(middle(before[1]))
    hand.seek(time)
    hand.key(KEY.Key_S)
    assert hand.spans == [before[0], Span(before[1].start, time), Span(time, before[1].end), *before[2:]]
    hand.key(KEY.Key_Delete)
    assert hand.spans == [before[0], Span(before[1].start, time), *before[2:]]
    hand.undo_all()
    assert hand.spans == before


def test_delete_and_go_on_moves_to_the_next_segment(hand: Hand, qtbot: QtBot) -> None:
    before = hand.spans
    hand.click(hand.at(middle(before[0])))
    hand.key(KEY.Key_Delete, SHIFT)
    assert hand.spans == before[1:]
    qtbot.waitUntil(lambda: hand.window.player.time == before[1].start, timeout=ANSWER_MS)


def test_keyboard_alone_chooses_trims_and_adds(hand: Hand, qtbot: QtBot) -> None:
    before = hand.spans
    hand.seek(TO(0))
    hand.key(KEY.Key_BracketRight)
    hand.key(KEY.Key_BracketRight)
    assert hand.canvas.selection.indexes == {1}
    qtbot.waitUntil(lambda: not hand.window.player.is_busy, timeout=ANSWER_MS)
    inside = hand.session.editing.on_frame(middle(before[1]))
    hand.seek(inside)
    hand.key(KEY.Key_I)
    assert hand.spans[1] == Span(inside, before[1].end)
    hand.key(KEY.Key_BracketLeft)
    assert hand.canvas.selection.indexes == {0}
    hand.key(KEY.Key_Escape)
    hand.undo_all()

    end = hand.session.scene.whole.end
    free = next(
        Span(a, b) for a, b in zip([TO(0), *(s.end for s in before)], [*(s.start for s in before), end], strict=True)
        if b - a > 5
    )  # fmt: skip
    hand.seek(hand.session.editing.on_frame(free.start + TO("2.2")))
    hand.key(KEY.Key_I)
    assert hand.spans == before
    hand.seek(hand.session.editing.on_frame(free.start + TO("2.6")))
    hand.key(KEY.Key_O, SHIFT)
    assert len(hand.spans) == len(before) + 1


def test_inversion_keeps_what_was_dropped(hand: Hand) -> None:
    before = hand.spans
    hand.key(KEY.Key_I, CONTROL)
    whole = hand.session.scene.whole.duration
    assert hand.session.cut.duration == whole - sum(span.duration for span in before)
    hand.key(KEY.Key_I, CONTROL)
    assert hand.spans == before


def test_rules_version_comes_back_for_what_is_selected(hand: Hand) -> None:
    before = hand.spans
    hand.drag(hand.at(before[0].end), hand.at(before[0].end, -20))
    hand.drag(hand.at(before[2].end), hand.at(before[2].end, -20))
    hand.click(hand.at(middle(before[0])))
    hand.key(KEY.Key_R, SHIFT)

    assert hand.spans[0] == before[0]
    assert hand.spans[2] != before[2]


def test_copy_puts_rows_of_the_table_on_the_clipboard(hand: Hand) -> None:
    hand.click(hand.at(middle(hand.spans[1])))
    hand.key(KEY.Key_C, CONTROL)
    lines = QGuiApplication.clipboard().text().splitlines()

    assert lines[0] == "person_label,start_s,end_s,modality,confidence"
    assert lines[1].startswith(hand.session.cut.segments[1].person)


def test_rules_panel_export_and_edits_agree(hand: Hand) -> None:
    hand.click(hand.at(middle(hand.spans[0])))
    hand.key(KEY.Key_Delete)

    assert hand.window.rules._figures["segments"].text() == str(len(hand.spans))


def test_marker_is_set_moved_named_and_removed(hand: Hand, qtbot: QtBot) -> None:
    time = hand.session.editing.on_frame(TO(10))
    hand.seek(time)
    hand.key(KEY.Key_M)
    assert hand.session.markers == (Marker(time),)

    hand.drag(hand.at(time, 3, "markers"), hand.at(time, 63, "markers"))
    moved = hand.session.markers[0].time
    assert float(moved - time) == pytest.approx(60 / hand.canvas.view.px_per_s, abs=0.1)

    hand.click(hand.at(moved, 3, "markers"))
    qtbot.waitUntil(lambda: hand.window.player.time == moved, timeout=ANSWER_MS)

    menu = context_menu(hand, hand.at(moved, 3, "markers"), MarkerMenu)
    act(menu, "Name…")
    dialog = next(one for one in hand.canvas.findChildren(QInputDialog) if one.isVisible())
    dialog.setTextValue("Entrance")
    dialog.accept()
    assert hand.session.markers == (Marker(moved, "Entrance"),)

    qtbot.waitUntil(lambda: not hand.window.player.is_busy, timeout=ANSWER_MS)
    hand.canvas.deeds.toggle_marker()
    assert hand.session.markers == ()
    hand.undo_all()
    assert hand.session.markers == ()


def context_menu(hand: Hand, at: QPoint, kind: type[CutMenu] | type[MarkerMenu]) -> CutMenu | MarkerMenu:
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, hand.canvas.mapToGlobal(at))
    QApplication.sendEvent(hand.canvas, event)
    return next(one for one in hand.canvas.findChildren(kind) if one.isVisible())


def act(menu: CutMenu | MarkerMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text().partition("\t")[0] == text).trigger()
    menu.close()


def test_menu_of_a_segment_splits_where_the_mouse_is_and_deletes(hand: Hand, settled: Callable) -> None:
    before = hand.spans
    act(context_menu(hand, hand.at(middle(before[0])), CutMenu), "Split here")
    settled(hand.session)
    assert len(hand.spans) == len(before) + 1
    act(context_menu(hand, hand.at(middle(before[1])), CutMenu), "Delete")
    settled(hand.session)
    assert middle(before[1]) not in [middle(span) for span in hand.spans]
    act(context_menu(hand, hand.at(middle(before[1])), CutMenu), "Take the rules' version here")
    settled(hand.session)
    assert before[1] in hand.spans
    act(context_menu(hand, hand.at(middle(before[1])), CutMenu), "Take the rules' version of everything")
    settled(hand.session)
    assert hand.spans == before


def test_double_click_plays_around_the_nearest_edge(hand: Hand, qtbot: QtBot) -> None:
    span = hand.spans[0]
    heard: list[Fraction] = []
    hand.window.timeline.around_asked.disconnect(hand.window.player.play_around)
    hand.window.timeline.around_asked.connect(heard.append)
    qtbot.mouseDClick(hand.canvas, LEFT, PLAIN, hand.at(span.end, -10))
    # Else the button stays down for the tests that follow.
    qtbot.mouseRelease(hand.canvas, LEFT, PLAIN, hand.at(span.end, -10))

    assert heard == [span.end]


def test_cursor_says_what_can_be_held(hand: Hand) -> None:
    # Not the first one: at its start the lane may begin, too, and a pixel before that is another widget's.
    span = hand.spans[1]
    for time, shift, cursor in (
        (span.end, 0, Qt.CursorShape.SizeHorCursor),
        (middle(span), 0, Qt.CursorShape.ArrowCursor),
        (span.start, -1, Qt.CursorShape.SizeHorCursor),
    ):
        place = hand.at(time, shift)

        def is_shown(place: QPoint = place, cursor: Qt.CursorShape = cursor) -> bool:
            # Qt leaves out a move to where the mouse is thought to be already, so it comes from elsewhere each time.
            hand._qtbot.mouseMove(hand.canvas, QPoint(place.x(), 1))
            hand._qtbot.mouseMove(hand.canvas, place)
            return hand.canvas.cursor().shape() == cursor

        hand._qtbot.waitUntil(is_shown)


def test_tip_tells_of_the_hand(hand: Hand) -> None:
    before = hand.spans
    assert "by hand" not in hand.canvas.tip_at(QPointF(hand.at(middle(before[0]))))
    hand.drag(hand.at(before[0].end), hand.at(before[0].end, -20))

    assert "by hand" in hand.canvas.tip_at(QPointF(hand.at(middle(before[0]), -10)))
