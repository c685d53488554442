"""`onlylook analyze`: find the people in videos and keep what is found."""

import argparse
from pathlib import Path
from typing import Any

from engine.cli.film import cast_table, film_facts, opened, person_facts, say_proposals
from engine.cli.options import analysis_options
from engine.cli.screen import Screen
from engine.errors import UserError
from engine.pipeline.analysis import Film
from engine.pipeline.cast import Cast
from engine.pipeline.enrolment import keep_described
from engine.pipeline.films import ANALYSED, note_full_hash
from engine.pipeline.galleries import known_cast
from engine.store.gallery import gallery_path


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = "onlylook analyze VIDEO... [--project FILE.olat] [options]"
    parser.add_argument("videos", nargs="+", type=Path, metavar="VIDEO", help="a video, or a project to go on with")
    analysis_options(parser)
    parser.set_defaults(media="")


def run(arguments: argparse.Namespace, screen: Screen) -> int:
    """One bad file does not keep the others from being analysed; the exit code is that of the first failure."""
    analysed: list[dict[str, Any]] = []
    texts: list[str] = []
    failures: list[tuple[Path, UserError]] = []
    for video in arguments.videos:
        try:
            facts, text = _analysed(arguments, screen, video)
        except UserError as error:
            if len(arguments.videos) == 1:
                raise
            screen.note(f"onlylook: {error}")
            failures.append((video, error))
        else:
            analysed.append(facts)
            texts.append(text)
    failed = [{"video": str(path), "what": error.what, "next_step": error.next_step} for path, error in failures]
    screen.answer("\n\n".join(texts), {"videos": analysed, "failed": failed})
    return failures[0][1].exit_code if failures else 0


def _analysed(arguments: argparse.Namespace, screen: Screen, video: Path) -> tuple[dict[str, Any], str]:
    with opened(arguments, screen, ANALYSED, video) as film:
        # A new face model knows nobody of the gallery before it has seen the kept pictures.
        screen.run(keep_described(gallery_path(), arguments.device))
        known = known_cast(film)
        say_proposals(known, screen)
        cast = known.cast
        if film.media.path.is_file():
            screen.run(note_full_hash(film))
        return _facts(film, cast), _text(film, cast)


def _facts(film: Film, cast: Cast) -> dict[str, Any]:
    return {
        **film_facts(film),
        "shots": len(film.scan.shots),
        "tracks": len(film.scan.tracks),
        "persons": [person_facts(film, cast, person) for person in cast.persons],
    }


def _text(film: Film, cast: Cast) -> str:
    known = sum(person.known for person in cast.persons)
    shots = len(film.scan.shots)
    head = (
        f"{film.media.path.name}: {known} person{'s' * (known != 1)} in {shots} shot{'s' * (shots != 1)}; "
        f"kept in {film.project.path}"
    )
    return f"{head}\n{cast_table(film, cast)}"
