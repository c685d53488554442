"""A film that is scanned in parts, in any order, ends in the very rows of a film that is scanned in one piece."""

import sqlite3
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine.media.probe import probe
from engine.pipeline import analysis, joining, parts, scan
from engine.pipeline.analysis import analyze
from engine.pipeline.joining import clear_parts, join_parts
from engine.pipeline.kept_readings import keep_readings, kept_readings
from engine.pipeline.parts import SEAM, Part, parts_of, scan_part
from engine.pipeline.passing_text import PassingText
from engine.pipeline.tools import Tools
from engine.progress import run
from engine.settings import AnalysisSettings
from engine.store.project import Project
from engine.track.captions import Reading

if TYPE_CHECKING:
    from tests.engine.pipeline.conftest import Film
else:
    Film = object

SETTINGS = AnalysisSettings()
TABLES = {"shot": "number", "track": "id", "crop": "track, pts, quality", "feature": "track, model"}


def rows_of(path: Path) -> dict[str, list[Any]]:
    """All that a scan found, to the last byte, and how it would go on."""
    connection = sqlite3.connect(path)
    found = {"stage": connection.execute("SELECT key, done_until, complete, state FROM stage").fetchall()}
    for table, order in TABLES.items():
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        kept = [name for name in columns if name != "stage" and (name != "id" or table == "track")]
        found[table] = connection.execute(f"SELECT {', '.join(kept)} FROM {table} ORDER BY {order}").fetchall()
    connection.close()
    return found


@pytest.fixture(autouse=True)
def remembered(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (analysis, parts, joining):
        monkeypatch.setattr(module, "open_tools", lambda device: tools)
    # The film lasts for fifteen seconds.
    monkeypatch.setattr(parts, "RUN_UP_S", Fraction(3))


@pytest.fixture(scope="module")
def whole(analyzed: Path) -> dict[str, list[Any]]:
    return rows_of(analyzed)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Fraction]]:
    """The seams before which the film had to be scanned on while its parts were joined."""
    seams: list[Fraction] = []
    mend = joining._Joining._mend

    def noted(self: Any, state: Any, seam: Fraction) -> Any:
        seams.append(seam)
        return mend(self, state, seam)

    monkeypatch.setattr(joining._Joining, "_mend", noted)
    return seams


def scanned(film: Film, folder: Path, pieces: Sequence[Part]) -> list[Path]:
    for part in reversed(pieces):
        run(scan_part(folder / part.file_name, probe(film.path), part, SETTINGS))
    return [folder / part.file_name for part in pieces]


def joined(film: Film, folder: Path, files: Sequence[Path]) -> dict[str, list[Any]]:
    with Project.create(folder / "joined.olat") as project:
        run(join_parts(project, probe(film.path), files, SETTINGS))
    return rows_of(folder / "joined.olat")


@pytest.mark.parametrize("count", [2, 5])
def test_parts_join_as_if_unsplit(
    film: Film, whole: dict[str, list[Any]], counted: list[Fraction], tmp_path: Path, count: int
) -> None:
    files = scanned(film, tmp_path, parts_of(probe(film.path), count))
    assert joined(film, tmp_path, files) == whole
    assert not counted


@pytest.mark.parametrize("place", [Fraction(12, 5), Fraction(7)])
def test_a_part_may_begin_anywhere(film: Film, whole: dict[str, list[Any]], tmp_path: Path, place: Fraction) -> None:
    """At a cut, and in the middle of a long shot."""
    files = scanned(film, tmp_path, [Part(None, place), Part(place, None)])
    assert joined(film, tmp_path, files) == whole


def test_parts_of_large_films_in_pieces_join_as_if_unsplit(
    film: Film, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where pictures are left out and long shots end in several pieces."""
    monkeypatch.setattr(scan, "LARGE_PICTURE", 400)
    monkeypatch.setattr(scan, "MAX_PIECE_S", Fraction(2))
    with Project.create(tmp_path / "whole.olat") as project:
        run(analyze(project, film.path))
    files = scanned(film, tmp_path, parts_of(probe(film.path), 3))
    assert joined(film, tmp_path, files) == rows_of(tmp_path / "whole.olat")


def test_part_in_which_no_shot_begins_holds_nothing_and_is_bridged(
    film: Film, whole: dict[str, list[Any]], tmp_path: Path
) -> None:
    files = scanned(film, tmp_path, [Part(None, Fraction(9)), Part(Fraction(9), Fraction(11)), Part(Fraction(11))])
    assert not rows_of(files[1])["shot"]
    assert joined(film, tmp_path, files) == whole


def test_missing_part_is_scanned_when_the_others_are_joined(
    film: Film, whole: dict[str, list[Any]], counted: list[Fraction], tmp_path: Path
) -> None:
    files = scanned(film, tmp_path, parts_of(probe(film.path), 3))
    files[0].unlink()
    assert joined(film, tmp_path, files) == whole
    assert counted


def test_part_that_began_in_another_state_is_not_believed(
    film: Film, whole: dict[str, list[Any]], tmp_path: Path
) -> None:
    files = scanned(film, tmp_path, parts_of(probe(film.path), 2))
    with Project.open(files[1]) as part:
        seam: Any = part.settings.load(SEAM)
        part.settings.save(SEAM, seam | {"strength": 0.123})
    assert joined(film, tmp_path, files) == whole


def test_part_that_was_broken_off_goes_on(film: Film, whole: dict[str, list[Any]], tmp_path: Path) -> None:
    pieces = parts_of(probe(film.path), 2)
    job = scan_part(tmp_path / pieces[0].file_name, probe(film.path), pieces[0], SETTINGS)
    for _ in range(3):
        next(job)
    job.close()
    with Project.open(tmp_path / pieces[0].file_name) as part:
        assert part.scans.scan_state(1, analysis.scan_key(SETTINGS, analysis.weights_here())).done_until
    assert joined(film, tmp_path, scanned(film, tmp_path, pieces)) == whole


def test_joining_goes_on_with_what_was_scanned_in_one_piece_before(
    film: Film, whole: dict[str, list[Any]], tmp_path: Path
) -> None:
    files = scanned(film, tmp_path, parts_of(probe(film.path), 3))
    with Project.create(tmp_path / "begun.olat") as project:
        job = analyze(project, film.path)
        for _ in range(8):
            next(job)
        job.close()
        run(join_parts(project, probe(film.path), files, SETTINGS))
    assert rows_of(tmp_path / "begun.olat") == whole


def test_lines_that_were_read_stay_with_their_part(film: Film, tmp_path: Path) -> None:
    passing = PassingText(probe(film.path), None, None)  # type: ignore[arg-type]
    passing.seen = {Fraction(1, 25): (Reading("ANNA", (1.0, 2.5, 30.0, 9.0), 0.9375),), Fraction(1): ()}
    with Project.create(tmp_path / "part.olat") as project:
        known: set[Fraction] = set()
        keep_readings(project, Fraction(1), passing, known)
        passing.seen[Fraction(2)] = (Reading("BOB", (0.0, 0.0, 1.0, 1.0), 0.5),)
        keep_readings(project, Fraction(2), passing, known)
        assert kept_readings(project) == passing.seen


def test_parts_are_taken_away_with_their_folder(film: Film, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    Project.create(folder / Part().file_name).close()
    clear_parts(folder)
    assert not folder.exists()
