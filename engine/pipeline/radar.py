"""Name everyone in one frame at once, by what is known of the film so far; no scan of that frame is needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.describe.chips import cut_chip
from engine.describe.face import FaceEmbedder, open_embedder
from engine.describe.face_tracks import crop_quality
from engine.detect.faces import CenterFace
from engine.identify.calibration import face_calibration, mean_quality
from engine.identify.prints import aggregate
from engine.pipeline.analysis import Film
from engine.pipeline.cast import Cast
from engine.pipeline.photos import Picture
from engine.protocols import Detector
from engine.settings import Device
from engine.types import Floats, Pixels

LOOK_PX = 640
"""Longer side of the picture in which faces are sought: larger ones find few faces more and take twice as long."""
MOST_FACES = 8
"""Of a crowd, those that are seen best are named; each takes time."""


@dataclass(frozen=True, slots=True)
class RadarLimits:
    """`least_score`: of a face to be told at all, as for a track to begin; `sure_close_up`: from this score in its own
    close-up on it counts in full. `stranger`: nats that somebody known must have more than one who is nobody in the
    cast. `least_chance`: below it the answer is that nobody knows.
    """

    least_score: float = 0.5
    sure_close_up: float = 0.6
    stranger: float = 1.0
    least_chance: float = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """The described tracks of a film, and whose each is.

    `tracks` (n,) ids; `owners` (n,) numbers of known persons; `vectors` (n, d) unit vectors; `qualities` (n,) 0..1.
    `model`: the embedding that the vectors come from.
    """

    model: str
    tracks: NDArray[np.int64]
    owners: NDArray[np.int64]
    vectors: Floats
    qualities: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """The faces of one frame: `boxes` (n, 4) in display pixels, `vectors` (n, d), `qualities` (n,) 0..1."""

    boxes: Floats
    vectors: Floats
    qualities: Floats


@dataclass(frozen=True, slots=True)
class Sighting:
    """One face of a frame. `box`: x, y, width, height in display pixels.

    `track`: the track of the named person that is most like it, None where it is nobody known. `chance`: how sure the
    name is (0..1), and for nobody known how sure that is.
    """

    box: tuple[float, float, float, float]
    track: int | None
    chance: float


class RosterMaker:
    """Boils tracks down once, for rosters are asked for again and again while a scan goes on."""

    def __init__(self) -> None:
        self._prints: dict[int, tuple[Floats, float]] = {}
        self._film: object = None

    def roster(self, film: Film, cast: Cast) -> Roster:
        """Everybody known in the cast. Decodes nothing."""
        if (film.media_id, film.key, film.media.path) != self._film:
            self._film = film.media_id, film.key, film.media.path
            self._prints.clear()
        for feature in film.scan.features:
            if feature.model == film.model and feature.track not in self._prints and len(feature.qualities):
                self._prints[feature.track] = aggregate(feature.vectors, feature.qualities)
        rows = [
            (track, person.id)
            for person in cast.persons
            if person.known
            for track in person.tracks
            if track in self._prints
        ]
        vectors = [self._prints[track][0] for track, _ in rows]
        return Roster(
            model=film.model,
            tracks=np.array([track for track, _ in rows], np.int64),
            owners=np.array([owner for _, owner in rows], np.int64),
            vectors=np.stack(vectors) if vectors else np.zeros((0, 1), np.float32),
            qualities=np.array([self._prints[track][1] for track, _ in rows], np.float32),
        )


class FaceNamer:
    """Open networks that find and describe the faces of single frames. For one thread at a time."""

    def __init__(self, detector: Detector, embedder: FaceEmbedder, limits: RadarLimits | None = None) -> None:
        self._detector, self._embedder = detector, embedder
        self._limits = limits or RadarLimits()

    @classmethod
    def open(cls, device: Device = "auto", threads: int | None = None) -> Self:
        """Raises ModelMissing."""
        return cls(CenterFace.open(device, threads), open_embedder("auto", device, threads))

    def look(self, image: Pixels, display_size: tuple[int, int]) -> Seen:
        """`image`: (h, w, 3) uint8 RGB of any size; `display_size`: (width, height) of what the boxes refer to."""
        if (image.shape[1], image.shape[0]) != display_size:
            image = np.asarray(cv2.resize(image, display_size, interpolation=cv2.INTER_AREA), np.uint8)
        scale = max(1.0, max(display_size) / LOOK_PX)
        size = max(1, round(display_size[0] / scale)), max(1, round(display_size[1] / scale))
        small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8) if scale > 1 else image
        found = self._detector.detect(small, 0, scale)
        chips = [
            (row, cut_chip(Picture(image), found.boxes[row], found.landmarks[row]))
            for row in np.flatnonzero(found.scores >= self._limits.least_score)
        ]
        told = [(crop_quality(chip, float(found.scores[row])), int(row), chip) for row, chip in chips]
        told = sorted(told, key=lambda one: -one[0])[:MOST_FACES]
        vectors, sure = self._embedder.embed_checked([chip for _, _, chip in told])
        shows_face = np.clip(sure / self._limits.sure_close_up, 0.0, 1.0)
        qualities = np.array([quality for quality, _, _ in told], np.float32) * shows_face
        return Seen(found.boxes[[row for _, row, _ in told]].reshape(-1, 4), vectors, qualities.astype(np.float32))

    def name(self, seen: Seen, roster: Roster | None) -> list[Sighting]:
        """Who each face is. Nobody is in one frame twice: the face that fits better takes the name."""
        if roster is None or roster.model != self._embedder.name or not len(roster.tracks) or not len(seen.qualities):
            return [Sighting(_box(box), None, 1.0) for box in seen.boxes]
        nats = face_calibration(roster.model).within(
            seen.vectors @ roster.vectors.T, mean_quality(seen.qualities, roster.qualities)
        )
        persons = np.unique(roster.owners)
        fits = np.stack([_fit(nats[:, roster.owners == person]) for person in persons], axis=1)
        chances = _chances(fits, self._limits.stranger)
        given = _one_each(chances, self._limits.least_chance)
        return [
            self._sighting(seen, row, given.get(row), chances[row], nats[row], persons, roster)
            for row in range(len(seen.boxes))
        ]

    def _sighting(
        self,
        seen: Seen,
        row: int,
        place: int | None,
        chances: Floats,
        nats: Floats,
        persons: NDArray[np.int64],
        roster: Roster,
    ) -> Sighting:
        box = _box(seen.boxes[row])
        if place is None:
            return Sighting(box, None, 1 - float(chances.max()) if chances.max() < self._limits.least_chance else 0.5)
        mine = np.flatnonzero(roster.owners == persons[place])
        return Sighting(box, int(roster.tracks[mine[np.argmax(nats[mine])]]), float(chances[place]))


def _fit(nats: Floats) -> Floats:
    """(m,) evidence that faces are a person: the mean of that person's two tracks most like each. `nats`: (m, n)."""
    best: Floats = np.sort(nats, axis=1)[:, -2:].mean(axis=1)
    return best


def _chances(fits: Floats, stranger: float) -> Floats:
    """(m, p) probabilities of each person, where somebody not in the cast is as likely as evidence of `stranger`."""
    odds = np.exp(fits)
    chances: Floats = odds / (odds.sum(axis=1, keepdims=True) + np.exp(stranger))
    return chances


def _one_each(chances: Floats, least: float) -> dict[int, int]:
    """The person (column) of each face (row) that has one: the surest pairs first."""
    given: dict[int, int] = {}
    for flat in np.argsort(-chances, axis=None):
        row, place = (int(index) for index in np.unravel_index(flat, chances.shape))
        if chances[row, place] < least:
            break
        if row not in given and place not in given.values():
            given[row] = place
    return given


def _box(box: Floats | Sequence[float]) -> tuple[float, float, float, float]:
    x, y, width, height = (float(side) for side in box)
    return x, y, width, height
