"""Cuts with known frames, for every export that works from an edit list."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import PurePath, PurePosixPath

import pytest

from engine.edit.edit_list import EditList, EvenEdges, edit_list
from engine.timebase import Span
from engine.types import AudioStream, Media, Segment, VideoStream

A_FILM = PurePosixPath("/films/a film.mov")
PAL, ZERO = Fraction(25), Fraction(0)
Film = Callable[..., Media]
Cut = Callable[..., EditList]


@pytest.fixture
def film() -> Film:
    """Describes a source file that need not exist."""

    def make(
        path: PurePath = A_FILM,
        rate: Fraction = PAL,
        timecode: str = "",
        frames: int = 5000,
        channels: Sequence[int] = (2,),
        variable: bool = False,
        reel: str = "",
        size: tuple[int, int] = (1920, 1080),
        start: Fraction = ZERO,
    ) -> Media:
        length = frames / rate
        base = Fraction(1, rate.numerator)
        video = VideoStream(
            index=0,
            codec="h264",
            profile="High",
            pixel_format="yuv420p",
            width=size[0],
            height=size[1],
            rotation=0,
            pixel_aspect=Fraction(1),
            time_base=base,
            start=start,
            duration=length,
            frame_rate=rate,
            variable_rate=variable,
            frames=frames,
            timecode=timecode,
            reel=reel,
        )
        audio = tuple(
            AudioStream(i, "aac", 48000, count, "", Fraction(1, 48000), Fraction(0), length, "", i == 1)
            for i, count in enumerate(channels, 1)
        )
        return Media(path, "mov", Fraction(0), length, video, audio, ())  # type: ignore[arg-type]

    return make


@pytest.fixture
def cut() -> Cut:
    """The edit list of `(first frame, frames, person)` of one source of constant frame rate."""

    def make(media: Media, *parts: tuple[int, int, str]) -> EditList:
        assert media.video is not None
        edges = EvenEdges(media.video.start, media.video.frame_rate, media.video.frames)
        return edit_list(
            media,
            [
                Segment(who, Span(edges[first], edges[first + frames]), 0.9, frozenset({"face", "body"}))
                for first, frames, who in parts
            ],
            edges,
        )

    return make
