"""What was said of a film is listed, searched, explained, and taken back one by one."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Onlylook = Callable[..., Any]


@pytest.fixture
def project(short: Any, tmp_path: Path) -> Path:
    return Path(shutil.copy(short.project, tmp_path / "p.olat"))


def names(onlylook: Onlylook, project: Path) -> set[str]:
    return {person["name"] for person in onlylook("people", project, "--json").json["persons"]}


def test_said_is_listed_searched_and_undone_one_by_one(onlylook: Onlylook, project: Path) -> None:
    assert "Nothing" in onlylook("corrections", "list", project).out
    onlylook("name", project, "1", "Anna")
    onlylook("name", project, "2", "Bruno")
    first, second = onlylook("corrections", "list", project, "--json").json["corrections"]
    assert (first["kind"], first["name"], first["active"]) == ("is", "Anna", True)
    assert (second["name"], bool(second["tracks"])) == ("Bruno", True)
    assert [one["name"] for one in onlylook("corrections", "list", project, "bruno", "--json").json["corrections"]] == [
        "Bruno"
    ]
    assert onlylook("corrections", "undo", project, str(first["number"]), "--json").json["changed"] == [first["number"]]
    assert names(onlylook, project) & {"Anna", "Bruno"} == {"Bruno"}
    assert "taken back" in onlylook("corrections", "list", project).out
    onlylook("corrections", "redo", project, str(first["number"]))
    assert names(onlylook, project) >= {"Anna", "Bruno"}


def test_who_when_and_why_are_kept(onlylook: Onlylook, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "carla")
    onlylook("name", project, "1", "Anna")
    (one,) = onlylook("corrections", "list", project, "--json").json["corrections"]
    assert one["who"] == "carla"
    assert one["when"]
    onlylook("corrections", "why", project, str(one["number"]), "her scar")
    (again,) = onlylook("corrections", "list", project, "scar", "--json").json["corrections"]
    assert (again["number"], again["why"]) == (one["number"], "her scar")


@pytest.mark.parametrize("words", [("undo", "77"), ("redo", "77"), ("why", "77", "because")])
def test_what_was_never_said_is_told(onlylook: Onlylook, project: Path, words: tuple[str, ...]) -> None:
    said = onlylook("corrections", words[0], project, *words[1:])
    assert said.code == 2
    assert "77" in said.err
