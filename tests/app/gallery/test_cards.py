"""Cards by keyboard, by several, by menu; the unknown bucket apart; thousands of cards that scroll smoothly."""

import time
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.commands import Choice
from app.gallery.menu import CardMenu
from app.gallery.model import CARD
from app.main_window import MainWindow
from app.session import Card, Session

Settle = Callable[[Session], None]
WAIT_MS = 60_000
MANY = 2000
SMOOTH_MS = 48.0
"""A frame takes 16 ms on a screen; machines that test are busy with other things."""


def many_cards() -> list[Card]:
    return [
        Card(i, f"Person {i}", (i,), Fraction(5000 - i), i % 40 + 1, Fraction(i), 0.9, False, True) for i in range(MANY)
    ]


def choose(window: MainWindow, *rows: int) -> None:
    model = window.gallery.view.model()
    window.session.pick(Choice(tuple(model.index(row).data(CARD).anchor for row in rows)))
    # The current card is the one that keys are for.
    flags = QItemSelectionModel.SelectionFlag.NoUpdate
    window.gallery.view.selectionModel().setCurrentIndex(model.index(rows[-1]), flags)


def shown(window: MainWindow) -> list[int]:
    """One track of each person on the cards, in their order."""
    model = window.gallery.view.model()
    return [model.index(row).data(CARD).anchor for row in range(model.rowCount())]


def open_menus(window: MainWindow) -> list[CardMenu]:
    return [menu for menu in window.gallery.findChildren(CardMenu) if menu.isVisible()]


def texts(menu: CardMenu) -> list[str]:
    return [action.text().replace("\t", " – ") for action in menu.actions() if action.text()]


def test_title_counts_persons_and_chosen(full: MainWindow, settled: Settle) -> None:
    dock = full.docks[0]
    persons = len([card for card in full.session.scene.cards if card.known])
    assert dock.windowTitle() == f"{persons} persons"
    choose(full, 0, 1)
    settled(full.session)
    assert dock.windowTitle() == f"{persons} persons · 2 chosen"
    assert dock.toggleViewAction().text() == "Cast"


def test_unknown_faces_stand_apart_and_open(full: MainWindow, qtbot: QtBot) -> None:
    strip = full.gallery.unknown
    bucket = next(card for card in full.session.scene.cards if not card.known)
    assert strip.isVisible()
    assert str(len(bucket.tracks)) in strip.text()
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: full.gallery.tracks.isVisible())
    assert full.gallery.tracks.view.model().rowCount() == len(bucket.tracks)


def test_strip_goes_with_the_last_unknown_face(full: MainWindow, settled: Settle) -> None:
    bucket = next(card for card in full.session.scene.cards if not card.known)
    full.session.people.not_a_face(bucket.tracks)
    settled(full.session)
    assert not full.gallery.unknown.isVisible()


def test_enter_opens_the_tracks_and_delete_says_not_a_face(full: MainWindow, settled: Settle, qtbot: QtBot) -> None:
    view = full.gallery.view
    choose(full, 2)
    view.setFocus()
    card = view.currentIndex().data(CARD)
    QTest.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: full.gallery.tracks.isVisible())
    full.gallery.tracks.left.emit()
    before = shown(full)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: card.anchor not in shown(full), timeout=WAIT_MS)
    settled(full.session)
    assert full.session.scene.card_of(card.anchor) is None
    full.session.undo_stack.undo()
    settled(full.session)
    qtbot.waitUntil(lambda: shown(full) == before, timeout=WAIT_MS)


def test_person_who_is_no_face_leaves_no_card_for_the_body(opened: Session, settled: Settle) -> None:
    def persons() -> list[tuple[int, ...]]:
        return sorted(card.tracks for card in opened.scene.cards if card.known)

    before, orphans = persons(), set()
    for card in [one for one in opened.scene.cards if one.known and one.bodies]:
        opened.people.not_a_face(card.tracks)
        settled(opened)
        assert len(persons()) == len(before) - 1
        unknown = {track for one in opened.scene.cards if not one.known for track in one.tracks}
        orphans |= {claim.track for claim in card.bodies} & unknown
        opened.undo_stack.undo()
        settled(opened)
        assert persons() == before
    # What is not given to somebody else by the clothes can still be said to be somebody's.
    assert orphans
    assert all(opened.scene.tracks[track].kind == "body" for track in orphans)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Delete, Qt.Key.Key_Menu, Qt.Key.Key_Down])
def test_keys_of_the_cards_are_not_the_windows(full: MainWindow, key: Qt.Key) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(full.gallery.view, event)
    assert event.isAccepted()


def test_menu_key_shows_what_can_be_done(full: MainWindow, qtbot: QtBot, settled: Settle) -> None:
    choose(full, 0)
    settled(full.session)
    QTest.keyClick(full.gallery.view, Qt.Key.Key_Menu)
    qtbot.waitUntil(lambda: bool(open_menus(full)))
    (menu,) = open_menus(full)
    keep, drawn = "Keep in the gallery… – Ctrl+K", "This person is drawn"
    assert texts(menu) == ["Show tracks – Return", "Rename – F2", keep, drawn, "Not a face – Del"]
    menu.close()


def test_menu_of_several_says_how_they_combine(full: MainWindow, qtbot: QtBot, settled: Settle) -> None:
    model = full.gallery.view.model()
    first, second = (model.index(row).data(CARD) for row in (0, 1))
    choose(full, 0, 1)
    settled(full.session)
    QTest.keyClick(full.gallery.view, Qt.Key.Key_Menu)
    qtbot.waitUntil(lambda: bool(open_menus(full)))
    (menu,) = open_menus(full)
    without = next(action for action in menu.actions() if "without" in action.text())
    assert without.text() == f"Keep {first.name} without {second.name}"
    without.trigger()
    menu.close()
    settled(full.session)
    assert full.session.choice == Choice((first.anchor, second.anchor), "without")
    assert full.gallery.combination.currentData() == "without"


def test_several_cards_dropped_on_one_become_that_person(full: MainWindow, settled: Settle) -> None:
    model = full.gallery.view.model()
    cards = [model.index(row).data(CARD) for row in range(3)]
    dragged = model.mimeData([model.index(1), model.index(2)])
    model.dropMimeData(dragged, Qt.DropAction.MoveAction, -1, -1, model.index(0))
    settled(full.session)
    joined = full.session.scene.card_of(cards[0].anchor)
    assert {track for card in cards for track in card.tracks} <= set(joined.tracks)
    assert full.session.undo_stack.count() == 1


def test_cards_are_described_for_those_who_cannot_see_them(full: MainWindow) -> None:
    index = full.gallery.view.model().index(0)
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert index.data(CARD).name in said
    assert "shots" in said
    assert "%" in said


def test_two_thousand_cards_scroll_smoothly(window: MainWindow, qtbot: QtBot) -> None:
    """All faces are at hand: how long reading them takes is not the matter here."""
    view, model = window.gallery.view, window.gallery.view.model()
    window.show_page(welcome=False)
    face = QImage(192, 192, QImage.Format.Format_RGB888)
    face.fill(QColor("#c08060"))
    model.image = lambda anchor: face
    model.show_cards(many_cards(), None)
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 1000, timeout=WAIT_MS)
    took_ms = []
    for step in range(60):
        view.verticalScrollBar().setValue(step * 97)
        begin = time.perf_counter()
        view.viewport().repaint()
        took_ms.append(1000 * (time.perf_counter() - begin))
    assert np.median(took_ms) < SMOOTH_MS


def test_choosing_among_two_thousand_costs_little(window: MainWindow) -> None:
    model = window.gallery.view.model()
    begin = time.perf_counter()
    model.show_cards(many_cards(), None)
    model.filter_by("person 19")
    model.sort_by("name")
    assert model.rowCount() > 100
    assert model.row_of(1999) is not None
    assert model.row_of(MANY + 1) is None
    assert time.perf_counter() - begin < 2
    assert not model.index(0, parent=QModelIndex()).data(CARD).named


def test_kind_is_said_by_the_menu_and_undone(full: MainWindow, settled: Settle) -> None:
    session = full.session

    def drawn() -> list[bool]:
        return [card.drawn for card in session.scene.cards if card.known]

    before = drawn()
    assert not before[0]
    session.people.set_kind(session.scene.cards[0], "drawn")
    settled(session)
    assert drawn() == [True, *before[1:]]
    model = full.gallery.view.model()
    said = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "drawn" in said
    session.undo_stack.undo()
    settled(session)
    assert drawn() == before
