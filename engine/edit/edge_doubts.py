"""Ask where somebody's appearance begins and ends, if the face fades there or only a body is left to go by."""

from collections.abc import Sequence
from fractions import Fraction

from engine.edit.intervals import difference, normal
from engine.identify.bodies import NO_TRACK, Claim
from engine.identify.doubts import Doubt, Why, by_value
from engine.timebase import Clock, Span
from engine.track.spans import showing
from engine.types import Track

SURE = 0.65
"""Samples from this score on are not asked about."""
LEAST = 0.15
"""Nor are those below."""
SURE_BODY = 0.85
"""Bodies that are the person's with this probability are not asked about."""
SHORTEST_S = Fraction(1, 5)


def edge_doubts(tracks: Sequence[Track], clock: Clock, person: int, said: Sequence[Span]) -> list[Doubt]:
    """Stretches of unsure samples at the edges of what shows of a person, most valuable first.

    `tracks`: the person's. `person`: its place in the list of groups. `said`: spans of which the user spoke.
    """
    shown = {track.id: showing(track, clock) for track in tracks}
    found = []
    for track in tracks:
        others = [span for other in tracks if other is not track for span in shown[other.id]]
        for stretch, chance in _fading(track, clock, shown[track.id]):
            free = difference([stretch], normal([*others, *said]))
            found += [_doubt(track.id, (track.id,), person, chance, span) for span in free[:1]]
    return by_value([doubt for doubt in found if doubt.seconds >= SHORTEST_S])


def body_doubts(claims: Sequence[Claim], shown: Sequence[Span], person: int, said: Sequence[Span]) -> list[Doubt]:
    """Stretches in which nothing but a body speaks for a person, and not surely, most valuable first.

    `claims`: of bodies. `shown`: where the person's face shows. These questions have no tracks to compare with.
    """
    found = []
    for claim in claims:
        if claim.track != NO_TRACK and LEAST <= claim.chance < SURE_BODY:
            free = difference([claim.span], normal([*shown, *said]))
            found += [_doubt(claim.track, (), person, claim.chance, span) for span in free]
    return by_value([doubt for doubt in found if doubt.seconds >= SHORTEST_S])


def _doubt(track: int, others: tuple[int, ...], person: int, chance: float, span: Span) -> Doubt:
    why = Why(0.0, 0.0, False, chance)
    return Doubt("there", (track,), others, person, chance, float(span.duration), why, span=span)


def _fading(track: Track, clock: Clock, shown: Sequence[Span]) -> list[tuple[Span, float]]:
    """Runs of unsure samples that touch an edge of `shown` from within or without, and their mean score."""
    times = [clock.time(int(pts)) for pts in track.pts]
    edges = {edge for span in shown for edge in (span.start, span.end)}
    inside = [any(span.contains(time) for span in shown) for time in times]
    runs: list[list[int]] = []
    for i, score in enumerate(track.scores.tolist()):
        if not LEAST <= score < SURE:
            continue
        if runs and runs[-1][-1] == i - 1 and inside[i] == inside[i - 1]:
            runs[-1].append(i)
        else:
            runs.append([i])
    found = []
    for run in runs:
        span = _span(track, times, run)
        if span.start in edges or span.end in edges:
            found.append((span, float(track.scores[run].mean())))
    return found


def _span(track: Track, times: Sequence[Fraction], run: Sequence[int]) -> Span:
    """Half way to the neighbouring samples, or to the track's edges, as in `showing`."""
    first, last = run[0], run[-1]
    start = track.span.start if first == 0 else (times[first - 1] + times[first]) / 2
    end = track.span.end if last == len(times) - 1 else (times[last] + times[last + 1]) / 2
    return Span(start, max(start, end))
