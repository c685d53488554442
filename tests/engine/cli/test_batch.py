"""A batch from the terminal: products of each film, failures, parts, kill and go on, watched folders, pause."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.batch.pausing import pause_file
from engine.media.probe import probe
from engine.settings import data_folder

Onlylook = Callable[..., Any]
ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 240.0
SEEN = ("--keep", "seen")
TABLES = {"shot": "number", "track": "id", "feature": "track, model"}


def until(found: Callable[[], bool], why: str) -> None:
    """Wait for something that is bound to come."""
    end = time.monotonic() + PATIENCE_S
    while not found():
        assert time.monotonic() < end, why
        time.sleep(0.1)


def rows_of(project: Path) -> dict[str, list[Any]]:
    connection = sqlite3.connect(f"file:{project}?mode=ro", uri=True)
    found = {}
    for table, order in TABLES.items():
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] != "stage"]
        found[table] = connection.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY {order}").fetchall()
    connection.close()
    return found


@contextmanager
def begun(*arguments: str | Path) -> Iterator["subprocess.Popen[str]"]:
    """The command in a process of its own, which is killed if it is still there in the end."""
    command = [sys.executable, "-m", "engine.cli", "batch", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as child:
        try:
            yield child
        finally:
            child.kill()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "which films"),
        (("film.mp4", "--jobs", "0"), "--jobs '0'"),
        (("film.mp4", "--split", "often"), "--split 'often'"),
        (("film.mp4", "--project", "one.olat"), "--projects"),
        (("film.mp4", "--person", "Anna"), "--out DIR"),
        (("film.mp4", "--out", "cuts"), "whom to keep"),
        (("film.mp4", "--person", "Anna", "--out", "cuts", "--make", "tea"), "--make 'tea'"),
        (("film.mp4", "--watch"), "no folder to watch"),
        (("gone.mp4",), "There is no gone.mp4"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(onlylook: Onlylook, arguments: tuple[str, ...], words: str) -> None:
    said = onlylook("batch", *arguments)
    assert said.code == 2
    assert words in said.err
    assert len(said.err.splitlines()) == 1


def test_films_are_cut_in_parts_and_a_broken_one_stops_none(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    season, out = tmp_path / "season", tmp_path / "out"
    (season / "one").mkdir(parents=True)
    shutil.copy(short.video, season / "one" / "short.mp4")
    (season / "broken.mp4").write_text("no film")
    wish = ("--photo", f"Ada={short.photos['ada']}", "--out", out, "--report", tmp_path / "report.html")
    options = (*SEEN, "--jobs", "2", "--split", "0.06", "--projects", tmp_path / "projects", "--json")
    said = onlylook("batch", season, *wish, *options)
    assert said.code == 3
    assert "broken.mp4" in said.err
    broken, film = said.json["films"]
    assert (broken["state"], broken["exit_code"]) == ("failed", 3)
    assert film["state"] == "done"
    project = tmp_path / "projects" / "one" / "short.mp4.olat"
    assert rows_of(project) == rows_of(short.project)
    table = out / "one" / "short.csv"
    alone = onlylook("segments", short.project, "--photo", f"Ada={short.photos['ada']}", *SEEN)
    assert table.read_text(encoding="utf-8") == alone.out
    cut = out / "one" / "short.mp4"
    assert float(probe(cut).duration) == pytest.approx(film["kept_s"], abs=0.1)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "1 of 2 films done, 1 failed." in page
    assert not list((data_folder() / "parts").iterdir())
    # What is known is told at once, and a cut of the same persons is not made again.
    made = cut.stat().st_mtime_ns
    again = onlylook("batch", season / "one", *wish, *options)
    assert again.code == 0
    assert cut.stat().st_mtime_ns == made


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a POSIX signal")
def test_batch_that_was_killed_goes_on_as_if_unbroken(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    project = tmp_path / "short.mp4.olat"
    options = (short.video, *SEEN, "--jobs", "1", "--split", "0.06", "--projects", tmp_path)
    with begun(*options) as child:
        # The first part is stored and others are not.
        until(lambda: any(map(_has_tracks, (data_folder() / "parts").glob("*/*.olat"))), "nothing was stored")
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert not project.exists()
    # The process that worked for it ends by itself, and lets go of the part.
    said = onlylook("batch", *options)
    assert said.code == 0, said.err
    assert rows_of(project) == rows_of(short.project)


def _has_tracks(path: Path) -> bool:
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return bool(connection.execute("SELECT count(*) FROM track").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.Error:
        # It is being made.
        return False


def test_film_that_arrives_in_a_watched_folder_is_done_when_it_is_whole(short: Any, tmp_path: Path) -> None:
    folder, content = tmp_path / "arrivals", short.video.read_bytes()
    folder.mkdir()
    watch = ("--watch", "--every", "0.2", "--settle", "1.5", "--idle", "8", "--jobs", "1")
    with begun(folder, *SEEN, *watch, "--projects", tmp_path / "projects", "--report", tmp_path / "r.html") as child:
        film = folder / "film.mp4"
        for end in range(len(content) // 4, len(content) + 4, len(content) // 4):
            film.write_bytes(content[: end if end < len(content) - 4 else len(content)])
            time.sleep(0.5)
        out, err = child.communicate(timeout=PATIENCE_S)
    assert child.returncode == 0, err
    assert "1 of 1 film done." in out
    assert rows_of(tmp_path / "projects" / "film.mp4.olat") == rows_of(short.project)


def test_batches_rest_and_go_on(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    assert "No batch rests." in onlylook("batch", "--go-on").out
    assert onlylook("batch", "--pause").code == 0
    project = tmp_path / "short.mp4.olat"
    try:
        with begun(short.video, *SEEN, "--jobs", "1", "--projects", tmp_path) as child:
            time.sleep(3)
            assert child.poll() is None
            assert not project.exists()
            assert "go on" in onlylook("batch", "--go-on").out
            _, err = child.communicate(timeout=PATIENCE_S)
    finally:
        pause_file().unlink(missing_ok=True)
    assert child.returncode == 0, err
    assert project.exists()
