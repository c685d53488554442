"""An encrypted gallery says nothing without its passphrase: not in its file, its journal, nor beside it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sqlcipher3", reason="needs the extra that encrypts galleries")

from engine.errors import UserError
from engine.store.encryption import (
    PASSPHRASE_VARIABLE,
    GalleryLocked,
    change_passphrase,
    decrypt,
    encrypt,
    is_encrypted,
    unlocked,
)
from engine.store.gallery import Gallery
from engine.store.gallery_undo import put_back, remember
from engine.store.prototypes import Described, Source

WORDS = "correct horse battery"
OTHER = "staple it's \" fine"
NAME, NOTES = "Ada Lovelace of London", "met at the analytical engine"
PICTURE = bytes(range(256)) * 8


@pytest.fixture
def gallery(tmp_path: Path) -> Iterator[Path]:
    """One with one person, not encrypted."""
    path = tmp_path / "g.olag"
    with Gallery.create(path) as made:
        made.turn(True)
        fill(made, NAME, 1)
    yield path
    unlocked.forget(path)


def fill(gallery: Gallery, name: str, seed: int) -> np.ndarray:
    vector = np.random.default_rng(seed).standard_normal(128).astype(np.float32)
    number = gallery.identities.add(name, NOTES)
    gallery.prototypes.add(
        number, Source("photo", Path("/photos/ada.jpg")), PICTURE + bytes([seed]), {"net": Described(vector, 0.5)}
    )
    return vector


def secrets() -> list[bytes]:
    vector = np.random.default_rng(1).standard_normal(128).astype(np.float32).tobytes()
    return [NAME.encode(), NOTES.encode(), b"ada.jpg", PICTURE[64:96], vector[100:132], b"CREATE TABLE", b"identity"]


def found_in(folder: Path) -> list[bytes]:
    """Which secrets can be read anywhere in a folder."""
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return [one for one in secrets() if one in content]


def test_nothing_can_be_read_of_an_encrypted_gallery(gallery: Path) -> None:
    assert set(found_in(gallery.parent)) == set(secrets()), "else this test could not fail"
    encrypt(gallery, WORDS)
    assert is_encrypted(gallery)
    assert found_in(gallery.parent) == []
    assert [path.name for path in gallery.parent.iterdir()] == [gallery.name]
    with Gallery.open(gallery, read_only=True) as opened:
        assert opened.is_on
        assert opened.identities.get(NAME).notes == NOTES
        assert opened.prototypes.of(1)[0].jpeg.startswith(PICTURE)


def test_nor_while_it_is_written(gallery: Path) -> None:
    """The journal lies beside the file then."""
    encrypt(gallery, WORDS)
    with Gallery.open(gallery) as opened:
        for number in range(20):
            fill(opened, f"{NAME} {number}", 1)
        with opened.database.transaction():
            opened.database.run("UPDATE identity SET notes = notes || ' again'")
            assert any(path.name.endswith("-journal") for path in gallery.parent.iterdir())
            assert found_in(gallery.parent) == []
    assert found_in(gallery.parent) == []


def test_nor_after_somebody_is_erased_and_the_file_rebuilt(gallery: Path) -> None:
    encrypt(gallery, WORDS)
    with Gallery.open(gallery) as opened:
        opened.erase(opened.identities.id_of(NAME))
        assert opened.identities.all() == ()
        assert found_in(gallery.parent) == []


def test_the_former_bytes_are_overwritten(gallery: Path, tmp_path: Path) -> None:
    """Another name of the former file shows what is left in its place on the disk."""
    ghost = tmp_path / "elsewhere" / "ghost"
    ghost.parent.mkdir()
    ghost.hardlink_to(gallery)
    encrypt(gallery, WORDS)
    content = ghost.read_bytes()
    assert content
    assert not content.strip(b"\0")


def test_without_the_passphrase_it_is_locked_and_says_what_a_lost_one_means(gallery: Path) -> None:
    encrypt(gallery, WORDS)
    unlocked.forget(gallery)
    with pytest.raises(GalleryLocked, match="encrypted and locked") as locked:
        Gallery.open(gallery)
    assert "lost" in locked.value.next_step
    unlocked.give(gallery, "wrong words here")
    with pytest.raises(GalleryLocked, match="not the passphrase"):
        Gallery.open(gallery)
    assert unlocked.of(gallery) == "", "a wrong one is not tried again"
    unlocked.give(gallery, WORDS)
    Gallery.open(gallery).close()


def test_a_wrong_passphrase_says_nothing_on_the_terminal(gallery: Path, capfd: pytest.CaptureFixture[str]) -> None:
    encrypt(gallery, WORDS)
    unlocked.give(gallery, "wrong words here")
    with pytest.raises(GalleryLocked):
        Gallery.open(gallery)
    assert capfd.readouterr().err == ""


def test_the_passphrase_may_stand_in_the_environment(gallery: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encrypt(gallery, WORDS)
    unlocked.forget(gallery)
    monkeypatch.setenv(PASSPHRASE_VARIABLE, WORDS)
    Gallery.open(gallery, read_only=True).close()


def test_the_passphrase_can_be_changed_and_taken_off(gallery: Path) -> None:
    encrypt(gallery, WORDS)
    change_passphrase(gallery, OTHER)
    unlocked.give(gallery, WORDS)
    with pytest.raises(GalleryLocked):
        Gallery.open(gallery)
    unlocked.give(gallery, OTHER)
    with Gallery.open(gallery) as opened:
        assert opened.identities.get(NAME)
    decrypt(gallery)
    assert not is_encrypted(gallery)
    with sqlite3.connect(gallery) as plain:
        assert plain.execute("SELECT name FROM identity").fetchall() == [(NAME,)]
    plain.close()
    with Gallery.open(gallery) as opened:
        assert not opened.is_encrypted


def test_a_passphrase_has_some_length_and_what_is_done_is_not_done_twice(gallery: Path) -> None:
    with pytest.raises(UserError, match="at least 8"):
        encrypt(gallery, "short")
    with pytest.raises(UserError, match="not encrypted"):
        decrypt(gallery)
    encrypt(gallery, WORDS)
    with pytest.raises(UserError, match="already"):
        encrypt(gallery, WORDS)


def test_what_is_no_gallery_is_not_taken_for_an_encrypted_one(tmp_path: Path) -> None:
    text = tmp_path / "notes.olag"
    text.write_text("not a gallery")
    with pytest.raises(UserError, match="not a gallery"):
        Gallery.open(text)


@pytest.mark.parametrize("encrypted", [False, True])
def test_what_was_done_can_be_put_back(gallery: Path, encrypted: bool) -> None:
    if encrypted:
        encrypt(gallery, WORDS)
    with Gallery.open(gallery) as opened:
        fill(opened, "Bruno", 2)
        before = remember(opened.database, [1, 2])
        vectors = opened.prototypes.vectors("net")
        opened.identities.merge(1, 2)
        opened.identities.rename(1, "Countess")
        put_back(opened.database, before, [1])
        assert [one.name for one in opened.identities.all()] == [NAME, "Bruno"]
        again = opened.prototypes.vectors("net")
        assert np.array_equal(again.vectors, vectors.vectors)
        assert np.array_equal(again.identities, vectors.identities)
        put_back(opened.database, remember(opened.database, []), [1])
        assert [one.name for one in opened.identities.all()] == ["Bruno"]
        opened.identities.add(NAME)
        with pytest.raises(UserError, match="cannot be taken back"):
            put_back(opened.database, before, [1])
        assert [one.name for one in opened.identities.all()] == [NAME, "Bruno"]
