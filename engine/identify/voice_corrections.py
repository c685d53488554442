"""Sort what the user said about voices into what the weighing of voices has to obey."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from engine.identify.voices import VoicesSaid
from engine.timebase import Span
from engine.types import Correction, Turn

MEANT = 0.5
"""Share of the time spoken of that a turn must fill to be the one: a new hearing parts turns a little elsewhere."""


class Named(Protocol):
    """A person by name and tracks, as `engine.types.Person` is one."""

    @property
    def name(self) -> str: ...

    @property
    def tracks(self) -> tuple[int, ...]: ...


def voices_said(corrections: Iterable[Correction], turns: Sequence[Turn], persons: Sequence[Named]) -> VoicesSaid:
    """In the order in which they were said: of two that contradict each other the later one holds.

    What speaks of a time in which no turn lies now, or of a person who is none now, waits.
    """
    whose: dict[int, tuple[int, int]] = {}
    """By speaker: the turn that was spoken of, and the person."""
    not_whose: dict[tuple[int, int], int] = {}
    """By speaker and person: the turn that was spoken of."""
    not_here: set[tuple[int, int]] = set()
    for one in corrections:
        if one.kind not in ("voice is", "voice is not", "not speaking") or one.span is None:
            continue
        turn, person = _turn_at(one.span, turns), _person_of(one, persons)
        if turn is None or person is None:
            continue
        if one.kind == "voice is":
            whose[turn.speaker] = turn.id, person
            not_whose.pop((turn.speaker, person), None)
            not_here = {(other, who) for other, who in not_here if other != turn.id or who != person}
        elif one.kind == "voice is not":
            not_whose[turn.speaker, person] = turn.id
            if whose.get(turn.speaker, (0, -1))[1] == person:
                del whose[turn.speaker]
        else:
            not_here.add((turn.id, person))
    return VoicesSaid(
        dict(whose.values()), frozenset((turn, who) for (_, who), turn in not_whose.items()), frozenset(not_here)
    )


def _turn_at(span: Span, turns: Sequence[Turn]) -> Turn | None:
    def shared(turn: Turn) -> float:
        return float(min(turn.span.end, span.end) - max(turn.span.start, span.start))

    best = max(turns, key=shared, default=None)
    return best if best is not None and shared(best) >= MEANT * float(span.duration) > 0 else None


def _person_of(one: Correction, persons: Sequence[Named]) -> int | None:
    """Whoever has most of the tracks; where there are none, whoever is called so, for one may be only heard."""
    held = [len(set(one.tracks).intersection(person.tracks)) for person in persons]
    if any(held):
        return held.index(max(held))
    return next((place for place, person in enumerate(persons) if one.name and person.name == one.name), None)
