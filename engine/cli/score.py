"""`onlylook score`: compare what was found with what somebody wrote down."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.cli.film import columns, film_facts, minutes, opened, sought_in
from engine.cli.options import film_options, person_options, rule_options, rules_of, wanted_of
from engine.cli.screen import Screen
from engine.edit.scoring import Score, differing
from engine.export.annotations import ANNOTATIONS
from engine.pipeline.annotate import read_truth, scored
from engine.settings import EVIDENCE


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = (
        "onlylook score VIDEO|PROJECT --truth FILE [--person NAME|ID]... [--photo NAME=IMAGE]...\n"
        "                      [--match names|best] [options]"
    )
    film_options(parser)
    person_options(parser)
    rule_options(parser, EVIDENCE)
    parser.add_argument("--truth", type=Path, required=True, metavar="FILE", help="a table or an annotation")
    parser.add_argument("--truth-format", choices=tuple(ANNOTATIONS), help="default: by the file's ending")
    parser.add_argument(
        "--match",
        choices=("names", "best"),
        default="names",
        help="compare equal names (default), or the persons that fit best, whatever they are called",
    )
    parser.add_argument("--spans", action="store_true", help="list the spans that differ, too")


def run(arguments: argparse.Namespace, screen: Screen) -> int:
    wanted = wanted_of(arguments)
    rules = rules_of(arguments, EVIDENCE)
    with opened(arguments, screen, rules.modalities) as film:
        truth = screen.run(read_truth(film.media, arguments.truth, arguments.truth_format or ""))
        sought = sought_in(film, wanted, arguments)
        found = scored(sought, truth, rules, arguments.match)
        document = {**film_facts(film), "truth": str(arguments.truth), "scores": [_facts(one) for one in found]}
    screen.answer("\n\n".join(_text(one, arguments.spans) for one in found), document)
    return 0


def _text(score: Score, with_spans: bool) -> str:
    head = ("", "FOUND AS", "PRECISION", "RECALL", "F1")
    rows = [
        (one.person, one.found_as or "-", f"{one.precision:.3f}", f"{one.recall:.3f}", f"{one.f1:.3f}")
        for one in score.people
    ]
    mean = ("mean", "", *(f"{value:.3f}" for value in score.mean))
    lines = [columns([(score.sense.upper(), *head[1:]), *rows, mean], right={2, 3, 4})]
    lines.append(
        f"{score.found_persons} persons found, {len(score.people)} true, "
        f"{float(score.invented_s):.1f} s given to persons who are nobody there."
    )
    if with_spans:
        lines += [
            f"  {kind} {person} {minutes(float(span.start))} to {minutes(float(span.end))}"
            for person, kind, span in differing(score)
        ]
    return "\n".join(lines)


def _facts(score: Score) -> dict[str, Any]:
    precision, recall, f1 = score.mean
    return {
        "sense": score.sense,
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "found_persons": score.found_persons,
        "invented_s": float(score.invented_s),
        "people": [
            {
                "person": one.person,
                "found_as": one.found_as,
                "precision": one.precision,
                "recall": one.recall,
                "f1": one.f1,
                "missed": _spans(one.missed),
                "wrong": _spans(one.wrong),
            }
            for one in score.people
        ],
    }


def _spans(spans: Sequence[Any]) -> list[list[float]]:
    return [[round(float(span.start), 6), round(float(span.end), 6)] for span in spans]
