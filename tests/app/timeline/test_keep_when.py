"""Which evidence counts for the cut: boxes and weights as rules that can be undone."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.commands import Choice
from app.main_window import MainWindow
from app.session import Scene, Session
from app.timeline.keep_when import KeepWhen
from engine.settings import Rules

Settle = Callable[[Session], None]


@pytest.fixture
def chosen(full: MainWindow, settled: Settle) -> MainWindow:
    full.session.pick(Choice((full.session.scene.cards[0].anchor,)))
    settled(full.session)
    return full


@pytest.mark.usefixtures("voiced")
def test_film_with_voices_lets_voices_be_chosen_and_says_why_captions_cannot(full: MainWindow) -> None:
    boxes = full.rules.keep_when.boxes

    assert [name for name, box in boxes.items() if box.isEnabled()] == ["face", "body", "voice"]
    assert [name for name, box in boxes.items() if box.isChecked()] == ["face", "body"]
    assert "No caption" in boxes["caption"].toolTip()


@pytest.mark.usefixtures("voiced")
def test_voice_keeps_more_and_one_undo_takes_it_back(chosen: MainWindow, settled: Settle) -> None:
    before = chosen.session.cut
    chosen.rules.keep_when.boxes["voice"].click()
    settled(chosen.session)

    assert chosen.session.rules.modalities == {"face", "body", "voice"}
    # Ada speaks on, from outside of the picture, after 0:05.
    assert chosen.session.cut.duration > before.duration

    chosen.session.undo_stack.undo()
    settled(chosen.session)
    assert chosen.session.cut == before
    assert not chosen.rules.keep_when.boxes["voice"].isChecked()


def test_last_box_that_keeps_anything_stays(chosen: MainWindow, settled: Settle) -> None:
    boxes, before = chosen.rules.keep_when.boxes, chosen.session.undo_stack.count()
    boxes["body"].click()
    boxes["face"].click()
    settled(chosen.session)

    assert boxes["face"].isChecked()
    assert chosen.session.rules.modalities == {"face"}
    assert chosen.session.undo_stack.count() == before + 1


@pytest.mark.usefixtures("voiced")
def test_seen_and_heard_at_once_brings_voices_and_goes_with_them(chosen: MainWindow, settled: Settle) -> None:
    panel, before = chosen.rules.keep_when, chosen.session.cut
    panel.together.click()
    settled(chosen.session)

    assert chosen.session.rules.together
    assert panel.boxes["voice"].isChecked()
    assert 0 < chosen.session.cut.duration < before.duration

    panel.boxes["voice"].click()
    assert not chosen.session.rules.together
    settled(chosen.session)


@pytest.mark.usefixtures("voiced")
def test_weight_of_nothing_takes_a_modality_out_of_the_cut(chosen: MainWindow, qtbot: QtBot, settled: Settle) -> None:
    panel, session = chosen.rules.keep_when, chosen.session
    panel.balance.click()
    panel.boxes["voice"].click()
    settled(session)
    both = session.cut.duration
    slider = panel.weights["voice"].slider
    slider.setSliderDown(True)
    for value in (15, 8, 0):
        slider.setValue(value)
    slider.setSliderDown(False)
    settled(session)

    assert session.rules.weights == (("voice", 0.0),)
    assert session.cut.duration < both
    session.undo_stack.undo()
    settled(session)
    assert session.rules.weights == ()
    assert slider.value() == slider.maximum()


def test_usual_rules_take_back_boxes_and_weights(chosen: MainWindow, qtbot: QtBot, settled: Settle) -> None:
    panel = chosen.rules.keep_when
    panel.boxes["voice"].click()
    qtbot.keyClick(panel.weights["voice"].slider, Qt.Key.Key_Home)
    panel.together.click()
    chosen.rules._reset.click()
    settled(chosen.session)

    assert chosen.session.rules == Rules()
    assert not panel.boxes["voice"].isChecked()
    assert panel.weights["voice"].value == 1


@pytest.mark.usefixtures("voiced")
def test_box_and_reset_are_two_steps(chosen: MainWindow, settled: Settle) -> None:
    before = chosen.session.undo_stack.count()
    chosen.rules.keep_when.boxes["voice"].click()
    chosen.rules._reset.click()

    assert chosen.session.undo_stack.count() == before + 2
    settled(chosen.session)


@pytest.mark.usefixtures("voiced")
def test_panel_says_how_long_each_chosen_person_is_seen_and_heard(full: MainWindow, settled: Settle) -> None:
    session = full.session
    session.pick(Choice((session.scene.cards[0].anchor,)))
    settled(session)
    assert full.rules._presence.text().startswith("seen 0:2")
    assert "heard 0:1" in full.rules._presence.text()

    session.pick(Choice(tuple(card.anchor for card in session.scene.cards[:3])))
    settled(session)
    lines = full.rules._presence.text().splitlines()
    assert len(lines) == 3
    assert lines[2].startswith(f"{session.scene.cards[2].name}: seen 0:0")
    assert "heard" not in lines[2]


def test_box_of_what_is_still_to_come_says_so(qtbot: QtBot, full: MainWindow) -> None:
    panel: Any = KeepWhen()
    qtbot.addWidget(panel)
    panel.show_rules(Rules(), Scene(full.session.scene.media))

    assert not any(box.isEnabled() for box in panel.boxes.values())
    assert "still to come" in panel.boxes["voice"].toolTip()
