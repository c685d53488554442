"""Name everyone in one frame at once, by what is known of the film so far; no scan of that frame is needed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.describe.chips import Chip, cut_chip
from engine.describe.face import FaceEmbedder, open_embedder
from engine.describe.face_tracks import crop_quality
from engine.detect.drawn_faces import FacesOfAllKinds
from engine.detect.faces import overlaps
from engine.identify.calibration import face_calibration, mean_quality
from engine.identify.drawn import with_drawn
from engine.identify.prints import aggregate
from engine.pipeline.analysis import Film
from engine.pipeline.cast import Cast, heads_of_film
from engine.pipeline.drawn import head_of_photo
from engine.pipeline.photos import Picture, stacked_heads
from engine.protocols import Detector
from engine.settings import Device
from engine.types import Floats, Pixels

Box: TypeAlias = tuple[float, float, float, float]
LOOK_PX = 640
"""Longer side of the picture in which faces are sought: larger ones find few faces more and take twice as long."""
SAME_FACE = 0.35
"""Boxes that share this part of their union show one face: those of a track are interpolated between two looks."""
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
    stranger: float = 0.5
    least_chance: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """The described tracks of a film, and whose each is.

    `tracks` (n,) ids; `owners` (n,) numbers of known persons; `vectors` (n, d) unit vectors; `qualities` (n,) 0..1.
    `model`: the embedding that the vectors come from. `heads` (n, e): of drawn faces, zeros for real ones; None where
    all are real.
    """

    model: str
    tracks: NDArray[np.int64]
    owners: NDArray[np.int64]
    vectors: Floats
    qualities: Floats
    heads: Floats | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """One face of a frame. `box`: x, y, width, height in display pixels.

    `track`: the track of the named person that is most like it, None where it is nobody known. `chance`: how sure the
    name is (0..1), and for nobody known how sure that is.
    """

    box: Box
    track: int | None
    chance: float


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """The faces of one frame: `boxes` (n, 4) in display pixels, `vectors` (n, d), `qualities` (n,) 0..1.

    `stored`: those that a stored track has, which need no naming. `heads` (n, e): as those of a `Roster`.
    """

    boxes: Floats
    vectors: Floats
    qualities: Floats
    stored: tuple[Sighting, ...] = ()
    heads: Floats | None = None


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
        drawn = heads_of_film(film)
        heads = [aggregate(drawn[t].vectors, drawn[t].qualities)[0] if t in drawn else None for t, _ in rows]
        return Roster(
            model=film.model,
            tracks=np.array([track for track, _ in rows], np.int64),
            owners=np.array([owner for _, owner in rows], np.int64),
            vectors=np.stack(vectors) if vectors else np.zeros((0, 1), np.float32),
            qualities=np.array([self._prints[track][1] for track, _ in rows], np.float32),
            heads=stacked_heads(heads),
        )


class FaceNamer:
    """Open networks that find and describe the faces of single frames. For one thread at a time."""

    def __init__(self, detector: Detector, embedder: FaceEmbedder, limits: RadarLimits | None = None) -> None:
        self._detector, self._embedder = detector, embedder
        self._kinds = detector if isinstance(detector, FacesOfAllKinds) else None
        self._limits = limits or RadarLimits()

    @classmethod
    def open(cls, device: Device = "auto", threads: int | None = None) -> Self:
        """Raises ModelMissing."""
        return cls(FacesOfAllKinds.open(device, threads), open_embedder("auto", device, threads))

    def look(self, image: Pixels, display_size: tuple[int, int], stored: Sequence[Sighting] = ()) -> Seen:
        """`image`: (h, w, 3) uint8 RGB of any size; `display_size`: (width, height) of what the boxes refer to.

        `stored`: whose tracks are in this frame, and where; such faces are not described again.
        """
        if (image.shape[1], image.shape[0]) != display_size:
            image = np.asarray(cv2.resize(image, display_size, interpolation=cv2.INTER_AREA), np.uint8)
        scale = max(1.0, max(display_size) / LOOK_PX)
        size = max(1, round(display_size[0] / scale)), max(1, round(display_size[1] / scale))
        small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8) if scale > 1 else image
        found = self._detector.detect(small, 0, scale)
        sure = [int(row) for row in np.flatnonzero(found.scores >= self._limits.least_score)]
        known = _matched(found.boxes[sure], stored)
        held = tuple(replace(stored[place], box=_box(found.boxes[sure[at]])) for at, place in known.items())
        chips = [
            (row, cut_chip(Picture(image), found.boxes[row], found.landmarks[row]))
            for at, row in enumerate(sure)
            if at not in known
        ]
        told = [(crop_quality(chip, float(found.scores[row])), row, chip) for row, chip in chips]
        told = sorted(told, key=lambda one: -one[0])[:MOST_FACES]
        vectors, close_up = self._embedder.embed_checked([chip for _, _, chip in told])
        shows_face = np.clip(close_up / self._limits.sure_close_up, 0.0, 1.0)
        heads = [self._head(small, chip, vector) for (_, _, chip), vector in zip(told, vectors, strict=True)]
        shown = [
            share if head is None or self._kinds is None else max(share, self._kinds.in_close_up(chip.image))
            for share, head, (_, _, chip) in zip(shows_face, heads, told, strict=True)
        ]
        qualities = np.array([quality for quality, _, _ in told], np.float32) * np.array(shown, np.float32)
        boxes = found.boxes[[row for _, row, _ in told]].reshape(-1, 4)
        return Seen(boxes, vectors, qualities.astype(np.float32), held, stacked_heads(heads))

    def _head(self, picture: Pixels, chip: Chip, vector: Floats) -> Floats | None:
        tool = self._kinds.picture if self._kinds else None
        return head_of_photo(picture, chip, vector, self._embedder.name, tool)

    def name(self, seen: Seen, roster: Roster | None) -> list[Sighting]:
        """Who each face is; nobody known without a roster, or where it holds the vectors of another embedding."""
        if roster is None or roster.model != self._embedder.name:
            return [*seen.stored, *_nobody(seen)]
        return name_faces(seen, roster, self._limits)


def name_faces(seen: Seen, roster: Roster, limits: RadarLimits | None = None) -> list[Sighting]:
    """Who each face is. Nobody is in one frame twice: the face that fits better takes the name."""
    limits = limits or RadarLimits()
    taken = roster.owners[np.isin(roster.tracks, [face.track for face in seen.stored if face.track is not None])]
    persons = np.setdiff1d(roster.owners, taken)
    if not len(persons) or not len(seen.boxes):
        return [*seen.stored, *_nobody(seen)]
    calibration, quality = face_calibration(roster.model), mean_quality(seen.qualities, roster.qualities)
    faces = calibration.within(seen.vectors @ roster.vectors.T, quality)
    drawn = calibration.drawn
    nats = with_drawn(faces, seen.heads, roster.heads, quality, drawn.nats if drawn else None)
    fits = np.stack([_fit(nats[:, roster.owners == person]) for person in persons], axis=1)
    chances = _chances(fits, limits.stranger)
    given = _one_each(chances, limits.least_chance)
    named = []
    for row, box in enumerate(seen.boxes):
        if row in given:
            likest = np.where(roster.owners == persons[given[row]], nats[row], -np.inf).argmax()
            named.append(Sighting(_box(box), int(roster.tracks[likest]), float(chances[row, given[row]])))
        else:
            named.append(Sighting(_box(box), None, float(1 - chances[row].max())))
    return [*seen.stored, *named]


def _nobody(seen: Seen) -> list[Sighting]:
    return [Sighting(_box(box), None, 1.0) for box in seen.boxes]


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


def _box(box: Floats | Sequence[float]) -> Box:
    x, y, width, height = (float(side) for side in box)
    return x, y, width, height


def _matched(boxes: Floats, stored: Sequence[Sighting]) -> dict[int, int]:
    """Which of `stored` each of `boxes` (n, 4) is, by their places: the closest pairs first, nobody twice."""
    if not stored or not len(boxes):
        return {}
    shares = np.stack([overlaps(np.array(face.box, np.float32), boxes) for face in stored], axis=1)
    return _one_each(shares, SAME_FACE)
