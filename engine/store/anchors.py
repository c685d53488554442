"""Tie what the user said to places in the picture, because a new analysis numbers its tracks anew.

An anchor remembers where and when a track was seen. After a new scan it finds the tracks that show the same thing, even
where the one track has become two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.timebase import Clock
from engine.types import Floats, Kind, Track

_POINTS = 5
"""Places remembered per track: enough to find both halves where a new scan splits it."""

_SAME_PLACE_IOU = 0.5
"""Boxes of one thing from two detectors overlap by more than this; neighbours' boxes hardly do."""


_NOTHING = -1


@dataclass(frozen=True, slots=True, eq=False)
class Anchor:
    """Where one track was seen: `boxes[i]` ((n, 4) float32, display pixels) at player time `times[i]`."""

    kind: Kind
    times: tuple[Fraction, ...]
    boxes: Floats


def anchor_of(track: Track, clock: Clock) -> Anchor:
    """Up to five evenly spread places where the track was detected; carried-on boxes only where there are no others."""
    seen = np.flatnonzero(track.scores > 0)
    if not len(seen):
        seen = np.arange(len(track.pts))
    chosen = seen[_spread(len(seen))]
    return Anchor(track.kind, tuple(clock.time(int(track.pts[i])) for i in chosen), track.boxes[chosen])


@cache
def _spread(count: int) -> NDArray[np.int64]:
    """Evenly spread places among so many; tracks of one length are many, and a merge speaks of hundreds of tracks."""
    return np.unique(np.linspace(0, count - 1, _POINTS).round().astype(np.int64)) if count else np.zeros(0, np.int64)


class TrackFinder:
    """Finds the tracks of one scan that show what an anchor remembers."""

    def __init__(self, tracks: Sequence[Track], clock: Clock) -> None:
        self._tracks = tracks
        self._clock = clock
        # Where it is visible, not where it was looked at: two scans need not look at the same frames.
        self._first = np.array([clock.pts(track.span.start) for track in tracks], np.int64)
        self._end = np.array([clock.pts(track.span.end) for track in tracks], np.int64)

    def tracks_at(self, anchor: Anchor) -> tuple[int, ...]:
        """Ids of the tracks, in order; empty where the scan has found nothing there."""
        found = {self._best(anchor.kind, time, box) for time, box in zip(anchor.times, anchor.boxes, strict=True)}
        return tuple(sorted(found - {_NOTHING}))

    def _best(self, kind: Kind, time: Fraction, box: Floats) -> int:
        pts = self._clock.pts(time)
        best, best_iou = _NOTHING, _SAME_PLACE_IOU
        for index in np.flatnonzero((self._first <= pts) & (pts < self._end)):
            track = self._tracks[int(index)]
            overlap = _iou(_box_at(track, pts), box) if track.kind == kind else 0.0
            if overlap >= best_iou:
                best, best_iou = track.id, overlap
        return best


def anchor_to_plain(anchor: Anchor) -> dict[str, Any]:
    """Plain values for JSON; float32 survives the way through decimal text."""
    return {"kind": anchor.kind, "times": [str(time) for time in anchor.times], "boxes": anchor.boxes.tolist()}


def anchor_from_plain(values: dict[str, Any]) -> Anchor:
    """Raises ValueError where the values are damaged."""
    try:
        boxes = np.array(values["boxes"], np.float32).reshape(-1, 4)
        return Anchor(values["kind"], tuple(Fraction(time) for time in values["times"]), boxes)
    except (KeyError, TypeError) as error:
        raise ValueError(f"an anchor without {error}") from error


def _box_at(track: Track, pts: int) -> Floats:
    """The track's box at a stamp, between its neighbours where that frame was not looked at."""
    return np.array([np.interp(pts, track.pts, track.boxes[:, side]) for side in range(4)], np.float32)


def _iou(one: Floats, other: Floats) -> float:
    corner = np.maximum(one[:2], other[:2])
    size = np.maximum(np.minimum(one[:2] + one[2:], other[:2] + other[2:]) - corner, 0)
    common = float(size.prod())
    union = float(one[2:].prod() + other[2:].prod()) - common
    return common / union if union > 0 else 0.0
