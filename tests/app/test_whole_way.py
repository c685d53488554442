"""The whole way as a user goes it: from a film to a file that holds exactly the segments that were kept."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.commands import Choice
from app.main_window import MainWindow
from app.session import Card, Session
from engine.timebase import Span

KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
ANALYSIS_MS = 240_000
WAIT_MS = 60_000


@dataclass
class Way:
    """What is done and looked at on the way."""

    window: MainWindow
    qtbot: QtBot
    settled: Callable[[Session], None]

    @property
    def session(self) -> Session:
        return self.window.session

    @property
    def cards(self) -> list[Card]:
        assert self.session.scene is not None
        return [card for card in self.session.scene.cards if card.known]

    @property
    def spans(self) -> list[Span]:
        return [one.span for one in self.session.cut.segments]

    def wait(self, met: Callable[[], bool], at_most_ms: int = WAIT_MS) -> None:
        self.qtbot.waitUntil(met, timeout=at_most_ms)

    def settle(self) -> None:
        self.settled(self.session)
        self.wait(lambda: not self.window.player.is_busy)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(self.window.timeline.canvas, key, modifiers)
        self.settle()

    def seek(self, time: Fraction) -> None:
        self.window.player.seek(time)
        self.settle()

    # The stations, in order.

    def open(self, film: Path) -> None:
        self.window.open(film)
        self.wait(lambda: self.session.status.state == "done", ANALYSIS_MS)
        self.wait(lambda: self.session.edges is not None)
        self.settle()
        assert len(self.cards) >= 2

    def name_merge_and_split(self) -> None:
        people, first, second = self.session.people, *self.cards[:2]
        people.rename(first, "Ada")
        self.settle()
        people.merge([second], self.session.scene.card_of(first.anchor))
        self.settle()
        joined = self.session.scene.card_of(first.anchor)
        assert joined.name == "Ada"
        assert set(joined.tracks) >= {*first.tracks, *second.tracks}
        people.split_off(joined, second.tracks)
        self.settle()
        assert self.session.scene.card_of(second.anchor) is not self.session.scene.card_of(first.anchor)

    def pick_and_rule(self, anchor: int) -> None:
        self.session.pick(Choice((anchor,)))
        self.settle()
        before = self.session.cut.duration
        assert before > 0
        slider = self.window.rules.sliders["pad_after"].slider
        self.qtbot.keyClick(slider, KEY.Key_Home)
        self.settle()
        assert self.session.cut.duration < before

    def trim_by_hand(self) -> None:
        """An edge is dragged, then a segment split in its middle."""
        self.window.timeline.canvas.setFocus()
        canvas, before = self.window.timeline.canvas, self.spans
        row = next(row for row in canvas.rows if row.kind == "cut")
        start = QPoint(round(canvas.view.x(before[0].end)), row.top + row.height // 2)
        end = start - QPoint(round(canvas.view.px_per_s * float(before[0].duration) / 4) + 4, 0)
        self.qtbot.mousePress(canvas, LEFT, pos=start)
        canvas.gestures.move(canvas.view, end.x(), Qt.KeyboardModifier.AltModifier)
        self.qtbot.mouseRelease(canvas, LEFT, pos=end)
        self.settle()
        assert self.spans[0].end < before[0].end
        assert self.spans[1:] == before[1:]
        longest = max(self.spans, key=lambda span: span.duration)
        self.seek(self.session.editing.on_frame((longest.start + longest.end) / 2))
        self.key(KEY.Key_S)
        assert len(self.spans) == len(before) + 1

    def undo_everything_and_come_back(self, cast: list[Card]) -> None:
        kept = self.spans
        while self.session.undo_stack.canUndo():
            self.session.undo_stack.undo()
        self.settle()
        assert self.cards == cast
        assert self.spans == []
        while self.session.undo_stack.canRedo():
            self.session.undo_stack.redo()
        self.settle()
        assert self.spans == kept

    def only_look(self) -> None:
        """To the end: nothing is shown that was not kept."""
        player, shown = self.window.player, []
        self.seek(self.spans[-1].start)
        player.bar.only_look.setChecked(True)
        player.bar.rate.setCurrentIndex(player.bar.rate.count() - 1)
        player.moved.connect(shown.append)
        player.toggle()
        self.wait(lambda: not player.is_playing)
        self.settle()
        player.moved.disconnect(shown.append)
        frame = Fraction(1, 20)
        assert shown
        assert all(any(span.start - frame <= at <= span.end + frame for span in self.spans) for at in shown)
        player.bar.only_look.setChecked(False)

    def review(self) -> None:
        """One answer by a key, taken back, so that the cut is the same after it."""
        page, kept = self.window.review, self.spans
        self.window.toggle_review()
        self.wait(lambda: not page.review.is_working)
        self.settle()
        if page.review.question is not None:
            self.qtbot.keyClick(page, KEY.Key_Y)
            self.settle()
            self.wait(lambda: not page.review.is_working)
            assert page.review.answered == 1
            self.session.undo_stack.undo()
            self.settle()
            self.wait(lambda: not page.review.is_working)
        self.window.toggle_review()
        self.settle()
        assert self.spans == kept

    def export(self, target: Path) -> None:
        """The file holds as many frames as the segments do."""
        self.window.show_export()
        self.window.export_dialog.form.target.setText(str(target))
        row = self.window.export_dialog.export()
        self.wait(lambda: row.ticket.is_over, ANALYSIS_MS)
        assert row.ticket.state == "finished", row.ticket.error
        self.window.export_dialog.hide()
        assert frames_of(target) == sum(self.frames_in(span) for span in self.spans)

    def frames_in(self, span: Span) -> int:
        assert self.session.edges is not None
        return sum(span.contains(edge) for edge in self.session.edges[:-1])


def frames_of(film: Path) -> int:
    with av.open(str(film)) as container:
        return sum(1 for _ in container.decode(video=0))


@pytest.fixture
def way(window: MainWindow, qtbot: QtBot, settled: Callable[[Session], None]) -> Way:
    return Way(window, qtbot, settled)


def go(way: Way, film: Path, target: Path) -> None:
    way.open(film)
    cast = way.cards
    way.name_merge_and_split()
    way.pick_and_rule(cast[0].anchor)
    way.trim_by_hand()
    way.undo_everything_and_come_back(cast)
    way.only_look()
    way.review()
    way.export(target)


def test_whole_way_with_the_demo(way: Way, demo: Any, tmp_path: Path) -> None:
    go(way, demo.short, tmp_path / "kept.mp4")


@pytest.mark.slow
def test_whole_way_with_a_film_of_real_people(way: Way, shared: Path, tmp_path: Path) -> None:
    film = Path(shutil.copy(shared / "media" / "clips" / "avi_friends.mp4", tmp_path))
    go(way, film, tmp_path / "kept.mp4")
