"""What annotation formats say of a film: who shows or speaks when, and in which boxes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from engine.edit.intervals import nearest, normal
from engine.errors import ExportError
from engine.export.timeline import one_line
from engine.timebase import Span
from engine.types import Media, Modality, Segment, Track


@dataclass(frozen=True, slots=True, eq=False)
class NamedTrack:
    """A track with its person. `spans`: when the thing shows, in order; between them it is hidden or turned away."""

    person: str
    track: Track
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Annotation:
    """A film's persons. `edges`: when each frame comes on screen, and last when the last one goes.

    `rows` have one modality each, or none where a person said so.
    """

    media: Media
    edges: Sequence[Fraction]
    rows: tuple[Segment, ...]
    tracks: tuple[NamedTrack, ...] = ()

    @property
    def frames(self) -> int:
        return len(self.edges) - 1

    @property
    def persons(self) -> list[str]:
        """In order of first mention."""
        return list(dict.fromkeys([row.person for row in self.rows] + [one.person for one in self.tracks]))

    def frame_at(self, time: Fraction) -> int:
        """The frame whose edge is nearest, counted from 0."""
        return min(nearest(self.edges, time), self.frames - 1)


@dataclass(frozen=True, slots=True)
class Box:
    """Where something is in one frame: x, y, width, height in pixels of the display picture."""

    frame: int
    sides: tuple[float, float, float, float]
    score: float


def stretches(annotation: Annotation, one: NamedTrack) -> list[list[Box]]:
    """For each span in which a track shows: the boxes at its first frame, at those looked at, and at its last frame.

    Between them the box moves in straight lines. Boxes are clipped to the picture.
    """
    clock, track = annotation.media.clock, one.track
    at = np.array([annotation.frame_at(clock.time(int(pts))) for pts in track.pts], float)
    found = []
    for span in one.spans:
        first, last = annotation.frame_at(span.start), nearest(annotation.edges, span.end) - 1
        inside = {int(frame) for frame in at if first <= frame <= last}
        frames = sorted({first, last} | inside) if first <= last else []
        sides = [np.interp(frames, at, track.boxes[:, side]) for side in range(4)]
        nearest_look = [int(np.abs(at - frame).argmin()) for frame in frames]
        found.append(
            [
                Box(frame, _clipped(annotation.media, np.array(box)), float(track.scores[look]))
                for frame, look, *box in zip(frames, nearest_look, *sides, strict=True)
            ]
        )
    return [boxes for boxes in found if boxes]


def every_frame(annotation: Annotation, one: NamedTrack) -> Iterator[Box]:
    """The boxes of a track at all frames in which it shows."""
    for boxes in stretches(annotation, one):
        at = [box.frame for box in boxes]
        sides = np.array([box.sides for box in boxes])
        for frame in range(at[0], at[-1] + 1):
            x, y, width, height = (float(np.interp(frame, at, column)) for column in sides.T)
            score = min(boxes, key=lambda box: abs(box.frame - frame)).score
            yield Box(frame, (x, y, width, height), score)


def label_of(person: str) -> str:
    """A name in one line, never empty."""
    return one_line(person) or "Person"


def spans_of_frames(annotation_edges: Sequence[Fraction], frames: Sequence[int]) -> list[Span]:
    """The time of frames that are listed one by one. Raises ExportError for a frame that the film does not have."""
    last = len(annotation_edges) - 2
    for frame in frames:
        if not 0 <= frame <= last:
            raise ExportError(
                f"The annotation speaks of frame {frame}, and the video has frames 0 to {last}.",
                "Check that the two belong together.",
            )
    return list(normal(Span(annotation_edges[frame], annotation_edges[frame + 1]) for frame in frames))


def row(person: str, span: Span, modality: Modality | None, confidence: float = 1.0) -> Segment:
    return Segment(person, span, confidence, frozenset({modality}) if modality else frozenset())


def _clipped(media: Media, sides: np.ndarray) -> tuple[float, float, float, float]:
    assert media.video is not None
    width, height = media.video.display_size
    left, top = max(0.0, float(sides[0])), max(0.0, float(sides[1]))
    right = min(float(width), float(sides[0] + sides[2]))
    bottom = min(float(height), float(sides[1] + sides[3]))
    return left, top, max(0.0, right - left), max(0.0, bottom - top)
