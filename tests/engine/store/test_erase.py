"""Erased faces are gone from the file to the last byte, and nothing else is."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ProjectError
from engine.store import erase
from engine.store.cache import StageKey, stage_key
from engine.store.cast import CAST
from engine.store.choices import Photo
from engine.store.database import Database
from engine.store.project import Project
from engine.store.scan import ScanChunk
from engine.types import Correction, Feature, Media, Person

MakeChunk = Callable[..., ScanChunk]


def pieces(chunk: ScanChunk, tracks: set[int]) -> list[bytes]:
    """All crops and vectors of the chosen tracks in pieces of 16 bytes; the edge of a page may split one of them."""
    blobs = [crop.jpeg[2:] for crop in chunk.crops if crop.track in tracks]
    blobs += [feature.vectors.tobytes() for feature in chunk.features if feature.track in tracks]
    return [blob[start : start + 16] for blob in blobs for start in range(0, len(blob) - 15, 16)]


def share_in(path: Path, wanted: list[bytes]) -> float:
    content = path.read_bytes()
    return sum(piece in content for piece in wanted) / len(wanted)


@pytest.fixture
def made(project: Project, media_id: int, key: StageKey, chunk: MakeChunk) -> ScanChunk:
    stored = chunk(0, tracks=40, dimensions=128)
    project.scans.commit_scan_chunk(media_id, key, stored, last=True)
    persons = [Person(1, "Ann", tuple(range(10))), Person(2, "Bob", tuple(range(10, 40)))]
    project.cast.save(media_id, key, stage_key(CAST, "1"), persons)
    return stored


def test_erased_person_is_gone_and_others_stay(project: Project, media_id: int, key: StageKey, made: ScanChunk) -> None:
    ann, others = pieces(made, set(range(10))), pieces(made, set(range(10, 40)))
    assert share_in(project.path, ann) > 0.95
    project.erase_tracks(media_id, range(10))
    assert share_in(project.path, ann) == 0
    assert share_in(project.path, others) > 0.95
    assert project.cast.load(media_id) == (Person(2, "Bob", tuple(range(10, 40))),)
    assert [track.id for track in project.scans.load_scan(media_id, key).tracks] == list(range(10, 40))
    project.database.check_integrity()


def test_erased_media_leaves_only_what_the_user_said(
    project: Project, media_id: int, key: StageKey, made: ScanChunk
) -> None:
    project.corrections.add(media_id, Correction("is", (3,), name="Ann"))
    everything = pieces(made, set(range(40)))
    project.erase_media(media_id)
    assert share_in(project.path, everything) == 0
    assert project.path.stat().st_size < 300_000
    assert project.corrections.active(media_id) == (Correction("is", name="Ann"),)
    project.scans.commit_scan_chunk(media_id, key, made, last=True)
    assert project.corrections.active(media_id)[0].tracks == ()


def test_erased_photo_vectors_are_gone(project: Project) -> None:
    vector = np.random.default_rng(1).standard_normal(128).astype(np.float32)
    project.photos.save(Photo("Ann", Path("a.jpg"), "net", vector))
    assert vector.tobytes() in project.path.read_bytes()
    project.erase_photos("Ann")
    assert vector.tobytes()[:16] not in project.path.read_bytes()


def test_plain_deletion_already_overwrites(project: Project, media_id: int, made: ScanChunk) -> None:
    everything = pieces(made, set(range(40)))
    project.scans.drop_scans(media_id)
    assert share_in(project.path, everything) == 0


def test_bytes_that_stay_behind_are_reported(
    project: Project, media_id: int, made: ScanChunk, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.database.run("PRAGMA secure_delete = OFF")
    monkeypatch.setattr(Database, "compact", lambda self: None)
    with pytest.raises(ProjectError, match="still in"):
        project.erase_media(media_id)


def test_same_bytes_in_what_stays_are_no_alarm(
    project: Project, media_id: int, key: StageKey, chunk: MakeChunk
) -> None:
    first = chunk(0)
    twin = Feature(first.tracks[1].id, "net", first.features[0].vectors, first.features[0].qualities)
    crops = tuple(type(crop)(crop.track, crop.pts, crop.box, crop.quality, first.crops[0].jpeg) for crop in first.crops)
    project.scans.commit_scan_chunk(
        media_id, key, ScanChunk(first.until, first.shots, first.tracks, crops, (first.features[0], twin)), last=True
    )
    project.erase_tracks(media_id, [first.tracks[0].id])
    assert len(project.scans.crops(media_id, key, first.tracks[1].id)) == 1


def test_samples_name_what_is_to_be_erased(project: Project, media_id: int, made: ScanChunk) -> None:
    samples = erase._samples(project.database, ("crop", "feature"), "track < ?", (10,))
    assert len(samples) == 20
    assert len(erase.samples_in_file(project.database, samples)) > 15


def test_removed_media_takes_everything_along(
    project: Project, media_id: int, made: ScanChunk, media: Callable[..., Media], tmp_path: Path
) -> None:
    other = project.media.add(media(tmp_path / "other.mp4", b"other"))[0]
    project.corrections.add(media_id, Correction("is", (3,), name="Ann"))
    project.media.remove(media_id)
    assert project.media.all() == (other,)
    for table in ("stage", "track", "crop", "person", "person_track", "correction"):
        assert project.database.row(f"SELECT count(*) FROM {table}") == (0,)
