"""Analyse one film into a project: scan what is not scanned yet, chunk by chunk, and load what is."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from engine.media.probe import probe, require_video
from engine.pipeline.scan import Scanner
from engine.pipeline.tools import Tools, open_tools
from engine.progress import Job, Progress
from engine.settings import AnalysisSettings, Device
from engine.store.cache import StageKey, stage_key
from engine.store.project import Project
from engine.store.scan import SCAN, Scan
from engine.types import Media

CODE_VERSION = "1"
"""Raise it whenever a change of the code changes what a scan finds."""
REPORT_EVERY_S = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Film:
    """A film in a project with everything that its scan found. `model`: name of the face embedding."""

    project: Project
    media_id: int
    media: Media
    key: StageKey
    scan: Scan

    @property
    def model(self) -> str:
        """Name of the face embedding whose vectors the scan holds."""
        return next((f.model for f in self.scan.features if f.model in FACE_MODELS), FACE_MODELS[0])


FACE_MODELS = ("joined", "sface", "dlib")


def analyze(
    project: Project, video: Path, settings: AnalysisSettings, device: Device = "auto", fresh: bool = False
) -> Job[Film]:
    """Scan `video` into `project` unless that is done; an interrupted scan goes on where it stopped.

    `fresh` drops what was found before. Raises UnreadableMedia, ModelMissing, ProjectError.
    """
    media = probe(video)
    require_video(media)
    record, _ = project.media.add(media)
    if fresh:
        project.scans.drop_scans(record.id)
    tools = open_tools(device)
    key = scan_key(settings, tools)
    yield from _scan(project, record.id, media, key, settings, tools)
    return Film(project, record.id, media, key, project.scans.load_scan(record.id, key))


def scan_key(settings: AnalysisSettings, tools: Tools) -> StageKey:
    """What decides the result of a scan besides the film."""
    return stage_key(SCAN, CODE_VERSION, {"quality": settings.quality}, tools.weights)


def load_film(project: Project, media_id: int) -> Film:
    """A film whose scan is complete, without looking at the film itself. Raises ProjectError where there is none."""
    record = project.media.get(media_id)
    key = project.scans.current_key(media_id)
    return Film(project, media_id, record.media, key, project.scans.load_scan(media_id, key))


def _scan(
    project: Project, media_id: int, media: Media, key: StageKey, settings: AnalysisSettings, tools: Tools
) -> Job[None]:
    state = project.scans.scan_state(media_id, key)
    if state.complete:
        return
    total = float(media.duration)
    scanner = Scanner(media, settings, tools, state)
    reported = scanner.time
    yield Progress("faces", float(reported), total, "s")
    for chunk in scanner.chunks():
        if chunk is not None:
            project.scans.commit_scan_chunk(media_id, key, chunk)
        if chunk is not None or scanner.time - reported >= REPORT_EVERY_S:
            reported = scanner.time
            yield Progress("faces", min(float(reported), total), total, "s")
    project.scans.finish_scan(media_id, key)
    yield Progress("faces", total, total, "s")
