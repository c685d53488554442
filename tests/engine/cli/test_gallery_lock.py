"""An encrypted gallery on the command line: asked for its passphrase, scripts say it, a wrong one is a sentence."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sqlcipher3", reason="needs the extra that encrypts galleries")

from engine.cli import gallery_lock
from engine.store.encryption import PASSPHRASE_VARIABLE, is_encrypted, unlocked
from engine.store.gallery import gallery_path

Onlylook = Callable[..., Any]
WORDS = "correct horse battery"


@pytest.fixture(autouse=True)
def own_gallery() -> Iterator[None]:
    gallery_path().unlink(missing_ok=True)
    yield
    gallery_path().unlink(missing_ok=True)
    shutil.rmtree(f"{gallery_path()}-index", ignore_errors=True)
    unlocked.forget(gallery_path())


@pytest.fixture
def locked(onlylook: Onlylook, short: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With Ada in it; this process has forgotten the passphrase."""
    assert onlylook("gallery", "on").code == 0
    assert onlylook("gallery", "add", "Ada", short.photos["ada"]).code == 0
    monkeypatch.setenv(gallery_lock.NEW_VARIABLE, WORDS)
    said = onlylook("gallery", "encrypt")
    assert said.code == 0, said.err
    assert "lost" in said.out
    monkeypatch.delenv(gallery_lock.NEW_VARIABLE)
    unlocked.forget(gallery_path())
    return gallery_path()


def test_every_command_that_compares_says_that_it_is_locked(locked: Path, onlylook: Onlylook, short: Any) -> None:
    assert is_encrypted(locked)
    assert b"Ada" not in locked.read_bytes()
    for command in (("gallery", "list"), ("people", short.project)):
        said = onlylook(*command)
        assert said.code > 1
        assert "encrypted and locked" in said.err
        assert PASSPHRASE_VARIABLE in said.err
        assert "Traceback" not in said.err


def test_scripts_say_the_passphrase_and_films_are_named(
    locked: Path, onlylook: Onlylook, short: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSPHRASE_VARIABLE, WORDS)
    assert "Ada" in {one["name"] for one in onlylook("people", short.project, "--json").json["persons"]}
    monkeypatch.setenv(PASSPHRASE_VARIABLE, "wrong words here")
    said = onlylook("gallery", "list")
    assert said.code > 1
    assert "not the passphrase" in said.err


def test_somebody_at_the_terminal_is_asked(locked: Path, onlylook: Onlylook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery_lock, "can_ask", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda *_: WORDS)
    assert "Ada" in onlylook("gallery", "list").out
    assert onlylook("gallery", "decrypt").code == 0
    assert not is_encrypted(locked)


def test_two_passphrases_that_differ_change_nothing(onlylook: Onlylook, monkeypatch: pytest.MonkeyPatch) -> None:
    onlylook("gallery", "on")
    answers = iter(["correct horse battery", "correct horse bakery"])
    monkeypatch.setattr(gallery_lock, "can_ask", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda *_: next(answers))
    said = onlylook("gallery", "encrypt")
    assert "not the same" in said.err
    assert not is_encrypted(gallery_path())


def test_an_index_that_lies_beside_it_goes(onlylook: Onlylook, monkeypatch: pytest.MonkeyPatch) -> None:
    onlylook("gallery", "on")
    index = gallery_path().with_name(gallery_path().name + "-index") / "sface"
    index.mkdir(parents=True)
    (index / "data").write_bytes(b"vectors")
    monkeypatch.setenv(gallery_lock.NEW_VARIABLE, WORDS)
    assert onlylook("gallery", "encrypt").code == 0
    assert not index.parent.exists()
