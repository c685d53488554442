"""Match the persons of the open film with the gallery of people, each only where something of the person changed."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from app.session.lines import Recognised
from engine.identify.corrections import Listener
from engine.identify.open_set import Answer
from engine.pipeline.cast import Cast
from engine.pipeline.galleries import GalleryFaces, Match, best_tracks, gallery_if_on, recognised
from engine.store.encryption import GalleryLocked, unlocked
from engine.store.gallery import gallery_path
from engine.types import Correction, Person

if TYPE_CHECKING:
    from app.session.facts import Facts

Stamp: TypeAlias = tuple[int, int] | None
"""By which a changed gallery is noticed; None where there is none."""


def by_gallery(
    facts: "Facts", cast: Cast, said: Sequence[Correction], photos: frozenset[str]
) -> tuple[Cast, Mapping[int, Recognised]]:
    """The cast with the names that the gallery is sure of, and by a person's id what it says of the person.

    What the user said, and whom photos of the project name (`photos`), comes first. Raises ProjectError.
    """
    path = gallery_path()
    stamp = _stamp(path)
    if stamp is None:
        return cast, {}
    model = facts.film.model
    faces = facts.memory.recall("gallery", (stamp, model, bool(unlocked.of(path))), lambda: _faces(model))
    if faces is None:
        return cast, {}
    matches = tuple(_matches(facts, cast, said, photos, faces, stamp))
    known = recognised(cast, matches)
    found = {
        match.person.id: Recognised(match.name, match.answer.decision == "sure", match.rival)
        for match in known.matches
        if match.answer.decision in ("sure", "likely") and match.name
    }
    # Of two who show at one time only one has the name; the other is asked about.
    called = {person.id: person.name for person in known.cast.persons}
    return known.cast, {
        number: Recognised(one.name, one.sure and called[number] == one.name, one.rival)
        for number, one in found.items()
    }


def _faces(model: str) -> GalleryFaces | None:
    try:
        with gallery_if_on() as gallery:
            return None if gallery is None else GalleryFaces(gallery, model)
    except GalleryLocked:
        # The film is seen without names until the user gives the passphrase.
        return None


def _stamp(path: Path) -> Stamp:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size


def _matches(
    facts: "Facts",
    cast: Cast,
    said: Sequence[Correction],
    photos: frozenset[str],
    faces: GalleryFaces,
    stamp: tuple[int, int],
) -> list[Match]:
    """As `engine.pipeline.galleries.matches_of`, with what was worked out before for persons that are as they were."""
    listener: Listener = facts.memory.recall("gallery listener", (), Listener)
    told = listener.said(said)
    taken = frozenset(told.names) | photos
    found = []
    for person in cast.persons:
        if not person.known or not person.tracks or person.name in taken:
            continue
        tracks = set(person.tracks)
        barred = taken | {name for name, not_theirs in told.not_names.items() if tracks & not_theirs}
        answer = facts.memory.recall(
            ("gallery", person.tracks[0]),
            (stamp, person.tracks, barred),
            partial(_answer, facts, faces, person, barred),
        )
        name = faces.name(answer.identity) if answer.decision != "unknown" else ""
        found.append(Match(person, name, answer, faces.name(answer.rival)))
    return found


def _answer(facts: "Facts", faces: GalleryFaces, person: Person, barred: frozenset[str]) -> Answer:
    return faces.answer(*best_tracks(facts.film, person), barred)
