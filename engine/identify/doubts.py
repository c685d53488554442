"""Find what is worth asking a person about the cast of a film: the answer that would settle most comes first.

A question's value is `H(p) * seconds`: the entropy of its answer in bits, times the screen time that changes hands if
the cast is wrong there. Nothing doubtful is worth nothing, however long it shows; a coin toss over a blink neither.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from engine.identify.calibration import MOST, FaceCalibration, LooksCalibration, chance, mean_quality
from engine.identify.cast import CastLimits
from engine.identify.corrections import said
from engine.identify.prints import Prints
from engine.timebase import Span
from engine.types import Correction, Floats

Kind: TypeAlias = Literal["whose", "same", "split", "there"]
"""Is this track X's? Are these two persons one? Is this person one, or two? Is X there in this span?"""

EXEMPLARS = 24
"""Tracks that stand for a person, so that a film of 10,000 tracks costs little more than one of 1,000."""
SHOWN = 4
"""Tracks of a person that a viewer is shown; the answer speaks of no others."""
LEAST_BITS_S = 0.05
"""Questions of less value are not asked: a second that is sure by 99.5 %."""
LEAST_CHANCE = 0.03
"""What is surer than this, either way, is not asked, however long it shows."""
CONTRADICTED = 0.1
"""A track is with a person although its face speaks against it: only the user's word can have put it there, and whoever
names a person has not looked at each track. So it is asked."""
BLOCK = 512
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
    prints: Prints,
    calibration: FaceCalibration,
    groups: Sequence[Group],
    corrections: Sequence[Correction],
    seconds: Mapping[int, float],
    limits: CastLimits | None = None,
) -> list[Doubt]:
    """The questions about tracks and persons that are worth asking, most valuable first.

    `corrections`: what was said already and is not asked again. `seconds`: screen time by track.
    """
    if not len(prints) or not groups:
        return []
    asking = _Asking(prints, calibration, groups, corrections, seconds, limits or CastLimits())
    found = [*asking.whose(), *asking.same(), *asking.split()]
    return by_value(found)


def by_value(found: Sequence[Doubt]) -> list[Doubt]:
    """Those worth asking, most valuable first."""
    worth = [
        doubt for doubt in found if doubt.value >= LEAST_BITS_S and LEAST_CHANCE <= doubt.chance <= 1 - LEAST_CHANCE
    ]
    return sorted(worth, key=lambda doubt: (-doubt.value, doubt.tracks))


class _Asking:
    def __init__(
        self,
        prints: Prints,
        calibration: FaceCalibration,
        groups: Sequence[Group],
        corrections: Sequence[Correction],
        seconds: Mapping[int, float],
        limits: CastLimits,
    ) -> None:
        self._prints, self._calibration, self._limits = prints, calibration, limits
        self._looks = LooksCalibration()
        self._groups, self._seconds = groups, seconds
        self._told = said(corrections)
        self._confirmed = confirmed(corrections)
        row = {track: i for i, track in enumerate(prints.tracks)}
        self._rows = [[row[track] for track in group.tracks if track in row] for group in groups]
        self._places = [i for i, group in enumerate(groups) if group.known and self._rows[i]]
        self._best = {i: self._exemplars(self._rows[i]) for i in self._places}
        self._parted: dict[int, set[int]] = defaultdict(set)
        for a, b in self._told.different:
            self._parted[a].add(b)
            self._parted[b].add(a)
        self._same, self._different = frozenset(self._told.same), frozenset(self._told.different)

    # Whose is this track?

    def whose(self) -> list[Doubt]:
        fits, faces = self._fits()
        found = []
        for place, group in enumerate(self._groups):
            if len(self._rows[place]) < 2 and group.known:
                # Alone, it is its person: whether that is somebody else is asked of the two persons.
                continue
            for row in self._rows[place]:
                doubt = self._whose(row, place if group.known else None, fits[row], faces[row])
                if doubt is not None:
                    found.append(doubt)
        return found

    def _whose(self, row: int, own: int | None, fits: Floats, faces: Floats) -> Doubt | None:
        open_ = [i for i, place in enumerate(self._places) if not self._is_said(row, place)]
        if own is not None and self._places.index(own) not in open_:
            return None
        ranked = sorted(open_, key=lambda i: (self._places[i] != own, -float(fits[i])))
        if not ranked:
            return None
        best, *others = ranked
        second = max(others, key=lambda i: float(fits[i]), default=None)
        against = max(self._limits.least_prior, float(fits[second]) if second is not None else -MOST)
        place, likely = self._places[best], _chance(float(fits[best]) - against)
        shown = [other for other in self._best[place] if other != row][:SHOWN]
        is_near = second is not None and float(fits[second]) > -MOST / 2
        rival = self._places[second] if second is not None and is_near else None
        return Doubt(
            "whose",
            (self._prints.tracks[row],),
            self._tracks(shown),
            place,
            max(likely, CONTRADICTED) if own is not None else likely,
            self._seconds.get(self._prints.tracks[row], 0.0),
            self._why(
                [row], shown, float(faces[best]), float(faces[second]) if second is not None and is_near else None
            ),
            rival,
            self._tracks(self._best[rival][:SHOWN]) if rival is not None else (),
        )

    def _fits(self) -> tuple[Floats, Floats]:
        """(n, persons) nats that a track is a person: of the two nearest exemplars, as in the cast; and faces alone."""
        prints, n = self._prints, len(self._prints)
        fits = np.full((n, len(self._places)), -MOST, np.float32)
        faces = fits.copy()
        poor = prints.qualities < self._limits.core_quality
        for column, place in enumerate(self._places):
            best = self._best[place]
            for start in range(0, n, BLOCK):
                rows = np.arange(start, min(start + BLOCK, n))
                face = self._face(rows, best)
                looks = self._looks.within(prints.looks[rows] @ prints.looks[best].T)
                is_self = rows[:, None] == np.array(best)[None, :]
                both = np.where(is_self, -np.inf, face + np.where(poor[rows, None], looks, 0))
                faces[rows, column] = _nearest(np.where(is_self, -np.inf, face))
                fits[rows, column] = _nearest(both)
            clash = prints.conflicts[:, self._rows[place]].any(axis=1)
            fits[:, column] -= self._limits.conflict_penalty * clash
        return fits, faces

    def _is_said(self, row: int, place: int) -> bool:
        """Whether the user has said of the track that it is, or is not, this person."""
        track, group = self._prints.tracks[row], self._groups[place]
        if track in self._confirmed or track in self._told.not_names.get(group.name, ()):
            return True
        return not self._parted[track].isdisjoint(group.tracks)

    # Are two persons one?

    def same(self) -> list[Doubt]:
        """Of each person only the likeliest partner: the next one comes when that one is answered."""
        likeliest: dict[int, Doubt] = {}
        for one, other in combinations(self._places, 2):
            doubt = self._same_person(one, other)
            if doubt is None:
                continue
            for place in (one, other):
                if place not in likeliest or doubt.chance > likeliest[place].chance:
                    likeliest[place] = doubt
        return list({doubt.tracks + doubt.others: doubt for doubt in likeliest.values()}.values())

    def _same_person(self, one: int, other: int) -> Doubt | None:
        if self._groups[one].name and self._groups[other].name:
            return None
        if self._any_said(self._different, self._best[one], self._best[other]):
            return None
        # The person of whom more is seen is the one that the other is held against.
        first, second = sorted((one, other), key=self._screen_time)
        return self._pair("same", self._best[first], self._best[second], second, self._screen_time(first))

    # Is one person two?

    def split(self) -> list[Doubt]:
        found = []
        for place in self._places:
            rows = self._best[place]
            halves = self._halves(rows)
            if halves is None or self._any_said(self._same, *halves):
                continue
            small, large = sorted(halves, key=lambda half: float(self._prints.weights[half].sum()))
            share = float(self._prints.weights[small].sum() / self._prints.weights[rows].sum())
            found.append(self._pair("split", small, large, place, share * self._screen_time(place)))
        return found

    def _halves(self, rows: list[int]) -> tuple[list[int], list[int]] | None:
        """The two parts between which a person holds together least, if both are several tracks."""
        if len(rows) < 4:
            return None
        distance = MOST - np.minimum(self._face(np.array(rows), rows), MOST)
        np.fill_diagonal(distance, 0)
        parts = fcluster(linkage(squareform(distance, checks=False), "average"), 2, "maxclust")
        halves = ([row for row, part in zip(rows, parts, strict=True) if part == side] for side in (1, 2))
        one, other = halves
        # A part of one track is a question about that track.
        return (one, other) if min(len(one), len(other)) > 1 else None

    # What both need.

    def _pair(self, kind: Kind, a: Sequence[int], b: Sequence[int], person: int, seconds: float) -> Doubt:
        evidence = self._face(np.array(a), b)
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
        looks = self._looks.within(prints.looks[list(a)] @ prints.looks[list(b)].T)
        return Why(
            face,
            float(looks.mean()),
            bool(prints.conflicts[np.ix_(list(a), list(b))].any()),
            float(min(prints.qualities[list(a)].max(), prints.qualities[list(b)].max())),
            rival,
        )

    def _face(self, rows: NDArray[np.int64], others: Sequence[int]) -> Floats:
        """(rows, others) nats of the faces."""
        prints = self._prints
        quality = mean_quality(prints.qualities[rows], prints.qualities[list(others)])
        return self._calibration.within(prints.vectors[rows] @ prints.vectors[list(others)].T, quality)

    def _exemplars(self, rows: Sequence[int]) -> list[int]:
        return sorted(rows, key=lambda row: -float(self._prints.weights[row]))[:EXEMPLARS]

    def _tracks(self, rows: Sequence[int]) -> tuple[int, ...]:
        return tuple(self._prints.tracks[row] for row in rows)

    def _screen_time(self, place: int) -> float:
        return sum(self._seconds.get(track, 0.0) for track in self._groups[place].tracks)

    def _any_said(self, said: frozenset[tuple[int, int]], a: Sequence[int], b: Sequence[int]) -> bool:
        ones, others = self._tracks(a), self._tracks(b)
        return any((min(x, y), max(x, y)) in said for x in ones for y in others)


def _chance(nats: float) -> float:
    return chance(nats / TEMPER)


def _nearest(evidence: Floats) -> Floats:
    """Mean of the two largest of each row, or the largest where there is no second; -MOST where there is none."""
    top = np.sort(evidence, axis=1)[:, ::-1][:, :2]
    there = np.isfinite(top)
    means: Floats = np.where(there, top, 0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    return np.where(there.any(axis=1), means, -MOST).astype(np.float32)
