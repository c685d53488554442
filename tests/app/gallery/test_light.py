"""Faces out of dark scenes can be known on their cards."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from app.gallery.light import DARK, lifted


def image_of(values: np.ndarray) -> QImage:
    """A grey picture; rows of an odd width, which Qt pads."""
    pixels = np.repeat(values.astype(np.uint8)[..., None], 3, axis=2).copy()
    high, wide = values.shape
    return QImage(pixels.data, wide, high, 3 * wide, QImage.Format.Format_RGB888).copy()


def greys(image: QImage) -> np.ndarray:
    return np.array(
        [[QColor(image.pixel(x, y)).lightness() for x in range(image.width())] for y in range(image.height())]
    )


def test_light_picture_stays_as_it_is() -> None:
    image = image_of(np.full((5, 7), 120))
    assert lifted(image) is image


@pytest.mark.parametrize("middle", [20, 40, 60])
def test_dark_picture_comes_to_lie_in_the_middle(middle: int) -> None:
    values = np.full((5, 7), middle)
    values[0, :3], values[1, :3] = 0, 255
    light = greys(lifted(image_of(values)))
    assert np.median(light) == pytest.approx(DARK, abs=2)
    assert list(light[0, :3]) == [0, 0, 0]
    assert list(light[1, :3]) == [255, 255, 255]


def test_order_of_light_and_dark_stays_and_black_is_no_noise() -> None:
    ramp = np.tile(np.arange(0, 49, 7), (5, 1))
    light = greys(lifted(image_of(ramp)))
    assert (np.diff(light[0].astype(int)) > 0).all()
    assert greys(lifted(image_of(np.full((5, 7), 1)))).max() < DARK
