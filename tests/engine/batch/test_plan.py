"""Which films come first, into how many parts they are split, and by how many processes they are done."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.batch.orders import Item, Order
from engine.batch.plan import LEAST_PART_S, Known, counts, item_of, known, ranked, staff, tasks_of
from engine.errors import UnreadableMedia, UserError
from engine.media.probe import probe
from engine.pipeline.hearing import HearingSettings
from engine.settings import AnalysisSettings, cores
from engine.types import Media

HOUR = 3600.0


@pytest.fixture(scope="module")
def media(tiny: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Media:
    return probe(tiny(tmp_path_factory.mktemp("plan") / "tiny.mp4"))


def lasting(media: Media, seconds: float, **changes: object) -> Known:
    film = replace(media, duration=Fraction(seconds))
    return replace(
        Known(Item(0, media.path), film, AnalysisSettings(), HearingSettings(), "ab"),
        **changes,  # type: ignore[arg-type]
    )


def test_a_season_is_done_film_by_film(media: Media) -> None:
    assert counts([lasting(media, 0.75 * HOUR)] * 20, 8, None) == [0] * 20


def test_one_long_film_keeps_all_processes_busy(media: Media) -> None:
    assert counts([lasting(media, 3 * HOUR)], 4, None) == [8]


def test_one_process_splits_nothing(media: Media) -> None:
    assert counts([lasting(media, 3 * HOUR)], 1, None) == [0]


def test_parts_are_no_shorter_than_is_worth_while(media: Media) -> None:
    assert counts([lasting(media, 4 * LEAST_PART_S)], 16, None) == [4]


def test_what_was_begun_or_is_known_is_not_split(media: Media) -> None:
    films = [lasting(media, HOUR, begun=True), lasting(media, HOUR, begun=True, complete=True), lasting(media, HOUR)]
    assert counts(films, 2, 600) == [0, 0, 6]
    assert counts(films, 2, 600, away=True) == [6, 0, 6]


@given(st.integers(1, 40), st.fractions(1, 20000))
def test_parts_are_the_film_without_gap_or_overlap(count: int, seconds: Fraction) -> None:
    from engine.pipeline.parts import parts_of

    film = Media(Path("film"), "mp4", Fraction(0), seconds, None, (), ())
    parts = parts_of(film, count)
    assert (parts[0].begin, parts[-1].enough) == (None, None)
    assert [part.enough for part in parts[:-1]] == [part.begin for part in parts[1:]]
    assert len({part.file_name for part in parts}) == count or seconds / count < Fraction(1, 500)


def test_last_task_joins_the_parts_in_order(media: Media) -> None:
    before, last = tasks_of(lasting(media, HOUR), Order(frozenset({"face", "body"})), 3)
    assert [task.kind for task in before] == ["pictures"] * 3
    assert last.apart is not None
    assert last.apart.pictures == tuple(task.file for task in before)
    assert min(last.urgency, *(task.urgency for task in before)) == last.urgency


def test_patterns_say_what_comes_first() -> None:
    paths = [Path(f"season/E{number:02d}.mkv") for number in range(1, 6)]
    assert [path.stem for path in ranked(paths, ["*E04*", "*E02*"])] == ["E04", "E02", "E01", "E03", "E05"]


def test_products_lie_as_the_films_do_and_never_take_each_others_names(tmp_path: Path) -> None:
    taken: set[Path] = set()
    season = tmp_path / "in"
    paths = [season / "s1" / "e1.mkv", season / "s2" / "e1.mkv", season / "s1" / "e1.mp4"]
    items = [item_of(path, i, Order(), tmp_path / "out", [season], taken) for i, path in enumerate(paths)]
    below = [item.product.relative_to(tmp_path / "out") for item in items if item.product]
    assert below == [Path("s1/e1"), Path("s2/e1"), Path("s1/e1.mp4")]


def test_cores_are_shared_out() -> None:
    assert staff(2, 8).threads == max(1, cores() // 2)
    assert staff(8, 1).jobs == 1
    assert staff(8, 1).threads == cores()


def test_bad_films_are_found_out_before_work_begins(tiny: Callable[..., Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_text("nothing")
    with pytest.raises(UnreadableMedia):
        known(Item(0, broken), Order())
    with pytest.raises(UserError, match="no sound track 3"):
        known(Item(0, tiny(tmp_path / "mute.mp4")), Order(sound=3))
