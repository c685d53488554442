"""`onlylook captions`: list and search subtitles and what can be read in the picture."""

import argparse
from collections.abc import Sequence
from typing import Any

from engine.cli.film import columns, film_facts, minutes, opened
from engine.cli.options import film_options
from engine.cli.screen import Screen
from engine.identify.name_plates import Proposal
from engine.identify.spoken_lines import found
from engine.pipeline.analysis import Film
from engine.pipeline.captions import name_proposals, read_captions
from engine.pipeline.cast import Cast, cast_of_film
from engine.types import Caption


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = "onlylook captions VIDEO|PROJECT [--find WORDS] [options]"
    film_options(parser)
    parser.add_argument("--find", default="", metavar="WORDS", help="only captions that hold all of these words")


def run(arguments: argparse.Namespace, screen: Screen) -> int:
    with opened(arguments, screen) as film:
        every = screen.run(read_captions(film, arguments.device, arguments.fresh))
        cast = cast_of_film(film)
        names = name_proposals(film, cast, every)
        shown = found(every, arguments.find)
        screen.answer(_text(shown, names, cast), _facts(film, shown, names, cast))
    return 0


def _text(shown: Sequence[Caption], names: Sequence[Proposal], cast: Cast) -> str:
    if not shown:
        return "No such caption was found."
    rows = [
        (minutes(float(one.span.start)), minutes(float(one.span.end)), one.source, " / ".join(one.text.splitlines()))
        for one in shown
    ]
    lines = [columns([("FROM", "TO", "WHERE", "TEXT"), *rows], right={0, 1})]
    called = {person.id: person.name for person in cast.persons}
    for one in names:
        lines.append(f"{called[one.person]} may be {one.name}: the name stands under the face.")
    if names:
        lines.append("`onlylook name` gives a person a name.")
    return "\n".join(lines)


def _facts(film: Film, shown: Sequence[Caption], names: Sequence[Proposal], cast: Cast) -> dict[str, Any]:
    called = {person.id: person.name for person in cast.persons}
    return {
        **film_facts(film),
        "captions": [
            {
                "start_s": round(float(one.span.start), 6),
                "end_s": round(float(one.span.end), 6),
                "text": one.text,
                "source": one.source,
                "confidence": round(one.confidence, 4),
                "box": one.box,
            }
            for one in shown
        ],
        "names": [
            {"id": one.person, "name": called[one.person], "proposed": one.name, "share": round(one.share, 4)}
            for one in names
        ],
    }
