"""Read a film once, in order, and find its shots and face tracks, piece by piece.

A piece ends at a shot boundary, or inside a very long shot. What was found up to there is final, is handed on as one
chunk, and does not depend on how often the reading was broken off before.
"""

import json
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, TypeAlias

import cv2
import numpy as np

from engine.describe.body import cut_body
from engine.describe.chips import LOOKS_SIZE, cut_chip, looks
from engine.detect.boundaries import SETTLED_S, BoundaryFinder
from engine.detect.confirm import CONTEXT_S
from engine.detect.exact_cut import exact_cut, may_lie_earlier
from engine.detect.sampling import RATES, Sampler
from engine.detect.shots import Boundary
from engine.detect.thumbs import thumbnail
from engine.detect.zoom import LARGE_PICTURE, Zoom, ZoomRule
from engine.media.background import ReadAhead
from engine.media.picture import DecodedFrame
from engine.media.probe import require_video
from engine.media.video import VideoStreamer
from engine.pipeline.bodies import bodies_of_piece
from engine.pipeline.pieces import SMALL_PX, Look, tracks_of_piece
from engine.pipeline.tools import Tools
from engine.settings import AnalysisSettings
from engine.store.scan import ScanChunk, ScanState
from engine.timebase import Span
from engine.types import Detections, Media, Pixels, Shot

MAX_PIECE_S = Fraction(30)
MAX_PIECE_CHIPS = 1500
"""Pieces end early where crowds would fill the memory: a chip takes up to 150 kB."""
AHEAD_FRAMES = 64
"""How far reading may be ahead of what is made of it: a few pieces at most."""
LEAST_PIECE_S = Fraction(1)
"""Crowds do not make pieces shorter than this."""
Passing: TypeAlias = Callable[[DecodedFrame], None]
"""Something else that is made of the frames while they are there."""


@dataclass(slots=True)
class _Piece:
    """Where the piece being read began, and what was seen of it."""

    start: Fraction
    shot: int
    shot_start: Fraction
    strength: float
    hard: bool
    """Whether it began at a boundary rather than inside a long shot."""
    look_first: bool
    """Whether the next frame is looked at, at full size, even if the sampler does not want it."""
    zoom: Zoom | None
    """That after the last look before it."""
    looks: list[Look] = field(default_factory=list)

    @property
    def chips(self) -> int:
        return sum(len(look.chips) + len(look.bodies) for look in self.looks)

    @property
    def heard_from(self) -> Fraction:
        """The first moment that bears on the boundaries after its start."""
        return self.start if self.hard else max(self.shot_start, self.start - CONTEXT_S)

    def state(self) -> dict[str, object]:
        """What a later run must know, besides the next track's number, to go on at this piece."""
        zoom = self.zoom and {"longest": self.zoom.longest, "full_at": str(self.zoom.full_at)}
        told = {"shot": self.shot, "shot_start": str(self.shot_start), "strength": self.strength}
        return told | {"hard": self.hard, "look_first": self.look_first, "zoom": zoom}

    @classmethod
    def resumed(cls, start: Fraction, told: dict[str, Any]) -> "_Piece":
        zoom = told["zoom"] and Zoom(told["zoom"]["longest"], Fraction(told["zoom"]["full_at"]))
        return cls(
            start,
            told["shot"],
            Fraction(told["shot_start"]),
            told["strength"],
            told["hard"],
            told["look_first"],
            zoom,
        )


@dataclass(frozen=True, slots=True)
class _Closed:
    """A piece that has been read: what was seen of it, the shot that ended with it, and how to go on after it."""

    span: Span
    shot: int
    looks: tuple[Look, ...]
    shots: tuple[Shot, ...]
    state: dict[str, object]


class Scanner:
    """One pass over one film. Iterate over `chunks`; `time` says how far it has read.

    One thread decodes, a second one finds shots and faces, and the caller's makes tracks of the pieces that are read.
    """

    def __init__(
        self, media: Media, settings: AnalysisSettings, tools: Tools, resume: ScanState, passing: Passing | None = None
    ) -> None:
        """`passing`: is shown each frame that is read for the first time, in the thread that looks for faces."""
        self._media = media
        self._passing = passing
        self._stream = require_video(media)
        self._tools = tools
        self._sampler = Sampler(RATES[settings.quality])
        # Large pictures cost more to decode than to look at, and those that no other depends on cost most.
        self._skips = settings.quality != "thorough" and max(self._stream.display_size) >= LARGE_PICTURE
        self._zoom = ZoomRule(settings.quality, max(self._stream.display_size))
        told = json.loads(resume.state)
        self._piece = None if resume.done_until is None else _Piece.resumed(resume.done_until, told)
        self._next_track = 0 if resume.done_until is None else int(told["first_track"])
        self._finder = BoundaryFinder(tools.shot_net, settled=resume.done_until)
        self._heard_from = self._piece.heard_from if self._piece else None
        self._waiting: tuple[DecodedFrame, Pixels] | None = None
        self._read_until = self.time = self._resumed_at = resume.done_until or Fraction(0)

    def chunks(self) -> Generator[ScanChunk | None]:
        """Yields None after each frame that ended no piece, so that the caller can report how far it is."""
        with ReadAhead(self._pieces(), AHEAD_FRAMES, "look") as pieces:
            for piece in pieces:
                if isinstance(piece, _Closed):
                    yield self._described(piece)
                else:
                    self.time = piece
                    yield None

    def _described(self, piece: _Closed) -> ScanChunk:
        tools = self._tools
        faces = tracks_of_piece(piece.looks, piece.span, piece.shot, self._next_track, tools.embedder, tools.kinds)
        self._next_track += len(faces.tracks)
        size = self._stream.display_size
        bodies = bodies_of_piece(piece.looks, faces.tracks, piece.span, piece.shot, self._next_track, size, tools)
        self._next_track += len(bodies.tracks)
        state = json.dumps(piece.state | {"first_track": self._next_track})
        found = faces + bodies
        return ScanChunk(piece.span.end, piece.shots, found.tracks, found.crops, found.features, state)

    def _pieces(self) -> Iterator[_Closed | Fraction]:
        """The pieces, and after each frame its time."""
        # The sampler, too, has to see what was before.
        begin = None if self._piece is None else self._piece.start - CONTEXT_S
        with VideoStreamer(self._media, skip_loop_filter=True, skip_nonref=self._skips, start=begin) as frames:
            for frame in frames:
                yield from self._take(frame, thumbnail(frame, self._stream.pixel_format))
                if self._passing is not None and (begin is None or frame.time >= self._resumed_at):
                    self._passing(frame)
                self._read_until = frame.time
                yield frame.time
        yield from self._finish()

    def _take(self, frame: DecodedFrame, thumb: Pixels) -> Iterator[_Closed]:
        """A cut is known one frame late, so frames wait for their successor before they are looked at."""
        if self._piece is None:
            self._piece = _Piece(frame.time, 0, frame.time, 1.0, hard=True, look_first=True, zoom=None)
        if self._heard_from is None or frame.time >= self._heard_from:
            yield from self._cut(self._finder.push(frame.pts, frame.time, thumb))
        if self._waiting is not None:
            yield from self._split_if_long(self._waiting[0].time - SETTLED_S)
        self._look_at_waiting()
        self._waiting = frame, thumb

    def _split_if_long(self, settled: Fraction) -> Iterator[_Closed]:
        """End a long piece at `settled`, before which no boundary can be found any more."""
        piece = self._piece
        assert piece is not None
        if settled - piece.start < LEAST_PIECE_S:
            return
        if settled - piece.start >= MAX_PIECE_S or piece.chips >= MAX_PIECE_CHIPS:
            yield self._close(settled, None)
            yield from self._cut(self._finder.settle(settled))

    def _look_at_waiting(self) -> None:
        """Look at the frame before the newest one, if it is wanted."""
        if self._waiting is None or self._piece is None:
            return
        (frame, thumb), self._waiting = self._waiting, None
        wanted = self._sampler.wants(frame.time, thumb)
        if frame.time < self._piece.start:
            return
        is_first, self._piece.look_first = self._piece.look_first, False
        if wanted or is_first:
            before = self._piece.looks[-1].zoom if self._piece.looks else self._piece.zoom
            self._piece.looks.append(self._look(frame, None if is_first else before))

    def _cut(self, boundaries: Sequence[Boundary]) -> Iterator[_Closed]:
        for boundary in boundaries:
            exact = self._exact(boundary)
            yield self._close(exact.time, exact)

    def _exact(self, boundary: Boundary) -> Boundary:
        frame = self._waiting[0] if self._waiting else None
        at_key_frame = frame is not None and frame.pts == boundary.pts and frame.key_frame
        if self._skips and may_lie_earlier(boundary, self._stream, at_key_frame):
            return exact_cut(self._media, boundary)
        return boundary

    def _look(self, frame: DecodedFrame, zoom: Zoom | None) -> Look:
        display = self._stream.display_size
        longest = self._zoom.size(zoom, frame.time)
        width, height = (max(32, round(side * longest / max(display))) for side in display)
        image = frame.scaled(width, height)
        found = self._tools.detector.detect(image, frame.pts, display[0] / width)
        zoom = self._zoom.after(zoom, longest, found, frame.time)
        chips = tuple(cut_chip(frame, box, points) for box, points in zip(found.boxes, found.landmarks, strict=True))
        vectors = np.stack([looks(chip) for chip in chips]) if chips else np.zeros((0, LOOKS_SIZE), np.float32)
        people = self._people(frame, image)
        bodies = () if people is None else tuple(cut_body(frame, box) for box in people.boxes)
        return Look(frame.pts, frame.time, found, chips, vectors, zoom, people, bodies, _small(image))

    def _people(self, frame: DecodedFrame, image: Pixels) -> Detections | None:
        """The persons of a frame, sought in `image`, or in a larger picture where that is too small."""
        finder = self._tools.people
        if finder is None:
            return None
        display = self._stream.display_size
        if max(image.shape[:2]) < min(finder.longest, max(display)):
            image = frame.scaled(*(max(32, round(side * finder.longest / max(display))) for side in display))
        return finder.detect(image, frame.pts, display[0] / image.shape[1])

    def _close(self, end: Fraction, boundary: Boundary | None) -> _Closed:
        """End the piece at `end` and begin the next: a new shot where there is a boundary."""
        piece = self._piece
        assert piece is not None
        mine = tuple(look for look in piece.looks if look.time < end)
        later = [look for look in piece.looks if look.time >= end]
        zoom = mine[-1].zoom if mine else piece.zoom
        shots: tuple[Shot, ...] = ()
        if boundary is None:
            self._piece = replace(piece, start=end, hard=False, look_first=False, zoom=zoom, looks=later)
        else:
            shots = (Shot(piece.shot, Span(piece.shot_start, end), piece.strength),)
            # The frame of a doubtful boundary has passed before the boundary stands.
            first, strength = not boundary.doubtful, min(1.0, boundary.strength)
            self._piece = _Piece(end, piece.shot + 1, end, strength, True, first, zoom, later)
        return _Closed(Span(piece.start, end), piece.shot, mine, shots, self._piece.state())

    def _finish(self) -> Iterator[_Closed]:
        if self._piece is None:
            return
        yield from self._cut(self._finder.flush())
        self._look_at_waiting()
        end = self._end()
        # A run that was broken off after its last chunk has nothing left to do.
        if end > self._piece.start:
            yield self._close(end, Boundary(0, end, 1.0, doubtful=False, window=Span(end, end)))

    def _end(self) -> Fraction:
        """When the film ends: by what its container says, but after its last frame."""
        said = self._stream.start + self._stream.duration
        return said if said > self._read_until else self._read_until + 1 / self._stream.frame_rate


def _small(image: Pixels) -> Pixels:
    shrink = min(1.0, SMALL_PX / max(image.shape[:2]))
    height, width = (max(1, round(side * shrink)) for side in image.shape[:2])
    return image if shrink == 1 else np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA))
