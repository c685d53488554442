"""Media files are known by their content: found again after a move, noticed after a change."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import ProjectError
from engine.store.facts import facts_text, media_of
from engine.store.project import Project
from engine.types import Media

MediaAt = Callable[..., Media]


def test_facts_come_back_exactly(media: MediaAt, tmp_path: Path) -> None:
    film = media(tmp_path / "film.mp4")
    assert media_of(film.path, facts_text(film)) == film
    sound = Media(film.path, "wav", film.start, film.duration, None, film.audio, ())
    assert media_of(film.path, facts_text(sound)) == sound


def test_damaged_facts_are_a_value_error(tmp_path: Path) -> None:
    for text in ("{", "[]", '{"container": "mp4"}'):
        with pytest.raises(ValueError):  # noqa: PT011 - any reading failure is one
            media_of(tmp_path, text)


def test_new_media_is_remembered(project: Project, media: MediaAt, tmp_path: Path) -> None:
    film = media(tmp_path / "film.mp4", b"the film")
    record, arrival = project.media.add(film)
    assert arrival == "new"
    assert record.media == film
    assert (record.size, record.relative_path, record.full_hash) == (8, Path("film.mp4"), "")
    assert project.media.all() == (record,)
    assert project.media.locate(record.id) == record


def test_same_file_is_known(project: Project, media: MediaAt, tmp_path: Path) -> None:
    film = media(tmp_path / "film.mp4")
    first, _ = project.media.add(film)
    assert project.media.add(film) == (first, "known")


def test_renamed_file_is_the_same_media(project: Project, media: MediaAt, tmp_path: Path) -> None:
    first, _ = project.media.add(media(tmp_path / "film.mp4"))
    (tmp_path / "film.mp4").unlink()
    again, arrival = project.media.add(media(tmp_path / "sub" / "other.mp4"))
    assert (again.id, arrival) == (first.id, "moved")
    assert again.media.path == tmp_path / "sub" / "other.mp4"


def test_second_file_of_other_content_is_new(project: Project, media: MediaAt, tmp_path: Path) -> None:
    first, _ = project.media.add(media(tmp_path / "a.mp4", b"a"))
    second, arrival = project.media.add(media(tmp_path / "b.mp4", b"b"))
    assert arrival == "new"
    assert [record.id for record in project.media.all()] == [first.id, second.id]


@pytest.mark.parametrize("target", ["renamed.mp4", "project/film.mp4", "project/renamed.mp4"])
def test_moved_media_is_found_beside_the_project_and_in_its_old_folder(
    tmp_path: Path, media: MediaAt, target: str
) -> None:
    (tmp_path / "project").mkdir()
    with Project.create(tmp_path / "project" / "film.olat") as project:
        record, _ = project.media.add(media(tmp_path / "film.mp4"))
        (tmp_path / "film.mp4").rename(tmp_path / target)
        found = project.media.locate(record.id)
        assert found.media.path == tmp_path / target
        assert project.media.get(record.id) == found


def test_moved_media_is_found_deep_in_a_given_folder(project: Project, media: MediaAt, tmp_path: Path) -> None:
    record, _ = project.media.add(media(tmp_path / "film.mp4"))
    target = tmp_path / "archive" / "2024" / "x.mp4"
    target.parent.mkdir(parents=True)
    (tmp_path / "film.mp4").rename(target)
    with pytest.raises(ProjectError, match="no longer there"):
        project.media.locate(record.id)
    assert project.media.locate(record.id, [tmp_path / "archive"]).media.path == target


def test_project_and_media_moved_together_are_found_without_search(tmp_path: Path, media: MediaAt) -> None:
    old = tmp_path / "old"
    (old / "films").mkdir(parents=True)
    with Project.create(old / "film.olat") as project:
        record, _ = project.media.add(media(old / "films" / "film.mp4"))
    shutil.move(old, tmp_path / "new")
    with Project.open(tmp_path / "new" / "film.olat") as project:
        assert project.media.locate(record.id).media.path == tmp_path / "new" / "films" / "film.mp4"


def test_changed_media_is_noticed(project: Project, media: MediaAt, tmp_path: Path) -> None:
    record, _ = project.media.add(media(tmp_path / "film.mp4", b"one"))
    (tmp_path / "film.mp4").write_bytes(b"two")
    with pytest.raises(ProjectError, match="has changed"):
        project.media.locate(record.id)


def test_original_elsewhere_wins_over_a_changed_file(project: Project, media: MediaAt, tmp_path: Path) -> None:
    record, _ = project.media.add(media(tmp_path / "film.mp4", b"one"))
    (tmp_path / "film.mp4").rename(tmp_path / "original.mp4")
    (tmp_path / "film.mp4").write_bytes(b"two")
    assert project.media.locate(record.id).media.path == tmp_path / "original.mp4"


def test_reader_finds_moved_media_without_writing(project: Project, media: MediaAt, tmp_path: Path) -> None:
    record, _ = project.media.add(media(tmp_path / "film.mp4"))
    (tmp_path / "film.mp4").rename(tmp_path / "other.mp4")
    with Project.open(project.path, read_only=True) as reader:
        assert reader.media.locate(record.id).media.path == tmp_path / "other.mp4"
        assert reader.media.get(record.id) == record


def test_name_that_is_not_unicode_is_kept(project: Project, media: MediaAt, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.mp4")
    try:
        film = media(path)
    except OSError:
        pytest.skip("this file system takes Unicode names only")
    record, _ = project.media.add(film)
    assert project.media.locate(record.id).media == film


def test_full_hash_is_noted_and_dropped_after_a_change(project: Project, media: MediaAt, tmp_path: Path) -> None:
    record, _ = project.media.add(media(tmp_path / "film.mp4", b"one"))
    project.media.set_full_hash(record.id, "ab" * 32)
    assert project.media.get(record.id).full_hash == "ab" * 32
    assert project.media.add(media(tmp_path / "film.mp4", b"two"))[0].full_hash == ""


def test_unknown_number_is_a_sentence(project: Project) -> None:
    with pytest.raises(ProjectError, match="no media number 7"):
        project.media.get(7)
