"""The demo's F1 is that of precision and recall over time."""

from fractions import Fraction

import pytest

from assets.demo.score import f1
from assets.demo.truth import Row

FILM_S = Fraction(20)


def _row(start: str, end: str, person: str = "ada", modality: str = "face") -> Row:
    return Row(person, modality, Fraction(start), Fraction(end))


TRUTH = [_row("2", "6"), _row("10", "14")]


def _score(*found: Row) -> float:
    return f1(TRUTH, found, ["ada"], "face", FILM_S)["ada"]


def test_the_truth_itself_scores_one() -> None:
    assert _score(*TRUTH) == 1.0


def test_nothing_found_scores_zero() -> None:
    assert _score() == 0.0


def test_half_found_and_nothing_wrong_scores_two_thirds() -> None:
    assert _score(TRUTH[0]) == pytest.approx(2 / 3)


def test_borders_within_a_quarter_of_a_second_do_not_count() -> None:
    assert _score(_row("1.8", "6.2"), _row("10.2", "13.8")) == 1.0
    assert _score(_row("1.4", "6.2"), _row("10.2", "13.8")) < 1.0


def test_other_persons_and_other_modalities_do_not_count() -> None:
    assert _score(_row("2", "14", person="bruno"), _row("2", "14", modality="voice")) == 0.0


def test_claims_where_nobody_is_cost_precision() -> None:
    # 7 s are right (2 x 3.5 outside the collars); 14.25 to 17.75 is 3.5 s too much.
    assert _score(*TRUTH, _row("14", "17.75")) == pytest.approx(2 * 7 / (2 * 7 + 3.5))
