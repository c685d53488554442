"""What projects hold for a training: vectors of tracks and turns, named by what the user said, the rest unnamed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import ProjectError, UserError
from engine.identify.corrections import said
from engine.pipeline.analysis import Film, load_film
from engine.store.project import Project
from engine.training.data.pictures import UNLABELLED
from engine.types import Floats, Turn

Ints = NDArray[np.int64]

SURE_NATS = 3.0
"""Evidence from which on a face that moves its mouth names the voice that is heard: odds of 20 to 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Vectors with what is known of whose they are; several may belong to one track (or turn)."""

    model: str
    vectors: Floats
    """(n, d) of unit length."""
    qualities: Floats
    """(n,) in 0..1."""
    tracks: Ints
    """(n,) numbers of tracks, apart over projects."""
    labels: Ints
    """(n,) places in `names`, -1 where nothing was said."""
    names: tuple[str, ...]


def faces_of_projects(paths: Sequence[Path]) -> Samples:
    """Faces of all films in the projects, but for tracks that the user said show nobody.

    A name means one person in all of them. Raises UserError where there is no face, or two kinds of vectors.
    """
    parts = [part for path in paths for part in _of_project(path, _faces_of_film)]
    return _together(parts, "faces")


def voices_of_projects(paths: Sequence[Path]) -> Samples:
    """Turns of all films, named where the face that speaks them was named. Raises UserError where there are none."""
    parts = [part for path in paths for part in _of_project(path, _voices_of_film)]
    return _together(parts, "voices")


def digest_of_corrections(path: Path) -> str:
    """Hex digits that change with what was said in any film of the project."""
    with Project.open(path, read_only=True) as project:
        return "".join(project.corrections.digest(record.id)[:16] for record in project.media.all())


_Part = tuple[str, Floats, Floats, Ints, list[str]]


def _of_project(path: Path, of_film: Callable[[Film], _Part | None]) -> list[_Part]:
    if not path.is_file():
        raise ProjectError(f"There is no project {path}.", "Name a file that ends in .olat.")
    parts: list[_Part] = []
    with Project.open(path, read_only=True) as project:
        for record in project.media.all():
            try:
                film = load_film(project, record.id)
            except ProjectError:
                # A film that was not analysed yet has nothing to learn from.
                continue
            part = of_film(film)
            if part is not None:
                parts.append(part)
    return parts


def _faces_of_film(film: Film) -> _Part | None:
    told = said(film.project.corrections.active(film.media_id))
    name_of = {track: name for name, tracks in told.names.items() for track in tracks}
    features = [one for one in film.scan.features if one.model == film.model and one.track not in told.dropped]
    features = [one for one in features if len(one.vectors)]
    if not features:
        return None
    tracks = np.repeat([one.track for one in features], [len(one.vectors) for one in features])
    return (
        film.model,
        np.concatenate([one.vectors for one in features]).astype(np.float32),
        np.concatenate([one.qualities for one in features]).astype(np.float32),
        tracks.astype(np.int64),
        [name_of.get(int(track), "") for track in tracks],
    )


def _voices_of_film(film: Film) -> _Part | None:
    hearing = film.project.hearing
    try:
        turns = hearing.load(film.media_id, hearing.current_key(film.media_id))
    except ProjectError:
        return None
    turns = tuple(turn for turn in turns if turn.quality > 0 and np.any(turn.vector))
    if not turns:
        return None
    told = said(film.project.corrections.active(film.media_id))
    name_of = {track: name for name, tracks in told.names.items() for track in tracks}
    return (
        "voice",
        np.stack([turn.vector for turn in turns]).astype(np.float32),
        np.array([turn.quality for turn in turns], np.float32),
        np.array([turn.id for turn in turns], np.int64),
        _names_of_turns(film, turns, name_of),
    )


def _names_of_turns(film: Film, turns: Sequence[Turn], name_of: dict[int, str]) -> list[str]:
    project = film.project
    try:
        key = project.stages.complete_key(film.media_id, "speaking")
    except ProjectError:
        return [""] * len(turns)
    surest: dict[int, tuple[float, str]] = {}
    for one in project.hearing.load_speaking(film.media_id, film.key, key):
        if one.nats >= max(SURE_NATS, surest.get(one.turn, (0.0, ""))[0]):
            surest[one.turn] = one.nats, name_of.get(one.track, "")
    return [surest.get(turn.id, (0.0, ""))[1] for turn in turns]


def _together(parts: Sequence[_Part], what: str) -> Samples:
    if not parts:
        raise UserError(f"There are no {what} in the projects.", "Analyse a film first: `onlylook analyze`.")
    models = sorted({part[0] for part in parts})
    if len(models) > 1:
        raise UserError(f"The films were described by different networks ({', '.join(models)}).", "Analyse them alike.")
    names = sorted({name for part in parts for name in part[4] if name})
    place = {name: number for number, name in enumerate(names)}
    shift, tracks = 0, []
    for part in parts:
        tracks.append(part[3] + shift)
        shift += int(part[3].max()) + 1
    return Samples(
        models[0],
        np.concatenate([part[1] for part in parts]),
        np.concatenate([part[2] for part in parts]),
        np.concatenate(tracks),
        np.array([place.get(name, UNLABELLED) for part in parts for name in part[4]], np.int64),
        tuple(names),
    )
