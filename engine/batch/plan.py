"""Decide what a batch consists of: which films, in which order, in how many parts, by how many processes."""

import fnmatch
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from engine.batch.orders import Item, Order, Task
from engine.media.probe import probe, require_video
from engine.pipeline.analysis import scan_key, settings_begun
from engine.pipeline.films import is_project
from engine.pipeline.hearing import HearingSettings, can_hear, settings_heard, sound_track
from engine.pipeline.joining import Apart
from engine.pipeline.parts import parts_of
from engine.pipeline.senses import senses_known
from engine.pipeline.tools import weights_here
from engine.settings import AnalysisSettings, cores, data_folder
from engine.store.locations import PROJECT_SUFFIX, project_for
from engine.store.media_hash import quick_hash
from engine.store.project import Project
from engine.types import Media

LEAST_PART_S: Final = 300.0
"""What overlaps at a seam costs some seconds of film."""
ROUNDS: Final = 2
"""So many parts for each process: the last ones end nearer to each other."""
PROCESS_BYTES: Final = 1_500_000_000
"""What the analysis of 1080p needs at the most, with all senses."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one film before work begins. `begun`: something of its analysis is stored; `complete`: all."""

    item: Item
    media: Media | None
    settings: AnalysisSettings
    hearing: HearingSettings
    content: str = ""
    begun: bool = False
    complete: bool = False

    @property
    def project(self) -> Path:
        """Where what is found is kept: films of one content share it."""
        if is_project(self.item.path):
            return self.item.path
        return self.item.project or project_for(self.content, data_folder())

    @property
    def seconds(self) -> float:
        """What is left of the film to be looked at."""
        return 0.0 if self.complete or self.media is None else float(self.media.duration)


def item_of(path: Path, rank: int, order: Order, out: Path | None, roots: Sequence[Path], taken: set[Path]) -> Item:
    """One film. `out`: folder of what is made; there, as in that of the projects, films lie as they do below `roots`.

    `taken`: what is made of others, to which this is added; films that differ in the suffix alone keep it in the names.
    """
    below = next((path.relative_to(root) for root in roots if path.is_relative_to(root)), Path(path.name))
    project = None
    if order.projects is not None and not is_project(path):
        project = order.projects / below.with_name(below.name + PROJECT_SUFFIX)
    if out is None:
        return Item(rank, path, project)
    product = out / below.with_suffix("")
    product = out / below if product in taken else product
    taken.add(product)
    return Item(rank, path, project, product)


def ranked(paths: Sequence[Path], first: Sequence[str]) -> list[Path]:
    """`paths` with those in front that a pattern in `first` fits, by name or by path, in the order of the patterns."""

    def place(path: Path) -> int:
        fits = (fnmatch.fnmatch(path.name, one) or fnmatch.fnmatch(str(path), one) for one in first)
        return next((number for number, fit in enumerate(fits) if fit), len(first))

    return sorted(paths, key=place)


def known(item: Item, order: Order) -> Known:
    """What is known of a film. Raises UnreadableMedia, ProjectError, and UserError for a sound that is not there."""
    settings = AnalysisSettings(order.quality or AnalysisSettings().quality)
    if is_project(item.path):
        return Known(item, None, settings, HearingSettings())
    media = probe(item.path)
    require_video(media)
    hearing = sound_track(media, order.sound) if order.sound else HearingSettings()
    content = quick_hash(item.path)
    found = Known(item, media, settings, hearing, content)
    if order.fresh or not found.project.exists():
        return found
    with Project.open(found.project, read_only=True) as project:
        return _with_project(found, project, order)


def tasks_of(film: Known, order: Order, count: int) -> tuple[list[Task], Task]:
    """What has to be done of a film beforehand, in any order, and what ends it.

    `count`: parts in which its pictures are read, each on its own; 0 leaves everything to the last task.
    """
    last = Task("finish", film.item, order, film.seconds)
    if not count or film.media is None or film.complete:
        return [], last
    # Two projects of one film do not share its parts.
    owner = hashlib.sha256(str(film.project.absolute()).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    folder = data_folder() / "parts" / f"{film.content}-{owner}"
    parts = parts_of(film.media, count)
    each = film.seconds / count
    pictures = [
        Task("pictures", film.item, order, each, folder / part.file_name, part, settings=film.settings)
        for part in parts
    ]
    before, sound = list(pictures), None
    if "voice" in order.modalities and film.media.audio and can_hear():
        sound = folder / "sound.olat"
        before.append(Task("sound", film.item, order, film.seconds, sound, hearing=film.hearing))
    files = tuple(folder / part.file_name for part in parts)
    return before, replace(last, apart=Apart(files, film.settings, sound, film.hearing), seconds=0.0)


def counts(films: Sequence[Known], jobs: int, part_s: float | None, away: bool = False) -> list[int]:
    """Into how many parts each film is split; 0 for what is done in one piece.

    `part_s`: length of a part; 0 never splits, None takes what keeps all `jobs` busy to the end. `away`: whatever is
    not complete has a part at least, since other machines scan parts alone.
    """
    if part_s is None:
        total = sum(film.seconds for film in films)
        part_s = max(LEAST_PART_S, total / (jobs * ROUNDS)) if jobs > 1 else 0
    wanted = [max(1, round(film.seconds / part_s)) if part_s else 1 for film in films]
    if away:
        return [0 if film.complete or film.media is None else count for film, count in zip(films, wanted, strict=True)]
    # What was begun in one piece goes on in one piece.
    return [0 if film.begun or film.complete or count == 1 else count
            for film, count in zip(films, wanted, strict=True)]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Staff:
    """How many processes, and how many threads each."""

    jobs: int
    threads: int


def most_jobs() -> int:
    """A process for each core, as far as there is memory for so many."""
    return max(1, min(cores(), _memory() // PROCESS_BYTES))


def staff(jobs: int, tasks: int) -> Staff:
    """At most `jobs` processes for so many tasks at a time; the cores are shared out among them."""
    jobs = max(1, min(jobs, tasks))
    return Staff(jobs, max(1, cores() // jobs))


def _memory() -> int:
    """Bytes of this machine; where it does not say, enough."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return PROCESS_BYTES * cores()


def _with_project(film: Known, project: Project, order: Order) -> Known:
    record = next((one for one in project.media.all() if one.quick_hash == film.content), None)
    if record is None:
        return film
    weights = weights_here()
    settings = film.settings if order.quality else settings_begun(project, record.id, weights)
    hearing = film.hearing if order.sound else settings_heard(project, record.id)
    state = project.scans.scan_state(record.id, scan_key(settings, weights))
    senses = order.modalities & {"voice", "caption"} & (frozenset({"caption"}) | ({"voice"} if can_hear() else set()))
    complete = state.complete and senses <= senses_known(project, record.id)
    begun = state.done_until is not None
    return replace(film, settings=settings, hearing=hearing, begun=begun, complete=complete)
