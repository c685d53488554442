"""Errors as sentences, bugs as reports, one box at a time, and a log of all."""

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.messages import Announcer, log_file, report_of, start_log
from app.messages.log import stop_log
from app.messages.show import MOST_WAITING
from engine.errors import UserError


@pytest.fixture
def announcer(qtbot: QtBot) -> Announcer:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return Announcer(window)


@pytest.fixture
def log() -> Iterator[Path]:
    start_log()
    yield log_file()
    stop_log()


def boxes(announcer: Announcer) -> list[QMessageBox]:
    return announcer.parent().findChildren(QMessageBox)


def test_known_error_is_a_sentence_with_a_next_step() -> None:
    report = report_of(UserError("The disk is full.", "Free some space."))

    assert (report.what, report.next_step) == ("The disk is full.", "Free some space.")
    assert not report.is_bug


def test_bug_comes_with_details_and_the_log() -> None:
    try:
        raise KeyError("anchor")
    except KeyError as error:
        report = report_of(error)

    assert report.is_bug
    assert "KeyError" in report.what
    assert "test_messages.py" in report.details
    assert str(log_file()) in report.next_step


def test_second_message_waits_for_the_first(announcer: Announcer, qtbot: QtBot) -> None:
    announcer.announce(UserError("One."))
    announcer.announce(UserError("Two."))

    assert [box.text() for box in boxes(announcer)] == ["One."]
    boxes(announcer)[0].accept()
    qtbot.waitUntil(lambda: [box.text() for box in boxes(announcer)] == ["Two."])
    boxes(announcer)[0].accept()
    qtbot.waitUntil(lambda: not boxes(announcer))


def test_bug_is_written_to_the_log(announcer: Announcer, log: Path, qtbot: QtBot) -> None:
    announcer.announce(ValueError("of a shot"))
    for handler in logging.getLogger("onlylook").handlers:
        handler.flush()

    assert "ValueError: of a shot" in log.read_text("utf-8")
    assert boxes(announcer)[0].detailedText()
    boxes(announcer)[0].reject()
    qtbot.waitUntil(lambda: not boxes(announcer))


def test_what_the_system_said_is_a_detail() -> None:
    try:
        raise UserError("The disk is full.", "Free some space.") from OSError(28, "No space left on device")
    except UserError as error:
        report = report_of(error)

    assert not report.is_bug
    assert "No space left on device" in report.details
    assert str(log_file()) in report.details


def test_fault_that_comes_with_every_repaint_is_told_once(announcer: Announcer, qtbot: QtBot) -> None:
    def fault() -> Exception:
        try:
            raise ValueError("in paintEvent")
        except ValueError as error:
            return error

    for _ in range(50):
        announcer.announce(fault())

    boxes(announcer)[0].reject()
    qtbot.waitUntil(lambda: not boxes(announcer))


def test_many_different_faults_do_not_bury_the_window(announcer: Announcer, qtbot: QtBot) -> None:
    for number in range(50):
        announcer.announce(UserError(f"Number {number}."))
    told = 0
    while boxes(announcer):
        told += 1
        before = boxes(announcer)[0].text()
        boxes(announcer)[0].reject()
        qtbot.waitUntil(lambda before=before: before not in [box.text() for box in boxes(announcer)])

    assert told == MOST_WAITING + 1


@pytest.fixture
def caught(announcer: Announcer) -> Iterator[Announcer]:
    kept = sys.excepthook, threading.excepthook
    announcer.catch_all()
    yield announcer
    sys.excepthook, threading.excepthook = kept


def test_exception_of_another_thread_is_told_in_the_windows_own(caught: Announcer, qtbot: QtBot) -> None:
    """A dialog that another thread made would end the program."""

    def work() -> None:
        raise LookupError("on a thread")

    thread = threading.Thread(target=work)
    with qtbot.waitSignal(caught.announced) as heard:
        thread.start()
        thread.join()

    assert "on a thread" in heard.args[0].details
    assert boxes(caught)[0].thread() is caught.thread()
    boxes(caught)[0].reject()
    qtbot.waitUntil(lambda: not boxes(caught))


def test_work_goes_on_after_a_fault(caught: Announcer, qtbot: QtBot) -> None:
    with qtbot.waitSignal(caught.announced) as heard:
        sys.excepthook(ValueError, ValueError("in a slot"), None)

    assert heard.args[0].is_bug
    assert caught.parent().isEnabled()
    boxes(caught)[0].reject()
    qtbot.waitUntil(lambda: not boxes(caught))


def test_names_are_shown_as_they_are(announcer: Announcer, qtbot: QtBot) -> None:
    announcer.announce(UserError("There is no <b>film</b>."))

    assert boxes(announcer)[0].text() == "There is no <b>film</b>."
    boxes(announcer)[0].reject()
    qtbot.waitUntil(lambda: not boxes(announcer))
