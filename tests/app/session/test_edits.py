"""Edits by hand, from the command to the project file and back."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.commands import Choice, Marker
from app.session import FORMATS, Change, ExportRequest, Session
from app.session.hand_kept import edits_of, load_edits, load_markers, save_hand, with_edits
from engine.edit.by_hand import HandEdits
from engine.store.project import Project
from engine.timebase import Span

ANSWER_MS = 20_000
Settle = Callable[[Session], None]
TO = Fraction


@pytest.fixture
def cut(opened: Session, settled: Settle, qtbot: QtBot) -> Session:
    """The demo with its first person chosen and all frames known."""
    opened.pick(Choice((opened.scene.cards[0].anchor,)))
    qtbot.waitUntil(lambda: opened.edges is not None, timeout=ANSWER_MS)
    settled(opened)
    assert len(opened.cut.segments) >= 3
    return opened


def spans(session: Session) -> list[Span]:
    return [one.span for one in session.cut.segments]


def on_frames(session: Session, times: Sequence[Fraction]) -> bool:
    return set(times) <= set(session.edges)


def test_every_gesture_is_one_named_step_and_all_can_be_undone(cut: Session, settled: Settle) -> None:
    editing, before = cut.editing, cut.cut
    first, second = spans(cut)[:2]
    done = []
    for gesture in (
        lambda: editing.trim(1, "end", second.end - TO("0.31")),
        lambda: editing.split((first.start + first.end) / 2),
        lambda: editing.delete([0]),
        lambda: editing.add(first.end + TO("0.1"), first.end + TO("0.3")),
        lambda: editing.invert(),
        lambda: editing.take_rules([0]),
        lambda: editing.take_all_rules(),
    ):
        gesture()
        settled(cut)
        done.append(cut.undo_stack.undoText())

    assert done[0] == "Trim of segment 2"
    assert done[1].startswith("Split at 0:")
    assert done[2:5] == ["Deletion of segment 1", "Segment added", "Inversion"]
    assert done[5:] == ["Rules' version of segment 1", "Rules' version of everything"]
    assert cut.cut == before
    while cut.undo_stack.canUndo() and cut.undo_stack.undoText() != "Choice of persons":
        cut.undo_stack.undo()
    settled(cut)
    assert cut.cut == before
    assert not cut.editing.edits


def test_trimmed_edge_lies_on_a_frame_and_survives_other_rules(cut: Session, settled: Settle) -> None:
    end = spans(cut)[0].end
    cut.editing.trim(0, "end", end + TO("0.237"))
    settled(cut)
    trimmed = cut.cut.segments[0]

    assert trimmed.by_hand
    assert on_frames(cut, [trimmed.span.end])
    assert abs(trimmed.span.end - end - TO("0.237")) <= TO(1, 50)

    cut.change_rules(replace(cut.rules, pad_before=TO(0), pad_after=TO(0), min_confidence=0.6), 1)
    settled(cut)
    assert trimmed.span.end in [span.end for span in spans(cut)]


def test_deleted_segment_stays_deleted_under_more_padding(cut: Session, settled: Settle) -> None:
    gone = spans(cut)[1]
    cut.editing.delete([1])
    settled(cut)
    cut.change_rules(replace(cut.rules, pad_after=cut.rules.pad_after + TO("0.1")), 1)
    settled(cut)

    middle = (gone.start + gone.end) / 2
    assert not any(span.contains(middle) for span in spans(cut))
    assert all(not span.overlaps(gone) for span in spans(cut))


def test_edits_belong_to_the_persons_for_whom_they_were_made(cut: Session, settled: Settle) -> None:
    one, two = (card.anchor for card in cut.scene.cards[:2])
    cut.editing.delete([0])
    settled(cut)
    shaped = cut.cut
    cut.pick(Choice((two,)))
    settled(cut)
    assert not any(segment.by_hand for segment in cut.cut.segments)

    # Another track of the same person means the same person.
    other = next(track for track in cut.scene.card_of(one).tracks if track != one)
    cut.pick(Choice((other,)))
    settled(cut)
    assert cut.cut.segments == shaped.segments
    assert cut.editing.edits


def test_project_opens_with_edits_and_markers_as_they_were(
    cut: Session, demo: Any, settled: Settle, qtbot: QtBot
) -> None:
    cut.editing.trim(0, "start", spans(cut)[0].start + TO("0.2"))
    settled(cut)
    cut.editing.split((spans(cut)[1].start + spans(cut)[1].end) / 2)
    cut.editing.toggle_marker(TO(5))
    cut.editing.rename_marker(cut.markers[0], "  Ada   laughs ")
    settled(cut)
    left, edits = cut.cut, cut.editing.edits
    cut.close_film()

    cut.open(demo.project)
    qtbot.waitUntil(lambda: bool(cut.cut.segments), timeout=ANSWER_MS)
    settled(cut)
    assert cut.cut == left
    assert cut.editing.edits == edits
    assert cut.markers == (Marker(TO(5), "Ada laughs"),)


def test_edits_are_stored_soon_after_they_are_made(cut: Session, demo: Any, qtbot: QtBot) -> None:
    cut.editing.delete([0])
    cut.editing.toggle_marker(TO(3))

    def stored() -> bool:
        with Project.open(demo.project, read_only=True) as project:
            media = project.media.all()[0].id
            return bool(load_edits(project, media)) and bool(load_markers(project, media))

    qtbot.waitUntil(stored, timeout=ANSWER_MS)


def test_marker_is_set_moved_and_removed(cut: Session) -> None:
    editing = cut.editing
    editing.toggle_marker(TO("5.013"))
    assert on_frames(cut, [cut.markers[0].time])
    editing.toggle_marker(TO(9))
    editing.move_marker(cut.markers[0], TO(7))
    assert [one.time for one in cut.markers] == [7, 9]
    editing.move_marker(cut.markers[0], TO(9))
    assert [one.time for one in cut.markers] == [9]
    editing.toggle_marker(TO(9))
    assert cut.markers == ()
    assert cut.undo_stack.undoText() == "Removal of the marker at 0:09.00"
    while cut.undo_stack.undoText() != "Choice of persons":
        cut.undo_stack.undo()
    assert cut.markers == ()


def test_what_changes_nothing_is_no_step(cut: Session) -> None:
    steps = cut.undo_stack.count()
    cut.editing.trim(0, "end", cut.editing.on_frame(spans(cut)[0].start))
    cut.editing.split(TO(0))
    cut.editing.delete([])
    cut.editing.take_all_rules()
    cut.editing.take_rules_at(TO(0))

    assert cut.undo_stack.count() == steps


def test_stored_edits_are_read_back_exactly_and_damaged_ones_are_left_out(demo: Any) -> None:
    edits = HandEdits().keep(Span(TO(1, 3), TO(2)), (TO(2),)).drop(Span(TO(5), TO(6))).split(TO(7)).invert()
    with Project.open(demo.project) as project:
        save_hand(project, 1, {Choice((3,), "all"): edits}, (Marker(TO(1, 7), "a"),))
        assert load_edits(project, 1) == {Choice((3,), "all"): edits}
        assert load_markers(project, 1) == (Marker(TO(1, 7), "a"),)
        project.settings.save("edits 1", [{"anchors": [1]}, 7])
        project.settings.save("markers 1", [["x"]])
        assert load_edits(project, 1) == {}
        assert load_markers(project, 1) == ()


def test_edits_are_found_by_persons_whatever_their_tracks_and_order() -> None:
    person = {1: 10, 2: 10, 3: 30}.get
    kept = HandEdits().split(TO(1))
    other = HandEdits().split(TO(2))
    stored = with_edits({}, Choice((1, 3), "any"), kept)

    assert edits_of(Choice((3, 2), "any"), stored, person) == (Choice((1, 3), "any"), kept)
    assert edits_of(Choice((3, 2), "all"), stored, person)[1] == HandEdits()
    assert edits_of(Choice((9,)), stored, person)[1] == HandEdits()
    stored = with_edits(stored, Choice((1, 3), "without"), other)
    assert edits_of(Choice((2, 3), "without"), stored, person)[1] == other
    assert edits_of(Choice((3, 2), "without"), stored, person)[1] == HandEdits()
    assert with_edits(stored, Choice((1, 3), "without"), HandEdits()) == {Choice((1, 3), "any"): kept}


def test_copied_rows_are_those_of_the_table(cut: Session) -> None:
    segments = cut.cut.segments[:2]
    text = cut.editing.table(segments)

    assert text.splitlines()[0].startswith("person_label,start_s,end_s")
    # One row for each kind of evidence.
    assert len(text.splitlines()) == 1 + sum(len(one.modalities) for one in segments)


def test_edits_made_before_the_frames_are_known_move_to_them(cut: Session, settled: Settle) -> None:
    edges = cut._open.edges
    cut._open.edges = None
    end = spans(cut)[0].end - TO("0.313")
    cut.editing.trim(0, "end", end)
    settled(cut)
    assert spans(cut)[0].end == end

    cut._know_edges(cut._open.opened, edges)
    settled(cut)
    assert spans(cut)[0].end == cut.editing.on_frame(end) != end
    # Undo and redo bring back what was made then, on frames as well.
    cut.undo_stack.undo()
    cut.undo_stack.redo()
    settled(cut)
    assert spans(cut)[0].end == cut.editing.on_frame(end)


def test_two_segments_are_deleted_as_one_step_and_the_shape_is_told(
    cut: Session, settled: Settle, changes: list[Change]
) -> None:
    before = spans(cut)
    changes.clear()
    cut.editing.delete([0, 2])
    settled(cut)

    assert spans(cut) == [before[1], *before[3:]]
    assert cut.undo_stack.undoText() == "Deletion of 2 segments"
    assert any(change & Change.CUT for change in changes)


def test_export_writes_what_the_hand_made(cut: Session, settled: Settle, qtbot: QtBot, tmp_path: Path) -> None:
    first = spans(cut)[0]
    cut.editing.split((first.start + first.end) / 2)
    settled(cut)
    kind = next(one for one in FORMATS if one.id == "json")
    target = tmp_path / "cut.json"
    ticket = cut.export(ExportRequest(cut.scene.media, "cut", cut.cut.segments, kind, target))
    qtbot.waitUntil(lambda: ticket.state == "finished", timeout=ANSWER_MS)
    rows = json.loads(target.read_text("utf-8"))["segments"]

    assert len(rows) == len(cut.cut.segments)
    assert [row["by_hand"] for row in rows[:3]] == [True, True, False]
    assert rows[0]["end"] == rows[1]["start"] == str(spans(cut)[0].end)
