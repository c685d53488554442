"""Review: what is doubtful comes with its pictures, one key answers, and everything can be taken back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.commands import Choice
from app.main_window import MainWindow
from app.review import ReviewPage
from app.review.words import question_text, reasons_text
from app.session import Session
from app.session.questions import is_about, key_of, questions
from engine.identify.answers import corrections_of

Settle = Callable[[Session], None]
WAIT_MS = 60_000
Key = Qt.Key


@pytest.fixture
def calm(full: MainWindow, qtbot: QtBot, settled: Settle) -> Callable[[], None]:
    """Waits until the question is the one that follows from all that was said."""

    def wait() -> None:
        settled(full.session)
        qtbot.waitUntil(lambda: not full.review.review.is_working, timeout=WAIT_MS)

    return wait


@pytest.fixture
def page(full: MainWindow, calm: Callable[[], None], qtbot: QtBot) -> ReviewPage:
    """The page of review with its first question."""
    full.toggle_review()
    qtbot.waitUntil(lambda: full.review.review.question is not None, timeout=WAIT_MS)
    calm()
    return full.review


def press(widget: QWidget, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(widget, key, keys)


def test_key_opens_and_closes_review(full: MainWindow, qtbot: QtBot) -> None:
    press(full, Key.Key_V)
    qtbot.waitUntil(full.review.isVisible)
    press(full.review, Key.Key_V)
    qtbot.waitUntil(full.player.isVisible)


def test_question_comes_with_pictures_and_its_place_in_the_film(
    full: MainWindow, page: ReviewPage, qtbot: QtBot
) -> None:
    asked = page.review.question
    qtbot.waitUntil(lambda: all(frame.shown is not None for frame in page.frames), timeout=WAIT_MS)
    assert [frame.shown.moment for frame in page.frames] == list(asked.moments)
    assert [face.track for face in page.asked_about.faces if face.track is not None] == list(asked.doubt.tracks)
    assert [face.track for face in page.person.faces if face.track is not None] == list(asked.doubt.others)
    assert full.player.time == asked.time
    assert asked.name in page._heading.text()
    assert page._reasons.text().endswith(".")
    assert page._count.text().startswith(f"{page.review.left} left")


def test_timeline_shows_what_the_question_is_about_until_the_page_is_left(
    full: MainWindow, page: ReviewPage, qtbot: QtBot
) -> None:
    canvas, scene = full.timeline.canvas, full.session.scene

    def pointed() -> list[tuple[float, float]]:
        marks = canvas._pointed
        return list(zip(marks.starts, marks.ends, strict=True))

    asked = page.review.question
    spans = [scene.tracks[track].span for track in asked.doubt.tracks]
    assert spans
    assert all(any(left <= span.start and span.end <= right for left, right in pointed()) for span in spans)
    assert canvas.view.time(0) <= full.player.time <= canvas.view.time(canvas.width())
    page.review.skip()
    qtbot.waitUntil(lambda: page.review.question is not asked)
    full.toggle_review()
    qtbot.waitUntil(full.player.isVisible)
    assert pointed() == []


def test_most_telling_question_comes_first(page: ReviewPage) -> None:
    values = [asked.doubt.value for asked in page.review._found.asked]
    assert values == sorted(values, reverse=True)
    assert page.review.question is page.review._found.asked[0]


def test_yes_is_obeyed_at_once_and_has_a_name_for_undo(
    full: MainWindow, page: ReviewPage, calm: Callable[[], None]
) -> None:
    doubt, left = page.review.question.doubt, page.review.left
    press(page, Key.Key_Y)
    calm()
    assert full.session.undo_stack.undoText() == "Answer: yes, this is Person 1"
    assert set(doubt.tracks) | set(doubt.others) <= set(full.session.scene.card_of(doubt.others[0]).tracks)
    assert page.review.answered == 1
    assert page.review.left == left - 1


def test_no_takes_the_track_away_and_undo_brings_the_question_back(
    full: MainWindow, page: ReviewPage, calm: Callable[[], None]
) -> None:
    before = full.session.scene.cards
    page.skip.click()
    doubt = page.review.question.doubt
    press(page, Key.Key_N)
    calm()
    assert full.session.scene.card_of(doubt.tracks[0]).anchor != full.session.scene.card_of(doubt.others[0]).anchor
    press(page, Key.Key_Z)
    calm()
    assert full.session.scene.cards == before
    assert is_about(page.review.question.doubt, key_of(doubt))
    assert page.review.answered == 0


def test_undo_of_the_window_takes_an_answer_back_too(
    full: MainWindow, page: ReviewPage, calm: Callable[[], None]
) -> None:
    doubt = page.review.question.doubt
    page.yes.click()
    calm()
    full.session.undo_stack.undo()
    calm()
    assert is_about(page.review.question.doubt, key_of(doubt))
    assert page.review.answered == 0


def test_skipped_questions_do_not_come_again_and_can_be_taken_back(
    full: MainWindow, page: ReviewPage, calm: Callable[[], None], qtbot: QtBot
) -> None:
    last = None
    for key in (Key.Key_Space, Key.Key_U, Key.Key_Right, *[Key.Key_Space] * 20):
        if page.review.question is None:
            break
        last = page.review.question.doubt
        press(page, key)
    assert page.review.question is None
    assert page.review.left == 0
    assert full.session.undo_stack.count() == 0
    assert page._pages.currentIndex() == 1
    assert "No more questions" in page._empty.text()
    full.toggle_review()
    full.toggle_review()
    calm()
    assert page.review.question is None
    press(page, Key.Key_Z)
    assert is_about(page.review.question.doubt, key_of(last))


def test_keys_of_review_do_not_play_and_are_typed_where_text_is(
    full: MainWindow, page: ReviewPage, calm: Callable[[], None], qtbot: QtBot
) -> None:
    full.activateWindow()
    left = page.review.left
    press(page, Key.Key_Space)
    assert not full.player.is_playing
    assert page.review.left == left - 1
    full.gallery.search.setFocus()
    qtbot.keyClicks(full.gallery.search, "yn")
    assert full.gallery.search.text() == "yn"
    assert page.review.answered == 0


def test_key_that_is_pressed_before_the_next_question_is_seen_answers_nothing(
    full: MainWindow, page: ReviewPage, calm: Callable[[], None]
) -> None:
    press(page, Key.Key_Y)
    press(page, Key.Key_Y)
    calm()
    assert page.review.answered == 1
    assert full.session.undo_stack.count() == 1


@pytest.mark.parametrize("key", [Key.Key_Y, Key.Key_N])
def test_questions_end(page: ReviewPage, calm: Callable[[], None], key: Qt.Key) -> None:
    for _ in range(30):
        if page.review.question is None:
            break
        press(page, key)
        calm()
    assert page.review.question is None


def test_question_that_is_read_stays_when_somebody_is_renamed(
    full: MainWindow, page: ReviewPage, calm: Callable[[], None], qtbot: QtBot
) -> None:
    doubt = page.review.question.doubt
    card = full.session.scene.card_of(doubt.others[0])
    full.session.people.rename(card, "Ada")
    calm()
    qtbot.waitUntil(lambda: "Ada" in page._heading.text(), timeout=WAIT_MS)
    assert is_about(page.review.question.doubt, key_of(doubt))


def test_what_was_said_elsewhere_meanwhile_is_not_asked(
    full: MainWindow, page: ReviewPage, calm: Callable[[], None]
) -> None:
    doubt = page.review.question.doubt
    full.toggle_review()
    full.session.people.not_a_face(doubt.tracks)
    calm()
    full.toggle_review()
    calm()
    assert all(not is_about(asked.doubt, key_of(doubt)) for asked in page.review._open())


def test_film_can_be_closed_under_a_question(full: MainWindow, page: ReviewPage, qtbot: QtBot) -> None:
    full.close_film()
    qtbot.waitUntil(full.welcome.isVisible)
    assert page.review.question is None


def test_review_works_while_the_analysis_runs(window: MainWindow, demo: Any, qtbot: QtBot) -> None:
    window.open(demo.short)
    qtbot.waitUntil(lambda: window.session.is_open, timeout=WAIT_MS)
    window.toggle_review()
    qtbot.waitUntil(lambda: "so far" in window.review._empty.text(), timeout=WAIT_MS)
    window.session.cancel_analysis()


def test_fading_edge_of_a_named_and_chosen_person_is_asked_and_answered_by_a_span(
    full: MainWindow, calm: Callable[[], None]
) -> None:
    session = full.session
    card = session.scene.cards[0]
    session.people.rename(card, "Ada")
    session.pick(Choice((card.anchor,)))
    calm()
    known, track = session.known, session.scene.tracks[card.anchor]
    fading = replace(track, scores=np.where(np.arange(len(track.scores)) < len(track.scores) - 4, 0.9, 0.45))
    faded = replace(known, scene=replace(known.scene, tracks={**known.scene.tracks, track.id: fading}))
    asked = next(one for one in questions(faded, session.choice, None).asked if one.doubt.kind == "there")
    assert (asked.name, asked.doubt.tracks) == ("Ada", (track.id,))
    assert asked.doubt.span.end == track.span.end
    assert question_text(asked) == "Is Ada to be seen here?"
    assert "hardly be made out" in reasons_text(asked)
    (said,) = corrections_of(asked.doubt, False, asked.groups)
    assert (said.kind, said.name, said.span) == ("absent", "Ada", asked.doubt.span)
    assert not [one for one in questions(faded, Choice(), None).asked if one.doubt.kind == "there"]


def test_undo_and_redo_at_once_leave_no_question_awaited_for_ever(
    full: MainWindow, page: ReviewPage, calm: Callable[[], None]
) -> None:
    """What is known after both is what was known before."""
    press(page, Key.Key_Y)
    calm()
    full.session.undo_stack.undo()
    full.session.undo_stack.redo()
    calm()

    assert page.yes.isEnabled()
