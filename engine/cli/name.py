"""`onlylook name`: give a person a name that holds in later analyses too."""

import argparse
from typing import get_args

from engine.cli.film import cast_table, film_facts, opened, person_facts
from engine.cli.options import film_options
from engine.cli.screen import Screen
from engine.errors import UserError
from engine.pipeline.naming import name_person, set_kind
from engine.types import PersonKind


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = "onlylook name VIDEO|PROJECT ID [NAME] [--kind real|drawn] [options]"
    film_options(parser)
    parser.add_argument("person", metavar="ID", help="number or present name, as `onlylook people` lists them")
    parser.add_argument(
        "name", metavar="NAME", nargs="?", help="the new name; a name that is taken makes one person of two"
    )
    parser.add_argument("--kind", choices=get_args(PersonKind), help="say that the person is a real or a drawn one")


def run(arguments: argparse.Namespace, screen: Screen) -> int:
    if arguments.name is None and arguments.kind is None:
        raise UserError("Neither a name nor a kind is given.", "Give a name, or --kind real or --kind drawn.")
    with opened(arguments, screen) as film:
        wanted = arguments.person
        if arguments.kind is not None:
            person, cast = set_kind(film, wanted, arguments.kind)
            wanted = str(person.id)
        if arguments.name is not None:
            person, cast = name_person(film, wanted, arguments.name)
        screen.answer(cast_table(film, cast), {**film_facts(film), "person": person_facts(film, cast, person)})
    return 0
