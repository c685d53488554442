"""Make one cut of somebody's segments in many films: a list of clips that a video or a timeline is written of."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.edit.edit_list import EditList, edit_list
from engine.errors import ExportError, ProjectError
from engine.export.encode_settings import CutOptions
from engine.export.formats import SUFFIXES, write
from engine.export.join import JoinMode, JoinReport, join_video
from engine.export.timeline import ClockName, Timeline
from engine.export.video_streams import SUFFIXES as VIDEO_SUFFIXES
from engine.pipeline.across import analysed
from engine.pipeline.analysis import Film
from engine.pipeline.cut import check_target, frame_edges
from engine.pipeline.films import located
from engine.pipeline.galleries import known_cast
from engine.pipeline.sought import Sought, sighting
from engine.progress import Job, Progress
from engine.settings import Rules
from engine.store.identities import name_key
from engine.types import Media, Segment

ONE_FILE_ONLY: Final = frozenset({"llc"})
"""Formats that know one source."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What one film gives. `segments`: in order of time; where several persons overlap, they will play once."""

    media: Media
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A compilation as a file for other programs. `remarks`: sentences for a person."""

    path: Path
    cut: EditList
    remarks: tuple[str, ...]


def chosen_of(film: Film, names: Sequence[Sequence[str]], rules: Rules) -> Chosen:
    """The segments of persons of the film; each of `names` holds all that one of them is called."""
    cast = known_cast(film).cast
    keys = {name_key(name) for each in names for name in each}
    wanted = [sighting(film, cast, one) for one in cast.persons if one.known and name_key(one.name) in keys]
    return Chosen(located(film).media, tuple(Sought(film, tuple(wanted)).segments(rules)))


def compiled(chosen: Sequence[Chosen]) -> Job[EditList]:
    """One edit list of all films in their order, exact to the frame of each. Raises ExportError where it is empty."""
    cut = EditList(())
    for one in chosen:
        if one.segments:
            cut += edit_list(one.media, one.segments, (yield from frame_edges(one.media)))
    if not cut.clips:
        raise ExportError(
            "There is nothing to compile: no segment is left in any of the videos.",
            "`onlylook find NAME` says who shows where; or loosen the rules.",
        )
    return cut


def format_of(target: Path) -> str:
    """The format that a file's name asks for; "" for a video. Raises ExportError for a name that asks for none."""
    name = target.name.lower()
    found = [each for each, suffix in SUFFIXES.items() if name.endswith(suffix) and each not in ONE_FILE_ONLY]
    if found:
        return max(found, key=lambda each: len(SUFFIXES[each]))
    if target.suffix.lower() in VIDEO_SUFFIXES:
        return ""
    endings = [*sorted(VIDEO_SUFFIXES), *(SUFFIXES[each] for each in SUFFIXES if each not in ONE_FILE_ONLY)]
    raise ExportError(
        f"{target.name} does not say what to write.", f"Give it one of these endings: {' '.join(endings)}"
    )


def check_compilation(target: Path) -> None:
    """Raises ExportError where nothing can be written by this name: better before the films are read."""
    check_target(target, is_video=not format_of(target))


def write_compilation(
    cut: EditList, target: Path, title: str, mode: JoinMode = "smart", options: CutOptions | None = None
) -> Job[JoinReport | Written]:
    """A video, or a timeline, table, captions or chapters, by the ending of `target`. Raises ExportError."""
    kind = format_of(target)
    if not kind:
        return (yield from join_video(cut, target, mode, options))
    # Times of several files run over each other; those of the finished cut do not.
    clock: ClockName = "cut"
    return Written(target, cut, tuple(write(Timeline(title, cut, clock), kind, target)))


def compile_analysed(
    paths: Sequence[Path], names: Sequence[str], rules: Rules, target: Path, mode: JoinMode = "smart"
) -> Job[JoinReport | Written]:
    """Somebody's segments in all films that were analysed, in their order; `names`: all that one is called.

    Films whose files are gone are left out. Raises ExportError where nothing is left.
    """
    check_compilation(target)
    chosen: list[Chosen] = []
    for place, path in enumerate(paths):
        yield Progress("videos", place, len(paths), note=path.name)
        try:
            with analysed(path) as films:
                chosen += [chosen_of(film, [names], rules) for film in films]
        except ProjectError:
            # It was seen, but cannot be read now.
            continue
    cut = yield from compiled(chosen)
    return (yield from write_compilation(cut, target, names[0], mode))
