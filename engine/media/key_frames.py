"""Show the key frame before a time, decoded alone: a few milliseconds, however far the next one is."""

from fractions import Fraction

from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream as AvVideo

from engine.media.container import open_container
from engine.media.picture import DecodedFrame
from engine.media.probe import require_video
from engine.media.reader import picture_size
from engine.types import Frame, Media


class KeyFrames:
    """Cheap pictures of a film, for one thread at a time. Close it after use.

    `width`: of the pictures, in display pixels. Raises UnreadableMedia where there is no video.
    """

    def __init__(self, media: Media, width: int | None = None) -> None:
        self._video = require_video(media)
        self._clock = media.clock
        self._size = picture_size(media, width)
        self._container: InputContainer = open_container(media.path)
        stream = self._container.streams[self._video.index]
        assert isinstance(stream, AvVideo)
        self._stream = stream
        # More threads hold pictures back, and there is only one picture to decode.
        stream.codec_context.thread_count = 1

    def before(self, time: Fraction) -> Frame | None:
        """The last key frame that is not after `time`; None where the file does not tell of one."""
        if self._container.duration is None:
            return None
        # Seeking looks at stamps; the first tick after the time would be too late.
        latest = self._clock.pts(time) - (self._clock.time(self._clock.pts(time)) > time)
        try:
            self._container.seek(latest, stream=self._stream)
            picture = self._decoded()
        except (FFmpegError, OSError, EOFError):
            # What is broken here need not be so for whoever decodes on from further back.
            return None
        if picture is None or picture.pts is None or picture.pts > latest:
            return None
        decoded = DecodedFrame(picture, self._video, picture.pts, self._clock.time(picture.pts))
        return Frame(decoded.pts, decoded.time, decoded.scaled(*self._size))

    def close(self) -> None:
        self._container.close()

    def _decoded(self) -> VideoFrame | None:
        context = self._stream.codec_context
        for packet in self._container.demux(self._stream):
            if not packet.size:
                return None
            if packet.is_keyframe:
                frames = context.decode(packet) or context.decode(None)
                return next((frame for frame in frames if frame.key_frame), None)
        return None
