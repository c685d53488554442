"""All films at once: who is in which, a segment one click away, one film of all of them, and a report."""

import re
import shutil
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
from PySide6.QtCore import QSize
from PySide6.QtPdf import QPdfDocument
from pytestqt.qtbot import QtBot

from app.commands import renamed
from app.main_window import MainWindow
from app.series.bars import rows_of
from app.series.dock import SeriesDock
from app.series.pdf import write_pdf
from app.session import Session
from engine.edit.screen_time import EpisodeTime, PersonTime, ScreenTimes
from engine.media.probe import probe
from engine.store.project import Project

Settled = Callable[[Session], None]
FULL = Fraction(3600)
NAMES = [a + b for a in "abcd" for b in "efghijklmn"]


@pytest.fixture
def two(full: MainWindow, drawn: Any, home: Path, tmp_path: Path, settled: Settled) -> tuple[MainWindow, Path]:
    """The demo is open, Ada is named in it, and she is in a film that was analysed before, too."""
    film = Path(shutil.copy(drawn.film, tmp_path / "before.mp4"))
    (home / "projects").mkdir(exist_ok=True)
    kept = Path(shutil.copy(drawn.project, home / "projects" / "before.olat"))
    session = full.session
    assert session.scene is not None
    card = session.scene.cards[0]
    with Project.open(kept) as project:
        project.media.add(probe(film))
        project.corrections.add(project.media.all()[0].id, renamed(card.tracks, "Ada")[0])
    session.people.rename(card, "Ada")
    settled(session)
    return full, film


def read(window: MainWindow, qtbot: QtBot) -> SeriesDock:
    dock = window.docks[5]
    dock.show()
    dock.raise_()
    window.series.read.click()
    qtbot.waitUntil(lambda: window.series.hits.topLevelItemCount() > 0 and not window.series.everywhere.is_busy)
    return window.series


def test_table_and_segments_hold_every_film(two: tuple[MainWindow, Path], qtbot: QtBot) -> None:
    series = read(two[0], qtbot)
    assert series.person == "Ada"
    heads = [series.table.horizontalHeaderItem(i).text() for i in range(series.table.columnCount())]
    assert sorted(heads[1:-1]) == ["before", "demo"]
    times = series.everywhere.times
    assert times.seen("Ada") == 2 * times.of("Ada", times.episodes[0]).seen  # type: ignore[union-attr]
    tops = [series.hits.topLevelItem(i) for i in range(series.hits.topLevelItemCount())]
    assert sorted(top.text(0) for top in tops) == ["before", "demo"]
    assert len({top.childCount() for top in tops}) == 1
    assert tops[0].childCount() > 2
    assert "Ada" in series.chart.accessibleDescription()


def test_a_segment_of_another_film_opens_it_there(two: tuple[MainWindow, Path], qtbot: QtBot, settled: Settled) -> None:
    window, film = two
    series = read(window, qtbot)
    top = next(
        series.hits.topLevelItem(i)
        for i in range(series.hits.topLevelItemCount())
        if series.hits.topLevelItem(i).text(0) == "before"
    )
    item = top.child(1)
    start = item.data(0, 256).span.start
    series.hits.itemActivated.emit(item, 0)
    qtbot.waitUntil(lambda: window.session.scene is not None and window.session.scene.media.path == film)
    qtbot.waitUntil(lambda: window.session.edges is not None and abs(window.player.time - start) < Fraction(1, 10))
    window.session.cancel_analysis()
    qtbot.waitUntil(lambda: not window.session.status.is_active and not window.player.is_busy)
    settled(window.session)


def test_one_film_is_made_of_all(two: tuple[MainWindow, Path], tmp_path: Path, qtbot: QtBot) -> None:
    series = read(two[0], qtbot)
    target = tmp_path / "ada.mp4"
    with qtbot.waitSignal(series.everywhere.compiled) as done:
        series.everywhere.compile("Ada", two[0].session.rules, target)
    assert done.args[0].videos == 2
    assert done.args[0].remarks == ()
    with av.open(str(target)) as container:
        assert [one["metadata"]["title"] for one in container.chapters()] == [
            e.title for e in series.everywhere.times.episodes
        ]
        seconds = float(Fraction(container.duration, 1_000_000))
    assert seconds == pytest.approx(float(done.args[0].duration), abs=0.1)
    assert "2" in series.text.text()


def test_a_report_is_a_page_a_table_or_a_pdf(two: tuple[MainWindow, Path], tmp_path: Path, qtbot: QtBot) -> None:
    series = read(two[0], qtbot)
    for suffix in ("html", "csv", "pdf"):
        series.write_report(tmp_path / f"r.{suffix}")
    assert "Ada" in (tmp_path / "r.html").read_text()
    assert "Ada" in (tmp_path / "r.csv").read_text()
    document = QPdfDocument()
    document.load(str(tmp_path / "r.pdf"))
    text = document.getAllText(0).text()
    assert "Ada" in text
    assert "before" in text
    document.close()
    refused: list[object] = []
    series.failed.connect(refused.append)
    series.write_report(tmp_path / "no such folder" / "r.html")
    assert refused
    for box in two[0].findChildren(type(two[0].announcer._open)):
        box.close()


def long_series() -> ScreenTimes:
    """Forty people in twelve films: more than a page."""
    senses = {"face": Fraction(120), "voice": Fraction(60)}
    people = tuple(PersonTime(f"Name {name}.", True, Fraction(120), senses, 3, Fraction(7)) for name in NAMES)
    return ScreenTimes(tuple(EpisodeTime(Path(f"/films/episode {i}.mkv"), FULL, people) for i in range(12)))


def test_a_long_report_goes_on_over_pages_and_loses_nobody(qapp: Any, tmp_path: Path) -> None:
    write_pdf(long_series(), tmp_path / "long.pdf")
    document = QPdfDocument()
    document.load(str(tmp_path / "long.pdf"))
    pages = [document.getAllText(page).text() for page in range(document.pageCount())]
    assert len(pages) > 12
    # Readers put line ends where they like.
    counts = Counter(re.findall(r"Name([a-z]{2})\.", "".join("".join(pages).split())))
    # In the chart and the two tables of all, and in chart and table of each film.
    assert counts == dict.fromkeys(NAMES, 3 + 2 * 12)
    image = document.render(0, QSize(200, 283))
    assert not image.isNull()
    document.close()


def test_who_shows_in_no_sense_has_no_bar() -> None:
    silent = PersonTime("Nobody", True, Fraction(0), {}, 0, Fraction(0))
    times = ScreenTimes((EpisodeTime(Path("/a.mp4"), FULL, (silent,)),))
    assert rows_of(times) == []
