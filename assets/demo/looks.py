"""The persons of the demo: how each one's face differs from the portrait that all are made from.

The numbers were searched for, once, so that the face networks tell the three apart as they tell strangers apart; the
test of this module measures that.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assets.demo import makeup
from assets.demo.makeup import Colour, Marks, Picture, Tint
from assets.demo.portrait import FACE

Paint = Callable[[Picture, Marks], Picture]
BROWS = "brow_l_out brow_l_mid brow_l_in brow_r_in brow_r_mid brow_r_out"
MOUTH = "mouth_l mouth_r lip_top lip_low"


@dataclass(frozen=True, slots=True)
class Shape:
    """Facial proportions against the portrait: `_scale` are factors, `_px` are pixels of the portrait, y down."""

    eye_width_scale: float = 1.0
    eye_height_scale: float = 1.0
    eyes_apart_px: float = 0.0
    eyes_down_px: float = 0.0
    eye_corner_down_px: float = 0.0
    brows_down_px: float = 0.0
    brow_inner_down_px: float = 0.0
    nose_width_scale: float = 1.0
    nose_down_px: float = 0.0
    mouth_width_scale: float = 1.0
    mouth_height_scale: float = 1.0
    mouth_down_px: float = 0.0
    mouth_corner_down_px: float = 0.0
    cheek_scale: float = 1.0
    jaw_scale: float = 1.0
    chin_down_px: float = 0.0
    neck_scale: float = 1.0
    hair_scale: float = 1.0
    hair_down_px: float = 0.0
    fringe_down_px: float = 0.0


@dataclass(frozen=True, slots=True)
class Look:
    """One person: proportions, colours, what is painted on, and the clothes (None: the suit of the portrait)."""

    shape: Shape = field(default_factory=Shape)
    skin: Tint = field(default_factory=Tint)
    hair: Tint = field(default_factory=Tint)
    paints: tuple[Paint, ...] = ()
    clothes: Colour | None = None


def marks_of(shape: Shape) -> dict[str, tuple[float, float]]:
    """The marks of `portrait.FACE` where `shape` wants them, in pixels of the portrait."""
    marks = {name: np.array(point) for name, point in FACE.items()}
    _place_eyes(marks, shape)
    _scale(marks, "nose_l nose_r", (223, 128), shape.nose_width_scale)
    _shift(marks, "nose_l nose_r nose_tip nose_low", 0, shape.nose_down_px)
    _scale(marks, MOUTH, (223, 143), shape.mouth_width_scale, shape.mouth_height_scale)
    _shift(marks, MOUTH, 0, shape.mouth_down_px)
    _shift(marks, "mouth_l mouth_r", 0, shape.mouth_corner_down_px)
    _scale(marks, "jaw_l_1 jaw_r_1", (224, 120), shape.cheek_scale)
    _scale(marks, "jaw_l_2 jaw_r_2 ear_l ear_r", (224, 140), shape.cheek_scale)
    _scale(marks, "jaw_l_3 jaw_r_3 jaw_l_4 jaw_r_4", (224, 165), shape.jaw_scale)
    _shift(marks, "jaw_l_3 jaw_r_3", 0, 0.5 * shape.chin_down_px)
    _shift(marks, "jaw_l_4 jaw_r_4 chin", 0, shape.chin_down_px)
    _shift(marks, "collar neck_l neck_r", 0, 0.6 * shape.chin_down_px)
    _scale(marks, "neck_l neck_r", (222, 180), shape.neck_scale)
    _scale(marks, "hair_l_1 hair_l_2 hair_l_3 hair_r_1 hair_r_2 hair_r_3", (228, 80), shape.hair_scale)
    _shift(marks, "hair_top hair_l_1 hair_r_1", 0, shape.hair_down_px)
    _shift(marks, "fringe_l fringe fringe_r", 0, shape.fringe_down_px)
    return {name: (float(x), float(y)) for name, (x, y) in marks.items()}


def _place_eyes(marks: dict[str, NDArray[Any]], shape: Shape) -> None:
    for side, centre, way in (("l", (202.0, 101.5), -1), ("r", (248.0, 104.0), 1)):
        eye = " ".join(f"eye_{side}_{part}" for part in ("out", "in", "top", "low"))
        _scale(marks, eye, centre, shape.eye_width_scale, shape.eye_height_scale)
        _shift(marks, eye, way * shape.eyes_apart_px, shape.eyes_down_px)
        _shift(marks, f"eye_{side}_out", 0, shape.eye_corner_down_px)
        _shift(marks, f"brow_{side}_in", way * shape.eyes_apart_px, shape.brow_inner_down_px)
    _shift(marks, BROWS, 0, shape.brows_down_px + shape.eyes_down_px)


def _shift(marks: dict[str, NDArray[Any]], names: str, right_px: float, down_px: float) -> None:
    for name in names.split():
        marks[name] = marks[name] + (right_px, down_px)


def _scale(
    marks: dict[str, NDArray[Any]], names: str, centre: tuple[float, float], wide: float, high: float = 1.0
) -> None:
    for name in names.split():
        marks[name] = np.array(centre) + (marks[name] - centre) * (wide, high)


ADA: Final = Look()
BRUNO: Final = Look(
    Shape(
        eye_width_scale=1.1, eye_height_scale=1.22, eyes_apart_px=-2.5, eyes_down_px=1.2, eye_corner_down_px=0.7,
        brows_down_px=3.0, brow_inner_down_px=0.2, mouth_width_scale=0.93, mouth_height_scale=0.62,
        mouth_down_px=1.3, mouth_corner_down_px=4.5, cheek_scale=1.03, jaw_scale=0.89, chin_down_px=0.6,
        neck_scale=1.08, hair_scale=0.88, hair_down_px=5.0, fringe_down_px=-7.0,
    ),
    skin=Tint(light=0.72, chroma=1.1, a=3, b=4),
    hair=Tint(light=0.35, chroma=0.5),
    paints=(
        partial(makeup.lips, upper=(150, 92, 84), lower=(172, 112, 102)),
        partial(makeup.brows, colour=(38, 26, 20), thick_px=8, strength=0.8),
        partial(makeup.beard, colour=(46, 34, 28), strength=0.8),
    ),
    clothes=(38, 92, 104),
)  # fmt: skip
STRANGER: Final = Look(
    Shape(
        eye_width_scale=0.94, eye_height_scale=0.88, eyes_apart_px=1.9, eyes_down_px=-2.6, eye_corner_down_px=-2.0,
        brows_down_px=2.5, brow_inner_down_px=1.1, nose_width_scale=1.3, nose_down_px=-4.0, mouth_width_scale=1.06,
        mouth_height_scale=0.79, mouth_down_px=4.0, mouth_corner_down_px=2.9, cheek_scale=1.04, jaw_scale=0.95,
        chin_down_px=3.4, fringe_down_px=2.0,
    ),
    skin=Tint(light=0.9, a=3, b=2),
    hair=Tint(light=1.15, chroma=0.1),
    paints=(
        partial(makeup.lips, upper=(165, 105, 100), lower=(185, 125, 118)),
        partial(makeup.brows, colour=(150, 145, 140), thick_px=5, strength=0.7),
        partial(makeup.glasses, colour=(24, 22, 28), thick_px=4),
    ),
    clothes=(120, 58, 88),
)  # fmt: skip
LOOKS: Final = MappingProxyType({"ada": ADA, "bruno": BRUNO, "stranger": STRANGER})
