"""`onlylook segments`: print from when to when somebody shows."""

import argparse
from pathlib import Path

from engine.cli.film import opened, say_absent, sought_in
from engine.cli.options import (
    film_options,
    person_options,
    rule_options,
    rules_of,
    target_of,
    wanted_of,
)
from engine.cli.screen import Screen
from engine.export.atomic import write_atomic
from engine.export.table import segments_csv, segments_json
from engine.settings import EVIDENCE


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = (
        "onlylook segments VIDEO|PROJECT [--person NAME|ID]... [--photo NAME=IMAGE]...\n"
        "                         [--format csv|json] [-o FILE] [options]"
    )
    film_options(parser)
    person_options(parser)
    rule_options(parser, EVIDENCE)
    parser.add_argument("--format", choices=("csv", "json"), help="default csv; --json means json")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write there instead of printing")


def run(arguments: argparse.Namespace, screen: Screen) -> int:
    """Rows on standard output, or a file; a person who does not show has none, which is no failure."""
    wanted = wanted_of(arguments)
    rules = rules_of(arguments, EVIDENCE)
    target = target_of(arguments.output, arguments) if arguments.output else None
    with opened(arguments, screen, rules.modalities) as film:
        sought = sought_in(film, wanted, arguments)
        rows = sought.rows(rules)
        say_absent(sought, rows, screen)
    as_json = arguments.format == "json" or (arguments.json and arguments.format is None)
    text = segments_json(rows) if as_json else segments_csv(rows)
    if target is None:
        screen.write(text)
    else:
        write_atomic(target, text.encode("utf-8", "replace"))
        screen.answer("", {"file": str(target), "rows": len(rows), "warnings": list(sought.warnings)})
    return 0
