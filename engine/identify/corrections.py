"""Sort what the user said about tracks into what the grouping has to obey."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.timebase import Span
from engine.types import Correction

SAID = 1000.0
"""Nats: what the user said outweighs everything that models say."""


@dataclass(frozen=True, slots=True)
class Said:
    """`dropped`: tracks that show nobody. `names`: whom tracks are, `not_names`: whom they are not.

    `same`: groups of tracks of one person. `different`: pairs of tracks of two persons.
    """

    dropped: frozenset[int] = frozenset()
    names: Mapping[str, frozenset[int]] = field(default_factory=dict)
    not_names: Mapping[str, frozenset[int]] = field(default_factory=dict)
    same: tuple[tuple[int, ...], ...] = ()
    different: tuple[tuple[int, int], ...] = ()


def said(corrections: Iterable[Correction]) -> Said:
    """In the order in which they were said; of two that contradict each other the later one holds."""
    dropped: set[int] = set()
    names: dict[int, str] = {}
    not_names: dict[str, set[int]] = {}
    same: list[tuple[int, ...]] = []
    different: list[tuple[int, int]] = []
    for one in corrections:
        if one.kind in ("not a face", "not a person"):
            dropped |= set(one.tracks)
        elif one.kind == "is":
            dropped -= set(one.tracks)
            names |= dict.fromkeys(one.tracks, one.name)
            not_names.setdefault(one.name, set()).difference_update(one.tracks)
        elif one.kind == "is not":
            not_names.setdefault(one.name, set()).update(one.tracks)
            names = {track: name for track, name in names.items() if track not in one.tracks or name != one.name}
        elif one.kind == "same":
            same.append((*one.tracks, *one.other_tracks))
        elif one.kind == "different":
            different += [(a, b) for a in one.tracks for b in one.other_tracks]
    return Said(
        frozenset(dropped),
        {name: frozenset(t for t, n in names.items() if n == name) for name in dict.fromkeys(names.values())},
        {name: frozenset(tracks) for name, tracks in not_names.items() if tracks},
        tuple(same),
        tuple(different),
    )


def spans_said(corrections: Iterable[Correction], name: str) -> tuple[list[Span], list[Span]]:
    """Where the user said that a person is present, and where absent."""
    mine = [one for one in corrections if one.name == name and one.span is not None]
    present = [one.span for one in mine if one.kind == "present" and one.span]
    absent = [one.span for one in mine if one.kind == "absent" and one.span]
    return present, absent


def pair_evidence(told: Said, tracks: Sequence[int]) -> NDArray[np.float32]:
    """(n, n) nats that the user's words add between the tracks, most of them 0."""
    row = {track: i for i, track in enumerate(tracks)}
    added = np.zeros((len(tracks), len(tracks)), np.float32)
    groups = [*told.same, *(tuple(members) for members in told.names.values())]
    for group in groups:
        rows = [row[track] for track in group if track in row]
        added[np.ix_(rows, rows)] += SAID
    for a, b in told.different:
        if a in row and b in row:
            added[row[a], row[b]] = added[row[b], row[a]] = -SAID
    return added


def name_evidence(told: Said, name: str, tracks: Sequence[int]) -> NDArray[np.float32]:
    """(n,) nats that the user's words add for each track being the named person."""
    yes, no = told.names.get(name, frozenset()), told.not_names.get(name, frozenset())
    taken = frozenset().union(*(members for other, members in told.names.items() if other != name))
    return np.array([SAID if t in yes else -SAID if t in no or t in taken else 0.0 for t in tracks], np.float32)
