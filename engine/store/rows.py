"""Turn shots, crops, features, persons and segments into rows of the project file and back."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from engine.store.arrays import decode, encode
from engine.timebase import Span
from engine.types import Crop, Feature, Person, Segment, Shot

Row = tuple[Any, ...]

SHOT_COLUMNS = "number, start_time, end_time, confidence"
CROP_COLUMNS = "track, pts, box, quality, jpeg"
FEATURE_COLUMNS = "track, model, vectors, qualities"
PERSON_COLUMNS = "id, name, known, kind"
SEGMENT_COLUMNS = "person, start_time, end_time, confidence, modalities, by_hand"


def span_text(span: Span) -> tuple[str, str]:
    """Start and end as exact text in seconds, such as `1001/30000`."""
    return str(span.start), str(span.end)


def span_of(start: str, end: str) -> Span:
    return Span(Fraction(start), Fraction(end))


def shot_row(shot: Shot) -> Row:
    return shot.index, *span_text(shot.span), shot.confidence


def shot_of(row: Row) -> Shot:
    number, start, end, confidence = row
    return Shot(number, span_of(start, end), confidence)


def crop_row(crop: Crop) -> Row:
    return crop.track, crop.pts, encode(crop.box), crop.quality, crop.jpeg


def crop_of(row: Row) -> Crop:
    track, pts, box, quality, jpeg = row
    return Crop(track, pts, decode(box, np.float32, 1), quality, jpeg)


def feature_row(feature: Feature) -> Row:
    return feature.track, feature.model, encode(feature.vectors), encode(feature.qualities)


def feature_of(row: Row) -> Feature:
    track, model, vectors, qualities = row
    return Feature(track, model, decode(vectors, np.float32, 2), decode(qualities, np.float32, 1))


def person_row(person: Person) -> Row:
    return person.id, person.name, int(person.known), person.kind


def person_of(row: Row, tracks: Sequence[int]) -> Person:
    person, name, known, kind = row
    return Person(person, name, tuple(tracks), bool(known), kind)


def segment_row(segment: Segment) -> Row:
    modalities = ",".join(sorted(segment.modalities))
    return segment.person, *span_text(segment.span), segment.confidence, modalities, int(segment.by_hand)


def segment_of(row: Row) -> Segment:
    person, start, end, confidence, modalities, by_hand = row
    names = frozenset(modalities.split(",")) if modalities else frozenset()
    return Segment(person, span_of(start, end), confidence, names, bool(by_hand))
