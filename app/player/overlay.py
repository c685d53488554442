"""Who is where in the picture at a time: boxes of the film's tracks, between the frames that were looked at."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from app.session import Card, Scene, Sighting
from engine.timebase import Span
from engine.types import Track

SAME_FACE = 0.35
"""Boxes that share this part of their union show one face; those between two looks are only near it."""
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Mark:
    """One box on the picture. `box`: x, y, width, height in display pixels. `place`: of the person in the cast.

    `track`: a track of the person, `NOBODY` where the face is nobody's that is known.
    """

    track: int
    box: tuple[float, float, float, float]
    name: str
    confidence: float
    place: int
    known: bool
    is_body: bool = False
    """The face does not show."""


@dataclass(frozen=True, slots=True, eq=False)
class _Body:
    track: Track
    span: Span
    chance: float
    place: int
    card: Card


class Overlay:
    """The tracks of a scene, ready to be asked many times a second."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._starts = [shot.span.start for shot in scene.shots]
        self._bodies: dict[int, list[_Body]] = {}
        for place, card in enumerate(scene.cards):
            for claim in card.bodies:
                body = scene.tracks.get(claim.track)
                if body is not None:
                    self._bodies.setdefault(body.shot, []).append(_Body(body, claim.span, claim.chance, place, card))

    def at(self, time: Fraction) -> list[Mark]:
        """The marks of one instant; tracks that were said to be no face have none.

        A body has one only while the person's face has none.
        """
        faces = self._faces(time)
        showing = {mark.place for mark in faces}
        bodies = [mark for mark in self._bodies_at(time) if mark.place not in showing]
        return faces + bodies

    def _faces(self, time: Fraction) -> list[Mark]:
        found = []
        for track in self._candidates(time):
            owner = self._owner(track.id)
            if owner is not None and track.kind == "face" and track.span.contains(time) and len(track.pts):
                place, card = owner
                score = float(np.interp(self._tick(time), track.pts, track.scores))
                found.append(Mark(track.id, box_at(track, self._tick(time)), card.shown, score, place, card.known))
        return found

    def _owner(self, track: int) -> tuple[int, Card] | None:
        place = self._scene.place_of(track)
        return None if place is None else (place, self._scene.cards[place])

    def _bodies_at(self, time: Fraction) -> list[Mark]:
        """The surest body of each person."""
        found: dict[int, Mark] = {}
        for body in self._bodies.get(self._shot_at(time), ()):
            if body.span.contains(time) and len(body.track.pts):
                before = found.get(body.place)
                if before is None or before.confidence < body.chance:
                    box, card = box_at(body.track, self._tick(time)), body.card
                    # A body track may lie in nobody's tracks, so a click means the person's best one.
                    found[body.place] = Mark(card.anchor, box, card.shown, body.chance, body.place, card.known, True)
        return list(found.values())

    def with_radar(self, time: Fraction, faces: Sequence[Sighting], unknown: str) -> list[Mark]:
        """The marks of one instant that the radar has looked at.

        `unknown`: what a face is called that is nobody's.
        """
        marks = [self._named(face, unknown) for face in faces]
        # What was stored since the radar was asked may be a face that it found.
        named = {mark.place for mark in marks if mark.known}
        return marks + [
            mark
            for mark in self.at(time)
            if not (mark.is_body and mark.place in named)
            and not any(overlap(mark.box, face.box) >= SAME_FACE for face in faces)
        ]

    def _named(self, face: Sighting, unknown: str) -> Mark:
        owner = self._owner(face.track) if face.track is not None else None
        if owner is None or face.track is None:
            return Mark(NOBODY, face.box, unknown, face.chance, 0, False)
        place, card = owner
        return Mark(face.track, face.box, card.shown, face.chance, place, card.known)

    def _candidates(self, time: Fraction) -> Iterable[Track]:
        return self._scene.by_shot.get(self._shot_at(time), ())

    def _shot_at(self, time: Fraction) -> int:
        """Number of the shot; while an analysis runs, tracks may be stored before their shot is."""
        index = bisect_right(self._starts, time) - 1
        if index < 0 or not self._scene.shots[index].span.contains(time):
            return len(self._starts)
        return self._scene.shots[index].index

    def _tick(self, time: Fraction) -> int:
        return self._scene.clock.pts(time)


def box_at(track: Track, pts: int) -> tuple[float, float, float, float]:
    """Straight between the two frames that were looked at around `pts`; that of the nearest one beyond the ends."""
    x, y, width, height = (float(np.interp(pts, track.pts, track.boxes[:, side])) for side in range(4))
    return x, y, width, height


def overlap(one: Sequence[float], other: Sequence[float]) -> float:
    """Intersection over union of two boxes x, y, width, height."""
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    shared = max(0.0, across) * max(0.0, down)
    union = one[2] * one[3] + other[2] * other[3] - shared
    return shared / union if union > 0 else 0.0
