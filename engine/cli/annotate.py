"""`onlylook annotate`: hand persons, spans and boxes to annotation tools."""

import argparse
from pathlib import Path

from engine.cli.film import opened, say_absent
from engine.cli.options import (
    film_options,
    person_options,
    photos_of,
    recordings_of,
    rule_options,
    rules_of,
    target_of,
)
from engine.cli.screen import Screen
from engine.errors import ExportError
from engine.export.annotations import ANNOTATIONS, write_annotation
from engine.pipeline.annotate import annotation_of
from engine.pipeline.sought import seek
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
    photos = photos_of(arguments)
    rules = rules_of(arguments, EVIDENCE)
    named = target_of(arguments.output, arguments) if arguments.output else None
    with opened(arguments, screen, rules.modalities) as film:
        sought = seek(film, arguments.person, photos, arguments.device, recordings_of(arguments))
        target = named or _target(arguments, film.media.path)
        annotation = screen.run(annotation_of(sought, rules))
        say_absent(sought, annotation.rows, screen)
        write_annotation(annotation, arguments.format, target)
    persons, rows, tracks = len(annotation.persons), len(annotation.rows), len(annotation.tracks)
    screen.answer(
        f"{target}: {persons} persons, {rows} rows, {tracks} tracks",
        {"file": str(target), "format": arguments.format, "persons": persons, "rows": rows, "tracks": tracks},
    )
    return 0


def _target(arguments: argparse.Namespace, video: Path) -> Path:
    target = Path(video.stem + ANNOTATIONS[arguments.format].suffix)
    if target.exists():
        raise ExportError(f"{target} exists already.", "Name it with -o to replace it, or name another file.")
    return target
