"""Projects are made whole, opened by one writer, and refuse what they cannot read with a sentence."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.errors import ProjectError
from engine.store import project as project_module
from engine.store import schema
from engine.store.cache import StageKey
from engine.store.failures import ProjectInUse
from engine.store.project import Project
from engine.store.scan import ScanChunk

MakeChunk = Callable[..., ScanChunk]


def edit(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    path = tmp_path / "film.olat"
    Project.create(path).close()
    return path


def test_new_project_is_one_file_with_our_marks(closed: Path) -> None:
    assert [entry.name for entry in closed.parent.iterdir()] == ["film.olat"]
    connection = sqlite3.connect(closed)
    assert connection.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)
    assert connection.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()


def test_existing_file_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("dear Ann")
    with pytest.raises(ProjectError, match="exists already"):
        Project.create(path)
    assert path.read_text() == "dear Ann"
    assert list(tmp_path.iterdir()) == [path]


def test_creation_that_fails_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half_made(path: Path) -> None:
        path.write_bytes(b"SQLite format 3\0")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(project_module, "make_file", half_made)
    with pytest.raises(ProjectError, match="disk is full"):
        Project.create(tmp_path / "film.olat")
    assert list(tmp_path.iterdir()) == []


def test_file_system_without_links_still_gets_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(source: Path, target: Path) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    Project.create(tmp_path / "film.olat").close()
    Project.open(tmp_path / "film.olat").close()
    with pytest.raises(ProjectError, match="exists already"):
        Project.create(tmp_path / "film.olat")


def test_creation_in_a_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no folder"):
        Project.create(tmp_path / "nowhere" / "film.olat")


def test_names_with_url_characters_work(tmp_path: Path) -> None:
    path = tmp_path / "100% Ann? #1 éß.olat"
    Project.create(path).close()
    Project.open(path, read_only=True).close()
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"SQLite format 3"])
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "film.olat"
    path.write_bytes(content)
    with pytest.raises(ProjectError, match="not a project"):
        Project.open(path)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_database_of_another_program_is_refused_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    edit(path, "CREATE TABLE notes (text)")
    before = path.read_bytes()
    with pytest.raises(ProjectError, match="not a project"):
        Project.open(path)
    assert path.read_bytes() == before


def test_folder_and_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="not a project"):
        Project.open(tmp_path)
    with pytest.raises(ProjectError, match="no project"):
        Project.open(tmp_path / "film.olat")


def test_newer_version_is_refused_unchanged(closed: Path) -> None:
    edit(closed, f"PRAGMA user_version = {schema.VERSION + 1}")
    before = closed.read_bytes()
    for read_only in (False, True):
        with pytest.raises(ProjectError, match="newer version"):
            Project.open(closed, read_only)
    assert closed.read_bytes() == before


def test_truncated_file_is_called_damaged(closed: Path) -> None:
    closed.write_bytes(closed.read_bytes()[: schema.PAGE_BYTES + 100])
    with pytest.raises(ProjectError, match="damaged"), Project.open(closed) as project:
        project.media.all()


def test_corrupt_page_is_called_damaged(
    tmp_path: Path, project: Project, media_id: int, key: StageKey, chunk: MakeChunk
) -> None:
    for number in range(20):
        project.scans.commit_scan_chunk(media_id, key, chunk(number, tracks=4))
    project.close()
    content = bytearray(project.path.read_bytes())
    for start in range(schema.PAGE_BYTES * 20, len(content), schema.PAGE_BYTES):
        content[start : start + 64] = b"\xa5" * 64
    project.path.write_bytes(content)
    with pytest.raises(ProjectError, match="damaged"), Project.open(project.path) as again:
        again.scans.load_scan(media_id, key)
    with pytest.raises(ProjectError, match="damaged"), Project.open(project.path) as again:
        again.database.check_integrity()


def test_missing_table_is_called_damaged(closed: Path) -> None:
    edit(closed, "DROP TABLE photo")
    with pytest.raises(ProjectError, match="damaged"):
        Project.open(closed)


def test_second_writer_is_refused_but_may_read(
    project: Project, media_id: int, key: StageKey, chunk: MakeChunk
) -> None:
    project.scans.commit_scan_chunk(media_id, key, chunk(0))
    with pytest.raises(ProjectInUse, match="open in another program"):
        Project.open(project.path)
    with Project.open(project.path, read_only=True) as reader:
        assert len(reader.scans.load_scan(media_id, key).tracks) == 2
        project.scans.commit_scan_chunk(media_id, key, chunk(1))
        assert len(reader.scans.load_scan(media_id, key).tracks) == 4


def test_second_process_is_refused_until_the_first_closes(project: Project) -> None:
    code = "import sys, pathlib, engine.store.project as p; p.Project.open(pathlib.Path(sys.argv[1]))"
    command = [sys.executable, "-c", code, str(project.path)]
    root = Path(project_module.__file__).parents[2]
    refused = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert "ProjectInUse" in refused.stderr
    project.close()
    assert subprocess.run(command, cwd=root, capture_output=True, text=True, check=False).returncode == 0


def test_lock_file_goes_with_its_owner(tmp_path: Path, closed: Path) -> None:
    with Project.open(closed):
        assert (tmp_path / "film.olat-lock").exists()
    assert list(tmp_path.iterdir()) == [closed]


def test_lock_file_left_by_a_killed_program_does_not_lock(closed: Path) -> None:
    closed.with_name("film.olat-lock").touch()
    with Project.open(closed) as project:
        assert not project.read_only


def test_refused_project_leaves_no_lock(closed: Path) -> None:
    edit(closed, "PRAGMA user_version = 99")
    with pytest.raises(ProjectError):
        Project.open(closed)
    assert [entry.name for entry in closed.parent.iterdir()] == ["film.olat"]


def test_copy_of_an_open_project_holds_all_that_is_committed(
    tmp_path: Path, project: Project, media_id: int, key: StageKey, chunk: MakeChunk
) -> None:
    project.scans.commit_scan_chunk(media_id, key, chunk(0))
    copy = tmp_path / "copy" / "film.olat"
    copy.parent.mkdir()
    copy.write_bytes(project.path.read_bytes())
    with Project.open(copy) as other:
        assert len(other.scans.load_scan(media_id, key).tracks) == 2


def test_other_program_that_locks_the_file_gets_named(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.store.database._OPENING_WAIT_S", 0.05)
    other = sqlite3.connect(closed, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(ProjectError, match="locked by another program"):
            Project.open(closed)
    finally:
        other.close()


def test_full_disk_loses_one_chunk_only(project: Project, media_id: int, key: StageKey, chunk: MakeChunk) -> None:
    project.scans.commit_scan_chunk(media_id, key, chunk(0))
    pages = project.database.row("PRAGMA page_count")[0]
    project.database.run(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(ProjectError, match="disk is full"):
        project.scans.commit_scan_chunk(media_id, key, chunk(1, tracks=200))
    project.database.run("PRAGMA max_page_count = 1000000")
    project.database.check_integrity()
    assert len(project.scans.load_scan(media_id, key).tracks) == 2
    project.scans.commit_scan_chunk(media_id, key, chunk(1))


@pytest.fixture
def unprivileged_folder() -> Iterator[Path]:
    """A folder outside the tests' private one, so that the test can drop root's power to write everywhere."""
    if not hasattr(os, "geteuid"):
        pytest.skip("needs POSIX permissions")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        user = os.geteuid()
        yield folder
        if user == 0:
            os.seteuid(0)
        folder.chmod(0o755)


def _lose_power() -> None:
    if os.geteuid() == 0:
        os.seteuid(65534)


def test_read_only_folder_is_a_sentence_and_still_readable(unprivileged_folder: Path) -> None:
    path = unprivileged_folder / "film.olat"
    Project.create(path).close()
    path.chmod(0o444)
    unprivileged_folder.chmod(0o555)
    _lose_power()
    with pytest.raises(ProjectError, match="read-only"):
        Project.open(path)
    with pytest.raises(ProjectError, match="read-only"):
        Project.create(unprivileged_folder / "new.olat")
    with Project.open(path, read_only=True) as project:
        assert project.media.all() == ()


def test_read_only_file_in_a_writable_folder_is_a_sentence(unprivileged_folder: Path) -> None:
    path = unprivileged_folder / "film.olat"
    Project.create(path).close()
    path.chmod(0o444)
    unprivileged_folder.chmod(0o777)
    _lose_power()
    with pytest.raises(ProjectError, match="read-only"):
        Project.open(path)


def test_unreadable_file_is_a_sentence(unprivileged_folder: Path) -> None:
    path = unprivileged_folder / "film.olat"
    Project.create(path).close()
    path.chmod(0o000)
    unprivileged_folder.chmod(0o777)
    _lose_power()
    with pytest.raises(ProjectError, match="may not"):
        Project.open(path, read_only=True)
