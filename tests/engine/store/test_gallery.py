"""The gallery file: names are unique, faces can be taken back, and who is erased is gone from its bytes."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ProjectError, UserError
from engine.store.failures import ProjectInUse
from engine.store.gallery import Gallery
from engine.store.project import Project
from engine.store.prototypes import Described, Source


@pytest.fixture
def gallery(tmp_path: Path) -> Iterator[Gallery]:
    with Gallery.create(tmp_path / "g.olag") as made:
        yield made


def put_in(gallery: Gallery, name: str, seed: int, model: str = "net", source: str = "photo.jpg") -> int:
    """A face with bytes and a vector of its own."""
    rng = np.random.default_rng(seed)
    vector = rng.standard_normal(16).astype(np.float32)
    number = gallery.identities.id_of(name) or gallery.identities.add(name)
    described = {model: Described(vector / np.linalg.norm(vector), 0.5)}
    return gallery.prototypes.add(number, Source("photo", Path(source)), rng.bytes(300), described)


def test_new_gallery_is_off_and_remembers_being_turned_on(tmp_path: Path) -> None:
    path = tmp_path / "g.olag"
    with Gallery.create(path) as gallery:
        assert not gallery.is_on
        gallery.turn(True)
    with Gallery.open(path, read_only=True) as gallery:
        assert gallery.is_on


def test_names_and_aliases_are_found_in_any_case(gallery: Gallery) -> None:
    number = gallery.identities.add("Anna  Lee")
    gallery.identities.add_alias(number, "Annie")
    for name in ("anna lee", "ANNIE", " Anna Lee "):
        assert gallery.identities.get(name).id == number
    assert gallery.identities.get("annie").aliases == ("Annie",)


def test_no_two_share_a_name_or_alias(gallery: Gallery) -> None:
    anna, bert = gallery.identities.add("Anna"), gallery.identities.add("Bert")
    gallery.identities.add_alias(anna, "Annie")
    with pytest.raises(UserError, match="already"):
        gallery.identities.add("ANNIE")
    with pytest.raises(UserError, match="already"):
        gallery.identities.rename(bert, "annie")
    assert gallery.identities.get("Bert").id == bert


def test_renamed_is_still_found_by_the_former_name(gallery: Gallery) -> None:
    number = gallery.identities.add("Anna")
    gallery.identities.rename(number, "Anna Lee")
    assert gallery.identities.get("anna").name == "Anna Lee"


def test_merged_keeps_every_face_once(gallery: Gallery) -> None:
    put_in(gallery, "Anna", 1)
    put_in(gallery, "Annie", 1)
    put_in(gallery, "Annie", 2)
    anna, annie = gallery.identities.id_of("Anna"), gallery.identities.id_of("Annie")
    gallery.identities.merge(anna, annie)
    (one,) = gallery.identities.all()
    assert (one.name, one.aliases, one.prototypes) == ("Anna", ("Annie",), 2)


def test_vectors_of_another_model_are_never_given(gallery: Gallery) -> None:
    first = put_in(gallery, "Anna", 1, model="old")
    second = put_in(gallery, "Anna", 2, model="new")
    assert gallery.prototypes.vectors("new").prototypes.tolist() == [second]
    assert [one.id for one in gallery.prototypes.lacking("new")] == [first]


def test_face_that_is_taken_back_takes_its_vectors_along(gallery: Gallery) -> None:
    first, second = put_in(gallery, "Anna", 1), put_in(gallery, "Anna", 2)
    gallery.prototypes.remove(first)
    assert gallery.prototypes.vectors("net").prototypes.tolist() == [second]
    assert gallery.database.row("SELECT count(*) FROM vector") == (1,)


def test_erased_leaves_no_byte_of_face_vector_name_or_path(gallery: Gallery) -> None:
    put_in(gallery, "Zacharias", 1, source="holiday-in-rome.jpg")
    gallery.identities.set_notes(gallery.identities.id_of("Zacharias"), "met in Naples")
    for seed in range(2, 40):
        put_in(gallery, "Anna", seed)
    (face,) = gallery.prototypes.of(gallery.identities.id_of("Zacharias"))
    vector = gallery.prototypes.descriptions(face.id)["net"].vector.tobytes()
    traces = [face.jpeg[100:130], vector[10:40], b"Zacharias", b"zacharias", b"holiday-in-rome", b"Naples"]
    before = gallery.path.read_bytes()
    assert all(trace in before for trace in traces)
    gallery.erase(face.identity)
    after = gallery.path.read_bytes()
    assert not any(trace in after for trace in traces)
    assert gallery.identities.get("Anna").prototypes == 38


def test_name_inside_another_name_may_stay_in_the_file(gallery: Gallery) -> None:
    put_in(gallery, "Ann", 1)
    put_in(gallery, "Anna", 2)
    gallery.erase(gallery.identities.id_of("Ann"))
    assert [one.name for one in gallery.identities.all()] == ["Anna"]


def test_project_is_no_gallery_and_the_other_way_round(tmp_path: Path, gallery: Gallery) -> None:
    Project.create(tmp_path / "film.olat").close()
    with pytest.raises(ProjectError, match="not a gallery"):
        Gallery.open(tmp_path / "film.olat")
    with pytest.raises(ProjectError, match="not a project"):
        Project.open(gallery.path, read_only=True)


def test_one_writer_at_a_time_and_readers_meanwhile(gallery: Gallery) -> None:
    with pytest.raises(ProjectInUse, match="gallery"):
        Gallery.open(gallery.path)
    with Gallery.open(gallery.path, read_only=True) as reader:
        assert reader.identities.all() == ()


def test_damaged_gallery_is_told_as_a_gallery(gallery: Gallery) -> None:
    gallery.close()
    gallery.path.write_bytes(gallery.path.read_bytes()[:9000])
    with pytest.raises(ProjectError, match=r"gallery .* is damaged"):
        Gallery.open(gallery.path)
