"""Detections of one thing are one track: through gaps, weak moments and crossings, and never two things at once."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.track.tracker import Observation, TrackLimits, link
from engine.types import Detections

LIMITS = TrackLimits(start_score=0.5, keep_score=0.2, max_gap_s=1.0)
Thing = tuple[float, float, float, float]
"""x, y of the centre, size, score."""
STEP = Fraction(1, 5)
BLUE, RED = 0, 1


def detections(frame: int, things: Sequence[Thing]) -> Detections:
    boxes = np.array([(x - s / 2, y - s / 2, s, s) for x, y, s, _ in things], np.float32).reshape(-1, 4)
    scores = np.array([score for *_, score in things], np.float32)
    return Detections(frame, boxes, scores, np.zeros((len(things), 5, 2), np.float32))


def linked(
    frames: Sequence[Sequence[Thing]], colours: Sequence[Sequence[int]] | None = None
) -> list[list[Observation]]:
    """`colours`: the looks of each detection; all alike where not given."""
    looks = [
        np.eye(4, dtype=np.float32)[list(colours[i]) if colours else [0] * len(things)]
        for i, things in enumerate(frames)
    ]
    times = [STEP * i for i in range(len(frames))]
    return link([detections(i, things) for i, things in enumerate(frames)], times, looks, LIMITS)


def frames_of(group: list[Observation]) -> list[int]:
    return [seen.frame for seen in group]


def moving(frames: int, start: tuple[float, float], step: tuple[float, float], score: float = 0.9) -> list[Thing]:
    return [(start[0] + i * step[0], start[1] + i * step[1], 40.0, score) for i in range(frames)]


def test_nothing_gives_nothing() -> None:
    assert linked([]) == []
    assert linked([[], [], []]) == []


def test_a_moving_thing_is_one_track() -> None:
    (track,) = linked([[thing] for thing in moving(12, (50, 50), (15, 5))])
    assert frames_of(track) == list(range(12))


def test_two_things_side_by_side_stay_two() -> None:
    one, other = moving(10, (50, 50), (5, 0)), moving(10, (120, 50), (5, 0))
    tracks = linked([list(pair) for pair in zip(one, other, strict=True)])
    assert len(tracks) == 2
    for track in tracks:
        assert len({seen.index for seen in track}) == 1


@pytest.mark.parametrize("alike", [True, False], ids=["alike", "different looks"])
def test_crossing_things_keep_their_tracks(alike: bool) -> None:
    one, other = moving(21, (0, 50), (20, 0)), moving(21, (400, 62), (-20, 0))
    colours = None if alike else [[BLUE, RED]] * 21
    tracks = linked([list(pair) for pair in zip(one, other, strict=True)], colours)
    assert len(tracks) == 2
    assert [{seen.index for seen in track} for track in tracks] == [{0}, {1}]


def test_looks_decide_where_the_place_does_not() -> None:
    """Two things change places between two frames; only their colours tell."""
    frames = [[(100, 50, 40, 0.9), (125, 50, 40, 0.9)]] * 3 + [[(125, 50, 40, 0.9), (100, 50, 40, 0.9)]] * 3
    tracks = linked(frames, [[BLUE, RED]] * 6)
    assert [{seen.index for seen in track} for track in tracks] == [{0}, {1}]


def test_a_short_gap_does_not_end_a_track_and_a_long_one_does() -> None:
    still = (100.0, 100.0, 40.0, 0.9)
    (track,) = linked([[still], [still], [], [], [still], [still]])
    assert frames_of(track) == [0, 1, 4, 5]
    assert len(linked([[still], [still], *[[]] * 8, [still], [still]])) == 2


def test_weak_detections_carry_a_track_on_but_never_start_one() -> None:
    sure, weak = (100.0, 100.0, 40.0, 0.9), (102.0, 100.0, 40.0, 0.3)
    (track,) = linked([[sure], [weak], [weak], [sure]])
    assert frames_of(track) == [0, 1, 2, 3]
    assert linked([[weak]] * 10) == []


def test_what_is_too_weak_does_not_count_at_all() -> None:
    sure, noise = (100.0, 100.0, 40.0, 0.9), (100.0, 100.0, 40.0, 0.1)
    (track,) = linked([[sure], [noise], [sure]])
    assert frames_of(track) == [0, 2]


def test_weak_detections_before_the_first_sure_one_are_put_in_front() -> None:
    weak = moving(4, (100, 100), (6, 0), score=0.3)
    sure = moving(4, (124, 100), (6, 0))
    (track,) = linked([[thing] for thing in [*weak, *sure]])
    assert frames_of(track) == list(range(8))
    assert [seen.time for seen in track] == sorted(seen.time for seen in track)


def test_a_jump_in_size_or_place_is_another_thing() -> None:
    small, large = (100.0, 100.0, 30.0, 0.9), (100.0, 100.0, 120.0, 0.9)
    assert len(linked([[small]] * 4 + [[large]] * 4)) == 2
    far = (300.0, 100.0, 30.0, 0.9)
    assert len(linked([[small]] * 4 + [[far]] * 4)) == 2


def test_slow_growth_is_one_thing() -> None:
    frames = [[(100.0, 100.0, 20.0 * 1.2**i, 0.9)] for i in range(10)]
    assert len(linked(frames)) == 1


THINGS = st.lists(
    st.tuples(
        st.floats(0, 300, width=32), st.floats(0, 200, width=32), st.floats(5, 90, width=32), st.floats(0, 1, width=32)
    ),
    max_size=5,
)


@settings(max_examples=150, deadline=None)
@given(frames=st.lists(THINGS, max_size=14), seed=st.integers(0, 99))
def test_every_sure_detection_is_in_exactly_one_track(frames: list[list[Thing]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    tracks = linked(frames, [[int(c) for c in rng.integers(0, 4, len(things))] for things in frames])
    seen = [(o.frame, o.index) for track in tracks for o in track]
    assert len(seen) == len(set(seen))
    sure = {(i, j) for i, things in enumerate(frames) for j, (*_, s) in enumerate(things) if s >= LIMITS.start_score}
    assert sure <= set(seen)
    assert all(o.score >= LIMITS.keep_score for track in tracks for o in track)
    for track in tracks:
        assert frames_of(track) == sorted(set(frames_of(track)))
        assert max(o.score for o in track) >= LIMITS.start_score
