"""Join the lines read in single frames to captions with a beginning and an end."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from fractions import Fraction

from engine.timebase import Span
from engine.types import Caption

Box = tuple[float, float, float, float]
ALIKE = 0.7
"""Share of characters that two readings of one line have in common."""
SAME_PLACE = 0.5
"""Share of the smaller box that two boxes of one line have in common."""
SURE = 0.8
"""Mean confidence of a reading that is believed; writing in the scene, small and slanted, mostly stays below."""
LEAST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """One line in one frame."""

    text: str
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class Glance:
    """All lines of one frame that was looked at. `span`: the time for which it stands."""

    span: Span
    lines: tuple[Reading, ...]


@dataclass(slots=True, eq=False)
class _Run:
    readings: list[Reading] = field(default_factory=list)
    start: Fraction = Fraction(0)
    end: Fraction = Fraction(0)

    def continues(self, line: Reading, span: Span) -> bool:
        last = self.readings[-1]
        return self.end == span.start and _overlap(last.box, line.box) >= SAME_PLACE and _alike(last.text, line.text)


def join(glances: Sequence[Glance]) -> list[Caption]:
    """Captions in order of time. `glances`: in order of time; a line stays from one to the next that has it, too."""
    runs: list[_Run] = []
    open_runs: list[_Run] = []
    for glance in glances:
        going_on: list[_Run] = []
        for line in (line for line in glance.lines if _is_worth_keeping(line)):
            run = next((one for one in open_runs if one not in going_on and one.continues(line, glance.span)), None)
            if run is None:
                run = _Run(start=glance.span.start)
                runs.append(run)
            run.readings.append(line)
            run.end = glance.span.end
            going_on.append(run)
        open_runs = going_on
    return sorted((_caption(run) for run in runs), key=lambda one: (one.span, one.box or ()))


def spans_of_looks(times: Sequence[Fraction], shots: Sequence[Span]) -> list[Span]:
    """For which time each look stands: half-way to its neighbours, and to the ends of its shot where it has none.

    `times`: of the looks, in order; `shots`: in order, without gaps.
    """
    starts = [shot.start for shot in shots]
    numbers = [max(0, bisect_right(starts, time) - 1) for time in times]
    spans = []
    for index, (time, number) in enumerate(zip(times, numbers, strict=True)):
        before = times[index - 1] if index and numbers[index - 1] == number else None
        after = times[index + 1] if index + 1 < len(times) and numbers[index + 1] == number else None
        start = shots[number].start if before is None else (before + time) / 2
        end = shots[number].end if after is None else (time + after) / 2
        spans.append(Span(min(start, time), max(end, time)))
    return spans


def _is_worth_keeping(line: Reading) -> bool:
    letters = sum(char.isalnum() for char in line.text)
    return line.confidence >= SURE and letters >= LEAST_LETTERS


def _caption(run: _Run) -> Caption:
    """The reading that most others agree with, the surest of equals."""
    counted = {line.text: 0.0 for line in run.readings}
    for line in run.readings:
        counted[line.text] += line.confidence
    text = max(counted, key=lambda one: counted[one])
    best = max((line for line in run.readings if line.text == text), key=lambda line: line.confidence)
    return Caption(Span(run.start, run.end), text, "picture", best.confidence, best.box)


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio() >= ALIKE


def _overlap(one: Box, other: Box) -> float:
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    smaller = min(one[2] * one[3], other[2] * other[3])
    return max(0.0, width) * max(0.0, height) / smaller if smaller else 0.0
