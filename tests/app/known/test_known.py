"""The gallery of people in the window: off until the user turns it on, matched at once, undone, and erased for good."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from app.known import ConsentDialog
from app.main_window import MainWindow
from app.session import Card, KnownPeople, Session
from engine.pipeline.gallery_erase import Erased
from engine.store.gallery import Gallery, gallery_path

Settled = Callable[[Session], None]


def calm(qtbot: QtBot, session: Session) -> None:
    """Waits until gallery and film have nothing more to do."""
    qtbot.waitUntil(lambda: not session.known_people.is_busy)
    qtbot.waitUntil(lambda: not session.is_working)


def turned_on(people: KnownPeople, qtbot: QtBot) -> None:
    people.turn_on()
    qtbot.waitUntil(lambda: people.view.is_on)


def card_of(session: Session, name: str) -> Card:
    assert session.scene is not None
    return next(card for card in session.scene.cards if card.name == name)


def kept(window: MainWindow, name: str, qtbot: QtBot) -> None:
    """The person of the open film is in the gallery."""
    turned_on(window.session.known_people, qtbot)
    calm(qtbot, window.session)
    window.across.keep(card_of(window.session, name))
    qtbot.waitUntil(lambda: [one.name for one in window.session.known_people.view.identities] == [name])
    calm(qtbot, window.session)


def asked_for_consent(window: MainWindow, qtbot: QtBot) -> ConsentDialog:
    """What comes up when Ada is to be kept."""
    window.across.keep(card_of(window.session, "Ada"))
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(ConsentDialog)))
    return next(one for one in window.findChildren(ConsentDialog) if one.isVisible())


def test_nothing_is_kept_before_the_user_has_read_what_is_kept(ada: MainWindow, qtbot: QtBot, settled: Settled) -> None:
    settled(ada.session)
    consent = asked_for_consent(ada, qtbot)
    said = " ".join(label.text() for label in consent.findChildren(QLabel))
    assert str(gallery_path()) in said
    assert "Erase" in said
    assert not gallery_path().exists()
    consent.reject()
    calm(qtbot, ada.session)
    assert not gallery_path().exists()
    asked_for_consent(ada, qtbot).turn_on.click()
    qtbot.waitUntil(lambda: [one.name for one in ada.session.known_people.view.identities] == ["Ada"])
    calm(qtbot, ada.session)


def test_a_person_without_a_name_is_asked_for_one(full: MainWindow, qtbot: QtBot) -> None:
    turned_on(full.session.known_people, qtbot)
    calm(qtbot, full.session)
    assert full.session.scene is not None
    full.across.keep(full.session.scene.cards[1])
    qtbot.waitUntil(lambda: full.findChild(QInputDialog) is not None)
    dialog = full.findChild(QInputDialog)
    assert dialog is not None
    dialog.setTextValue("Bruno")
    dialog.accept()
    qtbot.waitUntil(lambda: [one.name for one in full.session.known_people.view.identities] == ["Bruno"])
    calm(qtbot, full.session)
    assert card_of(full.session, "Bruno").named


def test_keeping_somebody_can_be_undone_and_redone(ada: MainWindow, qtbot: QtBot, settled: Settled) -> None:
    settled(ada.session)
    kept(ada, "Ada", qtbot)
    faces = ada.session.known_people.view.identities[0].prototypes
    assert faces > 1
    ada.session.undo_stack.undo()
    qtbot.waitUntil(lambda: not ada.session.known_people.view.identities)
    ada.session.undo_stack.redo()
    qtbot.waitUntil(lambda: bool(ada.session.known_people.view.identities))
    assert ada.session.known_people.view.identities[0].prototypes == faces
    calm(qtbot, ada.session)


def test_another_film_is_matched_at_once(
    ada: MainWindow, demo: Any, drawn: Any, tmp_path: Path, qtbot: QtBot, settled: Settled
) -> None:
    settled(ada.session)
    kept(ada, "Ada", qtbot)
    other = Path(shutil.copy(drawn.project, tmp_path / "other.olat"))
    ada.open(other)
    qtbot.waitUntil(lambda: ada.session.path == other and bool(ada.session.scene and ada.session.scene.cards))
    settled(ada.session)
    card = card_of(ada.session, "Ada")
    assert card.recognised is not None
    assert card.recognised.sure
    assert not card.named
    assert card.has_name
    qtbot.waitUntil(lambda: ada.session.edges is not None and not ada.player.is_busy)


def test_a_name_that_is_wrong_can_be_refused_and_that_undone(
    session: Session, demo: Any, qtbot: QtBot, settled: Settled, people: KnownPeople
) -> None:
    turned_on(people, qtbot)
    session.open(demo.project)
    qtbot.waitUntil(lambda: bool(session.scene and session.scene.cards))
    settled(session)
    assert session.known is not None
    assert session.scene is not None
    session.keep(session.scene.cards[0], "Ada")
    qtbot.waitUntil(lambda: any(card.name == "Ada" for card in session.scene.cards))  # type: ignore[union-attr]
    calm(qtbot, session)
    session.people.refuse(card_of(session, "Ada"), "Ada")
    qtbot.waitUntil(lambda: all(card.name != "Ada" for card in session.scene.cards))  # type: ignore[union-attr]
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: any(card.name == "Ada" for card in session.scene.cards))  # type: ignore[union-attr]
    calm(qtbot, session)


@pytest.mark.parametrize("answer", ["yes", "no", "later"])
def test_a_likely_one_is_asked_about_on_the_cast(
    ada: MainWindow, drawn: Any, tmp_path: Path, qtbot: QtBot, settled: Settled, answer: str
) -> None:
    """Who has a double is never decided by the program."""
    settled(ada.session)
    kept(ada, "Ada", qtbot)
    with Gallery.open(gallery_path()) as gallery:
        gallery.identities.set_double(gallery.identities.id_of("Ada"), True)
    other = Path(shutil.copy(drawn.project, tmp_path / "other.olat"))
    ada.open(other)
    session, bar = ada.session, ada.gallery.proposals
    qtbot.waitUntil(lambda: session.path == other and bar.isVisible())
    settled(session)
    asked = bar.card
    assert asked is not None
    assert asked.asked == "Ada"
    assert asked.name != "Ada"
    qtbot.mouseClick({"yes": bar.yes, "no": bar.no, "later": bar.later}[answer], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not bar.isVisible())
    settled(session)
    card = next(one for one in session.scene.cards if asked.anchor in one.tracks)  # type: ignore[union-attr]
    assert (card.name == "Ada") == (answer == "yes")
    if answer != "later":
        session.undo_stack.undo()
        qtbot.waitUntil(bar.isVisible)
    qtbot.waitUntil(lambda: session.edges is not None and not ada.player.is_busy)
    calm(qtbot, session)


def test_everything_in_the_gallery_window_can_be_undone(
    window: MainWindow, people: KnownPeople, tmp_path: Path, qtbot: QtBot
) -> None:
    turned_on(people, qtbot)
    with Gallery.open(gallery_path()) as gallery:
        for name in ("Ada", "Bruno"):
            gallery.identities.add(name)
    window.across.show_known()
    qtbot.waitUntil(lambda: window.known.names.count() == 2)
    page = window.known.page
    page.name.setText("Ada Lovelace")
    page.name.setModified(True)
    page.name.editingFinished.emit()
    qtbot.waitUntil(lambda: people.view.identities[0].name == "Ada Lovelace")
    page.notes.setPlainText("met in 1843")
    page.notes.left.emit()
    qtbot.waitUntil(lambda: people.view.identities[0].notes == "met in 1843")
    people.set_aliases(people.view.identities[0], ["the Countess"])
    qtbot.waitUntil(lambda: people.view.identities[0].aliases == ("the Countess",))
    people.merge(people.view.identities[0], people.view.identities[1])
    qtbot.waitUntil(lambda: len(people.view.identities) == 1)
    for _ in range(people.undo_stack.count()):
        people.undo_stack.undo()
    qtbot.waitUntil(lambda: not people.is_busy)
    assert [(one.name, one.aliases, one.notes) for one in people.view.identities] == [
        ("Ada", (), ""),
        ("Bruno", (), ""),
    ]
    for _ in range(people.undo_stack.count()):
        people.undo_stack.redo()
    qtbot.waitUntil(lambda: not people.is_busy)
    assert [one.name for one in people.view.identities] == ["Ada Lovelace"]


def test_a_name_that_is_taken_is_told_and_changes_nothing(
    window: MainWindow, people: KnownPeople, qtbot: QtBot
) -> None:
    turned_on(people, qtbot)
    with Gallery.open(gallery_path()) as gallery:
        for name in ("Ada", "Bruno"):
            gallery.identities.add(name)
    people.refresh()
    qtbot.waitUntil(lambda: len(people.view.identities) == 2)
    with qtbot.waitSignal(people.failed) as failed:
        people.rename(people.view.identities[0], "bruno")
    assert "already" in str(failed.args[0])
    qtbot.waitUntil(lambda: not people.is_busy)
    assert [one.name for one in people.view.identities] == ["Ada", "Bruno"]
    for box in window.findChildren(type(window.announcer._open)):
        box.close()


def test_who_is_erased_is_gone_from_gallery_and_film_with_proof_in_words(
    ada: MainWindow, demo: Any, qtbot: QtBot, settled: Settled
) -> None:
    settled(ada.session)
    kept(ada, "Ada", qtbot)
    ada.across.show_known()
    qtbot.waitUntil(lambda: ada.known.names.count() == 1)
    box = ada.known.ask_erase()
    assert box is not None
    told: list[object] = []
    ada.session.known_people.told.connect(told.append)
    next(button for button in box.buttons() if button.text() == "Erase").click()
    qtbot.waitUntil(lambda: any(isinstance(one, Erased) for one in told))
    qtbot.waitUntil(lambda: not ada.session.known_people.view.identities)
    assert "it is gone" in ada.known.said.text()
    assert not ada.session.known_people.undo_stack.count()
    qtbot.waitUntil(lambda: ada.session.path == demo.project and bool(ada.session.scene and ada.session.scene.cards))
    settled(ada.session)
    assert all(card.name != "Ada" for card in ada.session.scene.cards)  # type: ignore[union-attr]
    assert b"Ada" not in gallery_path().read_bytes()
    qtbot.waitUntil(lambda: ada.session.edges is not None and not ada.player.is_busy)


def test_a_gallery_goes_out_and_comes_back_as_one_file(
    window: MainWindow, people: KnownPeople, demo: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    turned_on(people, qtbot)
    with Gallery.open(gallery_path()) as gallery:
        gallery.identities.add("Ada", "a note")
    with qtbot.waitSignal(people.told):
        people.export(tmp_path / "people.olag")
    with Gallery.open(gallery_path()) as gallery:
        gallery.erase(gallery.identities.id_of("Ada"))
    people.import_file(tmp_path / "people.olag")
    qtbot.waitUntil(lambda: [one.notes for one in people.view.identities] == ["a note"])
    qtbot.waitUntil(lambda: not people.is_busy)


def test_a_gallery_that_is_turned_off_names_nobody(ada: MainWindow, qtbot: QtBot, settled: Settled) -> None:
    settled(ada.session)
    kept(ada, "Ada", qtbot)
    ada.session.undo_stack.undo()
    ada.session.undo_stack.undo()
    calm(qtbot, ada.session)
    ada.session.undo_stack.redo()
    calm(qtbot, ada.session)
    ada.session.known_people.turn_off()
    qtbot.waitUntil(lambda: not ada.session.known_people.view.is_on)
    calm(qtbot, ada.session)
    assert all(card.recognised is None for card in ada.session.scene.cards)  # type: ignore[union-attr]


def test_conflicts_of_another_gallery_are_shown_and_settled_by_the_user(
    window: MainWindow, people: KnownPeople, tmp_path: Path, qtbot: QtBot
) -> None:
    other = tmp_path / "other.olag"
    with Gallery.create(other) as gallery:
        gallery.identities.add("Ada", "theirs")
        gallery.identities.add("Bruno")
    turned_on(people, qtbot)
    with Gallery.open(gallery_path()) as gallery:
        gallery.identities.add("Ada")
    window.across.show_known()
    window.known.take_in(other)
    qtbot.waitUntil(lambda: bool(window.known.findChildren(QMessageBox)))
    box = window.known.findChildren(QMessageBox)[0]
    assert "Ada is in both galleries" in box.informativeText()
    assert [one.name for one in people.view.identities] == ["Ada", "Bruno"]
    told: list[object] = []
    people.told.connect(told.append)
    next(button for button in box.buttons() if button.text() == "Same name, same person").click()
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].joined == ["Ada", "Bruno"]  # type: ignore[attr-defined]
    calm(qtbot, window.session)
