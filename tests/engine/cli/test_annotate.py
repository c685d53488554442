"""`annotate` and `score`: what goes out to annotation tools, and what is compared with what comes back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.export.annotations import ANNOTATIONS

Onlylook = Callable[..., Any]
TRUTH = """person_label,start_s,end_s,modality
ada,0.0,3.0,face
ada,7.6,10.0,face
bruno,4.6,10.0,face
"""


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    path = tmp_path / "truth.csv"
    path.write_text(TRUTH)
    return path


def test_what_was_found_agrees_with_the_truth(onlylook: Onlylook, short: Any, truth: Path) -> None:
    photos = [word for name, path in short.photos.items() for word in ("--photo", f"{name}={path}")]
    said = onlylook("score", short.project, "--truth", truth, *photos, "--json")

    assert said.code == 0, said.err
    face = next(one for one in said.json["scores"] if one["sense"] == "face")
    assert [one["person"] for one in face["people"]] == ["ada", "bruno"]
    assert face["f1"] > 0.95
    assert face["invented_s"] == 0


def test_persons_without_names_are_paired_and_the_spans_that_differ_are_listed(
    onlylook: Onlylook, short: Any, tmp_path: Path
) -> None:
    truth = tmp_path / "truth.csv"
    truth.write_text(TRUTH + "ada,4.0,6.0,face\n")
    said = onlylook("score", short.project, "--truth", truth, "--match", "best", "--spans")

    assert said.code == 0, said.err
    assert "FOUND AS" in said.out
    assert "missed ada 0:04.2 to 0:05.8" in said.out


@pytest.mark.parametrize("name", [name for name in ANNOTATIONS if name != "rttm"])
def test_what_was_written_scores_one_when_it_is_read_again(
    name: str, onlylook: Onlylook, short: Any, tmp_path: Path
) -> None:
    target = tmp_path / f"a{ANNOTATIONS[name].suffix}"
    written = onlylook("annotate", short.project, "--format", name, "-o", target)
    assert written.code == 0, written.err
    said = onlylook("score", short.project, "--truth", target, "--match", "best", "--json")

    assert said.code == 0, said.err
    assert all(one["f1"] > 0.99 for one in said.json["scores"])


def test_turns_of_a_film_whose_voices_are_unknown(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    said = onlylook("annotate", short.project, "--format", "rttm", "-o", tmp_path / "a.rttm", "--person", "1",
                    "--modalities", "face")  # fmt: skip

    assert said.code != 0
    assert "RTTM holds nothing else" in said.err
    assert not (tmp_path / "a.rttm").exists()


def test_an_empty_truth_is_said(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    truth = tmp_path / "truth.csv"
    truth.write_text("person_label,start_s,end_s\n")
    said = onlylook("score", short.project, "--truth", truth)

    assert said.code != 0
    assert "holds nobody" in said.err


def test_a_truth_that_is_missing_is_said(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    said = onlylook("score", short.project, "--truth", tmp_path / "none.rttm")

    assert said.code != 0
    assert "does not exist" in said.err
