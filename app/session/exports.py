"""Write what the rules keep: a film, a timeline for an editing program, or a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal, TypeAlias

from engine.edit.edit_list import EditList, edit_list
from engine.errors import ExportError
from engine.export.encode_settings import CutOptions
from engine.export.formats import SUFFIXES, write
from engine.export.timeline import Timeline
from engine.export.video import cut_video
from engine.pipeline.cut import frame_edges
from engine.progress import Job, Progress
from engine.timebase import Span
from engine.types import Media, Segment

Group: TypeAlias = Literal["video", "timeline", "table"]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """`id`: mode of the cut or name of the engine's format."""

    id: str
    group: Group
    suffix: str


FORMATS: tuple[ExportFormat, ...] = (
    ExportFormat("smart", "video", ""),
    ExportFormat("encode", "video", ".mp4"),
    *(ExportFormat(name, "timeline", SUFFIXES[name]) for name in ("otio", "fcpxml", "xmeml", "edl", "llc")),
    *(
        ExportFormat(name, "table", SUFFIXES[name])
        for name in ("csv", "json", "srt", "vtt", "chapters", "mkv-chapters")
    ),
)


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """`segments` as they are at the time of asking: later changes do not reach an export that waits."""

    media: Media
    name: str
    segments: tuple[Segment, ...]
    format: ExportFormat
    target: Path
    crf: int | None = None
    crossfade: Fraction = Fraction(0)
    per_segment: bool = False


@dataclass(frozen=True, slots=True)
class ExportReport:
    """`files` that were written, and sentences about what should be known of them."""

    files: tuple[Path, ...]
    remarks: tuple[str, ...] = ()


def export(request: ExportRequest, edges: Sequence[Fraction] | None) -> Job[ExportReport]:
    """`edges`: of the film's frames, None where they are still to be read. Raises ExportError, UnreadableMedia."""
    if not request.segments:
        raise ExportError("There is nothing to export: nobody is chosen or the rules keep nothing.", "Choose a person.")
    yield Progress("exporting", 0, 0)
    if edges is None:
        edges = yield from frame_edges(request.media)
    cut = edit_list(request.media, request.segments, edges)
    if request.format.group == "video":
        return (yield from _film(request, cut))
    remarks = write(Timeline(request.name, cut), request.format.id, request.target)
    return ExportReport((request.target,), tuple(remarks))


def _film(request: ExportRequest, cut: EditList) -> Job[ExportReport]:
    options = CutOptions(crf=request.crf, crossfade=request.crossfade, per_span=request.per_segment)
    mode: Literal["smart", "encode"] = "encode" if request.format.id == "encode" else "smart"
    spans = [Span(clip.span.start, clip.span.end) for clip in cut.clips]
    report = yield from cut_video(request.media, spans, request.target, mode, options)
    return ExportReport(tuple(file.path for file in report.files), report.warnings)
