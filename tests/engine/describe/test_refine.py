import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from engine.describe.refine import LandmarkRefiner
from engine.detect.faces import CenterFace


@pytest.fixture(scope="module")
def astronaut() -> NDArray[np.uint8]:
    return np.asarray(data.astronaut())


@pytest.fixture(scope="module")
def precise(astronaut: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Landmarks found in the picture at its full size."""
    return CenterFace.open().detect(astronaut, 0, 1.0).landmarks[0]


@pytest.fixture(scope="module")
def refiner() -> LandmarkRefiner:
    return LandmarkRefiner.open()


def error(landmarks: NDArray[np.float32], truth: NDArray[np.float32]) -> float:
    return float(np.linalg.norm(landmarks - truth, axis=1).mean())


@pytest.mark.parametrize("seed", range(6))
def test_rough_landmarks_come_closer(
    refiner: LandmarkRefiner, astronaut: NDArray[np.uint8], precise: NDArray[np.float32], seed: int
) -> None:
    rough = precise + np.random.default_rng(seed).normal(0, 6, (5, 2)).astype(np.float32)
    refined = refiner.refine(astronaut, rough)
    assert refined.score > 0.5
    assert error(refined.landmarks, precise) < error(rough, precise) / 2


@pytest.mark.parametrize("angle", [-150, -40, 65, 180])
def test_turned_pictures_are_turned_upright_first(
    refiner: LandmarkRefiner, astronaut: NDArray[np.uint8], precise: NDArray[np.float32], angle: float
) -> None:
    matrix = cv2.getRotationMatrix2D((225, 120), angle, 1.0)
    turned = np.asarray(cv2.warpAffine(astronaut, matrix, (512, 512)), np.uint8)
    truth = (precise @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)
    refined = refiner.refine(turned, truth + np.float32(3))
    assert refined.score > 0.5
    assert error(refined.landmarks, truth) < 3.5


def test_nothing_there_keeps_the_landmarks_and_says_so(refiner: LandmarkRefiner) -> None:
    rough = np.array([[40, 40], [60, 40], [50, 50], [42, 60], [58, 60]], np.float32)
    refined = refiner.refine(np.full((100, 100, 3), 90, np.uint8), rough)
    assert refined.score == 0
    np.testing.assert_array_equal(refined.landmarks, rough)


def test_many_at_once_are_as_one_by_one(
    refiner: LandmarkRefiner, astronaut: NDArray[np.uint8], precise: NDArray[np.float32]
) -> None:
    rough = [precise + np.float32(shift) for shift in np.linspace(-5, 5, 11)]
    pictures = [astronaut[: 200 + 20 * i] for i in range(11)]
    together = refiner.refine_all(pictures, rough)
    for picture, points, refined in zip(pictures, rough, together, strict=True):
        np.testing.assert_allclose(refiner.refine(picture, points).landmarks, refined.landmarks, atol=0.01)
    assert refiner.refine_all([], []) == []
