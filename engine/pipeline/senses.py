"""After the pictures: listen to a film, and read its captions, where that is asked for and not done yet."""

import logging

from engine.errors import ProjectError, UnreadableMedia
from engine.pipeline.analysis import Film, analyze
from engine.pipeline.captions import captions_key, read_captions
from engine.pipeline.hearing import (
    HearingSettings,
    can_hear,
    hear_film,
    hearing_key,
    settings_heard,
    sound_track,
    speaking_key,
)
from engine.pipeline.passing_text import PassingText
from engine.progress import Job
from engine.settings import AnalysisSettings, Device
from engine.store.cache import StageKey
from engine.store.project import Project
from engine.types import Media

log = logging.getLogger(__name__)


def analyze_all(
    project: Project,
    media: Media,
    modalities: frozenset[str],
    settings: AnalysisSettings | None = None,
    device: Device = "auto",
    sound: int = 0,
) -> Job[Film]:
    """`analyze`, and then what else is asked for. Each stage is stored when it is done, so a broken run goes on.

    `sound`: as for `senses_of_film`.
    """
    passing = text_on_the_way(project, media, modalities, device)
    film = yield from analyze(project, media.path, settings, device, passing=passing)
    yield from senses_of_film(film, modalities, device, passing=passing, sound=sound)
    return film


def text_on_the_way(
    project: Project,
    media: Media,
    modalities: frozenset[str],
    device: Device = "auto",
) -> PassingText | None:
    """Reads captions while the film is scanned, where they are asked for and can be read; saves a second decoding."""
    if "caption" not in modalities or project.read_only or not media.video:
        return None
    known = next((one.id for one in project.media.all() if one.media.path == media.path), None)
    if known is not None and project.captions.is_complete(known, captions_key()):
        return None
    return PassingText.open_if_there(media, device)


def senses_of_film(
    film: Film,
    modalities: frozenset[str],
    device: Device = "auto",
    fresh: bool = False,
    passing: PassingText | None = None,
    sound: int = 0,
) -> Job[None]:
    """Voices and captions of a film whose pictures are known. `sound`: number of the sound track, from 1 on; 0 takes
    the one that was heard before, else the default one. Raises UserError for a track that is not there.

    Where the networks for voices are not on this machine, or the project may not be written, what is there has to do.
    A film whose sound is damaged keeps its pictures: a logged sentence says so.
    """
    if film.project.read_only or not film.media.path.is_file():
        return
    chosen = sound_track(film.media, sound) if sound else None
    try:
        if "voice" in modalities and can_hear():
            yield from hear_film(film, chosen, device, fresh)
    except UnreadableMedia as error:
        log.warning("Voices are left out: %s", error)
    if "caption" in modalities:
        yield from read_captions(film, device, fresh, passing)


def senses_left(
    project: Project, media_id: int, scan_key: StageKey, hearing: HearingSettings | None = None
) -> frozenset[str]:
    """Which of voices and captions can still be looked for here: not stored, and possible on this machine.

    `hearing`: what is to be heard; None takes what was heard before, else the defaults.
    """
    if project.read_only:
        return frozenset()
    left = set()
    if can_hear():
        settings = hearing or settings_heard(project, media_id)
        heard = project.hearing.is_complete(media_id, hearing_key(settings))
        if not (heard and project.hearing.has_speaking(media_id, scan_key, speaking_key(settings))):
            left.add("voice")
    if not project.captions.is_complete(media_id, captions_key()):
        left.add("caption")
    return frozenset(left)


def senses_known(project: Project, media_id: int, scan_key: StageKey | None = None) -> frozenset[str]:
    """Which of "voice", "speaking" (faces of that scan) and "caption" are stored, by the networks that are here."""
    known = set()
    try:
        settings = settings_heard(project, media_id)
        if can_hear() and project.hearing.is_complete(media_id, hearing_key(settings)):
            known.add("voice")
            if scan_key is not None and project.hearing.has_speaking(media_id, scan_key, speaking_key(settings)):
                known.add("speaking")
        if project.captions.is_complete(media_id, captions_key()):
            known.add("caption")
    except ProjectError:
        return frozenset()
    return frozenset(known)
