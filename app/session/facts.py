"""What of a loaded scan no correction and no rule changes, made once, and the cards that follow from it and a cast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from app.session.lines import Line, Proposed, Recognised, lines_of
from app.session.views import Card, Marks, marks_of, tracks_by_shot
from engine.edit.snap import Cuts, cuts_of
from engine.identify.memory import Memory
from engine.pipeline.analysis import Film
from engine.pipeline.cast import Cast, FilmCasting
from engine.types import Caption, Modality, Person, Track


@dataclass(frozen=True, slots=True)
class Facts:
    """`best`: by track, the quality (0..1) of its best crop. `casting`: makes the cast as it is corrected."""

    film: Film
    casting: FilmCasting
    tracks: Mapping[int, Track]
    best: Mapping[int, float]
    cuts: Cuts
    shot_marks: Marks
    by_shot: Mapping[int, Sequence[Track]]
    """The value of a shot is 0 or 1 in turn."""
    memory: Memory = field(default_factory=Memory, compare=False)


def facts_of(film: Film, before: Facts | None) -> Facts:
    """`before`: of the same film when less of it was analysed; saves time."""
    return Facts(
        film,
        FilmCasting(film, before.casting if before is not None else None),
        {track.id: track for track in film.scan.tracks},
        {f.track: float(f.qualities.max()) for f in film.scan.features if f.model == film.model and len(f.qualities)},
        cuts_of(film.scan.shots),
        marks_of((shot.span, shot.index % 2) for shot in film.scan.shots),
        tracks_by_shot(film.scan.tracks),
    )


def cards_of(
    facts: Facts,
    cast: Cast,
    given: frozenset[str],
    proposed: Mapping[int, Proposed],
    recognised: Mapping[int, Recognised],
) -> tuple[Card, ...]:
    """The persons who have tracks, as the gallery shows them. `given`: the names that the user gave.

    By a person's id, `proposed`: what a caption calls the person, `recognised`: what the gallery of people says.
    """
    shown = {
        person.id: facts.memory.recall(
            ("card", person.tracks[0]),
            (person.tracks, cast.bodies.get(person.id, ())),
            partial(_shown, facts, cast, person),
        )
        for person in cast.persons
        if person.tracks
    }
    return tuple(
        Card(
            anchor=shown[person.id][2],
            name=person.name,
            tracks=person.tracks,
            screen_time=shown[person.id][0],
            shots=shown[person.id][3],
            first=shown[person.id][1],
            confidence=sum(cast.chances[track] for track in person.tracks) / len(person.tracks),
            named=person.name in given,
            known=person.known,
            proposed=None if person.name in given else proposed.get(person.id),
            bodies=cast.bodies.get(person.id, ()),
            recognised=None if person.name in given else recognised.get(person.id),
            drawn=person.kind == "drawn",
        )
        for person in cast.persons
        if person.tracks
    )


def captions_of(facts: Facts) -> tuple[Caption, ...]:
    """The film's captions, read from the project once."""
    film = facts.film
    return facts.memory.recall("captions", (), lambda: film.project.captions.load(film.media_id))


def spoken_lines(facts: Facts, cast: Cast) -> tuple[Line, ...]:
    """The film's captions with those who say them."""
    captions = captions_of(facts)
    heard = tuple(
        (claim.person, claim.span)
        for person in cast.persons
        for claim in cast.heard.get(person.id, ())
        if claim.modality == "voice"
    )
    return facts.memory.recall("lines", (heard,), lambda: lines_of(captions, heard))


def proposed_names(facts: Facts, cast: Cast) -> dict[int, Proposed]:
    """By a person's id. Only what was read in the picture names anybody."""
    found = facts.casting.senses.proposals(cast.persons, cast.spans)
    return {one.person: Proposed(one.name, one.plate.span.start) for one in found}


def modalities_of(cast: Cast) -> frozenset[Modality]:
    """Those that say anything of any person."""
    found: set[Modality] = {claim.modality for claims in cast.heard.values() for claim in claims}
    if any(cast.bodies.values()):
        found.add("body")
    mere_bodies = {claim.track for claims in cast.bodies.values() for claim in claims}
    if any(not mere_bodies.issuperset(person.tracks) for person in cast.persons):
        found.add("face")
    return frozenset(found)


def _shown(facts: Facts, cast: Cast, person: Person) -> tuple[Fraction, Fraction, int, int]:
    """For how long the person shows, and from when on; the best track, and in how many shots."""
    # Spans of one track are in order.
    starts = [cast.spans[track][0].start for track in person.tracks if cast.spans[track]]
    return (
        cast.screen_time(person),
        min(starts, default=facts.film.media.duration),
        max(person.tracks, key=lambda track: facts.best.get(track, 0.0)),
        len({facts.tracks[track].shot for track in person.tracks}),
    )
