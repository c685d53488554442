"""Write a new video that holds exactly the frames whose time lies in the given spans."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from engine.errors import ExportError
from engine.export.cut_plan import CutPlan, Mode, Placed
from engine.export.encode_settings import CutOptions as CutOptions
from engine.export.encode_times import read_times
from engine.export.packets import read_index
from engine.export.video_job import CutJob
from engine.export.video_streams import check_container, container_kind
from engine.export.video_write import check_file, whole_or_none
from engine.progress import Job
from engine.timebase import Span
from engine.types import Media


@dataclass(frozen=True, slots=True)
class CutFile:
    """One file that a cut wrote."""

    path: Path
    stretches: tuple[Placed, ...]
    """What it holds: player time of the source, and where each stretch starts in the file."""
    frames_copied: int
    frames_encoded: int
    duration: Fraction
    """Seconds from the first frame to the end of the last."""

    @property
    def frames(self) -> int:
        return self.frames_copied + self.frames_encoded


@dataclass(frozen=True, slots=True)
class CutReport:
    """What a cut came to."""

    files: tuple[CutFile, ...]
    warnings: tuple[str, ...]
    """Sentences for the user: what was widened, converted or left out."""

    @property
    def frames(self) -> int:
        return sum(file.frames for file in self.files)

    @property
    def frames_copied(self) -> int:
        return sum(file.frames_copied for file in self.files)

    @property
    def frames_encoded(self) -> int:
        return sum(file.frames_encoded for file in self.files)

    @property
    def duration(self) -> Fraction:
        return sum((file.duration for file in self.files), Fraction(0))


def cut_video(
    media: Media, spans: Sequence[Span], target: Path, mode: Mode = "smart", options: CutOptions | None = None
) -> Job[CutReport]:
    """Cut `media` to `spans` (player time, half-open) and write `target`, or one numbered file per span beside it.

    `smart` copies whole groups of pictures and encodes only the edges, `keyframe` encodes nothing and widens the spans
    to where that works, `encode` encodes all. Files appear whole or not at all. Raises ExportError and UnreadableMedia.
    """
    options = options or CutOptions()
    target = Path(target)
    kind = _checked_target(media, target, mode, options)
    index = yield from (read_times(media) if mode == "encode" else read_index(media))
    cut = CutJob(media, index, kind, mode, options)
    plans = cut.plans(spans)
    targets = _names(target, len(plans)) if options.per_span else [target]
    with whole_or_none(targets) as temporary:
        files = []
        for path, final, plan in zip(temporary, targets, plans, strict=True):
            yield from cut.write(path, plan)
            yield from check_file(path, plan, media.clock)
            files.append(_file(final, plan, media))
    return CutReport(tuple(files), tuple(dict.fromkeys(cut.warnings)))


def _checked_target(media: Media, target: Path, mode: Mode, options: CutOptions) -> str:
    if media.video is None:
        raise ExportError(f"{media.path} holds no video to cut.", "Choose a file with moving pictures.")
    kind = container_kind(target)
    if not target.parent.is_dir():
        raise ExportError(f"The folder {target.parent} does not exist.", "Make it first, or choose another.")
    if target.exists() and target.samefile(media.path):
        raise ExportError("The cut would replace the video that it is made from.", "Give the new file another name.")
    if mode != "encode":
        check_container(media.video.codec, kind)
        if options.crossfade:
            raise ExportError("A crossfade needs every picture to be encoded.", "Use the mode 'encode' for it.")
    return kind


def _names(target: Path, count: int) -> list[Path]:
    digits = max(3, len(str(count)))
    return [target.with_name(f"{target.stem}-{number:0{digits}d}{target.suffix}") for number in range(1, count + 1)]


def _file(path: Path, plan: CutPlan, media: Media) -> CutFile:
    copied = sum(part.frames for part in plan.parts if part.kind == "copy")
    return CutFile(path, plan.stretches, copied, plan.frames - copied, plan.end * media.clock.time_base)
