"""Write one video of clips from several files: a compilation, a season of one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal, TypeAlias

from engine.edit.edit_list import EditList
from engine.errors import ExportError
from engine.export.encode_settings import CutOptions
from engine.export.encode_times import read_times
from engine.export.join_encode import encode_together
from engine.export.join_plan import Leg, Piece, Together, together
from engine.export.join_smart import copy_together, difference
from engine.export.packets import read_index
from engine.export.video_job import CutJob
from engine.export.video_streams import container_kind
from engine.export.video_write import check_file, whole_or_none
from engine.progress import Job
from engine.timebase import Clock

JoinMode: TypeAlias = Literal["smart", "encode"]


@dataclass(frozen=True, slots=True)
class JoinedPart:
    """What one source gave. `start`: where it begins in the new file, in seconds."""

    source: Path
    start: Fraction
    duration: Fraction
    clips: int
    frames_copied: int
    frames_encoded: int


@dataclass(frozen=True, slots=True)
class JoinReport:
    """What a compilation came to. `warnings`: sentences for the user on what was converted or left out."""

    path: Path
    parts: tuple[JoinedPart, ...]
    warnings: tuple[str, ...]

    @property
    def frames_copied(self) -> int:
        return sum(part.frames_copied for part in self.parts)

    @property
    def frames_encoded(self) -> int:
        return sum(part.frames_encoded for part in self.parts)

    @property
    def duration(self) -> Fraction:
        return sum((part.duration for part in self.parts), Fraction(0))


def legs_of(cut: EditList) -> list[Leg]:
    """The clips in stretches that lie in one file, in order of its time."""
    legs: list[Leg] = []
    for clip in cut.clips:
        last = legs[-1] if legs else None
        if last is not None and last.media.path == clip.media.path and clip.span.start >= last.spans[-1].end:
            legs[-1] = Leg(last.media, (*last.spans, clip.span))
        else:
            legs.append(Leg(clip.media, (clip.span,)))
    return legs


def join_video(
    cut: EditList, target: Path, mode: JoinMode = "smart", options: CutOptions | None = None
) -> Job[JoinReport]:
    """Write the clips one after the other, each exactly its frames.

    `smart` copies whole groups of pictures where the streams of all files agree; where they do not, and with `encode`,
    everything is encoded in one format, that of most of the cut, and the report says why. Pictures of another shape get
    black bars; each frame keeps its own length. The file appears whole or not at all. Raises ExportError,
    UnreadableMedia.
    """
    options = options or CutOptions(round_to_frames=True)
    kind = _checked(cut, target, options)
    legs = legs_of(cut)
    warnings: list[str] = []
    if mode == "smart":
        why = difference(legs, kind, options)
        if not why:
            try:
                return (yield from _smart(legs, target, kind, options))
            except ExportError as error:
                # What only the packets could tell.
                why = error.what
        warnings.append(f"{why} So all of it is encoded in one format.")
    return (yield from _encode(legs, target, kind, options, warnings))


def _checked(cut: EditList, target: Path, options: CutOptions) -> str:
    if not cut.clips:
        raise ExportError("There is nothing to export: the cut holds no segment.", "Loosen the rules and try again.")
    silent = [media.path for media in cut.media if media.video is None]
    if silent:
        raise ExportError(f"{silent[0]} holds no video.", "Leave it out.")
    if options.crossfade or options.per_span:
        raise ExportError("A compilation has neither crossfades nor several files.", "Cut each film by itself for it.")
    kind = container_kind(target)
    if not target.parent.is_dir():
        raise ExportError(f"The folder {target.parent} does not exist.", "Make it first, or choose another.")
    for media in cut.media:
        if target.exists() and target.samefile(media.path):
            raise ExportError(
                "The compilation would replace a video that it is made from.", "Give the new file another name."
            )
    return kind


def _smart(legs: Sequence[Leg], target: Path, kind: str, options: CutOptions) -> Job[JoinReport]:
    pieces = []
    for leg in legs:
        index = yield from read_index(leg.media)
        pieces.append(_piece(leg, CutJob(leg.media, index, kind, "smart", options)))
    whole = together(pieces)
    with whole_or_none([target]) as (path,):
        yield from copy_together(path, kind, whole)
        yield from check_file(path, whole.plan, Clock(whole.time_base, Fraction(0)))
    return _report(target, whole, _notes(whole))


def _encode(legs: Sequence[Leg], target: Path, kind: str, options: CutOptions, notes: list[str]) -> Job[JoinReport]:
    pieces = []
    for leg in legs:
        index = yield from read_times(leg.media)
        pieces.append(_piece(leg, CutJob(leg.media, index, kind, "encode", options)))
    whole = together(pieces)
    with whole_or_none([target]) as (path,):
        notes += yield from encode_together(path, kind, whole, options)
        yield from check_file(path, whole.plan, Clock(whole.time_base, Fraction(0)))
    return _report(target, whole, [*notes, *_notes(whole)])


def _piece(leg: Leg, job: CutJob) -> Piece:
    (plan,) = job.plans(leg.spans)
    return Piece(leg, job, plan)


def _notes(whole: Together) -> list[str]:
    if any(piece.leg.media.subtitles for piece in whole.pieces):
        return ["Subtitles are left out: a compilation has none."]
    return []


def _report(target: Path, whole: Together, warnings: Sequence[str]) -> JoinReport:
    parts = tuple(_part(piece, start) for piece, start in zip(whole.pieces, whole.starts, strict=True))
    return JoinReport(target, parts, tuple(dict.fromkeys(warnings)))


def _part(piece: Piece, start: Fraction) -> JoinedPart:
    plan = piece.plan
    copied = sum(part.frames for part in plan.parts if part.kind == "copy")
    return JoinedPart(piece.leg.media.path, start, piece.duration, len(piece.leg.spans), copied, plan.frames - copied)
