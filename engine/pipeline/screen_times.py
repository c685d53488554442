"""Screen times of whole films, and of all that were analysed, as a report tells them."""

from collections.abc import Sequence
from pathlib import Path

from engine.edit.screen_time import EpisodeTime, PersonTime, ScreenTimes, ordered, person_time
from engine.errors import ExportError, UserError
from engine.export.atomic import write_atomic
from engine.export.report_csv import report_csv
from engine.export.report_html import report_html
from engine.pipeline.across import analysed, is_named
from engine.pipeline.analysis import Film
from engine.pipeline.cast import Cast
from engine.pipeline.galleries import known_cast
from engine.progress import Job, Progress
from engine.types import Person

WRITERS = {".html": report_html, ".htm": report_html, ".csv": report_csv}


def times_of_film(film: Film, cast: Cast) -> EpisodeTime:
    """Everybody of a film who can be told apart."""
    persons = [_time(cast, person) for person in cast.persons if person.known]
    return EpisodeTime(film.media.path, film.media.duration, ordered(persons))


def screen_times(paths: Sequence[Path]) -> Job[ScreenTimes]:
    """Of all `paths` that were analysed; analyses nothing."""
    episodes: list[EpisodeTime] = []
    skipped: list[str] = []
    for place, path in enumerate(paths):
        yield Progress("videos", place, len(paths), note=path.name)
        try:
            with analysed(path) as films:
                episodes += [times_of_film(film, known_cast(film).cast) for film in films]
        except UserError as error:
            skipped.append(f"{path.name}: {error}")
    return ScreenTimes(tuple(episodes), tuple(skipped))


def check_report(target: Path) -> None:
    """Raises ExportError where no report can be written by this name."""
    if target.suffix.lower() not in WRITERS:
        raise ExportError(f"A report cannot be written as {target.name}.", "Give it a name in .html or .csv.")
    if not target.parent.is_dir():
        raise ExportError(f"The folder {target.parent} does not exist.", "Make it first, or choose another.")


def write_report(times: ScreenTimes, target: Path) -> None:
    """A page or a table, by the ending of `target`, whole or not at all. Raises ExportError."""
    check_report(target)
    write_atomic(target, WRITERS[target.suffix.lower()](times).encode("utf-8", "replace"))


def _time(cast: Cast, person: Person) -> PersonTime:
    return person_time(person.name, is_named(person), cast.evidence(person))
