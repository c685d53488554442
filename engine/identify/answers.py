"""Turn the answer to a question about the cast into what is stored and obeyed from then on.

An answer speaks of the tracks that were shown, and of all of a person only where two persons become one.
"""

from collections.abc import Sequence

from engine.identify.doubts import Doubt, Group
from engine.types import Correction


def corrections_of(doubt: Doubt, yes: bool, groups: Sequence[Group]) -> list[Correction]:
    """What a yes or no means. `groups`: those that the doubt was found in."""
    if doubt.kind == "whose":
        return _whose(doubt, yes, groups)
    if doubt.kind == "same":
        return _same(doubt, yes, groups)
    if doubt.kind == "split":
        return _split(doubt, yes, groups[doubt.person].name)
    assert doubt.span is not None
    return [Correction("present" if yes else "absent", name=groups[doubt.person].name, span=doubt.span)]


def is_rival(doubt: Doubt, groups: Sequence[Group]) -> list[Correction]:
    """The track is the second best person's. Raises ValueError where there is none."""
    if doubt.kind != "whose" or doubt.rival is None:
        raise ValueError("nobody else was shown")
    name = groups[doubt.rival].name
    is_it = _is(doubt.tracks, doubt.rival_tracks, name)
    return [*_is_not(doubt.tracks, doubt.others, groups[doubt.person].name), *is_it]


def _whose(doubt: Doubt, yes: bool, groups: Sequence[Group]) -> list[Correction]:
    name = groups[doubt.person].name
    return _is(doubt.tracks, doubt.others, name) if yes else _is_not(doubt.tracks, doubt.others, name)


def _same(doubt: Doubt, yes: bool, groups: Sequence[Group]) -> list[Correction]:
    person = groups[doubt.person]
    other = next(group for group in groups if set(doubt.tracks) & set(group.tracks))
    name = person.name or other.name
    if not yes:
        said = _is_not(doubt.tracks, doubt.others, person.name)
        return said if not other.name else [*said, Correction("is not", doubt.others, name=other.name)]
    if name:
        return [Correction("is", (*other.tracks, *person.tracks), name=name)]
    return [Correction("same", other.tracks, person.tracks)]


def _split(doubt: Doubt, yes: bool, name: str) -> list[Correction]:
    if yes:
        return [Correction("same", doubt.tracks, doubt.others)]
    return [*_is_not(doubt.tracks, doubt.others, name), Correction("same", doubt.tracks)]


def _is(tracks: tuple[int, ...], others: tuple[int, ...], name: str) -> list[Correction]:
    return [Correction("is", tracks, name=name)] if name else [Correction("same", tracks, others)]


def _is_not(tracks: tuple[int, ...], others: tuple[int, ...], name: str) -> list[Correction]:
    said = [Correction("is not", tracks, name=name)] if name else []
    return [*said, Correction("different", tracks, others)] if others else said
