"""The index of a large gallery follows it, and is never used where it would be wrong."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.identify.search import SearchLimits
from engine.pipeline.gallery_index import FACTS, forget_in_indexes, index_folder, indexing, open_index
from engine.progress import run
from engine.store.gallery import Gallery
from engine.store.prototypes import Described, Source
from engine.types import Floats

SMALL = SearchLimits(exact_values=4_000, trials=60)
"""Partitions from 251 faces of 16 numbers on."""
FACES, DIMENSIONS = 320, 16
SOURCE = Source("photo", Path("/photos/one.jpg"))


def faces(count: int, seed: int = 0) -> Floats:
    vectors = np.random.default_rng(seed).standard_normal((count, DIMENSIONS)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def put(gallery: Gallery, vectors: Floats, seed: int) -> list[int]:
    """One identity for each vector; the numbers of their faces."""
    found = []
    with gallery.database.transaction():
        for place, vector in enumerate(vectors):
            identity = gallery.database.run(
                "INSERT INTO identity (name, created_at) VALUES (?, '')", (f"{seed} {place}",)
            )
            jpeg = f"{seed} {place}".encode()
            number = gallery.database.run(
                """INSERT INTO prototype (identity, kind, source, path, person, media_hash, content, jpeg, created_at)
                VALUES (?, 'face', 'photo', '', '', '', ?, ?, '')""",
                (identity, jpeg.decode(), jpeg),
            )
            gallery.prototypes._describe(number, {"plain": Described(vector, 0.5)})
            found.append(number)
    return found


@pytest.fixture
def gallery(tmp_path: Path) -> Iterator[Gallery]:
    with Gallery.create(tmp_path / "some.olag") as opened:
        put(opened, faces(FACES), 0)
        yield opened


def found(gallery: Gallery, vectors: Floats) -> list[int]:
    return open_index(gallery, "plain", SMALL).search(vectors, 1)[0][:, 0].tolist()


def data_of(gallery: Gallery) -> str:
    return json.loads((index_folder(gallery, "plain") / FACTS).read_text("utf-8"))["data"]


def test_small_gallery_keeps_none(tmp_path: Path) -> None:
    with Gallery.create(tmp_path / "few.olag") as gallery:
        numbers = put(gallery, faces(20), 0)
        assert found(gallery, faces(20)) == numbers
        assert not run(indexing(gallery, "plain", limits=SMALL)).kept
        assert not index_folder(gallery, "plain").exists()


def test_it_is_made_once_and_used_again(gallery: Gallery) -> None:
    first = found(gallery, faces(FACES))
    assert np.mean(np.array(first) == np.arange(1, FACES + 1)) >= 0.98
    data = data_of(gallery)
    assert found(gallery, faces(FACES)) == first
    assert data_of(gallery) == data


def test_what_comes_and_goes_is_known_without_making_it_anew(gallery: Gallery) -> None:
    run(indexing(gallery, "plain", limits=SMALL))
    data = data_of(gallery)
    new = put(gallery, faces(30, 1), 1)
    gallery.prototypes.remove(5)
    gallery.prototypes.describe(7, {"plain": Described(faces(1, 2)[0], 0.5)})
    assert found(gallery, faces(30, 1)) == new
    assert found(gallery, faces(FACES)[4:5]) != [5]
    assert found(gallery, faces(1, 2)) == [7]
    assert found(gallery, faces(FACES)[6:7]) != [7]
    assert data_of(gallery) == data
    # And taken in when it is asked for, with the same answers.
    run(indexing(gallery, "plain", limits=SMALL))
    assert data_of(gallery) != data
    assert len(list(index_folder(gallery, "plain").glob("data-*"))) == 1
    assert np.mean(np.array(found(gallery, faces(30, 1))) == new) >= 0.96
    assert found(gallery, faces(1, 2)) == [7]


@pytest.mark.parametrize(
    ("name", "harm"),
    [("numbers.npy", "changed"), ("codes.npy", "changed"), ("part0.faiss", "changed"), ("part0.faiss", "cut"),
     ("codes.npy", "gone"), (FACTS, "cut")],
)  # fmt: skip
def test_damaged_is_made_anew(gallery: Gallery, name: str, harm: str) -> None:
    first = found(gallery, faces(FACES))
    data = data_of(gallery)
    folder = index_folder(gallery, "plain")
    file = folder / name if name == FACTS else folder / data / name
    whole = file.read_bytes()
    if harm == "gone":
        file.unlink()
    else:
        middle = len(whole) // 2
        file.write_bytes(whole[:middle] if harm == "cut" else whole[:middle] + b"\xff\x00\xff" + whole[middle + 3 :])
    assert found(gallery, faces(FACES)) == first
    assert data_of(gallery) != data


def test_index_of_a_copy_that_went_another_way_is_not_used(gallery: Gallery, tmp_path: Path) -> None:
    older = tmp_path / "older"
    older.write_bytes(gallery.path.read_bytes())
    put(gallery, faces(5, 3), 3)
    run(indexing(gallery, "plain", limits=SMALL))
    path = gallery.path
    gallery.close()
    path.write_bytes(older.read_bytes())
    with Gallery.open(path) as again:
        others = put(again, faces(9, 4), 4)
        assert found(again, faces(9, 4)) == others
        assert not np.isin(found(again, faces(5, 3)), range(FACES + 6, 10_000)).any() or len(others) == 9
        assert set(found(again, faces(5, 3))) <= set(range(1, FACES + 10))


def test_erased_leaves_the_kept_index(gallery: Gallery) -> None:
    run(indexing(gallery, "plain", limits=SMALL))
    gallery.erase(4)
    # By the limits that everybody has this gallery is small: the index is no longer needed, so it goes whole.
    forget_in_indexes(gallery)
    assert not index_folder(gallery, "plain").exists()
    assert found(gallery, faces(FACES)[3:4]) != [4]


def test_faces_of_the_first_version_are_converted(tmp_path: Path) -> None:
    path = tmp_path / "old.olag"
    with Gallery.create(path) as gallery:
        anna = gallery.identities.add("Anna")
        gallery.prototypes.add(anna, SOURCE, b"jpeg", {"plain": Described(faces(1)[0], 0.5)})
        for statement in (
            "DROP TRIGGER vector_gone", "DROP TABLE forgotten", "DROP INDEX vector_model",
            "DROP INDEX prototype_identity", "ALTER TABLE identity DROP COLUMN has_double",
            "DELETE FROM setting WHERE name = 'gallery'", "PRAGMA user_version = 1",
        ):  # fmt: skip
            gallery.database.run(statement)
    with Gallery.open(path, read_only=True) as gallery:
        assert found(gallery, faces(1)) == [1]
        assert gallery.identities.get("Anna").has_double is False
