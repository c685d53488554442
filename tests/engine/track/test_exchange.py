"""Two tracks that took each other's thing at a meeting get it back; others are left alone."""

import numpy as np

from engine.track.exchange import ExchangeLimits, Group, meetings, untangle
from engine.track.tracker import Observation

LIMITS = ExchangeLimits(contact_distance=1.0, margin=0.1)


def seen(frame: int, x: float, thing: int) -> Observation:
    box = np.array([x - 20, 0, 40, 40], np.float32)
    return Observation(frame, thing, frame / 5, box, 0.9, np.eye(3, dtype=np.float32)[thing])


def likeness(one: Group, other: Group) -> float:
    if not one or not other:
        return 0.0
    return float(np.mean([o.appearance for o in one], axis=0) @ np.mean([o.appearance for o in other], axis=0))


def crossing(swapped: bool) -> list[Group]:
    """Two things walk towards each other, touch in frame 10 and part; `swapped`: the tracks took the wrong one."""
    one = [seen(i, 10.0 * i, 1 if swapped and i >= 10 else 0) for i in range(21)]
    other = [seen(i, 204 - 10.0 * i, 0 if swapped and i >= 10 else 1) for i in range(21)]
    return [one, other]


def things(group: Group) -> set[int]:
    return {o.index for o in group}


def test_two_that_cross_meet_once_where_they_are_nearest() -> None:
    (meeting,) = meetings(crossing(swapped=False), LIMITS)
    assert (meeting.one, meeting.other) == (0, 1)
    assert meeting.time == 2.0


def test_things_that_stay_apart_or_never_share_the_time_do_not_meet() -> None:
    apart = [[seen(i, 0, 0) for i in range(9)], [seen(i, 200, 1) for i in range(9)]]
    later = [[seen(i, 0, 0) for i in range(9)], [seen(i, 0, 1) for i in range(20, 29)]]
    assert meetings(apart, LIMITS) == meetings(later, LIMITS) == []


def test_exchanged_tracks_are_put_right() -> None:
    mended = untangle(crossing(swapped=True), likeness, LIMITS)
    assert [things(group) for group in mended] == [{0}, {1}]


def test_right_tracks_are_left_alone() -> None:
    groups = crossing(swapped=False)
    assert untangle(groups, likeness, LIMITS) == groups


def test_without_looks_nothing_is_exchanged() -> None:
    groups = crossing(swapped=True)
    assert untangle(groups, lambda one, other: 0.0, LIMITS) == groups


def test_no_detection_is_lost_or_doubled_and_time_stays_in_order() -> None:
    groups = [*crossing(swapped=True), [seen(i, 100, 2) for i in range(5, 16)]]
    mended = untangle(groups, likeness, LIMITS)
    assert sorted((o.frame, o.index) for g in mended for o in g) == sorted(
        (o.frame, o.index) for g in groups for o in g
    )
    for group in mended:
        assert [o.frame for o in group] == sorted({o.frame for o in group})
