"""Let the user name a person, so that the name holds in later analyses too."""

import re
from typing import Final

from engine.errors import UserError
from engine.pipeline.analysis import Film
from engine.pipeline.cast import UNKNOWN, Cast
from engine.pipeline.galleries import known_cast
from engine.pipeline.sought import find_person
from engine.types import Correction, Person, PersonKind

NUMBERED: Final = re.compile(r"\d+|person \d+", re.IGNORECASE)
"""Names that the program gives by itself, or that would be taken for a number."""


def name_person(film: Film, wanted: str, name: str) -> tuple[Person, Cast]:
    """Store that the tracks of `wanted` (a name or a number) are `name`; returns the person and the cast thereafter.

    A name that another person has already makes one of the two. Raises UserError for what is no name, ProjectError.
    """
    name = " ".join(name.split())
    _check_name(name)
    person = find_person(known_cast(film).cast, wanted)
    if not person.known:
        raise UserError(
            f"{person.name} is not one person: it gathers faces too poor to tell.", "Name one of the others."
        )
    if not person.tracks:
        raise UserError(f"{person.name} does not show in this film.", "Name one of the others.")
    film.project.corrections.add(film.media_id, Correction("is", tracks=person.tracks, name=name))
    cast = known_cast(film).cast
    return find_person(cast, name), cast


def set_kind(film: Film, wanted: str, kind: PersonKind) -> tuple[Person, Cast]:
    """Store that `wanted` (a name or a number) is a real or a drawn person; returns person and cast thereafter.

    Raises UserError where the film has no such person, ProjectError.
    """
    person = find_person(known_cast(film).cast, wanted)
    if not person.tracks:
        raise UserError(f"{person.name} does not show in this film.", "Choose one of the others.")
    film.project.corrections.add(film.media_id, Correction(kind, tracks=person.tracks))
    cast = known_cast(film).cast
    return next(one for one in cast.persons if set(one.tracks) & set(person.tracks)), cast


def is_reserved(name: str) -> bool:
    """Whether the program calls persons so by itself."""
    return bool(NUMBERED.fullmatch(name)) or name.casefold() == UNKNOWN.casefold()


def _check_name(name: str) -> None:
    if not name or not name.isprintable():
        raise UserError("A name needs at least one letter.", "Give one such as Anna.")
    if is_reserved(name):
        raise UserError(f"{name!r} is what the program calls persons by itself.", "Give a name such as Anna.")
