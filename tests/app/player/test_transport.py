"""What editors' hands do with a player: loop, play around a cut, shuttle, type a time, full screen, save a frame."""

import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.commands import Choice
from app.main_window import MainWindow
from app.player.clock_field import time_of_text
from app.player.playback import Playback
from app.player.programme import around, current, in_frames, nearest_edit
from app.player.snapshot import proposed_name
from app.session import Session
from engine.edit.timecode import Timecode
from engine.errors import UserError
from engine.timebase import Span
from engine.types import Shot

from .conftest import EVEN, number_of

Settle = Callable[[Session], None]
WAIT_MS = 30_000
NTSC = Fraction(30000, 1001)


def span(start: object, end: object) -> Span:
    return Span(Fraction(start), Fraction(end))


@pytest.fixture
def counted(window: MainWindow, numbered: Path, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """The window with the film of numbered frames."""
    film = tmp_path / "numbered.mp4"
    shutil.copy(numbered, film)
    window.open(film)
    qtbot.waitUntil(lambda: window.session.edges is not None and not window.player.is_busy, timeout=WAIT_MS)
    # Who is in these frames is not the question here.
    window.player.bar.radar_on_pause.setChecked(False)
    return window


def shown_number(window: MainWindow) -> int:
    return number_of(window.player.canvas.image)


# Which spans are played.


def test_segments_are_played_frame_by_frame_as_an_export_cuts_them() -> None:
    spans = [span("0.51", "0.99"), span("2.001", "2.5")]

    assert in_frames(spans, EVEN) == (span("1/2", 1), span(2, "5/2"))
    assert in_frames(spans, None) == tuple(spans)


def test_loop_takes_the_segment_here_or_the_next_else_the_shot_else_the_film() -> None:
    kept = [span(1, 2), span(4, 5)]
    shots = (Shot(0, span(0, 3)), Shot(1, span(3, 6)))
    whole = span(0, 6)

    assert current(Fraction(1), kept, shots, whole) == kept[0]
    assert current(Fraction(2), kept, shots, whole) == kept[1]
    assert current(Fraction(6), kept, shots, whole) == kept[1]
    assert current(Fraction(4), [], shots, whole) == shots[1].span
    assert current(Fraction(4), [], (), whole) == whole


def test_nearest_edit_is_an_edge_of_a_segment_else_a_cut_of_the_film() -> None:
    shots = (Shot(0, span(0, 3)), Shot(1, span(3, 6)))

    assert nearest_edit(Fraction(3), [span(1, 2), span(5, 6)], shots) == 2
    assert nearest_edit(Fraction(1), [], shots) == 3
    assert nearest_edit(Fraction(1), [], shots[:1]) is None
    assert around(Fraction(1), span(0, 6)) == span(0, 3)


def test_loop_shows_each_frame_of_the_span_again_and_again(numbered: Path, qtbot: QtBot) -> None:
    playback = Playback(numbered)
    shown: list[int] = []
    playback.shown.connect(lambda frame, _: shown.append(number_of(frame.toImage())))
    playback.play(Fraction(1), [span(1, "3/2")], looping=True)
    qtbot.waitUntil(lambda: len(shown) >= 40, timeout=WAIT_MS)
    playback.close()

    assert shown[:40] == [30 + place % 15 for place in range(40)]


def test_loop_button_loops_the_segment_at_the_playhead(full: MainWindow, qtbot: QtBot, settled: Settle) -> None:
    full.session.pick(Choice((full.session.scene.cards[0].anchor,)))
    settled(full.session)
    player, segment = full.player, full.session.cut.segments[0].span
    player.seek(segment.end - Fraction(1, 5))
    times: list[Fraction] = []
    qtbot.waitUntil(lambda: not player.is_busy)
    player.moved.connect(times.append)
    player.bar.loop.setChecked(True)
    player.toggle()
    qtbot.waitUntil(lambda: bool(times) and times[-1] < segment.end - Fraction(1, 5), timeout=WAIT_MS)

    assert player.is_playing
    slack = Fraction(1, 25)
    assert all(segment.start - slack <= at < segment.end + slack for at in times)
    player.pause()
    qtbot.waitUntil(lambda: not player.is_busy)


def test_play_around_a_cut_ends_at_the_cut(counted: MainWindow, qtbot: QtBot) -> None:
    player = counted.player
    player.bar.rate.setCurrentIndex(player.bar.rate.count() - 1)
    times: list[Fraction] = []
    player.play_around(Fraction(5, 2))
    player.moved.connect(times.append)
    qtbot.waitUntil(lambda: not player.is_playing and not player.is_busy, timeout=WAIT_MS)

    assert min(times) == Fraction(1, 2)
    assert Fraction(9, 2) - Fraction(1, 10) < max(times) < Fraction(9, 2)
    assert player.time == Fraction(5, 2)
    assert shown_number(counted) == 75


def test_play_around_without_any_edit_point_does_nothing(counted: MainWindow) -> None:
    if len(counted.session.scene.shots) < 2:
        counted.player.play_around()
        assert not counted.player.is_playing


# Shuttle.


def test_reverse_at_single_speed_shows_each_frame(counted: MainWindow, qtbot: QtBot) -> None:
    counted.player.seek(Fraction(2))
    qtbot.waitUntil(lambda: not counted.player.is_busy)
    shown: list[int] = []
    counted.player.still_shown.connect(lambda: shown.append(shown_number(counted)))
    qtbot.keyClick(counted, Qt.Key.Key_J)
    assert counted.shuttle.speed == -1
    qtbot.waitUntil(lambda: len(shown) >= 25, timeout=WAIT_MS)
    qtbot.keyClick(counted, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: not counted.player.is_busy)

    assert shown[:25] == [59 - place for place in range(25)]
    assert counted.shuttle.speed == 0


def test_j_again_doubles_the_speed_up_to_eight_and_stops_at_the_beginning(counted: MainWindow, qtbot: QtBot) -> None:
    counted.player.seek(Fraction(3))
    qtbot.waitUntil(lambda: not counted.player.is_busy)
    speeds = []
    for _ in range(5):
        counted.shuttle.backward()
        speeds.append(counted.shuttle.speed)
    qtbot.waitUntil(lambda: counted.shuttle.speed == 0 and not counted.player.is_busy, timeout=WAIT_MS)

    assert speeds == [-1, -2, -4, -8, -8]
    assert shown_number(counted) == 0


def test_l_again_doubles_the_speed(counted: MainWindow, qtbot: QtBot) -> None:
    speeds = []
    for _ in range(5):
        counted.shuttle.forward()
        speeds.append(counted.shuttle.speed)
    counted.shuttle.stop()
    qtbot.waitUntil(lambda: not counted.player.is_busy)

    assert speeds == [1, 2, 4, 8, 8]


def test_with_k_held_j_and_l_go_frame_by_frame(counted: MainWindow, qtbot: QtBot) -> None:
    counted.player.seek(Fraction(2))
    qtbot.keyPress(counted, Qt.Key.Key_K)
    for key in (Qt.Key.Key_L, Qt.Key.Key_L, Qt.Key.Key_J):
        qtbot.keyClick(counted, key)
    assert not counted.player.is_playing
    qtbot.waitUntil(lambda: not counted.player.is_busy)
    assert shown_number(counted) == 61
    qtbot.keyRelease(counted, Qt.Key.Key_K)
    qtbot.keyClick(counted, Qt.Key.Key_L)
    assert counted.player.is_playing
    counted.shuttle.stop()
    qtbot.waitUntil(lambda: not counted.player.is_busy)


# The counter.


def test_counter_shows_timecode_and_frame_and_goes_where_one_types(counted: MainWindow, qtbot: QtBot) -> None:
    player, clock = counted.player, counted.player.bar.clock
    for typed, number in (("00:00:02:10", 70), ("1.5", 45), ("#100", 99), ("+1", 129), ("-2", 69), ("0:03", 90)):
        clock.setFocus()
        clock.selectAll()
        qtbot.keyClicks(clock, typed)
        qtbot.keyClick(clock, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not player.is_busy)
        assert shown_number(counted) == number
        assert player.bar.number.text() == f"#{number + 1}"
        assert clock.text() == f"00:00:{number // 30:02d}:{number % 30:02d}"


def test_text_that_is_no_time_is_refused_in_words(counted: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(counted.player.failed) as heard:
        counted.player.go_to("soon")
    assert "soon" in str(heard.args[0])
    qtbot.waitUntil(lambda: counted.announcer._open is not None)
    counted.announcer._open.close()


@pytest.mark.parametrize("text", ["", ":", "1:", "1:2:3:4:5x", "#", "#x", "+", "1e999", "::::", "00:00:00:45", "nan"])
def test_odd_texts_are_refused_and_never_crash(text: str) -> None:
    with pytest.raises(UserError):
        time_of_text(text, Fraction(0), Timecode(Fraction(25)), None)


def test_drop_frame_timecode_is_typed_as_it_is_shown() -> None:
    code = Timecode(NTSC, drop_frame=True)

    assert time_of_text("00:01:00;02", Fraction(0), code, None) == 1800 / NTSC
    assert code.at(1800 / NTSC) == "00:01:00;02"


def test_escape_leaves_the_counter_as_it_was(counted: MainWindow, qtbot: QtBot) -> None:
    clock = counted.player.bar.clock
    clock.setFocus()
    qtbot.keyClicks(clock, "99")
    qtbot.keyClick(clock, Qt.Key.Key_Escape)

    assert clock.text() == "00:00:00:00"
    assert not clock.hasFocus()


# Sound, full screen, frames as files.


def test_wheel_and_mute_change_the_volume(window: MainWindow, qtbot: QtBot) -> None:
    bar, heard = window.player.bar, []
    bar.volume.setValue(50)
    bar.volume_chosen.connect(lambda *sound: heard.append(sound))
    window.player.canvas.wheeled.emit(1)
    bar.mute.setChecked(True)
    window.player.canvas.wheeled.emit(-1)

    assert heard[0] == (0.55, False)
    assert (0.55, True) in heard
    assert heard[-1] == (0.5, False)
    assert bar.mute.glyph == "loud"


def test_picture_alone_hides_all_else_and_escape_brings_it_back(full: MainWindow, qtbot: QtBot) -> None:
    before = {dock.objectName(): dock.isVisible() for dock in full.docks}
    full.activateWindow()
    qtbot.keyClick(full, Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: full.alone.is_on and full.player.height() == full.height())

    assert full.windowState() & Qt.WindowState.WindowFullScreen
    assert not any(dock.isVisible() for dock in full.docks)
    assert full.player.canvas.height() == full.height()
    assert not full.player.bar.isVisible()
    qtbot.mouseMove(full.player.canvas, QPoint(30, 30))
    qtbot.mouseMove(full.player.canvas, QPoint(60, 40))
    qtbot.waitUntil(full.player.bar.isVisible)
    # Keys go on working although no menu is to be seen.
    at = full.player.time
    qtbot.keyClick(full, Qt.Key.Key_Right)
    assert full.player.time > at
    qtbot.keyClick(full, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not full.alone.is_on)
    qtbot.waitUntil(lambda: not full.player.is_busy)

    assert not full.windowState() & Qt.WindowState.WindowFullScreen
    assert {dock.objectName(): dock.isVisible() for dock in full.docks} == before
    assert full.player.bar.isVisible()
    assert full.menuBar().height() > 5


def test_double_click_toggles_the_picture_alone_and_leaves_the_play_as_it_was(full: MainWindow, qtbot: QtBot) -> None:
    canvas = full.player.canvas
    canvas.marks_shown = False
    corner = canvas.picture_rect().topLeft().toPoint() + QPoint(3, 3)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=corner)
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=corner)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=corner)
    qtbot.waitUntil(lambda: full.alone.is_on)
    full.alone.leave()
    qtbot.waitUntil(lambda: not full.player.is_busy)

    assert not full.player.is_playing


def test_closing_the_film_or_the_window_leaves_the_picture_alone(full: MainWindow, qtbot: QtBot) -> None:
    full.alone.toggle()
    full.session.close_film()

    assert not full.alone.is_on
    assert full.player.bar.parent() is full.player


def test_saved_frame_is_the_exact_frame_at_full_size(
    counted: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed = []

    def choose(_: object, __: str, name: str, ___: str) -> tuple[str, str]:
        proposed.append(name)
        return str(tmp_path / "frame"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    counted.player.seek(Fraction(77, 30))
    with qtbot.waitSignal(counted.player.saved, timeout=WAIT_MS) as heard:
        qtbot.keyClick(counted, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        # Another frame that is asked for meanwhile does not come into the file.
        counted.player.seek(Fraction(1))
    qtbot.waitUntil(lambda: not counted.player.is_busy)
    image = QImage(str(heard.args[0]))

    assert proposed == [str(tmp_path / "numbered 00.00.02.17.png")]
    assert heard.args[0] == tmp_path / "frame.png"
    assert number_of(image) == 77
    assert (image.width(), image.height()) == (128, 64)


def test_frame_that_cannot_be_written_is_told_in_words(counted: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(counted.player.failed, timeout=WAIT_MS) as heard:
        counted.player.save_frame(tmp_path / "nowhere" / "frame.png")
    assert isinstance(heard.args[0], UserError)
    qtbot.waitUntil(lambda: counted.announcer._open is not None)
    counted.announcer._open.close()


def test_proposed_name_has_no_colons() -> None:
    assert proposed_name(Path("/films/My film.mkv"), "01:02:03;04") == "My film 01.02.03.04.png"


def test_speed_is_changed_while_it_plays(counted: MainWindow, qtbot: QtBot) -> None:
    player = counted.player
    player.toggle()
    player.bar.rate.setCurrentIndex(player.bar.rate.count() - 1)
    qtbot.waitUntil(lambda: not player.is_playing and not player.is_busy, timeout=WAIT_MS)

    assert player.rate == 8
    assert shown_number(counted) == 149
    assert QApplication.activeModalWidget() is None


def test_frame_number_is_whole_or_left_out(window: MainWindow, qtbot: QtBot) -> None:
    number = window.player.bar.number
    number.setText("#270000")
    number.resize(number.sizeHint().width(), number.height())
    assert number.fits()
    number.resize(number.sizeHint().width() // 2, number.height())

    assert not number.fits()
    assert number.minimumSizeHint().width() == 0
    cut_off = number.grab().toImage()
    number.setText("")
    assert cut_off == number.grab().toImage()


def test_sound_is_left_out_above_four_times_the_speed(numbered: Path) -> None:
    playback = Playback(numbered)
    heard = []
    for rate in (1.0, 4.0, 8.0, 2.0):
        playback.set_rate(rate)
        heard.append(not playback._decks[0]._qt.sound.isMuted())
    playback.close()

    assert heard == [True, True, False, True]
