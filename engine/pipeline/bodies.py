"""Turn the persons seen in one piece of a film into body tracks with their crops and vectors."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from engine.describe.body import BodyEmbedder
from engine.describe.clothes import MODEL as CLOTHES
from engine.describe.clothes import SIZE as CLOTHES_SIZE
from engine.describe.clothes import clothes
from engine.describe.jpeg import jpeg_of
from engine.pipeline.carried import carried_bodies
from engine.pipeline.pieces import JPEG_QUALITY, Findings, Look, track_of
from engine.pipeline.tools import Tools
from engine.timebase import Span
from engine.track.binding import BindingLimits, looks_fit
from engine.track.exchange import Group
from engine.track.tracker import TrackLimits, link
from engine.types import Crop, Detections, Feature, Floats, Pixels, Track

BODY_LIMITS = TrackLimits(
    start_score=0.45, keep_score=0.25, max_gap_s=1.2, max_distance=0.6, max_size_ratio=1.7, appearance_weight=1.5
)
SURE_SCORE = 0.6
"""A person found with this score is surely there; what is less sure shows in proportion."""
FACE_PULL = 0.7
"""Two persons found with one face are linked as if their clothes were more alike by the square of this."""
SHOWS = 0.3
"""A face's least score in a look that tells whose body is whose."""
DESCRIBED = 6
"""Crops of one track that get a vector."""
STORED = 2


def bodies_of_piece(
    looks: Sequence[Look],
    faces: Sequence[Track],
    piece: Span,
    shot: int,
    first_id: int,
    display: tuple[int, int],
    tools: Tools,
) -> Findings:
    """`looks`, `faces`: those of the piece. `display`: width and height of the picture.

    Track ids count up from `first_id`.
    """
    seen = [look for look in looks if look.people is not None]
    found = _found(seen, faces, piece, shot, first_id, tools.body)
    first_id += len(found.tracks)
    return found + Findings(carried_bodies(looks, faces, piece, shot, first_id, display[0]))


def _found(
    looks: Sequence[Look],
    faces: Sequence[Track],
    piece: Span,
    shot: int,
    first_id: int,
    embedder: BodyEmbedder | None,
) -> Findings:
    """The persons that the finder saw."""
    people = [look.people for look in looks if look.people is not None]
    worn = [_worn(look.bodies) for look in looks]
    pulls = [_faced(found, faces) for found in people]
    told = [np.concatenate(both, axis=1) for both in zip(worn, pulls, strict=True)]
    linked = link(people, [look.time for look in looks], told, BODY_LIMITS)
    groups = [part for group in linked for part in _one_person_each(group, pulls, faces)]
    groups.sort(key=lambda group: (group[0].frame, group[0].index))
    tracks: list[Track] = []
    crops: list[Crop] = []
    features: list[Feature] = []
    for number, group in enumerate(groups, start=first_id):
        shown = [min(1.0, seen.score / SURE_SCORE) for seen in group]
        tracks.append(track_of("body", group, looks, piece, shot, number, shown))
        qualities = np.array([o.score for o in group], np.float32)
        best = _spread(qualities)
        images = [looks[group[i].frame].bodies[group[i].index] for i in best]
        features.append(
            Feature(number, CLOTHES, np.stack([worn[group[i].frame][group[i].index] for i in best]), qualities[best])
        )
        if embedder:
            features.append(Feature(number, embedder.name, embedder.embed(images), qualities[best]))
        for place in np.argsort(-qualities[best])[:STORED]:
            seen = group[best[place]]
            crops.append(
                Crop(number, looks[seen.frame].pts, seen.box, seen.score, jpeg_of(images[place], JPEG_QUALITY))
            )
    return Findings(tuple(tracks), tuple(crops), tuple(features))


def _worn(bodies: Sequence[Pixels]) -> Floats:
    return np.stack([clothes(body) for body in bodies]) if bodies else np.zeros((0, CLOTHES_SIZE), np.float32)


def _faced(people: Detections, faces: Sequence[Track]) -> Floats:
    """(persons, faces) `FACE_PULL` where a face is that of a person, so that the link follows the face; else 0."""
    pulls = np.zeros((len(people.boxes), len(faces)), np.float32)
    places = [np.flatnonzero((face.pts == people.pts) & (face.scores >= SHOWS)) for face in faces]
    shown = [number for number, place in enumerate(places) if len(place)]
    if not shown or not len(people.boxes):
        return pulls
    boxes = np.stack([faces[number].boxes[places[number][0]] for number in shown])
    nats = np.stack([looks_fit(np.repeat(box[None], len(pulls), 0), people.boxes, BindingLimits()) for box in boxes])
    for row, column in zip(*linear_sum_assignment(-nats), strict=True):
        if nats[row, column] > 0:
            pulls[column, shown[row]] = FACE_PULL
    return pulls


def _one_person_each(group: Group, pulls: Sequence[Floats], faces: Sequence[Track]) -> list[Group]:
    """The parts of a body track that changes from one face to another that shows at the same time elsewhere."""
    parts: list[Group] = [[]]
    mine: int | None = None
    for seen in group:
        pull = pulls[seen.frame][seen.index]
        face = int(pull.argmax()) if pull.any() else None
        if face is not None and mine is not None and _at_once(faces[face], faces[mine]):
            parts.append([])
        mine = mine if face is None else face
        parts[-1].append(seen)
    return parts


def _at_once(one: Track, other: Track) -> bool:
    return one.id != other.id and bool(np.isin(one.pts[one.scores >= SHOWS], other.pts[other.scores >= SHOWS]).any())


def _spread(qualities: Floats) -> list[int]:
    """The best sample of each of several equal parts of the track."""
    parts = np.array_split(np.arange(len(qualities)), min(DESCRIBED, len(qualities)))
    return [int(part[np.argmax(qualities[part])]) for part in parts]
