"""Captions: listed with who says them, searched, gone to; and the names that plates propose."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.captions import CaptionsDock
from app.gallery.menu import CardMenu
from app.main_window import MainWindow
from app.session import Session
from app.session.lines import lines_of
from engine.pipeline.captions import captions_key
from engine.store.project import Project
from engine.timebase import Span
from engine.types import Caption

Settle = Callable[[Session], None]


def caption(start: float, end: float, text: str, **more: Any) -> Caption:
    return Caption(Span(Fraction(str(start)), Fraction(str(end))), text, more.pop("source", "subtitle"), **more)


PLATE = caption(16, 19, "Ada Lovelace", source="picture", confidence=0.9, box=(300.0, 600.0, 200.0, 40.0))
CAPTIONS = (
    caption(1, 4, "Good morning,\nI am on my way."),
    caption(10, 14, "Rain again, and no umbrella."),
    PLATE,
    caption(40, 42, "Is anybody on the way?"),
)


@pytest.fixture
def read(demo: Any, window: MainWindow, qtbot: QtBot, settled: Settle) -> MainWindow:
    """The demo with captions that somebody might have put into it."""
    with Project.open(demo.project) as project:
        project.captions.save(project.media.all()[0].id, captions_key(), CAPTIONS)
    window.open(demo.project)
    qtbot.waitUntil(lambda: bool(window.session.scene and window.session.scene.lines), timeout=20_000)
    settled(window.session)
    window.docks[3].show()
    window.docks[3].raise_()
    qtbot.waitUntil(window.captions.view.isVisible)
    return window


def texts(dock: CaptionsDock) -> list[tuple[str, ...]]:
    model = dock.view.model()
    return [tuple(model.index(row, column).data() for column in range(3)) for row in range(model.rowCount())]


@pytest.mark.usefixtures("voiced")
def test_captions_are_listed_with_time_and_who_says_them(read: MainWindow) -> None:
    ada, bruno = (card.name for card in read.session.scene.cards[:2])

    assert texts(read.captions) == [
        ("0:01", ada, "Good morning, I am on my way."),
        ("0:10", bruno, "Rain again, and no umbrella."),
        ("0:16", "", "Ada Lovelace"),
        ("0:40", bruno, "Is anybody on the way?"),
    ]


def test_words_in_any_order_find_captions_and_none_says_so(read: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(read.captions.search, "WAY on")
    assert [row[0] for row in texts(read.captions)] == ["0:01", "0:40"]
    assert read.captions.hint.isHidden()

    qtbot.keyClicks(read.captions.search, " zebra")
    assert texts(read.captions) == []
    assert "No caption" in read.captions.hint.text()


def test_click_and_enter_go_to_the_line_and_leave_the_cut_alone(read: MainWindow, qtbot: QtBot) -> None:
    view = read.captions.view
    cell = view.visualRect(view.model().index(1, 2))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=cell.topLeft() + QPoint(10, 6))
    qtbot.waitUntil(lambda: read.player.time == 10 and not read.player.is_busy, timeout=20_000)

    qtbot.keyClicks(read.captions.search, "anybody")
    qtbot.keyClick(read.captions.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: read.player.time == 40 and not read.player.is_busy, timeout=20_000)
    assert read.session.undo_stack.count() == 0


def test_name_of_a_plate_is_proposed_and_taken_only_when_asked(read: MainWindow, settled: Settle) -> None:
    session, gallery = read.session, read.gallery
    card = session.scene.cards[0]
    assert card.proposed is not None
    assert card.name == "Person 1"
    assert not any(other.proposed for other in session.scene.cards[1:])
    assert "0:16 calls this person Ada Lovelace" in gallery.view.model().index(0).data(Qt.ItemDataRole.ToolTipRole)

    gallery._menu(gallery.view.visualRect(gallery.view.model().index(0)).center())
    menu = gallery.findChild(CardMenu)
    offered = action_of(menu, "Name: Ada Lovelace (from the caption at 0:16)")
    offered.trigger()
    menu.close()
    settled(session)

    named = session.scene.card_of(card.anchor)
    assert (named.name, named.named, named.proposed) == ("Ada Lovelace", True, None)
    session.undo_stack.undo()
    settled(session)
    assert session.scene.card_of(card.anchor).name == "Person 1"


def test_caption_with_the_name_of_a_person_counts_as_evidence(read: MainWindow, settled: Settle) -> None:
    session = read.session
    session.people.rename(session.scene.cards[0], "Ada Lovelace")
    settled(session)

    assert "caption" in session.scene.modalities
    assert read.rules.keep_when.boxes["caption"].isEnabled()


def test_proposed_name_is_painted_on_the_card(read: MainWindow, settled: Settle, qtbot: QtBot) -> None:
    gallery, session = read.gallery, read.session
    gallery.view.grab()
    qtbot.waitUntil(lambda: session.crops.get(session.scene.cards[0].anchor) is not None, timeout=20_000)
    before = gallery.view.grab().toImage()
    session.people.rename(session.scene.cards[0], "Person One")
    settled(session)

    box = gallery.view.visualRect(gallery.view.model().index(0)).adjusted(8, 70, -8, -50)
    ratio = before.devicePixelRatio()
    at = (round(box.center().x() * ratio), round(box.center().y() * ratio))
    assert before.pixelColor(*at) != gallery.view.grab().toImage().pixelColor(*at)


def test_film_without_captions_says_so(demo: Any, window: MainWindow, qtbot: QtBot, settled: Settle) -> None:
    with Project.open(demo.project) as project:
        project.captions.save(project.media.all()[0].id, captions_key(), ())
    window.open(demo.project)
    qtbot.waitUntil(lambda: bool(window.session.scene and window.session.scene.cards), timeout=20_000)
    settled(window.session)

    assert "no captions" in window.captions.hint.text()


def test_speakers_of_thousands_of_lines_are_those_of_each_alone() -> None:
    captions = [caption(i, i + 1, str(i)) for i in range(600)]
    heard = tuple((f"P{i % 3}", Span(Fraction(i), Fraction(i) + 1)) for i in range(0, 600, 2))

    lines = lines_of(captions, heard)

    assert [line.speaker for line in lines] == [f"P{i % 3}" if i % 2 == 0 else "" for i in range(600)]


def action_of(menu: QMenu, text: str) -> QAction:
    return next(action for action in menu.actions() if action.text() == text)
