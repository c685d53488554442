"""`onlylook find`, also called `onlylook gallery find`: somebody's segments in all analysed videos."""

import argparse
from pathlib import Path

from engine.cli.film import columns, minutes
from engine.cli.many import each_film, names_of
from engine.cli.screen import Screen
from engine.export.table import decimal
from engine.pipeline.across import Everywhere, seek_everywhere
from engine.settings import Rules


def find_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="somebody of the gallery, or of the videos themselves")
    parser.add_argument(
        "--in", dest="places", nargs="+", type=Path, default=[], metavar="DIR|FILE",
        help="videos, projects, or folders of videos; default: everything analysed into the data folder",
    )  # fmt: skip


def run_find(arguments: argparse.Namespace, screen: Screen) -> int:
    """Segments of the person, then who shows how long in which video."""
    found = seek_everywhere(names_of(arguments.name), each_film(arguments.places), Rules())
    for sentence in found.skipped:
        screen.note(f"Left out: {sentence}")
    screen.answer(_text(arguments.name, found), _facts(found))
    return 0


def _text(name: str, found: Everywhere) -> str:
    rows = [
        (episode.video.name, minutes(float(segment.span.start)), minutes(float(segment.span.end)))
        for episode in found.episodes
        for segment in episode.segments
    ]
    shown = columns([("VIDEO", "START", "END"), *rows], right={1, 2}) if rows else f"{name} shows in none of them."
    if not found.names:
        return shown
    table = [
        (person, *(minutes(float(episode.screen_time.get(person, 0))) for episode in found.episodes))
        for person in found.names
    ]
    head = ("SCREEN TIME", *(episode.video.name for episode in found.episodes))
    return f"{shown}\n\n{columns([head, *table], right=set(range(1, len(head))))}"


def _facts(found: Everywhere) -> dict[str, object]:
    episodes = [
        {
            "video": str(episode.video),
            "segments": [
                {
                    "start_s": float(decimal(s.span.start)),
                    "end_s": float(decimal(s.span.end)),
                    "confidence": s.confidence,
                }
                for s in episode.segments
            ],
            "screen_time_s": {name: float(decimal(time)) for name, time in episode.screen_time.items()},
        }
        for episode in found.episodes
    ]
    return {"episodes": episodes, "skipped": list(found.skipped)}
