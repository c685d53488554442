"""Files appear whole or not at all."""

import os
import stat
import sys
from pathlib import Path

import pytest

from engine.errors import ExportError
from engine.export.atomic import replacing, write_atomic


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_new_file_is_written_and_nothing_else_left(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a.csv", b"rows")
    assert (tmp_path / "a.csv").read_bytes() == b"rows"
    assert names(tmp_path) == ["a.csv"]


def test_failure_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "a.mp4"
    target.write_bytes(b"old")

    def fail() -> None:
        with replacing(target) as unfinished:
            assert unfinished.suffix == ".mp4"
            assert unfinished.parent == tmp_path
            unfinished.write_bytes(b"half")
            raise RuntimeError("the encoder gave up")

    with pytest.raises(RuntimeError, match="gave up"):
        fail()
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["a.mp4"]


def test_interruption_leaves_nothing_behind(tmp_path: Path) -> None:
    def interrupt() -> None:
        with replacing(tmp_path / "a.mp4"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    assert names(tmp_path) == []


def test_until_the_end_the_target_is_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_bytes(b"old")
    with replacing(target) as unfinished:
        unfinished.write_bytes(b"new")
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == b"new"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="folder does not exist") as caught:
        write_atomic(tmp_path / "no" / "a.csv", b"")
    assert caught.value.next_step


def test_a_folder_is_no_target(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="it is a folder"):
        write_atomic(tmp_path, b"")
    assert names(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs permissions that bind the user")
def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ExportError, match="no permission"):
            write_atomic(tmp_path / "a.csv", b"")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_named() -> None:
    with pytest.raises(ExportError, match="disk is full"):
        write_atomic(Path("/dev/full"), b"rows")


def test_a_full_disk_in_the_block_is_named_and_other_failures_are_not_ours(tmp_path: Path) -> None:
    def full() -> None:
        with replacing(tmp_path / "a.mp4"):
            raise OSError(28, "No space left on device")

    def source_gone() -> None:
        with replacing(tmp_path / "a.mp4"):
            (tmp_path / "source.mkv").read_bytes()

    with pytest.raises(ExportError, match="disk is full"):
        full()
    with pytest.raises(FileNotFoundError):
        source_gone()
    assert names(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_bytes(b"old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    write_atomic(tmp_path / "link.csv", b"new")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes() == b"new"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_permissions_of_the_replaced_file_stay(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_bytes(b"old")
    target.chmod(0o640)
    write_atomic(target, b"new")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other limits")
def test_the_longest_name_still_works(tmp_path: Path) -> None:
    write_atomic(tmp_path / ("n" * 251 + ".csv"), b"rows")
    with pytest.raises(ExportError, match="name is too long"):
        write_atomic(tmp_path / ("n" * 260 + ".csv"), b"rows")
    assert len(names(tmp_path)) == 1
