"""Colour and paint a face: skin, hair, brows, beard, lips, glasses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

Picture = NDArray[Any]
"""(h, w, 3) in 0..255, RGB."""
Mask = NDArray[Any]
"""(h, w) in 0..1."""
Marks = dict[str, NDArray[Any]]
"""Points of the face in pixels of the picture, named as in `portrait.FACE`."""
Colour = tuple[int, int, int]
Path = Sequence[NDArray[Any]] | NDArray[Any]
FINE = 3
"""Fractional bits of drawn coordinates: an eighth of a pixel."""


@dataclass(frozen=True, slots=True)
class Tint:
    """A change of colour in CIE L*a*b*: lightness and colourfulness are multiplied, then a and b shifted."""

    light: float = 1.0
    chroma: float = 1.0
    a: float = 0.0
    b: float = 0.0


def tint(picture: Picture, mask: Mask, change: Tint) -> Picture:
    """The picture with `change` where `mask` is 1."""
    lab = cv2.cvtColor(picture / 255, cv2.COLOR_RGB2LAB)
    scale = np.array([change.light, change.chroma, change.chroma], np.float32)
    lab = np.asarray(lab * scale + np.array([0, change.a, change.b], np.float32), np.float32)
    return blend(picture, cv2.cvtColor(lab, cv2.COLOR_LAB2RGB).clip(0, 1) * 255, mask)


def blend(below: Picture, above: Picture | Colour, mask: Mask) -> Picture:
    layer = np.asarray(above, np.float32)
    return (below + (layer - below) * mask[..., None]).astype(np.float32)


def brows(picture: Picture, marks: Marks, colour: Colour, thick_px: float, strength: float) -> Picture:
    """Full eyebrows along the marks, made of short hairs."""
    rng = np.random.default_rng(3)
    mask = np.zeros(picture.shape[:2], np.float32)
    for side in ("l", "r"):
        path = curve([marks[f"brow_{side}_{part}"] for part in ("in", "mid", "out")], 60)
        along = np.repeat(np.linspace(0, 1, 60), 5)[:, None]
        outward = np.sign(path[-1, 0] - path[0, 0])
        spread = rng.uniform(-0.5, 0.5, (300, 1)) * thick_px * (1 - 0.65 * along**2)
        roots = np.repeat(path, 5, axis=0) + np.hstack([rng.normal(0, 1, (300, 1)), spread])
        rise = -rng.uniform(0, 3, (300, 1)) * (1 - along)
        tips = roots + np.hstack([outward * rng.uniform(2, 6, (300, 1)), rise])
        mask = np.maximum(mask, _hairs(mask.shape, roots, tips))
    return blend(picture, colour, cv2.GaussianBlur(mask, (0, 0), 0.9) * strength)


def beard(picture: Picture, marks: Marks, colour: Colour, strength: float) -> Picture:
    """A short beard with moustache: darker where it is dense, with single hairs."""
    jaw = (
        [marks[f"jaw_l_{i}"] for i in (1, 2, 3, 4)]
        + [marks["chin"] + (0, 6)]
        + [marks[f"jaw_r_{i}"] for i in (4, 3, 2, 1)]
    )
    left, right, low = marks["mouth_l"], marks["mouth_r"], marks["nose_low"]
    inner = [
        moved(right, 26, -8),
        moved(right, 10, -22),
        moved(low, 14, 8),
        moved(low, 0, 12),
        moved(low, -14, 8),
        moved(left, -10, -22),
        moved(left, -26, -8),
    ]
    mouth = cv2.GaussianBlur(filled(picture.shape, lips_outline(marks, 1.08)), (0, 0), 2.5)
    area = cv2.GaussianBlur(filled(picture.shape, np.vstack([curve(jaw, 80), inner])), (0, 0), 7) * (1 - mouth)
    rng = np.random.default_rng(5)
    ys, xs = np.nonzero(area > 0.2)
    pick = rng.integers(0, len(xs), len(xs) // 9)
    roots = np.stack([xs[pick], ys[pick]], 1).astype(float)
    tips = roots + np.stack([rng.normal(0, 2.5, len(pick)), rng.uniform(3, 8, len(pick))], 1)
    hairs = cv2.GaussianBlur(_hairs(picture.shape, roots, tips), (0, 0), 0.7)
    return blend(picture, colour, area * strength * (0.7 + 0.3 * hairs))


def lips(picture: Picture, marks: Marks, upper: Colour, lower: Colour) -> Picture:
    """Closed lips over the smile of the portrait, its teeth and the folds beside it."""
    out = _without_folds(picture, marks)
    left, right = marks["mouth_l"], marks["mouth_r"]
    line = curve([left, marks["lip_top"] * 0.55 + marks["lip_low"] * 0.45, right], 40)
    upper_lip = np.vstack([curve([left, marks["lip_top"] - (0, 4), right], 40), line[::-1]])
    whole = cv2.GaussianBlur(filled(out.shape, lips_outline(marks, 1.0)), (0, 0), 2.0)
    top = cv2.GaussianBlur(filled(out.shape, upper_lip), (0, 0), 1.6)
    out = blend(out, lower, whole * 0.85)
    out = blend(out, upper, np.minimum(top, whole) * 0.8)
    crease, shine = np.zeros_like(whole), np.zeros_like(whole)
    _line(crease, line, 1.0, 2)
    middle = marks["lip_low"] * 0.75 + marks["lip_top"] * 0.25
    _line(shine, [middle - (10, 0), moved(middle, 10, 0)], 1.0, 4)
    out = blend(out, (70, 28, 30), cv2.GaussianBlur(crease, (0, 0), 1.1) * 0.75)
    return blend(out, (255, 225, 220), cv2.GaussianBlur(shine, (0, 0), 3) * 0.3)


def lips_outline(marks: Marks, grow: float) -> NDArray[Any]:
    """(n, 2) outline of the lips, `grow` times their size."""
    left, right, centre = marks["mouth_l"], marks["mouth_r"], (marks["mouth_l"] + marks["mouth_r"]) / 2
    bow = curve([left, marks["lip_top"] - (9, 4), marks["lip_top"] - (0, 2), marks["lip_top"] - (-9, 4), right], 40)
    below = curve([right, marks["lip_low"], left], 40)
    return centre + (np.vstack([bow, below]) - centre) * grow


def glasses(picture: Picture, marks: Marks, colour: Colour, thick_px: int) -> Picture:
    """Spectacles: two rounded rims, a bridge and the beginnings of the temples."""
    mask, glare = np.zeros(picture.shape[:2], np.float32), np.zeros(picture.shape[:2], np.float32)
    eyes = [(marks[f"eye_{s}_out"] + marks[f"eye_{s}_in"]) / 2 for s in ("l", "r")]
    half = np.linalg.norm(eyes[1] - eyes[0]) * np.array([0.37, 0.29])
    tilt = np.degrees(np.arctan2(*(eyes[1] - eyes[0])[::-1]))
    for eye, ear, way in zip(eyes, (marks["ear_l"], marks["ear_r"]), (-1, 1), strict=True):
        rim = _rounded(moved(eye, 0, 5), half, tilt)
        _line(mask, rim, 1.0, thick_px, closed=True)
        glare = np.maximum(glare, filled(mask.shape, rim))
        _line(mask, [moved(eye, way * half[0], -2), moved(ear, way * 4, -45)], 1.0, thick_px)
    _line(
        mask,
        curve([eyes[0] + (half[0], 0), (eyes[0] + eyes[1]) / 2 - (0, 6), eyes[1] - (half[0], 0)], 20),
        1.0,
        thick_px,
    )
    out = blend(picture, (205, 215, 225), glare * 0.06)
    return blend(out, colour, cv2.GaussianBlur(mask, (0, 0), 0.8) * 0.95)


def moved(point: NDArray[Any], right_px: float, down_px: float) -> NDArray[Any]:
    return np.asarray(point + np.array([right_px, down_px]))


def curve(points: Sequence[NDArray[Any]], count: int) -> NDArray[Any]:
    """(count, 2) points on the smooth curve (quadratic or higher polynomial) through 3 or more points."""
    known = np.array(points, float)
    at = np.linspace(0, len(known) - 1, count)
    return np.asarray(PchipInterpolator(np.arange(len(known)), known)(at))


def _without_folds(picture: Picture, marks: Marks) -> Picture:
    mask = np.zeros(picture.shape[:2], np.float32)
    for mouth, nose, way in ((marks["mouth_l"], marks["nose_l"], -1), (marks["mouth_r"], marks["nose_r"], 1)):
        _line(
            mask,
            curve([moved(nose, way * 6, -2), (nose + mouth) / 2 + (way * 10, 2), moved(mouth, way * 8, 4)], 30),
            1.0,
            16,
        )
    return blend(picture, cv2.GaussianBlur(picture, (0, 0), 11), cv2.GaussianBlur(mask, (0, 0), 6))


def _rounded(centre: NDArray[Any], half: NDArray[Any], tilt_deg: float) -> NDArray[Any]:
    """Superellipse of exponent 3.2: between an ellipse and a rectangle."""
    angle = np.linspace(0, 2 * np.pi, 80, endpoint=False)
    flat = np.stack([np.cos(angle), np.sin(angle)], 1)
    flat = np.sign(flat) * np.abs(flat) ** (2 / 3.2) * half
    turn = np.radians(tilt_deg)
    return np.asarray(centre + flat @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]))


def _line(mask: Mask, points: Path, value: float, thick_px: int, closed: bool = False) -> None:
    layer = np.zeros(mask.shape, np.uint8)  # OpenCV smooths edges in 8 bits only.
    cv2.polylines(layer, [_fixed(points)], closed, 255, thick_px, cv2.LINE_AA, FINE)
    np.maximum(mask, layer * np.float32(value / 255), out=mask)


def _hairs(shape: tuple[int, ...], roots: NDArray[Any], tips: NDArray[Any]) -> Mask:
    """Fine lines from `roots` to `tips`, (n, 2) each."""
    layer = np.zeros(shape[:2], np.uint8)
    for root, tip in zip(roots, tips, strict=True):
        cv2.polylines(layer, [_fixed([root, tip])], False, 255, 1, cv2.LINE_AA, FINE)
    return layer.astype(np.float32) / 255


def filled(shape: tuple[int, ...], points: Path) -> Mask:
    layer = np.zeros(shape[:2], np.uint8)
    cv2.fillPoly(layer, [_fixed(points)], 255, cv2.LINE_AA, FINE)
    return layer.astype(np.float32) / 255


def _fixed(points: Path) -> NDArray[Any]:
    return np.asarray(np.round(np.asarray(points, float) * 2**FINE), np.int32)
