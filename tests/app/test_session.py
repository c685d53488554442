"""The session: from opening a film to the cut of a person, with every step undone again."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.commands import Choice
from app.session import FORMATS, Card, Change, ExportRequest, Session
from engine.errors import ProjectError, UnreadableMedia, UserError
from engine.media.probe import probe

Settle = Callable[[Session], None]
ANALYSIS_MS = 240_000
ANSWER_MS = 20_000


def cards(session: Session) -> dict[str, Card]:
    assert session.scene is not None
    return {card.name: card for card in session.scene.cards}


def test_analysed_project_shows_its_cast(opened: Session) -> None:
    found = cards(opened)

    assert len([card for card in found.values() if card.known]) >= 3
    times = [card.screen_time for card in found.values() if card.known]
    assert times == sorted(times, reverse=True)
    assert opened.status.state == "done"


def test_edges_of_all_frames_come_in_the_background(opened: Session, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: opened.edges is not None, timeout=ANSWER_MS)

    assert opened.edges is not None
    assert len(opened.edges) == 53 * 25 + 1
    assert opened.edges[25] == 1


def test_name_is_kept_and_undone(opened: Session, settled: Settle) -> None:
    first = next(iter(cards(opened).values()))
    opened.people.rename(first, "  Ada ")
    settled(opened)

    assert cards(opened)["Ada"].tracks == first.tracks
    assert cards(opened)["Ada"].named
    assert opened.undo_stack.undoText() == f"Rename {first.name} to Ada"

    opened.undo_stack.undo()
    settled(opened)
    assert "Ada" not in cards(opened)

    opened.undo_stack.redo()
    settled(opened)
    assert cards(opened)["Ada"].tracks == first.tracks


def test_empty_name_is_refused_with_a_sentence(opened: Session) -> None:
    with pytest.raises(UserError, match="needs a name"):
        opened.people.rename(next(iter(cards(opened).values())), " ")

    assert opened.undo_stack.count() == 0


def test_merged_persons_are_one_until_undone(opened: Session, settled: Settle) -> None:
    before = cards(opened)
    one, two = (before[name] for name in ("Person 1", "Person 3"))
    opened.people.merge([two], one)
    settled(opened)

    assert opened.scene is not None
    joined = opened.scene.card_of(one.anchor)
    assert joined is not None
    assert set(joined.tracks) >= set(one.tracks) | set(two.tracks)

    opened.undo_stack.undo()
    settled(opened)
    assert cards(opened) == before


def test_split_off_tracks_are_a_person_of_their_own(opened: Session, settled: Settle) -> None:
    card = cards(opened)["Person 1"]
    some = card.tracks[:2]
    opened.people.split_off(card, some)
    settled(opened)

    assert opened.scene is not None
    split = opened.scene.card_of(some[0])
    assert split is not None
    assert set(some) <= set(split.tracks)
    assert not set(split.tracks) & set(card.tracks[2:])


def test_track_that_is_not_a_named_person_leaves_it(opened: Session, settled: Settle) -> None:
    opened.people.rename(cards(opened)["Person 1"], "Ada")
    settled(opened)
    ada = cards(opened)["Ada"]
    opened.people.not_this_person(ada, ada.tracks[:1])
    settled(opened)

    assert cards(opened)["Ada"].tracks == ada.tracks[1:]


def test_track_moves_to_another_person(opened: Session, settled: Settle) -> None:
    one, two = (cards(opened)[name] for name in ("Person 1", "Person 2"))
    opened.people.move(one, one.tracks[:1], two)
    settled(opened)

    assert opened.scene is not None
    target = opened.scene.card_of(two.anchor)
    assert target is not None
    assert one.tracks[0] in target.tracks


def test_what_is_not_a_face_is_nobody(opened: Session, settled: Settle) -> None:
    track = cards(opened)["Person 1"].tracks[0]
    opened.people.not_a_face([track])
    settled(opened)

    assert opened.scene is not None
    assert opened.scene.card_of(track) is None


def test_choice_makes_segments_and_rules_change_them(opened: Session, settled: Settle) -> None:
    card = cards(opened)["Person 1"]
    opened.pick(Choice((card.anchor,)))
    settled(opened)
    loose = opened.cut

    assert loose.segments
    assert [lane.name for lane in loose.lanes] == [card.name]

    for length in (1, 2, 3):
        opened.change_rules(replace(opened.rules, min_length=Fraction(length)), gesture=7)
    settled(opened)
    assert len(opened.cut.segments) < len(loose.segments)

    opened.undo_stack.undo()
    settled(opened)
    assert opened.cut == loose


def test_two_drags_of_one_slider_are_two_steps(opened: Session) -> None:
    for gesture in (1, 2):
        opened.change_rules(replace(opened.rules, merge_gap=Fraction(gesture)), gesture)
        opened.change_rules(replace(opened.rules, merge_gap=Fraction(gesture, 2)), gesture)

    assert opened.undo_stack.count() == 2


def test_rules_that_come_back_in_one_drag_leave_nothing_to_undo(opened: Session) -> None:
    before = opened.rules
    opened.change_rules(replace(before, merge_gap=Fraction(3)), 1)
    opened.change_rules(before, 1)

    assert opened.rules == before
    assert opened.undo_stack.count() == 0


def test_persons_combine(opened: Session, settled: Settle) -> None:
    one, two = (cards(opened)[name].anchor for name in ("Person 1", "Person 2"))
    durations = {}
    for combination in ("any", "all", "without"):
        opened.pick(Choice((one, two), combination))
        settled(opened)
        durations[combination] = opened.cut.duration

    assert durations["any"] > durations["without"] > durations["all"] > 0


def test_project_opens_as_it_was_left(opened: Session, demo: Any, settled: Settle, qtbot: QtBot) -> None:
    card = cards(opened)["Person 2"]
    opened.pick(Choice((card.anchor,)))
    opened.change_rules(replace(opened.rules, pad_after=Fraction(7, 10)), 1)
    settled(opened)
    cut = opened.cut
    opened.close_film()
    assert opened.scene is None

    opened.open(demo.project)
    qtbot.waitUntil(lambda: bool(opened.cut.segments), timeout=ANSWER_MS)
    assert opened.rules.pad_after == Fraction(7, 10)
    assert opened.cut == cut


def test_fresh_film_is_analysed_and_fills_as_it_goes(
    session: Session, demo: Any, qtbot: QtBot, changes: list[Change]
) -> None:
    session.open(demo.short)
    qtbot.waitUntil(lambda: session.status.state == "running", timeout=ANSWER_MS)
    qtbot.waitUntil(
        lambda: session.status.state == "done" and not session.is_working and bool(session.scene.cards),
        timeout=ANALYSIS_MS,
    )

    assert session.scene.complete
    assert len(cards(session)) >= 2
    assert any(change & Change.SCENE for change in changes)


def test_cancelled_analysis_keeps_what_it_found_and_goes_on(session: Session, demo: Any, qtbot: QtBot) -> None:
    session.open(demo.short)
    qtbot.waitUntil(lambda: session.scene is not None and bool(session.scene.tracks), timeout=ANALYSIS_MS)
    session.cancel_analysis()
    qtbot.waitUntil(lambda: session.status.state == "stopped", timeout=ANALYSIS_MS)
    found = set(session.scene.tracks)

    session.start_analysis()
    qtbot.waitUntil(lambda: session.scene.complete and not session.is_working, timeout=ANALYSIS_MS)
    assert found <= set(session.scene.tracks)


def test_paused_analysis_stands_still(session: Session, demo: Any, qtbot: QtBot) -> None:
    session.open(demo.short)
    qtbot.waitUntil(lambda: session.status.progress.done > 0, timeout=ANALYSIS_MS)
    session.pause_analysis()

    assert session.status.state == "paused"
    session.resume_analysis()
    assert session.status.state == "running"


def test_missing_film_is_told(session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.failed, timeout=ANSWER_MS) as heard:
        session.open(tmp_path / "none.mp4")

    assert isinstance(heard.args[0], UnreadableMedia)
    assert session.scene is None


def test_text_file_is_no_project(session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "a.olat").write_text("hello")
    with qtbot.waitSignal(session.failed, timeout=ANSWER_MS) as heard:
        session.open(tmp_path / "a.olat")

    assert isinstance(heard.args[0], ProjectError)


@pytest.mark.parametrize("name", ["smart", "encode"])
def test_exported_film_holds_exactly_the_segments(
    opened: Session, settled: Settle, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    opened.pick(Choice((cards(opened)["Person 3"].anchor,)))
    settled(opened)
    request = _request(opened, name, tmp_path / "cut.mp4")
    ticket = opened.export(request)
    with qtbot.waitSignal(ticket.ended, timeout=ANALYSIS_MS):
        pass

    assert ticket.state == "finished"
    video = probe(tmp_path / "cut.mp4").video
    assert video is not None
    assert abs(video.duration - opened.cut.duration) <= Fraction(len(opened.cut.segments), 25)


# Nobody speaks in films whose voices are unknown.
WRITTEN = [one for one in FORMATS if one.group != "video" and one.id != "annotation rttm"]


@pytest.mark.parametrize("one", WRITTEN, ids=lambda one: one.id)
def test_every_format_is_written(opened: Session, settled: Settle, qtbot: QtBot, tmp_path: Path, one: Any) -> None:
    opened.pick(Choice((cards(opened)["Person 1"].anchor,)))
    settled(opened)
    target = tmp_path / f"cut{one.suffix}"
    ticket = opened.export(_request(opened, one.id, target))
    with qtbot.waitSignal(ticket.ended, timeout=ANSWER_MS):
        pass

    assert ticket.state == "finished", ticket.error
    assert target.stat().st_size > 50


def test_export_of_nothing_says_so(opened: Session, qtbot: QtBot, tmp_path: Path) -> None:
    ticket = opened.export(_request(opened, "csv", tmp_path / "cut.csv"))
    with qtbot.waitSignal(ticket.failed, timeout=ANSWER_MS) as heard:
        pass

    assert "nothing to export" in str(heard.args[0])


def _request(session: Session, name: str, target: Path) -> ExportRequest:
    assert session.scene is not None
    kind = next(one for one in FORMATS if one.id == name)
    return ExportRequest(session.scene.media, "cut", session.cut.segments, kind, target)
