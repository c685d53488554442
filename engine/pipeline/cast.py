"""Who is in a film: group its tracks into persons, with names from photos and from what the user said."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from engine.describe.drawn import FLAT, drawn_faces
from engine.describe.drawn import MODEL as DRAWN_HEAD
from engine.describe.hair_clothes import MODEL as HAIR_CLOTHES
from engine.edit.intervals import normal, total
from engine.identify.adapted import Adapting
from engine.identify.bodies import BodyCast, Claim, KnownPerson
from engine.identify.calibration import face_calibration
from engine.identify.cast import Casting, CastLimits, Member, NamedFaces
from engine.identify.corrections import Listener, Said
from engine.identify.memory import Memory
from engine.identify.prints import Prints, prints_of
from engine.identify.voices import EnrolledVoice
from engine.models.heads import CastHead
from engine.pipeline.adapted_faces import faces_of_film, head_of, photos_through
from engine.pipeline.analysis import Film
from engine.pipeline.cast_bodies import FilmBodies
from engine.pipeline.cast_senses import FilmSenses
from engine.pipeline.kept_groundwork import kept_groundwork
from engine.timebase import Span
from engine.track.spans import showing
from engine.types import Evidence, Feature, Person, PersonKind, Track

UNKNOWN = "Unknown"
"""Name of the bucket of tracks that are too poor to tell, unless somebody is called so."""
DRAWN_LIMITS = CastLimits(anchor=5.5, photo_weight=6.0)
"""In films of drawn persons: a picture comes from the same work and tells more than a hood, a pose or the light do."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The persons of one film, those with most screen time first, the unknown bucket last.

    `chances`: by track id, how sure it is (0..1) that the track is its person's. `spans`: by track id, when it shows.
    `bodies`: by person id, the parts of body tracks that show the person.
    """

    persons: tuple[Person, ...]
    chances: Mapping[int, float]
    spans: Mapping[int, tuple[Span, ...]]
    bodies: Mapping[int, tuple[Claim, ...]] = field(default_factory=dict)
    heard: Mapping[int, tuple[Evidence, ...]] = field(default_factory=dict)
    """By person id: turns of the person's voice, and captions with the person's name."""
    seconds: Mapping[int, Fraction] = field(default_factory=dict, compare=False, repr=False)
    """By person id, the screen time where it is known already."""

    def evidence(self, person: Person) -> list[Evidence]:
        """One claim for each span in which one of the person's tracks shows, and all that is heard."""
        return self.seen(person) + list(self.heard.get(person.id, ()))

    def seen(self, person: Person) -> list[Evidence]:
        """One claim for each span in which one of the person's tracks shows."""
        bodies = self.bodies.get(person.id, ())
        mere_bodies = {claim.track for claim in bodies}
        faces = [
            Evidence(person.name, span, "face", self.chances[track])
            for track in person.tracks
            for span in self.spans[track]
            if track not in mere_bodies
        ]
        return faces + [Evidence(person.name, claim.span, "body", claim.chance) for claim in bodies]

    def screen_time(self, person: Person) -> Fraction:
        """Seconds in which at least one of the person's tracks shows."""
        known = self.seconds.get(person.id)
        return _shown(person.tracks, self.bodies.get(person.id, ()), self.spans) if known is None else known


def cast_of_film(
    film: Film,
    photos: Mapping[str, NamedFaces] | None = None,
    voices: Mapping[str, EnrolledVoice] | None = None,
) -> Cast:
    """The cast with what the user said obeyed; `photos` add names, `voices` say how they sound. Decodes nothing."""
    return FilmCasting(film).cast(photos, voices)


class FilmCasting:
    """Makes the cast of one film each time that the user has corrected it, from what is in memory."""

    def __init__(self, film: Film, before: "FilmCasting | None" = None) -> None:
        """`before`: of the same scan when less of it was done; saves time."""
        self.film = film
        self._head = head_of(film)
        self._prints = _prints(film, self._head)
        self._drawn = drawn_tracks(film)
        self._weights = dict(zip(self._prints.tracks, self._prints.weights.tolist(), strict=True))
        self._casting: Casting | None = None
        self._photos: Mapping[str, NamedFaces] = {}
        self._bodies: FilmBodies | None = None
        self._senses: FilmSenses | None = None
        self._listener = Listener()
        self._adapting = Adapting(self._prints, face_calibration(film.model))
        self._memory = Memory()
        known: Mapping[int, tuple[Span, ...]] = (
            before.spans if before is not None and before.film.key == film.key else {}
        )
        clock = film.media.clock
        self.spans: dict[int, tuple[Span, ...]] = {
            track.id: known[track.id] if track.id in known else tuple(showing(track, clock))
            for track in film.scan.tracks
        }

    def cast(
        self, photos: Mapping[str, NamedFaces] | None = None, voices: Mapping[str, EnrolledVoice] | None = None
    ) -> Cast:
        """The cast by all corrections that the project holds now; `photos` add names, `voices` say how they sound.

        It is fast as long as the photos are those of the call before.
        """
        photos = photos or {}
        if self._casting is None or not _are_same(photos, self._photos):
            named = photos_through(self._head, photos)
            calibration, limits = face_calibration(self.film.model), DRAWN_LIMITS if self._is_drawn() else CastLimits()
            self._casting = Casting(self._prints, calibration, named, limits, kept_groundwork)
            self._photos = photos
        return self._corrected(self._casting, voices or {})

    def _is_drawn(self) -> bool:
        """Whether most of the faces of the film are drawn."""
        drawn = sum(weight for track, weight in self._weights.items() if track in self._drawn)
        return bool(2 * drawn > sum(self._weights.values()))

    def _seconds(self, tracks: tuple[int, ...], bodies: tuple[Claim, ...]) -> Fraction:
        """How long a person shows. A correction changes few persons, and exact sums are slow."""
        return self._memory.recall(tracks, (bodies,), lambda: _shown(tracks, bodies, self.spans))

    def _kind(self, person: Person, told: Said) -> PersonKind:
        """What the user said of most of a person's tracks, else what most of them were taken for.

        The unknown bucket is nobody, so nothing is said of it.
        """
        if not person.known:
            return "real"
        said = [told.kinds[track] for track in person.tracks if track in told.kinds]
        if said:
            return "drawn" if 2 * said.count("drawn") > len(said) else "real"
        mine = [track for track in person.tracks if track in self._weights]
        drawn = sum(self._weights[track] for track in mine if track in self._drawn)
        return "drawn" if 2 * drawn > sum(self._weights[track] for track in mine) else "real"

    @property
    def senses(self) -> FilmSenses:
        """What the film's sound and captions say, loaded once."""
        if self._senses is None:
            self._senses = FilmSenses(self.film)
        return self._senses

    def _corrected(self, casting: Casting, voices: Mapping[str, EnrolledVoice]) -> Cast:
        film, prints = self.film, self._prints
        said = film.project.corrections.active(film.media_id)
        told = self._listener.said(said)
        members = casting.cast(told, self._adapting.shift(said, CastLimits().merge_above))
        chances = {prints.tracks[row]: chance for member in members for row, chance in member.chances.items()}
        faces = [track for track in film.scan.tracks if track.kind == "face"]
        unplaced = [track for track in faces if track.id not in chances and track.id not in told.dropped]
        chances |= {track.id: 0.0 for track in unplaced}
        known, poor = _sorted_out(members, prints, unplaced)
        # Whoever is only heard is a person without a face.
        known += [KnownPerson(name, ()) for name in voices if name not in {person.name for person in known}]
        if self._bodies is None:
            self._bodies = FilmBodies(film, self.spans)
        found = self._bodies.join(known, chances, told)
        persons, bodies = _numbered(known, poor, found, self._seconds)
        persons = tuple(replace(person, kind=self._kind(person, told)) for person in persons)
        chances |= {claim.track: claim.chance for claims in found.others for claim in claims}
        chances |= {claim.track: 0.0 for claim in found.orphans}
        seconds = {person.id: self._seconds(person.tracks, bodies.get(person.id, ())) for person in persons}
        cast = Cast(persons, chances, self.spans, bodies, seconds=seconds)
        return replace(cast, heard=self.senses.evidence(persons, self.spans, voices, said))


def _are_same(one: Mapping[str, NamedFaces], other: Mapping[str, NamedFaces]) -> bool:
    return list(one) == list(other) and all(
        np.array_equal(faces.vectors, other[name].vectors) and np.array_equal(faces.qualities, other[name].qualities)
        for name, faces in one.items()
    )


def _prints(film: Film, head: CastHead | None) -> Prints:
    faces = faces_of_film(film, head)
    looks = {f.track: f for f in film.scan.features if f.model == HAIR_CLOTHES}
    return prints_of(film.scan.tracks, faces, looks, heads_of_film(film))


def drawn_tracks(film: Film) -> frozenset[int]:
    """The face tracks that were taken for drawn."""
    return frozenset(f.track for f in film.scan.features if f.model == DRAWN_HEAD)


def heads_of_film(film: Film) -> dict[int, Feature]:
    """The heads of drawn tracks, by track id; none in a film of rendered people, who are compared as real ones are."""
    heads = {f.track: f for f in film.scan.features if f.model == DRAWN_HEAD}
    faces = [f for f in film.scan.features if f.model == film.model and f.track in heads]
    known = drawn_faces(film.model)
    if known is None or not faces:
        return {}
    style = np.average([known.style(f.vectors) for f in faces], weights=[f.qualities.max() + 1e-3 for f in faces])
    return heads if style >= FLAT else {}


def _sorted_out(
    members: Sequence[Member], prints: Prints, unplaced: Sequence[Track]
) -> tuple[list[KnownPerson], tuple[int, ...]]:
    """The persons told apart, and the tracks of those who could not be."""
    known = [
        KnownPerson(m.name, tuple(sorted(prints.tracks[row] for row in m.rows)))
        for m in members
        if m.known and (m.rows or m.name)
    ]
    poor = [prints.tracks[row] for m in members if not m.known for row in m.rows] + [track.id for track in unplaced]
    return known, tuple(sorted(poor))


def _numbered(
    known: Sequence[KnownPerson],
    poor: tuple[int, ...],
    found: BodyCast,
    seconds: Callable[[tuple[int, ...], tuple[Claim, ...]], Fraction],
) -> tuple[tuple[Person, ...], dict[int, tuple[Claim, ...]]]:
    """Numbers and names by screen time; who could not be told apart goes to one bucket. No two have one name."""
    each = [(person.name, person.faces, found.claims.get(place, ())) for place, person in enumerate(known)]
    each += [("", tuple(sorted({claim.track for claim in claims})), claims) for claims in found.others]
    each.sort(key=lambda one: (-seconds(one[1], one[2]), one[1][:1], one[0]))
    given = {name.casefold() for name, *_ in each if name}
    persons = [
        Person(i, name or _not_among(given, f"Person {i}"), tracks) for i, (name, tracks, _) in enumerate(each, start=1)
    ]
    claims_of = {i: claims for i, (*_, claims) in enumerate(each, start=1) if claims}
    unknown = tuple(sorted({*poor, *(claim.track for claim in found.orphans)}))
    if unknown:
        persons.append(Person(len(persons) + 1, _not_among(given, UNKNOWN), unknown, known=False))
        if found.orphans:
            claims_of[len(persons)] = found.orphans
    return tuple(persons), claims_of


def _shown(tracks: Sequence[int], bodies: Sequence[Claim], spans: Mapping[int, tuple[Span, ...]]) -> Fraction:
    """Seconds in which at least one of the tracks or bodies shows."""
    return total(normal([*(claim.span for claim in bodies), *(span for track in tracks for span in spans[track])]))


def _not_among(given: Set[str], name: str) -> str:
    """`name`, made longer where a photo is called so."""
    while name.casefold() in given:
        name += " (not named)"
    return name
