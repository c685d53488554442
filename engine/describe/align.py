"""Turn, scale and cut a face so that its eyes, nose and mouth lie where an embedding network expects them."""

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.types import Floats, Pixels

Matrix: TypeAlias = NDArray[np.float64]

# Below this scale a warp would skip pixels, so the picture is shrunk by area first.
SHARPEST_SHRINK = 0.5


@dataclass(frozen=True, slots=True)
class Template:
    """Where the five landmarks lie (x, y) in a square crop of `size` pixels."""

    size: int
    points: tuple[tuple[float, float], ...]

    @property
    def array(self) -> Matrix:
        return np.array(self.points, np.float64)


ARCFACE_112 = Template(
    112,
    ((38.2946, 51.6963), (73.5318, 51.5014), (56.0252, 71.7366), (41.5493, 92.3655), (70.7299, 92.2041)),
)
"""The template of ArcFace (Deng et al. 2019), which SFace, AdaFace and most others share."""

DLIB_150 = Template(150, ((46.5, 48.9), (102.5, 48.7), (73.5, 77.6), (51.8, 104.3), (97.3, 103.9)))
"""Medians of CenterFace's landmarks in dlib's own 150-pixel face chips."""


def scaled(template: Template, size: int) -> Template:
    """The template for crops of another size."""
    factor = size / template.size
    return (
        template
        if size == template.size
        else Template(size, tuple((x * factor, y * factor) for x, y in template.points))
    )


def align(image: Pixels, landmarks: Floats, template: Template, fill: int = 0) -> Pixels:
    """Crop (size, size, 3) uint8 of `image` (h, w, 3), black or of another grey `fill` beyond its edges.

    `landmarks`: (5, 2) x, y in pixels of `image`. Raises ValueError where all landmarks coincide.
    """
    matrix = similarity(landmarks, template)
    image, matrix = _shrunk(image, matrix)
    size = (template.size, template.size)
    crop: Pixels = np.asarray(
        cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR, borderValue=(fill,) * 3), np.uint8
    )
    return crop


def similarity(landmarks: Floats, template: Template) -> Matrix:
    """(2, 3) matrix that takes `landmarks` nearest to the template by turning, scaling and moving.

    Least squares as in Umeyama 1991 ("Least-squares estimation of transformation parameters between two point
    patterns"), written for the plane, where a complex factor turns and scales and cannot mirror.
    """
    source = landmarks.astype(np.float64) @ np.array([1, 1j])
    target = template.array @ np.array([1, 1j])
    centred = source - source.mean()
    spread = float(np.sum(np.abs(centred) ** 2))
    if spread == 0:
        raise ValueError("the landmarks coincide")
    factor = np.vdot(centred, target - target.mean()) / spread
    shift = target.mean() - factor * source.mean()
    return np.array([[factor.real, -factor.imag, shift.real], [factor.imag, factor.real, shift.imag]])


def _shrunk(image: Pixels, matrix: Matrix) -> tuple[Pixels, Matrix]:
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    if scale >= SHARPEST_SHRINK:
        return image, matrix
    height, width = image.shape[:2]
    divisor = int(1 / scale)
    size = (max(1, width // divisor), max(1, height // divisor))
    small: Pixels = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    # Pixel centres lie at half numbers: a small pixel's centre c is (c + 0.5) * step - 0.5 of the picture.
    step = np.array([width / size[0], height / size[1]])
    linear = matrix[:, :2] * step
    return small, np.column_stack([linear, matrix[:, 2] + matrix[:, :2] @ (0.5 * step - 0.5)])
