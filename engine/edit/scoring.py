"""Compare what was found with what a person wrote down, and show where the two differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, TypeAlias

import numpy as np
from scipy.optimize import linear_sum_assignment

from engine.edit.intervals import Spans, clip, difference, intersection, normal, total
from engine.timebase import Span
from engine.types import Segment

Sense: TypeAlias = Literal["seen", "face", "heard"]
Match: TypeAlias = Literal["names", "best"]

SENSES: Final[Mapping[Sense, frozenset[str]]] = {
    "seen": frozenset({"face", "body"}),
    "face": frozenset({"face"}),
    "heard": frozenset({"voice"}),
}
COLLAR_S: Final = Fraction(1, 4)
"""How exact a person's eye and hand are: time so near an edge of the truth does not count."""


@dataclass(frozen=True, slots=True)
class PersonScore:
    """One person of the truth. `found_as`: who of those found is compared, empty where nobody is.

    `missed` and `wrong`: where the truth alone, and where the finding alone has the person, outside the collars.
    """

    person: str
    found_as: str
    precision: float
    recall: float
    missed: Spans
    wrong: Spans

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """One sense. `invented_s`: seconds given to persons who are nobody of the truth."""

    sense: Sense
    people: tuple[PersonScore, ...]
    found_persons: int
    invented_s: Fraction

    @property
    def mean(self) -> tuple[float, float, float]:
        """Precision, recall and F1, each person counting the same."""
        rows = [(one.precision, one.recall, one.f1) for one in self.people]
        precision, recall, f1 = (sum(column) / len(rows) for column in zip(*rows, strict=True))
        return precision, recall, f1


def scores(
    truth: Sequence[Segment], found: Sequence[Segment], match: Match = "names", collar: Fraction = COLLAR_S
) -> list[Score]:
    """The score of each sense of which the truth has anything.

    `match`: "names" compares equal names; "best" pairs the persons one to one, once for all senses, so that the sum of
    their F1 in what is seen (or, where nothing is seen, heard) is greatest.
    """
    wanted, given = _by_person(truth), _by_person(found)
    pairs = _best_pairs(wanted, given, collar) if match == "best" else {name: name for name in wanted if name in given}
    invented = [name for name in given if name not in pairs.values()]
    result = []
    for sense, modalities in SENSES.items():
        lines = {name: _line(spans, modalities) for name, spans in wanted.items()}
        people = tuple(
            _scored(name, line, pairs.get(name, ""), _line(given.get(pairs.get(name, ""), {}), modalities), collar)
            for name, line in lines.items()
            if line
        )
        if people:
            extra = sum((total(_line(given[name], modalities)) for name in invented), Fraction(0))
            persons = sum(bool(_line(spans, modalities)) for spans in given.values())
            result.append(Score(sense, people, persons, extra))
    return result


_Spans: TypeAlias = Mapping[str, Sequence[Span]]
"""Spans by modality."""


def _by_person(rows: Iterable[Segment]) -> dict[str, dict[str, list[Span]]]:
    """A row without a modality is what somebody decided by eye: the face shows."""
    people: dict[str, dict[str, list[Span]]] = {}
    for row in rows:
        for modality in row.modalities or {"face"}:
            people.setdefault(row.person, {}).setdefault(modality, []).append(row.span)
    return dict(sorted(people.items()))


def _line(spans: _Spans, modalities: frozenset[str]) -> Spans:
    # What a table says of the time before the film begins cannot be found.
    line = normal(span for modality in modalities for span in spans.get(modality, ()))
    return clip(line, Span(Fraction(0), max(line[-1].end, Fraction(0)))) if line else ()


def _scored(person: str, truth: Spans, found_as: str, found: Spans, collar: Fraction) -> PersonScore:
    unsure = normal(Span(edge - collar, edge + collar) for span in truth for edge in (span.start, span.end))
    truth, found = difference(truth, unsure), difference(found, unsure)
    hit, there, said = (total(spans) for spans in (intersection(truth, found), truth, found))
    return PersonScore(
        person,
        found_as,
        float(hit / said) if said else float(not there),
        float(hit / there) if there else 1.0,
        difference(truth, found),
        difference(found, truth),
    )


def _best_pairs(truth: Mapping[str, _Spans], found: Mapping[str, _Spans], collar: Fraction) -> dict[str, str]:
    names, others = list(truth), list(found)
    gain = np.zeros((len(names), len(others)))
    for i, name in enumerate(names):
        sense: Sense = "seen" if _line(truth[name], SENSES["seen"]) else "heard"
        line = _line(truth[name], SENSES[sense])
        for j, other in enumerate(others):
            gain[i, j] = _scored(name, line, other, _line(found[other], SENSES[sense]), collar).f1
    rows, columns = linear_sum_assignment(-gain)
    return {names[i]: others[j] for i, j in zip(rows, columns, strict=True) if gain[i, j] > 0}


def differing(score: Score) -> list[tuple[str, str, Span]]:
    """`(person, "missed" or "wrong", span)` of all persons, in order of time."""
    rows = [(one.person, "missed", span) for one in score.people for span in one.missed]
    rows += [(one.person, "wrong", span) for one in score.people for span in one.wrong]
    return sorted(rows, key=lambda row: (row[2], row[0]))
