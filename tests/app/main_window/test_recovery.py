"""A program that is killed in the middle of the work opens again as it was, and says so."""

import os
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.commands import Choice
from app.main_window import MainWindow
from app.main_window.run_record import Lost, RunRecord
from app.session import Session

ROOT = Path(__file__).resolve().parents[3]
WAIT_MS = 120_000
WORK = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from app.__main__ import MainWindow, Session, make_application, window_settings
from app.commands import Choice
from dataclasses import replace
from fractions import Fraction

app = make_application()
session = Session()
window = MainWindow(session, window_settings())
window.show()
window.open(Path(sys.argv[1]))
step = 0

def work():
    global step
    scene = session.scene
    if step == 0 and scene and scene.cards and session.edges and not session.is_working:
        session.people.rename(scene.cards[1], "Bruno")
        step = 1
    elif step == 1 and not session.is_working and any(card.name == "Bruno" for card in scene.cards):
        session.pick(Choice((scene.cards[0].anchor,)))
        session.change_rules(replace(session.rules, min_length=Fraction(3)), 1)
        window.player.seek(Fraction(7))
        window.toggle_review()
        step = 2
    elif step == 2 and not session._save_timer.isActive() and not window.player.is_busy:
        window.recovery.note()
        print("killed me now", flush=True)
        step = 3

timer = QTimer(interval=20)
timer.timeout.connect(work)
timer.start()
app.exec()
"""


def worked_on_and_killed(project: Path, home: Path) -> None:
    """A program of its own, killed without warning once it has done some work."""
    program = subprocess.Popen(
        [sys.executable, "-c", WORK, str(project)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "ONLYLOOK_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    said = program.stdout.readline()
    program.kill()
    _, errors = program.communicate()
    assert said.strip() == "killed me now", errors


def test_killed_program_opens_again_as_it_was(
    window: MainWindow, demo: Any, home: Path, qtbot: QtBot, settled: Callable[[Session], None]
) -> None:
    worked_on_and_killed(demo.project, home)
    window.recovery.recover(window.open)
    session = window.session
    qtbot.waitUntil(lambda: session.scene is not None and bool(session.scene.cards), timeout=WAIT_MS)
    settled(session)
    qtbot.waitUntil(lambda: not window.player.is_busy and window.review.isVisible(), timeout=WAIT_MS)

    assert session.path == demo.project
    assert session.choice == Choice((session.scene.cards[0].anchor,))
    assert session.rules.min_length == 3
    assert "Bruno" in [card.name for card in session.scene.cards]
    assert window.review.isVisible()
    assert window.notice.isVisible()
    assert "Nothing was lost" in window.notice.text.text()
    window.notice.close_button.click()
    assert not window.notice.isVisible()


def test_film_opens_where_it_was(window: MainWindow, demo: Any, qtbot: QtBot) -> None:
    crashed(demo.project, tries=0)
    window.recovery.recover(window.open)
    qtbot.waitUntil(lambda: window.session.is_open and not window.player.is_busy, timeout=WAIT_MS)

    assert window.player.time == 1
    assert window.player.isVisible()


def test_orderly_end_is_not_called_unexpected(full: MainWindow) -> None:
    full.recovery.note()
    assert list(_folder().glob("*.json"))
    full.close()

    assert RunRecord().lost() is None


def test_film_that_ended_the_program_twice_is_only_offered(
    window: MainWindow, demo: Any, home: Path, qtbot: QtBot
) -> None:
    crashed(demo.project, tries=1)
    window.recovery.recover(window.open)
    assert not window.session.is_open
    assert window.notice.act.isVisible()
    window.notice.act.click()
    qtbot.waitUntil(lambda: window.session.is_open, timeout=WAIT_MS)


def test_project_that_is_gone_is_not_opened(window: MainWindow, tmp_path: Path) -> None:
    crashed(tmp_path / "gone.olat", tries=0)
    window.recovery.recover(pytest.fail)

    assert "unexpectedly" in window.notice.text.text()


def test_window_that_still_runs_is_left_alone(tmp_path: Path) -> None:
    running, other = RunRecord(tmp_path), RunRecord(tmp_path)
    running.note(Lost(Path("/a.olat"), "a", Fraction(1)))

    assert other.lost() is None
    running.clear()
    assert not list(tmp_path.glob("*.json"))


def test_damaged_record_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "1-2.json").write_text("{")

    assert RunRecord(tmp_path).lost() is None
    assert not list(tmp_path.glob("*.json"))


def test_record_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "1-2.json").write_text('{"path": "/a.olat", "title": "a", "time": "7/2", "tries": 0, "page": 2}')

    assert RunRecord(tmp_path).lost() == Lost(Path("/a.olat"), "a", Fraction(7, 2), 0, 2)
    assert RunRecord(tmp_path).lost() is None


def _folder() -> Path:
    return Path(os.environ["ONLYLOOK_HOME"]) / "running"


def crashed(project: Path, tries: int) -> None:
    """As a killed program leaves it: the record without a process that holds its lock."""
    _folder().mkdir(parents=True, exist_ok=True)
    (_folder() / "1-2.json").write_text(
        f'{{"path": "{project.as_posix()}", "title": "a", "time": "1", "tries": {tries}}}'
    )
