"""Boil a track or a photo down to what identification compares: one vector, one quality, one weight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.types import Feature, Floats, Track

SHOWS = 0.3
"""Samples with a lower score do not prove that two things were seen at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Prints:
    """The tracks of one film, row by row.

    `vectors` (n, d) and `looks` (n, e) unit vectors; `qualities` (n,) mean and `best` (n,) greatest crop quality, in
    0..1; `weights` (n,) say in groups; `samples` (n,) how often the track was looked at; `conflicts` (n, n) True where
    two were seen in one frame. `heads` (n, e) unit vectors of drawn heads, zeros for real
    faces; None where all are real.
    """

    tracks: tuple[int, ...]
    vectors: Floats
    looks: Floats
    qualities: Floats
    best: Floats
    weights: Floats
    samples: NDArray[np.int64]
    conflicts: NDArray[np.bool_]
    heads: Floats | None = None

    def __len__(self) -> int:
        return len(self.tracks)


def prints_of(
    tracks: Sequence[Track],
    faces: Mapping[int, Feature],
    looks: Mapping[int, Feature],
    heads: Mapping[int, Feature] | None = None,
) -> Prints:
    """`faces`, `looks`, `heads`: features by track id; tracks without a face vector are left out."""
    kept = [track for track in tracks if track.id in faces and len(faces[track.id].qualities)]
    described = [aggregate(faces[track.id].vectors, faces[track.id].qualities) for track in kept]
    qualities = np.array([quality for _, quality in described], np.float32)
    lengths = np.array([len(track.pts) for track in kept], np.float32)
    return Prints(
        tracks=tuple(track.id for track in kept),
        vectors=_stacked([vector for vector, _ in described]),
        looks=_stacked([aggregate(looks[t.id].vectors, looks[t.id].qualities)[0] for t in kept]),
        qualities=qualities,
        best=np.array([faces[track.id].qualities.max() for track in kept], np.float32),
        weights=np.maximum(qualities * np.log1p(lengths), 1e-3),
        samples=np.array([len(track.pts) for track in kept], np.int64),
        conflicts=conflicts(kept),
        heads=_heads([(heads or {}).get(track.id) for track in kept]),
    )


def aggregate(vectors: Floats, qualities: Floats) -> tuple[Floats, float]:
    """Quality-weighted mean of unit vectors (n, d), of unit length again, and the quality it deserves."""
    weights = np.maximum(qualities, 1e-3)
    mean = weights @ vectors
    unit: Floats = (mean / max(float(np.linalg.norm(mean)), 1e-6)).astype(np.float32)
    return unit, float(weights @ weights / weights.sum())


def conflicts(tracks: Sequence[Track]) -> NDArray[np.bool_]:
    """(n, n) True where both tracks show in one frame."""
    clash = np.zeros((len(tracks), len(tracks)), bool)
    seen = [set(track.pts[track.scores > SHOWS].tolist()) for track in tracks]
    by_shot: dict[int, list[int]] = {}
    for i, track in enumerate(tracks):
        by_shot.setdefault(track.shot, []).append(i)
    for members in by_shot.values():
        for at, a in enumerate(members):
            for b in members[at + 1 :]:
                clash[a, b] = clash[b, a] = not seen[a].isdisjoint(seen[b])
    return clash


def _heads(features: Sequence[Feature | None]) -> Floats | None:
    drawn = [feature for feature in features if feature is not None]
    if not drawn:
        return None
    nothing = np.zeros(drawn[0].vectors.shape[1], np.float32)
    return np.stack([nothing if f is None else aggregate(f.vectors, f.qualities)[0] for f in features])


def _stacked(rows: list[Floats]) -> Floats:
    return np.stack(rows) if rows else np.zeros((0, 1), np.float32)
