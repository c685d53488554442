"""Find one person of the gallery in all analysed videos: every segment, and who shows how long in which episode."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from engine.errors import ProjectError, UserError
from engine.pipeline.analysis import Film, load_film
from engine.pipeline.films import is_project
from engine.pipeline.galleries import known_cast
from engine.pipeline.sought import Sought, sighting
from engine.settings import Rules, data_folder
from engine.store.identities import name_key
from engine.store.locations import project_for
from engine.store.media_hash import quick_hash
from engine.store.project import Project
from engine.types import Person, Segment

VIDEO_SUFFIXES = frozenset(
    {".mp4", ".m4v", ".mkv", ".mov", ".avi", ".webm", ".ts", ".m2ts", ".mts", ".mpg", ".mpeg", ".wmv", ".flv", ".ogv"}
)

_NUMBERED = re.compile(r"Person \d+( \(not named\))*")
"""As `engine.pipeline.cast` makes names."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One analysed video. `screen_time`: seconds by name, of all who have one there; `segments`: of the one sought."""

    video: Path
    screen_time: dict[str, Fraction]
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Everywhere:
    """What was found in all videos. `skipped`: a sentence for each that could not be looked at."""

    episodes: tuple[Episode, ...]
    skipped: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Everybody with a name, by screen time over all videos."""
        totals: dict[str, Fraction] = {}
        for episode in self.episodes:
            for name, time in episode.screen_time.items():
                totals[name] = totals.get(name, Fraction(0)) + time
        return tuple(sorted(totals, key=lambda name: (-totals[name], name)))


def is_named(person: Person) -> bool:
    """False for one whom the film's own numbering calls by a number, which means nothing in another film."""
    return person.known and _NUMBERED.fullmatch(person.name) is None


def videos_in(paths: Sequence[Path]) -> list[Path]:
    """The videos and projects among `paths`; of folders all inside. Raises UserError where there are none."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file())
            found += [one for one in inside if one.suffix.lower() in VIDEO_SUFFIXES]
        elif path.is_file():
            found.append(path)
        else:
            raise UserError(f"There is no {path}.", "Check the name.")
    if not found:
        raise UserError("No video was found there.", "Give videos, projects, or folders that hold videos.")
    return list(dict.fromkeys(found))


def seek_everywhere(names: Iterable[str], paths: Sequence[Path], rules: Rules) -> Everywhere:
    """Whoever bears one of `names`, in all `paths` that were analysed. Analyses nothing. Raises ProjectError."""
    keys = {name_key(name) for name in names}
    episodes: list[Episode] = []
    skipped: list[str] = []
    for path in paths:
        try:
            with analysed(path) as films:
                episodes += [_episode(film, keys, rules) for film in films]
        except UserError as error:
            skipped.append(f"{path.name}: {error}")
    return Everywhere(tuple(episodes), tuple(skipped))


@contextmanager
def analysed(path: Path) -> Iterator[list[Film]]:
    """All analysed films of a project, or of the project of a video, open for reading. Raises ProjectError."""
    content = "" if is_project(path) else quick_hash(path)
    where = path if is_project(path) else project_for(content, data_folder())
    if not where.exists():
        raise ProjectError(f"{path} is not analysed yet.", f"Run `onlylook analyze {path}` first.")
    with Project.open(where, read_only=True) as project:
        records = [record for record in project.media.all() if not content or record.quick_hash == content]
        yield [load_film(project, record.id) for record in records]


def _episode(film: Film, keys: set[str], rules: Rules) -> Episode:
    known = known_cast(film)
    cast = known.cast
    given = [person for person in cast.persons if is_named(person)]
    wanted = [sighting(film, cast, person) for person in given if name_key(person.name) in keys]
    segments = Sought(film, tuple(wanted)).segments(rules)
    return Episode(film.media.path, {person.name: cast.screen_time(person) for person in given}, tuple(segments))
