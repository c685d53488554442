"""The frozen values that stages hand to each other.

Boxes and landmarks are float32 in pixels of the *display picture*: upright (rotation applied) with square pixels,
`display_width` x `display_height`. Boxes are x, y, width, height. Frame stamps are integers in the video stream's time
base; spans are player time.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.timebase import Clock, Span

Floats: TypeAlias = NDArray[np.float32]
Pixels: TypeAlias = NDArray[np.uint8]
Modality: TypeAlias = Literal["face", "body", "voice", "caption"]
Kind: TypeAlias = Literal["face", "body"]


@dataclass(frozen=True, slots=True)
class VideoStream:
    """One video stream as its container describes it."""

    index: int
    codec: str
    profile: str
    pixel_format: str
    width: int
    """Coded pixels, before rotation."""
    height: int
    rotation: int
    """Degrees clockwise that a player turns the coded picture: 0, 90, 180 or 270."""
    pixel_aspect: Fraction
    time_base: Fraction
    start: Fraction
    """Player time of the first frame; above 0 where the video starts late."""
    duration: Fraction
    frame_rate: Fraction
    """Nominal frames a second; for variable-rate video the average. Never used to compute a frame's time."""
    variable_rate: bool
    frames: int
    """Number of frames as the container says, 0 where it does not."""
    timecode: str
    """Start timecode of the source, `HH:MM:SS:FF` or with `;`, empty where there is none."""
    reel: str

    @property
    def display_size(self) -> tuple[int, int]:
        """Width and height of the display picture: square pixels, upright."""
        width, height = self.width, self.height
        if self.pixel_aspect > 1:
            width = round(width * self.pixel_aspect)
        elif self.pixel_aspect < 1:
            height = round(height / self.pixel_aspect)
        return (height, width) if self.rotation in (90, 270) else (width, height)


@dataclass(frozen=True, slots=True)
class AudioStream:
    """One sound stream as its container describes it."""

    index: int
    codec: str
    sample_rate: int
    channels: int
    layout: str
    time_base: Fraction
    start: Fraction
    duration: Fraction
    language: str
    default: bool


@dataclass(frozen=True, slots=True)
class SubtitleStream:
    """One subtitle stream as its container describes it."""

    index: int
    codec: str
    language: str
    is_text: bool


@dataclass(frozen=True, slots=True)
class Media:
    """What `media.probe` learnt of one file. `video` is None for sound files."""

    path: Path
    container: str
    start: Fraction
    """The container's start time, subtracted from every stamp to give player time."""
    duration: Fraction
    video: VideoStream | None
    audio: tuple[AudioStream, ...]
    subtitles: tuple[SubtitleStream, ...]

    @property
    def clock(self) -> Clock:
        """Clock of the video stream. Raises ValueError where there is none."""
        if self.video is None:
            raise ValueError(f"{self.path} has no video stream")
        return Clock(self.video.time_base, self.start)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One decoded picture. `image`: (height, width, 3) uint8 RGB, upright, square pixels, maybe scaled down."""

    pts: int
    time: Fraction
    image: Pixels


@dataclass(frozen=True, slots=True)
class Shot:
    """Span between two cuts. `confidence` (0..1) is that of the cut at its start; 1 at the film's beginning."""

    index: int
    span: Span
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Detections:
    """All boxes of one frame. n may be 0."""

    pts: int
    boxes: Floats
    """(n, 4) x, y, width, height."""
    scores: Floats
    """(n,) in 0..1."""
    landmarks: Floats
    """(n, 5, 2) eye, eye, nose, mouth corner, mouth corner, from the picture's left; (n, 0, 2) for bodies."""


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Detections of one thing through one shot, in order of time."""

    id: int
    kind: Kind
    shot: int
    span: Span
    """When the thing is visible: from its first to after its last frame, reaching to the shot's edges where due."""
    pts: NDArray[np.int64]
    """(n,) stamps of the frames looked at."""
    boxes: Floats
    """(n, 4)."""
    scores: Floats
    """(n,) in 0..1: how sure it is that the thing shows here; 0 where the box was carried on by motion alone."""
    landmarks: Floats
    """(n, 5, 2); zeros where `scores` is 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """A picture of one track at one time, good enough to show or to embed."""

    track: int
    pts: int
    box: Floats
    """(4,) where it was in the display picture."""
    quality: float
    """0..1, how much an embedding of it can be trusted."""
    jpeg: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """What a model says of one track: one vector per crop, and how far each can be trusted."""

    track: int
    model: str
    vectors: Floats
    """(n, d), each of unit length."""
    qualities: Floats
    """(n,) in 0..1."""


@dataclass(frozen=True, slots=True)
class Caption:
    """Words that are shown or said in a span: a subtitle, or what was read in the picture.

    `confidence`: 0..1, 1 for subtitles. `box`: x, y, width, height in the display picture, None for subtitles.
    """

    span: Span
    text: str
    source: Literal["subtitle", "picture"]
    confidence: float = 1.0
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """One voice through one span of player time. Turns of one sound may overlap where people talk at once."""

    id: int
    span: Span
    speaker: int
    """Number of the speaker of this film, the one who speaks most being 0."""
    sure: float
    """0..1, the mean chance that this speaker speaks."""
    alone: float
    """0..1, the share of the span in which nobody else speaks."""
    vector: Floats
    """(d,) of unit length; zeros where too little was heard to describe the voice."""
    quality: float
    """0..1, how far the vector can be trusted."""


@dataclass(frozen=True, slots=True)
class Speaking:
    """How a face track moves its mouth to a turn: `nats` above 0 speak for its being the speaker, below 0 against.

    `seconds`: how much of the turn was looked at.
    """

    turn: int
    track: int
    nats: float
    seconds: float


PersonKind: TypeAlias = Literal["real", "drawn"]
"""Photographed, or drawn or rendered."""


@dataclass(frozen=True, slots=True)
class Person:
    """A cluster of tracks in a project. `known` is False for the bucket of tracks too poor to tell."""

    id: int
    name: str
    tracks: tuple[int, ...]
    known: bool = True
    kind: PersonKind = "real"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One modality's claim that a person is there in a span, with a calibrated probability."""

    person: str
    span: Span
    modality: Modality
    confidence: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A span that the rules keep for a person."""

    person: str
    span: Span
    confidence: float
    modalities: frozenset[str] = frozenset()
    by_hand: bool = False


CorrectionKind: TypeAlias = Literal[
    "is", "is not", "same", "different", "not a face", "not a person", "present", "absent",
    "voice is", "voice is not", "not speaking", "real", "drawn",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Correction:
    """What the user said of tracks or of a stretch of time; obeyed until it is taken back.

    "is" and "is not" tie `tracks` to `name`; "same" and "different" tie `tracks` to `other_tracks`; "not a face" and
    "not a person" speak of `tracks` alone, as do "real" and "drawn", which say what they show; "present" and "absent"
    of `name` in `span`. The others
    speak of the voice that is heard in `span` and of the person of `tracks`, or of `name` where there are none:
    "voice is" and "voice is not" wherever that voice is heard, "not speaking" of that span alone.
    """

    kind: CorrectionKind
    tracks: tuple[int, ...] = ()
    other_tracks: tuple[int, ...] = ()
    name: str = ""
    span: Span | None = None
