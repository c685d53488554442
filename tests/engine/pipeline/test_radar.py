"""Naming the faces of one frame: by evidence, nobody twice, and strangers stay unknown."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.pipeline.radar import RadarLimits, Roster, Seen, Sighting, name_faces

PERSONS = 4


def axis(number: int, tilt: float = 0.0, towards: int = 100) -> np.ndarray:
    """A unit vector that is its own person; tilted towards another it is less so."""
    vector = np.zeros(256, np.float32)
    vector[number], vector[towards] = 1 - tilt, tilt
    return vector / np.linalg.norm(vector)


def roster_of(owners: Sequence[int]) -> Roster:
    return Roster(
        "joined",
        np.arange(10, 10 + len(owners)),
        np.array(owners, np.int64),
        np.stack([axis(owner) for owner in owners]) if owners else np.zeros((0, 256), np.float32),
        np.full(len(owners), 0.7, np.float32),
    )


def seen_of(vectors: Sequence[np.ndarray], stored: tuple[Sighting, ...] = ()) -> Seen:
    boxes = np.array([[50 * i, 10, 40, 40] for i in range(len(vectors))], np.float32).reshape(-1, 4)
    return Seen(boxes, np.stack(vectors), np.full(len(vectors), 0.7, np.float32), stored)


def owner(found: Sighting, roster: Roster) -> int | None:
    return None if found.track is None else int(roster.owners[found.track - 10])


def test_each_face_gets_the_person_whom_it_is_like_and_one_of_that_ones_tracks() -> None:
    roster = roster_of([1, 1, 2, 3])
    found = name_faces(seen_of([axis(3), axis(1)]), roster)

    assert [owner(one, roster) for one in found] == [3, 1]
    assert [one.box for one in found] == [(0, 10, 40, 40), (50, 10, 40, 40)]
    assert all(one.chance > 0.9 for one in found)


def test_stranger_is_unknown_and_that_is_sure() -> None:
    (found,) = name_faces(seen_of([axis(9)]), roster_of([1, 2]))

    assert found.track is None
    assert found.chance > 0.9


def test_of_two_alike_faces_the_better_one_takes_the_name() -> None:
    roster = roster_of([1, 2])
    found = name_faces(seen_of([axis(1, 0.5), axis(1)]), roster)

    assert [owner(one, roster) for one in found] == [None, 1]


def test_name_that_a_stored_track_has_is_not_given_again() -> None:
    roster = roster_of([1, 2])
    stored = Sighting((0.0, 0.0, 9.0, 9.0), 10, 0.9)
    found = name_faces(seen_of([axis(1)], (stored,)), roster)

    assert found[0] == stored
    assert found[1].track is None


def test_nobody_is_named_where_nobody_is_known() -> None:
    assert [one.track for one in name_faces(seen_of([axis(1)]), roster_of([]))] == [None]


@given(
    faces=st.lists(st.tuples(st.integers(1, PERSONS + 2), st.floats(0, 0.6)), min_size=1, max_size=8),
    owners=st.lists(st.integers(1, PERSONS), max_size=12),
    least=st.floats(0.5, 0.95),
)
def test_no_person_is_in_a_frame_twice_and_no_name_is_given_below_the_threshold(
    faces: list[tuple[int, float]], owners: list[int], least: float
) -> None:
    roster = roster_of(owners)
    vectors = [axis(number, tilt, (number % PERSONS) + 1) for number, tilt in faces]
    found = name_faces(seen_of(vectors), roster, RadarLimits(least_chance=least))

    named = [owner(one, roster) for one in found if one.track is not None]
    assert len(found) == len(faces)
    assert len(named) == len(set(named))
    assert all(0 <= one.chance <= 1 for one in found)
    assert all(one.chance >= least for one in found if one.track is not None)
