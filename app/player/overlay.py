"""Who is where in the picture at a time: boxes of the film's tracks, between the frames that were looked at."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from app.session import Card, Scene
from engine.types import Track


@dataclass(frozen=True, slots=True)
class Mark:
    """One box on the picture. `box`: x, y, width, height in display pixels. `place`: of the person in the cast."""

    track: int
    box: tuple[float, float, float, float]
    name: str
    confidence: float
    place: int
    known: bool


class Overlay:
    """The tracks of a scene, ready to be asked many times a second."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._starts = [shot.span.start for shot in scene.shots]
        self._by_shot: dict[int, list[Track]] = {}
        for track in scene.tracks.values():
            self._by_shot.setdefault(track.shot, []).append(track)
        self._owners: dict[int, tuple[int, Card]] = {
            track: (place, card) for place, card in enumerate(scene.cards) for track in card.tracks
        }

    def at(self, time: Fraction) -> list[Mark]:
        """The marks of one instant; tracks that were said to be no face have none."""
        found = []
        for track in self._candidates(time):
            owner = self._owners.get(track.id)
            if owner is not None and track.span.contains(time) and len(track.pts):
                place, card = owner
                score = float(np.interp(self._tick(time), track.pts, track.scores))
                found.append(Mark(track.id, box_at(track, self._tick(time)), card.name, score, place, card.known))
        return found

    def _candidates(self, time: Fraction) -> Iterable[Track]:
        """Those of the shot; while an analysis runs, tracks may be stored before their shot is."""
        index = bisect_right(self._starts, time) - 1
        if index < 0 or not self._scene.shots[index].span.contains(time):
            return self._by_shot.get(len(self._starts), ())
        return self._by_shot.get(self._scene.shots[index].index, ())

    def _tick(self, time: Fraction) -> int:
        return self._scene.clock.pts(time)


def box_at(track: Track, pts: int) -> tuple[float, float, float, float]:
    """Straight between the two frames that were looked at around `pts`; that of the nearest one beyond the ends."""
    x, y, width, height = (float(np.interp(pts, track.pts, track.boxes[:, side])) for side in range(4))
    return x, y, width, height
