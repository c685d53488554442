"""Times in words, and the slider."""

from collections.abc import Iterator
from fractions import Fraction

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot

from app.settings.language import install
from app.widgets import ValueSlider, clock_text, is_own_name, length_text, shown_name


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0.0 s"), (8.44, "8.4 s"), (Fraction(599, 10), "59.9 s"), (60, "1:00"), (102, "1:42"), (3723, "1:02:03")],
)
def test_lengths_in_words(seconds: float, text: str) -> None:
    assert length_text(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "decimals", "text"),
    [(Fraction(5999, 1000), 2, "0:05.99"), (61, 0, "1:01"), (-3, 0, "0:00"), (3600, 1, "1:00:00.0")],
)
def test_clock_is_cut_off_not_rounded(seconds: float, decimals: int, text: str) -> None:
    assert clock_text(seconds, decimals) == text


def test_slider_tells_of_the_hand_but_not_of_the_program(qtbot: QtBot) -> None:
    slider = ValueSlider("Gap", 0.1, 100, "s", "")
    qtbot.addWidget(slider)
    heard: list[tuple[float, int]] = []
    slider.moved.connect(lambda value, gesture: heard.append((value, gesture)))

    slider.show_value(2.0)
    assert heard == []
    qtbot.keyClick(slider.slider, Qt.Key.Key_Right)
    qtbot.keyClick(slider.slider, Qt.Key.Key_Right)

    assert [round(value, 1) for value, _ in heard] == [2.1, 2.2]
    assert heard[0][1] != heard[1][1]


def test_one_drag_is_one_gesture(qtbot: QtBot) -> None:
    slider = ValueSlider("Gap", 0.1, 100, "s", "")
    qtbot.addWidget(slider)
    heard: list[int] = []
    slider.moved.connect(lambda value, gesture: heard.append(gesture))

    slider.slider.setSliderDown(True)
    for value in (10, 20, 30):
        slider.slider.setValue(value)
    slider.slider.setSliderDown(False)

    assert len(heard) == 3
    assert len(set(heard)) == 1


@pytest.fixture
def chinese(qapp: QCoreApplication) -> Iterator[None]:
    translators = install(qapp, "zh_CN")
    yield
    for translator in translators:
        qapp.removeTranslator(translator)
    install(qapp, "en")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Person 12", "人物 12"), ("Unknown", "未知"), ("Unknown (not named)", "未知（未取名）"),
        ("Anna", "Anna"), ("Person of Interest", "Person of Interest"), ("Unknown 5", "Unknown 5"),
    ],
)  # fmt: skip
def test_only_names_of_the_program_are_translated(chinese: None, name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_names_stay_as_they_are_in_english() -> None:
    for name in ("Person 3", "Unknown", "Person 3 (not named)", "Ada"):
        assert shown_name(name) == name


@pytest.mark.parametrize("typed", ["人物 3", "人物3", "未知", " 未知 "])
def test_translated_names_are_the_programs_own(chinese: None, typed: str) -> None:
    assert is_own_name(typed)


@pytest.mark.parametrize("typed", ["人物", "人物三", "未知数", "Anna", "3"])
def test_other_names_are_free(chinese: None, typed: str) -> None:
    assert not is_own_name(typed)
