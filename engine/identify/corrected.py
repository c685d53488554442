"""Find the groups that a correction breaks up: those of whose tracks it does not say all the same.

A group of which everything that was said holds for each of its tracks is one thing still, however much was said. So a
correction costs as much as the persons that it splits, not as much as the film.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.identify.bonds import DIFFERENT, SAME, Relation
from engine.identify.corrections import SAID, Said
from engine.identify.evidence import Rows
from engine.identify.groundwork import Groundwork


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """`Said` by rows of `Prints`; what speaks of tracks without a row is left out.

    `dropped` (n,) True for tracks that show nobody. `owner` (n,) place in `names` of whom the user said a track is, -1
    for nobody. `barred`: for places in `names`, the rows that are not that person. `bundles`, `relation`: as in
    `Bonds`, 0 where no two rows are left of which it could be said.
    """

    names: tuple[str, ...]
    dropped: NDArray[np.bool_]
    owner: Rows
    barred: Mapping[int, Rows]
    bundles: tuple[Rows, ...]
    relation: Relation

    @property
    def spoken_of(self) -> NDArray[np.bool_]:
        """(n,) True for tracks of which something was said that places them."""
        found = self.owner >= 0
        bound = [rows for rows, said in zip(self.bundles, self.relation, strict=True) if said.any()]
        for rows in (*bound, *self.barred.values()):
            found[rows] = True
        return found & ~self.dropped

    @property
    def said_anything(self) -> bool:
        return bool(self.dropped.any() or (self.owner >= 0).any() or self.relation.any() or self.barred)

    def placed_in(self, person_of: Rows) -> NDArray[np.bool_]:
        """(n,) True for tracks that the user put together with another one of the same person. `person_of`: (n,)."""
        found = np.zeros(len(person_of), bool)
        for one, other in np.argwhere(self.relation == SAME).tolist():
            rows = self.bundles[one]
            if one != other:
                found[rows] |= np.isin(person_of[rows], person_of[self.bundles[other]])
            else:
                _, place, count = np.unique(person_of[rows], return_inverse=True, return_counts=True)
                found[rows] |= count[place] > 1
        return found

    def counts(self, group_of: Rows, groups: int) -> NDArray[np.int64]:
        """(b, k) how many rows of each bundle are in each group. `group_of`: (n,), -1 for none."""
        found = np.zeros((len(self.bundles), groups + 1), np.int64)
        for place, rows in enumerate(self.bundles):
            found[place] = np.bincount(group_of[rows] + 1, minlength=groups + 1)
        return found[:, 1:]

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
    bundles = tuple(_rows(members, row) for members in told.bonds.bundles)
    left = np.array([len(rows) for rows in bundles], np.int64)
    relation = np.where((left[:, None] > 0) & (left > 0), told.bonds.relation, np.int8(0))
    np.fill_diagonal(relation, np.where(left > 1, relation.diagonal(), 0))
    return Told(tuple(names), dropped, owner, barred, bundles, relation)


def broken(ground: Groundwork, group_of: Rows, told: Told) -> NDArray[np.bool_]:
    """(k,) True for the groups that must be taken apart. `group_of`: (n,) group of each row, -1 for none."""
    sizes = np.array([len(group) for group in ground.groups], np.int64)
    found = np.zeros(len(sizes), bool)
    # Photos hold for a group as it was found, so nothing may be said of a part of it, nor of its name elsewhere.
    spoken_names = {told.names[place] for place in (*told.barred, *np.unique(told.owner[told.owner >= 0]).tolist())}
    touched = set(group_of[told.spoken_of].tolist())
    found |= np.array([bool(name) and (name in spoken_names or i in touched) for i, name in enumerate(ground.names)])
    dropped = group_of[told.dropped]
    found[dropped[dropped >= 0]] = True
    owned = [np.flatnonzero(told.owner == place) for place in np.unique(told.owner[told.owner >= 0])]
    for rows in (*told.barred.values(), *owned):
        _mark_uneven(found, sizes, group_of[rows])
    _mark_uneven_pairs(found, sizes, told, told.counts(group_of, len(sizes)))
    return found


def _mark_uneven(found: NDArray[np.bool_], sizes: Rows, groups: Rows) -> None:
    """`groups`: the group of each track of which one thing was said."""
    counts = np.bincount(groups[groups >= 0], minlength=len(sizes))
    found |= (counts > 0) & (counts < sizes)


def _mark_uneven_pairs(found: NDArray[np.bool_], sizes: Rows, told: Told, counts: NDArray[np.int64]) -> None:
    """A group stays whole if each track that is paired with one of its tracks is paired with all of them.

    `counts`: those of the bundles in the groups.
    """
    totals = np.array([len(rows) for rows in told.bundles], np.int64)
    outside = counts < totals[:, None]
    for sign in (SAME, DIFFERENT):
        paired = (told.relation == sign).astype(np.int64) @ counts
        found |= (outside & (paired > 0) & (paired < sizes)).any(axis=0)
    apart = np.argwhere(np.triu(told.relation == DIFFERENT))
    for one, other in apart.tolist():
        found |= counts[one] > 1 if one == other else (counts[one] > 0) & (counts[other] > 0)


def _rows(tracks: Iterable[int], row: Mapping[int, int]) -> Rows:
    return np.array(sorted(row[track] for track in tracks if track in row), np.int64)
