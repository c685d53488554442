"""Open the film that a command is about, and describe films and persons as the answers do."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine.cli.options import Wanted, modalities_of, request_of
from engine.cli.screen import Screen
from engine.export.table import decimal
from engine.pipeline.analysis import Film
from engine.pipeline.cast import Cast
from engine.pipeline.films import SEEN, open_film
from engine.pipeline.galleries import KnownCast, Match
from engine.pipeline.sought import Sought, seek
from engine.types import Person, Segment


@contextmanager
def opened(
    arguments: argparse.Namespace, screen: Screen, modalities: frozenset[str] = SEEN, path: Path | None = None
) -> Iterator[Film]:
    """The film of the arguments, analysed; its project is closed with the block.

    `modalities`: what the command goes by where the arguments do not say.
    """
    film = screen.run(open_film(request_of(arguments, modalities_of(arguments, modalities), path)))
    try:
        yield film
    finally:
        film.project.close()


def sought_in(film: Film, wanted: Wanted, arguments: argparse.Namespace) -> Sought:
    """Looks for the wanted persons on the device of the arguments."""
    return seek(film, wanted.persons, wanted.photos, arguments.device, wanted.recordings)


def film_facts(film: Film) -> dict[str, Any]:
    """What JSON answers say of a film."""
    return {
        "video": str(film.media.path),
        "project": str(film.project.path),
        "duration_s": float(decimal(film.media.duration)),
    }


def person_facts(film: Film, cast: Cast, person: Person) -> dict[str, Any]:
    """What JSON answers say of a person."""
    return {
        "id": person.id,
        "name": person.name,
        "known": person.known,
        "kind": person.kind,
        "screen_time_s": float(decimal(cast.screen_time(person))),
        "shots": shots_of(film, person),
        "tracks": len(person.tracks),
    }


def shots_of(film: Film, person: Person) -> int:
    """In how many shots a person shows."""
    shot_of_track = {track.id: track.shot for track in film.scan.tracks}
    return len({shot_of_track[track] for track in person.tracks})


def cast_table(film: Film, cast: Cast) -> str:
    """The cast as lines for people."""
    if not cast.persons:
        return "Nobody was found."
    rows = [
        (str(one.id), one.name, minutes(float(cast.screen_time(one))), str(shots_of(film, one)), _mark(one))
        for one in cast.persons
    ]
    head = ("ID", "NAME", "SCREEN TIME", "SHOTS", "KIND" if any(map(_mark, cast.persons)) else "")
    lines = columns([head, *rows], right={0, 2, 3})
    if not cast.persons[-1].known:
        lines += f"\n{cast.persons[-1].name}: faces too small, blurred or turned away to tell whose they are."
    return lines


def _mark(person: Person) -> str:
    """Said of those who are not real people, whom most films have none of."""
    return "" if person.kind == "real" else person.kind


def columns(rows: Sequence[Sequence[str]], right: frozenset[int] | set[int] = frozenset()) -> str:
    """Rows of cells as aligned lines; the columns in `right` are aligned to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.rjust(width) if i in right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return "\n".join(line.rstrip() for line in lines)


def minutes(seconds: float) -> str:
    """`0:24.3`, `1:02:03.4`: for reading, not for computing."""
    tenths = round(seconds * 10)
    whole, tenth = divmod(tenths, 10)
    total_minutes, secs = divmod(whole, 60)
    hours, mins = divmod(total_minutes, 60)
    return f"{hours}:{mins:02d}:{secs:02d}.{tenth}" if hours else f"{mins}:{secs:02d}.{tenth}"


def proposal_facts(match: Match) -> dict[str, Any]:
    """What JSON answers say of somebody whom the gallery proposes."""
    rival = {"rival": match.rival} if match.rival else {}
    return {"id": match.person.id, "name": match.name, "nats": round(match.answer.nats, 2), **rival}


def say_proposals(known: KnownCast, screen: Screen) -> None:
    """Say who may be whom by the gallery, and how to settle it."""
    for match in known.proposals:
        other = f" or {match.rival}" if match.rival else ""
        screen.note(
            f"{match.person.name} may be {match.name}{other}, by the gallery. "
            f'`onlylook name VIDEO {match.person.id} "{match.name}"` says so.'
        )


def say_absent(sought: Sought, found: Sequence[Segment], screen: Screen) -> None:
    """Say of each person of whom nothing is left that this is so, and of each photo that it was of no use."""
    there = {segment.person for segment in found}
    for warning in sought.warnings:
        screen.note(f"Warning: {warning}")
    for one in sought.sightings:
        if one.name in there:
            continue
        if one.evidence or one.present:
            screen.note(f"No segment of {one.name} is left by the rules.")
        else:
            screen.note(f"{one.name} does not show in {sought.film.media.path.name}.")
