"""`onlylook annotate`: hand persons, spans and boxes to annotation tools."""

import argparse
from pathlib import Path

from engine.cli.film import opened, say_absent, sought_in
from engine.cli.options import (
    film_options,
    free_target,
    person_options,
    rule_options,
    rules_of,
    target_of,
    wanted_of,
)
from engine.cli.screen import Screen
from engine.export.annotations import ANNOTATIONS, write_annotation
from engine.pipeline.annotate import annotation_of
from engine.settings import EVIDENCE


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = (
        "onlylook annotate VIDEO|PROJECT --format FORMAT [--person NAME|ID]... [--photo NAME=IMAGE]...\n"
        "                         [-o FILE] [options]"
    )
    film_options(parser)
    person_options(parser)
    rule_options(parser, EVIDENCE)
    parser.add_argument(
        "--format", required=True, choices=tuple(ANNOTATIONS), help="cvat, coco and mot hold boxes, the others times"
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="default: the video's name with the format's ending, here"
    )


def run(arguments: argparse.Namespace, screen: Screen) -> int:
    wanted = wanted_of(arguments)
    rules = rules_of(arguments, EVIDENCE)
    named = target_of(arguments.output, arguments) if arguments.output else None
    with opened(arguments, screen, rules.modalities) as film:
        sought = sought_in(film, wanted, arguments)
        target = named or free_target(film.media.path, ANNOTATIONS[arguments.format].suffix)
        annotation = screen.run(annotation_of(sought, rules))
        say_absent(sought, annotation.rows, screen)
        write_annotation(annotation, arguments.format, target)
    persons, rows, tracks = len(annotation.persons), len(annotation.rows), len(annotation.tracks)
    screen.answer(
        f"{target}: {persons} persons, {rows} rows, {tracks} tracks",
        {"file": str(target), "format": arguments.format, "persons": persons, "rows": rows, "tracks": tracks},
    )
    return 0
