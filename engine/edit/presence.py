"""Say how probable it is, at each time, that one person appears, and from which evidence."""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import TypeAlias

from engine.edit.intervals import Spans, normal, scale_of, ticks_of
from engine.settings import Rules
from engine.timebase import Span
from engine.types import Evidence

SENSES: Mapping[str, str] = {"face": "sight", "body": "sight", "voice": "sound", "caption": "text"}
"""Which sense a modality belongs to. A modality that is not named here is a sense of its own."""
Parts: TypeAlias = tuple[tuple[str, float], ...]
Combine: TypeAlias = Callable[[Iterable[tuple[str, float]]], float]
"""Makes one probability of what the modalities say."""
NO_WEIGHTS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Level:
    """A span through which no evidence begins or ends."""

    span: Span
    probability: float
    """0..1 that the person appears, all modalities together."""
    parts: Parts
    """What each modality says, by name: `(("body", 0.7), ("face", 0.9))`. Never empty."""
    modalities: frozenset[str]


@dataclass(frozen=True, slots=True)
class Presence:
    """Probability over time that one person appears; 0 wherever no level lies."""

    person: str
    evidence: tuple[Evidence, ...]
    """What the levels were made from, in order of time; nothing is thrown away."""
    levels: tuple[Level, ...]
    """In order of time, none empty, none overlapping."""
    scale: int
    ticks: tuple[tuple[int, int], ...]
    """Start and end of each level in whole ticks, `scale` to the second."""
    time_of: Mapping[int, Fraction] = field(compare=False, repr=False)
    """By tick, of all starts and ends."""

    def at(self, time: Fraction) -> float:
        """Probability at one instant."""
        index = bisect_right(self.levels, time, key=lambda level: level.span.start) - 1
        return self.levels[index].probability if index >= 0 and self.levels[index].span.contains(time) else 0.0


def combined(parts: Iterable[tuple[str, float]]) -> float:
    """One probability from what the modalities say, each calibrated on its own.

    Face and body of one person come from the same track and err together, so within a sense the surest counts.
    Sight, sound and text err apart, so their misses multiply (noisy or; Pearl 1988, section 4.3.2). More evidence never
    lowers the result.
    """
    surest: dict[str, float] = {}
    for modality, confidence in parts:
        sense = SENSES.get(modality, modality)
        surest[sense] = max(surest.get(sense, 0.0), confidence)
    if len(surest) == 1:
        # Exactly as given: 1 - (1 - p) would move p by a rounding error and so across a threshold.
        return next(iter(surest.values()))
    return 1.0 - math.prod(1.0 - confidence for confidence in surest.values())


def together(parts: Iterable[tuple[str, float]]) -> float:
    """Probability that a person is seen and heard at once; the two err apart, so it is a product."""
    parts = tuple(parts)
    sight, sound = (
        max((confidence for modality, confidence in parts if SENSES.get(modality) == sense), default=0.0)
        for sense in ("sight", "sound")
    )
    return sight * sound


def presence_of(
    person: str,
    evidence: Iterable[Evidence],
    modalities: frozenset[str] | None = None,
    combine: Combine = combined,
    weights: Mapping[str, float] = NO_WEIGHTS,
) -> Presence:
    """The presence of `person` by the evidence of the given modalities (None: of all).

    `combine`: `combined` or `together`. `weights`: see `engine.settings.Rules`. Raises ValueError for a confidence
    outside 0..1.
    """
    mine = [
        claim
        for claim in evidence
        if claim.person == person
        and (modalities is None or claim.modality in modalities)
        and claim.span.start != claim.span.end
    ]
    for claim in mine:
        if not 0.0 <= claim.confidence <= 1.0:
            raise ValueError(f"a confidence lies in 0..1: {claim}")
    if weights:
        mine = [replace(claim, confidence=claim.confidence * weights.get(claim.modality, 1.0)) for claim in mine]
    scale = scale_of(claim.span for claim in mine)
    ticks = ticks_of((claim.span for claim in mine), scale)
    # Places break ties, so that claims themselves never are compared.
    rows = sorted(
        (start, end, claim.modality, claim.confidence, i)
        for i, (claim, (start, end)) in enumerate(zip(mine, ticks, strict=True))
    )
    ordered = [mine[row[-1]] for row in rows]
    times = {row[0]: claim.span.start for claim, row in zip(ordered, rows, strict=True)}
    times |= {row[1]: claim.span.end for claim, row in zip(ordered, rows, strict=True)}
    parts = _parts_over_time(ordered, [row[:2] for row in rows], sorted(times))
    kinds = {names: frozenset(names) for names in {tuple(name for name, _ in one) for _, _, one in parts}}
    levels = tuple(
        Level(Span(times[start], times[end]), combine(one), one, kinds[tuple(name for name, _ in one)])
        for start, end, one in parts
    )
    return Presence(person, tuple(ordered), levels, scale, tuple(one[:2] for one in parts), times)


def _parts_over_time(
    claims: Sequence[Evidence], ticks: Sequence[tuple[int, int]], edges: Sequence[int]
) -> list[tuple[int, int, Parts]]:
    """Sweep over all starts and ends, in one pass: n log n in the number of claims. `ticks`: those of the claims."""
    found: list[tuple[int, int, Parts]] = []
    active: list[int] = []
    upcoming = 0
    for start, end in pairwise(edges):
        active = [i for i in active if ticks[i][1] > start]
        while upcoming < len(claims) and ticks[upcoming][0] <= start:
            active.append(upcoming)
            upcoming += 1
        if not active:
            continue
        parts = _parts([claims[i] for i in active])
        if found and found[-1][1] == start and found[-1][2] == parts:
            found[-1] = (found[-1][0], end, parts)
        else:
            found.append((start, end, parts))
    return found


def _parts(active: Sequence[Evidence]) -> Parts:
    """Of several claims of one modality (two cameras, a split screen) the surest counts."""
    if len(active) == 1:
        return ((active[0].modality, active[0].confidence),)
    best: dict[str, float] = {}
    for claim in active:
        best[claim.modality] = max(best.get(claim.modality, 0.0), claim.confidence)
    return tuple(sorted(best.items()))


def ruled_presence(person: str, evidence: Iterable[Evidence], rules: Rules) -> Presence:
    """The presence of `person` by the modalities of the rules, weighed and combined as they say."""
    return presence_of(
        person, evidence, rules.modalities, together if rules.together else combined, dict(rules.weights)
    )


def held_spans(presence: Presence, enter: float, leave: float) -> Spans:
    """Where the person is held to be there, with hysteresis: from `enter` on, until the probability is below `leave`.

    The hold reaches back, too, to where the probability rose above `leave`. Without evidence nobody is there, whatever
    the thresholds. Raises ValueError unless `leave <= enter`.
    """
    levels = presence.levels
    return normal(Span(levels[a].span.start, levels[b].span.end) for a, b in held_levels(presence, enter, leave))


def held_levels(presence: Presence, enter: float, leave: float) -> list[tuple[int, int]]:
    """`held_spans` as the first and the last level of each."""
    if leave > enter:
        raise ValueError(f"the level to leave ({leave}) lies above that to enter ({enter})")
    kept: list[tuple[int, int]] = []
    first, until = -1, 0
    entered = False
    for place, (level, (start, end)) in enumerate(zip(presence.levels, presence.ticks, strict=True)):
        alive = level.probability >= leave and level.probability > 0
        if first >= 0 and (not alive or until != start):
            if entered:
                kept.append((first, place - 1))
            first, entered = -1, False
        if alive:
            first = place if first < 0 else first
            entered = entered or level.probability >= enter
            until = end
    if first >= 0 and entered:
        kept.append((first, len(presence.levels) - 1))
    return kept
