"""Group the tracks of one film into its cast, with names where photos or the user gave them.

Good tracks are clustered first, together with the names; each poor track then follows the person that it fits best,
if it fits at all. How much a stranger is expected is read off the film itself: where all good tracks belong to somebody
known, a poor one does too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.identify.calibration import (
    FaceCalibration,
    LooksCalibration,
    chance,
    mean_quality,
)
from engine.identify.cluster import ClusterLimits, cluster
from engine.identify.corrections import SAID, Said, name_evidence, pair_evidence, renamed
from engine.identify.prints import Prints, aggregate
from engine.types import Floats


@dataclass(frozen=True, slots=True)
class CastLimits:
    """Thresholds of the grouping, in nats unless said otherwise.

    `core_quality`: tracks from this quality on are clustered. `merge_above`: mean evidence that joins two groups.
    `photo_prior`: evidence that a photo needs before it counts for a match. `anchor`: evidence that at least one track
    must have for a name to be in the film at all: one stranger's track in some 700 has it (log 700 is 6.5).
    `follow_margin`: how much better than the second person a poor track's person must be. `least_prior`: a stranger is
    never less expected than this. `absent_fit`: stands for the film's own evidence where a named person has no good
    track. `known_quality`: a person without any crop this good is left in the unknown bucket, unless there are
    `known_poor_samples` looks at a person with a crop of `known_poor_quality`.
    """

    core_quality: float = 0.2
    merge_above: float = 1.0
    conflict_penalty: float = 8.0
    photo_prior: float = 3.0
    anchor: float = 6.5
    photo_weight: float = 1.0
    follow_margin: float = 1.0
    least_prior: float = 0.5
    absent_fit: float = -2.0
    known_quality: float = 0.3
    known_poor_quality: float = 0.2
    known_poor_samples: int = 8


@dataclass(frozen=True, slots=True, eq=False)
class NamedFaces:
    """The photos of one name: `vectors` (n, d) unit vectors, `qualities` (n,)."""

    vectors: Floats
    qualities: Floats


@dataclass(slots=True)
class Member:
    """One person of the cast: rows of `Prints`, how sure each is (0..1), and the name if one is known."""

    name: str
    rows: list[int] = field(default_factory=list)
    chances: dict[int, float] = field(default_factory=dict)
    known: bool = True


def cast_of(
    prints: Prints,
    calibration: FaceCalibration,
    names: Mapping[str, NamedFaces] | None = None,
    told: Said | None = None,
    limits: CastLimits | None = None,
) -> list[Member]:
    """The cast, named persons first, then by weight; a named person is in it even if nothing in the film is theirs.

    `names`: the photos of each name. `told`: what the user said, which may bring names of its own. A person whom the
    user gave one name, and whose photo comes under another, is called as the photo is.
    """
    photos, limits = dict(names or {}), limits or CastLimits()
    told = _called_as_photos(prints, calibration, photos, told or Said(), limits)
    return _Casting(prints, calibration, photos, told, limits).run()


def _called_as_photos(
    prints: Prints, calibration: FaceCalibration, photos: Mapping[str, NamedFaces], told: Said, limits: CastLimits
) -> Said:
    """`told` with names that have no photo exchanged for those of the photos that show the same persons."""
    for name, faces in photos.items():
        if name in told.names or not len(prints):
            continue
        evidence = photo_evidence(prints, faces, calibration)
        evidence[np.isin(prints.tracks, list(told.not_names.get(name, ())))] = -SAID
        others = {other: tracks for other, tracks in told.names.items() if other not in photos}
        shown = _shown(prints, evidence, others, limits)
        if shown is not None:
            told = renamed(told, shown, name)
    return told


def _shown(prints: Prints, evidence: Floats, named: Mapping[str, frozenset[int]], limits: CastLimits) -> str | None:
    """Whom of `named` a photo shows: most of the tracks that surely fit it are theirs, and all of theirs fit well."""
    sure = evidence >= limits.anchor
    for name, tracks in named.items():
        mine = np.isin(prints.tracks, list(tracks))
        if 2 * prints.weights[sure & mine].sum() <= prints.weights[sure].sum():
            continue
        mean = float(np.average(evidence[mine], weights=prints.weights[mine]))
        return name if mean - limits.photo_prior > limits.merge_above else None
    return None


class _Casting:
    """The evidence between tracks, and between tracks and names, and the groups made from it."""

    def __init__(
        self,
        prints: Prints,
        calibration: FaceCalibration,
        photos: dict[str, NamedFaces],
        told: Said,
        limits: CastLimits,
    ) -> None:
        self._prints = prints
        self._limits = limits
        self._names = list(dict.fromkeys([*photos, *told.names]))
        self._has_photos = bool(photos)
        quality = mean_quality(prints.qualities, prints.qualities)
        self._said = pair_evidence(told, prints.tracks)
        self._film = calibration.within(prints.vectors @ prints.vectors.T, quality) + self._said
        self._looks = LooksCalibration()
        nothing = np.zeros(len(prints), np.float32)
        columns = [
            (self._anchored(photo_evidence(prints, photos[name], calibration)) if name in photos else nothing)
            + name_evidence(told, name, prints.tracks)
            for name in self._names
        ]
        self._photo = np.stack(columns, axis=1) if columns else np.zeros((len(prints), 0), np.float32)

    def run(self) -> list[Member]:
        rows = range(len(self._prints))
        core = [row for row in rows if self._is_good(row)]
        members = self._cluster(core)
        self._follow(members, [row for row in rows if not self._is_good(row)])
        for member in members:
            member.chances = {row: self._chance(member, row) for row in member.rows}
            member.known = bool(member.name) or self._is_told_apart(member.rows)
        return sorted(members, key=lambda m: (not m.name, -float(self._prints.weights[m.rows].sum())))

    def _anchored(self, evidence: Floats) -> Floats:
        """The evidence of one name's photos, or none for anybody where no track is surely that person."""
        found = bool(len(evidence)) and float(evidence.max()) >= self._limits.anchor
        return evidence if found else np.full_like(evidence, -SAID / 4)

    def _is_good(self, row: int) -> bool:
        """Good enough to found a person: by its quality, or because the user spoke of it."""
        spoken_of = bool(self._said[row].any()) or bool((np.abs(self._photo[row]) >= SAID / 2).any())
        return spoken_of or float(self._prints.qualities[row]) >= self._limits.core_quality

    def _cluster(self, core: list[int]) -> list[Member]:
        n, total = len(core), len(core) + len(self._names)
        evidence = np.zeros((total, total), np.float32)
        evidence[:n, :n] = self._film[np.ix_(core, core)]
        evidence[:n, n:] = self._photo[core] - self._limits.photo_prior
        evidence[n:, :n] = evidence[:n, n:].T
        clash = np.zeros((total, total), bool)
        clash[:n, :n] = self._prints.conflicts[np.ix_(core, core)]
        weights = np.concatenate(
            [self._prints.weights[core], np.full(len(self._names), self._limits.photo_weight, np.float32)]
        )
        limits = ClusterLimits(self._limits.merge_above, self._limits.conflict_penalty)
        groups = cluster(evidence, weights, clash, [[n + k] for k in range(len(self._names))], limits)
        return [self._member(group, core) for group in groups]

    def _member(self, group: Sequence[int], core: Sequence[int]) -> Member:
        named = [self._names[i - len(core)] for i in group if i >= len(core)]
        return Member(named[0] if named else "", [core[i] for i in group if i < len(core)])

    def _follow(self, members: list[Member], poor: list[int]) -> None:
        prior = self._stranger_prior(members)
        for row in sorted(poor, key=lambda r: -float(self._prints.weights[r])):
            fits = sorted(((self._fit(member, row), i) for i, member in enumerate(members)), reverse=True)
            clear = len(fits) > 1 and fits[0][0] - fits[1][0] > self._limits.follow_margin
            if fits and fits[0][0] > prior and (clear or len(fits) == 1):
                members[fits[0][1]].rows.append(row)
            elif self._is_told_apart([row]):
                members.append(Member("", [row]))

    def _fit(self, member: Member, row: int) -> float:
        """Evidence in nats that a poor track is this person: the film's, the photos', and what forbids it."""
        fit = self._limits.absent_fit
        if member.rows:
            # Hair and clothes decide only where faces are poor, so they are compared for few pairs.
            looks = self._looks.within(self._prints.looks[member.rows] @ self._prints.looks[row])
            nearest = np.sort(self._film[row, member.rows] + looks)[::-1][:2]
            fit = float(nearest.mean())
        if member.name:
            fit += float(self._photo[row, self._names.index(member.name)])
        if self._prints.conflicts[row, member.rows].any():
            fit -= self._limits.conflict_penalty
        return fit

    def _stranger_prior(self, members: Sequence[Member]) -> float:
        """Nats that speak for a stranger, by the share of good tracks that belong to nobody named."""
        named = sum(len(member.rows) for member in members if member.name or not self._has_photos)
        others = sum(len(member.rows) for member in members) - named
        return max(self._limits.least_prior, self._limits.photo_prior + float(np.log((others + 1) / (named + 1))))

    def _chance(self, member: Member, row: int) -> float:
        others = [other for other in member.rows if other != row]
        support = [float(np.sort(self._film[row, others])[::-1][:2].mean())] if others else []
        if member.name:
            support.append(float(self._photo[row, self._names.index(member.name)]) - self._limits.photo_prior)
        # A track that stands alone is that person by definition; one that was let in is so more likely than not.
        return max(0.5, chance(max(support))) if support else 1.0

    def _is_told_apart(self, rows: Sequence[int]) -> bool:
        best = float(self._prints.best[list(rows)].max()) if rows else 0.0
        seen_long = int(self._prints.samples[list(rows)].sum()) >= self._limits.known_poor_samples
        return best >= self._limits.known_quality or (seen_long and best >= self._limits.known_poor_quality)


def photo_evidence(prints: Prints, faces: NamedFaces, calibration: FaceCalibration) -> Floats:
    """(n,) nats that each track is the person of these photos: of the best photo or of their mean."""
    if not len(prints):
        return np.zeros(0, np.float32)
    mean, _ = aggregate(faces.vectors, faces.qualities)
    vectors = np.vstack([faces.vectors, mean])
    qualities = np.append(faces.qualities, faces.qualities.max())
    similarity = prints.vectors @ vectors.T
    best: Floats = calibration.across(similarity, mean_quality(prints.qualities, qualities)).max(axis=1)
    return best
