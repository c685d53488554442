"""Change pictures as films do, so that a network learns faces and not photographs."""

import cv2
import numpy as np

from engine.types import Pixels

MOST_SHIFT_PX = 4
GREY = 127.5
STRONGEST_BLUR_PX = 1.5
WORST_JPEG = 30


def varied(crops: Pixels, dice: np.random.Generator, mixed: float = 0.0) -> Pixels:
    """The crops (n, h, w, 3) mirrored, moved, lighter or darker at random, and a share `mixed` laid over others."""
    made = np.stack([_moved(crop, dice) for crop in crops]).astype(np.float32)
    gain = dice.uniform(0.7, 1.3, (len(made), 1, 1, 1)).astype(np.float32)
    made = (made - GREY) * gain + GREY + dice.uniform(-25, 25, (len(made), 1, 1, 1)).astype(np.float32)
    chosen = dice.random(len(made)) < mixed
    share = dice.uniform(0.2, 0.8, (int(chosen.sum()), 1, 1, 1)).astype(np.float32)
    others = made[dice.permutation(len(made))]
    made[chosen] = share * made[chosen] + (1 - share) * others[chosen]
    return np.asarray(made.clip(0, 255).round(), np.uint8)


def worsened(crops: Pixels, dice: np.random.Generator, share: float = 0.5) -> Pixels:
    """A `share` of the crops made small and large again, blurred or compressed: noise that films have."""
    made = crops.copy()
    for place in np.flatnonzero(dice.random(len(crops)) < share):
        made[place] = _WAYS[int(dice.integers(len(_WAYS)))](crops[place], dice)
    return made


def _moved(crop: Pixels, dice: np.random.Generator) -> Pixels:
    shift = tuple(int(v) for v in dice.integers(-MOST_SHIFT_PX, MOST_SHIFT_PX + 1, 2))
    moved: Pixels = np.roll(crop, shift, (0, 1))
    return moved[:, ::-1] if dice.random() < 0.5 else moved


def _coarse(crop: Pixels, dice: np.random.Generator) -> Pixels:
    height, width = crop.shape[:2]
    scale = float(dice.uniform(0.25, 0.7))
    small = cv2.resize(
        crop, (max(8, round(width * scale)), max(8, round(height * scale))), interpolation=cv2.INTER_AREA
    )
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _blurred(crop: Pixels, dice: np.random.Generator) -> Pixels:
    return np.asarray(cv2.GaussianBlur(crop, (0, 0), float(dice.uniform(0.5, STRONGEST_BLUR_PX))), np.uint8)


def _compressed(crop: Pixels, dice: np.random.Generator) -> Pixels:
    quality = int(dice.integers(WORST_JPEG, 80))
    encoded = cv2.imencode(".jpg", np.ascontiguousarray(crop), [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)


_WAYS = (_coarse, _blurred, _compressed)
