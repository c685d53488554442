"""Read a film once, in order, and find its shots and face tracks, piece by piece.

A piece ends at a shot boundary, or inside a very long shot where nothing is in doubt. What was found up to there is
final, is handed on as one chunk, and does not depend on how often the reading was broken off before.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from engine.describe.chips import LOOKS_SIZE, cut_chip, looks
from engine.detect.confirm import AFTER_S, BoundaryJudge
from engine.detect.sampling import RATES, Sampler
from engine.detect.shots import Boundary, ShotDetector
from engine.detect.thumbs import thumbnail
from engine.media.picture import DecodedFrame
from engine.media.probe import require_video
from engine.media.video import VideoStreamer
from engine.pipeline.pieces import Look, tracks_of_piece
from engine.pipeline.tools import Tools
from engine.settings import AnalysisSettings
from engine.store.scan import ScanChunk, ScanState
from engine.timebase import Span
from engine.types import Media, Pixels, Shot, VideoStream

MAX_PIECE_S = Fraction(30)
MAX_PIECE_CHIPS = 1500
"""Pieces end early where crowds would fill the memory: a chip takes up to 150 kB."""
PREROLL_S = Fraction(5)
"""How much before a resumed piece the shot detector has to see to be in the state that it was in."""


@dataclass(slots=True)
class _Piece:
    """Where the piece being read began, and what was seen of it."""

    start: Fraction
    shot: int
    shot_start: Fraction
    strength: float
    first_track: int
    hard: bool
    """Whether it began at a boundary rather than inside a long shot."""
    looks: list[Look] = field(default_factory=list)

    @property
    def chips(self) -> int:
        return sum(len(look.chips) for look in self.looks)

    def state(self) -> str:
        """JSON from which a later run goes on at this piece."""
        return json.dumps({"shot": self.shot, "shot_start": str(self.shot_start), "strength": self.strength,
                           "first_track": self.first_track, "hard": self.hard})  # fmt: skip

    @classmethod
    def resumed(cls, state: ScanState) -> "_Piece":
        assert state.done_until is not None
        told = json.loads(state.state)
        return cls(state.done_until, told["shot"], Fraction(told["shot_start"]), told["strength"],
                   told["first_track"], told["hard"])  # fmt: skip


class Scanner:
    """One pass over one film. Iterate over `chunks`; `time` says how far it has read."""

    def __init__(self, media: Media, settings: AnalysisSettings, tools: Tools, resume: ScanState) -> None:
        self._media = media
        self._stream = require_video(media)
        self._tools = tools
        self._shots = ShotDetector()
        self._judge = BoundaryJudge(tools.shot_net)
        self._sampler = Sampler(RATES[settings.quality])
        self._detect_size = detection_size(self._stream, settings)
        self._piece = None if resume.done_until is None else _Piece.resumed(resume)
        self._doubts: list[Boundary] = []
        self._waiting: tuple[DecodedFrame, Pixels] | None = None
        self.time = resume.done_until or Fraction(0)

    def chunks(self) -> Iterator[ScanChunk | None]:
        """Yields None after each frame that ended no piece, so that the caller can report how far it is."""
        with VideoStreamer(self._media, skip_loop_filter=True, start=self._decode_from()) as frames:
            for frame in frames:
                yield from self._take(frame, thumbnail(frame, self._stream.pixel_format))
                self.time = frame.time
                yield None
        yield from self._finish()

    def _decode_from(self) -> Fraction | None:
        return None if self._piece is None else max(Fraction(0), self._piece.start - PREROLL_S)

    def _take(self, frame: DecodedFrame, thumb: Pixels) -> Iterator[ScanChunk]:
        """A cut is known one frame late, so frames wait for their successor before they are looked at."""
        if self._piece is None:
            self._piece = _Piece(frame.time, 0, frame.time, 1.0, 0, hard=True)
        if frame.time >= self._piece.start or not self._piece.hard:
            self._judge.push(frame.time, thumb)
            yield from self._settle(self._shots.push(frame.pts, frame.time, thumb), frame.time)
        yield from self._look_at_waiting()
        self._waiting = frame, thumb

    def _look_at_waiting(self) -> Iterator[ScanChunk]:
        if self._waiting is None or self._piece is None:
            return
        (frame, thumb), self._waiting = self._waiting, None
        wanted = self._sampler.wants(frame.time, thumb)
        if frame.time < self._piece.start:
            return
        if self._is_too_long(frame.time):
            yield self._close(frame.time, None)
        if wanted or (self._piece.hard and frame.time == self._piece.start):
            self._piece.looks.append(self._look(frame))

    def _settle(self, found: list[Boundary], now: Fraction) -> Iterator[ScanChunk]:
        """Judge what is due; each accepted boundary ends the piece and may uncover further ones."""
        self._doubts += [boundary for boundary in found if boundary.doubtful]
        sure = [boundary for boundary in found if not boundary.doubtful]
        # What follows a sure cut tells nothing of a doubt before it, so there is no use in waiting.
        due = [d for d in self._doubts if sure or now - d.time >= AFTER_S]
        self._doubts = [d for d in self._doubts if d not in due]
        for boundary in sorted((*due, *sure), key=lambda b: b.time):
            if self._starts_shot(boundary):
                yield self._close(boundary.time, boundary)
                self._judge.restart(boundary.time)
                self._doubts = [d for d in self._doubts if d.time > boundary.time]
                yield from self._settle(self._shots.restart(boundary), now)

    def _starts_shot(self, boundary: Boundary) -> bool:
        piece = self._piece
        assert piece is not None
        inside = boundary.time > piece.start or (boundary.time == piece.start and not piece.hard)
        return inside and self._judge.accepts(boundary)

    def _is_too_long(self, time: Fraction) -> bool:
        assert self._piece is not None
        full = time - self._piece.start >= MAX_PIECE_S or self._piece.chips >= MAX_PIECE_CHIPS
        return full and self._shots.is_calm()

    def _look(self, frame: DecodedFrame) -> Look:
        width, height = self._detect_size
        scale = self._stream.display_size[0] / width
        found = self._tools.detector.detect(frame.scaled(width, height), frame.pts, scale)
        chips = tuple(cut_chip(frame, box, points) for box, points in zip(found.boxes, found.landmarks, strict=True))
        vectors = np.stack([looks(chip) for chip in chips]) if chips else np.zeros((0, LOOKS_SIZE), np.float32)
        return Look(frame.pts, frame.time, found, chips, vectors)

    def _close(self, end: Fraction, boundary: Boundary | None) -> ScanChunk:
        """End the piece at `end` and begin the next: a new shot where there is a boundary."""
        piece = self._piece
        assert piece is not None
        mine = [look for look in piece.looks if look.time < end]
        found = tracks_of_piece(mine, Span(piece.start, end), piece.shot, piece.first_track, self._tools.embedder)
        next_track = piece.first_track + len(found.tracks)
        shots: tuple[Shot, ...] = ()
        if boundary is None:
            self._piece = _Piece(end, piece.shot, piece.shot_start, piece.strength, next_track, hard=False)
        else:
            shots = (Shot(piece.shot, Span(piece.shot_start, end), piece.strength),)
            self._piece = _Piece(end, piece.shot + 1, end, min(1.0, boundary.strength), next_track, hard=True)
        self._piece.looks = [look for look in piece.looks if look.time >= end]
        return ScanChunk(end, shots, found.tracks, found.crops, found.features, self._piece.state())

    def _finish(self) -> Iterator[ScanChunk]:
        if self._piece is None:
            return
        yield from self._settle([*self._shots.flush()], self.time + AFTER_S)
        yield from self._look_at_waiting()
        end = max(self.time, self._piece.start, self._stream.start + self._stream.duration)
        yield self._close(end, Boundary(0, end, 1.0, doubtful=False, window=Span(end, end)))


def detection_size(stream: VideoStream, settings: AnalysisSettings) -> tuple[int, int]:
    """Width and height at which faces are looked for: CenterFace finds faces of ten pixels, so 640 across suffice."""
    longest = {"fast": 480, "balanced": 640, "thorough": 960}[settings.quality]
    width, height = stream.display_size
    scale = longest / max(width, height)
    return max(32, round(width * scale)), max(32, round(height * scale))
