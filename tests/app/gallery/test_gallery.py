"""The cast: cards in order, found, renamed, merged and chosen; the tracks of one person."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QListView
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.gallery.model import CARD, CastModel
from app.gallery.tracks import TRACK
from app.main_window import MainWindow
from app.session import Card, Session

Settle = Callable[[Session], None]


def click_card(
    qtbot: QtBot, view: QListView, row: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    index = view.model().index(row)
    view.scrollTo(index)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, view.visualRect(index).center())


def card(anchor: int, name: str, seconds: int, first: int = 0, known: bool = True, named: bool = False) -> Card:
    return Card(anchor, name, (anchor,), Fraction(seconds), 1, Fraction(first), 0.9, named, known)


CAST = (
    card(1, "Person 10", 30, first=5),
    card(2, "Person 2", 20, first=9),
    card(3, "Ada", 10, first=1, named=True),
    card(4, "Unknown", 99, known=False),
)


@pytest.fixture
def model(qtmodeltester: ModelTester) -> CastModel:
    model = CastModel()
    model.show_cards(CAST, None)
    return model


def names(model: CastModel) -> list[str]:
    return [model.index(row).data() for row in range(model.rowCount())]


def test_model_keeps_the_rules_of_qt(model: CastModel, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("screen time", ["Person 10", "Person 2", "Ada"]),
        ("name", ["Ada", "Person 2", "Person 10"]),
        ("first appearance", ["Ada", "Person 10", "Person 2"]),
    ],
)
def test_order_of_the_cast(model: CastModel, order: str, expected: list[str]) -> None:
    model.sort_by(order)

    assert names(model) == expected


def test_filter_finds_parts_of_names_in_any_case(model: CastModel) -> None:
    model.filter_by("PERSON 1")
    assert names(model) == ["Person 10"]

    model.filter_by("")
    assert len(names(model)) == 3


def test_new_figures_leave_the_rows_alone(model: CastModel, qtbot: QtBot) -> None:
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    with qtbot.waitSignal(model.dataChanged):
        model.show_cards((card(1, "Person 10", 31, first=5), *CAST[1:]), None)

    assert not resets


def test_unknown_bucket_is_no_person(model: CastModel) -> None:
    assert "Unknown" not in names(model)
    assert model.persons == 3


def test_two_thousand_persons_cost_only_what_is_seen(window: MainWindow, qtbot: QtBot) -> None:
    asked: list[int] = []
    model = window.gallery.view.model()
    model.image = lambda anchor: asked.append(anchor)
    model.show_cards([card(i, f"Person {i}", 5000 - i) for i in range(2000)], None)
    window.gallery.view.grab()

    assert 0 < len(set(asked)) < 200


def test_cards_show_faces(full: MainWindow, qtbot: QtBot) -> None:
    view, crops = full.gallery.view, full.session.crops
    anchor = view.model().index(0).data(CARD).anchor
    view.grab()
    qtbot.waitUntil(lambda: crops.get(anchor) is not None)

    assert not crops.get(anchor).isNull()


def test_name_is_typed_in_place(full: MainWindow, qtbot: QtBot, settled: Settle) -> None:
    view = full.gallery.view
    click_card(qtbot, view, 0)
    full.gallery.edit_chosen()
    editor = view.viewport().findChild(QLineEdit)
    qtbot.keyClicks(editor, "Ada")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settled(full.session)

    assert view.model().index(0).data() == "Ada"


def test_name_that_is_being_typed_survives_news_of_the_cast(full: MainWindow, qtbot: QtBot, settled: Settle) -> None:
    view, session = full.gallery.view, full.session
    gone, shown = session.scene.cards[2], names(view.model())
    click_card(qtbot, view, 0)
    full.gallery.edit_chosen()
    editor = view.viewport().findChild(QLineEdit)
    qtbot.keyClicks(editor, "Ad")
    session.people.not_a_face(gone.tracks)
    settled(session)
    assert names(view.model()) == shown
    qtbot.keyClicks(editor, "a")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settled(session)

    known = [card.name for card in session.scene.cards if card.known]
    assert session.scene.card_of(gone.anchor) is None
    assert "Ada" in known
    qtbot.waitUntil(lambda: sorted(names(view.model())) == sorted(known))


def test_name_that_is_being_typed_survives_a_picture_that_comes_late(full: MainWindow, qtbot: QtBot) -> None:
    view = full.gallery.view
    click_card(qtbot, view, 0)
    full.gallery.edit_chosen()
    editor = view.viewport().findChild(QLineEdit)
    qtbot.keyClicks(editor, "Ad")
    full.session.crops.ready.emit(view.model().index(0).data(CARD).anchor)

    assert editor.text() == "Ad"


def test_rename_while_a_name_is_typed_goes_on_with_that_name(full: MainWindow, qtbot: QtBot) -> None:
    """Qt would complain of a second editor, and a warning of Qt fails the test."""
    view = full.gallery.view
    click_card(qtbot, view, 0)
    full.gallery.edit_chosen()
    editor = view.viewport().findChild(QLineEdit)
    qtbot.keyClicks(editor, "Ad")
    qtbot.keyClick(editor, Qt.Key.Key_F2)
    full.gallery.edit_chosen()

    assert editor.text() == "Ad"


def test_cast_of_the_next_film_shows_although_a_name_was_being_typed(full: MainWindow, demo: Any, qtbot: QtBot) -> None:
    shown = full.gallery.view.model().rowCount()
    click_card(qtbot, full.gallery.view, 0)
    full.gallery.edit_chosen()
    full.close_film()
    full.open(demo.project)

    qtbot.waitUntil(lambda: full.gallery.view.model().rowCount() == shown, timeout=20_000)


def test_card_dropped_on_another_merges_the_two(full: MainWindow, settled: Settle) -> None:
    model = full.gallery.view.model()
    one, two = (model.index(row).data(CARD) for row in (0, 1))
    dragged = model.mimeData([model.index(1)])
    model.dropMimeData(dragged, Qt.DropAction.MoveAction, -1, -1, model.index(0))
    settled(full.session)

    assert full.session.undo_stack.undoText().startswith("Merge of")
    joined = full.session.scene.card_of(one.anchor)
    assert set(two.tracks) <= set(joined.tracks)


def test_card_dropped_on_itself_or_beside_changes_nothing(full: MainWindow) -> None:
    model = full.gallery.view.model()
    dragged = model.mimeData([model.index(0)])
    model.dropMimeData(dragged, Qt.DropAction.MoveAction, -1, -1, model.index(0))
    model.dropMimeData(dragged, Qt.DropAction.MoveAction, -1, -1, QModelIndex())

    assert full.session.undo_stack.count() == 0


def test_click_chooses_and_control_click_adds(full: MainWindow, qtbot: QtBot, settled: Settle) -> None:
    view = full.gallery.view
    click_card(qtbot, view, 0)
    settled(full.session)
    assert len(full.session.choice.anchors) == 1
    assert not full.gallery.combination.isVisible()

    click_card(qtbot, view, 1, Qt.KeyboardModifier.ControlModifier)
    settled(full.session)
    assert len(full.session.cut.lanes) == 2
    assert full.gallery.combination.isVisible()


def test_choice_survives_what_moves_the_cards(full: MainWindow, qtbot: QtBot, settled: Settle) -> None:
    click_card(qtbot, full.gallery.view, 1)
    chosen = full.gallery.chosen[0].tracks
    full.gallery.sort.setCurrentIndex(2)
    full.session.people.rename(full.gallery.chosen[0] if full.gallery.chosen else full.session.scene.cards[1], "Zoe")
    settled(full.session)

    assert [card.tracks for card in full.gallery.chosen] == [chosen]
    assert len(full.session.undo_stack.undoText()) > 0


def test_undo_shows_the_choice_of_before(full: MainWindow, qtbot: QtBot) -> None:
    click_card(qtbot, full.gallery.view, 0)
    click_card(qtbot, full.gallery.view, 1)
    full.session.undo_stack.undo()

    assert [card.anchor for card in full.gallery.chosen] == list(full.session.choice.anchors)
    assert full.gallery.chosen[0].anchor == full.gallery.view.model().index(0).data(CARD).anchor


def test_tracks_of_a_person_can_be_moved_to_a_new_one(full: MainWindow, qtbot: QtBot, settled: Settle) -> None:
    person = full.session.scene.cards[0]
    full.gallery.open_person(person)
    page = full.gallery.tracks
    assert page.view.model().rowCount() == len(person.tracks)

    page.view.setCurrentIndex(page.view.model().index(0))
    track = page.view.currentIndex().data(TRACK)
    page._split.click()
    settled(full.session)

    assert full.session.scene.card_of(track).tracks != person.tracks
    assert track not in full.session.scene.card_of(person.tracks[-1]).tracks
    assert page.view.model().rowCount() == len(full.session.scene.card_of(person.tracks[-1]).tracks)


def test_click_on_a_track_shows_it_in_the_picture(full: MainWindow, qtbot: QtBot) -> None:
    person = full.session.scene.cards[0]
    full.gallery.open_person(person)
    view = full.gallery.tracks.view
    index = view.model().index(view.model().rowCount() - 1)
    view.scrollTo(index)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center() + QPoint(0, -5))
    qtbot.waitUntil(lambda: not full.player.is_busy)

    span = full.session.scene.tracks[index.data(TRACK)].span
    assert span.start <= full.player.time < span.end


def test_page_of_a_person_that_is_gone_gives_way_to_the_cast(full: MainWindow, settled: Settle) -> None:
    person = full.session.scene.cards[2]
    full.gallery.open_person(person)
    full.session.people.not_a_face(person.tracks)
    settled(full.session)

    assert full.gallery._pages.currentIndex() == 0
