"""Look for the persons that someone asks for, by name, number or photo, and say when they show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from engine.describe.face import EmbedderName, open_embedder
from engine.edit.segments import rows_of, segments_of
from engine.errors import UnreadableMedia, UnusablePhoto, UserError
from engine.identify.corrections import spans_said
from engine.identify.voices import EnrolledVoice
from engine.pipeline.analysis import Film
from engine.pipeline.cast import Cast
from engine.pipeline.galleries import known_cast
from engine.pipeline.hearing import enrol
from engine.pipeline.photos import NamedPhotos, PhotoReader, read_photos, read_picture
from engine.settings import Device, Rules
from engine.timebase import Span
from engine.types import Evidence, Person, Segment


@dataclass(frozen=True, slots=True)
class Sighting:
    """What speaks for one person's presence, and what the user said of it."""

    name: str
    evidence: tuple[Evidence, ...]
    present: tuple[Span, ...] = ()
    absent: tuple[Span, ...] = ()
    tracks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sought:
    """The persons that were asked for, each once, in the order in which they were asked for.

    `warnings`: a sentence for each photo that could not be used although its name has another.
    """

    film: Film
    sightings: tuple[Sighting, ...]
    warnings: tuple[str, ...] = ()

    def rows(self, rules: Rules) -> list[Segment]:
        """One row per maximal span in which one modality by itself shows a person; the persons in order."""
        film, whole = self.film.scan, whole_film(self.film)
        return [
            row
            for one in self.sightings
            for row in rows_of(one.name, one.evidence, rules, film.shots, whole, one.present, one.absent)
        ]

    def segments(self, rules: Rules) -> list[Segment]:
        """The segments that the rules keep for each person; the persons in order."""
        film, whole = self.film.scan, whole_film(self.film)
        return [
            segment
            for one in self.sightings
            for segment in segments_of(one.name, one.evidence, rules, film.shots, whole, one.present, one.absent)
        ]


def seek(
    film: Film,
    persons: Sequence[str] = (),
    photos: Sequence[tuple[str, Path]] = (),
    device: Device = "auto",
    recordings: Sequence[tuple[str, Path]] = (),
) -> Sought:
    """The persons by name or number, those of the photos and of the recordings of voices; without any of them, all
    known persons of the film.

    Numbers are those of the cast without photos, whatever photos are given. Raises UserError for a person whom the cast
    does not have, UnusablePhoto where a name has no usable photo, ModelMissing.
    """
    sightings: dict[str, Sighting] = {}
    warnings: tuple[str, ...] = ()
    voices = _voices(recordings, device)
    if persons or not (photos or voices):
        cast = known_cast(film).cast
        chosen = [find_person(cast, wanted) for wanted in persons] or [one for one in cast.persons if one.known]
        sightings |= {person.name: sighting(film, cast, person) for person in chosen}
    if photos or voices:
        named = photos_of(film, photos, device) if photos else NamedPhotos({}, ())
        cast, warnings = known_cast(film, named.faces, voices).cast, named.warnings
        order = list(dict.fromkeys([*named.faces, *voices]))
        asked = [person for person in cast.persons if person.name in order]
        for person in sorted(asked, key=lambda one: order.index(one.name)):
            sightings[person.name] = sighting(film, cast, person)
    return Sought(film, tuple(sightings.values()), warnings)


def find_person(cast: Cast, wanted: str) -> Person:
    """A person by name, else by number, else by name whatever its case. Raises UserError with the names there are."""
    for same in (
        lambda person: person.name == wanted,
        lambda person: str(person.id) == wanted.strip(),
        lambda person: person.name.casefold() == wanted.strip().casefold(),
    ):
        found = [person for person in cast.persons if same(person)]
        if found:
            return found[0]
    names = ", ".join(f"{person.id} {person.name}" for person in cast.persons if person.known)
    raise UserError(
        f"The film has no person {wanted!r}.",
        f"It has: {names}." if names else "Nobody was found in it; give a photo with --photo NAME=IMAGE.",
    )


def photos_of(film: Film, photos: Iterable[tuple[str, Path]], device: Device = "auto") -> NamedPhotos:
    """The photos, described by the network that described the film. Raises UnusablePhoto, ModelMissing."""
    # A film without faces was described by none, so that any will do.
    name: EmbedderName = film.model if film.scan.tracks else "auto"  # type: ignore[assignment]
    return read_photos(photos, PhotoReader.open(open_embedder(name, device), device))


def _voices(recordings: Iterable[tuple[str, Path]], device: Device) -> dict[str, EnrolledVoice]:
    """The last recording of a name counts. Raises UnreadableMedia where nobody speaks in one, ModelMissing."""
    return {name: EnrolledVoice(*enrol(path, device)) for name, path in recordings}


def check_photos(photos: Iterable[tuple[str, Path]]) -> None:
    """Raises UnusablePhoto where no photo of a name is a picture: better before an analysis than after it."""
    failures: dict[str, list[str]] = {}
    usable: set[str] = set()
    for name, path in photos:
        try:
            read_picture(path)
        except UnreadableMedia as error:
            failures.setdefault(name, []).append(str(error))
        else:
            usable.add(name)
    for name, reasons in failures.items():
        if name not in usable:
            raise UnusablePhoto(f"No photo of {name} can be used: {' '.join(reasons)}")


def whole_film(film: Film) -> Span:
    """The span that no segment leaves: from the start, or from the first picture if that comes earlier, to the end."""
    spans = [shot.span for shot in film.scan.shots] or [Span(Fraction(0), film.media.duration)]
    return Span(min(spans[0].start, Fraction(0)), spans[-1].end)


def sighting(film: Film, cast: Cast, person: Person) -> Sighting:
    """What speaks for a person of the film's cast."""
    present, absent = spans_said(film.project.corrections.active(film.media_id), person.name)
    return Sighting(person.name, tuple(cast.evidence(person)), tuple(present), tuple(absent), person.tracks)
