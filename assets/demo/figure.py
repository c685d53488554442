"""Make the persons of the demo: layered pictures with head, clothes and a back, ready to be placed in a frame."""

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from assets.demo import clothes, makeup
from assets.demo.looks import Look, marks_of
from assets.demo.portrait import FACE, Portrait
from assets.demo.warp import backward_map, bend

PAINT_SCALE: Final = 2.5
"""Enlargement of the portrait while it is painted, so that thin lines stay fine."""
SCALE: Final = 1.25
"""Enlargement of the finished figure."""
HAIR_ENDS_Y: Final = 152
"""Row of the portrait where a head seen from behind shows the neck."""


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One person from the chest up. All planes have the same size, `SCALE` pixels to a pixel of the portrait."""

    front: NDArray[Any]
    """(h, w, 3) RGB in 0..255."""
    back: NDArray[Any]
    """(h, w, 3), the same person from behind."""
    cover: NDArray[Any]
    """(h, w) in 0..1, how much of the background the person hides."""
    scalp: NDArray[Any]
    """(h, w) in 0..1, head and neck."""
    face: NDArray[Any]
    """(h, w) in 0..1, the face without hair and neck."""
    mouth: NDArray[Any]
    """(h, w) in 0..1, what moves in speech."""
    head: tuple[float, float, float, float]
    """Centre x, y and half width, half height of the head."""


def make_figure(portrait: Portrait, look: Look) -> Figure:
    """Bend, colour and dress the portrait as `look` says."""
    marks = marks_of(look.shape)
    origin = backward_map(FACE, marks, portrait.rgb.shape[:2], PAINT_SCALE)
    person, head, skin = (bend(mask, origin).clip(0, 1) for mask in (portrait.person, portrait.head, portrait.skin))
    points = {name: np.array(point) * PAINT_SCALE for name, point in marks.items()}
    picture = makeup.tint(
        bend(portrait.rgb.astype(np.float32), origin).clip(0, 255), (head - skin).clip(0, 1), look.hair
    )
    for paint in look.paints:
        picture = paint(picture, points)
    picture = makeup.tint(picture, skin, look.skin)
    cover = person
    if look.clothes is not None:
        picture, cover = clothes.dress(picture, head, points, look.clothes)
    back = _from_behind(picture, head, points)
    chin = points["chin"][1]
    face = skin * (np.arange(len(skin))[:, None] < chin)
    centre = (points["hair_l_2"] + points["hair_r_2"]) / 2
    half_width = (points["hair_r_2"] - points["hair_l_2"])[0] / 2
    middle_y = (points["hair_top"][1] + chin) / 2
    mouth = _mouth_mask(cover.shape, points)
    x, y, wide, high = (float(v) * SCALE / PAINT_SCALE for v in (centre[0], middle_y, half_width, chin - middle_y))
    return Figure(
        front=_smaller(picture),
        back=_smaller(back),
        cover=_smaller(cover),
        scalp=_smaller(head),
        face=_smaller(face),
        mouth=_smaller(mouth),
        head=(x, y, wide, high),
    )


def _from_behind(picture: makeup.Picture, head: makeup.Mask, points: makeup.Marks) -> makeup.Picture:
    """Hair from the top of the head mirrored down over the face; the neck below takes the colour of the cheeks."""
    height, width = head.shape
    top, line = points["hair_top"][1], points["fringe"][1] - 14 * PAINT_SCALE
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    nape = HAIR_ENDS_Y * PAINT_SCALE
    middle = float(points["hair_top"][0])
    # Narrower near the top, where the head is: else the mirrored hair would run out into the background.
    from_y = np.where(y < line, y, line - (y - line) * (line - top) * 0.62 / (nape - line)).astype(np.float32)
    squeeze = np.where(y < line, 1.0, 1.0 - 0.45 * ((y - line) / (nape - line)).clip(0, 1))
    from_x = (middle + (x - middle) * squeeze).astype(np.float32)
    hair = cv2.remap(picture, from_x, from_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    hair *= (1 - 0.25 * ((y - line) / (nape - line)).clip(0, 1))[..., None]
    cheek = points["jaw_l_2"] * 0.8 + points["nose_tip"] * 0.2
    colour = picture[int(cheek[1]) - 6 : int(cheek[1]) + 6, int(cheek[0]) : int(cheek[0]) + 12].mean((0, 1))
    is_hair = cv2.GaussianBlur((y < nape).astype(np.float32), (0, 0), 5)
    behind = makeup.blend(np.broadcast_to(colour * 0.85, picture.shape).astype(np.float32), hair, is_hair)
    return makeup.blend(picture, behind, head)


def _mouth_mask(shape: tuple[int, ...], points: makeup.Marks) -> makeup.Mask:
    y, x = np.mgrid[: shape[0], : shape[1]]
    centre = (points["lip_top"] + points["lip_low"]) / 2 + (0, 8)
    wide = np.linalg.norm(points["mouth_r"] - points["mouth_l"]) * 0.75
    return np.asarray(np.exp(-(((x - centre[0]) / wide) ** 4) - ((y - centre[1]) / (0.8 * wide)) ** 4), np.float32)


def _smaller(plane: NDArray[Any]) -> NDArray[Any]:
    ratio = SCALE / PAINT_SCALE
    return cv2.resize(plane, None, fx=ratio, fy=ratio, interpolation=cv2.INTER_AREA)
