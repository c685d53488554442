"""Several persons as one set of segments."""

from fractions import Fraction

import pytest

from engine.edit.combine import all_of, any_of, by_person, without
from engine.timebase import Span
from engine.types import Segment


def part(who: str, start: int, end: int, confidence: float = 0.8, by_hand: bool = False) -> Segment:
    return Segment(who, Span(Fraction(start), Fraction(end)), confidence, frozenset({"face"}), by_hand)


def shape(segments: list[Segment]) -> list[tuple[str, int, int]]:
    return [(segment.person, int(segment.span.start), int(segment.span.end)) for segment in segments]


ADA = [part("Ada", 0, 10), part("Ada", 20, 30), part("Ada", 50, 51)]
BOB = [part("Bob", 5, 15, 0.6), part("Bob", 22, 28, 0.6), part("Bob", 40, 45, 0.6, by_hand=True)]


def test_either_person() -> None:
    assert shape(any_of(ADA, BOB)) == [
        ("Ada + Bob", 0, 15),
        ("Ada + Bob", 20, 30),
        ("Bob", 40, 45),
        ("Ada", 50, 51),
    ]


def test_both_persons() -> None:
    assert shape(all_of(ADA, BOB)) == [("Ada + Bob", 5, 10), ("Ada + Bob", 22, 28)]
    assert all_of() == []


def test_one_without_the_other() -> None:
    assert shape(without(ADA, BOB)) == [("Ada", 0, 5), ("Ada", 20, 22), ("Ada", 28, 30), ("Ada", 50, 51)]
    assert shape(without(ADA, BOB, min_length=Fraction(3))) == [("Ada", 0, 5)]


def test_confidence_is_weighed_by_time_and_hand_made_stays_marked() -> None:
    joined = any_of(ADA, BOB)
    assert joined[0].confidence == pytest.approx((10 * 0.8 + 10 * 0.6) / 20)
    assert [segment.by_hand for segment in joined] == [False, False, True, False]


def test_names_are_not_repeated_when_joined_again() -> None:
    assert shape(any_of(any_of(ADA, BOB), [part("Bob", 9, 11)]))[0] == ("Ada + Bob", 0, 15)


def test_one_persons_own_overlaps_are_joined() -> None:
    assert shape(any_of([part("Ada", 0, 5), part("Ada", 0, 9), part("Ada", 3, 6)])) == [("Ada", 0, 9)]


def test_grouping_sorts_by_name_and_time() -> None:
    groups = by_person([*reversed(ADA), *BOB])
    assert list(groups) == ["Ada", "Bob"]
    assert groups["Ada"] == ADA
