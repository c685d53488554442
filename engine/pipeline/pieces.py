"""Turn one piece of a film, a shot or a part of a long one, into tracks with their crops and vectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from engine.describe.chips import Chip
from engine.describe.face import FaceEmbedder
from engine.describe.face_tracks import crop_quality, describe_track
from engine.describe.hair_clothes import MODEL as HAIR_CLOTHES
from engine.describe.hair_clothes import hair_clothes
from engine.describe.jpeg import jpeg_of
from engine.detect.drawn_faces import FacesOfAllKinds
from engine.detect.zoom import Zoom
from engine.pipeline.drawn import DrawnTrack
from engine.timebase import Span
from engine.track.exchange import Group, untangle
from engine.track.spans import reach
from engine.track.tracker import Observation, link
from engine.types import Crop, Detections, Feature, Floats, Kind, Pixels, Track

STORED_CROPS = 3
SMALL_PX = 320
"""Longer side of the pictures kept of every look: 170 kB each."""
JPEG_QUALITY = 88


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What was seen in one frame that was looked at. `chips` and `looks` go with the detections.

    `people`: the persons found, None where nobody looked for them; `bodies`: a crop of each (h, w, 3) uint8 RGB.
    `small`: the whole picture, `SMALL_PX` long, in which persons are followed whose faces are turned.
    """

    pts: int
    time: Fraction
    detections: Detections
    chips: tuple[Chip, ...]
    looks: Floats
    """(n, d) unit vectors for the tracker."""
    zoom: Zoom
    """That for the next look."""
    people: Detections | None = None
    bodies: tuple[Pixels, ...] = ()
    small: Pixels | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """The tracks of one piece and what was learnt of them."""

    tracks: tuple[Track, ...] = ()
    crops: tuple[Crop, ...] = ()
    features: tuple[Feature, ...] = ()

    def __add__(self, more: "Findings") -> "Findings":
        return Findings(self.tracks + more.tracks, self.crops + more.crops, self.features + more.features)


def tracks_of_piece(
    looks: Sequence[Look],
    piece: Span,
    shot: int,
    first_id: int,
    embedder: FaceEmbedder,
    kinds: FacesOfAllKinds | None = None,
) -> Findings:
    """`looks`: those of the piece, in order of time. Track ids count up from `first_id`.

    `kinds`: tells drawn faces; without it all are taken for real.
    """
    groups = link([look.detections for look in looks], [look.time for look in looks], [look.looks for look in looks])
    groups = untangle(groups, FaceLikeness(looks, embedder))
    tracks: list[Track] = []
    crops: list[Crop] = []
    features: list[Feature] = []
    number = first_id
    for group in sorted(groups, key=lambda g: (g[0].frame, g[0].index)):
        chips = [looks[o.frame].chips[o.index] for o in group]
        scores = np.array([o.score for o in group], np.float32)
        drawn = DrawnTrack(chips, [looks[o.frame].small for o in group], embedder.name, kinds)
        times = np.array([o.time for o in group], np.float32)
        described = describe_track(chips, scores, times, embedder, drawn=drawn)
        if drawn.is_nothing:
            continue
        points = [looks[o.frame].detections.landmarks[o.index] for o in group]
        track = track_of("face", group, looks, piece, shot, number, described.visible, points)
        tracks.append(track)
        order = np.argsort(-described.qualities)[:STORED_CROPS]
        # Hair and clothes change little within a track, so a few crops tell them.
        around = np.stack([hair_clothes(chips[described.best[i]].image) for i in order])
        features += [
            Feature(number, embedder.name, described.vectors, described.qualities),
            Feature(number, HAIR_CLOTHES, around, described.qualities[order]),
        ]
        features += drawn.feature(number, described)
        crops += [_crop(number, group[described.best[i]], looks, float(described.qualities[i])) for i in order]
        number += 1
    return Findings(tuple(tracks), tuple(crops), tuple(features))


class FaceLikeness:
    """Compares two stretches of face track by the embedding of the best crop of each; a crop is embedded once."""

    CROPS = 1

    def __init__(self, looks: Sequence[Look], embedder: FaceEmbedder) -> None:
        self._looks = looks
        self._embedder = embedder
        self._known: dict[tuple[int, int], Floats] = {}

    def __call__(self, one: Group, other: Group) -> float:
        """Quality-weighted cosine of the two stretches; 0 where one is empty."""
        if not one or not other:
            return 0.0
        (vector, trust), (other_vector, other_trust) = self._described(one), self._described(other)
        return float(vector @ other_vector) * min(trust, other_trust)

    def _described(self, group: Group) -> tuple[Floats, float]:
        qualities = np.array([crop_quality(self._chip(o), o.score) for o in group], np.float32)
        best = np.argsort(-qualities)[: self.CROPS]
        vectors = np.stack([self._vector(group[i]) for i in best])
        mean = qualities[best] @ vectors
        return mean / max(float(np.linalg.norm(mean)), 1e-6), float(qualities[best].max())

    def _vector(self, seen: Observation) -> Floats:
        key = seen.frame, seen.index
        if key not in self._known:
            self._known[key] = self._embedder.embed([self._chip(seen)])[0]
        return self._known[key]

    def _chip(self, seen: Observation) -> Chip:
        return self._looks[seen.frame].chips[seen.index]


def track_of(
    kind: Kind,
    group: Group,
    looks: Sequence[Look],
    piece: Span,
    shot: int,
    number: int,
    scores: Sequence[float] | Floats,
    landmarks: Sequence[Floats] = (),
) -> Track:
    """One sample per look from the first to the last that has the thing; between them boxes are interpolated.

    `scores` and `landmarks`: of the observations in `group`; what has no landmarks gets zeros.
    """
    first, last = group[0].frame, group[-1].frame
    wanted = np.array([float(look.time) for look in looks[first : last + 1]])
    seen = np.array([o.time for o in group])
    boxes = np.array([o.box for o in group], np.float32)
    places = [o.frame - first for o in group]
    shown = np.zeros(len(wanted), np.float32)
    shown[places] = scores
    points = np.zeros((len(wanted), 5, 2), np.float32)
    if landmarks:
        points[places] = landmarks
    return Track(
        id=number,
        kind=kind,
        shot=shot,
        span=reach([look.time for look in looks], first, last, piece),
        pts=np.array([look.pts for look in looks[first : last + 1]], np.int64),
        boxes=np.stack([np.interp(wanted, seen, boxes[:, i]) for i in range(4)], axis=1).astype(np.float32),
        scores=shown,
        landmarks=points,
    )


def _crop(track: int, seen: Observation, looks: Sequence[Look], quality: float) -> Crop:
    look = looks[seen.frame]
    return Crop(track, look.pts, seen.box, quality, jpeg_of(look.chips[seen.index].image, JPEG_QUALITY))
