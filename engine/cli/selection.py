"""Which segments a cut or an export is made of: those of persons, of photos, or of a table."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from engine.cli.film import opened, say_absent, sought_in
from engine.cli.options import (
    film_options,
    person_options,
    request_of,
    rule_options,
    rules_given,
    rules_of,
    wanted_of,
)
from engine.cli.screen import Screen
from engine.errors import UserError
from engine.export.table import read_table
from engine.pipeline.cut import film_span, ruled_table
from engine.pipeline.films import find_media, located
from engine.pipeline.sought import whole_film
from engine.settings import Rules
from engine.timebase import Span
from engine.types import Media, Segment, Shot

AS_WRITTEN = Rules(
    modalities=frozenset({"face"}),
    min_confidence=0.0,
    min_length=Fraction(0),
    merge_gap=Fraction(0),
    pad_before=Fraction(0),
    pad_after=Fraction(0),
)
"""The rules of a table, whose rows have been through rules already."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The segments that were chosen, and the video they belong to, where it is now."""

    media: Media
    segments: tuple[Segment, ...]


def selection_options(parser: argparse.ArgumentParser) -> None:
    """Film, persons or table, and rules."""
    film_options(parser)
    person_options(parser)
    parser.add_argument(
        "--segments",
        type=Path,
        metavar="TABLE.csv",
        help="cut by a table with the columns person_label, start_s, end_s instead; all rows together, and no rules "
        "but those that are given",
    )
    rule_options(parser, Rules())


def selected(arguments: argparse.Namespace, screen: Screen) -> Selection:
    """What the options choose. Raises UserError where they choose nothing or too much."""
    by_person = bool(arguments.person or arguments.photo or arguments.voice)
    if by_person == (arguments.segments is not None):
        raise UserError(
            "Both persons and a table are given." if by_person else "It is not said what to keep.",
            "Give --person, --photo or --segments; `onlylook people VIDEO` lists the persons.",
        )
    return _of_persons(arguments, screen) if by_person else _of_table(arguments, screen)


def _of_persons(arguments: argparse.Namespace, screen: Screen) -> Selection:
    wanted = wanted_of(arguments)
    rules = rules_of(arguments, Rules())
    with opened(arguments, screen, rules.modalities) as film:
        sought = sought_in(film, wanted, arguments)
        segments = sought.segments(rules)
        say_absent(sought, segments, screen)
        return Selection(located(film).media, tuple(segments))


def _of_table(arguments: argparse.Namespace, screen: Screen) -> Selection:
    rows = read_table(arguments.segments)
    if not rows:
        raise UserError(f"{arguments.segments} holds no segment.", "It needs a line for each segment below the first.")
    if not arguments.snap_to_shots:
        media = find_media(request_of(arguments, frozenset()))
        return Selection(media, tuple(_ruled(arguments, rows, (), film_span(media))))
    # Only the cuts of the film need an analysis.
    with opened(arguments, screen) as film:
        segments = _ruled(arguments, rows, film.scan.shots, whole_film(film))
        return Selection(located(film).media, tuple(segments))


def _ruled(
    arguments: argparse.Namespace, rows: Sequence[Segment], shots: Sequence[Shot], whole: Span
) -> Sequence[Segment]:
    if not rules_given(arguments):
        return rows
    rules = rules_of(arguments, AS_WRITTEN)
    return ruled_table(rows, rules, shots, whole)
