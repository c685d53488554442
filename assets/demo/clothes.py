"""Dress a head that was cut out without its body."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from assets.demo.makeup import Colour, Marks, Mask, Picture, blend, curve, filled

# Right half of the shoulders in pixels of the enlarged portrait, from the middle of the neck's foot.
SHOULDER = ((78.0, -22.0), (110.0, 8.0), (190.0, 46.0), (300.0, 84.0), (372.0, 150.0), (404.0, 380.0))


def dress(picture: Picture, head: Mask, points: Marks, colour: Colour) -> tuple[Picture, Mask]:
    """A crew-neck jersey under the head. Returns the picture and what it hides of the background, (h, w) in 0..1."""
    foot = (points["neck_l"] + points["neck_r"]) / 2
    right = curve([np.array(point) for point in SHOULDER], 80)
    outline = np.vstack([foot + right, (foot + right * (-1, 1))[::-1]])
    jersey = cv2.GaussianBlur(filled(picture.shape, outline), (0, 0), 1.2)
    cloth = _cloth(picture.shape[:2], foot, colour)
    half = float(np.linalg.norm(points["neck_r"] - points["neck_l"])) / 2
    collar = cv2.GaussianBlur(_collar(picture.shape, foot, half), (0, 0), 1.2)
    out = blend(cloth, picture, head)
    out = blend(out, (cloth * 0.86).astype(np.float32), np.minimum(collar, jersey))
    return out, np.maximum(head, jersey)


def _cloth(shape: tuple[int, ...], foot: NDArray[Any], colour: Colour) -> Picture:
    """Knitted cloth in soft light from the left, with a few folds."""
    height, width = shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    rng = np.random.default_rng(11)
    light = 1.1 - 0.35 * (x / width) - 0.25 * ((y - foot[1]) / height).clip(0, 1)
    light -= 0.35 * np.exp(-(((x - foot[0]) / 120) ** 2) - ((y - foot[1] + 10) / 60) ** 2)
    for _ in range(9):
        angle, offset, width_px = (
            rng.normal(1.2, 0.3) * rng.choice([-1, 1]),
            rng.uniform(-300, 300),
            rng.uniform(10, 26),
        )
        across = (x - foot[0] - offset) * np.sin(angle) + (y - foot[1] - 250) * np.cos(angle)
        light += rng.uniform(-0.07, 0.07) * np.exp(-((across / width_px) ** 2))
    knit = 0.02 * np.sin(x * 0.9) * np.sin(y * 0.9) + rng.normal(0, 0.015, shape).astype(np.float32)
    return np.asarray((np.array(colour) * (light + knit)[..., None]).clip(0, 255), np.float32)


def _collar(shape: tuple[int, ...], foot: NDArray[Any], half: float) -> Mask:
    """A band round the foot of the neck, open to the top."""
    angle = np.linspace(0, np.pi, 40)
    inner = foot + np.stack([np.cos(angle) * half * 0.98, np.sin(angle) * half * 0.36 - 10], 1)
    outer = foot + np.stack([np.cos(angle) * half * 1.22, np.sin(angle) * half * 0.66 - 16], 1)
    return filled(shape, np.vstack([inner, outer[::-1]]))
