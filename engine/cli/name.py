"""`onlylook name`: give a person a name that holds in later analyses too."""

import argparse

from engine.cli.film import cast_table, film_facts, opened, person_facts
from engine.cli.options import film_options
from engine.cli.screen import Screen
from engine.pipeline.naming import name_person


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = "onlylook name VIDEO|PROJECT ID NAME [options]"
    film_options(parser)
    parser.add_argument("person", metavar="ID", help="number or present name, as `onlylook people` lists them")
    parser.add_argument("name", metavar="NAME", help="the new name; a name that is taken makes one person of two")


def run(arguments: argparse.Namespace, screen: Screen) -> int:
    with opened(arguments, screen) as film:
        person, cast = name_person(film, arguments.person, arguments.name)
        screen.answer(cast_table(film, cast), {**film_facts(film), "person": person_facts(film, cast, person)})
    return 0
