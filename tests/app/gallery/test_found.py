"""Photos that are dropped on the cast: whom they show, what cannot be used, and what is kept and forgotten."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.gallery.found import FoundBar
from app.main_window import MainWindow
from app.session import Session
from app.session.photo_files import are_photos, name_of, portraits

Settle = Callable[[Session], None]
WAIT_MS = 120_000


@pytest.fixture
def photos(drawn: Any, tmp_path: Path) -> Path:
    """A folder with a photo of Ada and one of Bruno."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in ("ada", "bruno"):
        shutil.copy(drawn.film.with_name(f"{name}.png"), folder / f"{name.title()}_1.png")
    return folder


def data_of(paths: Sequence[Path]) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drop(window: MainWindow, *paths: Path) -> bool:
    """Drop files on the cast; returns whether it takes them."""
    data, none = data_of(paths), Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
    entering.ignore()
    window.gallery.dragEnterEvent(entering)
    if entering.isAccepted():
        dropped = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
        window.gallery.dropEvent(dropped)
    return entering.isAccepted()


def dropped(window: MainWindow, qtbot: QtBot, *paths: Path) -> FoundBar:
    """The bar with what became of dropped photos."""
    with qtbot.waitSignal(window.gallery.finder.found, timeout=WAIT_MS):
        assert drop(window, *paths)
    return window.gallery.found


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("Ross Geller 2.jpg", "Ross Geller"),
        ("ross_geller (3).png", "ross geller"),
        ("Ada.webp", "Ada"),
        ("joey__refs1.png", "joey"),
        ("IMG_2034.jpg", ""),
        ("20260102-1234.jpg", ""),
        ("Photo 3.jpeg", ""),
    ],
)
def test_file_says_whom_it_shows(file: str, name: str) -> None:
    assert name_of(Path(file)) == name


def test_folders_are_persons_and_files_of_one_name_are_one(tmp_path: Path) -> None:
    for file in ("Ross/1.jpg", "Ross/2.png", "Ross/notes.txt", "Joey/a.jpg"):
        (tmp_path / "cast" / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "cast" / file).touch()
    found = {one.name: len(one.paths) for one in portraits([tmp_path / "cast"])}
    assert found == {"Joey": 1, "Ross": 2}
    assert len(portraits([Path("Ada 1.jpg"), Path("Ada 2.jpg"), Path("IMG_1.jpg"), Path("IMG_2.jpg")])) == 3


def test_films_are_not_for_the_cast(full: MainWindow, tmp_path: Path) -> None:
    assert not are_photos([])
    assert not drop(full, tmp_path / "film.mp4")
    assert not drop(full, tmp_path / "a.jpg", tmp_path / "film.mp4")


def test_photo_shows_its_person_and_enter_names_it(
    full: MainWindow, photos: Path, qtbot: QtBot, settled: Settle
) -> None:
    bar = dropped(full, qtbot, photos / "Ada_1.png")
    settled(full.session)
    card = full.session.scene.card_of(full.session.choice.anchors[0])
    assert card.name in bar.text.text()
    assert bar.name.text() == "Ada"
    assert bar.match.sure > 0.8
    QTest.keyClick(bar.name, Qt.Key.Key_Return)
    settled(full.session)
    qtbot.waitUntil(lambda: full.session.scene.card_of(card.anchor).name == "Ada", timeout=WAIT_MS)
    assert full.session.undo_stack.undoText() == "Name Ada by photo"
    assert not bar.isVisible()
    assert full.gallery.finder.has_photos("Ada")
    full.session.undo_stack.undo()
    settled(full.session)
    assert not full.session.scene.card_of(card.anchor).named
    assert not full.gallery.finder.has_photos("Ada")


def test_several_photos_come_one_after_the_other(full: MainWindow, photos: Path, qtbot: QtBot, settled: Settle) -> None:
    bar = dropped(full, qtbot, photos / "Ada_1.png", photos / "Bruno_1.png")
    assert bar.text.text().startswith("1/2")
    bar.button.click()
    settled(full.session)
    assert bar.text.text().startswith("2/2")
    bar.button.click()
    settled(full.session)
    assert {"Ada", "Bruno"} <= {card.name for card in full.session.scene.cards}


def test_photo_of_nobody_says_so_and_names_nobody(full: MainWindow, shared: Path, qtbot: QtBot) -> None:
    stranger = shared / "media" / "references" / "ft_simon_easy1" / "simon_ong__ft_ref.png"
    bar = dropped(full, qtbot, stranger)
    assert "Nobody in this film" in bar.text.text()
    assert not bar.name.isVisible()
    assert full.session.undo_stack.count() == 0


def test_photos_without_one_face_are_told_in_the_engines_words(full: MainWindow, photos: Path, qtbot: QtBot) -> None:
    grey, two = photos / "grey.png", photos / "two.png"
    cv2.imwrite(str(grey), np.full((200, 200, 3), 128, np.uint8))
    face = cv2.imread(str(photos / "Ada_1.png"))
    cv2.imwrite(str(two), np.hstack([face, face]))
    bar = dropped(full, qtbot, grey)
    assert bar.text.text().startswith("grey.png: no face was found.")
    assert not bar.name.isVisible()
    bar = dropped(full, qtbot, two)
    assert "2 faces were found" in bar.text.text()


def test_escape_leaves_a_photo(full: MainWindow, photos: Path, qtbot: QtBot) -> None:
    bar = dropped(full, qtbot, photos / "Ada_1.png")
    QTest.keyClick(bar.name, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert full.session.scene.cards[0].named is False


def test_a_name_that_is_none_is_refused_and_can_be_mended(full: MainWindow, photos: Path, qtbot: QtBot) -> None:
    bar = dropped(full, qtbot, photos / "Ada_1.png")
    bar.name.setText("Person 7")
    with qtbot.waitSignal(full.gallery.failed):
        bar.button.click()
    assert bar.isVisible()
    assert full.session.undo_stack.count() <= 1
    for box in full.findChildren(type(full.announcer._open)):
        box.close()


def test_forgotten_photos_are_gone_for_good(full: MainWindow, photos: Path, qtbot: QtBot, settled: Settle) -> None:
    bar = dropped(full, qtbot, photos / "Ada_1.png")
    bar.button.click()
    settled(full.session)
    with qtbot.waitSignal(full.gallery.finder.forgotten, timeout=WAIT_MS):
        full.gallery.forget_photos()
    assert not full.gallery.finder.has_photos("Ada")
    assert "Ada" in [card.name for card in full.session.scene.cards]
    full.session.undo_stack.undo()
    full.session.undo_stack.redo()
    settled(full.session)
    assert not full.gallery.finder.has_photos("Ada")


def test_photo_keeps_the_name_when_the_corrections_are_lost(
    full: MainWindow, photos: Path, qtbot: QtBot, settled: Settle
) -> None:
    bar = dropped(full, qtbot, photos / "Ada_1.png")
    bar.button.click()
    settled(full.session)
    film = full.session.known.film
    for record in film.project.corrections.all(film.media_id):
        film.project.corrections.undo(record.id)
    full.session.people.not_a_face(full.session.scene.cards[-1].tracks)
    settled(full.session)
    assert "Ada" in [card.name for card in full.session.scene.cards]


def test_film_can_be_closed_while_photos_are_read(full: MainWindow, photos: Path, qtbot: QtBot) -> None:
    drop(full, photos / "Ada_1.png")
    full.close_film()
    qtbot.waitUntil(full.welcome.isVisible)
    assert not full.gallery.finder.is_busy
