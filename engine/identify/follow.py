"""Let each poor track follow the person that it fits best, if it fits at all.

The tracks decide in order of weight, and whoever has decided counts as one of the person's tracks for those after it.
To work that out for thousands at once, all decide together as if they knew how the others did, again and again until
nobody changes his mind. Each round makes at least the next track's decision final, and mostly nearly all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.identify.evidence import FilmEvidence, Rows, mean_of_best, two_best
from engine.identify.limits import CastLimits
from engine.types import Floats

Piece: TypeAlias = int
"""A group of the groundwork by its place, or one row as `-1 - row`."""
Key: TypeAlias = tuple[tuple[Piece, ...], tuple[int, ...]]
NOBODY = -1
BATCH = 512
"""Columns of evidence that are worked out at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Leader:
    """A person as the good tracks make it: its pieces, and (n,) nats of its name by photos and words, or None."""

    pieces: tuple[Piece, ...]
    named: Floats | None


class Followers:
    """The poor tracks of one film with all that was found of them before, so that little is worked out twice."""

    def __init__(
        self, film: FilmEvidence, poor: Rows, faces: Floats, groups: Sequence[Rows], limits: CastLimits
    ) -> None:
        """`poor`: rows of `Prints`, the weightiest first. `faces`: (p, n) their evidence with all tracks, looks apart.

        `groups`: those of the groundwork.
        """
        self._film, self._groups, self._limits = film, groups, limits
        self._poor, self._faces = poor, faces
        self._part = film.part(self._poor)
        self._places = np.arange(len(poor))
        self._place = {int(row): place for place, row in enumerate(poor)}
        self._home = {int(row): place for place, group in enumerate(groups) for row in group}
        self._clash = np.nonzero(film.prints.conflicts[self._poor])
        self._best: dict[Piece, Floats] = {}
        self._among = np.zeros((0, 0), np.float32)
        self._fits: dict[Key, Floats] = {}
        self._last: dict[int, Piece] = {}

    def follow(
        self, leaders: Sequence[Leader], founders: NDArray[np.bool_], out: NDArray[np.bool_], prior: float
    ) -> tuple[list[list[int]], list[list[int]]]:
        """The rows that follow each leader, and those of each new person that a poor track founds.

        `founders`: (n,) True for rows that may be a person by themselves. `out`: (n,) True for rows that have their
        place already or show nobody. `prior`: nats that speak for a stranger.
        """
        if not len(self._among):
            self._prepare()
        used: dict[Key, Floats] = {}
        decided = self._guess(leaders, out)
        while True:
            new = np.flatnonzero(decided == len(leaders) + self._places)
            fits = self._table(leaders, new, decided, used)
            ids = np.concatenate([np.arange(len(leaders)), len(leaders) + new])
            choice = np.where(founders[self._poor], len(leaders) + self._places, NOBODY)
            best, sure = self._choices(fits, prior)
            if len(ids):
                choice[sure] = ids[best[sure]]
            choice[out[self._poor]] = NOBODY
            if np.array_equal(choice, decided):
                break
            decided = choice
        self._fits = used
        self._remember(leaders, decided)
        return (
            [self._poor[decided == place].tolist() for place in range(len(leaders))],
            [self._poor[decided == len(leaders) + founder].tolist() for founder in new],
        )

    def _choices(self, fits: Floats, prior: float) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Which row of `fits` (m, p) is the best for each poor track, and whether it is good enough to follow."""
        if not len(fits):
            return np.zeros(len(self._poor), np.int64), np.zeros(len(self._poor), bool)
        best = fits.argmax(axis=0)
        top = fits[best, self._places]
        fits[best, self._places] = -np.inf
        second = fits.max(axis=0)
        fits[best, self._places] = top
        # Where there is one person only, the second is -inf, and so the first is clear.
        return best, (top > prior) & (top - second > self._limits.follow_margin)

    def _table(
        self, leaders: Sequence[Leader], new: NDArray[np.int64], decided: NDArray[np.int64], used: dict[Key, Floats]
    ) -> Floats:
        """(m, p) nats that a poor track is each of the leaders, and of those founded, at the time of its turn."""
        fits = np.empty((len(leaders) + len(new), len(self._poor)), np.float32)
        joined: dict[int, list[int]] = {}
        for place in np.flatnonzero(decided != NOBODY).tolist():
            joined.setdefault(int(decided[place]), []).append(place)
        for at, leader in enumerate(leaders):
            fits[at] = self._fit((leader.pieces, tuple(joined.get(at, ()))), used)
            if leader.named is not None:
                fits[at][np.isneginf(fits[at])] = self._limits.absent_fit
                fits[at] += leader.named[self._poor]
        for at, founder in enumerate(new.tolist(), len(leaders)):
            fits[at] = self._fit(((), tuple(joined[len(leaders) + founder])), used)
        return fits

    def _fit(self, key: Key, used: dict[Key, Floats]) -> Floats:
        """(p,) nats by the film alone; -inf where nothing is there yet to compare with."""
        found = used.get(key)
        if found is None:
            found = self._fits.get(key)
            found = self._worked_out(*key) if found is None else found
            used[key] = found
        return found

    def _worked_out(self, pieces: tuple[Piece, ...], joined: tuple[int, ...]) -> Floats:
        best = np.full((2, len(self._poor)), -np.inf, np.float32)
        for piece in pieces:
            best = _better(best, self._of_piece(piece))
        for place in joined:
            # A track counts for those after it alone.
            best[:, place + 1 :] = _better(best[:, place + 1 :], _alone(self._among[place, place + 1 :]))
        fit = mean_of_best(best)
        fit[self._clashing(pieces, joined)] -= self._limits.conflict_penalty
        return fit

    def _clashing(self, pieces: tuple[Piece, ...], joined: tuple[int, ...]) -> NDArray[np.int64]:
        """Places of the poor tracks that were seen in one frame with one of these."""
        turn = np.full(len(self._film.prints), len(self._poor))
        for piece in pieces:
            turn[self._rows(piece)] = -1
        turn[self._poor[list(joined)]] = joined
        places, rows = self._clash
        return np.unique(places[turn[rows] < places])

    def _of_piece(self, piece: Piece) -> Floats:
        if piece not in self._best:
            row = -1 - piece
            if row not in self._home:
                return _alone(self._among[self._place[row]])
            rows = self._groups[self._home[row]]
            # Whole groups at once: it is faster, and the last bit of a product depends on how many are made at once.
            evidence = self._with_looks(rows)
            self._best |= {-1 - int(one): _alone(evidence[:, i]) for i, one in enumerate(rows)}
        return self._best[piece]

    def _with_looks(self, rows: Rows) -> Floats:
        both: Floats = self._faces[:, rows] + self._film.by_looks(self._part, self._film.part(rows))
        return both

    def _rows(self, piece: Piece) -> Rows:
        return self._groups[piece] if piece >= 0 else np.array([-1 - piece])

    def _prepare(self) -> None:
        self._among = np.zeros((len(self._poor), len(self._poor)), np.float32)
        for at in range(0, len(self._poor), BATCH):
            self._among[at : at + BATCH] = self._with_looks(self._poor[at : at + BATCH]).T
        for batch in _batches(self._groups):
            evidence = self._with_looks(np.concatenate([self._groups[place] for place in batch]))
            ends = np.cumsum([len(self._groups[place]) for place in batch])
            for place, part in zip(batch, np.split(evidence, ends[:-1], axis=1), strict=True):
                self._best[place] = two_best(part)

    def _guess(self, leaders: Sequence[Leader], out: NDArray[np.bool_]) -> NDArray[np.int64]:
        """As they decided before; a wrong guess only costs another round."""
        home = {piece: place for place, leader in enumerate(leaders) for piece in leader.pieces}
        guess = [
            home.get(self._last.get(row, 0), NOBODY) if row in self._last else NOBODY for row in self._poor.tolist()
        ]
        return np.where(out[self._poor], NOBODY, np.array(guess, np.int64))

    def _remember(self, leaders: Sequence[Leader], decided: NDArray[np.int64]) -> None:
        self._last = {
            int(self._poor[place]): leaders[decided[place]].pieces[0]
            for place in np.flatnonzero((decided != NOBODY) & (decided < len(leaders))).tolist()
            if leaders[decided[place]].pieces
        }


def _alone(evidence: Floats) -> Floats:
    """(2, n) best two values where there is one value each."""
    return np.stack([evidence, np.full(len(evidence), -np.inf, np.float32)])


def _better(one: Floats, other: Floats) -> Floats:
    """(2, n) best two values of both."""
    first = np.maximum(one[0], other[0])
    second = np.maximum(np.minimum(one[0], other[0]), np.maximum(one[1], other[1]))
    return np.stack([first, second])


def _batches(groups: Sequence[Rows]) -> Iterator[list[int]]:
    """Places of groups, so that each batch has about `BATCH` rows."""
    batch: list[int] = []
    rows = 0
    for place, group in enumerate(groups):
        if len(group):
            batch.append(place)
            rows += len(group)
        if rows >= BATCH:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch
