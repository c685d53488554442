"""The radar: everyone in the picture is named at a pause, by the cast so far; a click picks them."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.player.canvas import PictureCanvas
from app.player.overlay import NOBODY, overlap
from app.session import Scene, Session, Spotted
from app.session.radar import Radar, pixels_of
from engine.errors import ModelMissing

Settle = Callable[[Session], None]
WAIT_MS = 60_000
TWO_SHOW = Fraction(29)


def picture_at(session: Session, time: Fraction) -> QImage:
    assert session.scene is not None
    reader = session.reader(session.scene.media)
    frame = reader.at(time)
    reader.close()
    height, width = frame.image.shape[:2]
    return QImage(frame.image.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def ask(session: Session, image: QImage, time: Fraction, qtbot: QtBot) -> Spotted:
    assert session.scene is not None
    assert session.scene.media.video is not None
    with qtbot.waitSignal(session.radar.answered, timeout=WAIT_MS) as heard:
        session.radar.ask(image, time, session.scene.media.video.display_size)
    return heard.args[0]


def names(session: Session, spotted: Spotted) -> set[str]:
    assert session.scene is not None
    cards = [session.scene.card_of(face.track) if face.track is not None else None for face in spotted.faces]
    return {card.name if card else "" for card in cards}


def test_faces_are_named_as_the_cast_has_them(opened: Session, qtbot: QtBot) -> None:
    scene = opened.scene
    assert scene is not None
    faces = [track for track in scene.tracks.values() if track.kind == "face" and track.span.contains(TWO_SHOW)]
    there = {scene.card_of(track.id).name for track in faces}
    spotted = ask(opened, picture_at(opened, TWO_SHOW), TWO_SHOW, qtbot)

    assert len(there) == 2
    assert names(opened, spotted) == there
    assert all(0.5 <= face.chance <= 1 for face in spotted.faces)


def test_frame_in_which_nobody_is_has_no_names(opened: Session, qtbot: QtBot) -> None:
    image = QImage(640, 360, QImage.Format.Format_RGB888)
    image.fill(Qt.GlobalColor.darkGreen)

    assert ask(opened, image, Fraction(3), qtbot).faces == ()


def test_picture_of_another_size_gives_boxes_in_the_films_pixels(opened: Session, qtbot: QtBot) -> None:
    image = picture_at(opened, TWO_SHOW)
    full = ask(opened, image, TWO_SHOW, qtbot)
    small = ask(opened, image.scaled(480, 360), TWO_SHOW, qtbot)

    assert names(opened, small) == names(opened, full)
    for face in small.faces:
        assert max(overlap(face.box, other.box) for other in full.faces) > 0.6


def test_faces_are_found_before_anything_is_known(opened: Session, qtbot: QtBot) -> None:
    radar = Radar(lambda: None, lambda: "auto")
    image = picture_at(opened, TWO_SHOW)
    with qtbot.waitSignal(radar.answered, timeout=WAIT_MS) as heard:
        radar.ask(image, TWO_SHOW, (640, 360))
    radar.close()

    assert [face.track for face in heard.args[0].faces] == [None, None]


def test_stored_tracks_say_whose_a_face_is(opened: Session, qtbot: QtBot) -> None:
    """Even against what the face looks like, for the user may have said so."""
    image = picture_at(opened, TWO_SHOW)
    first, second = ask(opened, image, TWO_SHOW, qtbot).faces
    assert opened.scene is not None
    with qtbot.waitSignal(opened.radar.answered, timeout=WAIT_MS) as heard:
        opened.radar.ask(image, TWO_SHOW, (640, 360), [(first.track, second.box)])

    named = {face.box: face.track for face in heard.args[0].faces}
    assert named[second.box] == first.track
    # Nobody is in one frame twice.
    assert opened.scene.card_of(first.track) is not opened.scene.card_of(named[first.box] or NOBODY)


def test_networks_that_are_missing_are_told_once(
    full: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def missing(*_: object) -> None:
        raise ModelMissing("The weights of the faces are gone.", "Install them again.")

    monkeypatch.setattr("app.session.radar.FaceNamer.open", missing)
    full.session.radar._work.let_go()
    with qtbot.waitSignal(full.player.failed, timeout=WAIT_MS):
        full.player.ask_who()

    assert not full.player.bar.radar_on_pause.isChecked()
    qtbot.waitUntil(lambda: full.announcer._open is not None)
    full.announcer._open.close()


def test_r_names_everyone_in_the_picture_and_a_click_picks_them(
    full: MainWindow, qtbot: QtBot, settled: Settle
) -> None:
    player = full.player
    player.bar.names.setChecked(False)
    player.seek(TWO_SHOW)
    assert player.canvas.marks == []
    qtbot.keyClick(full, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: player.canvas.spotted is not None, timeout=WAIT_MS)
    marks = [mark for mark in player.canvas.marks if not mark.is_body]

    assert len(marks) == 2
    assert player.canvas.spotted.time == player.canvas.time == TWO_SHOW
    spot = player.canvas._box(marks[0]).center().toPoint()
    qtbot.mouseClick(player.canvas, Qt.MouseButton.LeftButton, pos=spot)
    settled(full.session)
    assert [lane.name for lane in full.session.cut.lanes] == [marks[0].name]


def test_answer_goes_when_another_frame_is_shown(full: MainWindow, qtbot: QtBot) -> None:
    player = full.player
    player.seek(TWO_SHOW)
    player.ask_who()
    qtbot.waitUntil(lambda: player.canvas.spotted is not None, timeout=WAIT_MS)
    player.step(1)
    qtbot.waitUntil(lambda: not player.is_busy)

    assert player.canvas.spotted is None


def test_pause_names_everyone_unless_the_bar_says_no(full: MainWindow, qtbot: QtBot) -> None:
    player = full.player
    for on in (True, False):
        player.bar.radar_on_pause.setChecked(on)
        player.seek(TWO_SHOW)
        qtbot.waitUntil(lambda: not player.is_busy and not full.session.radar.busy, timeout=WAIT_MS)
        player.toggle()
        qtbot.waitUntil(lambda: player.time > TWO_SHOW, timeout=WAIT_MS)
        player.pause()
        asked = full.session.radar.busy
        qtbot.waitUntil(lambda: not player.is_busy and not full.session.radar.busy, timeout=WAIT_MS)
        assert asked == on
        assert (player.canvas.spotted is not None) == on


def test_whether_a_pause_asks_is_kept(window: MainWindow, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat)
    window.player.bar.keep_in(settings)
    window.player.bar.radar_on_pause.setChecked(False)
    window.player.bar.volume.setValue(35)
    window.player.bar.keep_in(QSettings(str(tmp_path / "other.ini"), QSettings.Format.IniFormat))
    settings.sync()
    window.player.bar.keep_in(QSettings(settings.fileName(), QSettings.Format.IniFormat))

    assert not window.player.bar.radar_on_pause.isChecked()
    assert window.player.bar.volume.value() == 35


def test_late_answer_for_another_frame_is_not_shown(qtbot: QtBot) -> None:
    canvas = PictureCanvas()
    qtbot.addWidget(canvas)
    image = QImage(64, 36, QImage.Format.Format_RGB888)
    canvas.show_image(image, Fraction(2))
    canvas.show_spotted(Spotted(Fraction(1), ()))

    assert canvas.spotted is None
    canvas.show_spotted(Spotted(Fraction(2) + Fraction(1, 1000), ()))
    assert canvas.spotted is not None


def test_renamed_person_is_called_so_by_the_radar_at_once(full: MainWindow, qtbot: QtBot, settled: Settle) -> None:
    player, session = full.player, full.session
    player.seek(TWO_SHOW)
    player.ask_who()
    qtbot.waitUntil(lambda: player.canvas.spotted is not None, timeout=WAIT_MS)
    mark = player.canvas.marks[0]
    session.people.rename(session.scene.card_of(mark.track), "Zoë")
    settled(session)

    assert "Zoë" in {mark.name for mark in player.canvas.marks}


def test_pixels_of_a_picture_are_its_colours() -> None:
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    image.setPixelColor(2, 1, Qt.GlobalColor.blue)
    pixels = pixels_of(image)

    assert pixels.shape == (2, 3, 3)
    assert pixels[0, 0].tolist() == [255, 0, 0]
    assert pixels[1, 2].tolist() == [0, 0, 255]


def test_scene_without_tracks_shows_what_the_radar_found(qtbot: QtBot, opened: Session) -> None:
    """As while the analysis has not come to the frame: the box is drawn, and nobody is named in vain."""
    canvas = PictureCanvas()
    qtbot.addWidget(canvas)
    spotted = ask(opened, picture_at(opened, TWO_SHOW), TWO_SHOW, qtbot)
    assert opened.scene is not None
    canvas.show_scene(replace(Scene(opened.scene.media), cards=opened.scene.cards))
    canvas.show_image(picture_at(opened, TWO_SHOW), TWO_SHOW)
    canvas.show_spotted(spotted)

    assert len(canvas.marks) == 2
    assert {mark.name for mark in canvas.marks} == names(opened, spotted)
    canvas.show_scene(Scene(opened.scene.media))
    assert {(mark.track, mark.known) for mark in canvas.marks} == {(NOBODY, False)}


def test_arrow_opens_the_setting_without_holding_the_window_up(window: MainWindow, qtbot: QtBot) -> None:
    who = window.player.bar.who
    asked: list[bool] = []
    window.player.bar.who_asked.connect(lambda: asked.append(True))
    qtbot.mousePress(who, Qt.MouseButton.LeftButton, pos=QPoint(who.width() - 3, who.height() // 2))

    assert who.menu().isVisible()
    assert who.menu().actions() == [window.player.bar.radar_on_pause]
    who.menu().close()
    assert asked == []
    assert window.player.bar.radar_on_pause in window.menus.actions.values()
