"""The export dialog: what is filled in is what is written, in the background, with a file at the end."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.commands import Choice
from app.export import ExportDialog
from app.export.texts import encoding_texts, format_texts
from app.main_window import MainWindow
from app.session import ENCODINGS, FORMATS, Session
from engine.errors import UserError
from engine.export.table import read_table
from engine.media.probe import probe

Settle = Callable[[Session], None]
WAIT_MS = 120_000


@pytest.fixture
def dialog(full: MainWindow, settled: Settle) -> ExportDialog:
    """With the person of the shortest screen time chosen, who is quickest to encode."""
    full.session.pick(Choice((full.session.scene.cards[2].anchor,)))
    settled(full.session)
    full.show_export()
    return full.export_dialog


def test_every_format_has_a_name_and_an_explanation() -> None:
    assert set(format_texts()) == {one.id for one in FORMATS}
    assert set(encoding_texts()) == {one.id for one in ENCODINGS}


def test_proposed_file_lies_beside_the_film_and_is_free(dialog: ExportDialog, full: MainWindow) -> None:
    film = full.session.scene.media.path
    first = Path(dialog.form.target.text())
    assert first.parent == film.parent
    assert first.suffix == film.suffix

    first.write_bytes(b"taken")
    dialog.form.start_anew()
    assert Path(dialog.form.target.text()) != first
    first.unlink()


def test_choices_of_encoding_show_only_where_they_count(dialog: ExportDialog) -> None:
    for name, shown in (("smart", False), ("encode", True), ("csv", False)):
        dialog.form.choose(name)
        assert dialog.form.crf.isVisible() == shown
    assert not dialog.form.per_segment.isVisible()


def test_film_is_cut_in_the_background(dialog: ExportDialog, full: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.form.target.setText(str(tmp_path / "cut.mp4"))
    row = dialog.export()
    assert row is not None
    qtbot.waitUntil(lambda: row.ticket.is_over, timeout=WAIT_MS)

    assert row.state.text().startswith("Done.")
    assert row.show_folder.isVisible()
    cut = probe(tmp_path / "cut.mp4")
    assert abs(cut.video.duration - full.session.cut.duration) < len(full.session.cut.segments) / 25


def test_one_file_per_segment(dialog: ExportDialog, full: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.form.target.setText(str(tmp_path / "cut.mp4"))
    dialog.form.per_segment.setChecked(True)
    row = dialog.export()
    qtbot.waitUntil(lambda: row.ticket.is_over, timeout=WAIT_MS)

    assert len(list(tmp_path.glob("cut-*.mp4"))) == len(full.session.cut.segments)


def test_table_holds_the_segments(dialog: ExportDialog, full: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.form.choose("csv")
    dialog.form.target.setText(str(tmp_path / "cut.csv"))
    row = dialog.export()
    qtbot.waitUntil(lambda: row.ticket.is_over, timeout=WAIT_MS)

    # A row for each sense that shows the person there.
    rows = read_table(tmp_path / "cut.csv")
    segments = full.session.cut.segments
    assert {one.person for one in rows} == {one.person for one in segments}
    starts = sorted({float(one.span.start) for one in rows})
    assert starts == pytest.approx([float(one.span.start) for one in segments], abs=0.002)


def test_export_that_fails_says_why_and_writes_nothing(
    dialog: ExportDialog, full: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.form.target.setText(str(tmp_path / "nowhere" / "cut.mp4"))
    with qtbot.waitSignal(full.announcer.announced, timeout=WAIT_MS) as heard:
        row = dialog.export()

    assert "does not exist" in heard.args[0].what
    assert "does not exist" in row.state.text()
    assert dialog.queue.running == 0


def test_waiting_export_can_be_cancelled(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.form.choose("encode")
    rows = []
    for name in ("one.mp4", "two.mp4"):
        dialog.form.target.setText(str(tmp_path / name))
        rows.append(dialog.export())
    rows[1].cancel.click()
    qtbot.waitUntil(lambda: all(row.ticket.is_over for row in rows), timeout=WAIT_MS)

    assert [row.ticket.state for row in rows] == ["finished", "cancelled"]
    assert not (tmp_path / "two.mp4").exists()


def test_nothing_chosen_is_nothing_to_export(full: MainWindow, qtbot: QtBot) -> None:
    full.show_export()

    assert not full.export_dialog.start.isEnabled()
    with pytest.raises(UserError, match="nothing to export"):
        full.export_dialog.form.request()


@pytest.mark.parametrize("name", ["small", "web"])
def test_encodings_bring_their_codec(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path, name: str, full: MainWindow
) -> None:
    full.session.change_rules(replace(full.session.rules, min_length=Fraction(2)), 1)
    dialog.form.choose("encode")
    dialog.form.encoding.setCurrentIndex([one.id for one in ENCODINGS].index(name))
    target = tmp_path / f"cut{dialog.form.chosen_encoding.suffix}"
    dialog.form.target.setText(str(target))
    row = dialog.export()
    qtbot.waitUntil(lambda: row.ticket.is_over, timeout=WAIT_MS)

    assert row.state.text().startswith("Done.")
    assert probe(target).video.codec == dialog.form.chosen_encoding.codec


def test_what_will_come_out_is_foretold(dialog: ExportDialog, qtbot: QtBot, full: MainWindow) -> None:
    qtbot.waitUntil(lambda: "about" in dialog.form.summary.text(), timeout=WAIT_MS)

    assert dialog.form.summary.text().startswith(f"{len(full.session.cut.segments)} segments, ")
    assert "kB" in dialog.form.summary.text()


def test_annotation_is_of_all_persons_where_nobody_is_chosen(
    dialog: ExportDialog, full: MainWindow, qtbot: QtBot, settled: Settle, tmp_path: Path
) -> None:
    full.session.pick(Choice())
    settled(full.session)
    assert not dialog.start.isEnabled()
    dialog.form.choose("annotation cvat")
    assert dialog.start.isEnabled()
    dialog.form.target.setText(str(tmp_path / "persons.cvat.xml"))
    row = dialog.export()
    qtbot.waitUntil(lambda: row.ticket.is_over, timeout=WAIT_MS)

    text = (tmp_path / "persons.cvat.xml").read_text()
    assert all(card.name in text for card in full.session.scene.cards if card.known)
