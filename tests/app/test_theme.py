"""Everything in the window can be read: contrast as WCAG 2.2 asks for at level AA."""

import itertools

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.theme import DARK, LIGHT, Theme, apply, contrast, handle, theme_of

TEXT = 4.5
GRAPHICS = 3.0

both = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)


def test_contrast_of_known_pairs() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@both
def test_text_can_be_read_on_every_ground(theme: Theme) -> None:
    for text, ground in itertools.product((theme.text, theme.muted), (theme.ground, theme.panel, theme.raised)):
        assert contrast(text, ground) >= TEXT, (text, ground)
    assert contrast(theme.on_accent, theme.accent) >= TEXT
    assert contrast(theme.warning, theme.panel) >= TEXT


@both
def test_names_on_the_picture_can_be_read(theme: Theme) -> None:
    for colour in (*DARK.persons, DARK.muted):
        assert contrast(colour, "#0a0c10") >= TEXT


@both
def test_signs_stand_out_from_their_ground(theme: Theme) -> None:
    for colour in (*theme.persons, theme.kept, theme.playhead, theme.accent, handle(theme)):
        for ground in (theme.ground, theme.panel):
            assert contrast(colour, ground) >= GRAPHICS, (colour, ground)


@both
def test_numbers_on_segments_can_be_read(theme: Theme) -> None:
    number = theme.ground if theme.name == "dark" else "#ffffff"

    assert contrast(number, theme.kept) >= TEXT


@both
def test_widgets_find_the_theme_that_is_applied(theme: Theme, qapp: QApplication) -> None:
    apply(qapp, theme)

    assert theme_of(qapp.palette()) is theme
    assert qapp.palette().color(QPalette.ColorRole.Highlight) == QColor(theme.accent)
