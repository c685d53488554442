"""A scan is stored chunk by chunk, comes back exactly, and gives way to its successor only when that is complete."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from engine.errors import ProjectError
from engine.store.cache import StageKey, stage_key
from engine.store.project import Project
from engine.store.scan import SCAN, ScanChunk, ScanState
from engine.types import Feature, Track

MakeChunk = Callable[..., ScanChunk]


def assert_same_track(found: Track, expected: Track) -> None:
    assert (found.id, found.kind, found.shot, found.span) == (
        expected.id,
        expected.kind,
        expected.shot,
        expected.span,
    )
    for name in ("pts", "boxes", "scores", "landmarks"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name), strict=True)


def test_new_scan_starts_at_the_beginning(project: Project, media_id: int, key: StageKey) -> None:
    assert project.scans.scan_state(media_id, key) == ScanState(None, False, 0, "{}")


def test_chunks_come_back_exactly(project: Project, media_id: int, key: StageKey, chunk: MakeChunk) -> None:
    chunks = [chunk(0), chunk(1)]
    for one in chunks:
        project.scans.commit_scan_chunk(media_id, key, one)
    scan = project.scans.load_scan(media_id, key)
    assert scan.shots == chunks[0].shots + chunks[1].shots
    expected = chunks[0].tracks + chunks[1].tracks
    assert len(scan.tracks) == len(expected)
    for found, track in zip(scan.tracks, expected, strict=True):
        assert_same_track(found, track)
    for found_feature, feature in zip(scan.features, chunks[0].features + chunks[1].features, strict=True):
        assert (found_feature.track, found_feature.model) == (feature.track, feature.model)
        np.testing.assert_array_equal(found_feature.vectors, feature.vectors, strict=True)
        np.testing.assert_array_equal(found_feature.qualities, feature.qualities, strict=True)


def test_state_goes_on_after_the_last_chunk(project: Project, media_id: int, key: StageKey, chunk: MakeChunk) -> None:
    project.scans.commit_scan_chunk(media_id, key, chunk(0))
    project.scans.commit_scan_chunk(media_id, key, chunk(1))
    assert project.scans.scan_state(media_id, key) == ScanState(Fraction(20), False, 4, '{"chunk": 1}')


def test_crops_come_best_first(project: Project, media_id: int, key: StageKey, chunk: MakeChunk) -> None:
    first = chunk(0)
    crop = first.crops[0]
    better = type(crop)(crop.track, crop.pts + 1, crop.box, 0.9, b"better")
    whole = ScanChunk(first.until, first.shots, first.tracks, (*first.crops, better), first.features, first.state)
    project.scans.commit_scan_chunk(media_id, key, whole)
    found = project.scans.crops(media_id, key, crop.track)
    assert [one.jpeg for one in found] == [b"better", crop.jpeg]
    np.testing.assert_array_equal(found[1].box, crop.box, strict=True)
    assert [one.jpeg for one in project.scans.crops(media_id, key, crop.track, at_most=1)] == [b"better"]


def test_failing_chunk_leaves_nothing_behind(project: Project, media_id: int, key: StageKey, chunk: MakeChunk) -> None:
    project.scans.commit_scan_chunk(media_id, key, chunk(0))
    good = chunk(1)
    stranger = Feature(999, "net", good.features[0].vectors, good.features[0].qualities)
    bad = ScanChunk(good.until, good.shots, good.tracks, good.crops, (*good.features, stranger), good.state)
    with pytest.raises(Exception, match="FOREIGN KEY"):
        project.scans.commit_scan_chunk(media_id, key, bad)
    assert project.scans.scan_state(media_id, key).done_until == Fraction(10)
    assert len(project.scans.load_scan(media_id, key).tracks) == 2
    project.scans.commit_scan_chunk(media_id, key, good)
    assert len(project.scans.load_scan(media_id, key).tracks) == 4


def test_chunk_that_goes_back_in_time_is_refused(
    project: Project, media_id: int, key: StageKey, chunk: MakeChunk
) -> None:
    project.scans.commit_scan_chunk(media_id, key, chunk(1))
    with pytest.raises(ValueError, match="does not follow"):
        project.scans.commit_scan_chunk(media_id, key, chunk(0))


def test_complete_scan_takes_no_more_chunks(project: Project, media_id: int, key: StageKey, chunk: MakeChunk) -> None:
    project.scans.commit_scan_chunk(media_id, key, chunk(0), last=True)
    assert project.scans.scan_state(media_id, key).complete
    with pytest.raises(ValueError, match="does not follow"):
        project.scans.commit_scan_chunk(media_id, key, chunk(1))


def test_old_scan_stays_until_the_new_one_is_complete(
    project: Project, media_id: int, key: StageKey, chunk: MakeChunk
) -> None:
    project.scans.commit_scan_chunk(media_id, key, chunk(0), last=True)
    new = stage_key(SCAN, "1", {"quality": "thorough"}, {"net": "ab" * 32})
    project.scans.commit_scan_chunk(media_id, new, chunk(0, tracks=3))
    assert len(project.scans.load_scan(media_id, key).tracks) == 2
    assert project.scans.current_key(media_id) == key
    project.scans.finish_scan(media_id, new)
    assert project.scans.load_scan(media_id, key).tracks == ()
    assert len(project.scans.load_scan(media_id, new).tracks) == 3
    assert project.scans.current_key(media_id) == new
    assert project.database.row("SELECT count(*) FROM crop") == (3,)


def test_fresh_start_drops_scans_at_once(project: Project, media_id: int, key: StageKey, chunk: MakeChunk) -> None:
    project.scans.commit_scan_chunk(media_id, key, chunk(0), last=True)
    project.scans.drop_scans(media_id)
    assert project.scans.scan_state(media_id, key).done_until is None
    for table in ("stage", "shot", "track", "crop", "feature"):
        assert project.database.row(f"SELECT count(*) FROM {table}") == (0,)


def test_project_without_analysis_says_what_to_do(project: Project, media_id: int) -> None:
    with pytest.raises(ProjectError, match="no finished analysis"):
        project.scans.current_key(media_id)


def test_vectors_of_a_further_model_are_added(project: Project, media_id: int, key: StageKey, chunk: MakeChunk) -> None:
    first = chunk(0)
    project.scans.commit_scan_chunk(media_id, key, first, last=True)
    more = Feature(first.tracks[0].id, "other", first.features[0].vectors, first.features[0].qualities)
    project.scans.add_features(media_id, key, [more])
    project.scans.add_features(media_id, key, [more])
    assert [(f.track, f.model) for f in project.scans.load_scan(media_id, key).features] == [
        (0, "net"),
        (0, "other"),
        (1, "net"),
    ]
