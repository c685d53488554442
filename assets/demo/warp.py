"""Bend a picture smoothly so that marked points move where they are wanted."""

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RBFInterpolator

Points = Mapping[str, tuple[float, float]]
STEP_PX = 12


def backward_map(source: Points, target: Points, size: tuple[int, int], scale: float) -> NDArray[Any]:
    """Where each pixel of a new picture comes from, by a thin-plate spline (Bookstein 1989).

    `source` and `target`: the same marks before and after, in source pixels. `size`: height and width of the source.
    `scale`: enlargement. Returns (height * scale, width * scale, 2) x, y in source pixels.
    """
    height, width = size
    marks = list(source)
    edge = [
        (x, y)
        for x in np.linspace(0, width, 7)
        for y in np.linspace(0, height, 7)
        if x in (0, width) or y in (0, height)
    ]
    wanted = np.array([target[mark] for mark in marks] + edge)
    origin = np.array([source[mark] for mark in marks] + edge)
    spline = RBFInterpolator(wanted, origin - wanted, kernel="thin_plate_spline")
    # The spline is smooth, so a coarse grid carries it; evaluating each pixel would take seconds.
    xs = np.linspace(0, width, width // STEP_PX + 1)
    ys = np.linspace(0, height, height // STEP_PX + 1)
    grid = np.stack(np.meshgrid(xs, ys), -1)
    shift = spline(grid.reshape(-1, 2)).reshape(grid.shape)
    out_w, out_h = round(width * scale), round(height * scale)
    x, y = (np.arange(out_w) + 0.5) / scale - 0.5, (np.arange(out_h) + 0.5) / scale - 0.5
    at_x, at_y = np.meshgrid(x / width * (len(xs) - 1), y / height * (len(ys) - 1))
    here = np.stack(np.meshgrid(x, y), -1)
    smooth = cv2.remap(shift.astype(np.float32), at_x.astype(np.float32), at_y.astype(np.float32), cv2.INTER_CUBIC)
    return (here + smooth).astype(np.float32)


def bend(picture: NDArray[Any], origin: NDArray[Any]) -> NDArray[Any]:
    """The picture (h, w) or (h, w, c) seen through a `backward_map`; nothing (0) outside it."""
    return cv2.remap(picture, origin[..., 0], origin[..., 1], cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT)
