"""Where play begins, and whom a click in the picture chooses."""

from fractions import Fraction

import pytest

from app.commands import Choice
from app.player.picking import picked
from app.player.programme import Programme
from app.session import Card
from engine.timebase import Span

WHOLE = Span(Fraction(0), Fraction(100))
KEPT = (Span(Fraction(10), Fraction(20)), Span(Fraction(40), Fraction(50)))


@pytest.mark.parametrize(
    ("programme", "time", "begin"),
    [
        (Programme(), 30, 30),
        (Programme(), 100, 0),
        (Programme(KEPT), 5, 5),
        (Programme(KEPT), 15, 15),
        (Programme(KEPT), 30, 30),
        (Programme(KEPT), 50, 10),
        (Programme(KEPT, looping=True), 45, 45),
        (Programme(KEPT, looping=True), 30, 10),
        (Programme(()), 30, 30),
    ],
)
def test_play_begins_where_one_stands_or_anew_behind_the_end(programme: Programme, time: int, begin: int) -> None:
    assert programme.begin(Fraction(time), WHOLE) == begin


def card(anchor: int, *tracks: int) -> Card:
    return Card(anchor, "Ada", (anchor, *tracks), Fraction(1), 1, Fraction(0), 1.0, True, True)


@pytest.mark.parametrize(
    ("before", "adding", "after"),
    [
        ((), False, (1,)), ((5,), False, (1,)), ((5,), True, (5, 1)), ((5, 2), True, (5,)), ((2,), True, ()),
    ],
)  # fmt: skip
def test_click_chooses_one_and_with_a_key_more_or_fewer(
    before: tuple[int, ...], adding: bool, after: tuple[int, ...]
) -> None:
    # Track 2 is the same person's.
    assert picked(Choice(before, "all"), card(1, 2), adding) == Choice(after, "all")
