"""Errors as sentences, bugs as reports, one box at a time, and a log of all."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.messages import Announcer, log_file, report_of, start_log
from app.messages.log import stop_log
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


def test_names_are_shown_as_they_are(announcer: Announcer, qtbot: QtBot) -> None:
    announcer.announce(UserError("There is no <b>film</b>."))

    assert boxes(announcer)[0].text() == "There is no <b>film</b>."
    boxes(announcer)[0].reject()
    qtbot.waitUntil(lambda: not boxes(announcer))
