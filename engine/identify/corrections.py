"""Sort what the user said about tracks into what the grouping has to obey."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from engine.timebase import Span
from engine.types import Correction

SAID = 1000.0
"""Nats: what the user said outweighs everything that models say."""


@dataclass(frozen=True, slots=True)
class Said:
    """`dropped`: tracks that show nobody. `names`: whom tracks are, `not_names`: whom they are not.

    `same`: pairs of tracks of one person. `different`: pairs of tracks of two persons.
    """

    dropped: frozenset[int] = frozenset()
    names: Mapping[str, frozenset[int]] = field(default_factory=dict)
    not_names: Mapping[str, frozenset[int]] = field(default_factory=dict)
    same: tuple[tuple[int, int], ...] = ()
    different: tuple[tuple[int, int], ...] = ()


def said(corrections: Iterable[Correction]) -> Said:
    """In the order in which they were said; of two that contradict each other the later one holds."""
    told = _Telling()
    for one in corrections:
        told.hear(one)
    return told.summary()


def renamed(told: Said, old: str, new: str) -> Said:
    """The same with all that was said of `old` said of `new`."""
    names = {new if name == old else name: tracks for name, tracks in told.names.items()}
    not_names = {name: tracks for name, tracks in told.not_names.items() if name != old}
    not_names[new] = told.not_names.get(old, frozenset()) | told.not_names.get(new, frozenset())
    return replace(told, names=names, not_names=not_names)


class _Telling:
    """What holds so far. Names stand in the order in which they were given."""

    def __init__(self) -> None:
        self._dropped: set[int] = set()
        self._names: dict[int, str] = {}
        self._not_names: dict[str, set[int]] = {}
        self._same: dict[tuple[int, int], bool] = {}

    def hear(self, one: Correction) -> None:
        if one.kind in ("not a face", "not a person"):
            self._dropped |= set(one.tracks)
        elif one.kind == "is":
            self._name(one.tracks, one.name)
        elif one.kind == "is not":
            self._not_names.setdefault(one.name, set()).update(one.tracks)
            self._names = {t: name for t, name in self._names.items() if t not in one.tracks or name != one.name}
        elif one.kind == "same":
            self._join((*one.tracks, *one.other_tracks))
        elif one.kind == "different":
            self._same |= {_pair(a, b): False for a in one.tracks for b in one.other_tracks if a != b}

    def summary(self) -> Said:
        names = self._names
        return Said(
            frozenset(self._dropped),
            {name: frozenset(t for t, n in names.items() if n == name) for name in dict.fromkeys(names.values())},
            {name: frozenset(tracks) for name, tracks in self._not_names.items() if tracks},
            tuple(pair for pair, same in self._same.items() if same),
            tuple(pair for pair, same in self._same.items() if not same),
        )

    def _name(self, tracks: Sequence[int], name: str) -> None:
        self._dropped -= set(tracks)
        for track in tracks:
            self._names.pop(track, None)
            self._names[track] = name
        self._not_names.setdefault(name, set()).difference_update(tracks)
        self._same = {pair: same for pair, same in self._same.items() if not self._contradicts(pair, same)}

    def _contradicts(self, pair: tuple[int, int], same: bool) -> bool:
        names = [self._names[track] for track in pair if track in self._names]
        return len(names) == 2 and (names[0] == names[1]) != same

    def _join(self, tracks: Sequence[int]) -> None:
        """All take the name that one of them was given last."""
        self._same |= {_pair(a, b): True for a, b in combinations(dict.fromkeys(tracks), 2)}
        for track in [track for track in self._names if track in tracks]:
            self._names[track] = [self._names[t] for t in self._names if t in tracks][-1]


def _pair(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


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
    groups: list[Iterable[int]] = [*told.same, *told.names.values()]
    for group in groups:
        rows = [row[track] for track in group if track in row]
        added[np.ix_(rows, rows)] = SAID
    for a, b in told.different:
        if a in row and b in row:
            added[row[a], row[b]] = added[row[b], row[a]] = -SAID
    return added


def name_evidence(told: Said, name: str, tracks: Sequence[int]) -> NDArray[np.float32]:
    """(n,) nats that the user's words add for each track being the named person."""
    yes, no = told.names.get(name, frozenset()), told.not_names.get(name, frozenset())
    taken = frozenset().union(*(members for other, members in told.names.items() if other != name))
    return np.array([SAID if t in yes else -SAID if t in no or t in taken else 0.0 for t in tracks], np.float32)
