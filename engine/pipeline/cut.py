"""Turn segments into files: a cut video, or a timeline for other programs; both agree to the frame."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

from engine.edit.edit_list import EditList, StampedEdges, edit_list
from engine.edit.intervals import normal
from engine.edit.segments import segments_of
from engine.errors import ExportError
from engine.export.cut_plan import Mode
from engine.export.encode_settings import CutOptions
from engine.export.encode_times import read_times
from engine.export.timeline import ClockName, Timeline
from engine.export.video import CutReport, cut_video
from engine.export.video_streams import container_kind
from engine.media.probe import require_video
from engine.progress import Job
from engine.settings import Rules
from engine.timebase import Span
from engine.types import Evidence, Media, Segment, Shot

TABLE_MODALITY: Final = "face"
"""Stands for every row of a table: whoever wrote it has decided already what counts."""


def cut_segments(
    media: Media, segments: Iterable[Segment], target: Path, mode: Mode = "smart", options: CutOptions | None = None
) -> Job[CutReport]:
    """Write the frames of all segments, each once, in order of time, as a video. Raises ExportError, UnreadableMedia.

    Set `round_to_frames` in `options`, so that the cut holds the frames of `timeline_of`.
    """
    spans = normal(segment.span for segment in segments)
    if not spans:
        raise nothing_to_cut(media)
    return (yield from cut_video(media, spans, target, mode, options or CutOptions(round_to_frames=True)))


def check_target(target: Path, is_video: bool = False) -> None:
    """Raises ExportError where a file cannot be written by its name: better before an analysis than after it."""
    if is_video:
        container_kind(target)
    if not target.parent.is_dir():
        raise ExportError(f"The folder {target.parent} does not exist.", "Make it first, or choose another.")
    if target.is_dir():
        raise ExportError(f"{target} is a folder.", "Give the name of a file.")


def timeline_of(media: Media, segments: Sequence[Segment], name: str, clock: ClockName = "source") -> Job[Timeline]:
    """The segments rounded to the frames of the video as it is, for `export.formats`. Raises ExportError."""
    edges = yield from frame_edges(media)
    cut: EditList = edit_list(media, segments, edges)
    if not cut.clips:
        raise nothing_to_cut(media)
    return Timeline(name, cut, clock)


def frame_edges(media: Media) -> Job[StampedEdges]:
    """When each frame comes on screen, read from the file without decoding where that is possible."""
    index = yield from read_times(media)
    end = media.clock.time(int(index.times[-1]) + index.last_duration)
    return StampedEdges(index.times, media.clock, end)


def ruled_table(rows: Iterable[Segment], rules: Rules, shots: Sequence[Shot], whole: Span) -> list[Segment]:
    """The rows of a table with rules applied to each person's; `shots` count for `snap_to_shots` alone."""
    evidence: dict[str, list[Evidence]] = {}
    for row in rows:
        evidence.setdefault(row.person, []).append(Evidence(row.person, row.span, TABLE_MODALITY, row.confidence))
    return [
        segment for person, claims in evidence.items() for segment in segments_of(person, claims, rules, shots, whole)
    ]


def film_span(media: Media) -> Span:
    """The span of a video that has not been analysed."""
    video = require_video(media)
    return Span(min(video.start, Fraction(0)), max(media.duration, video.start + video.duration))


def nothing_to_cut(media: Media) -> ExportError:
    """The error where no segment is left."""
    return ExportError(
        f"There is nothing to cut from {media.path.name}: no segment is left.",
        "Look with `onlylook segments` who shows when, or loosen the rules.",
    )
