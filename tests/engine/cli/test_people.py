"""Listing persons, their pictures and their names."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import pytest

Onlylook = Callable[..., Any]


@pytest.fixture
def project(short: Any, tmp_path: Path) -> Path:
    return Path(shutil.copy(short.project, tmp_path / "p.olat"))


def test_persons_are_listed_by_screen_time(onlylook: Onlylook, short: Any) -> None:
    said = onlylook("people", short.project)
    lines = said.out.splitlines()
    assert lines[0].split() == ["ID", "NAME", "SCREEN", "TIME", "SHOTS"]
    persons = onlylook("people", short.project, "--json").json["persons"]
    # Two of them, who show for 5.4 s each by the story.
    assert [person["screen_time_s"] for person in persons] == pytest.approx([5.4, 5.4], abs=0.3)
    assert all(person["shots"] >= 2 for person in persons)


def test_faces_are_written_one_for_each_person(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "faces"
    said = onlylook("people", short.project, "--faces", folder, "--json")
    assert said.code == 0
    named = [Path(person["face"]) for person in said.json["persons"]]
    assert sorted(folder.iterdir()) == sorted(named)
    assert len(named) == 2
    assert all(cv2.imread(str(path)) is not None for path in named)


def test_faces_do_not_go_into_a_file(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine")
    assert onlylook("people", short.project, "--faces", taken).code == 7
    assert taken.read_text() == "mine"


def test_name_holds_and_finds_the_person(onlylook: Onlylook, project: Path) -> None:
    before = onlylook("segments", project, "--person", "2").out
    assert onlylook("name", project, "2", "Ada  L").code == 0
    assert "Ada L" in onlylook("people", project).out
    after = onlylook("segments", project, "--person", "ada l").out
    assert after.splitlines()[1].startswith("Ada L,")
    assert [row.split(",")[1:4] for row in after.splitlines()] == [row.split(",")[1:4] for row in before.splitlines()]


def test_name_survives_a_new_analysis(onlylook: Onlylook, project: Path) -> None:
    assert onlylook("name", project, "1", "Zoe").code == 0
    assert onlylook("people", project, "--fresh", "--quality", "fast").code == 0
    said = onlylook("segments", project, "--person", "Zoe")
    assert said.code == 0
    assert len(said.out.splitlines()) > 1


@pytest.mark.parametrize("name", ["", "  ", "7", "Person 3", "unknown"])
def test_name_that_is_none_is_refused(onlylook: Onlylook, project: Path, name: str) -> None:
    said = onlylook("name", project, "1", name)
    assert said.code == 2
    assert len(said.err.splitlines()) == 1


def test_unknown_person_is_answered_with_the_names_there_are(onlylook: Onlylook, project: Path) -> None:
    said = onlylook("name", project, "9", "Zoe")
    assert said.code == 2
    assert "1 Person 1, 2 Person 2" in said.err
