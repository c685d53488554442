"""Say which body a face belongs to: it lies in the upper part of the body's box and moves with it, over time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.track.figure import figure
from engine.types import Floats, Track

SURE_FACE = 0.6
SAME_PX = 0.5


@dataclass(frozen=True, slots=True)
class BindingLimits:
    """`down`: where the top of a face may lie below the top of its body, in face heights, and how soon it is doubted.

    `across`: the same of the middle of the face, as a part of the body's width. `widths`: of the face as a part of the
    body's. `base`: nats of a look where all fits; `worst`: where nothing does. `most`: nats that one pair of tracks can
    gather, for looks at one pair are far from independent. `needed`: nats that bind. `shows`: the face's least score in
    a look that counts.
    """

    down: tuple[float, float, float] = (0.0, 0.6, 0.25)
    across: tuple[float, float, float] = (0.3, 0.7, 0.15)
    widths: tuple[float, float, float] = (0.15, 0.8, 0.15)
    base: float = 1.5
    worst: float = -2.0
    most: float = 6.0
    needed: float = 1.0
    shows: float = 0.3


@dataclass(frozen=True, slots=True)
class Binding:
    """Face track `face` is the face of body track `body`, by so many nats."""

    face: int
    body: int
    nats: float


def bindings(faces: Sequence[Track], bodies: Sequence[Track], limits: BindingLimits | None = None) -> list[Binding]:
    """The bindings among the tracks of one film. A body has one face at a time, and a face one body.

    A body may have several faces one after the other: the face is lost and found again, or the track changed persons.
    """
    limits = limits or BindingLimits()
    met = list(_met(faces, bodies))
    followed = [Binding(face.id, body.id, limits.most) for face, body in met if is_carried(face, body)]
    carried = {one.body for one in followed}
    found = []
    for face, body in met:
        nats = 0.0 if body.id in carried else fit(face, body, limits)
        if nats >= limits.needed:
            found.append(Binding(face.id, body.id, nats))
    spans = {track.id: _reach(track) for track in (*faces, *bodies)}
    return followed + _one_at_a_time(sorted(found, key=lambda b: (-b.nats, b.face, b.body)), spans)


def _met(faces: Sequence[Track], bodies: Sequence[Track]) -> Iterator[tuple[Track, Track]]:
    """Each face with each body of its shot that was looked at while the face was, and around it at some look."""
    by_shot: dict[int, list[Track]] = {}
    for body in bodies:
        by_shot.setdefault(body.shot, []).append(body)
    for face in faces:
        for body in by_shot.get(face.shot, ()):
            if face.pts[0] <= body.pts[-1] and body.pts[0] <= face.pts[-1] and _touch(face, body):
                yield face, body


def _touch(face: Track, body: Track) -> bool:
    """Whether the two boxes overlap at the first, middle or last common look: most pairs of a shot never do."""
    first, last = max(face.pts[0], body.pts[0]), min(face.pts[-1], body.pts[-1])
    mine, theirs = np.searchsorted(face.pts, (first, last)), np.searchsorted(body.pts, (first, last))
    for i, j in ((mine[0], theirs[0]), (mine.sum() // 2, theirs.sum() // 2), (mine[1], theirs[1])):
        x, y, w, h = face.boxes[i].tolist()
        left, top, width, height = body.boxes[j].tolist()
        if x < left + width and left < x + w and y < top + height and top < y + h:
            return True
    return False


def is_carried(face: Track, body: Track) -> bool:
    """Whether the body track was made by following this face: where both are, its box is the figure around the face."""
    _, mine, theirs = np.intersect1d(face.pts, body.pts, assume_unique=True, return_indices=True)
    shown = np.flatnonzero(face.scores[mine] >= SURE_FACE).tolist()
    # Nearly all that are not carried differ at the first look already.
    return bool(shown) and all(
        bool(np.abs(figure(face.boxes[mine[i]]) - body.boxes[theirs[i]]).max() < SAME_PX) for i in shown
    )


def fit(face: Track, body: Track, limits: BindingLimits | None = None) -> float:
    """Nats that the face is this body's, from the looks that they have in common; 0 where there are none."""
    limits = limits or BindingLimits()
    _, mine, theirs = np.intersect1d(face.pts, body.pts, assume_unique=True, return_indices=True)
    shown = (face.scores[mine] >= limits.shows) & (body.scores[theirs] > 0)
    if not shown.any():
        return 0.0
    fits = looks_fit(face.boxes[mine[shown]], body.boxes[theirs[shown]], limits)
    # Many looks at one thing tell little more than a few, so evidence grows with the root of their number.
    return float(np.clip(fits.mean() * np.sqrt(len(fits)), -limits.most, limits.most))


def looks_fit(face: Floats, body: Floats, limits: BindingLimits) -> Floats:
    """(n,) nats that each face is that of the body of its row; boxes (n, 4)."""
    down = (face[:, 1] - body[:, 1]) / np.maximum(face[:, 3], 1)
    across = (face[:, 0] + face[:, 2] / 2 - body[:, 0]) / np.maximum(body[:, 2], 1)
    width = face[:, 2] / np.maximum(body[:, 2], 1)
    miss = sum(
        np.maximum(np.maximum(least - value, value - most), 0) ** 2 / softness**2
        for value, (least, most, softness) in ((down, limits.down), (across, limits.across), (width, limits.widths))
    )
    fitting: Floats = np.maximum(limits.base - miss / 2, limits.worst).astype(np.float32)
    return fitting


def _one_at_a_time(found: Sequence[Binding], spans: Mapping[int, tuple[int, int]]) -> list[Binding]:
    """The strongest first; a binding stands if neither side is bound to another that shows at the same time."""
    kept: list[Binding] = []
    bodies_of: dict[int, list[int]] = {}
    faces_of: dict[int, list[int]] = {}
    for one in found:
        mine, theirs = bodies_of.setdefault(one.face, []), faces_of.setdefault(one.body, [])
        taken = any(_overlap(spans[one.body], spans[body]) for body in mine)
        if not taken and not any(_overlap(spans[one.face], spans[face]) for face in theirs):
            kept.append(one)
            mine.append(one.body)
            theirs.append(one.face)
    return kept


def _reach(track: Track) -> tuple[int, int]:
    return int(track.pts[0]), int(track.pts[-1])


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
