"""What the user said is kept in order, can be taken back, and holds for a new analysis too."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from engine.store.cache import StageKey, stage_key
from engine.store.project import Project
from engine.store.scan import SCAN, ScanChunk
from engine.timebase import Span
from engine.types import Correction, Media, Track

MediaAt = Callable[..., Media]
CLOCK_START = Fraction(-1, 3)


def moving_track(number: int, first: int, count: int, x: float, step: int = 3003, kind: str = "face") -> Track:
    """A box at (x, 50) of 40 pixels that moves right by 1 pixel in 3003 ticks, looked at every `step` ticks."""
    pts = np.arange(first, first + count * step, step, dtype=np.int64)
    boxes = np.stack([x + pts / 3003, np.full(count, 50), np.full(count, 40), np.full(count, 40)], axis=1)
    start = int(pts[0]) * Fraction(1, 90000) - CLOCK_START
    return Track(
        id=number,
        kind="face" if kind == "face" else "body",
        shot=0,
        span=Span(start, start + count * step * Fraction(1, 90000)),
        pts=pts,
        boxes=boxes.astype(np.float32),
        scores=np.ones(count, np.float32),
        landmarks=np.zeros((count, 5 if kind == "face" else 0, 2), np.float32),
    )


def store(project: Project, media_id: int, key: StageKey, *tracks: Track) -> None:
    project.scans.commit_scan_chunk(media_id, key, ScanChunk(Fraction(100), tracks=tracks), last=True)


@pytest.fixture
def other_key() -> StageKey:
    return stage_key(SCAN, "2")


SAID = [
    Correction("is", (3, 1), name="Ann"),
    Correction("is not", (2,), name="Bob"),
    Correction("same", (1,), (2, 3)),
    Correction("different", (1,), (2,)),
    Correction("not a face", (3,)),
    Correction("not a person", (1,)),
    Correction("present", name="Ann", span=Span(Fraction(1001, 30000), Fraction(7, 3))),
    Correction("absent", name="Änn 安", span=Span(Fraction(0), Fraction(0))),
]


def three_tracks() -> tuple[Track, ...]:
    return tuple(moving_track(number, 0, 10, 100.0 * number) for number in (1, 2, 3))


def test_every_kind_comes_back_in_order(project: Project, media_id: int, key: StageKey) -> None:
    store(project, media_id, key, *three_tracks())
    for said in SAID:
        project.corrections.add(media_id, said, "a note")
    assert list(project.corrections.active(media_id)) == SAID
    records = project.corrections.all(media_id)
    assert all(record.note == "a note" and record.created_at.tzinfo and not record.undone for record in records)


def test_undone_correction_counts_no_more_and_can_be_said_again(project: Project, media_id: int, key: StageKey) -> None:
    store(project, media_id, key, *three_tracks())
    first = project.corrections.add(media_id, SAID[0])
    before = project.corrections.digest(media_id)
    second = project.corrections.add(media_id, SAID[1])
    after = project.corrections.digest(media_id)
    assert before != after
    project.corrections.undo(second)
    assert project.corrections.active(media_id) == (SAID[0],)
    assert project.corrections.digest(media_id) == before
    assert [record.id for record in project.corrections.all(media_id)] == [first, second]
    project.corrections.redo(second)
    assert project.corrections.digest(media_id) == after


def test_corrections_outlive_the_program(project: Project, media_id: int, key: StageKey) -> None:
    store(project, media_id, key, *three_tracks())
    project.corrections.add(media_id, SAID[0])
    project.close()
    with Project.open(project.path) as again:
        assert again.corrections.active(media_id) == (SAID[0],)


def test_new_scan_with_other_numbers_keeps_the_meaning(
    project: Project, media_id: int, key: StageKey, other_key: StageKey
) -> None:
    store(project, media_id, key, *three_tracks())
    project.corrections.add(media_id, Correction("is", (3, 1), name="Ann"))
    project.corrections.add(media_id, Correction("different", (1,), (2,)))
    # The same people, numbered otherwise and looked at in other frames.
    found = [moving_track(number, 1001, 6, x, 5005) for number, x in ((7, 300.0), (8, 200.0), (9, 100.0))]
    store(project, media_id, other_key, *found)
    assert project.corrections.active(media_id) == (
        Correction("is", (7, 9), name="Ann"),
        Correction("different", (9,), (8,)),
    )


def test_track_that_a_new_scan_splits_is_followed_into_both_halves(
    project: Project, media_id: int, key: StageKey, other_key: StageKey
) -> None:
    store(project, media_id, key, moving_track(1, 0, 20, 100.0))
    project.corrections.add(media_id, Correction("is", (1,), name="Ann"))
    store(project, media_id, other_key, moving_track(4, 0, 9, 100.0), moving_track(5, 10 * 3003, 10, 100.0))
    assert project.corrections.active(media_id)[0].tracks == (4, 5)


def test_stranger_at_the_same_time_and_body_at_the_same_place_are_not_taken(
    project: Project, media_id: int, key: StageKey, other_key: StageKey
) -> None:
    store(project, media_id, key, moving_track(1, 0, 10, 100.0))
    project.corrections.add(media_id, Correction("not a face", (1,)))
    store(
        project,
        media_id,
        other_key,
        moving_track(1, 0, 10, 130.0),
        moving_track(2, 0, 10, 100.0, kind="body"),
        moving_track(3, 20 * 3003, 10, 80.0),
    )
    assert project.corrections.active(media_id)[0].tracks == ()


def test_lost_thing_is_found_again_by_a_later_scan(
    project: Project, media_id: int, key: StageKey, other_key: StageKey
) -> None:
    store(project, media_id, key, moving_track(1, 0, 10, 100.0))
    project.corrections.add(media_id, Correction("is", (1,), name="Ann"))
    store(project, media_id, other_key)
    assert project.corrections.active(media_id)[0].tracks == ()
    store(project, media_id, stage_key(SCAN, "3"), moving_track(6, 0, 10, 101.0))
    assert project.corrections.active(media_id)[0].tracks == (6,)


def test_fresh_start_keeps_what_was_said(project: Project, media_id: int, key: StageKey) -> None:
    store(project, media_id, key, moving_track(1, 0, 10, 100.0))
    project.corrections.add(media_id, Correction("is", (1,), name="Ann"))
    project.scans.drop_scans(media_id)
    store(project, media_id, key, moving_track(2, 0, 10, 100.0))
    assert project.corrections.active(media_id)[0].tracks == (2,)


def test_track_without_detections_is_tied_to_its_carried_boxes(
    project: Project, media_id: int, key: StageKey, other_key: StageKey
) -> None:
    unseen = replace(moving_track(1, 0, 3, 100.0), scores=np.zeros(3, np.float32))
    store(project, media_id, key, unseen)
    project.corrections.add(media_id, Correction("not a face", (1,)))
    store(project, media_id, other_key, moving_track(2, 0, 3, 100.0))
    assert project.corrections.active(media_id)[0].tracks == (2,)
