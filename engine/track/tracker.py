"""Join the detections of one shot into tracks.

Frame after frame, open tracks and detections are paired at the least total cost (Hungarian method); sure detections
first, then weak ones, which may carry a track on but never start one (the idea of ByteTrack, ECCV 2022). What is weak
before a track's first sure detection is joined afterwards by the same walk backwards in time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from scipy.optimize import linear_sum_assignment

from engine.types import Detections, Floats


@dataclass(frozen=True, slots=True)
class TrackLimits:
    """What may be joined. Distances are in face sizes (square root of the box's area)."""

    start_score: float = 0.5
    """A track needs one detection at least this sure."""
    keep_score: float = 0.22
    max_gap_s: float = 1.0
    """A track that is not seen for this long has ended."""
    max_distance: float = 0.9
    """How far from where it is expected a thing may be; grows with the gap."""
    max_size_ratio: float = 1.8
    appearance_weight: float = 1.2
    max_cost: float = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class Observation:
    """One detection of one frame, with what the tracker compares."""

    frame: int
    index: int
    time: float
    box: Floats
    score: float
    appearance: Floats

    @property
    def centre(self) -> Floats:
        middle: Floats = self.box[:2] + self.box[2:] / np.float32(2)
        return middle

    @property
    def size(self) -> float:
        return float(np.sqrt(self.box[2] * self.box[3]))


@dataclass(slots=True)
class _Open:
    """A track under construction."""

    seen: list[Observation] = field(default_factory=list)

    def expected(self, time: float) -> Floats:
        """Where its centre should be at `time`: carried on at the recent velocity, half trusted."""
        last = self.seen[-1]
        if len(self.seen) < 2:
            return last.centre
        before = self.seen[-2]
        elapsed = last.time - before.time
        if elapsed == 0 or abs(elapsed) > 0.5:
            return last.centre
        # A face that slows down or turns back is as common as one that goes on.
        ahead = min(abs(time - last.time), 0.4) / abs(elapsed) * 0.5
        return last.centre + (last.centre - before.centre) * np.float32(ahead)


def link(
    frames: Sequence[Detections],
    times: Sequence[Fraction],
    appearance: Sequence[Floats],
    limits: TrackLimits | None = None,
) -> list[list[Observation]]:
    """Group the detections of one shot; each group is one thing, in order of time.

    `frames`, `times`, `appearance`: one entry per frame looked at; appearance (n, d) unit vectors. Groups without a
    detection of at least `start_score` are left out.
    """
    limits = limits or TrackLimits()
    observed = [
        [
            Observation(i, j, float(time), frame.boxes[j], float(frame.scores[j]), vectors[j])
            for j in range(len(frame.scores))
            if frame.scores[j] >= limits.keep_score
        ]
        for i, (frame, time, vectors) in enumerate(zip(frames, times, appearance, strict=True))
    ]
    forward = _walk(observed, limits)
    _prepend(forward, observed, limits)
    return [group.seen for group in forward]


def _walk(observed: list[list[Observation]], limits: TrackLimits) -> list[_Open]:
    ended: list[_Open] = []
    open_: list[_Open] = []
    for frame in observed:
        if not frame:
            continue
        now = frame[0].time
        ended += [track for track in open_ if now - track.seen[-1].time > limits.max_gap_s]
        open_ = [track for track in open_ if now - track.seen[-1].time <= limits.max_gap_s]
        sure = [o for o in frame if o.score >= limits.start_score]
        weak = [o for o in frame if o.score < limits.start_score]
        free, unmatched = _pair(open_, sure, limits)
        _pair(free, weak, limits)
        open_ += [_Open([observation]) for observation in unmatched]
    return ended + open_


def _prepend(tracks: list[_Open], observed: list[list[Observation]], limits: TrackLimits) -> None:
    """Walk backwards and give each track the weak detections before its first sure one."""
    taken = {(o.frame, o.index) for track in tracks for o in track.seen}
    for frame in reversed(observed):
        rest = [o for o in frame if (o.frame, o.index) not in taken]
        if not rest:
            continue
        now = rest[0].time
        waiting = [t for t in tracks if 0 < t.seen[0].time - now <= limits.max_gap_s / 2]
        mirrored = [_Open(track.seen[:2][::-1]) for track in waiting]
        _pair(mirrored, rest, limits)
        for track, mirror in zip(waiting, mirrored, strict=True):
            if mirror.seen[-1] is not track.seen[0]:
                track.seen.insert(0, mirror.seen[-1])
                taken.add((mirror.seen[-1].frame, mirror.seen[-1].index))


def _pair(
    tracks: list[_Open], observations: list[Observation], limits: TrackLimits
) -> tuple[list[_Open], list[Observation]]:
    """Append observations to the tracks they belong to; returns what is left of both."""
    if not tracks or not observations:
        return tracks, observations
    costs = np.array([[_cost(track, o, limits) for o in observations] for track in tracks])
    rows, columns = linear_sum_assignment(np.minimum(costs, limits.max_cost * 10))
    matched = [(r, c) for r, c in zip(rows, columns, strict=True) if costs[r, c] <= limits.max_cost]
    for row, column in matched:
        tracks[row].seen.append(observations[column])
    used_rows, used_columns = {r for r, _ in matched}, {c for _, c in matched}
    return (
        [track for i, track in enumerate(tracks) if i not in used_rows],
        [o for i, o in enumerate(observations) if i not in used_columns],
    )


def _cost(track: _Open, seen: Observation, limits: TrackLimits) -> float:
    """Distance, change of size and change of looks; infinite where one of them is out of bounds."""
    last = track.seen[-1]
    gap = abs(seen.time - last.time)
    size = max(last.size, seen.size, 1.0)
    ratio = size / max(min(last.size, seen.size), 1.0)
    distance = float(np.linalg.norm(seen.centre - track.expected(seen.time))) / size
    if ratio > limits.max_size_ratio * (1 + gap / 2) or distance > limits.max_distance * (1 + gap):
        return float("inf")
    looks = float(1 - seen.appearance @ last.appearance) if len(seen.appearance) else 0.0
    return distance + float(np.log(ratio)) + limits.appearance_weight * looks
