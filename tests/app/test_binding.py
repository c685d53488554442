"""The Qt binding itself: a version that harms Python must not come in unnoticed."""

import sys

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

CALLS = 2000


def test_calls_without_a_result_leave_none_alone(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        label.update()

    assert before - sys.getrefcount(None) < CALLS / 2
