"""The gallery's passphrase in the window: a locked gallery names nobody, a wrong one is told, locking forgets."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

pytest.importorskip("sqlcipher3", reason="needs the extra that encrypts galleries")

from app.main_window import MainWindow
from app.session import KnownPeople, Session
from engine.store.encryption import is_encrypted, unlocked
from engine.store.gallery import Gallery, gallery_path

Settled = Callable[[Session], None]
WORDS = "correct horse battery"


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    unlocked.forget(gallery_path())


def encrypted(window: MainWindow, people: KnownPeople, qtbot: QtBot) -> None:
    people.turn_on()
    qtbot.waitUntil(lambda: people.view.is_on)
    window.across.show_known()
    dialog = window.known.ask_passphrase(is_new=True)
    dialog.first.setText("short")
    assert not dialog.accept_button.isEnabled()
    dialog.first.setText(WORDS)
    dialog.second.setText("something else")
    assert not dialog.accept_button.isEnabled()
    dialog.second.setText(WORDS)
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: people.view.is_encrypted and not people.is_busy)


def test_a_passphrase_locks_and_unlocks(window: MainWindow, people: KnownPeople, qtbot: QtBot) -> None:
    encrypted(window, people, qtbot)
    assert is_encrypted(gallery_path())
    window.known.lock.trigger()
    qtbot.waitUntil(lambda: people.view.is_locked)
    assert not window.known.names.isEnabled()
    wrong = window.known.ask_passphrase()
    wrong.first.setText("wrong words here")
    with qtbot.waitSignal(people.failed) as failed:
        wrong.accept_button.click()
    assert "not the passphrase" in str(failed.args[0])
    qtbot.waitUntil(lambda: not people.is_busy)
    assert people.view.is_locked
    right = window.known.ask_passphrase()
    right.first.setText(WORDS)
    right.accept_button.click()
    qtbot.waitUntil(lambda: people.view.is_on and not people.is_busy)
    window.known.decrypt.trigger()
    qtbot.waitUntil(lambda: not people.view.is_encrypted and not people.is_busy)
    for box in window.findChildren(type(window.announcer._open)):
        box.close()


def test_a_locked_gallery_names_nobody_until_it_is_unlocked(
    ada: MainWindow, people: KnownPeople, qtbot: QtBot, settled: Settled
) -> None:
    session = ada.session
    encrypted(ada, people, qtbot)
    settled(session)
    session.keep(next(card for card in session.scene.cards if card.name == "Ada"), "Ada")  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: bool(people.view.identities) and not people.is_busy)
    session.undo_stack.undo()
    session.undo_stack.redo()
    qtbot.waitUntil(lambda: not people.is_busy)
    assert [one.name for one in people.view.identities] == ["Ada"]
    people.lock()
    qtbot.waitUntil(lambda: people.view.is_locked)
    settled(session)
    assert all(card.recognised is None for card in session.scene.cards)  # type: ignore[union-attr]
    unlocked.give(gallery_path(), WORDS)
    with Gallery.open(gallery_path()) as gallery:
        assert gallery.is_encrypted
        assert gallery.identities.count() == 1
