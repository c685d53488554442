"""Find the very frame at which a cut lies, where the reading left out pictures that no other depends on."""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from engine.detect.shots import Boundary, blurred
from engine.detect.thumbs import thumbnail
from engine.media.video import VideoStreamer
from engine.types import Media, VideoStream

GAP_FRAMES = Fraction(3, 2)
"""Two pictures further apart than this many frames have others between them."""


def may_lie_earlier(boundary: Boundary, stream: VideoStream, at_key_frame: bool) -> bool:
    """Whether the cut may lie in a picture that was left out before `boundary`.

    Encoders put a key frame where a new scene begins, so a cut that is found there lies there.
    """
    is_cut = boundary.strength >= 1 and boundary.window.end == boundary.time
    return is_cut and not at_key_frame and boundary.window.duration > GAP_FRAMES / stream.frame_rate


def exact_cut(media: Media, boundary: Boundary) -> Boundary:
    """`boundary` at the frame of its window that differs most from the one before it."""
    stamps, thumbs = [], []
    with VideoStreamer(media, skip_loop_filter=True, start=boundary.window.start) as frames:
        for frame in frames:
            if frame.time > boundary.time:
                break
            stamps.append((frame.pts, frame.time))
            thumbs.append(blurred(thumbnail(frame, frames.stream.pixel_format)))
    if len(thumbs) < 3:
        return boundary
    changes = np.abs(np.diff(np.stack(thumbs), axis=0)).mean(axis=(1, 2, 3))
    pts, time = stamps[int(changes.argmax()) + 1]
    return replace(boundary, pts=pts, time=time)
