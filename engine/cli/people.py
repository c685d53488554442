"""`onlylook people`: list who was found in a film."""

import argparse
from pathlib import Path

from engine.cli.film import cast_table, film_facts, opened, person_facts, proposal_facts, say_proposals
from engine.cli.options import film_options
from engine.cli.screen import Screen
from engine.pipeline.faces import write_faces
from engine.pipeline.galleries import known_cast


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = "onlylook people VIDEO|PROJECT [--faces DIR] [options]"
    film_options(parser)
    parser.add_argument("--faces", type=Path, metavar="DIR", help="write the best picture of each person there")


def run(arguments: argparse.Namespace, screen: Screen) -> int:
    with opened(arguments, screen) as film:
        known = known_cast(film)
        cast = known.cast
        faces = write_faces(film, cast, arguments.faces) if arguments.faces else {}
        persons = [person_facts(film, cast, person) for person in cast.persons]
        for person in persons:
            if person["id"] in faces:
                person["face"] = str(faces[person["id"]])
        proposals = [proposal_facts(match) for match in known.proposals]
        screen.answer(cast_table(film, cast), {**film_facts(film), "persons": persons, "proposals": proposals})
        say_proposals(known, screen)
        if arguments.faces:
            screen.note(f"{len(faces)} pictures are in {arguments.faces}.")
    return 0
