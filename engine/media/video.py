"""Stream every frame of a video at its exact time, decoding in the background while others work on it."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

from engine.media.background import ReadAhead
from engine.media.decode import DecodeCounts, DecodeOptions, decode_frames
from engine.media.picture import DecodedFrame
from engine.media.probe import probe, require_video
from engine.settings import cores
from engine.types import Media, VideoStream

__all__ = ["DecodedFrame", "VideoStreamer"]


class VideoStreamer(Iterator[DecodedFrame]):
    """Iterates over the frames of a video, in order of time; use it in a `with` block.

    `source`: a path or what `probe` said of it. `start`: player time to begin at; the frames from there on are exactly
    those of an unbroken decode. `ahead`: frames decoded before they are asked for. `prepare`: called with each frame in
    the decoder's thread, for work that should overlap with the reader's, such as scaling.

    Broken packets are skipped and counted in `errors`; frames with a derived stamp are counted in `guessed`.
    Raises UnreadableMedia where there is no video.
    """

    def __init__(
        self,
        source: Media | Path | str,
        *,
        threads: int = 2,
        skip_nonref: bool = False,
        skip_loop_filter: bool = False,
        start: Fraction | None = None,
        ahead: int = 4,
        prepare: Callable[[DecodedFrame], None] | None = None,
    ) -> None:
        self.media = source if isinstance(source, Media) else probe(source)
        self.stream: VideoStream = require_video(self.media)
        self._counts = DecodeCounts()
        options = DecodeOptions(min(threads, cores()), skip_nonref, skip_loop_filter)
        frames = decode_frames(self.media, options, self._counts, start)
        self._frames = ReadAhead(_prepared(frames, prepare) if prepare else frames, ahead, "decode")

    @property
    def errors(self) -> int:
        """Packets that could not be read or decoded so far."""
        return self._counts.errors

    @property
    def guessed(self) -> int:
        """Frames so far whose stamp was missing or out of order."""
        return self._counts.guessed

    def __next__(self) -> DecodedFrame:
        return next(self._frames)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop decoding and close the file."""
        self._frames.close()


def _prepared(frames: Iterator[DecodedFrame], prepare: Callable[[DecodedFrame], None]) -> Iterator[DecodedFrame]:
    for frame in frames:
        prepare(frame)
        yield frame
