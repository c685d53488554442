import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from skimage import data

from engine.detect.faces import CenterFace, decode, overlaps, suppress

# Where the face of scikit-image's astronaut lies, measured by hand: eyes, nose tip, mouth corners, +-6 px.
ASTRONAUT = np.array([[203, 102], [247, 104], [223, 124], [205, 142], [242, 143]], np.float32)


@pytest.fixture(scope="module")
def detector() -> CenterFace:
    return CenterFace.open()


@pytest.fixture(scope="module")
def astronaut() -> NDArray[np.uint8]:
    return np.asarray(data.astronaut())


def test_face_and_landmarks_are_found_in_order(detector: CenterFace, astronaut: NDArray[np.uint8]) -> None:
    found = detector.detect(astronaut, 42, 1.0)
    assert found.pts == 42
    assert len(found.boxes) == 1
    assert found.scores[0] > 0.8
    np.testing.assert_allclose(found.landmarks[0], ASTRONAUT, atol=6)
    x, y, width, height = found.boxes[0]
    assert np.all(found.landmarks[0] > [x, y])
    assert np.all(found.landmarks[0] < [x + width, y + height])


@pytest.mark.parametrize("size", [512, 333, 200, 97, 64])
def test_scale_brings_boxes_back_to_display_pixels(
    detector: CenterFace, astronaut: NDArray[np.uint8], size: int
) -> None:
    small = cv2.resize(astronaut, (size, size), interpolation=cv2.INTER_AREA)
    found = detector.detect(small, 0, 512 / size)
    assert len(found.boxes) >= 1
    np.testing.assert_allclose(found.landmarks[0], ASTRONAUT, atol=6 + 512 / size)


def test_picture_before_does_not_show_through(detector: CenterFace, astronaut: NDArray[np.uint8]) -> None:
    detector.detect(astronaut[:300, :300], 0, 1.0)
    after = detector.detect(astronaut[:270, :280], 0, 1.0)
    fresh = CenterFace.open().detect(astronaut[:270, :280], 0, 1.0)
    np.testing.assert_array_equal(after.boxes, fresh.boxes)


def test_small_face_that_fills_its_picture_is_found(detector: CenterFace, astronaut: NDArray[np.uint8]) -> None:
    small = cv2.resize(astronaut[30:210, 140:310], (32, 34), interpolation=cv2.INTER_AREA)
    found = detector.detect(small, 0, 1.0)
    assert len(found.boxes) == 1
    expected = (ASTRONAUT - [140, 30]) * [32 / 170, 34 / 180]
    np.testing.assert_allclose(found.landmarks[0], expected, atol=2)


@pytest.mark.parametrize("shape", [(1, 1), (7, 300), (300, 7), (31, 33)])
def test_tiny_and_odd_pictures_are_no_error(detector: CenterFace, shape: tuple[int, int]) -> None:
    found = detector.detect(np.full((*shape, 3), 90, np.uint8), 0, 1.0)
    assert found.boxes.shape == (0, 4)
    assert found.landmarks.shape == (0, 5, 2)
    assert found.scores.shape == (0,)


def test_plain_ground_holds_no_face(detector: CenterFace) -> None:
    y, x = np.mgrid[0:240, 0:320]
    picture = np.stack([x % 256, y % 256, (x + y) % 256], -1).astype(np.uint8)
    assert len(detector.detect(picture, 0, 1.0).boxes) == 0


def test_each_of_several_faces_is_found_once(detector: CenterFace, astronaut: NDArray[np.uint8]) -> None:
    face = astronaut[0:256, 96:352]
    row = np.concatenate([face, face[:, ::-1], face], axis=1)
    found = detector.detect(row, 0, 1.0)
    centres = sorted((found.boxes[:, 0] + found.boxes[:, 2] / 2).tolist())
    assert len(centres) == 3
    np.testing.assert_allclose(centres, [130, 382, 642], atol=12)


def test_peak_is_decoded_to_its_box_and_landmarks() -> None:
    heat = np.zeros((1, 8, 12), np.float32)
    heat[0, 3, 5], heat[0, 3, 6], heat[0, 6, 2] = 0.9, 0.7, 0.2
    size = np.zeros((2, 8, 12), np.float32)
    size[:, 3, 5] = np.log([10, 6])
    offset = np.zeros((2, 8, 12), np.float32)
    offset[:, 3, 5] = [0.25, -0.25]
    points = np.zeros((10, 8, 12), np.float32)
    points[:, 3, 5] = np.tile([0.5, 0.25], 5)
    boxes, scores, landmarks = decode(heat, size, offset, points, 0.3)
    # Centre x (5 - 0.25 + 0.5) * 4 = 21, y (3 + 0.25 + 0.5) * 4 = 15; 24 wide, 40 high.
    np.testing.assert_allclose(boxes, [[9, -5, 24, 40]], atol=1e-4)
    np.testing.assert_allclose(scores, [0.9])
    np.testing.assert_allclose(landmarks[0], [[9 + 6, -5 + 20]] * 5, atol=1e-4)


BOXES = arrays(np.float32, st.tuples(st.integers(1, 12), st.just(4)), elements=st.floats(1, 100, width=32))


@given(BOXES, st.floats(0.05, 0.95))
def test_kept_boxes_do_not_overlap_and_dropped_ones_do(boxes: NDArray[np.float32], limit: float) -> None:
    scores = np.linspace(1, 0.5, len(boxes), dtype=np.float32)
    kept = suppress(boxes, scores, limit)
    for position, index in enumerate(kept):
        assert np.all(overlaps(boxes[index], boxes[kept[:position]]) <= limit)
    for index in set(range(len(boxes))) - set(kept):
        assert np.any(overlaps(boxes[index], boxes[[k for k in kept if k < index]]) > limit)


@given(BOXES)
def test_overlap_with_itself_is_whole_and_symmetric(boxes: NDArray[np.float32]) -> None:
    for box in boxes:
        assert overlaps(box, box[None])[0] == pytest.approx(1, abs=1e-5)
    assert overlaps(boxes[0], boxes[-1:])[0] == pytest.approx(overlaps(boxes[-1], boxes[:1])[0], abs=1e-6)
