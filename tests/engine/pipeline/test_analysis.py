"""An analysis is done once, goes on where it was stopped, and tells how far it is."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from engine.errors import ProjectError
from engine.pipeline import analysis
from engine.pipeline.analysis import analyze, load_film
from engine.pipeline.tools import Tools
from engine.progress import Progress, run
from engine.settings import AnalysisSettings
from engine.store.project import Project
from engine.store.scan import Scan

if TYPE_CHECKING:
    from tests.engine.pipeline.conftest import Film
else:
    Film = object

FAST = AnalysisSettings(quality="fast")


@pytest.fixture
def quick(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    """Analyses use networks that were opened before."""
    monkeypatch.setattr(analysis, "open_tools", lambda device: tools)


def no_networks(device: str) -> Any:
    raise AssertionError("nothing was left to find")


def assert_same(one: Scan, other: Scan) -> None:
    assert one.shots == other.shots
    assert [(t.id, t.span) for t in one.tracks] == [(t.id, t.span) for t in other.tracks]
    for mine, theirs in zip(one.features, other.features, strict=True):
        np.testing.assert_array_equal(mine.vectors, theirs.vectors)


@pytest.mark.usefixtures("quick")
def test_an_analysis_stopped_at_any_moment_ends_like_one_that_ran_through(
    film: Film, project: Project, tmp_path: Path
) -> None:
    whole = load_film(project, 1).scan
    with Project.create(tmp_path / "stopped.olat") as again:
        stops = 0
        for patience in (1, 3, 8, 15, 10_000):
            job = analyze(again, film.path)
            for step, _ in enumerate(job, start=1):
                if step >= patience:
                    stops += 1
                    job.close()
        assert stops == 4
        assert_same(load_film(again, 1).scan, whole)


@pytest.mark.usefixtures("quick")
def test_progress_counts_seconds_of_the_film_and_never_falls_back(film: Film, tmp_path: Path) -> None:
    steps: list[Progress] = []
    with Project.create(tmp_path / "new.olat") as new:
        run(analyze(new, film.path), steps.append)
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, steps[-1].total)
    assert steps[-1].total == pytest.approx(14.8, abs=0.1)
    assert {(step.stage, step.unit) for step in steps} == {("faces", "s")}


def test_what_is_known_is_not_looked_for_again(film: Film, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "open_tools", no_networks)
    assert_same(run(analyze(project, film.path)).scan, load_film(project, 1).scan)


def test_fresh_analyses_look_again(film: Film, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "open_tools", no_networks)
    with pytest.raises(AssertionError, match="nothing was left"):
        run(analyze(project, film.path, fresh=True))


@pytest.mark.usefixtures("quick")
def test_another_quality_is_another_analysis_which_replaces_the_first_once_it_is_complete(
    film: Film, project: Project
) -> None:
    before = load_film(project, 1)
    job = analyze(project, film.path, FAST)
    next(job)
    assert load_film(project, 1).key == before.key
    after = run(job)
    assert load_film(project, 1).key == after.key != before.key


def test_a_project_without_an_analysis_says_so(film: Film, tmp_path: Path) -> None:
    with Project.create(tmp_path / "new.olat") as new:
        new.media.add(analysis.probe(film.path))
        with pytest.raises(ProjectError, match="no finished analysis"):
            load_film(new, 1)
