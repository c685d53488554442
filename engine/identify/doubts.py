"""Find what is worth asking a person about the cast of a film: the answer that would settle most comes first.

A question's value is `H(p) * seconds`: the entropy of its answer in bits, times the screen time that changes hands if
the cast is wrong there. Nothing doubtful is worth nothing, however long it shows; a coin toss over a blink neither.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from engine.identify.bonds import DIFFERENT, SAME
from engine.identify.calibration import MOST, chance
from engine.identify.cast import CastLimits
from engine.identify.corrections import said
from engine.identify.fits import Fits, mean_evidence, seen_together
from engine.timebase import Span
from engine.types import Correction, Floats

Kind: TypeAlias = Literal["whose", "same", "split", "there"]
"""Is this track X's? Are these two persons one? Is this person one, or two? Is X there in this span?"""

SHOWN = 4
"""Tracks of a person that a viewer is shown; the answer speaks of no others."""
LEAST_BITS_S = 0.05
"""Questions of less value are not asked: a second that is sure by 99.5 %."""
LEAST_CHANCE = 0.03
"""What is surer than this, either way, is not asked, however long it shows."""
AT_MOST = 500
"""Questions about tracks that are looked into: nobody answers more in one sitting, and each costs a little."""
CONTRADICTED = 0.1
"""A track is with a person although its face speaks against it: only the user's word can have put it there, and whoever
names a person has not looked at each track. So it is asked."""
TEMPER = 2.0
"""Only every second nat counts: the tracks of one film lean on each other, so their evidence promises too much."""


@dataclass(frozen=True, slots=True)
class Group:
    """One person of the cast. `name`: what the user said, else empty. `known`: False for the unknown bucket."""

    tracks: tuple[int, ...]
    name: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class Why:
    """The evidence for a "yes", in nats: of the faces, of hair and clothes, and of the faces for the second person.

    `together`: both were seen in one frame. `quality`: 0..1, of the poorer side.
    """

    face: float
    looks: float
    together: bool
    quality: float
    rival: float | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question. `tracks` is what is asked about, `others` the tracks that it is compared with, best first.

    `person`, `rival`: places in the list of groups; of the first is the name in "is this X". `chance`: 0..1 that the
    answer is yes. `seconds`: screen time that hangs on it. `span`: where X may be there; of that kind only.
    """

    kind: Kind
    tracks: tuple[int, ...]
    others: tuple[int, ...]
    person: int
    chance: float
    seconds: float
    why: Why
    rival: int | None = None
    rival_tracks: tuple[int, ...] = ()
    span: Span | None = None

    @property
    def value(self) -> float:
        """Bits times seconds."""
        return bits(self.chance) * self.seconds


def confirmed(corrections: Sequence[Correction]) -> frozenset[int]:
    """Tracks of which the user said, one by one, whose they are.

    Who names a person of twenty tracks has not looked at each of them, so they may still be asked about.
    """
    single = [one for one in corrections if one.kind in ("is", "same") and len(one.tracks) == 1]
    # Of two tracks, either is the other's.
    return frozenset(
        track for one in single for track in (*one.tracks, *one.other_tracks[len(one.other_tracks) != 1 :])
    )


def bits(probability: float) -> float:
    """Entropy of a yes or no, 0..1 (Shannon 1948)."""
    if not 0 < probability < 1:
        return 0.0
    rest = 1 - probability
    return float(-probability * np.log2(probability) - rest * np.log2(rest))


def doubts(
    fits: Fits,
    groups: Sequence[Group],
    corrections: Sequence[Correction],
    seconds: Mapping[int, float],
    limits: CastLimits | None = None,
) -> list[Doubt]:
    """The questions about tracks and persons that are worth asking, most valuable first.

    `fits`: of the film; keep it between questions, for it remembers. `corrections`: what was said already and is not
    asked again. `seconds`: screen time by track.
    """
    if not len(fits.prints) or not groups:
        return []
    asking = _Asking(fits, groups, corrections, seconds, limits or CastLimits())
    return by_value([*asking.whose(), *asking.same(), *asking.split()]) if asking.has_persons else []


def by_value(found: Sequence[Doubt]) -> list[Doubt]:
    """Those worth asking, most valuable first."""
    worth = [doubt for doubt in found if _is_worth(doubt.chance, doubt.seconds)]
    return sorted(worth, key=lambda doubt: (-doubt.value, doubt.tracks))


def _is_worth(probability: float, seconds: float) -> bool:
    sure = not LEAST_CHANCE <= probability <= 1 - LEAST_CHANCE
    return not sure and bits(probability) * seconds >= LEAST_BITS_S


class _Asking:
    def __init__(
        self,
        fits: Fits,
        groups: Sequence[Group],
        corrections: Sequence[Correction],
        seconds: Mapping[int, float],
        limits: CastLimits,
    ) -> None:
        self._fits, self._prints, self._limits = fits, fits.prints, limits
        self._groups, self._seconds = groups, seconds
        self._told = said(corrections)
        self._confirmed = confirmed(corrections)
        row = {track: i for i, track in enumerate(self._prints.tracks)}
        self._rows = [[row[track] for track in group.tracks if track in row] for group in groups]
        self._places = [i for i, group in enumerate(groups) if group.known and self._rows[i]]
        self._best = {i: fits.exemplars(self._rows[i]) for i in self._places}
        self._members = [frozenset(group.tracks) for group in groups]
        self._time = [sum(seconds.get(track, 0.0) for track in group.tracks) for group in groups]
        self._parted = self._told.bonds.partners(DIFFERENT)
        self._signs = self._told.bonds.signs()
        self._columns = fits.columns([self._best[place] for place in self._places])

    @property
    def has_persons(self) -> bool:
        return bool(self._places)

    # Whose is this track?

    def whose(self) -> list[Doubt]:
        fits = self._fits_of_all()
        rows: list[tuple[float, int, int | None]] = []
        for place, group in enumerate(self._groups):
            if len(self._rows[place]) > 1 or (self._rows[place] and not group.known):
                own = place if group.known else None
                rows += [(value, row, own) for row, value in self._doubtful(self._rows[place], own, fits)]
            # Alone, a track is its person: whether that is somebody else is asked of the two persons.
        rows.sort(key=lambda one: -one[0])
        found = [self._whose(row, own, fits[row]) for _, row, own in rows[:AT_MOST]]
        return [doubt for doubt in found if doubt is not None]

    def _doubtful(self, rows: Sequence[int], own: int | None, fits: Floats) -> list[tuple[int, float]]:
        """Those that may be worth a question, at a glance, and its value; of whom something was said, all."""
        mine = fits[list(rows)]
        column = np.full(len(rows), self._places.index(own)) if own is not None else mine.argmax(axis=1)
        fit = mine[np.arange(len(rows)), column]
        mine[np.arange(len(rows)), column] = -np.inf
        margins = fit - np.maximum(mine.max(axis=1), self._limits.least_prior)
        told = frozenset().union(*self._told.not_names.values()) | self._parted.keys()
        found = []
        for row, margin in zip(rows, margins.tolist(), strict=True):
            track, likely = self._prints.tracks[row], self._likely(margin, own)
            seconds = self._seconds.get(track, 0.0)
            if track in told or _is_worth(likely, seconds):
                found.append((row, bits(likely) * seconds))
        return found

    def _likely(self, nats: float, own: int | None) -> float:
        return max(_chance(nats), CONTRADICTED) if own is not None else _chance(nats)

    def _whose(self, row: int, own: int | None, fits: Floats) -> Doubt | None:
        open_ = [i for i, place in enumerate(self._places) if not self._is_said(row, place)]
        if not open_ or (own is not None and self._places.index(own) not in open_):
            return None
        best = self._places.index(own) if own is not None else max(open_, key=lambda i: float(fits[i]))
        second = max((i for i in open_ if i != best), key=lambda i: float(fits[i]), default=None)
        against = max(self._limits.least_prior, float(fits[second]) if second is not None else -MOST)
        rival = second if second is not None and fits[second] > -MOST / 2 else None
        shown = [other for other in self._best[self._places[best]] if other != row][:SHOWN]
        rival_nats = float(self._columns[rival].face[row]) if rival is not None else None
        return Doubt(
            "whose",
            (self._prints.tracks[row],),
            self._tracks(shown),
            self._places[best],
            self._likely(float(fits[best]) - against, own),
            self._seconds.get(self._prints.tracks[row], 0.0),
            self._why([row], shown, float(self._columns[best].face[row]), rival_nats),
            self._places[rival] if rival is not None else None,
            self._tracks(self._best[self._places[rival]][:SHOWN]) if rival is not None else (),
        )

    def _fits_of_all(self) -> Floats:
        """(n, persons) nats that a track is a person, less what forbids it."""
        clashes = np.stack([self._prints.conflicts[:, self._rows[place]].any(axis=1) for place in self._places], axis=1)
        fits: Floats = np.stack([column.fit for column in self._columns], axis=1)
        fits -= np.float32(self._limits.conflict_penalty) * clashes
        return fits

    def _is_said(self, row: int, place: int) -> bool:
        """Whether the user has said of the track that it is, or is not, this person."""
        track = self._prints.tracks[row]
        if track in self._confirmed or track in self._told.not_names.get(self._groups[place].name, ()):
            return True
        return track in self._parted and not self._members[place].isdisjoint(self._parted[track] - {track})

    # Are two persons one?

    def same(self) -> list[Doubt]:
        """Of each person only the likeliest partner: the next one comes when that one is answered."""
        persons = [self._best[place] for place in self._places]
        nats = mean_evidence(self._columns, persons, self._prints.weights) - self._limits.merge_above
        nats -= np.float32(self._limits.conflict_penalty) * seen_together(self._prints.conflicts, persons)
        nats[self._settled_pairs()] = -np.inf
        partners = {tuple(sorted((i, int(row.argmax())))) for i, row in enumerate(nats) if np.isfinite(row.max())}
        return [self._same_person(self._places[one], self._places[other]) for one, other in sorted(partners)]

    def _settled_pairs(self) -> NDArray[np.bool_]:
        """(persons, persons) True where both have names, or the user parted them, or both are one."""
        named = np.array([bool(self._groups[place].name) for place in self._places])
        settled: NDArray[np.bool_] = np.outer(named, named) | np.eye(len(named), dtype=bool)
        person = {track: i for i, place in enumerate(self._places) for track in self._tracks(self._best[place])}
        for a in person.keys() & self._parted.keys():
            for b in self._parted[a] & person.keys():
                settled[person[a], person[b]] = True
        return settled

    def _same_person(self, one: int, other: int) -> Doubt:
        # The person of whom more is seen is the one that the other is held against.
        first, second = sorted((one, other), key=lambda place: self._time[place])
        return self._pair("same", self._best[first], self._best[second], second, self._time[first])

    # Is one person two?

    def split(self) -> list[Doubt]:
        found = []
        for place in self._places:
            rows = self._best[place]
            halves = self._halves(rows)
            if halves is None or self._is_one(*halves):
                continue
            small, large = sorted(halves, key=lambda half: float(self._prints.weights[half].sum()))
            share = float(self._prints.weights[small].sum() / self._prints.weights[rows].sum())
            found.append(self._pair("split", small, large, place, share * self._time[place]))
        return found

    def _halves(self, rows: list[int]) -> tuple[list[int], list[int]] | None:
        """The two parts between which a person holds together least, if both are several tracks."""
        if len(rows) < 4:
            return None
        distance = MOST - np.minimum(self._fits.face(rows, rows), MOST)
        np.fill_diagonal(distance, 0)
        parts = fcluster(linkage(squareform(distance, checks=False), "average"), 2, "maxclust")
        halves = ([row for row, part in zip(rows, parts, strict=True) if part == side] for side in (1, 2))
        one, other = halves
        # A part of one track is a question about that track.
        return (one, other) if min(len(one), len(other)) > 1 else None

    # What both need.

    def _pair(self, kind: Kind, a: Sequence[int], b: Sequence[int], person: int, seconds: float) -> Doubt:
        evidence = self._fits.face(a, b)
        weights = np.outer(self._prints.weights[list(a)], self._prints.weights[list(b)])
        mean = float(np.average(evidence, weights=weights))
        why = self._why(a, b, mean, None)
        nats = mean - self._limits.merge_above - self._limits.conflict_penalty * why.together
        a, b = a[:SHOWN], b[:SHOWN]
        return Doubt(kind, self._tracks(a), self._tracks(b), person, _chance(nats), seconds, why)

    def _why(self, a: Sequence[int], b: Sequence[int], face: float, rival: float | None) -> Why:
        prints = self._prints
        if not len(b):
            return Why(face, 0.0, False, float(prints.qualities[list(a)].max()), rival)
        looks = self._fits.looks.within(prints.looks[list(a)] @ prints.looks[list(b)].T)
        return Why(
            face,
            float(looks.mean()),
            bool(prints.conflicts[np.ix_(list(a), list(b))].any()),
            float(min(prints.qualities[list(a)].max(), prints.qualities[list(b)].max())),
            rival,
        )

    def _tracks(self, rows: Sequence[int]) -> tuple[int, ...]:
        return tuple(self._prints.tracks[row] for row in rows)

    def _is_one(self, a: Sequence[int], b: Sequence[int]) -> bool:
        """Whether the user said so of a track of the one and a track of the other."""
        ones, others = self._tracks(a), self._tracks(b)
        return any(self._signs.of(x, y) == SAME for x in ones for y in others)


def _chance(nats: float) -> float:
    return chance(nats / TEMPER)
