"""Hold what the program found in the demo against the truth."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from assets.demo.truth import Row

TICK_S: Final = Fraction(1, 20)
COLLAR_S: Final = Fraction(1, 4)
"""So near to a border of the truth nothing counts: nobody can say to the frame when a turning head is no face."""


def f1(
    truth: Iterable[Row], found: Iterable[Row], people: Sequence[str], modality: str, film_s: Fraction
) -> dict[str, float]:
    """F1 for each of `people` in one modality, over ticks of 0.05 s outside the collars. 1 is perfect."""
    truth, found = list(truth), list(found)
    return {name: _f1_of(truth, found, name, modality, film_s) for name in people}


def _f1_of(truth: list[Row], found: list[Row], name: str, modality: str, film_s: Fraction) -> float:
    real = [row for row in truth if (row.person, row.modality) == (name, modality)]
    claimed = [row for row in found if (row.person, row.modality) == (name, modality)]
    borders = [time for row in real for time in (row.start, row.end)]
    hits = extra = missed = 0
    for tick in range(int(film_s / TICK_S)):
        time = tick * TICK_S + TICK_S / 2
        if any(abs(time - border) < COLLAR_S for border in borders):
            continue
        is_there = any(row.start <= time < row.end for row in real)
        is_claimed = any(row.start <= time < row.end for row in claimed)
        hits += is_there and is_claimed
        extra += is_claimed and not is_there
        missed += is_there and not is_claimed
    return 2 * hits / (2 * hits + extra + missed) if hits + extra + missed else 1.0
