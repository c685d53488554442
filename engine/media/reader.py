"""Show any frame of a video on request, exact to the frame: thumbnails, crops, film strips, stepping."""

from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from engine.errors import UnreadableMedia
from engine.media.container import COPY_AGAIN, open_container
from engine.media.decode import RUN_UP_FRAMES, DecodeCounts, DecodeOptions, decode_frames
from engine.media.decord_reader import DecordReader, exact_stamps
from engine.media.picture import DecodedFrame
from engine.media.probe import probe, require_video
from engine.media.recent import RecentFrames
from engine.protocols import FrameReader
from engine.types import Frame, Media

# Further ahead than this, seeking to a key frame is cheaper than decoding on.
DECODE_ON_S = 2


def open_reader(source: Media | Path | str, width: int | None = None) -> FrameReader:
    """A reader of the frames of a video, for one thread at a time. Close it after use.

    `width`: of the pictures, in display pixels; their height follows, and None means full size. decord serves the
    files for which `exact_stamps` vouches, PyAV all others. Raises UnreadableMedia where there is no video.
    """
    media = source if isinstance(source, Media) else probe(source)
    size = picture_size(media, width)
    stamps = exact_stamps(media)
    if stamps is None:
        return AvReader(media, size)
    return DecordReader(media, size, stamps, lambda: AvReader(media, size))


def picture_size(media: Media, width: int | None) -> tuple[int, int]:
    """Width and height of the display picture brought to `width`, never enlarged."""
    full_width, full_height = require_video(media).display_size
    if width is None or width >= full_width:
        return full_width, full_height
    return width, max(1, round(full_height * width / full_width))


class AvReader:
    """A FrameReader that seeks to the key frame before and decodes on; see `engine.protocols.FrameReader`."""

    def __init__(self, media: Media, size: tuple[int, int], threads: int = 2) -> None:
        require_video(media)
        self._media = media
        self._size = size
        self._options = DecodeOptions(threads)
        self._container = open_container(media.path)
        self._frames: Iterator[DecodedFrame] = iter(())
        # Unconverted, for stepping back; each takes about 3 MB at 1080p.
        self._passed: deque[DecodedFrame] = deque(maxlen=RUN_UP_FRAMES)
        self._next: DecodedFrame | None = None
        self._recent = RecentFrames()

    def at(self, time: Fraction) -> Frame:
        """The last frame that is not after `time`; the first one for earlier times.

        Raises UnreadableMedia where no frame can be had any more.
        """
        if found := self._recent.find(time):
            return found
        if not self._reachable(time):
            self._restart(time)
        while self._next is not None and (self._next.time <= time or not self._passed):
            self._passed.append(self._next)
            self._next = next(self._frames, None)
        if not self._passed:
            raise UnreadableMedia(self._media.path, "no picture can be decoded any more", COPY_AGAIN)
        until = self._next.time if self._next is not None else None
        for frame in reversed(self._passed):
            if frame.time <= time:
                break
            until = frame.time
        else:
            frame = self._passed[0]
        return self._recent.add(self._converted(frame), until)

    def between(self, start: Fraction, end: Fraction) -> Iterator[Frame]:
        """Every frame whose time lies in `[start, end)`, in order. Other calls do not disturb it."""
        for frame in decode_frames(self._media, self._options, DecodeCounts(), start):
            if frame.time >= end:
                return
            yield self._converted(frame)

    def close(self) -> None:
        """Close the file and let go of all pictures."""
        self._passed.clear()
        self._recent.clear()
        self._frames, self._next = iter(()), None
        self._container.close()

    def _reachable(self, time: Fraction) -> bool:
        if not self._passed or time < self._passed[0].time:
            return False
        return self._next is None or time < self._passed[-1].time + DECODE_ON_S

    def _restart(self, time: Fraction) -> None:
        self._passed.clear()
        self._frames = decode_frames(
            self._media, self._options, DecodeCounts(), time, run_up=True, container=self._container
        )
        self._next = next(self._frames, None)

    def _converted(self, frame: DecodedFrame) -> Frame:
        return Frame(frame.pts, frame.time, frame.scaled(*self._size))
