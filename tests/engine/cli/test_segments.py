"""The table of segments: its form, whom it names, what rules do to it."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

Onlylook = Callable[..., Any]
HEADER = "person_label,start_s,end_s,modality,confidence"
TRUTH = {"ada": [(0.0, 3.0), (7.6, 10.0)], "bruno": [(4.6, 7.6), (7.6, 10.0)]}
"""When each shows in the short film; bruno's shots touch."""
FRAME_S = 0.04


def rows_of(said: Any) -> list[dict[str, str]]:
    assert said.code == 0, said.err
    assert said.out.splitlines()[0] == HEADER
    return list(csv.DictReader(io.StringIO(said.out)))


def spans(rows: list[dict[str, str]], name: str) -> list[tuple[float, float]]:
    return [(float(row["start_s"]), float(row["end_s"])) for row in rows if row["person_label"] == name]


def seconds(rows: list[dict[str, str]], name: str) -> float:
    return sum(end - start for start, end in spans(rows, name))


def test_photo_finds_its_person_from_frame_to_frame(onlylook: Onlylook, short: Any) -> None:
    rows = rows_of(onlylook("segments", short.project, "--photo", f"ada={short.photos['ada']}"))
    found = spans(rows, "ada")
    assert found == [pytest.approx(span, abs=FRAME_S) for span in TRUTH["ada"]]
    assert {row["modality"] for row in rows} == {"face"}
    assert all(0.5 <= float(row["confidence"]) <= 1 for row in rows)


def test_touching_rows_are_one_maximal_span(onlylook: Onlylook, short: Any) -> None:
    rows = rows_of(onlylook("segments", short.project, "--photo", f"bruno={short.photos['bruno']}"))
    assert spans(rows, "bruno") == [pytest.approx((4.6, 10.0), abs=FRAME_S)]


def test_only_the_names_of_photos_are_printed_spelt_as_given(onlylook: Onlylook, short: Any) -> None:
    name = "Ada, Countess 'of' LOVELACE"
    rows = rows_of(onlylook("segments", short.project, "--photo", f"{name}={short.photos['ada']}"))
    assert {row["person_label"] for row in rows} == {name}


def test_all_known_persons_are_printed_without_photos(onlylook: Onlylook, short: Any) -> None:
    rows = rows_of(onlylook("segments", short.project))
    assert {row["person_label"] for row in rows} == {"Person 1", "Person 2"}


def test_who_is_not_there_has_no_row(onlylook: Onlylook, short: Any, stranger: Path) -> None:
    said = onlylook("segments", short.project, "--photo", f"nobody={stranger}")
    assert (said.code, said.out) == (0, f"{HEADER}\n")
    assert "nobody does not show in short.mp4" in said.err


def test_photos_and_persons_go_together(onlylook: Onlylook, short: Any) -> None:
    said = onlylook("segments", short.project, "--person", "2", "--photo", f"ada={short.photos['ada']}")
    assert {row["person_label"] for row in rows_of(said)} == {"Person 2", "ada"}


def test_rules_that_are_given_count(onlylook: Onlylook, short: Any) -> None:
    photo = ("--photo", f"ada={short.photos['ada']}")
    plain = rows_of(onlylook("segments", short.project, *photo))
    longer = rows_of(onlylook("segments", short.project, *photo, "--min-length", "2.8"))
    assert spans(longer, "ada") == spans(plain, "ada")[:1]
    merged = rows_of(onlylook("segments", short.project, *photo, "--merge-gap", "5"))
    assert len(spans(merged, "ada")) == 1
    padded = rows_of(onlylook("segments", short.project, *photo, "--pad-before", "0.5", "--pad-after", "0.25"))
    # The film's ends bound both: one span gains only behind, the other only in front.
    assert seconds(padded, "ada") == pytest.approx(seconds(plain, "ada") + 0.75, abs=0.1)
    said = onlylook("segments", short.project, *photo, "--min-confidence", "1")
    assert rows_of(said) == []
    assert "No segment of ada is left by the rules" in said.err


@pytest.mark.parametrize(
    "rule", [("--min-length", "-1"), ("--merge-gap", "soon"), ("--pad-before", "1e9"), ("--min-confidence", "2")]
)
def test_rule_that_means_nothing_is_refused(onlylook: Onlylook, short: Any, rule: tuple[str, str]) -> None:
    said = onlylook("segments", short.project, f"{rule[0]}={rule[1]}")
    assert (said.code, said.out) == (2, "")


def test_json_holds_the_same_rows(onlylook: Onlylook, short: Any) -> None:
    table = rows_of(onlylook("segments", short.project))
    for option in ("--json", "--format=json"):
        entries = onlylook("segments", short.project, option).json["segments"]
        assert [entry["person_label"] for entry in entries] == [row["person_label"] for row in table]
        assert [entry["start_s"] for entry in entries] == [float(row["start_s"]) for row in table]


def test_table_goes_to_a_file(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    printed = onlylook("segments", short.project).out
    target = tmp_path / "table.csv"
    said = onlylook("segments", short.project, "-o", target)
    assert (said.code, said.out) == (0, "")
    assert target.read_text(encoding="utf-8") == printed
    document = onlylook("segments", short.project, "-o", target, "--json", "--format", "csv").json
    assert document["rows"] == len(printed.splitlines()) - 1


def test_video_is_never_replaced_by_a_table(onlylook: Onlylook, short: Any) -> None:
    before = short.video.read_bytes()
    said = onlylook("segments", short.video, "--project", short.project, "-o", short.video)
    assert said.code == 2
    assert short.video.read_bytes() == before


@pytest.mark.parametrize("given", ["ada", "=ada.png", "ada="])
def test_photo_without_name_or_picture_is_refused(onlylook: Onlylook, short: Any, given: str) -> None:
    said = onlylook("segments", short.project, "--photo", given)
    assert said.code == 2
    assert "--photo Anna=anna.jpg" in said.err


def test_rows_by_person_are_sorted_by_time(onlylook: Onlylook, short: Any) -> None:
    entries = json.loads(onlylook("segments", short.project, "--json").out)["segments"]
    for name in {entry["person_label"] for entry in entries}:
        starts = [entry["start_s"] for entry in entries if entry["person_label"] == name]
        assert np.all(np.diff(starts) > 0)
