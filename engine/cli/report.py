"""`onlylook report`: who is on screen how long, by sense and by video."""

import argparse
from pathlib import Path
from typing import Any

from engine.cli.film import columns, minutes
from engine.cli.many import each_film, several_films
from engine.cli.screen import Screen
from engine.edit.screen_time import SENSES, ScreenTimes
from engine.export.table import decimal
from engine.pipeline.screen_times import check_report, screen_times, write_report


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = "onlylook report [VIDEO|PROJECT|DIR]... [-o FILE.html|FILE.csv] [options]"
    parser.epilog = "Reads what was analysed; `onlylook analyze VIDEO...` comes first."
    several_films(parser)
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help=".html: a page with charts; .csv: a table; default: print"
    )


def run(arguments: argparse.Namespace, screen: Screen) -> int:
    target: Path | None = arguments.output
    if target is not None:
        check_report(target)
    times = screen.run(screen_times(each_film(arguments.films)))
    for sentence in times.skipped:
        screen.note(f"Left out: {sentence}")
    if target is None:
        screen.answer(_text(times), _facts(times))
        return 0
    write_report(times, target)
    videos = len(times.episodes)
    screen.answer(
        f"{target}: {len(times.names)} people in {videos} video{'s' * (videos != 1)}",
        {"file": str(target), **_facts(times)},
    )
    return 0


def _text(times: ScreenTimes) -> str:
    blocks = []
    for episode in times.episodes:
        head = ("PERSON", "SEEN", *(sense.upper() for sense in SENSES), "APPEARANCES")
        rows = [
            (
                one.name, minutes(float(one.seen)), *(minutes(float(one.by_sense.get(s, 0))) for s in SENSES),
                str(one.appearances),
            )
            for one in episode.persons
        ]  # fmt: skip
        listed = columns([head, *rows], right=set(range(1, len(head)))) if rows else "Nobody was found."
        blocks.append(f"{episode.path.name}, {minutes(float(episode.duration))}\n{listed}")
    if len(times.episodes) > 1 and times.names:
        rows = [(name, minutes(float(times.seen(name)))) for name in times.names]
        blocks.append(columns([("ALL VIDEOS", "SEEN"), *rows], right={1}))
    return "\n\n".join(blocks)


def _facts(times: ScreenTimes) -> dict[str, Any]:
    episodes = [
        {
            "video": str(episode.path),
            "duration_s": float(decimal(episode.duration)),
            "persons": [
                {
                    "name": one.name,
                    "named": one.named,
                    "seen_s": float(decimal(one.seen)),
                    "by_sense_s": {sense: float(decimal(time)) for sense, time in one.by_sense.items()},
                    "appearances": one.appearances,
                    "first_s": float(decimal(one.first)),
                }
                for one in episode.persons
            ],
        }
        for episode in times.episodes
    ]
    totals = {name: float(decimal(times.seen(name))) for name in times.names}
    return {"episodes": episodes, "seen_s": totals, "skipped": list(times.skipped)}
