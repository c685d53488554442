"""Open a film or a project: everything that reads files before there is anything to show."""

from dataclasses import dataclass
from pathlib import Path

from app.session.sound import chosen_sound
from engine.errors import ProjectError
from engine.media.probe import probe, require_video
from engine.pipeline.hearing import sound_track
from engine.pipeline.senses import senses_left
from engine.progress import Job, Progress
from engine.store.cache import StageKey
from engine.store.locations import PROJECT_SUFFIX, data_folder
from engine.store.project import Project
from engine.types import Media


@dataclass(frozen=True, slots=True)
class Opened:
    """An open project with its film. `key`: of its finished scan, None where there is none.

    `content`: names the film by what is in it, wherever it lies. `left`: of voices and captions, what can still be
    looked for in a film whose scan is finished.
    """

    project: Project
    media_id: int
    media: Media
    key: StageKey | None
    content: str
    left: frozenset[str] = frozenset()


def open_film(path: Path) -> Job[Opened]:
    """`path`: a project, or a film, whose project is in the user's data folder.

    Raises ProjectError and UnreadableMedia.
    """
    yield Progress("opening", 0, 0)
    if path.suffix.lower() == PROJECT_SUFFIX:
        return _opened(Project.open(path), None)
    media = probe(path)
    require_video(media)
    return _opened(Project.of_video(path), media)


def _opened(project: Project, media: Media | None) -> Opened:
    try:
        if media is not None:
            record, _ = project.media.add(media)
        else:
            record = project.media.locate(_only_film(project))
        key = _finished(project, record.id)
        # Of a film that is away, what is stored can be looked at all the same.
        is_here = record.media.path.is_file()
        sound = chosen_sound(project, record.id, record.media)
        hearing = sound_track(record.media, sound) if sound else None
        left = senses_left(project, record.id, key, hearing) if key is not None and is_here else frozenset()
        return Opened(project, record.id, record.media, key, record.quick_hash, left)
    except BaseException:
        project.close()
        raise


def _only_film(project: Project) -> int:
    films = project.media.all()
    if not films:
        raise ProjectError(f"The project {project.path} holds no film yet.", "Open the film itself.")
    return films[0].id


def _finished(project: Project, media_id: int) -> StageKey | None:
    try:
        return project.scans.current_key(media_id)
    except ProjectError:
        return None


def draw_demo() -> Job[Path]:
    """The demo film in the user's data folder, drawn unless it is there. Returns its path."""
    # Imported only here: the drawing code is of no use to anybody who has a film.
    from assets.demo import make_demo

    folder = data_folder() / "demo"
    if (folder / "demo.mp4").is_file():
        return folder / "demo.mp4"
    clip = yield from make_demo(folder)
    return clip.video
