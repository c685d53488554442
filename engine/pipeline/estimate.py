"""Foretell what a cut will come to: how long, how large, and how long the writing takes."""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from engine.edit.intervals import normal
from engine.export.cut_plan import Mode
from engine.export.encode_settings import CutOptions
from engine.export.encode_times import read_times
from engine.export.packets import read_index
from engine.export.video import cut_video
from engine.export.video_job import CutJob
from engine.export.video_streams import container_kind
from engine.progress import Job
from engine.timebase import Span
from engine.types import Media

SHORT_S, LONG_S = Fraction(1, 2), Fraction(5, 2)
"""Two trials: their difference is the price of a second, free of what every file and encoder costs to begin."""
COPY_BYTES_S = 100e6
"""Bytes a second that copying manages on a slow disk."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """`duration`: exact. `bytes` and `seconds`: from a trial, right to about a third."""

    duration: Fraction
    bytes: int
    seconds: float


def estimate_cut(media: Media, spans: Sequence[Span], suffix: str, mode: Mode, options: CutOptions) -> Job[Estimate]:
    """What `cut_video` of `spans` to a file with this ending will come to. Writes a second of film for a trial.

    Raises what `cut_video` raises.
    """
    spans = normal(spans)
    begun = time.monotonic()
    index = yield from (read_times(media) if mode == "encode" else read_index(media))
    indexed_s = time.monotonic() - begun
    kind = container_kind(Path(f"x{suffix}"))
    plans = CutJob(media, index, kind, mode, options).plans(spans)
    frames = sum(plan.frames for plan in plans)
    copied = sum(part.frames for plan in plans for part in plan.parts if part.kind == "copy")
    duration = sum((plan.end * media.clock.time_base for plan in plans), Fraction(0))
    kept = [stretch.source for plan in plans for stretch in plan.stretches]
    short = yield from _trial(media, kept, SHORT_S, suffix, options)
    long = yield from _trial(media, kept, LONG_S, suffix, options)
    frame_s = max(0.0, long.seconds - short.seconds) / max(1, long.frames - short.frames)
    start_s = max(0.0, short.seconds - short.frames * frame_s)
    source_bytes = media.path.stat().st_size / float(media.duration or 1) * float(duration)
    # Copied packets are as large as they were, and edges are encoded about as well.
    per_frame = max(0, long.bytes - short.bytes) / max(1, long.frames - short.frames)
    size = short.bytes + per_frame * max(0, frames - short.frames) if mode == "encode" else source_bytes
    copying_s = copied / max(1, frames) * size / COPY_BYTES_S
    return Estimate(duration, round(size), indexed_s + start_s + (frames - copied) * frame_s + copying_s)


@dataclass(frozen=True, slots=True)
class _Trial:
    seconds: float
    bytes: int
    frames: int


def _trial(media: Media, spans: Sequence[Span], length: Fraction, suffix: str, options: CutOptions) -> Job[_Trial]:
    """Encodes the middle of the longest span; for a smart cut, too, encoding is what takes time."""
    longest = max(spans, key=lambda span: span.duration)
    length = min(length, longest.duration)
    middle = longest.start + (longest.duration - length) / 2
    alone = replace(options, crossfade=Fraction(0), per_span=False, round_to_frames=True)
    with tempfile.TemporaryDirectory(prefix="onlylook-") as folder:
        target = Path(folder) / f"trial{suffix}"
        begun = time.monotonic()
        report = yield from cut_video(media, [Span(middle, middle + length)], target, "encode", alone)
        seconds = time.monotonic() - begun
        return _Trial(seconds, target.stat().st_size, report.frames)
