"""Group the tracks of one film into its cast, with names where photos or the user gave them.

Good tracks are clustered first, together with the names that photos give; what the user said then takes apart and joins
what it speaks of; each poor track at last follows the person that it fits best, if it fits at all. How much a stranger
is expected is read off the film itself: where all good tracks belong to somebody known, a poor one does too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.identify.calibration import MOST, FaceCalibration
from engine.identify.corrected import Told, told_of
from engine.identify.corrections import Said
from engine.identify.evidence import FilmEvidence, Rows, mean_of_best, two_best
from engine.identify.follow import Followers, Leader
from engine.identify.groundwork import Groundwork, groundwork
from engine.identify.limits import CastLimits
from engine.identify.nodes import Joined, Regrouping
from engine.identify.photo_names import NamedFaces, anchored, called_as_photos, photo_evidence
from engine.identify.prints import Prints
from engine.types import Floats

__all__ = ["CastLimits", "Casting", "Member", "NamedFaces", "cast_of", "photo_evidence"]

GroundOf: TypeAlias = Callable[[FilmEvidence, Rows, Mapping[str, Floats], CastLimits], Groundwork]


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
    return Casting(prints, calibration, names, limits).cast(told)


class Casting:
    """Makes the cast of one film, again and again as the user corrects it.

    A cast follows from the film, the photos and all that was said; what was made before only saves time.
    """

    def __init__(
        self,
        prints: Prints,
        calibration: FaceCalibration,
        names: Mapping[str, NamedFaces] | None = None,
        limits: CastLimits | None = None,
        ground_of: GroundOf = groundwork,
    ) -> None:
        """`ground_of`: makes or remembers the first grouping, which takes most of the time."""
        self.prints = prints
        self._limits = limits or CastLimits()
        self._film = FilmEvidence(prints, calibration)
        self._photos = {name: photo_evidence(prints, faces, calibration) for name, faces in (names or {}).items()}
        good = prints.qualities >= self._limits.core_quality
        columns = {name: anchored(nats, self._limits) for name, nats in self._photos.items()}
        ground = ground_of(self._film, np.flatnonzero(good), columns, self._limits)
        self._groups = ground.groups
        poor = np.flatnonzero(~good)
        poor = poor[np.argsort(-prints.weights[poor], kind="stable")]
        faces = self._film.to_all(poor)
        by_row = {int(row): nats for row, nats in zip(poor, faces, strict=True)}
        self._regrouping = Regrouping(self._film, ground, by_row, self._limits)
        self._followers = Followers(self._film, poor, faces, ground.groups, self._limits)
        self._founders = self._told_apart()
        self._support: dict[tuple[int, ...], Floats] = {}

    def cast(self, told: Said | None = None, shift: float = 0.0) -> list[Member]:
        """As `cast_of`. Costs as much as the persons that the user's words split, not as much as the film.

        `shift`: nats by which groups are joined more readily, see `engine.identify.adapted`.
        """
        said = called_as_photos(self.prints, self._photos, told or Said(), self._limits)
        by_row = told_of(said, self.prints.tracks, list(dict.fromkeys([*self._photos, *said.names])))
        photos = {name: self._heard(nats, by_row) for name, nats in self._photos.items()}
        joined = self._regrouping.join(by_row, photos, shift)
        members = [Member(one.name, self._rows(one, by_row)) for one in joined]
        self._follow(members, joined, by_row, photos)
        for member in members:
            member.rows.sort()
            member.known = bool(member.name) or self._is_known(member.rows)
        chances = self._chances(members, by_row, photos)
        for member in members:
            member.chances = {row: chances[row] for row in member.rows}
        return sorted(members, key=lambda m: (not m.name, -float(self.prints.weights[m.rows].sum())))

    def _heard(self, nats: Floats, told: Told) -> Floats:
        """The evidence of photos where what shows nobody does not count."""
        there = anchored(nats[~told.dropped], self._limits)
        heard = np.full(len(nats), there.min(initial=0), np.float32)
        heard[~told.dropped] = there
        return heard

    def _rows(self, one: Joined, told: Told) -> list[int]:
        return [*one.singles, *(int(row) for place in one.groups for row in self._groups[place])]

    def _follow(
        self, members: list[Member], joined: Sequence[Joined], told: Told, photos: Mapping[str, Floats]
    ) -> None:
        leaders = [
            Leader(
                (*one.groups, *(-1 - row for row in one.singles)) if member.rows else (),
                self._named(one.name, told, photos) if one.name else None,
            )
            for member, one in zip(members, joined, strict=True)
        ]
        out = told.dropped | told.spoken_of
        followers, new = self._followers.follow(leaders, self._founders, out, self._stranger_prior(members))
        for member, rows in zip(members, followers, strict=True):
            member.rows += rows
        members += [Member("", rows) for rows in new]

    def _named(self, name: str, told: Told, photos: Mapping[str, Floats]) -> Floats:
        """(n,) nats that a track is the named person, by photos and by what the user said."""
        words = told.of_name(told.names.index(name))
        return words + photos[name] if name in photos else words

    def _stranger_prior(self, members: Sequence[Member]) -> float:
        """Nats that speak for a stranger, by the share of good tracks that belong to nobody named."""
        named = sum(len(member.rows) for member in members if member.name or not self._photos)
        others = sum(len(member.rows) for member in members) - named
        return max(self._limits.least_prior, self._limits.photo_prior + float(np.log((others + 1) / (named + 1))))

    def _person_of(self, members: Sequence[Member]) -> NDArray[np.int64]:
        """(n,) the place of each row's member, -1 for none."""
        person_of = np.full(len(self.prints), -1, np.int64)
        for place, member in enumerate(members):
            person_of[member.rows] = place
        return person_of

    def _chances(self, members: Sequence[Member], told: Told, photos: Mapping[str, Floats]) -> list[float]:
        """(n,) how sure each track is its person's.

        A track that stands alone is that person by definition; one that was let in is so more likely than not.
        """
        support = np.full(len(self.prints), -np.inf, np.float32)
        supports: dict[tuple[int, ...], Floats] = {}
        for member in members:
            key = tuple(member.rows)
            if key:
                supports[key] = self._support[key] if key in self._support else self._supported(member.rows)
                support[member.rows] = supports[key]
        self._support = supports
        support[told.placed_in(self._person_of(members))] = MOST
        for member in members:
            if member.name and member.rows:
                named = self._named(member.name, told, photos)[member.rows] - self._limits.photo_prior
                support[member.rows] = np.maximum(support[member.rows], named)
        chances = np.maximum(0.5, 1 / (1 + np.exp(-np.clip(support, -MOST, MOST))))
        found: list[float] = np.where(np.isneginf(support), 1.0, chances).tolist()
        return found

    def _supported(self, rows: list[int]) -> Floats:
        """(n,) nats by which the two most similar others of a person support each of its tracks."""
        evidence = self._film.among(np.array(rows))
        np.fill_diagonal(evidence, -np.inf)
        return mean_of_best(two_best(evidence))

    def _told_apart(self) -> NDArray[np.bool_]:
        """(n,) True for tracks that can be told apart by themselves."""
        best, samples = self.prints.best, self.prints.samples
        seen_long = (samples >= self._limits.known_poor_samples) & (best >= self._limits.known_poor_quality)
        found: NDArray[np.bool_] = (best >= self._limits.known_quality) | seen_long
        return found

    def _is_known(self, rows: list[int]) -> bool:
        best = float(self.prints.best[rows].max()) if rows else 0.0
        seen_long = int(self.prints.samples[rows].sum()) >= self._limits.known_poor_samples
        return best >= self._limits.known_quality or (seen_long and best >= self._limits.known_poor_quality)
