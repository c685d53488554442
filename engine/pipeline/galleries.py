"""Match a film's persons with the gallery: name the sure ones, propose the likely ones, leave the others unknown.

A name of the gallery counts less than what the user said in the project: whom the user named, and whom somebody is not,
the gallery does not touch. It names persons as the film grouped them, and never moves a track from one to another: a
part of a cast as photos would draw the others to itself. With the gallery off, a cast is what it is without one.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from engine.edit.intervals import intersection
from engine.identify.calibration import face_calibration
from engine.identify.cast import NamedFaces
from engine.identify.corrections import said
from engine.identify.open_set import (
    ACCEPTED,
    Answer,
    Thresholds,
    decide,
    evidence,
    person_evidence,
    stranger_tail,
    thresholds,
)
from engine.identify.prints import aggregate
from engine.identify.voices import EnrolledVoice
from engine.pipeline.analysis import Film
from engine.pipeline.cast import Cast, FilmCasting
from engine.pipeline.gallery_rows import rows_of
from engine.store.gallery import Gallery, gallery_path
from engine.timebase import Span
from engine.types import Floats, Person

Part = TypeVar("Part")

ACCEPTED_SETTING = "strangers accepted"
BEST_TRACKS = 5
"""Tracks of a person that are compared: the best ones tell most, and a mean of a few is steady."""
RIVALS = 64
"""Nearest faces that are then compared exactly."""


@dataclass(frozen=True, slots=True)
class Match:
    """What the gallery says of a person of a film. `name`: the best fit, "" where none is; `rival`: who fits too."""

    person: Person
    name: str
    answer: Answer
    rival: str = ""


@dataclass(frozen=True, slots=True)
class KnownCast:
    """A cast with the gallery's names. `matches`: of the persons as they are in `cast`, named by the user or not."""

    cast: Cast
    matches: tuple[Match, ...] = ()

    @property
    def proposals(self) -> tuple[Match, ...]:
        """Those to ask the user about."""
        return tuple(match for match in self.matches if match.answer.decision == "likely")


class GalleryFaces:
    """The faces of a gallery by one model, ready to be searched. May be kept when the gallery is closed."""

    def __init__(self, gallery: Gallery, model: str) -> None:
        # Loading FAISS takes a moment, and most films are cut without a gallery.
        from engine.pipeline.gallery_index import open_index

        self._calibration = face_calibration(model)
        self._index = open_index(gallery, model)
        self._rows = rows_of(gallery, model, is_small=self._index.is_exact)
        self._doubles = gallery.identities.doubles()
        accepted = gallery.settings.load(ACCEPTED_SETTING, ACCEPTED)
        self.thresholds: Thresholds = thresholds(
            stranger_tail(model), len(self), accepted if isinstance(accepted, float) else ACCEPTED
        )

    def __len__(self) -> int:
        return len(self._index)

    def answer(self, queries: Floats, qualities: Floats, barred: frozenset[str] = frozenset()) -> Answer:
        """Who the person of some tracks is. `queries` (m, d), `qualities` (m,); never one of the `barred` names."""
        if not len(self) or not len(queries):
            return decide((), self.thresholds)
        nearest, _ = self._index.search(queries, RIVALS)
        every = self._rows.near(np.unique(nearest[nearest >= 0]).tolist())
        scores = []
        for identity in np.unique(every.identities).tolist():
            own = every.identities == identity
            if self.name(identity) not in barred:
                each = evidence(self._calibration, queries, qualities, every.vectors[own], every.qualities[own])
                scores.append((identity, person_evidence(each)))
        return decide(scores, self.thresholds, self._doubles)

    def name(self, identity: int) -> str:
        """The name of an identity, "" for nobody."""
        return self._rows.name(identity)


@contextmanager
def gallery_if_on() -> Iterator[Gallery | None]:
    """The user's gallery for reading, None while it is off or has never been made. Raises ProjectError."""
    path = gallery_path()
    if not path.exists():
        yield None
        return
    with Gallery.open(path, read_only=True) as gallery:
        yield gallery if gallery.is_on else None


def known_cast(
    film: Film,
    photos: Mapping[str, NamedFaces] | None = None,
    voices: Mapping[str, EnrolledVoice] | None = None,
) -> KnownCast:
    """As `cast_of_film`, with the gallery's names where it is on. Raises ProjectError."""
    casting = FilmCasting(film)
    with gallery_if_on() as gallery:
        cast = casting.cast(photos, voices)
        if gallery is None:
            return KnownCast(cast)
        matches = matches_of(
            film, cast, GalleryFaces(gallery, film.model), frozenset({**(photos or {}), **(voices or {})})
        )
    return recognised(cast, matches)


def recognised(cast: Cast, matches: Sequence[Match]) -> KnownCast:
    """The cast with the names that the gallery is sure of. `matches`: of its persons."""
    named = _named(cast, matches)
    return KnownCast(named, tuple(_in_cast(named, match) for match in matches))


def _named(cast: Cast, matches: Sequence[Match]) -> Cast:
    """The cast with the names of the sure ones; who is one identity becomes one person."""
    for name, (kept, *others) in _recognised(cast, matches).items():
        tracks = tuple(sorted({track for one in (kept, *others) for track in one.tracks}))
        gone = {one.id for one in others}
        heard = {
            number: tuple(replace(one, person=name) for one in claims) if number == kept.id else claims
            for number, claims in _joined(cast.heard, kept.id, gone).items()
        }
        persons = tuple(
            replace(one, name=name, tracks=tracks) if one.id == kept.id else one
            for one in cast.persons
            if one.id not in gone
        )
        cast = replace(cast, persons=persons, bodies=_joined(cast.bodies, kept.id, gone), heard=heard)
    return cast


def _joined(parts: Mapping[int, tuple[Part, ...]], kept: int, gone: Set[int]) -> dict[int, tuple[Part, ...]]:
    """What several persons have, given to one of them."""
    together = tuple(part for number, each in parts.items() if number == kept or number in gone for part in each)
    found = {number: each for number, each in parts.items() if number not in gone and number != kept}
    return {**found, kept: together} if together else found


def _recognised(cast: Cast, matches: Sequence[Match]) -> dict[str, list[Person]]:
    """The sure ones by name. Two who show at one time cannot be one: then the better fit has the name."""
    found: dict[str, list[Person]] = {}
    for match in sorted(matches, key=lambda one: -one.answer.nats):
        if match.answer.decision == "sure":
            others = found.setdefault(match.name, [])
            if not intersection(_times(cast, others), _times(cast, [match.person])):
                others.append(match.person)
    return found


def _times(cast: Cast, persons: Sequence[Person]) -> list[Span]:
    return [span for person in persons for track in person.tracks for span in cast.spans[track]]


def _in_cast(cast: Cast, match: Match) -> Match:
    """The match with its person as it is called now; one who was joined with another is that one."""
    tracks = set(match.person.tracks)
    return replace(match, person=next(one for one in cast.persons if tracks <= set(one.tracks)))


def matches_of(film: Film, cast: Cast, faces: GalleryFaces, photos: frozenset[str] = frozenset()) -> tuple[Match, ...]:
    """What the gallery says of each known person whom neither the user nor a photo (`photos`: names) has named."""
    told = said(film.project.corrections.active(film.media_id))
    found = []
    for person in cast.persons:
        if not person.known or not person.tracks or person.name in told.names or person.name in photos:
            continue
        tracks = set(person.tracks)
        barred = frozenset(name for name, not_theirs in told.not_names.items() if tracks & not_theirs)
        taken = frozenset(told.names) | photos
        answer = faces.answer(*best_tracks(film, person), barred | taken)
        name = faces.name(answer.identity) if answer.decision != "unknown" else ""
        found.append(Match(person, name, answer, faces.name(answer.rival)))
    return tuple(found)


def best_tracks(film: Film, person: Person, count: int = BEST_TRACKS) -> tuple[Floats, Floats]:
    """(m, d) vectors and (m,) qualities of a person's best tracks, best first."""
    wanted = set(person.tracks)
    described = [
        aggregate(feature.vectors, feature.qualities)
        for feature in film.scan.features
        if feature.track in wanted and feature.model == film.model and len(feature.qualities)
    ]
    described.sort(key=lambda one: -one[1])
    return _stacked(described[:count])


def _stacked(described: Sequence[tuple[Floats, float]]) -> tuple[Floats, Floats]:
    if not described:
        return np.zeros((0, 1), np.float32), np.zeros(0, np.float32)
    return np.stack([vector for vector, _ in described]), np.array([quality for _, quality in described], np.float32)
