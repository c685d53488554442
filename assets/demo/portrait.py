"""Cut the portrait of the public domain out of its background; every real person of the demo is made from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import data

Point = tuple[float, float]
Outline = tuple[Point, ...]

# All points are x, y in pixels of scikit-image's 512 x 512 portrait, read off an enlargement by eye.
FACE: Final[Mapping[str, Point]] = MappingProxyType(
    {
        "eye_l_out": (193, 101), "eye_l_in": (211, 102), "eye_l_top": (202, 97), "eye_l_low": (203, 106),
        "eye_r_in": (238, 105), "eye_r_out": (258, 104), "eye_r_top": (248, 99), "eye_r_low": (248, 109),
        "brow_l_out": (188, 91), "brow_l_mid": (198.0, 88.5), "brow_l_in": (213, 93),
        "brow_r_in": (236, 94), "brow_r_mid": (250, 92), "brow_r_out": (263, 96),
        "nose_top": (225, 104), "nose_tip": (222, 126), "nose_l": (210, 127), "nose_r": (236, 129),
        "nose_low": (223, 133),
        "mouth_l": (203, 140), "mouth_r": (247, 140), "lip_top": (223.0, 140.5), "lip_low": (222, 154),
        "jaw_l_1": (182, 120), "jaw_l_2": (182, 140), "jaw_l_3": (190, 160), "jaw_l_4": (204, 171),
        "chin": (223, 178),
        "jaw_r_4": (244, 171), "jaw_r_3": (257, 160), "jaw_r_2": (266, 142), "jaw_r_1": (270, 120),
        "ear_l": (174, 126), "ear_r": (280, 132),
        "hair_top": (233, 16), "hair_l_1": (190, 30), "hair_l_2": (153, 75), "hair_l_3": (160, 108),
        "hair_r_1": (285, 42), "hair_r_2": (301, 85), "hair_r_3": (288, 122),
        "fringe_l": (190, 75), "fringe": (225, 80), "fringe_r": (262, 88),
        "neck_l": (188, 180), "neck_r": (254, 181), "collar": (222, 188),
    }
)  # fmt: skip
HEAD_OUTLINE: Final[Outline] = (
    (184, 150), (183, 134), (176, 131), (168, 120), (154, 102), (150, 85), (152, 62), (170, 42), (200, 22), (233, 13),
    (266, 22), (288, 38), (301, 66), (304, 86), (301, 105), (290, 124), (276, 139), (268, 140), (266, 150),
)  # fmt: skip
SUIT_OUTLINE: Final[Outline] = (
    (256, 172), (266, 180), (280, 193), (293, 211), (301, 232), (306, 240), (330, 256), (340, 275), (346, 300),
    (351, 329), (30, 329), (38, 300), (43, 275), (48, 260), (75, 237), (110, 208), (112, 190), (124, 168), (150, 148),
)  # fmt: skip
NECK_OUTLINE: Final[Outline] = ((257, 162), (253, 180), (240, 187), (222, 186), (200, 183), (190, 177), (187, 150))
# Hairline, sides and jaw: inside lies skin, outside (within the head) hair.
SKIN_OUTLINE: Final[Outline] = (
    (185, 86), (188, 76), (200, 78), (212, 81), (226, 81), (240, 85), (255, 89), (266, 92), (270, 105), (270, 126),
    (280, 130), (276, 137), (268, 138), (266, 150), (260, 162), (256, 181), (240, 190), (222, 189), (200, 186),
    (187, 178), (186, 150), (182, 131), (176, 130), (171, 122), (178, 119), (181, 105),
)  # fmt: skip
CROP_HEIGHT: Final = 330


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    """The portrait as layers. All planes have the same height and width, in pixels of the source."""

    rgb: NDArray[Any]
    """(h, w, 3)."""
    person: NDArray[Any]
    """(h, w) in 0..1, head and suit."""
    head: NDArray[Any]
    """(h, w) in 0..1, hair, face and neck."""
    skin: NDArray[Any]
    """(h, w) in 0..1, face and neck without the hair."""


def photograph() -> NDArray[Any]:
    """The whole portrait, (512, 512, 3) uint8 RGB."""
    return np.asarray(data.astronaut(), np.uint8)  # type: ignore[no-untyped-call]


def cut_out() -> Portrait:
    """The portrait from head to chest, with masks that follow the hair."""
    rgb = np.ascontiguousarray(photograph()[:CROP_HEIGHT])
    person = _follow_edges(rgb, HEAD_OUTLINE + SUIT_OUTLINE)
    neck_and_head = _soft(_filled(rgb.shape, HEAD_OUTLINE + NECK_OUTLINE), 0.8)
    skin = _soft(_filled(rgb.shape, SKIN_OUTLINE), 1.6)
    return Portrait(rgb, person, np.minimum(person, neck_and_head), np.minimum(person, skin))


def _follow_edges(rgb: NDArray[Any], outline: Outline) -> NDArray[Any]:
    """GrabCut (Rother et al. 2004) between a hand-drawn outline grown and shrunk by a few pixels."""
    inside = _filled(rgb.shape, outline)
    labels = np.full(inside.shape, cv2.GC_BGD, np.uint8)
    labels[cv2.dilate(inside, _disc(7)) > 0] = cv2.GC_PR_BGD
    labels[inside > 0] = cv2.GC_PR_FGD
    labels[cv2.erode(inside, _disc(13)) > 0] = cv2.GC_FGD
    cv2.setRNGSeed(1)
    colours = np.zeros((2, 1, 65))
    no_box = (0, 0, 1, 1)  # The mask says it all.
    cv2.grabCut(rgb[..., ::-1].copy(), labels, no_box, colours[0], colours[1], 4, cv2.GC_INIT_WITH_MASK)
    return _soft(np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8), 0.8)


def _filled(shape: tuple[int, ...], outline: Outline) -> NDArray[Any]:
    mask = np.zeros(shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(outline).astype(np.int32)], 1)
    return mask


def _soft(mask: NDArray[Any], sigma_px: float) -> NDArray[Any]:
    return cv2.GaussianBlur(mask.astype(np.float32), (0, 0), sigma_px)


def _disc(size_px: int) -> NDArray[Any]:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size_px, size_px))
