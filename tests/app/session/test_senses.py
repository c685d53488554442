"""Voices and captions come after the pictures: gone on with, paused, left out, and shown as they arrive."""

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.commands import Choice
from app.session import Session
from engine.pipeline.captions import captions_key
from engine.pipeline.hearing import hearing_key
from engine.settings import AnalysisSettings
from engine.store.project import Project

Settle = Callable[[Session], None]
ANALYSIS_MS = 240_000


@pytest.fixture
def unheard(demo: Any) -> Any:
    """The demo as it is when the program was closed after the pictures."""
    with Project.open(demo.project) as project:
        media = project.media.all()[0].id
        assert project.hearing.is_complete(media, hearing_key())
        assert project.captions.is_complete(media, captions_key())
        database = project.captions.database
        with database.transaction():
            database.run("DELETE FROM stage WHERE name <> 'scan'")
    return demo


def is_full(session: Session) -> bool:
    return session.scene is not None and bool(session.scene.cards)


@pytest.mark.usefixtures("voiced")
def test_reopened_film_goes_on_with_what_was_not_heard_yet_while_its_cast_shows(
    session: Session, unheard: Any, qtbot: QtBot
) -> None:
    stages: list[str] = []
    session.changed.connect(lambda _: stages.append(session.status.progress.stage))
    session.open(unheard.project)
    qtbot.waitUntil(lambda: is_full(session), timeout=ANALYSIS_MS)
    assert session.status.is_active
    assert session.scene.complete
    assert "voice" not in session.scene.modalities

    qtbot.waitUntil(lambda: session.status.state == "done" and not session.is_working, timeout=ANALYSIS_MS)
    assert {"voices", "speaking faces", "captions"} <= set(stages)
    assert session.scene.senses == {"voice", "caption"}
    assert "voice" in session.scene.modalities


@pytest.mark.usefixtures("voiced")
def test_listening_can_be_paused_stopped_and_gone_on_with(session: Session, unheard: Any, qtbot: QtBot) -> None:
    session.open(unheard.project)
    qtbot.waitUntil(lambda: session.status.state == "running", timeout=ANALYSIS_MS)
    session.pause_analysis()
    assert session.status.state == "paused"
    session.cancel_analysis()
    qtbot.waitUntil(lambda: session.status.state == "stopped", timeout=ANALYSIS_MS)
    assert is_full(session) or session.is_working

    session.start_analysis()
    qtbot.waitUntil(lambda: session.status.state == "done" and not session.is_working, timeout=ANALYSIS_MS)
    assert session.scene.senses == {"voice", "caption"}


def test_film_is_not_listened_to_where_the_user_wants_pictures_only(
    session: Session, unheard: Any, qtbot: QtBot, settled: Settle
) -> None:
    session.prefer(AnalysisSettings(), "auto", senses=False)
    session.open(unheard.project)
    qtbot.waitUntil(lambda: is_full(session), timeout=ANALYSIS_MS)
    settled(session)

    assert session.status.state == "done"
    assert session.scene.senses == frozenset()


@pytest.mark.usefixtures("voiced")
def test_lanes_get_voices_when_they_become_known(session: Session, unheard: Any, qtbot: QtBot) -> None:
    session.open(unheard.project)
    qtbot.waitUntil(lambda: is_full(session), timeout=ANALYSIS_MS)
    session.pick(Choice((session.scene.cards[0].anchor,)))
    qtbot.waitUntil(lambda: any("voice" in dict(lane.evidence) for lane in session.cut.lanes), timeout=ANALYSIS_MS)
