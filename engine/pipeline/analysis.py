"""Analyse one film into a project: scan what is not scanned yet, chunk by chunk, and load what is."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import get_args

from engine.describe.face import PARTS
from engine.errors import UnreadableMedia
from engine.media.probe import probe, require_video
from engine.pipeline.broken_off import BREAK_S, readable_until
from engine.pipeline.passing_text import PassingText, is_large
from engine.pipeline.scan import Scanner
from engine.pipeline.tools import open_tools, weights_here
from engine.progress import Job, Progress
from engine.settings import AnalysisSettings, Device, Quality
from engine.store.cache import StageKey, stage_key
from engine.store.project import Project
from engine.store.scan import SCAN, Scan
from engine.types import Media

CODE_VERSION = "10"
"""Raise it whenever a change of the code changes what a scan finds."""
REPORT_EVERY_S = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Film:
    """A film in a project with everything that its scan found."""

    project: Project
    media_id: int
    media: Media
    key: StageKey
    scan: Scan

    @property
    def model(self) -> str:
        """Name of the face embedding whose vectors the scan holds."""
        # A film without faces was described by none.
        return next((f.model for f in self.scan.features if f.model in PARTS), "joined")


def analyze(
    project: Project,
    video: Path | Media,
    settings: AnalysisSettings | None = None,
    device: Device = "auto",
    fresh: bool = False,
    passing: PassingText | None = None,
) -> Job[Film]:
    """Scan `video` into `project` unless that is done; an interrupted scan goes on where it stopped.

    `settings`: None takes those of the scan that is stored or begun, else the defaults. `fresh` drops what was found
    before. `passing`: reads the text of the frames as they pass; it is told where the pass begins. Raises
    UnreadableMedia, ModelMissing, ProjectError. A file that breaks off raises UnreadableMedia once,
    after what can be read of it has been stored; from then on it is a film like any other.
    """
    media = video if isinstance(video, Media) else probe(video)
    require_video(media)
    record, _ = project.media.add(media)
    if fresh:
        project.scans.drop_scans(record.id)
    weights = weights_here()
    settings = settings or settings_begun(project, record.id, weights)
    key = scan_key(settings, weights)
    if not project.scans.scan_state(record.id, key).complete:
        yield from _scan(project, record.id, media, key, settings, device, passing)
    return Film(project, record.id, media, key, project.scans.load_scan(record.id, key))


def scan_key(settings: AnalysisSettings, weights: Mapping[str, str]) -> StageKey:
    """What decides the result of a scan besides the film."""
    return stage_key(SCAN, CODE_VERSION, {"quality": settings.quality}, weights)


def settings_begun(project: Project, media_id: int, weights: Mapping[str, str]) -> AnalysisSettings:
    """The settings of the scan that is complete, or else begun, with these weights; the defaults where none is."""
    options = [AnalysisSettings(quality=quality) for quality in get_args(Quality)]
    states = [(project.scans.scan_state(media_id, scan_key(option, weights)), option) for option in options]
    complete = [option for state, option in states if state.complete]
    begun = [option for state, option in states if state.done_until is not None]
    return next(iter([*complete, *begun]), AnalysisSettings())


def load_film(project: Project, media_id: int) -> Film:
    """A film whose scan is complete, without looking at the film itself. Raises ProjectError where there is none."""
    record = project.media.get(media_id)
    key = project.scans.current_key(media_id)
    return Film(project, media_id, record.media, key, project.scans.load_scan(media_id, key))


def _scan(
    project: Project,
    media_id: int,
    media: Media,
    key: StageKey,
    settings: AnalysisSettings,
    device: Device,
    passing: PassingText | None,
) -> Job[None]:
    total = float(media.duration)
    state = project.scans.scan_state(media_id, key)
    if settings.quality == "thorough" and is_large(media):
        # It decodes every picture, so that others would be read than in a pass for captions alone.
        passing = None
    if passing is not None:
        passing.begin(state.done_until or Fraction(0))
    scanner = Scanner(media, settings, open_tools(device), state, passing)
    reported = scanner.time
    yield Progress("faces", float(reported), total, "s")
    for chunk in scanner.chunks():
        if chunk is not None:
            project.scans.commit_scan_chunk(media_id, key, chunk)
        if chunk is not None or scanner.time - reported >= REPORT_EVERY_S:
            reported = scanner.time
            yield Progress("faces", min(float(reported), total), total, "s")
    project.scans.finish_scan(media_id, key)
    _refuse_broken_off(media, scanner.time)
    yield Progress("faces", total, total, "s")


def _refuse_broken_off(media: Media, last: Fraction) -> None:
    """Raises UnreadableMedia where the pictures end at `last` because the file does."""
    video = require_video(media)
    promised = video.start + video.duration
    if promised - last > BREAK_S and promised - readable_until(media) > BREAK_S:
        raise UnreadableMedia(
            media.path,
            f"the file breaks off after {float(last):.1f} of {float(promised):.1f} s",
            "Copy or download it again, or run the same command once more to work with the part that is there.",
        )
