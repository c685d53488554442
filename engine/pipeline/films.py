"""Come from a video, or from a project, to an analysed film; analyse only what is not known yet."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, get_args

from engine.errors import ProjectError, UserError
from engine.media.probe import probe, require_video
from engine.pipeline.analysis import Film, analyze, load_film
from engine.pipeline.hearing import sound_track
from engine.pipeline.joining import Apart, forget_analysis, join
from engine.pipeline.passing_text import PassingText
from engine.pipeline.senses import senses_of_film, text_on_the_way
from engine.progress import Job
from engine.settings import AnalysisSettings, Device, Quality
from engine.store.failures import ProjectInUse, told_file_errors
from engine.store.locations import PROJECT_SUFFIX, data_folder, project_for
from engine.store.media import MediaRecord
from engine.store.media_hash import full_hash, quick_hash
from engine.store.project import Project
from engine.types import Media, Modality

ANALYSED: Final[frozenset[str]] = frozenset(get_args(Modality))
"""The modalities that an analysis can look for."""
SEEN: Final[frozenset[str]] = frozenset({"face", "body"})
"""Those that one reading of the pictures finds."""


@dataclass(frozen=True, slots=True)
class Request:
    """Which film is meant, and how to analyse it where that has not been done.

    `path`: a video, or a project. `project`: where a video's project lies; None takes the user's data folder. `media`:
    number or file name of one of several videos in a project. `modalities`: what is to be known of the film; bodies
    come with faces. `quality`: None takes what has been done already. `sound`: number of the sound track whose voices
    are heard, from 1 on; 0 takes the one heard before, else the default one.
    """

    path: Path
    project: Path | None = None
    media: str = ""
    modalities: frozenset[str] = SEEN
    quality: Quality | None = None
    device: Device = "auto"
    fresh: bool = False
    sound: int = 0


def is_project(path: Path) -> bool:
    """Whether a path names a project rather than a video."""
    return path.suffix.lower() == PROJECT_SUFFIX


def open_film(request: Request, apart: Apart | None = None) -> Job[Film]:
    """The film, analysed if need be. Close its `project` after use.

    `apart`: parts of its analysis that were made elsewhere, to be joined.

    A project that another program is writing, or that may only be read, is opened for reading where the film's
    analysis is complete. Raises UnreadableMedia, ModelMissing, ProjectError.
    """
    _check(request)
    media = None if is_project(request.path) else _probed(request.path)
    if media is not None and request.sound:
        # Better said before the pictures are read than after.
        sound_track(media, request.sound)
    project = _open(_path_of(request), make=media is not None, write=request.fresh)
    with _closed_if_it_fails(project):
        passing = None
        if media is None:
            film = yield from _film_of_project(project, request)
        else:
            passing = text_on_the_way(project, media, request.modalities, request.device)
            film = yield from _film_of_video(project, media, request, passing, apart)
        fresh = request.fresh and apart is None
        yield from senses_of_film(film, request.modalities, request.device, fresh, passing, request.sound)
        return film


def find_media(request: Request) -> Media:
    """The video that is meant, where it is now, without any analysis. Raises UnreadableMedia, ProjectError."""
    _check(request)
    if not is_project(request.path):
        return _probed(request.path)
    with _open(request.path, make=False, write=False) as project:
        record = chosen(project, request.media)
        return project.media.locate(record.id).media


def located(film: Film) -> Film:
    """The film with its media where the file is now. Raises ProjectError where it has changed or is gone."""
    path = film.media.path
    if path.is_file() and quick_hash(path) == film.project.media.get(film.media_id).quick_hash:
        return film
    return replace(film, media=film.project.media.locate(film.media_id).media)


def chosen(project: Project, wanted: str) -> MediaRecord:
    """The media of a project by number or file name; "" means the only one. Raises ProjectError with the choice."""
    records = project.media.all()
    if not records:
        raise ProjectError(
            f"The project {project.path} holds no video yet.",
            f"Add one with `onlylook analyze VIDEO --project {project.path}`.",
        )
    matching = (
        [r for r in records if wanted in (str(r.id), r.media.path.name, str(r.media.path))] if wanted else records
    )
    if len(matching) == 1:
        return matching[0]
    listed = ", ".join(f"{record.id} {record.media.path.name}" for record in records)
    if wanted and not matching:
        raise ProjectError(f"The project {project.path} holds no video {wanted!r}.", f"It holds: {listed}.")
    raise ProjectError(
        f"The project {project.path} holds {len(records)} videos: {listed}.", "Choose one with --media NUMBER."
    )


def note_full_hash(film: Film) -> Job[None]:
    """Note the hash of the whole file in the project, unless it is there. Raises UnreadableMedia."""
    if film.project.read_only or film.project.media.get(film.media_id).full_hash:
        return
    film.project.media.set_full_hash(film.media_id, (yield from full_hash(film.media.path)))


def _check(request: Request) -> None:
    if is_project(request.path) and request.project is not None:
        raise UserError("Both a project and --project are given.", "Give the project, or a video and --project.")
    if request.media and not is_project(request.path):
        raise UserError("--media chooses among the videos of a project.", "Leave it out for a video.")


def _probed(video: Path) -> Media:
    media = probe(video)
    require_video(media)
    return media


def _path_of(request: Request) -> Path:
    if is_project(request.path):
        return request.path
    return request.project or project_for(quick_hash(request.path), data_folder())


def _open(path: Path, make: bool, write: bool) -> Project:
    """For writing where that is possible, for reading otherwise unless `write` insists."""
    if make and not path.exists():
        return _made(path)
    if not write and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)) and path.exists():
        return Project.open(path, read_only=True)
    try:
        return Project.open(path)
    except ProjectInUse:
        if write:
            raise
        return Project.open(path, read_only=True)


def _made(path: Path) -> Project:
    if path.parent.parent == data_folder():
        # The user's data folder is ours to make; a folder that the user named is not.
        with told_file_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
    return Project.create(path)


def _film_of_video(
    project: Project, media: Media, request: Request, passing: PassingText | None, apart: Apart | None
) -> Job[Film]:
    if apart is not None and not project.read_only:
        if request.fresh:
            forget_analysis(project, media)
        return (yield from join(project, media, apart, request.device, passing))
    if project.read_only:
        content = quick_hash(media.path)
        record = next((record for record in project.media.all() if record.quick_hash == content), None)
        if record is None or not _is_known(project, record, request.quality):
            raise _unfinished(project)
        return replace(load_film(project, record.id), media=media)
    return (yield from analyze(project, media, _settings(request), request.device, request.fresh, passing))


def _film_of_project(project: Project, request: Request) -> Job[Film]:
    record = chosen(project, request.media)
    if not request.fresh and _is_known(project, record, request.quality):
        return load_film(project, record.id)
    if project.read_only:
        raise _unfinished(project)
    media = project.media.locate(record.id).media
    return (yield from analyze(project, media, _settings(request), request.device, request.fresh))


def _is_known(project: Project, record: MediaRecord, quality: Quality | None) -> bool:
    """Whether a complete analysis is stored, whatever program and weights made it."""
    try:
        key = project.scans.current_key(record.id)
    except ProjectError:
        return False
    return quality is None or json.loads(key.settings).get("quality") == quality


def _settings(request: Request) -> AnalysisSettings | None:
    return None if request.quality is None else AnalysisSettings(quality=request.quality)


def _unfinished(project: Project) -> ProjectError:
    return ProjectError(
        f"The project {project.path} can only be read here, and its analysis is not complete.",
        "Close it in the other program, or copy it to a folder of your own, and try again.",
    )


@contextmanager
def _closed_if_it_fails(project: Project) -> Iterator[None]:
    try:
        yield
    except BaseException:
        project.close()
        raise
