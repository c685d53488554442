"""Write one video file whole or not at all: beside its target first, checked, then put in place."""

import errno
import heapq
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import av
import numpy as np
from av.container import OutputContainer
from av.packet import Packet
from av.stream import Stream

from engine.errors import ExportError
from engine.export.cut_plan import CutPlan
from engine.export.encode_edges import Coded
from engine.export.packets_types import AnyPacket
from engine.export.smart_audio import Sounding
from engine.export.smart_subtitles import Shown
from engine.progress import Job, Progress
from engine.timebase import Clock

Timed: TypeAlias = tuple[Fraction, AnyPacket]
REASONS = {
    errno.ENOSPC: ("The disk is full.", "Free some space or choose another folder."),
    errno.EDQUOT: ("Your quota of disk space is used up.", "Free some space or choose another folder."),
    errno.EFBIG: ("The file gets larger than the disk allows.", "Choose a folder on another disk."),
    errno.EACCES: ("The folder must not be written to.", "Choose another folder."),
    errno.EPERM: ("The folder must not be written to.", "Choose another folder."),
    errno.EROFS: ("The disk cannot be written to.", "Choose another folder."),
    errno.ENOENT: ("The folder does not exist.", "Make the folder first, or choose another."),
}
PROGRESS_EVERY = 10


@contextmanager
def whole_or_none(targets: list[Path]) -> Iterator[list[Path]]:
    """Temporary files beside `targets`, put in their places together at the end, or removed when anything fails."""
    token = secrets.token_hex(4)
    temporary = [target.with_name(f".{target.stem}.{token}.part{target.suffix}") for target in targets]
    try:
        with readable_errors():
            for path in temporary:
                path.touch(exist_ok=False)
            yield temporary
            for path, target in zip(temporary, targets, strict=True):
                _flush(path)
                path.replace(target)
    finally:
        for path in temporary:
            path.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    """Have the system store the file, so that a power cut cannot leave an empty one under the final name."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def readable_errors() -> Iterator[None]:
    """Turns what the system and FFmpeg say into an ExportError."""
    try:
        yield
    except (av.FFmpegError, OSError) as error:
        what, next_step = REASONS.get(
            error.errno or 0, (f"The cut could not be made ({error}).", "Check the video and the folder for the cut.")
        )
        raise ExportError(what, next_step) from error


def video_lane(packets: Iterable[Coded], plan: CutPlan, clock: Clock, stream: Stream) -> Iterator[Timed]:
    """Packets of the video with decoding stamps: `plan.delay` frames before the frame shown at their place."""
    stamps, delay = plan.stamps, plan.delay
    ends = np.append(stamps[1:], plan.end)
    step = int(ends[0] - stamps[0])
    for place, coded in enumerate(packets):
        packet = coded.data if isinstance(coded.data, Packet) else Packet(coded.data)
        shown = int(np.searchsorted(stamps, coded.pts))
        packet.time_base = clock.time_base
        packet.pts = coded.pts
        packet.dts = int(stamps[place - delay]) if place >= delay else int(stamps[0]) - (delay - place) * step
        packet.duration = int(ends[shown]) - coded.pts
        packet.is_keyframe = coded.key
        packet.stream = stream
        yield packet.dts * clock.time_base, packet


def sound_lane(sounds: Iterable[Sounding], rate: int, stream: Stream) -> Iterator[Timed]:
    """Packets of sound, their stamps in samples."""
    base = Fraction(1, rate)
    for sound in sounds:
        packet = sound.packet
        packet.time_base = base
        packet.pts = packet.dts = round(sound.start * rate)
        packet.duration = round((sound.start + sound.duration) * rate) - packet.pts
        packet.stream = stream
        yield sound.start, packet


def subtitle_lane(subtitles: Iterable[Shown], stream: Stream) -> Iterator[Timed]:
    """Packets of subtitles, their stamps in milliseconds."""
    for shown in subtitles:
        packet = Packet(shown.data)
        packet.time_base = Fraction(1, 1000)
        packet.pts = packet.dts = round(shown.start * 1000)
        packet.duration = round((shown.start + shown.duration) * 1000) - packet.pts
        packet.is_keyframe = True
        packet.stream = stream
        yield shown.start, packet


def write_lanes(output: OutputContainer, lanes: list[Iterator[Timed]], video: Stream, total: int) -> Job[int]:
    """Write the packets of all streams in order of time; memory holds one of each. Returns how many frames went in."""
    frames = 0
    for _, packet in heapq.merge(*lanes, key=lambda timed: timed[0]):
        is_frame = packet.stream_index == video.index
        output.mux_one(packet)
        if is_frame:
            frames += 1
            if frames % PROGRESS_EVERY == 0:
                yield Progress("cut", frames, total)
    return frames


def check_file(path: Path, plan: CutPlan, clock: Clock) -> Job[None]:
    """Read the new file back. Raises ExportError unless it holds exactly the planned frames at their times."""
    found: list[int] = []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        base = stream.time_base or Fraction(1)
        for packet in container.demux(stream):
            if packet.size and packet.pts is not None:
                found.append(packet.pts)
                if len(found) % 2000 == 0:
                    yield Progress("check", len(found), plan.frames)
    problem = _difference(np.sort(np.array(found, np.int64)), base, plan, clock)
    if problem:
        raise ExportError(
            f"The new file is not what was asked for: {problem}.", "Use the mode 'encode' for this video."
        )


def _difference(found: np.ndarray, base: Fraction, plan: CutPlan, clock: Clock) -> str:
    if len(found) != plan.frames:
        return f"it holds {len(found)} frames instead of {plan.frames}"
    # Containers that count more coarsely than the source round each stamp once.
    tolerance = float(max(base, clock.time_base)) * 1.01
    wanted = (plan.stamps - plan.stamps[0]) * float(clock.time_base)
    apart = np.abs((found - found[0]) * float(base) - wanted)
    return f"a frame is {apart.max():.4f} s off" if apart.max() > tolerance else ""
