"""Which of a film's sound tracks is heard: played, drawn and listened to for voices. The project remembers it."""

from engine.pipeline.hearing import settings_heard
from engine.store.project import Project
from engine.types import Media


def chosen_sound(project: Project, media_id: int, media: Media) -> int:
    """Number of the track that the user chose in the window, from 1 on; 0 where none was chosen or it is gone."""
    stored = project.settings.load(f"sound {media_id}")
    return stored if isinstance(stored, int) and 1 <= stored <= len(media.audio) else 0


def save_sound(project: Project, media_id: int, number: int) -> None:
    project.settings.save(f"sound {media_id}", number)


def sound_now(project: Project, media_id: int, media: Media) -> int:
    """Number of the track that counts: the chosen one, else that which was listened to, else the film's default.

    0 where the film has no sound. Raises ProjectError.
    """
    if number := chosen_sound(project, media_id, media):
        return number
    heard = settings_heard(project, media_id).stream
    indexes = [one.index for one in media.audio]
    if heard in indexes:
        return indexes.index(heard) + 1
    defaults = [number for number, one in enumerate(media.audio, start=1) if one.default]
    return defaults[0] if defaults else min(1, len(media.audio))
