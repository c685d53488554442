"""Turn tracks into rows of the project file and back."""

from typing import Any

import numpy as np

from engine.store.arrays import decode, encode
from engine.store.rows import span_of, span_text
from engine.types import Track

TRACK_COLUMNS = "id, kind, shot, start_time, end_time, pts, boxes, scores, landmarks"

Row = tuple[Any, ...]


def track_row(track: Track) -> Row:
    arrays = (encode(track.pts), encode(track.boxes), encode(track.scores), encode(track.landmarks))
    return track.id, track.kind, track.shot, *span_text(track.span), *arrays


def track_of(row: Row) -> Track:
    """The track in a row; its arrays are read-only views of the row's bytes."""
    number, kind, shot, start, end, pts, boxes, scores, landmarks = row
    return Track(
        id=number,
        kind=kind,
        shot=shot,
        span=span_of(start, end),
        pts=decode(pts, np.int64, 1),
        boxes=decode(boxes, np.float32, 2),
        scores=decode(scores, np.float32, 1),
        landmarks=decode(landmarks, np.float32, 3),
    )
