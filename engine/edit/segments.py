"""Turn evidence into the segments that a person's rules keep."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from engine.edit.intervals import clip, difference, normal, scale_of, tick, ticks_of
from engine.edit.presence import Level, Presence, held_levels, ruled_presence
from engine.edit.snap import SNAP_S, Cuts, cuts_of, padded, snapped
from engine.edit.ticks import Rows, Times, common, joined, lengths, scaled, without
from engine.settings import Rules
from engine.timebase import Span
from engine.types import Evidence, Segment, Shot

LEAVE_SHARE = 0.8
"""A person who was found stays until the probability falls below this share of `min_confidence`."""


def segments_of(
    person: str,
    evidence: Iterable[Evidence],
    rules: Rules,
    shots: Sequence[Shot],
    whole: Span,
    present: Iterable[Span] = (),
    absent: Iterable[Span] = (),
) -> list[Segment]:
    """The segments of `person`, in order of time, none touching another.

    The order of the rules: hold with hysteresis, merge gaps, snap to cuts, drop what is short, pad. So the shortest
    length speaks of the person's appearance and padding never rescues a flicker. With `snap_to_shots` an edge near a
    cut moves to it and padding stops at it, so no frame of a neighbouring shot comes along.

    `present` and `absent` are what a person said: the first is kept as it is, the second never, not even as padding;
    both mark the segments that they shape as made by hand. `whole`: the media's span, which nothing leaves.
    """
    presence = ruled_presence(person, evidence, rules)
    return segments_in(presence, rules, cuts_of(shots), whole, present, absent)


def segments_in(
    presence: Presence,
    rules: Rules,
    cuts: Cuts,
    whole: Span,
    present: Iterable[Span] = (),
    absent: Iterable[Span] = (),
) -> list[Segment]:
    """`segments_of` a presence by the modalities of `rules`, for whoever tries many rules on one presence."""
    absent, present = normal(absent), clip(difference(present, absent), whole)
    pads = (rules.min_length, rules.merge_gap, rules.pad_before, rules.pad_after, SNAP_S)
    scale = math.lcm(
        presence.scale, cuts.scale, scale_of((whole, *present, *absent)), *(one.denominator for one in pads)
    )
    ticks = scaled(presence.ticks, scale // presence.scale)
    inside, said, denied = (ticks_of(spans, scale) for spans in ((whole,), present, absent))
    leave = rules.min_confidence * LEAVE_SHARE
    runs = [(ticks[a][0], ticks[b][1]) for a, b in held_levels(presence, rules.min_confidence, leave)]
    held = without(common(runs, inside), denied)
    kept = common(_ruled(held, rules, cuts, scale), inside)
    alive = [place for place, one in enumerate(presence.levels) if one.probability >= leave and one.probability > 0]
    levels = _Levels([presence.levels[place] for place in alive], [ticks[place] for place in alive], scale)
    times = Times(scale, (presence.time_of, presence.scale), (cuts.time_of, cuts.scale))
    return [
        _described(presence.person, times.span(*row), row, levels, said, denied)
        for row in without(joined([*kept, *said]), denied)
    ]


def rows_of(
    person: str,
    evidence: Iterable[Evidence],
    rules: Rules,
    shots: Sequence[Shot],
    whole: Span,
    present: Iterable[Span] = (),
    absent: Iterable[Span] = (),
) -> list[Segment]:
    """One segment per maximal span in which one modality by itself shows `person`, in order of time.

    What `segments` prints; see `segments_of` for the parameters.
    """
    evidence, present, absent = tuple(evidence), normal(present), normal(absent)
    rows = [
        segment
        for modality in sorted(rules.modalities)
        for segment in segments_of(
            person, evidence, replace(rules, modalities=frozenset({modality}), together=False), shots, whole, (), absent
        )
    ]
    # What a person said comes from no modality, so it is a row of its own.
    rows += [Segment(person, span, 1.0, by_hand=True) for span in clip(difference(present, absent), whole)]
    return sorted(rows, key=lambda row: (row.span, sorted(row.modalities)))


def _ruled(held: Rows, rules: Rules, cuts: Cuts, scale: int) -> Rows:
    gap, least = tick(rules.merge_gap, scale), tick(rules.min_length, scale)
    before, after = tick(rules.pad_before, scale), tick(rules.pad_after, scale)
    rows = joined(held, gap)
    if not rules.snap_to_shots:
        return joined((start - before, end + after) for start, end in rows if end - start >= least)
    edges = cuts.scaled(scale)
    long = [(start, end) for start, end in joined(snapped(rows, edges, scale)) if end - start >= least]
    return joined(padded(long, edges, scale, before, after))


class _Levels:
    """Levels in order of time, none overlapping, with their starts and ends in ticks."""

    def __init__(self, levels: Sequence[Level], ticks: Rows, scale: int) -> None:
        self.levels, self.ticks, self.scale = levels, ticks, scale
        self._starts = [start for start, _ in ticks]

    def reaching(self, start: int, end: int) -> range:
        """Places of those that may reach into a span."""
        return range(max(bisect_right(self._starts, start) - 1, 0), bisect_left(self._starts, end))


def _described(person: str, span: Span, row: tuple[int, int], levels: _Levels, present: Rows, absent: Rows) -> Segment:
    """The segment with its parts: mean probability over the time in which the person was held to be there."""
    start, end = row
    said = common([row], present) if present else ()
    total_s = mean = lengths(said) / levels.scale if said else 0.0
    kinds: set[frozenset[str]] = set()
    for place in levels.reaching(start, end):
        part = max(levels.ticks[place][0], start), min(levels.ticks[place][1], end)
        if part[0] >= part[1]:
            continue
        seconds = lengths(without([part], said) if said else [part]) / levels.scale
        mean += levels.levels[place].probability * seconds
        total_s += seconds
        kinds.add(levels.levels[place].modalities)
    shaped = any(gap[0] == end or gap[1] == start for gap in absent)
    return Segment(
        person,
        span,
        min(1.0, mean / total_s) if total_s else 0.0,
        next(iter(kinds)) if len(kinds) == 1 else frozenset().union(*kinds),
        by_hand=bool(said) or shaped,
    )
