"""A cached result counts as long as the media, code, settings and weights that made it are the same."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from engine.errors import ProjectError
from engine.settings import EVIDENCE, AnalysisSettings, Rules
from engine.store.cache import StageKey, StagePoint, stage_key
from engine.store.project import Project
from engine.types import Media

MediaAt = Callable[..., Media]


def test_equal_causes_give_an_equal_key() -> None:
    one = stage_key("scan", "1", AnalysisSettings(), {"a": "1", "b": "2"})
    other = stage_key("scan", "1", AnalysisSettings(), {"b": "2", "a": "1"})
    assert one.digest("film") == other.digest("film")


def test_sets_and_fractions_have_one_spelling() -> None:
    assert stage_key("x", "1", Rules(modalities=frozenset({"a", "b"}))) == stage_key(
        "x", "1", Rules(modalities=frozenset({"b", "a"}))
    )
    assert stage_key("x", "1", EVIDENCE) != stage_key("x", "1", Rules())


@pytest.mark.parametrize(
    "other",
    [
        stage_key("other", "1", AnalysisSettings(), {"net": "1"}),
        stage_key("scan", "2", AnalysisSettings(), {"net": "1"}),
        stage_key("scan", "1", AnalysisSettings(quality="fast"), {"net": "1"}),
        stage_key("scan", "1", AnalysisSettings(), {"net": "2"}),
        stage_key("scan", "1", AnalysisSettings(), {"net": "1", "second": "3"}),
    ],
)
def test_any_other_cause_gives_another_key(other: StageKey) -> None:
    assert stage_key("scan", "1", AnalysisSettings(), {"net": "1"}).digest("film") != other.digest("film")


def test_other_media_gives_another_key(key: StageKey) -> None:
    assert key.digest("film") != key.digest("other film")


def test_stage_goes_on_from_its_last_commit(project: Project, media_id: int, key: StageKey) -> None:
    assert project.stages.resume_point(media_id, key) == StagePoint()
    stage = project.stages.begin(media_id, key)
    project.stages.advance(stage, Fraction(1001, 30), '{"n": 1}')
    assert project.stages.resume_point(media_id, key) == StagePoint(stage, Fraction(1001, 30), False, '{"n": 1}')
    assert project.stages.begin(media_id, key) == stage
    project.stages.finish(stage)
    assert project.stages.resume_point(media_id, key).complete


def test_finished_stage_replaces_others_of_its_name_only(project: Project, media_id: int) -> None:
    old, new = stage_key("shots", "1"), stage_key("shots", "2")
    voice = stage_key("voice", "1")
    for key in (old, voice):
        project.stages.finish(project.stages.begin(media_id, key))
    project.stages.finish(project.stages.begin(media_id, new))
    assert project.stages.resume_point(media_id, old) == StagePoint()
    assert project.stages.complete_key(media_id, "shots") == new
    assert project.stages.complete_key(media_id, "voice") == voice


def test_changed_media_makes_a_stage_start_again(
    project: Project, media_id: int, media: MediaAt, tmp_path: Path, key: StageKey
) -> None:
    project.stages.finish(project.stages.begin(media_id, key))
    record, arrival = project.media.add(media(tmp_path / "film.mp4", b"another cut"))
    assert (record.id, arrival) == (media_id, "changed")
    assert project.stages.resume_point(media_id, key) == StagePoint()
    with pytest.raises(ProjectError, match="no finished analysis"):
        project.stages.complete_key(media_id, key.stage)
    project.media.add(media(tmp_path / "film.mp4", b"film"))
    assert project.stages.resume_point(media_id, key).complete
