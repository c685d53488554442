import cv2
import numpy as np
import pytest
from skimage import data

from assets.anime.characters import CAST
from assets.anime.film import SCENES, draw_frame
from assets.anime.heads import Pose, draw_person
from engine.detect import drawn_faces
from engine.detect.drawn_faces import FacesOfAllKinds, anime_faces, anime_version
from engine.detect.drawn_picture import NOTHING, DrawnPicture, prepared
from engine.detect.faces import CenterFace
from engine.types import Pixels


@pytest.fixture(scope="module")
def kinds() -> FacesOfAllKinds:
    return FacesOfAllKinds.open("cpu", 1, threshold=0.22)


@pytest.fixture(scope="module")
def tool() -> DrawnPicture:
    found = DrawnPicture.open_if_there("cpu", 1)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def photo() -> Pixels:
    return np.asarray(data.astronaut())


def test_drawings_look_drawn_and_photographs_do_not(tool: DrawnPicture, photo: Pixels) -> None:
    drawn = [tool.nats(draw_frame(CAST, scene, 0)) for scene in SCENES if scene.parts]
    assert min(drawn) > -1
    assert np.mean(np.array(drawn) > 0) > 0.8
    assert tool.nats(photo) < -1


@pytest.mark.parametrize("level", [0, 11, 20])
def test_dark_pictures_tell_nothing(tool: DrawnPicture, level: int) -> None:
    assert tool.nats(np.full((90, 160, 3), level, np.uint8)) == NOTHING


@pytest.mark.parametrize("size", [(360, 640), (1080, 1920), (17, 300), (300, 17), (1, 1)])
def test_picture_is_prepared_at_any_size(size: tuple[int, int]) -> None:
    picture = prepared(np.full((*size, 3), 99, np.uint8))
    assert picture is not None
    assert max(picture.shape[:2]) <= 224
    assert all(side % 32 == 0 for side in picture.shape[:2])


def test_black_borders_are_left_out(tool: DrawnPicture) -> None:
    image = draw_frame(CAST, SCENES[2], 0)
    framed = cv2.copyMakeBorder(image, 60, 60, 0, 0, cv2.BORDER_CONSTANT, value=(0, 0, 0))
    seen = prepared(framed)
    assert seen is not None
    assert seen.min(axis=2).any(axis=1).all()


# Of the one who wears glasses close-ups are found only now and then.
@pytest.mark.parametrize(("who", "unit"), [(0, 30), (0, 85), (1, 30), (1, 85), (2, 30), (2, 85), (3, 30)])
def test_drawn_face_is_found_where_it_is(kinds: FacesOfAllKinds, who: int, unit: int) -> None:
    image = draw_frame(CAST, SCENES[0], 0)
    draw_person(image, CAST[who], Pose((320, 180), unit))
    found = kinds.detect_drawn(image, 7, 2.0)
    best = int(found.scores.argmax())
    assert found.pts == 7
    assert found.scores[best] >= 0.5
    middle = found.boxes[best, :2] + found.boxes[best, 2:] / 2
    assert np.abs(middle - 2 * np.array([320, 190])).max() < 2 * unit
    assert 1.0 < found.boxes[best, 3] / (2 * unit) < 4.5


def test_photographed_pictures_are_left_to_the_real_detector(kinds: FacesOfAllKinds, photo: Pixels) -> None:
    alone = CenterFace.open("cpu", 1, threshold=0.22).detect(photo, 3, 1.5)
    both = kinds.detect(photo, 3, 1.5)
    np.testing.assert_array_equal(both.boxes, alone.boxes)
    np.testing.assert_array_equal(both.scores, alone.scores)
    np.testing.assert_array_equal(both.landmarks, alone.landmarks)


def test_one_face_found_twice_is_one(kinds: FacesOfAllKinds) -> None:
    image = draw_frame(CAST, SCENES[2], 0)
    found = kinds.detect_drawn(image, 0, 1.0)
    assert np.count_nonzero(found.scores >= 0.5) == 1


def test_close_up_of_a_drawn_face_is_surer_than_that_of_a_wall(kinds: FacesOfAllKinds) -> None:
    chip = np.full((160, 160, 3), (200, 190, 180), np.uint8)
    wall = kinds.in_close_up(chip)
    draw_person(chip, CAST[1], Pose((80, 78), 38))
    assert kinds.in_close_up(chip) > 0.6 > wall


def test_without_animeface_drawn_faces_are_still_found(kinds: FacesOfAllKinds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn_faces, "find_spec", lambda name: None)
    drawn_faces._animeface.cache_clear()
    try:
        image = draw_frame(CAST, SCENES[9], 0)
        assert anime_faces(image, 0.5) == []
        assert anime_version() == ""
        assert (kinds.detect_drawn(image, 0, 1.0).scores >= 0.5).any()
    finally:
        drawn_faces._animeface.cache_clear()


def test_twins_work_beside_each_other(kinds: FacesOfAllKinds, photo: Pixels) -> None:
    twin = kinds.twin()
    first, second = kinds.detect(photo, 0, 1.0), twin.detect(photo, 0, 1.0)
    np.testing.assert_array_equal(first.boxes, second.boxes)
    assert twin.picture is kinds.picture
