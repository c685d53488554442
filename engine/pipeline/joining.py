"""Join the parts of a film, scanned one beside the other, as if it had been read in one go.

A part is taken over whole where the film's scan has come to its seam in the very state in which the part began.
Where it has not, the film is scanned on from where it is: joining costs time then, never correctness.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from engine.pipeline.analysis import Film, analyze, scan_key
from engine.pipeline.hearing import HearingSettings, hearing_key
from engine.pipeline.kept_readings import kept_readings
from engine.pipeline.parts import MEDIA_ID, SEAM, Part, scan_on, text_passes, without_numbers
from engine.pipeline.passing_text import PassingText
from engine.pipeline.scan import Scanner
from engine.pipeline.tools import open_tools, weights_here
from engine.progress import Job
from engine.settings import AnalysisSettings, Device
from engine.store.cache import StageKey
from engine.store.captions import CAPTIONS
from engine.store.hearing import HEARING
from engine.store.project import Project
from engine.store.scan import SCAN, ScanChunk, ScanState
from engine.types import Media


@dataclass(frozen=True, slots=True)
class Apart:
    """What was made of a film apart from its project: `pictures` in order of time, and `sound` if it was heard."""

    pictures: tuple[Path, ...]
    settings: AnalysisSettings
    sound: Path | None = None
    hearing: HearingSettings | None = None


def join(
    project: Project, media: Media, apart: Apart, device: Device = "auto", passing: PassingText | None = None
) -> Job[Film]:
    """The film in `project`, made of all that is `apart`. See `join_parts`."""
    film = yield from join_parts(project, media, apart.pictures, apart.settings, device, passing)
    if apart.sound is not None and apart.sound.exists():
        _adopt_turns(project, film.media_id, apart.sound, hearing_key(apart.hearing))
    return film


def join_parts(
    project: Project,
    media: Media,
    files: Iterable[Path],
    settings: AnalysisSettings,
    device: Device = "auto",
    passing: PassingText | None = None,
) -> Job[Film]:
    """The film in `project`, put together from the parts in `files`, which are in order; missing ones are scanned now.

    Ends in what `analyze` would have found, and raises as it does. `passing`: gets what was read in the parts.
    """
    media_id = project.media.add(media)[0].id
    key = scan_key(settings, weights_here())
    joining = _Joining(project, media_id, key, media, settings, device, passing)
    if not text_passes(media, settings):
        joining.passing = None
    for file in files:
        if project.scans.scan_state(media_id, key).complete:
            break
        if file.exists():
            with Project.open(file, read_only=True) as part:
                yield from joining.take(part)
    film = yield from analyze(project, media, settings, device, passing=passing)
    joining.tell_what_was_read(film)
    return film


def _adopt_turns(project: Project, media_id: int, sound: Path, key: StageKey) -> None:
    """Take over what was heard in a project of its own. Nothing happens where nothing of `key` is stored there."""
    with Project.open(sound, read_only=True) as other:
        if other.hearing.is_complete(MEDIA_ID, key) and not project.hearing.is_complete(media_id, key):
            project.hearing.save(media_id, key, other.hearing.load(MEDIA_ID, key))


def forget_analysis(project: Project, media: Media) -> None:
    """Drop what was found in a film before, so that parts can take its place."""
    media_id = project.media.add(media)[0].id
    for stage in (SCAN, HEARING, CAPTIONS):
        project.stages.drop(media_id, stage)


def clear_parts(folder: Path) -> None:
    """Take the parts of a film away, since what they hold is in its project now."""
    for file in [*folder.glob("*.olat*")]:
        file.unlink(missing_ok=True)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


@dataclass(slots=True)
class _Joining:
    project: Project
    media_id: int
    key: StageKey
    media: Media
    settings: AnalysisSettings
    device: Device
    passing: PassingText | None
    read: list[tuple[Fraction, Fraction]] = field(default_factory=list)
    """From when to when the text of the pictures has been read."""

    def take(self, part: Project) -> Job[None]:
        after = part.scans.scan_state(MEDIA_ID, self.key)
        if after.done_until is None:
            return
        told: Any = part.settings.load(SEAM)
        seam = Fraction(0) if told is None else Fraction(told["shot_start"])
        if self.passing is not None:
            self.passing.seen |= kept_readings(part)
            self.read.append((seam, after.done_until))
        if after.done_until == seam:
            return
        before = self._state()
        if (before.done_until or Fraction(0)) < seam:
            yield from self._mend(before, seam)
            before = self._state()
        if self._fits(before, seam, told):
            numbers = {"shot": 0, "first_track": 0} if before.done_until is None else json.loads(before.state)
            chunk = _renumbered(part, self.key, after, numbers["shot"], numbers["first_track"])
            self.project.scans.commit_scan_chunk(self.media_id, self.key, chunk)

    def tell_what_was_read(self, film: Film) -> None:
        """Say that no picture is left to read for captions, if that is so."""
        end = film.scan.shots[-1].span.end if film.scan.shots else Fraction(0)
        if self.passing is not None and _reach(self.read) >= end:
            self.passing.first_slot = 0

    def _state(self) -> ScanState:
        return self.project.scans.scan_state(self.media_id, self.key)

    def _fits(self, before: ScanState, seam: Fraction, told: Any) -> bool:
        if before.done_until is None:
            return told is None
        return before.done_until == seam and without_numbers(before.state) == told

    def _mend(self, state: ScanState, seam: Fraction) -> Job[None]:
        """Scan the film on from where it is, up to a sure cut at `seam` or after it."""
        begin = state.done_until or Fraction(0)
        if self.passing is not None:
            self.passing.begin(begin)
        scanner = Scanner(self.media, self.settings, open_tools(self.device), state, self.passing)
        yield from scan_on(self.project, self.media_id, self.key, scanner, Part(begin, seam))
        self.read.append((begin, self._state().done_until or begin))


def _reach(read: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """Up to when the spans in `read` leave no gap from 0 on."""
    reached = Fraction(0)
    for begin, end in sorted(read):
        reached = max(reached, end) if begin <= reached else reached
    return reached


def _renumbered(part: Project, key: StageKey, state: ScanState, shots: int, tracks: int) -> ScanChunk:
    """All of a part as one chunk, its shots and tracks counted on from these numbers."""
    assert state.done_until is not None
    scan = part.scans.load_scan(MEDIA_ID, key)
    crops = [crop for track in scan.tracks for crop in part.scans.crops(MEDIA_ID, key, track.id)]
    told = json.loads(state.state)
    told |= {"shot": told["shot"] + shots, "first_track": told["first_track"] + tracks}
    return ScanChunk(
        state.done_until,
        tuple(replace(shot, index=shot.index + shots) for shot in scan.shots),
        tuple(replace(track, id=track.id + tracks, shot=track.shot + shots) for track in scan.tracks),
        tuple(replace(crop, track=crop.track + tracks) for crop in crops),
        tuple(replace(feature, track=feature.track + tracks) for feature in scan.features),
        json.dumps(told),
    )
