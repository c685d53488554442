"""Rules as a person types them."""

from fractions import Fraction

import pytest

from engine.edit.rules import changed, checked
from engine.errors import UserError
from engine.settings import EVIDENCE, Rules


def test_only_what_is_given_changes() -> None:
    rules = changed(Rules(), min_length="1.5", pad_after=0.1, modalities=["voice"], snap_to_shots=True)
    assert rules == Rules(
        modalities=frozenset({"voice"}), min_length=Fraction(3, 2), pad_after=Fraction(1, 10), snap_to_shots=True
    )
    assert changed(EVIDENCE) == EVIDENCE


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"min_length": "-1"}, "shortest segment"),
        ({"merge_gap": "soon"}, "'soon' is not a time"),
        ({"pad_before": float("nan")}, "not a time"),
        ({"pad_after": "1e9"}, "padding after"),
        ({"min_confidence": "1.5"}, "not between 0 and 1"),
        ({"min_confidence": "nan"}, "not a number"),
        ({"min_confidence": "high"}, "not a number"),
        ({"modalities": ["face", "smell"]}, "no modality called 'smell'"),
        ({"modalities": []}, "Without a modality"),
        ({"together": True}, "sight and sound"),
        ({"weights": {"voice": "2"}}, "not between 0 and 1"),
        ({"weights": {"smell": 0.5}}, "no modality called 'smell'"),
    ],
)
def test_what_is_no_rule_is_refused_with_a_sentence(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(UserError, match=words) as caught:
        changed(Rules(), **wrong)  # type: ignore[arg-type]
    assert caught.value.next_step


def test_a_nan_that_was_set_directly_is_refused() -> None:
    with pytest.raises(UserError, match="confidence"):
        checked(Rules(min_confidence=float("nan")))
