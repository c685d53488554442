"""Write what the rules keep: a film, a timeline for an editing program, or a table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Literal, TypeAlias

from engine.edit.edit_list import EditList, edit_list
from engine.errors import ExportError
from engine.export.annotations import ANNOTATIONS, write_annotation
from engine.export.cut_plan import Mode
from engine.export.encode_settings import CutOptions
from engine.export.formats import SUFFIXES, write
from engine.export.timeline import Timeline
from engine.export.video import cut_video
from engine.pipeline.annotate import annotation_of
from engine.pipeline.cut import frame_edges
from engine.pipeline.estimate import Estimate as Estimate
from engine.pipeline.estimate import estimate_cut
from engine.pipeline.sought import Sought
from engine.progress import Job, Progress
from engine.settings import EVIDENCE
from engine.timebase import Span
from engine.types import Media, Segment

Group: TypeAlias = Literal["video", "timeline", "table", "annotation"]


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
    *(
        ExportFormat(f"annotation {name}", "annotation", one.suffix)
        for name, one in ANNOTATIONS.items()
        if name not in ("csv",)
    ),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """A choice of encoder, quality and effort that goes by one name. `suffix`: the usual container."""

    id: str
    codec: str
    crf: int
    effort: str
    suffix: str


ENCODINGS: tuple[Encoding, ...] = (
    Encoding("like the source", "h264", 18, "medium", ".mp4"),
    Encoding("small", "h264", 25, "medium", ".mp4"),
    Encoding("smaller", "hevc", 27, "fast", ".mp4"),
    Encoding("web", "vp9", 31, "faster", ".webm"),
    Encoding("smallest", "av1", 34, "medium", ".mkv"),
    Encoding("draft", "h264", 28, "veryfast", ".mp4"),
)


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """`segments` as they are at the time of asking: later changes do not reach an export that waits."""

    media: Media
    name: str
    segments: tuple[Segment, ...]
    format: ExportFormat
    target: Path
    encoding: Encoding | None = None
    crf: int | None = None
    crossfade: Fraction = Fraction(0)
    per_segment: bool = False


@dataclass(frozen=True, slots=True)
class ExportReport:
    """`files` that were written, and sentences about what should be known of them."""

    files: tuple[Path, ...]
    remarks: tuple[str, ...] = ()


def export(request: ExportRequest, edges: Sequence[Fraction] | None, sought: Sought | None = None) -> Job[ExportReport]:
    """`edges`: of the film's frames, None where they are still to be read. `sought`: whom an annotation is about.

    Raises ExportError, UnreadableMedia.
    """
    if request.format.group == "annotation" and sought is not None:
        annotation = yield from annotation_of(sought, EVIDENCE)
        write_annotation(annotation, request.format.id.removeprefix("annotation "), request.target)
        return ExportReport((request.target,))
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


def forecast(request: ExportRequest) -> Job[Estimate]:
    """What a film that is asked for will come to. Raises ExportError, UnreadableMedia."""
    spans = [segment.span for segment in request.segments]
    suffix = request.target.suffix or request.media.path.suffix
    return (yield from estimate_cut(request.media, spans, suffix, _mode(request), _options(request)))


def _film(request: ExportRequest, cut: EditList) -> Job[ExportReport]:
    spans = [Span(clip.span.start, clip.span.end) for clip in cut.clips]
    report = yield from cut_video(request.media, spans, request.target, _mode(request), _options(request))
    return ExportReport(tuple(file.path for file in report.files), report.warnings)


def _mode(request: ExportRequest) -> Mode:
    return "encode" if request.format.id == "encode" else "smart"


def _options(request: ExportRequest) -> CutOptions:
    plain = CutOptions(crf=request.crf, crossfade=request.crossfade, per_span=request.per_segment)
    if request.encoding is None:
        return plain
    return replace(plain, video_codec=request.encoding.codec, preset=request.encoding.effort)
