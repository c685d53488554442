"""Turn faces that are lost in one piece of a film into body tracks that hold on while head and torso are followed."""

from collections.abc import Sequence

import numpy as np

from engine.pipeline.pieces import Look
from engine.timebase import Span
from engine.track.carry import Carried, carry
from engine.track.figure import Pictures, figure, level_for
from engine.track.spans import ShowingLimits, reach
from engine.types import Detections, Floats, Track

GOOD_FACE = 0.6
"""Faces that show this surely are learnt from."""
LEAST_FACE_S = 1.0
"""A face that shows for less, as at the end of a dissolve, says too little of torso and place to be followed by."""
TAKES_PLACE = 0.6
"""In face lengths: another face nearer than this stands where the lost one was."""
NOBODY_FOUND = 0.4
"""What is left of the chance where a finder of persons sees none at the place."""


def carried_bodies(
    looks: Sequence[Look], faces: Sequence[Track], piece: Span, shot: int, first_id: int, display_width: int
) -> tuple[Track, ...]:
    """One body track for each face track that could be followed further; ids count up from `first_id`."""
    pictures = [look.small for look in looks if look.small is not None]
    if len(pictures) < len(looks) or not looks or not faces:
        return ()
    carrier = _Carrier(looks, faces, pictures[0].shape[1] / display_width)
    samples = [carrier.samples(face) for face in faces]
    kept = [one for one in samples if one]
    return tuple(_track(one, looks, piece, shot, number) for number, one in enumerate(kept, start=first_id))


class _Carrier:
    def __init__(self, looks: Sequence[Look], faces: Sequence[Track], scale: float) -> None:
        """`scale`: pixels of the small pictures to one of the display picture."""
        self._looks = looks
        self._faces = faces
        self._scale = scale
        self._times = [float(look.time) for look in looks]
        self._at = {look.pts: number for number, look in enumerate(looks)}
        self._pictures: dict[int, Pictures] = {}

    def samples(self, face: Track) -> dict[int, tuple[Floats, float]]:
        """By look: box of the figure in display pixels and how sure it is; empty where the face tells as much."""
        at = [self._at[int(pts)] for pts in face.pts]
        good = [(look, box) for look, box, score in zip(at, face.boxes, face.scores, strict=True) if score >= GOOD_FACE]
        if not good or self._times[good[-1][0]] - self._times[good[0][0]] < LEAST_FACE_S:
            return {}
        shown = {look: float(score) for look, score in zip(at, face.scores, strict=True)}
        leave = ShowingLimits().leave
        gained = self._ends(face, good) | self._gaps(face, good, shown)
        if not any(chance >= leave and shown.get(look, 0.0) < leave for look, (_, chance) in gained.items()):
            return {}
        boxes = {look: figure(box) for look, box in zip(at, face.boxes, strict=True)}
        told = {look: (box, shown[look]) for look, box in boxes.items()}
        return told | {look: (box, max(chance, shown.get(look, 0.0))) for look, (box, chance) in gained.items()}

    def _ends(self, face: Track, good: list[tuple[int, Floats]]) -> dict[int, tuple[Floats, float]]:
        """Beyond the last good face, and before the first."""
        after = range(good[-1][0] + 1, len(self._looks))
        before = range(good[0][0] - 1, -1, -1)
        return self._walk(face, good[::-1], after) | self._walk(face, good, before)

    def _gaps(
        self, face: Track, good: list[tuple[int, Floats]], shown: dict[int, float]
    ) -> dict[int, tuple[Floats, float]]:
        """Where the face is lost and comes back within its track."""
        found: dict[int, tuple[Floats, float]] = {}
        for place in range(len(good) - 1):
            between = range(good[place][0] + 1, good[place + 1][0])
            if any(shown.get(look, 0.0) < ShowingLimits().leave for look in between):
                found |= self._walk(face, good[place::-1], between)
        return found

    def _walk(
        self, face: Track, seen: Sequence[tuple[int, Floats]], ahead: Sequence[int]
    ) -> dict[int, tuple[Floats, float]]:
        if not ahead:
            return {}
        level = level_for(float(max(seen[0][1][2:])) * self._scale)
        if level not in self._pictures:
            small = [look.small for look in self._looks if look.small is not None]
            self._pictures[level] = Pictures(small, level)
        pictures = self._pictures[level]
        scale = np.float32(self._scale * pictures.scale)
        walked = carry(pictures, self._times, [(look, box * scale) for look, box in seen[:8]], ahead)
        found: dict[int, tuple[Floats, float]] = {}
        for one in walked:
            box = one.face / scale
            if self._is_taken(face, one.look, box):
                break
            found[one.look] = figure(box), self._chance(one, box)
        return found

    def _chance(self, one: Carried, box: Floats) -> float:
        people = self._looks[one.look].people
        return one.chance * (NOBODY_FOUND if people is not None and not _covered(people, box) else 1.0)

    def _is_taken(self, face: Track, look: int, box: Floats) -> bool:
        """Whether another face stands at `box` in that look."""
        pts = self._looks[look].pts
        middle, length = box[:2] + box[2:] / 2, float(max(box[2:]))
        for other in self._faces:
            place = np.flatnonzero((other.pts == pts) & (other.scores >= GOOD_FACE))
            if other.id == face.id or not len(place):
                continue
            theirs = other.boxes[place[0]]
            if float(np.linalg.norm(theirs[:2] + theirs[2:] / 2 - middle)) < TAKES_PLACE * length:
                return True
        return False


def _covered(people: Detections, face: Floats) -> bool:
    """Whether one of the boxes holds the middle of the chest below a face."""
    x, y = face[0] + face[2] / 2, face[1] + face[3] * 1.5
    boxes = people.boxes
    inside = (boxes[:, 0] <= x) & (x <= boxes[:, 0] + boxes[:, 2]) & (boxes[:, 1] <= y)
    # Pictures and finders cut people off below the chest, so how far a box reaches down says little.
    return bool((inside & (face[1] + face[3] / 2 <= boxes[:, 1] + boxes[:, 3])).any())


def _track(
    samples: dict[int, tuple[Floats, float]], looks: Sequence[Look], piece: Span, shot: int, number: int
) -> Track:
    order = sorted(samples)
    first, last = order[0], order[-1]
    wanted = range(first, last + 1)
    boxes = np.array([samples[look][0] for look in order], np.float32)
    chances = [samples[look][1] if look in samples else 0.0 for look in wanted]
    return Track(
        id=number,
        kind="body",
        shot=shot,
        span=reach([look.time for look in looks], first, last, piece),
        pts=np.array([looks[look].pts for look in wanted], np.int64),
        boxes=np.stack([np.interp(wanted, order, boxes[:, i]) for i in range(4)], axis=1).astype(np.float32),
        scores=np.array(chances, np.float32),
        landmarks=np.zeros((len(wanted), 5, 2), np.float32),
    )
