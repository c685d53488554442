"""On the stripe of a voice: whose it is, and whose it is not; said once, obeyed and undone."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.commands import Choice
from app.main_window import MainWindow
from app.session import Card, Session
from app.session.voices import is_voice_of, voices_at
from app.timeline.voice_menu import VoiceMenu
from engine.timebase import Span

Settle = Callable[[Session], None]

pytestmark = pytest.mark.usefixtures("voiced")


def heard(session: Session, card: Card) -> list[Span]:
    """When the person of a card, as it is now, is heard."""
    cast = session.known.cast
    person = next(one for one in cast.persons if card.anchor in one.tracks)
    return [one.span for one in cast.heard.get(person.id, ()) if one.modality == "voice"]


@pytest.fixture
def speakers(full: MainWindow, settled: Settle) -> tuple[Card, Card]:
    """The two who are heard most, both chosen."""
    session = full.session
    cards = sorted((card for card in session.scene.cards if card.known), key=lambda one: -len(heard(session, one)))
    assert heard(session, cards[1])
    session.pick(Choice((cards[0].anchor, cards[1].anchor)))
    settled(session)
    return cards[0], cards[1]


def menu_at(full: MainWindow, lane: int, time: Fraction) -> VoiceMenu | None:
    canvas = full.timeline.canvas
    rows = [row for row in canvas.rows if row.kind == "evidence" and row.modality == "voice" and row.lane == lane]
    canvas.scroll_to(max(0, rows[0].top - canvas.height() // 2))
    (row,) = [row for row in canvas.rows if row.kind == "evidence" and row.modality == "voice" and row.lane == lane]
    at = QPoint(round(canvas.view.x(time)), row.top + row.height // 2)
    QApplication.sendEvent(canvas, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, canvas.mapToGlobal(at)))
    menus = [menu for menu in canvas.findChildren(VoiceMenu) if menu.isVisible()]
    return menus[0] if menus else None


def act(menu: VoiceMenu, text: str) -> None:
    found = [one for one in menu.findChildren(QAction) if one.text() == text]
    found[0].trigger()
    menu.close()


def middle(span: Span) -> Fraction:
    return (span.start + span.end) / 2


def test_voice_is_given_to_another_and_undo_takes_it_back(
    full: MainWindow, speakers: tuple[Card, Card], settled: Settle
) -> None:
    session, (one, other) = full.session, speakers
    mine, theirs = heard(session, one), heard(session, other)
    menu = menu_at(full, 0, middle(mine[0]))
    others = next(action.menu() for action in menu.actions() if action.menu() is not None)
    entry = next(action for action in others.actions() if action.text() == other.shown)
    entry.trigger()
    menu.close()
    settled(session)
    assert set(mine[:1]) <= set(heard(session, other))
    assert mine[0] not in heard(session, one)
    assert session.undo_stack.undoText() == f"Voice of {other.shown}"
    session.undo_stack.undo()
    settled(session)
    assert (heard(session, one), heard(session, other)) == (mine, theirs)


def test_one_turn_is_taken_away_and_the_others_stay(
    full: MainWindow, speakers: tuple[Card, Card], settled: Settle
) -> None:
    session, (one, _) = full.session, speakers
    before = heard(session, one)
    act(menu_at(full, 0, middle(before[0])), f"{one.shown} does not speak here")
    settled(session)
    assert heard(session, one) == before[1:]


def test_whole_voice_is_taken_away(full: MainWindow, speakers: tuple[Card, Card], settled: Settle) -> None:
    session, (one, _) = full.session, speakers
    before = heard(session, one)
    act(menu_at(full, 0, middle(before[0])), f"Nowhere the voice of {one.shown}")
    settled(session)
    assert len(heard(session, one)) < len(before) - 1 or not heard(session, one)


def test_voice_of_another_can_be_claimed_on_the_own_lane(
    full: MainWindow, speakers: tuple[Card, Card], settled: Settle
) -> None:
    session, (one, other) = full.session, speakers
    free = next(span for span in heard(session, other) if len(voices_at(session, middle(span))) == 1)
    menu = menu_at(full, 0, middle(free))
    assert f"Taken for the voice of {other.shown}" in [action.text() for action in menu.actions()]
    act(menu, f"It is the voice of {one.shown}")
    settled(session)
    assert free in heard(session, one)


def test_where_nobody_speaks_there_is_no_menu(full: MainWindow, speakers: tuple[Card, Card]) -> None:
    session = full.session
    times = (Fraction(at, 2) for at in range(2, int(session.scene.whole.end) * 2))
    silent = next(time for time in times if not voices_at(session, time))
    assert menu_at(full, 0, silent) is None


def test_what_was_said_of_a_voice_is_there_when_the_film_is_opened_again(
    full: MainWindow, speakers: tuple[Card, Card], settled: Settle, qtbot: QtBot
) -> None:
    session, (one, other) = full.session, speakers
    voice = voices_at(session, middle(heard(session, one)[0]))[0]
    is_voice_of(session, voice, other)
    settled(session)
    path = session.path
    full.close_film()
    full.open(path)
    qtbot.waitUntil(lambda: session.scene is not None and bool(session.scene.cards))
    settled(session)
    assert voice.span in heard(session, other)
