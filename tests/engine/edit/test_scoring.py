"""Scores of found segments against hand-made truth: known answers, and the local scorer as a second opinion."""

import importlib.util
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.edit.scoring import differing, scores
from engine.timebase import Span
from engine.types import Segment


def row(person: str, start: float, end: float, modality: str = "face") -> Segment:
    return Segment(person, Span(Fraction(start), Fraction(end)), 1.0, frozenset({modality}))


def test_what_is_equal_scores_one() -> None:
    truth = [row("Ada", 0, 4), row("Ada", 6, 9, "body"), row("Ada", 2, 5, "voice")]

    assert [(one.sense, one.mean) for one in scores(truth, truth)] == [
        ("seen", (1.0, 1.0, 1.0)),
        ("face", (1.0, 1.0, 1.0)),
        ("heard", (1.0, 1.0, 1.0)),
    ]


def test_known_answer_outside_the_collars() -> None:
    # Of 2..6 the collars leave 2.25..5.75; found are 4 to 10: 1.75 of 3.5 are hit, and 3.75 s beyond 6.25 are wrong.
    (seen, face) = scores([row("Ada", 2, 6)], [row("Ada", 4, 10)])
    (ada,) = face.people

    assert seen.mean == face.mean
    assert ada.recall == pytest.approx(1.75 / 3.5)
    assert ada.precision == pytest.approx(1.75 / (1.75 + 3.75))
    assert ada.missed == (Span(Fraction(9, 4), Fraction(4)),)
    assert ada.wrong == (Span(Fraction(25, 4), Fraction(10)),)
    assert [kind for _, kind, _ in differing(face)] == ["missed", "wrong"]


def test_names_must_be_equal_unless_the_best_pairs_are_asked_for() -> None:
    truth = [row("Ada", 0, 4), row("Bruno", 5, 9)]
    found = [row("Person 1", 5, 9), row("Person 2", 0, 4), row("Person 3", 20, 21)]

    by_name, best = scores(truth, found)[0], scores(truth, found, "best")[0]

    assert by_name.mean[2] == 0
    assert by_name.invented_s == 9
    assert [(one.person, one.found_as) for one in best.people] == [("Ada", "Person 2"), ("Bruno", "Person 1")]
    assert best.mean[2] == 1
    assert best.invented_s == 1
    assert best.found_persons == 3


def test_nobody_found_is_no_precision_and_no_recall() -> None:
    (seen, _) = scores([row("Ada", 0, 4)], [])

    assert seen.mean == (0.0, 0.0, 0.0)


# Multiples of the local scorer's tick, so that both see the same edges.
TICKS = st.integers(0, 400).map(lambda tick: tick / 20)
ROWS = st.lists(
    st.tuples(st.sampled_from("AB"), TICKS, TICKS, st.sampled_from(["face", "body", "voice"])), min_size=1, max_size=8
)


@given(ROWS, ROWS)
def test_agrees_with_the_local_scorer(wanted: list[tuple[Any, ...]], found: list[tuple[Any, ...]]) -> None:
    path = Path(__file__).resolve().parents[4] / "shared/tools/score.py"
    if not path.exists():
        pytest.skip("needs the local scorer in ../shared")
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec
    assert spec.loader
    peer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(peer)

    def plain(rows: list[tuple[Any, ...]]) -> dict[tuple[str, str], list[tuple[float, float]]]:
        spans: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
        for person, one, other, modality in rows:
            spans[person, modality].append((min(one, other), max(one, other)))
        return spans

    def ours(rows: list[tuple[Any, ...]]) -> list[Segment]:
        return [row(person, *sorted((one, other)), modality) for person, one, other, modality in rows]

    theirs = peer.score(plain(wanted), plain(found))
    for mine in scores(ours(wanted), ours(found)):
        for one in mine.people:
            precision, recall, _ = theirs[mine.sense]["people"][one.person]
            assert one.precision == pytest.approx(precision, abs=1e-9)
            assert one.recall == pytest.approx(recall, abs=1e-9)
