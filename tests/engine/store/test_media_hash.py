"""Hashes depend on the content alone, and the quick one reads little of a large file."""

import hashlib
from pathlib import Path

import pytest

from engine.errors import UnreadableMedia
from engine.progress import Progress, run
from engine.store.media_hash import full_hash, quick_hash


def test_name_and_place_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"film")
    (tmp_path / "b").write_bytes(b"film")
    assert quick_hash(tmp_path / "a") == quick_hash(tmp_path / "b")


@pytest.mark.parametrize("size", [0, 1, 65536, 65537, 1048576, 1048577, 3000000])
def test_first_and_last_byte_matter_at_every_size(tmp_path: Path, size: int) -> None:
    path = tmp_path / "film"
    content = bytearray(size)
    path.write_bytes(content)
    hashes = {quick_hash(path)}
    for index in {0, size - 1} if size else set():
        changed = bytearray(content)
        changed[index] = 1
        path.write_bytes(changed)
        hashes.add(quick_hash(path))
    path.write_bytes(bytes(size + 1))
    hashes.add(quick_hash(path))
    assert len(hashes) == (1 if not size else 2 if size == 1 else 3) + 1


def test_huge_file_is_hashed_without_reading_it_all(tmp_path: Path) -> None:
    path = tmp_path / "film"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    assert len(quick_hash(path)) == 32


def test_full_hash_is_sha256_and_tells_its_progress(tmp_path: Path) -> None:
    path = tmp_path / "film"
    path.write_bytes(bytes(3 << 20))
    seen: list[Progress] = []
    assert run(full_hash(path), seen.append) == hashlib.sha256(bytes(3 << 20)).hexdigest()
    assert [one.fraction for one in seen] == [1 / 3, 2 / 3, 1]


def test_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableMedia, match="no such file"):
        quick_hash(tmp_path / "film")
    with pytest.raises(UnreadableMedia, match="no such file"):
        run(full_hash(tmp_path / "film"))
