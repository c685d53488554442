"""The cast of an analysed film: every track in one place, and the user's word obeyed without looking at the film."""

from fractions import Fraction

import pytest

from engine.edit.intervals import normal, total
from engine.identify.cast import NamedFaces
from engine.pipeline.analysis import Film, load_film
from engine.pipeline.cast import UNKNOWN, Cast, cast_of_film
from engine.store.project import Project
from engine.timebase import Span
from engine.types import Correction, Person


@pytest.fixture
def film_found(project: Project) -> Film:
    return load_film(project, 1)


def by_name(cast: Cast) -> dict[str, Person]:
    return {person.name: person for person in cast.persons}


def test_the_one_portrait_is_mostly_one_person(film_found: Film) -> None:
    """Mirrored, half faded or turned away by the edge of the picture it may be another one, but hardly elsewhere."""
    cast = cast_of_film(film_found)
    first = cast.persons[0]
    spans = [span for track in film_found.scan.tracks for span in cast.spans[track.id]]
    assert first.known
    assert cast.screen_time(first) > total(normal(spans)) / 2


def test_every_track_belongs_to_exactly_one_person(film_found: Film) -> None:
    cast = cast_of_film(film_found)
    placed = sorted(track for person in cast.persons for track in person.tracks)
    assert placed == [track.id for track in film_found.scan.tracks if track.kind == "face"]
    assert set(cast.chances) == set(placed)
    assert all(0 <= chance <= 1 for chance in cast.chances.values())


def test_persons_are_numbered_by_screen_time_with_the_unknown_last(film_found: Film) -> None:
    cast = cast_of_film(film_found)
    assert [person.id for person in cast.persons] == list(range(1, len(cast.persons) + 1))
    times = [cast.screen_time(person) for person in cast.persons if person.known]
    assert times == sorted(times, reverse=True)
    assert all(person.known or person is cast.persons[-1] for person in cast.persons)
    assert all(person.known == (person.name != UNKNOWN) for person in cast.persons)


def test_screen_time_counts_two_tracks_at_once_only_once(film_found: Film) -> None:
    spans = {1: (Span(Fraction(0), Fraction(4)),), 2: (Span(Fraction(3), Fraction(5)), Span(Fraction(8), Fraction(9)))}
    person = Person(1, "Ada", (1, 2))
    assert Cast((person,), {1: 0.9, 2: 0.8}, spans).screen_time(person) == 6


def test_evidence_has_one_claim_for_each_span_of_each_track(film_found: Film) -> None:
    cast = cast_of_film(film_found)
    for person in cast.persons:
        claims = cast.evidence(person)
        faces = [claim for claim in claims if claim.modality == "face"]
        assert len(faces) == sum(len(cast.spans[track]) for track in person.tracks)
        assert len(claims) - len(faces) == len(cast.bodies.get(person.id, ()))
        assert all(claim.person == person.name and claim.modality in ("face", "body") for claim in claims)


def test_a_track_keeps_the_name_that_the_user_gave_it(project: Project, film_found: Film) -> None:
    track = film_found.scan.tracks[0].id
    project.corrections.add(1, Correction("is", (track,), name="Ada"))
    assert track in by_name(cast_of_film(film_found))["Ada"].tracks


def test_what_is_not_a_face_is_nobody(project: Project, film_found: Film) -> None:
    gone = film_found.scan.tracks[0].id
    project.corrections.add(1, Correction("not a face", (gone,)))
    cast = cast_of_film(film_found)
    assert all(gone not in person.tracks for person in cast.persons)
    assert gone not in cast.chances


def test_tracks_said_to_differ_are_two_persons(project: Project, film_found: Film) -> None:
    one, other = max((p for p in cast_of_film(film_found).persons if p.known), key=lambda p: len(p.tracks)).tracks[:2]
    project.corrections.add(1, Correction("different", (one,), (other,)))
    owners = [next(p.id for p in cast_of_film(film_found).persons if track in p.tracks) for track in (one, other)]
    assert owners[0] != owners[1]


def photos_of(film: Film, person: Person) -> NamedFaces:
    """The person's best track as if its crops were photos."""
    faces = [f for f in film.scan.features if f.model == film.model and f.track in person.tracks]
    best = max(faces, key=lambda face: float(face.qualities.max()))
    return NamedFaces(best.vectors, best.qualities)


def test_a_photo_finds_a_person_to_whom_the_user_gave_another_name(project: Project, film_found: Film) -> None:
    first = cast_of_film(film_found).persons[0]
    project.corrections.add(1, Correction("is", first.tracks, name="Ada"))
    found = by_name(cast_of_film(film_found, {"A. Lovelace": photos_of(film_found, first)}))
    assert set(first.tracks) <= set(found["A. Lovelace"].tracks)
    assert "Ada" in by_name(cast_of_film(film_found))


@pytest.mark.parametrize("name", ["Person 1", "Person 2", "Unknown", "unknown"])
def test_a_photo_called_as_the_program_calls_others_finds_its_person_alone(film_found: Film, name: str) -> None:
    photos = photos_of(film_found, cast_of_film(film_found).persons[0])
    cast = cast_of_film(film_found, {name: photos})
    assert len(by_name(cast)) == len(cast.persons)
    assert by_name(cast)[name].known
    assert by_name(cast)[name].tracks == by_name(cast_of_film(film_found, {"Ada": photos}))["Ada"].tracks


def test_a_correction_taken_back_leaves_no_trace(project: Project, film_found: Film) -> None:
    before = cast_of_film(film_found)
    said = project.corrections.add(1, Correction("is", (film_found.scan.tracks[0].id,), name="Ada"))
    project.corrections.undo(said)
    assert cast_of_film(film_found) == before
