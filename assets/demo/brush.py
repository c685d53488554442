"""Flat, smooth-edged shapes, the brush of all drawn backgrounds and cartoons."""

from collections.abc import Iterable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Canvas = NDArray[Any]
"""(h, w, 3) RGB, drawn on in place."""
Colour = tuple[int, int, int]
FINE = 4
"""Fractional bits of coordinates: a sixteenth of a pixel, so that slow motion does not jerk."""


def polygon(canvas: Canvas, points: Iterable[tuple[float, float]], colour: Colour) -> None:
    cv2.fillPoly(canvas, [_fixed(points)], colour, cv2.LINE_AA, FINE)


def line(canvas: Canvas, points: Iterable[tuple[float, float]], colour: Colour, thick_px: int) -> None:
    cv2.polylines(canvas, [_fixed(points)], False, colour, thick_px, cv2.LINE_AA, FINE)


def box(canvas: Canvas, x: float, y: float, width: float, height: float, colour: Colour) -> None:
    polygon(canvas, ((x, y), (x + width, y), (x + width, y + height), (x, y + height)), colour)


def oval(
    canvas: Canvas,
    centre: tuple[float, float],
    half: tuple[float, float],
    colour: Colour,
    arc_deg: tuple[int, int] = (0, 360),
) -> None:
    """A filled ellipse, or the piece of it between two angles (clockwise from the right)."""
    angle = np.radians(np.linspace(*arc_deg, 64))
    polygon(canvas, zip(centre[0] + half[0] * np.cos(angle), centre[1] + half[1] * np.sin(angle), strict=True), colour)


def gradient(width: int, height: int, top: Colour, bottom: Colour) -> Canvas:
    share = np.linspace(0, 1, height)[:, None, None]
    column = np.array(top) * (1 - share) + np.array(bottom) * share
    return np.broadcast_to(column, (height, width, 3)).round().astype(np.uint8)


def _fixed(points: Iterable[tuple[float, float]]) -> NDArray[Any]:
    return np.asarray(np.round(np.array(list(points), float) * 2**FINE), np.int32)
