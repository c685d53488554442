"""A cast goes with its scan, and counts as long as nothing that it was made from has changed."""

import sqlite3
from collections.abc import Callable

import pytest

from engine.store.cache import StageKey, stage_key
from engine.store.cast import CAST
from engine.store.project import Project
from engine.store.scan import SCAN, ScanChunk
from engine.types import Person

MakeChunk = Callable[..., ScanChunk]
PERSONS = (
    Person(1, "Ann", (3, 0)),
    Person(2, "", (1,)),
    Person(5, "Unknown", (2,), known=False),
    Person(6, "None", ()),
)


@pytest.fixture
def scanned(project: Project, media_id: int, key: StageKey, chunk: MakeChunk) -> Project:
    project.scans.commit_scan_chunk(media_id, key, chunk(0, tracks=4), last=True)
    return project


def test_cast_comes_back_equal(scanned: Project, media_id: int, key: StageKey) -> None:
    cast_key = stage_key(CAST, "1", {"corrections": "abc"})
    assert scanned.cast.load(media_id) == ()
    assert not scanned.cast.is_current(media_id, key, cast_key)
    scanned.cast.save(media_id, key, cast_key, PERSONS)
    assert scanned.cast.load(media_id) == PERSONS
    assert scanned.cast.is_current(media_id, key, cast_key)


def test_new_corrections_make_a_cast_out_of_date_and_the_next_replaces_it(
    scanned: Project, media_id: int, key: StageKey
) -> None:
    old, new = stage_key(CAST, "1", {"corrections": "abc"}), stage_key(CAST, "1", {"corrections": "def"})
    scanned.cast.save(media_id, key, old, PERSONS)
    assert not scanned.cast.is_current(media_id, key, new)
    scanned.cast.save(media_id, key, new, PERSONS[:1])
    assert scanned.cast.load(media_id) == PERSONS[:1]
    assert not scanned.cast.is_current(media_id, key, old)
    assert scanned.database.row("SELECT count(*) FROM person") == (1,)


def test_new_scan_takes_its_old_cast_along(scanned: Project, media_id: int, key: StageKey, chunk: MakeChunk) -> None:
    cast_key = stage_key(CAST, "1")
    scanned.cast.save(media_id, key, cast_key, PERSONS)
    new = stage_key(SCAN, "2")
    scanned.scans.commit_scan_chunk(media_id, new, chunk(0), last=True)
    assert scanned.cast.load(media_id) == ()
    assert not scanned.cast.is_current(media_id, key, cast_key)
    assert not scanned.cast.is_current(media_id, new, cast_key)
    assert scanned.database.row("SELECT count(*) FROM person_track") == (0,)


def test_cast_without_scan_is_a_bug(project: Project, media_id: int, key: StageKey) -> None:
    with pytest.raises(ValueError, match="needs a stored scan"):
        project.cast.save(media_id, key, stage_key(CAST, "1"), PERSONS)


def test_one_track_has_one_person(scanned: Project, media_id: int, key: StageKey) -> None:
    cast_key = stage_key(CAST, "1")
    scanned.cast.save(media_id, key, cast_key, PERSONS)
    with pytest.raises(sqlite3.IntegrityError):
        scanned.cast.save(media_id, key, cast_key, [Person(1, "Ann", (0,)), Person(2, "Bob", (0,))])
    assert scanned.cast.load(media_id) == PERSONS
