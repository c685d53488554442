"""Analysis by the command line: once, kept, gone on with after an interruption."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.cli import screen
from engine.pipeline import analysis
from engine.progress import Progress

Onlylook = Callable[..., Any]


def forbid_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object) -> None:
        raise AssertionError("a network was opened")

    monkeypatch.setattr(analysis, "open_tools", opened)


def rows_of(onlylook: Onlylook, project: Path) -> str:
    said = onlylook("segments", project)
    assert said.code == 0, said.err
    return str(said.out)


def test_answer_names_the_persons_and_where_they_are_kept(onlylook: Onlylook, short: Any) -> None:
    said = onlylook("analyze", short.video, "--project", short.project)
    assert said.code == 0
    assert "2 persons" in said.out
    assert str(short.project) in said.out


def test_json_counts_what_was_found(onlylook: Onlylook, short: Any) -> None:
    (video,) = onlylook("analyze", short.video, "--project", short.project, "--json").json["videos"]
    assert [person["known"] for person in video["persons"]] == [True, True]
    assert video["duration_s"] == pytest.approx(10, abs=0.1)
    assert video["shots"] >= 4


def test_second_run_opens_no_network(onlylook: Onlylook, short: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid_networks(monkeypatch)
    assert onlylook("analyze", short.video, "--project", short.project).code == 0
    assert onlylook("people", short.video, "--project", short.project).code == 0
    assert onlylook("people", short.project).code == 0


def test_bare_video_has_a_project_in_the_data_folder(
    onlylook: Onlylook, short: Any, home: Path, tmp_path: Path
) -> None:
    """Told by content: a copy under another name is the same film."""
    video = shutil.copy(short.video, tmp_path / "other name.mp4")
    (facts,) = onlylook("analyze", video, "--json").json["videos"]
    assert Path(facts["project"]).parent == home / "projects"
    (again,) = onlylook("analyze", short.video, "--json").json["videos"]
    assert again["project"] == facts["project"]


def test_whole_file_hash_is_noted(onlylook: Onlylook, short: Any) -> None:
    with sqlite3.connect(f"file:{short.project}?mode=ro", uri=True) as database:
        ((whole,),) = database.execute("SELECT full_hash FROM media").fetchall()
    database.close()
    assert len(whole) == 64


def test_one_bad_file_does_not_keep_the_others_back(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    said = onlylook("analyze", tmp_path / "no.mp4", short.video, "--project", short.project, "--json")
    assert said.code == 3
    assert [video["video"] for video in said.json["videos"]] == [str(short.video)]
    assert [Path(video["video"]).name for video in said.json["failed"]] == ["no.mp4"]
    assert "no.mp4: there is no such file" in said.err


class Impatient(screen.ProgressBar):
    """Ctrl-C once the faces of so many seconds have been looked at."""

    after_s = 0.0

    def show(self, progress: Progress) -> None:
        if progress.stage == "faces" and progress.done > self.after_s:
            raise KeyboardInterrupt


def test_interrupted_analysis_goes_on_and_finds_the_same(
    onlylook: Onlylook, short: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "p.olat"
    for after_s in (1.0, 4.0, 6.0):
        with monkeypatch.context() as patch:
            patch.setattr(screen, "ProgressBar", type("Bar", (Impatient,), {"after_s": after_s}))
            said = onlylook("analyze", short.video, "--project", project)
        assert said.code == 130
        assert "goes on from there" in said.err
        assert not list(tmp_path.glob("*-journal")), "the project was not closed"
    with sqlite3.connect(project) as database:
        (kept,) = database.execute("SELECT done_until FROM stage").fetchone()
    database.close()
    assert kept is not None
    assert onlylook("analyze", short.video, "--project", project).code == 0
    assert rows_of(onlylook, project) == rows_of(onlylook, short.project)


def test_project_alone_is_enough_to_go_on(
    onlylook: Onlylook, short: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "p.olat"
    with monkeypatch.context() as patch:
        patch.setattr(screen, "ProgressBar", type("Bar", (Impatient,), {"after_s": 5.0}))
        assert onlylook("analyze", short.video, "--project", project).code == 130
    assert onlylook("people", project).code == 0


def test_quality_that_is_there_is_kept_unless_another_is_named(
    onlylook: Onlylook, short: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "p.olat"
    assert onlylook("analyze", short.video, "--project", project, "--quality", "fast").code == 0

    def quality() -> str:
        with sqlite3.connect(project) as database:
            (settings,) = database.execute("SELECT settings FROM stage WHERE complete = 1").fetchone()
        database.close()
        return str(json.loads(settings)["quality"])

    assert quality() == "fast"
    with monkeypatch.context() as patch:
        forbid_networks(patch)
        assert onlylook("people", short.video, "--project", project).code == 0
        assert onlylook("people", project).code == 0
        with pytest.raises(AssertionError, match="network"):
            onlylook("people", project, "--quality", "balanced", "--debug")
    assert quality() == "fast"


def test_fresh_looks_again(onlylook: Onlylook, short: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = Path(shutil.copy(short.project, tmp_path / "p.olat"))
    forbid_networks(monkeypatch)
    with pytest.raises(AssertionError, match="network"):
        onlylook("people", short.video, "--project", project, "--fresh", "--debug")


def test_project_that_is_being_written_can_still_be_read(onlylook: Onlylook, short: Any) -> None:
    from engine.store.project import Project

    with Project.open(short.project):
        assert onlylook("people", short.project).code == 0
        assert onlylook("segments", short.video, "--project", short.project).code == 0
        said = onlylook("people", short.project, "--fresh")
    assert said.code == 6
    assert "open in another program" in said.err


def test_modes_and_modalities_say_what_to_go_by(onlylook: Onlylook, short: Any) -> None:
    every = onlylook("segments", short.project)
    face = onlylook("segments", short.project, "--keep", "face")
    assert every.code == face.code == 0
    assert face.out == onlylook("segments", short.project, "--modalities", "face").out
    # The short film has a tone and no voice.
    heard = onlylook("segments", short.project, "--keep", "heard")
    assert heard.out.splitlines()[1:] == []
    assert onlylook("cut", short.project, "--person", "1", "--keep", "seen-and-heard", "-o", "no.mp4").code != 0


def test_modalities_that_mean_nothing_are_said(onlylook: Onlylook, short: Any) -> None:
    assert "no modality called 'smell'" in onlylook("segments", short.project, "--modalities", "smell").err
    assert "Both" in onlylook("segments", short.project, "--modalities", "face", "--keep", "seen").err
    assert "weight" in onlylook("segments", short.project, "--weight", "face=2").err
    assert "modality and number" in onlylook("segments", short.project, "--weight", "face").err
    assert "does not exist" in onlylook("segments", short.project, "--voice", "ada=nowhere.wav").err


def test_a_modality_that_is_not_believed_keeps_nothing(onlylook: Onlylook, short: Any) -> None:
    said = onlylook("segments", short.project, "--weight", "face=0", "--keep", "face")
    assert said.code == 0
    assert said.out.splitlines()[1:] == []


def test_project_of_several_videos_says_how_to_choose(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    project = Path(shutil.copy(short.project, tmp_path / "p.olat"))
    other = tmp_path / "other.mp4"
    content = short.video.read_bytes()
    # The tail of an mp4 may hold a box that nobody knows: another file, the same film.
    other.write_bytes(content + (16).to_bytes(4, "big") + b"free" + b"12345678")
    assert onlylook("analyze", other, "--project", project).code == 0
    said = onlylook("people", project)
    assert said.code == 6
    assert "1 short.mp4, 2 other.mp4" in said.err
    assert "--media" in said.err
    assert onlylook("people", project, "--media", "2").code == 0
    assert onlylook("people", project, "--media", "other.mp4").code == 0
    assert onlylook("people", project, "--media", "third.mp4").code == 6


def test_both_a_project_and_project_option_is_refused(onlylook: Onlylook, short: Any) -> None:
    assert onlylook("people", short.project, "--project", short.project).code == 2
