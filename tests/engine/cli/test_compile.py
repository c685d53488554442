"""Somebody's segments in several films become one file, and a report says who is on screen how long in which."""

import csv
import json
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import av
import pytest

Onlylook = Callable[..., Any]


@pytest.fixture
def films(short: Any, tmp_path: Path) -> list[Path]:
    """The short film, and another project of it in which Ada is called so too."""
    return [Path(shutil.copy(short.project, tmp_path / f"{name}.olat")) for name in ("one", "two")]


@pytest.fixture
def named(films: list[Path], onlylook: Onlylook, short: Any) -> list[Path]:
    """The films with Ada named, who is seen less than the other."""
    for film in films:
        least = min(onlylook("people", film, "--json").json["persons"][:2], key=lambda one: one["screen_time_s"])
        assert onlylook("name", film, str(least["id"]), "Ada").code == 0
    return films


def test_one_video_holds_a_person_of_several_films(named: list[Path], onlylook: Onlylook, tmp_path: Path) -> None:
    target = tmp_path / "ada.mp4"
    said = onlylook("compile", *named, "--person", "Ada", "-o", target, "--json", "-q")
    assert said.code == 0, said.err
    facts = said.json
    each = onlylook("cut", named[0], "--person", "Ada", "-o", tmp_path / "one.mp4", "--json", "-q").json
    with av.open(str(target)) as container:
        frames = sum(1 for _ in container.decode(video=0))
    assert frames == facts["frames_copied"] + facts["frames_encoded"] == 2 * each["frames"]
    assert facts["frames_copied"] > 0
    assert [part["clips"] for part in facts["parts"]] == [len(each["files"][0]["segments"])] * 2


def test_a_timeline_of_several_films_agrees_with_the_video(
    named: list[Path], onlylook: Onlylook, tmp_path: Path
) -> None:
    video = onlylook("compile", *named, "--person", "Ada", "-o", tmp_path / "a.mp4", "--json", "-q").json
    listed = onlylook("compile", *named, "--person", "ada", "-o", tmp_path / "a.otio", "--json", "-q").json
    assert listed["duration_s"] == video["duration_s"]
    assert "OTIO_SCHEMA" in json.loads((tmp_path / "a.otio").read_text())


def test_a_photo_finds_the_person_in_every_film(
    films: list[Path], onlylook: Onlylook, short: Any, tmp_path: Path
) -> None:
    photo = f"Ada={next(iter(short.photos.values()))}"
    said = onlylook("compile", *films, "--photo", photo, "-o", tmp_path / "a.csv", "--json", "-q")
    assert said.code == 0, said.err
    assert said.json["clips"] >= 2


def test_what_cannot_be_made_is_refused_before_films_are_read(
    named: list[Path], onlylook: Onlylook, tmp_path: Path
) -> None:
    assert "endings" in onlylook("compile", *named, "--person", "Ada", "-o", tmp_path / "a.xyz").err
    assert "whom" in onlylook("compile", *named, "-o", tmp_path / "a.mp4").err
    nobody = onlylook("compile", *named, "--person", "Zoe", "-o", tmp_path / "a.mp4", "-q")
    assert nobody.code > 1
    assert "nothing to compile" in nobody.err
    assert not (tmp_path / "a.mp4").exists()


def test_a_report_tells_the_screen_time_of_people_and_of_films(
    named: list[Path], onlylook: Onlylook, tmp_path: Path
) -> None:
    people = {one["name"]: one["screen_time_s"] for one in onlylook("people", named[0], "--json").json["persons"]}
    facts = onlylook("report", *named, "--json", "-q").json
    for episode in facts["episodes"]:
        assert {one["name"]: one["seen_s"] for one in episode["persons"]} == {
            name: time for name, time in people.items() if name != "Unknown"
        }
    assert list(facts["seen_s"]) == ["Ada"]
    assert facts["seen_s"]["Ada"] == pytest.approx(2 * people["Ada"])
    assert onlylook("report", *named, "-o", tmp_path / "r.csv", "-q").code == 0
    rows = list(csv.DictReader((tmp_path / "r.csv").read_text().splitlines()))
    overall = [row for row in rows if row["video"] == "(all)" and row["person"] == "Ada"]
    assert float(overall[0]["seen_s"]) == pytest.approx(2 * people["Ada"])


def test_a_page_needs_nothing_but_itself_and_runs_nothing(
    named: list[Path], onlylook: Onlylook, tmp_path: Path
) -> None:
    onlylook("name", named[0], "Ada", "<script>alert(1)</script>")
    assert onlylook("report", *named, "-o", tmp_path / "r.html", "-q").code == 0
    text = (tmp_path / "r.html").read_text()
    tags: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append((tag, dict(attrs)))

    Reader().feed(text)
    assert {"table", "svg", "rect"} <= {tag for tag, _ in tags}
    assert not {"script", "img", "link", "iframe"} & {tag for tag, _ in tags}
    assert not any({"src", "href"} & set(attrs) for _, attrs in tags)
    assert "&lt;script&gt;" in text


def test_a_film_that_was_not_analysed_is_left_out_with_a_sentence(
    named: list[Path], onlylook: Onlylook, short: Any, tmp_path: Path
) -> None:
    unknown = tmp_path / "unknown.mp4"
    unknown.write_bytes(short.video.read_bytes() + b"\0" * 64)
    said = onlylook("report", named[0], unknown, "-q")
    assert said.code == 0
    assert "not analysed yet" in said.err
    assert "r.pdf" in onlylook("report", named[0], "-o", tmp_path / "r.pdf").err
