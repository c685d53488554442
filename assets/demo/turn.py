"""Turn a head to the side, as far as one picture of it allows."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from assets.demo.figure import Figure

Plane = NDArray[Any]
STEEPEST_DEG = 78.0
"""How far round the picture is believed."""


def turn_head(figure: Figure, yaw_deg: float, from_behind: bool = False) -> tuple[Plane, Plane, Plane]:
    """Picture (h, w, 3), cover (h, w) and visible face (h, w) with the head turned to the picture's right.

    What the turn brings to light, and the portrait never showed, is filled with hair.
    """
    seen = figure.back if from_behind else figure.front
    turned = _turner(figure, yaw_deg)
    scalp = turned(figure.scalp)
    picture = figure.back + (turned(seen) - figure.back) * scalp[..., None]
    face = np.zeros_like(scalp) if from_behind else turned(figure.face)
    return picture, figure.cover if from_behind else np.maximum(figure.cover, scalp), face


def _turner(figure: Figure, yaw_deg: float) -> Callable[[Plane], Plane]:
    """How to see a plane with the head turned: an ellipsoid, looked at from far away."""
    height, width = figure.cover.shape
    centre_x, centre_y, half_w, half_h = figure.head
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    v = ((y - centre_y) / (half_h * 1.12)).clip(-0.999, 0.999)
    radius = half_w * 1.05 * np.sqrt(1 - v**2)
    u = (x - centre_x) / radius
    inside = np.abs(u) < 1
    # The neck follows the head only a little: the turn fades out below the chin.
    share = 1 - ((y - centre_y - 0.85 * half_h) / (0.4 * half_h)).clip(0, 1)
    angle_deg = np.degrees(np.arcsin(u.clip(-1, 1))) - yaw_deg * share
    believed = np.abs(angle_deg) < STEEPEST_DEG
    from_x = np.where(inside, centre_x + radius * np.sin(np.radians(angle_deg)), x)
    from_x = np.where(believed | ~inside, from_x, -1e6).astype(np.float32)
    return lambda plane: cv2.remap(plane, from_x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
