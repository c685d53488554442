"""Scan a long film in parts that can be read at the same time, for `engine.pipeline.joining` to join.

A part begins at a seam: the first sure cut at or after the place that it is given. What a scan finds after a sure cut
depends on nothing before it, and the part before reads on, over that place, up to its own first sure cut. As a rule
that is the same cut in the same state, so that no shot is split and nothing is counted twice.

Each part is kept in a project of its own, so that a part that is broken off goes on where it stopped.
"""

import json
from contextlib import closing
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np

from engine.pipeline.analysis import scan_key
from engine.pipeline.kept_readings import keep_readings
from engine.pipeline.passing_text import PassingText, is_large
from engine.pipeline.scan import Scanner
from engine.pipeline.tools import Tools, open_tools, weights_here
from engine.progress import Job, Progress
from engine.settings import AnalysisSettings, Device
from engine.store.cache import StageKey
from engine.store.project import Project
from engine.store.scan import ScanChunk, ScanState
from engine.types import Detections, Media, Pixels

RUN_UP_S: Final = Fraction(8)
"""So long before its place a part looks for cuts as if the film began there: boundaries depend on 4 s before them."""
REPORT_EVERY_S: Final = Fraction(1)
SEAM: Final = "seam"
MEDIA_ID: Final = 1
"""Of the one film in the project of a part."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a film in player time. `begin` and `enough` are None at the film's beginning and end.

    The part begins at the first sure cut from `begin` on, and ends at the first sure cut from `enough` on.
    """

    begin: Fraction | None = None
    enough: Fraction | None = None

    @property
    def file_name(self) -> str:
        """Of the project that holds it."""
        edges = (round((edge or 0) * 1000) for edge in (self.begin, self.enough))
        return "-".join(f"{edge:010d}" for edge in edges) + ".olat"


def parts_of(media: Media, count: int) -> tuple[Part, ...]:
    """`count` parts of equal length that are the film together."""
    edges = [None, *(media.duration * number / count for number in range(1, count)), None]
    return tuple(Part(begin, enough) for begin, enough in pairwise(edges))


def scan_part(
    file: Path, media: Media, part: Part, settings: AnalysisSettings, device: Device = "auto", text: bool = False
) -> Job[None]:
    """Scan one part into the project `file`, which is made where it is missing; what is stored is not done again.

    `text`: also read the captions that pass. A part in which no shot begins finds nothing. Raises as `analyze` does.
    """
    with Project.open_or_create(file) as project:
        project.media.add(media)
        key = scan_key(settings, weights_here())
        state = project.scans.scan_state(MEDIA_ID, key)
        if state.complete:
            return
        tools = open_tools(device)
        if part.begin is not None and state.done_until is None:
            seam = yield from _seam(media, part, settings, tools)
            if seam is None:
                project.scans.finish_scan(MEDIA_ID, key)
                return
            project.settings.save(SEAM, json.loads(seam.state))
            project.scans.commit_scan_chunk(MEDIA_ID, key, seam)
            state = project.scans.scan_state(MEDIA_ID, key)
        passing = PassingText.open_if_there(media, device) if text and text_passes(media, settings) else None
        if passing is not None:
            passing.begin(state.done_until or Fraction(0))
        yield from scan_on(project, MEDIA_ID, key, Scanner(media, settings, tools, state, passing), part, passing)
        project.scans.finish_scan(MEDIA_ID, key)


def scan_on(
    project: Project, media_id: int, key: StageKey, scanner: Scanner, part: Part, passing: PassingText | None = None
) -> Job[None]:
    """Store chunk after chunk until one ends at a sure cut that is enough for the part, or the film ends.

    `passing`: what it reads is kept in `project`.
    """
    begin = part.begin or Fraction(0)
    total = Fraction(0) if part.enough is None else part.enough - begin
    reported, known = scanner.time, set[Fraction]()
    with closing(scanner.chunks()) as chunks:
        for chunk in chunks:
            if chunk is not None:
                if passing is not None:
                    keep_readings(project, chunk.until, passing, known)
                project.scans.commit_scan_chunk(media_id, key, chunk)
                if part.enough is not None and chunk.until >= part.enough and is_sure(chunk):
                    return
            if scanner.time - reported >= REPORT_EVERY_S:
                reported = scanner.time
                yield Progress("faces", max(0.0, float(reported - begin)), float(total), "s")


def text_passes(media: Media, settings: AnalysisSettings) -> bool:
    """Whether a scan reads the same pictures as a pass for captions alone."""
    return not (settings.quality == "thorough" and is_large(media))


def is_sure(chunk: ScanChunk) -> bool:
    """Whether a chunk ends at a cut that needed no second look: there the scan forgets all that was before."""
    told = json.loads(chunk.state)
    return bool(told["hard"] and told["look_first"])


def without_numbers(state: str) -> dict[str, Any]:
    """What decides how a scan goes on after a sure cut: all but the numbers of shot and track."""
    # The first look after a sure cut has the largest size, whatever the zoom was before.
    told: dict[str, Any] = json.loads(state)
    return told | {"shot": 0, "first_track": 0, "zoom": None}


def _seam(media: Media, part: Part, settings: AnalysisSettings, tools: Tools) -> Job[ScanChunk | None]:
    """The cut at which the part begins, found by a scan that looks for nothing but cuts; None where there is none."""
    assert part.begin is not None
    enough = media.duration if part.enough is None else part.enough
    start = max(Fraction(0), part.begin - RUN_UP_S)
    blind = replace(tools, detector=_Blind(), people=None, body=None, kinds=None)
    scanner = Scanner(media, settings, blind, ScanState(start, False, 0, _begun(start)))
    reported = scanner.time
    with closing(scanner.chunks()) as chunks:
        for chunk in chunks:
            if chunk is not None and chunk.until >= part.begin and is_sure(chunk):
                is_inside = chunk.until < enough
                return ScanChunk(chunk.until, state=json.dumps(without_numbers(chunk.state))) if is_inside else None
            if scanner.time > enough:
                return None
            if scanner.time - reported >= REPORT_EVERY_S:
                reported = scanner.time
                yield Progress("faces", 0.0, float(enough - part.begin), "s")
    return None


def _begun(start: Fraction) -> str:
    """The state of a scan for which the film begins at `start`."""
    told = {"shot": 0, "shot_start": str(start), "strength": 1.0, "hard": True, "look_first": True, "zoom": None}
    return json.dumps(told | {"first_track": 0})


class _Blind:
    """Finds no face anywhere, for a scan that is after the cuts."""

    def detect(self, image: Pixels, pts: int, scale: float) -> Detections:
        nothing = np.zeros((0, 4), np.float32)
        return Detections(pts, nothing, nothing[:, 0], np.zeros((0, 5, 2), np.float32))
