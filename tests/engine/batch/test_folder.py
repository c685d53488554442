"""A watched folder tells of a film once it has stopped growing, and of each only once."""

import os
from pathlib import Path

import pytest

from engine.batch.folder import WatchedFolders


class Watch:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Watch:
    return Watch()


def grown(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    # File systems may not tell two writes within a few milliseconds apart.
    facts = path.stat()
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns + len(content) * 1_000_000))


def test_film_is_told_of_when_it_has_stopped_growing(tmp_path: Path, clock: Watch) -> None:
    watched, film = WatchedFolders([tmp_path], 10, now=clock), tmp_path / "a.mp4"
    for second in range(5):
        grown(film, b"x" * (second + 1))
        clock.now_s = second * 8.0
        assert watched.arrived() == []
        assert watched.growing
    clock.now_s += 10
    assert watched.arrived() == [film]
    assert not watched.growing
    clock.now_s += 100
    assert watched.arrived() == []


def test_film_with_new_content_is_told_of_again(tmp_path: Path, clock: Watch) -> None:
    watched, film = WatchedFolders([tmp_path], 1, now=clock), tmp_path / "season" / "a.mkv"
    film.parent.mkdir()
    grown(film, b"one")
    for expected in ([], [film], []):
        assert watched.arrived() == expected
        clock.now_s += 2
    grown(film, b"another")
    assert watched.arrived() == []
    clock.now_s += 2
    assert watched.arrived() == [film]


def test_other_files_empty_ones_and_what_the_batch_writes_are_no_films(tmp_path: Path, clock: Watch) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for name in ("notes.txt", "a.mp4.part", ".hidden.mp4", "out/cut.mp4"):
        grown(tmp_path / name, b"x")
    (tmp_path / "empty.mp4").touch()
    watched = WatchedFolders([tmp_path], 1, [out], now=clock)
    watched.arrived()
    clock.now_s = 5
    assert watched.arrived() == []
    assert not watched.growing


def test_film_that_goes_and_comes_back_is_told_of_when_whole(tmp_path: Path, clock: Watch) -> None:
    watched, film = WatchedFolders([tmp_path], 1, now=clock), tmp_path / "a.mp4"
    grown(film, b"half")
    watched.arrived()
    film.unlink()
    clock.now_s = 2
    assert watched.arrived() == []
    grown(film, b"whole film")
    assert watched.arrived() == []
    clock.now_s = 4
    assert watched.arrived() == [film]
