"""The page before a film: folders that are dropped, films of last time, and those that are gone."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.main_window.folder import FilmChooser, films_in
from app.session.kept import note_recent, recent_films

WAIT_MS = 120_000


def test_films_of_a_folder_are_listed_in_natural_order(tmp_path: Path) -> None:
    (tmp_path / "season").mkdir()
    for name in ("Episode 10.mkv", "Episode 2.MP4", "season/Episode 1.mov", "notes.txt", ".hidden.mp4"):
        (tmp_path / name).write_bytes(b"")

    assert [str(film.relative_to(tmp_path)) for film in films_in(tmp_path)] == [
        "Episode 2.MP4", "Episode 10.mkv", str(Path("season/Episode 1.mov")),
    ]  # fmt: skip


def test_dropped_folder_offers_its_films(window: MainWindow, demo: Any, qtbot: QtBot) -> None:
    folder = demo.project.parent
    window.open(folder)
    chooser = window.findChild(FilmChooser)
    names = [chooser.list.item(row).text() for row in range(chooser.list.count())]
    assert sorted(names) == ["demo.mp4", "demo.olat", "short.mp4"]
    chooser.list.setCurrentRow(names.index("demo.olat"))
    chooser.accept()
    qtbot.waitUntil(lambda: window.session.is_open, timeout=WAIT_MS)

    assert window.session.path == demo.project


def test_only_film_of_a_folder_is_opened(window: MainWindow, demo: Any, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "one").mkdir()
    demo.project.rename(tmp_path / "one" / "a.olat")
    window.open(tmp_path / "one")
    qtbot.waitUntil(lambda: window.session.is_open, timeout=WAIT_MS)


def test_folder_without_films_is_said_in_words(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "empty").mkdir()
    with qtbot.waitSignal(window.announcer.announced) as heard:
        window.open(tmp_path / "empty")

    assert "no film" in heard.args[0].what
    window.findChild(QMessageBox).accept()
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is None)


def test_missing_film_is_shown_as_missing_and_can_be_removed(window: MainWindow, tmp_path: Path) -> None:
    here, gone = tmp_path / "here.mp4", tmp_path / "gone.mp4"
    here.write_bytes(b"")
    note_recent(here, "here")
    note_recent(gone, "gone")
    window.welcome.refresh()
    items = [window.welcome.recent.item(row).text() for row in range(window.welcome.recent.count())]
    assert ["Not found" in item for item in items] == [True, False]
    window.welcome.recent.setCurrentRow(0)
    window.welcome.remove.trigger()

    assert [film.path for film in recent_films()] == [here]
    assert window.welcome.recent.count() == 1


def test_missing_film_stays_on_the_list_when_another_is_opened(tmp_path: Path) -> None:
    for name in ("gone", "other"):
        note_recent(tmp_path / f"{name}.mp4", name)

    assert [film.title for film in recent_films()] == ["other", "gone"]
