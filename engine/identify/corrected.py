"""Find the groups that a correction breaks up: those of whose tracks it does not say all the same.

A group of which everything that was said holds for each of its tracks is one thing still, however much was said. So a
correction costs as much as the persons that it splits, not as much as the film.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from engine.identify.corrections import SAID, Said
from engine.identify.evidence import Rows
from engine.identify.groundwork import Groundwork

Pairs = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """`Said` by rows of `Prints`; what speaks of tracks without a row is left out.

    `dropped` (n,) True for tracks that show nobody. `owner` (n,) place in `names` of whom the user said a track is, -1
    for nobody. `barred`: for places in `names`, the rows that are not that person. `same`, `different`: (p, 2) rows.
    """

    names: tuple[str, ...]
    dropped: NDArray[np.bool_]
    owner: Rows
    barred: Mapping[int, Rows]
    same: Pairs
    different: Pairs

    @property
    def spoken_of(self) -> NDArray[np.bool_]:
        """(n,) True for tracks of which something was said that places them."""
        found = self.owner >= 0
        for rows in (self.same.ravel(), self.different.ravel(), *self.barred.values()):
            found[rows] = True
        return found & ~self.dropped

    @property
    def said_anything(self) -> bool:
        return bool(
            self.dropped.any() or (self.owner >= 0).any() or len(self.same) or len(self.different) or self.barred
        )

    def placed_in(self, person_of: Rows) -> NDArray[np.bool_]:
        """(n,) True for tracks that the user put together with another one of the same person. `person_of`: (n,)."""
        pairs = self.same[person_of[self.same[:, 0]] == person_of[self.same[:, 1]]]
        found = np.zeros(len(person_of), bool)
        found[pairs] = True
        return found

    def of_name(self, place: int) -> NDArray[np.float32]:
        """(n,) nats that the user's words add for each track being the named person."""
        nats = np.where(self.owner >= 0, np.float32(-SAID), np.float32(0))
        nats[self.barred.get(place, [])] = -SAID
        nats[self.owner == place] = SAID
        return nats


def told_of(told: Said, tracks: Sequence[int], names: Sequence[str]) -> Told:
    """`names`: all that the cast is to have, with those of `told`."""
    row = {track: i for i, track in enumerate(tracks)}
    place = {name: i for i, name in enumerate(names)}
    owner = np.full(len(tracks), -1, np.int64)
    for name, members in told.names.items():
        owner[_rows(members, row)] = place[name]
    dropped = np.zeros(len(tracks), bool)
    dropped[_rows(told.dropped, row)] = True
    barred = {place[name]: _rows(members, row) for name, members in told.not_names.items() if name in place}
    return Told(tuple(names), dropped, owner, barred, _pairs(told.same, tracks), _pairs(told.different, tracks))


def broken(ground: Groundwork, group_of: Rows, told: Told) -> NDArray[np.bool_]:
    """(k,) True for the groups that must be taken apart. `group_of`: (n,) group of each row, -1 for none."""
    sizes = np.array([len(group) for group in ground.groups], np.int64)
    found = np.zeros(len(sizes), bool)
    # Photos hold for a group as it was found, so nothing may be said of a part of it, nor of its name elsewhere.
    spoken_names = {told.names[place] for place in (*told.barred, *np.unique(told.owner[told.owner >= 0]).tolist())}
    touched = set(group_of[told.spoken_of].tolist())
    found |= np.array([bool(name) and (name in spoken_names or i in touched) for i, name in enumerate(ground.names)])
    inside = told.different[group_of[told.different[:, 0]] == group_of[told.different[:, 1]], 0]
    for rows in (np.flatnonzero(told.dropped), inside):
        found[group_of[rows][group_of[rows] >= 0]] = True
    owned = [np.flatnonzero(told.owner == place) for place in np.unique(told.owner[told.owner >= 0])]
    for rows in (*told.barred.values(), *owned):
        _mark_uneven(found, sizes, group_of[rows])
    for pairs in (told.same, told.different):
        _mark_uneven_pairs(found, sizes, group_of, pairs)
    return found


def _mark_uneven(found: NDArray[np.bool_], sizes: Rows, groups: Rows) -> None:
    """`groups`: the group of each track of which one thing was said."""
    counts = np.bincount(groups[groups >= 0], minlength=len(sizes))
    found |= (counts > 0) & (counts < sizes)


def _mark_uneven_pairs(found: NDArray[np.bool_], sizes: Rows, group_of: Rows, pairs: Pairs) -> None:
    """A group stays whole if each track that is paired with one of its tracks is paired with all of them."""
    if not len(pairs):
        return
    both = np.vstack([pairs, pairs[:, ::-1]])
    groups, others = group_of[both[:, 0]], both[:, 1]
    counts = (groups >= 0) & (groups != group_of[others])
    keys, number = np.unique(groups[counts] * len(group_of) + others[counts], return_counts=True)
    group = keys // len(group_of)
    found[group[number < sizes[group]]] = True


def _rows(tracks: Iterable[int], row: Mapping[int, int]) -> Rows:
    return np.array(sorted(row[track] for track in tracks if track in row), np.int64)


def _pairs(pairs: Sequence[tuple[int, int]], tracks: Sequence[int]) -> Pairs:
    numbers = np.fromiter(chain.from_iterable(pairs), np.int64, 2 * len(pairs)).reshape(-1, 2)
    order = np.argsort(np.array(tracks, np.int64), kind="stable")
    ordered = np.append(np.array(tracks, np.int64)[order], -1)
    at = np.searchsorted(ordered[:-1], numbers)
    there = (ordered[at] == numbers).all(axis=1)
    found: Pairs = np.append(order, -1)[at[there]]
    return found
