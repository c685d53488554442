"""A check against what somebody wrote down: figures, and the way to each difference."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTreeWidget
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.session import Session
from app.theme import theme_of
from engine.timebase import Span

Settle = Callable[[Session], None]
TABLE = """person_label,start_s,end_s,modality
ada,0.16,5.20,face
ada,15.00,16.40,face
ada,16.84,19.32,face
ada,21.12,23.00,face
ada,27.00,33.52,face
ada,45.16,51.00,face
ada,0.90,4.80,voice
ada,5.60,8.40,voice
ada,27.40,30.00,voice
ada,45.90,49.60,voice
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "true.csv"
    path.write_text(TABLE)
    return path


def check(window: MainWindow, path: Path, qtbot: QtBot) -> None:
    window.truth.check_against(path)
    qtbot.waitUntil(lambda: not window.truth.check.is_working, timeout=20_000)


def rows(tree: QTreeWidget) -> list[list[str]]:
    items = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    return [[item.text(column) for column in range(tree.columnCount())] for item in items]


@pytest.mark.usefixtures("voiced")
def test_figures_stand_for_each_person_and_sense(full: MainWindow, table: Path, qtbot: QtBot) -> None:
    check(full, table, qtbot)

    shown = rows(full.truth.scores)
    assert [row[:2] for row in shown] == [
        ["ada", "seen"], ["All, on average", "seen"],
        ["ada", "face"], ["All, on average", "face"],
        ["ada", "heard"], ["All, on average", "heard"],
    ]  # fmt: skip
    heard = shown[4]
    assert heard[5] == full.session.scene.cards[0].name
    assert float(heard[2].rstrip("%")) > 90
    assert full.docks[4].isVisible()
    assert "fit best" in full.truth.text.text()


def test_person_who_is_called_as_in_the_table_is_compared_by_name(
    full: MainWindow, table: Path, qtbot: QtBot, settled: Settle
) -> None:
    check(full, table, qtbot)
    before = full.truth.check.result
    full.session.people.rename(full.session.scene.cards[1], "ada")
    settled(full.session)
    qtbot.waitUntil(lambda: full.truth.check.result is not before, timeout=20_000)

    # The wrong one was named so, and the figures follow at once.
    assert "same name" in full.truth.text.text()
    assert float(rows(full.truth.scores)[4][2].rstrip("%")) < 50


def test_click_on_a_difference_goes_there_and_shows_it(full: MainWindow, table: Path, qtbot: QtBot) -> None:
    check(full, table, qtbot)
    found = full.truth.check.result.differences
    # The table says that Ada's face shows until 0:51, though she went at 0:50.
    place = next(i for i, one in enumerate(found) if one.missed and one.sense == "face" and one.span.start > 49)
    tree = full.truth.rows
    item = tree.topLevelItem(place)
    assert item.text(1) == "missed"
    tree.scrollToItem(item)
    qtbot.mouseClick(
        tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualItemRect(item).topLeft() + QPoint(12, 5)
    )
    span = found[place].span
    qtbot.waitUntil(
        lambda: abs(full.player.time - span.start) <= Fraction(1, 25) and not full.player.is_busy, timeout=20_000
    )

    pointed = full.timeline.canvas._pointed
    assert (pointed.starts[0], pointed.ends[0]) == (float(span.start), float(span.end))


def test_differences_are_marked_on_the_timeline(full: MainWindow, qtbot: QtBot) -> None:
    canvas = full.timeline.canvas
    ruler = next(row for row in canvas.rows if row.kind == "ruler")
    canvas.show_differences([Span(Fraction(20), Fraction(30)), Span(Fraction(25), Fraction(31))])
    picture = canvas.grab().toImage()
    ratio = picture.devicePixelRatio()

    inside, outside = (
        picture.pixelColor(round(canvas.view.x(at) * ratio), round((ruler.bottom - 1.5) * ratio)) for at in (29, 35)
    )
    assert inside == QColor(theme_of(canvas.palette()).warning)
    assert outside != inside


@pytest.mark.parametrize(("name", "text"), [("a.csv", "what,is,this\n1,2,3\n"), ("a.doc", "x"), ("none.csv", None)])
def test_file_that_is_no_table_is_told_in_a_sentence(
    full: MainWindow, tmp_path: Path, qtbot: QtBot, name: str, text: str | None
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with qtbot.waitSignal(full.announcer.announced, timeout=20_000) as told:
        full.truth.check_against(tmp_path / name)

    assert not told.args[0].is_bug
    qtbot.waitUntil(lambda: not full.truth.check.is_working, timeout=20_000)
    assert full.truth.check.result is None


def test_check_ends_with_the_film(full: MainWindow, table: Path, qtbot: QtBot) -> None:
    check(full, table, qtbot)
    full.close_film()

    assert full.truth.check.result is None
    assert full.truth.rows.topLevelItemCount() == 0
