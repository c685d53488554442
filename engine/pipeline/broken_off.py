"""Tell a file that was cut off in copying from one whose last picture simply stays for long."""

from fractions import Fraction
from typing import Final

from engine.media.container import open_container
from engine.media.packets import last_end
from engine.media.probe import container_start
from engine.types import AudioStream, Media, VideoStream

BREAK_S: Final = Fraction(2)
"""So much less than the container promises is no rounding."""


def readable_until(media: Media) -> Fraction:
    """Player time at which the last packet near the promised end is over; 0 where none is there. Decodes nothing."""
    ends = [Fraction(0)]
    streams: list[VideoStream | AudioStream] = [*([media.video] if media.video else []), *media.audio]
    for stream in streams:
        with open_container(media.path) as container:
            near = stream.start + stream.duration + container_start(container) - BREAK_S
            last = last_end(container, container.streams[stream.index], near)
        if last is not None:
            ends.append(last * stream.time_base - media.start)
    return max(ends)
