"""Keep which tracks the user said to be one person, or two, as bundles of tracks and not pair by pair.

A merge of two persons speaks of hundreds of thousands of pairs of tracks, yet of few sorts of tracks: all those of
which the same was said make one bundle.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Pair: TypeAlias = tuple[int, int]
Relation: TypeAlias = NDArray[np.int8]
Sign: TypeAlias = Literal[1, -1]
SAME: Sign = 1
DIFFERENT: Sign = -1


@dataclass(frozen=True, slots=True, eq=False)
class Bonds:
    """`bundles`: tracks, none in two of them, in the order in which they were first spoken of.

    `relation` (b, b), symmetric: `SAME`, `DIFFERENT` or 0 for each two tracks of two bundles, or of one.
    """

    bundles: tuple[tuple[int, ...], ...] = ()
    relation: Relation = field(default_factory=lambda: np.zeros((0, 0), np.int8))

    def pairs(self, sign: Sign) -> list[Pair]:
        """All pairs of tracks of which that was said, the smaller first: as many as there are, so ask for few."""
        found: list[Pair] = []
        for one, other in np.argwhere(np.triu(self.relation == sign)).tolist():
            for at, track in enumerate(self.bundles[one]):
                others = self.bundles[other] if other != one else self.bundles[one][at + 1 :]
                found += [(min(track, two), max(track, two)) for two in others]
        return sorted(found)

    def partners(self, sign: Sign) -> dict[int, frozenset[int]]:
        """By track, those of which that was said together with it, and maybe the track itself; never an empty set."""
        found: dict[int, frozenset[int]] = {}
        for one, tracks in enumerate(self.bundles):
            beside = [self.bundles[two] for two in np.flatnonzero(self.relation[one] == sign).tolist()]
            if beside and (len(beside) > 1 or beside != [tracks] or len(tracks) > 1):
                found |= dict.fromkeys(tracks, frozenset().union(*beside))
        return found

    def beside(self, sign: Sign, faces: Mapping[int, object]) -> Iterator[Pair]:
        """The pairs whose first track is none of `faces`, both ways round where neither is."""
        for one, tracks in enumerate(self.bundles):
            bodies = [track for track in tracks if track not in faces]
            if not bodies:
                continue
            others = [track for two in np.flatnonzero(self.relation[one] == sign) for track in self.bundles[two]]
            yield from ((body, other) for body in bodies for other in others if other != body)

    def signs(self) -> "Signs":
        return Signs({track: place for place, tracks in enumerate(self.bundles) for track in tracks}, self.relation)


@dataclass(frozen=True, slots=True, eq=False)
class Signs:
    """What was said of single pairs."""

    place: Mapping[int, int]
    relation: Relation

    def of(self, one: int, other: int) -> int:
        a, b = self.place.get(one, -1), self.place.get(other, -1)
        return 0 if a < 0 or b < 0 or one == other else int(self.relation[a, b])


class BondKeeper:
    """Bundles as they are told apart by one word after the other. All tracks of a bundle have one name, or none."""

    def __init__(self) -> None:
        self._bundles: list[list[int]] = []
        self._place: dict[int, int] = {}
        self._relation: Relation = np.zeros((0, 0), np.int8)

    def tell(self, tracks: Sequence[int], others: Sequence[int], sign: Sign, names: Mapping[int, str]) -> None:
        """Each of the tracks and each of the others are one person, or two. `names`: by track, so far."""
        for side in (tracks, others):
            self._gather(side, names)
            self.set_apart(side)
        rows, columns = ([*{self._place[track] for track in side}] for side in (tracks, others))
        self._relation[np.ix_(rows, columns)] = sign
        self._relation[np.ix_(columns, rows)] = sign

    def set_apart(self, tracks: Iterable[int]) -> None:
        """No bundle holds some of the tracks and others as well, for something is said of these alone."""
        inside: dict[int, list[int]] = {}
        for track in dict.fromkeys(tracks):
            if track in self._place:
                inside.setdefault(self._place[track], []).append(track)
        for place, chosen in inside.items():
            if len(chosen) < len(self._bundles[place]):
                gone = set(chosen)
                self._bundles[place] = [track for track in self._bundles[place] if track not in gone]
                self._add(chosen, place)

    def forget_contradictions(self, tracks: Iterable[int], name: str, names: Mapping[int, str]) -> None:
        """What was said of pairs with tracks that have just been named `name`, and that `names` now deny."""
        rows = [*{self._place[track] for track in tracks if track in self._place}]
        if not rows:
            return
        given = [names.get(bundle[0]) for bundle in self._bundles]
        alike = np.array([one == name for one in given])
        denied = np.array([one is not None for one in given]) & (
            (self._relation[rows] != 0) & ((self._relation[rows] == SAME) != alike)
        )
        self._relation[rows] = np.where(denied, 0, self._relation[rows])
        self._relation[:, rows] = self._relation[rows].T

    def bonds(self) -> Bonds:
        return Bonds(tuple(map(tuple, self._bundles)), self._relation.copy())

    def _gather(self, tracks: Sequence[int], names: Mapping[int, str]) -> None:
        """Tracks that nothing bound so far get bundles."""
        fresh: dict[str | None, list[int]] = {}
        for track in dict.fromkeys(tracks):
            if track not in self._place:
                fresh.setdefault(names.get(track), []).append(track)
        for bundle in fresh.values():
            self._add(bundle)

    def _add(self, bundle: list[int], like: int | None = None) -> None:
        """`like`: the bundle of which all that was said holds for the new one as well."""
        place = len(self._bundles)
        self._bundles.append(bundle)
        self._place |= dict.fromkeys(bundle, place)
        self._relation = np.pad(self._relation, (0, 1))
        if like is not None:
            row = self._relation[like].copy()
            row[place] = row[like]
            self._relation[place] = self._relation[:, place] = row


def bonds_of(same: Iterable[Pair] = (), different: Iterable[Pair] = ()) -> Bonds:
    """Of single pairs, none of them in both."""
    keeper = BondKeeper()
    for pairs, sign in ((same, SAME), (different, DIFFERENT)):
        for one, other in pairs:
            keeper.tell((one,), (other,), sign, {})
    return keeper.bonds()
