"""Look for faces and persons in the frames of a piece: at a few in any case, at others where these do not agree."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import cv2
import numpy as np
from scipy.optimize import linear_sum_assignment

from engine.describe.body import cut_body
from engine.describe.chips import LOOKS_SIZE, cut_chip, looks
from engine.describe.face_tracks import crop_quality
from engine.detect.faces import overlaps
from engine.detect.zoom import Zoom, ZoomRule
from engine.media.picture import DecodedFrame
from engine.pipeline.pieces import SMALL_PX, Look
from engine.pipeline.tools import Tools
from engine.types import Detections, Pixels


@dataclass(frozen=True, slots=True)
class AgreeLimits:
    """When two looks show the same, so that what lies between them can be foretold.

    `sure_face`, `sure_person`: scores of what must be in both looks. `some_face`, `some_person`: scores of what counts
    as its counterpart. `overlap`: share of the union of two boxes that are one thing. `alike`: cosine of its colours.
    `quality`: poorer faces are looked at again and again, for their landmarks are rough.
    """

    sure_face: float = 0.3
    some_face: float = 0.22
    sure_person: float = 0.6
    some_person: float = 0.35
    overlap: float = 0.5
    alike: float = 0.8
    quality: float = 0.15


def same_faces(one: Look, other: Look, limits: AgreeLimits | None = None) -> list[tuple[int, int]] | None:
    """Pairs of detections of two looks that show the same faces; None where the looks do not show the same.

    They do where everything that is surely in one of them is in the other at about the same place.
    """
    limits = limits or AgreeLimits()
    faces = _pairs(one.detections, other.detections, limits.sure_face, limits.some_face, limits.overlap)
    if faces is None or any(one.looks[i] @ other.looks[j] < limits.alike for i, j in faces):
        return None
    if any(min(_quality(one, i), _quality(other, j)) < limits.quality for i, j in faces):
        return None
    if one.people is not None and other.people is not None:
        bounds = limits.sure_person, limits.some_person, limits.overlap
        if _pairs(one.people, other.people, *bounds) is None:
            return None
    return faces


def _quality(look: Look, face: int) -> float:
    return crop_quality(look.chips[face], float(look.detections.scores[face]))


def _pairs(
    one: Detections, other: Detections, sure: float, some: float, overlap: float
) -> list[tuple[int, int]] | None:
    """Each with its counterpart; None where something `sure` has none with `some` score."""
    mine, theirs = np.flatnonzero(one.scores >= some), np.flatnonzero(other.scores >= some)
    shares = np.array([overlaps(one.boxes[i], other.boxes[theirs]) for i in mine]).reshape(len(mine), len(theirs))
    rows, columns = linear_sum_assignment(-shares)
    pairs = [(int(mine[r]), int(theirs[c])) for r, c in zip(rows, columns, strict=True) if shares[r, c] >= overlap]
    paired = [set(side) for side in zip(*pairs, strict=True)] or [set(), set()]
    for found, known in zip((one, other), paired, strict=True):
        if not set(np.flatnonzero(found.scores >= sure).tolist()) <= known:
            return None
    return pairs


class Looker:
    """Looks at frames of one film, at the size that the faces seen before ask for."""

    def __init__(self, display: tuple[int, int], rule: ZoomRule, tools: Tools) -> None:
        """`display`: width and height of the film's picture."""
        self._display = display
        self._rule = rule
        self._tools = tools

    def look(self, frame: DecodedFrame, zoom: Zoom | None) -> Look:
        """`zoom`: that of the look before, None where a shot begins."""
        longest = self._rule.size(zoom, frame.time)
        image, found = self._faces(frame, longest)
        zoom = self._rule.after(zoom, longest, found, frame.time)
        return self._seen(frame, image, found, zoom, self._people(frame, image))

    def look_between(self, frame: DecodedFrame, zoom: Zoom, longest: int) -> Look:
        """A look at a given size, which changes nothing for those after it."""
        image, found = self._faces(frame, longest)
        return self._seen(frame, image, found, zoom, self._people(frame, image))

    def is_full(self, zoom: Zoom) -> bool:
        """Whether looks at that size are no cheaper than a thorough one."""
        return zoom.longest >= self._rule.full

    def may_foretell(self, look: Look, pairs: Sequence[tuple[int, int]]) -> bool:
        """Not in drawings: landmarks of drawn faces come from several detectors, and none finds them again."""
        kinds = self._tools.kinds
        return not pairs or kinds is None or look.small is None or not kinds.looks_drawn(look.small)

    def predicted(self, frame: DecodedFrame, left: Look, right: Look, pairs: Sequence[tuple[int, int]]) -> Look:
        """What a look would find where two around it show the same faces: each on the straight way between the two."""
        share = np.float32((frame.time - left.time) / (right.time - left.time))
        mine, theirs = (np.array(side, int) for side in (zip(*pairs, strict=True) if pairs else ((), ())))
        one, other = left.detections, right.detections
        boxes, points = (
            first[mine] + (last[theirs] - first[mine]) * share
            for first, last in ((one.boxes, other.boxes), (one.landmarks, other.landmarks))
        )
        found = Detections(frame.pts, boxes, np.minimum(one.scores[mine], other.scores[theirs]), points)
        small = frame.scaled(*self._size(min(SMALL_PX, max(self._display))))
        return self._seen(frame, small, found, left.zoom, None)

    def _faces(self, frame: DecodedFrame, longest: int) -> tuple[Pixels, Detections]:
        image = frame.scaled(*self._size(longest))
        return image, self._tools.detector.detect(image, frame.pts, self._display[0] / image.shape[1])

    def _size(self, longest: int) -> tuple[int, int]:
        width, height = (max(32, round(side * longest / max(self._display))) for side in self._display)
        return width, height

    def _seen(
        self, frame: DecodedFrame, image: Pixels, found: Detections, zoom: Zoom, people: Detections | None
    ) -> Look:
        chips = tuple(cut_chip(frame, box, points) for box, points in zip(found.boxes, found.landmarks, strict=True))
        vectors = np.stack([looks(chip) for chip in chips]) if chips else np.zeros((0, LOOKS_SIZE), np.float32)
        bodies = () if people is None else tuple(cut_body(frame, box) for box in people.boxes)
        return Look(frame.pts, frame.time, found, chips, vectors, zoom, people, bodies, _small(image))

    def _people(self, frame: DecodedFrame, image: Pixels) -> Detections | None:
        """The persons of a frame, sought in `image`, or in a larger picture where that is too small."""
        finder = self._tools.people
        if finder is None:
            return None
        if max(image.shape[:2]) < min(finder.longest, max(self._display)):
            image = frame.scaled(*self._size(finder.longest))
        return finder.detect(image, frame.pts, self._display[0] / image.shape[1])


@dataclass(slots=True)
class PieceLooks:
    """The looks at one piece, and frames that are held until it is known whether they have to be looked at.

    What comes out depends on the frames of the piece alone, and on `before`, the zoom after the last look before it.
    """

    before: Zoom | None
    looks: list[Look] = field(default_factory=list)
    held: list[DecodedFrame] = field(default_factory=list)

    @property
    def zoom(self) -> Zoom | None:
        """That for the next look."""
        return self.looks[-1].zoom if self.looks else self.before

    @property
    def chips(self) -> int:
        """Pictures of faces and bodies that are kept."""
        return sum(len(look.chips) + len(look.bodies) for look in self.looks)

    def look(self, frame: DecodedFrame, looker: Looker, first: bool = False) -> None:
        """Look at a frame now; `first` of a shot."""
        self.looks.append(looker.look(frame, None if first else self.zoom))

    def hold(self, frame: DecodedFrame, looker: Looker) -> None:
        """Keep a frame until it is known whether it has to be looked at; where faces are small it is, and at once."""
        if self.zoom is None or looker.is_full(self.zoom):
            self.look(frame, looker)
        else:
            self.held.append(frame)

    def fill(self, end: Fraction, looker: Looker) -> None:
        """Decide about the held frames between looks before `end`."""
        while self.held:
            place = next((i for i, look in enumerate(self.looks) if look.time > self.held[0].time), None)
            if place is None or self.looks[place].time >= end:
                return
            right = self.looks[place]
            between = [frame for frame in self.held if frame.time < right.time]
            self.held = self.held[len(between) :]
            if place == 0:
                # What the piece begins with is not known from another look.
                left = self._edge(between.pop(0), looker)
                self.looks.insert(0, left)
                place = 1
            else:
                left = self.looks[place - 1]
            self.looks[place:place] = _between(left, between, right, looker)

    def parted(self, end: Fraction, looker: Looker) -> tuple[tuple[Look, ...], "PieceLooks"]:
        """The looks before `end`, where the piece ends, and what is known of the next one."""
        self.fill(end, looker)
        mine = [look for look in self.looks if look.time < end]
        held = [frame for frame in self.held if frame.time < end]
        if held:
            last = self._edge(held.pop(), looker, mine)
            mine += _between(mine[-1], held, last, looker) if mine else []
            mine.append(last)
        rest = PieceLooks(mine[-1].zoom if mine else self.before)
        rest.looks = [look for look in self.looks if look.time >= end]
        rest.held = [frame for frame in self.held if frame.time >= end]
        return tuple(mine), rest

    def _edge(self, frame: DecodedFrame, looker: Looker, mine: Sequence[Look] = ()) -> Look:
        zoom = mine[-1].zoom if mine else self.before
        return looker.look(frame, None) if zoom is None else looker.look_between(frame, zoom, zoom.longest)


def _between(left: Look, frames: Sequence[DecodedFrame], right: Look, looker: Looker) -> list[Look]:
    """Looks at `frames`: at as many as it takes until neighbouring looks agree, the others being foretold."""
    if not frames:
        return []
    pairs = same_faces(left, right)
    if pairs is not None and looker.may_foretell(left, pairs):
        return [looker.predicted(frame, left, right, pairs) for frame in frames]
    middle = len(frames) // 2
    look = looker.look_between(frames[middle], left.zoom, left.zoom.longest)
    return [
        *_between(left, frames[:middle], look, looker),
        look,
        *_between(look, frames[middle + 1 :], right, looker),
    ]


def _small(image: Pixels) -> Pixels:
    shrink = min(1.0, SMALL_PX / max(image.shape[:2]))
    height, width = (max(1, round(side * shrink)) for side in image.shape[:2])
    return image if shrink == 1 else np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA))
