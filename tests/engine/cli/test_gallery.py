"""The gallery on the command line: names are found again, strangers left alone, and who is erased is gone."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.settings import data_folder
from engine.store.gallery import Gallery, gallery_path

Onlylook = Callable[..., Any]


@pytest.fixture(autouse=True)
def own_gallery() -> Iterator[None]:
    """Each test begins without one, and leaves none behind, nor projects from which somebody was erased."""
    gallery_path().unlink(missing_ok=True)
    yield
    gallery_path().unlink(missing_ok=True)
    shutil.rmtree(data_folder() / "projects", ignore_errors=True)


@pytest.fixture
def project(short: Any, tmp_path: Path) -> Path:
    return Path(shutil.copy(short.project, tmp_path / "p.olat"))


@pytest.fixture
def folder(short: Any, tmp_path: Path) -> Path:
    """A folder of photos as people keep them."""
    for name, photo in short.photos.items():
        (tmp_path / "photos" / name).mkdir(parents=True)
        shutil.copy(photo, tmp_path / "photos" / name / photo.name)
    return tmp_path / "photos"


def names(onlylook: Onlylook, project: Path) -> set[str]:
    return {person["name"] for person in onlylook("people", project, "--json").json["persons"]}


def test_without_a_gallery_it_is_said_how_to_get_one(onlylook: Onlylook) -> None:
    said = onlylook("gallery", "list")
    assert said.code == 2
    assert "gallery on" in said.err
    assert not gallery_path().exists()


def test_turning_on_says_what_is_kept_and_where(onlylook: Onlylook) -> None:
    said = onlylook("gallery", "on")
    assert said.code == 0
    assert str(gallery_path()) in said.out
    assert "erase" in said.out


def test_person_of_a_film_is_found_in_another_project_of_it(onlylook: Onlylook, project: Path) -> None:
    before = onlylook("people", project, "--json").json["persons"]
    onlylook("gallery", "on")
    assert onlylook("gallery", "add", "Bruno", project, "--person", "1", "--json").json["added"] >= 1
    assert "Bruno" in names(onlylook, project)
    assert onlylook("segments", project, "--person", "bruno").code == 0
    # Off again, everything is as it was without.
    onlylook("gallery", "off")
    assert onlylook("people", project, "--json").json["persons"] == before


def test_what_the_user_said_comes_first(onlylook: Onlylook, project: Path) -> None:
    onlylook("gallery", "on")
    onlylook("gallery", "add", "Bruno", project, "--person", "1")
    assert onlylook("name", project, "Bruno", "Somebody Else").code == 0
    found = names(onlylook, project)
    assert "Somebody Else" in found
    assert "Bruno" not in found


def test_strangers_stay_strangers(onlylook: Onlylook, project: Path, stranger: Path) -> None:
    onlylook("gallery", "on")
    assert onlylook("gallery", "add", "Nobody Here", stranger).code == 0
    assert "Nobody Here" not in names(onlylook, project)


def test_folder_of_photos_is_imported_and_shared(onlylook: Onlylook, folder: Path, tmp_path: Path) -> None:
    onlylook("gallery", "on")
    assert onlylook("gallery", "import", folder, "--json").json["faces"] == {"ada": 1, "bruno": 1}
    shared = tmp_path / "shared.olag"
    assert onlylook("gallery", "export", shared, "ada").code == 0
    gallery_path().unlink()
    onlylook("gallery", "on")
    assert onlylook("gallery", "import", shared, "--json").json["added"] == ["ada"]
    assert onlylook("gallery", "import", shared, "--json").json["joined"] == ["ada"]
    (one,) = onlylook("gallery", "list", "--json").json["identities"]
    assert (one["name"], one["faces"]) == ("ada", 1)


def test_same_name_with_another_face_is_a_conflict(
    onlylook: Onlylook, folder: Path, tmp_path: Path, stranger: Path
) -> None:
    onlylook("gallery", "on")
    onlylook("gallery", "add", "ada", stranger)
    shared = tmp_path / "shared.olag"
    onlylook("gallery", "export", shared)
    gallery_path().unlink()
    onlylook("gallery", "on")
    onlylook("gallery", "import", folder)
    said = onlylook("gallery", "import", shared, "--json").json
    assert said["faces"] == 0
    assert "ada" in said["conflicts"][0]
    assert onlylook("gallery", "import", shared, "--join", "--json").json["faces"] == 1


def test_faces_are_listed_and_taken_back(onlylook: Onlylook, folder: Path) -> None:
    onlylook("gallery", "on")
    onlylook("gallery", "import", folder)
    (face,) = onlylook("gallery", "show", "ada", "--json").json["faces"]
    assert face["path"].endswith("ada.png")
    assert onlylook("gallery", "remove", str(face["number"])).code == 0
    assert onlylook("gallery", "show", "ada", "--json").json["faces"] == []
    assert onlylook("gallery", "remove", str(face["number"])).code == 2


def test_renamed_and_merged(onlylook: Onlylook, folder: Path) -> None:
    onlylook("gallery", "on")
    onlylook("gallery", "import", folder)
    assert onlylook("gallery", "rename", "ada", "Ada Lovelace").code == 0
    assert onlylook("gallery", "merge", "ADA", "bruno", "--json").json["faces"] == 2
    (one,) = onlylook("gallery", "list", "--json").json["identities"]
    assert one["name"] == "Ada Lovelace"
    assert set(one["aliases"]) == {"ada", "bruno"}


def test_somebody_is_found_in_all_videos(onlylook: Onlylook, project: Path) -> None:
    onlylook("gallery", "on")
    onlylook("gallery", "add", "Bruno", project, "--person", "1", "--alias", "B.")
    second = Path(shutil.copy(project, project.with_name("q.olat")))
    for words in (("find", "b."), ("gallery", "find", "Bruno")):
        said = onlylook(*words, "--in", project, second, "--json").json
        assert len(said["episodes"]) == 2
        for episode in said["episodes"]:
            assert episode["screen_time_s"]["Bruno"] == pytest.approx(5.4, abs=0.4)
            assert sum(s["end_s"] - s["start_s"] for s in episode["segments"]) == pytest.approx(5.4, abs=1.5)
    assert "SCREEN TIME" in onlylook("find", "Bruno", "--in", project).out


def test_new_face_model_describes_the_kept_pictures_by_itself(onlylook: Onlylook, project: Path) -> None:
    onlylook("gallery", "on")
    onlylook("gallery", "add", "Bruno", project, "--person", "1")
    with Gallery.open(gallery_path()) as gallery:
        count = gallery.database.row("SELECT count(*) FROM vector")[0]
        # As if another model had made them.
        gallery.database.run("UPDATE vector SET model = 'former'")
    assert "Bruno" not in names(onlylook, project)
    assert onlylook("analyze", project).code == 0
    assert "Bruno" in names(onlylook, project)
    with Gallery.open(gallery_path(), read_only=True) as gallery:
        assert gallery.database.row("SELECT count(*) FROM vector WHERE model = 'former'")[0] == count


def test_whoever_has_a_double_is_only_proposed(onlylook: Onlylook, project: Path) -> None:
    onlylook("gallery", "on")
    onlylook("gallery", "add", "Bruno", project, "--person", "1")
    assert onlylook("gallery", "double", "bruno").code == 0
    people = onlylook("people", project, "--json").json
    assert "Bruno" not in {person["name"] for person in people["persons"]}
    assert [one["name"] for one in people["proposals"]] == ["Bruno"]
    onlylook("gallery", "double", "Bruno", "--none")
    assert "Bruno" in names(onlylook, project)


def test_index_says_what_is_searched_how(onlylook: Onlylook, folder: Path) -> None:
    onlylook("gallery", "on")
    onlylook("gallery", "import", folder)
    (one,) = onlylook("gallery", "index", "--json").json["indexes"]
    assert (one["faces"], one["kept"]) == (2, False)
    assert onlylook("gallery", "index", "--model", "nonsense").code == 2


def test_erased_is_gone_from_gallery_and_projects(onlylook: Onlylook, project: Path) -> None:
    onlylook("gallery", "on")
    onlylook("gallery", "add", "Zacharias", project, "--person", "1")
    onlylook("name", project, "1", "Zacharias")
    said = onlylook("gallery", "erase", "zacharias", "--project", project, "--json")
    assert said.code == 0, said.err
    assert said.json["tracks"] >= 1
    for path in (gallery_path(), project):
        assert b"Zacharias" not in path.read_bytes()
    assert sum(person["known"] for person in onlylook("people", project, "--json").json["persons"]) == 1


def test_who_is_only_recognised_is_erased_too(onlylook: Onlylook, project: Path) -> None:
    onlylook("gallery", "on")
    onlylook("gallery", "add", "Zacharias", project, "--person", "1")
    onlylook("gallery", "off")
    assert onlylook("gallery", "erase", "Zacharias", "--project", project, "--json").json["tracks"] >= 1
    assert sum(person["known"] for person in onlylook("people", project, "--json").json["persons"]) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("gallery", "show", "Nobody"),
        ("gallery", "import", "nowhere"),
        ("gallery", "add", "Anna", "nowhere.jpg"),
        ("gallery", "add", "Anna", "film.olat"),
        ("gallery", "rename", "Nobody", "Anna"),
        ("gallery", "export", "gallery.txt"),
        ("gallery", "import", "nowhere.olag"),
        ("gallery", "on", "--accept-strangers", "3"),
        ("find", "Anna", "--in", "nowhere"),
    ],
)
def test_bad_input_is_told_in_one_line(
    onlylook: Onlylook, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    onlylook("gallery", "on")
    said = onlylook(*words)
    assert said.code not in (0, 1), said.out
    assert len(said.err.splitlines()) == 1
