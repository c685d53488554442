"""The window: what is seen without a film, while one is analysed, and what keys, files and closing do."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.commands import Choice
from app.main_window import MainWindow
from app.session import Session
from app.session.analysis import Status
from app.session.kept import recent_films, thumbnail_file
from app.settings.key_sheet import KeySheet
from engine.progress import Progress

Settle = Callable[[Session], None]
WAIT_MS = 240_000


def test_first_start_says_what_to_do(window: MainWindow) -> None:
    assert window.welcome.isVisible()
    assert window.welcome.open.isEnabled()
    assert not window.welcome.recent.isVisible()
    assert not window.gallery.isVisible()
    assert window.windowTitle() == "Only Look at Them"


def test_open_film_shows_all_views(full: MainWindow) -> None:
    assert not full.welcome.isVisible()
    for view in (full.gallery, full.player, full.timeline, full.rules):
        assert view.isVisible()
    assert full.windowTitle().startswith("demo.mp4")


def test_dropped_film_is_opened(window: MainWindow, demo: Any, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(demo.project))])
    event = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    qtbot.waitUntil(lambda: window.session.is_open, timeout=WAIT_MS)

    assert event.isAccepted()


def test_demo_that_is_drawn_already_is_opened(window: MainWindow, demo: Any, home: Path, qtbot: QtBot) -> None:
    (home / "demo").mkdir(exist_ok=True)
    shutil.copy(demo.film, home / "demo" / "demo.mp4")
    window.welcome.demo.click()
    qtbot.waitUntil(lambda: window.session.is_open, timeout=WAIT_MS)

    assert window.session.scene.media.path == home / "demo" / "demo.mp4"
    window.close_film()
    shutil.rmtree(home / "demo")


def test_recent_film_can_be_opened_again(full: MainWindow, qtbot: QtBot) -> None:
    film = full.session.scene.media.path
    full.close_film()
    assert full.welcome.isVisible()
    assert [one.path for one in recent_films()] == [film]
    assert thumbnail_file(film).stat().st_size > 0

    item = full.welcome.recent.item(0)
    full.welcome.recent.itemActivated.emit(item)
    qtbot.waitUntil(lambda: full.session.is_open, timeout=WAIT_MS)


def test_error_is_shown_and_the_window_stays_usable(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "text.mp4").write_text("no film")
    with qtbot.waitSignal(window.announcer.announced, timeout=WAIT_MS) as heard:
        window.open(tmp_path / "text.mp4")

    assert not heard.args[0].is_bug
    box = window.findChild(QMessageBox)
    box.accept()
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is None)
    assert window.welcome.open.isEnabled()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (
            Status("running", Progress("faces", 30, 60, "s"), 3.21, 9.3),
            "Looking for faces 50% · 3.2× real time · 0:09 left",
        ),
        (Status("running", Progress("faces", 0, 60, "s")), "Looking for faces 0%"),
        (Status("running", Progress("voices", 30, 60, "s"), 9.0), "Listening for voices 50% · 9.0× real time"),
        (Status("running", Progress("speaking faces", 1, 4), 2.0, 6.0), "Seeing who speaks 25% · 0:06 left"),
        (Status("running", Progress("of a newer engine", 1, 4)), "Analysing 25%"),
        (Status("preparing"), "Preparing the networks…"),
        (Status("done"), ""),
    ],
)
def test_analysis_in_words(window: MainWindow, status: Status, words: str) -> None:
    assert window.analysis_bar.words(status) == words


def test_whole_way_from_a_film_to_its_cut(
    window: MainWindow, demo: Any, qtbot: QtBot, settled: Settle, tmp_path: Path
) -> None:
    """Open, analyse, pause, rename, merge, undo, choose, play a rule, export."""
    session, bar = window.session, window.analysis_bar
    window.open(demo.short)
    qtbot.waitUntil(lambda: session.status.state == "running", timeout=WAIT_MS)
    assert bar.pause.isVisible()
    bar.pause.click()
    assert session.status.state == "paused"
    bar.pause.click()
    # Voices and captions come after the pictures.
    qtbot.waitUntil(lambda: session.status.state == "done" and not session.is_working, timeout=WAIT_MS)
    assert session.scene.complete
    assert not bar.pause.isVisible()

    model = window.gallery.view.model()
    model.setData(model.index(0), "Ada")
    settled(session)
    assert model.index(0).data() == "Ada"
    model.dropMimeData(model.mimeData([model.index(1)]), Qt.DropAction.MoveAction, -1, -1, model.index(0))
    settled(session)
    merged = model.rowCount()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(session)
    assert model.rowCount() == merged + 1

    index = model.index(0)
    qtbot.mouseClick(
        window.gallery.view.viewport(), Qt.MouseButton.LeftButton, pos=window.gallery.view.visualRect(index).center()
    )
    settled(session)
    assert session.cut.segments
    before = session.cut.duration
    qtbot.keyClick(window.rules.sliders["pad_after"].slider, Qt.Key.Key_Home)
    settled(session)
    assert session.cut.duration < before

    window.show_export()
    window.export_dialog.form.target.setText(str(tmp_path / "ada.mp4"))
    row = window.export_dialog.export()
    qtbot.waitUntil(lambda: row.ticket.is_over, timeout=WAIT_MS)
    assert row.ticket.state == "finished", row.ticket.error
    from engine.media.probe import probe

    assert float(probe(tmp_path / "ada.mp4").video.duration) == pytest.approx(float(session.cut.duration), abs=0.1)


def test_letters_do_nothing_while_a_name_is_typed(full: MainWindow, qtbot: QtBot) -> None:
    full.activateWindow()
    full.gallery.search.setFocus()
    qtbot.keyClicks(full.gallery.search, "job")

    assert full.gallery.search.text() == "job"
    assert not full.player.bar.only_look.isChecked()
    assert not full.player.is_playing


def test_keys_step_and_seek(full: MainWindow, qtbot: QtBot) -> None:
    full.player.seek(full.player.time + 10)
    full.activateWindow()
    full.setFocus()
    before = full.player.time
    qtbot.keyClick(full, Qt.Key.Key_Right)
    assert full.player.time == before + full.session.edges[1]
    qtbot.keyClick(full, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert full.player.time == before + full.session.edges[1] - 1
    qtbot.waitUntil(lambda: not full.player.is_busy)


def test_arrows_belong_to_the_list_or_slider_that_has_the_focus(full: MainWindow, qtbot: QtBot) -> None:
    full.activateWindow()
    before, slider = full.player.time, full.rules.sliders["merge_gap"].slider
    value = slider.value()
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    view = full.gallery.view
    view.setFocus()
    view.setCurrentIndex(view.model().index(0))
    qtbot.keyClick(view, Qt.Key.Key_Right)

    assert slider.value() == value + 1
    assert view.currentIndex().row() == 1
    assert full.player.time == before


def test_space_plays_although_the_cast_has_the_focus(full: MainWindow, qtbot: QtBot) -> None:
    full.activateWindow()
    full.gallery.view.setFocus()
    qtbot.keyClick(full.gallery.view, Qt.Key.Key_Space)
    assert full.player.is_playing

    full.shuttle.stop()
    qtbot.waitUntil(lambda: not full.player.is_busy)


def test_name_that_the_program_uses_itself_is_refused_in_words(full: MainWindow, qtbot: QtBot) -> None:
    model = full.gallery.view.model()
    with qtbot.waitSignal(full.announcer.announced) as heard:
        model.setData(model.index(0), "Person 7")

    assert "calls persons by itself" in heard.args[0].what
    assert full.session.undo_stack.count() == 0
    full.findChild(QMessageBox).accept()
    qtbot.waitUntil(lambda: full.findChild(QMessageBox) is None)


def test_playing_backwards_steps_back_and_stops(full: MainWindow, qtbot: QtBot) -> None:
    full.player.seek(full.player.time + 10)
    start = full.player.time
    full.shuttle.backward()
    qtbot.waitUntil(lambda: full.player.time <= start - 5 * full.session.edges[1], timeout=WAIT_MS)
    full.shuttle.stop()
    qtbot.waitUntil(lambda: not full.player.is_busy)

    assert full.shuttle.speed == 0


def test_all_keys_are_listed(full: MainWindow, qtbot: QtBot) -> None:
    full.show_keys()
    sheet = full.findChild(KeySheet)
    listed = ", ".join(sheet.listed.values())

    for keys in ("Space", "Shift+Left", "Ctrl+Z", "F11"):
        assert keys in listed
    sheet.search.setText("one second")
    assert list(sheet.listed) == ["One second back", "One second on"]
    sheet.reject()
    qtbot.waitUntil(lambda: full.findChild(KeySheet) is None)


def test_closing_in_the_middle_of_an_analysis_loses_nothing(
    window: MainWindow, demo: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    window.open(demo.short)
    qtbot.waitUntil(lambda: bool(window.session.scene and window.session.scene.tracks), timeout=WAIT_MS)
    found = set(window.session.scene.tracks)
    window.close()

    session = Session()
    session.open(demo.short)
    qtbot.waitUntil(lambda: session.scene is not None and set(session.scene.tracks) >= found, timeout=WAIT_MS)
    session.close()
    session.deleteLater()


def test_layout_comes_back(window: MainWindow, tmp_path: Path, session: Session) -> None:
    window.resize(780, 700)
    window.close()
    again = MainWindow(Session(), QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))

    assert again.size() == window.size()
    again.close()
    again.deleteLater()


def test_hidden_dock_stays_hidden_with_the_next_film(full: MainWindow, demo: Any, qtbot: QtBot) -> None:
    rules = full.docks[1]
    rules.toggleViewAction().trigger()
    assert not rules.isVisible()
    full.close_film()
    full.open(demo.project)
    qtbot.waitUntil(lambda: full.session.is_open, timeout=WAIT_MS)

    assert not rules.isVisible()
    assert full.docks[0].isVisible()


def test_choice_of_nobody(full: MainWindow, settled: Settle) -> None:
    full.session.pick(Choice((full.session.scene.cards[0].anchor,)))
    settled(full.session)
    full.gallery.view.clearSelection()
    settled(full.session)

    assert full.session.cut.segments == ()
    assert full.rules.sliders["min_length"].isEnabled()


def test_picture_takes_the_room_that_is_left(full: MainWindow) -> None:
    rect = full.player.canvas.picture_rect()

    assert rect.width() / rect.height() == pytest.approx(640 / 360, abs=0.01)
    assert full.player.canvas.rect().contains(QPoint(int(rect.center().x()), int(rect.center().y())))
