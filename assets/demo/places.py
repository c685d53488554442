"""Where the demo plays: drawn backgrounds, and what stands before the people."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from assets.demo.brush import Canvas, Colour, box, gradient, line, oval, polygon

WIDTH: Final = 640
HEIGHT: Final = 360
Draw = Callable[[Canvas], None]


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A set: `behind` (h, w, 3) uint8, `before` likewise with `cover` (h, w) in 0..1 saying where it hides people."""

    behind: Canvas
    before: Canvas
    cover: NDArray[Any]


def build(name: str) -> Place:
    """One of `PLACES`, drawn."""
    behind, draw_before = PLACES[name]()
    # Grain: a perfectly flat wall would be unlike any camera's picture.
    grain = np.random.default_rng(len(name)).normal(0, 2.0, behind.shape)
    behind = (cv2.GaussianBlur(behind, (0, 0), 0.7) + grain).clip(0, 255).astype(np.uint8)
    before, mask = np.zeros_like(behind), np.zeros_like(behind)
    draw_before(before)
    # The same strokes in white on black give the cover, with the smooth edges of the brush.
    drawn = np.full_like(behind, 255)
    draw_before(drawn)
    mask = 255 - np.abs(drawn.astype(int) - before).max(2)
    return Place(behind, before, (mask / 255).astype(np.float32))


def _studio() -> tuple[Canvas, Draw]:
    canvas = gradient(WIDTH, HEIGHT, (72, 92, 116), (128, 144, 158))
    rng = np.random.default_rng(21)
    for shelf_y in (90, 180, 270):
        x = 24.0
        while x < 190:
            wide, high = rng.uniform(8, 18), rng.uniform(40, 66)
            colour = tuple(int(c) for c in rng.integers(60, 190, 3))
            box(canvas, x, shelf_y - high, wide, high, (colour[0], colour[1], colour[2]))
            x += wide + 2
        box(canvas, 16, shelf_y, 190, 6, (84, 58, 40))
    box(canvas, 470, 50, 120, 80, (226, 222, 210))
    polygon(canvas, ((480, 120), (520, 80), (545, 105), (565, 88), (582, 120)), (120, 150, 130))

    def desk(front: Canvas) -> None:
        box(front, 0, 306, WIDTH, 60, (112, 76, 48))
        box(front, 0, 306, WIDTH, 5, (150, 108, 72))

    return canvas, desk


def _office() -> tuple[Canvas, Draw]:
    canvas = gradient(WIDTH, HEIGHT, (206, 198, 182), (176, 164, 146))
    box(canvas, 396, 40, 190, 150, (240, 240, 236))
    box(canvas, 404, 48, 84, 134, (158, 196, 222))
    box(canvas, 494, 48, 84, 134, (168, 204, 226))
    box(canvas, 40, 70, 110, 76, (60, 74, 92))
    line(canvas, ((50, 130), (80, 104), (104, 116), (140, 84)), (226, 180, 70), 3)
    for turn in (-0.9, -0.4, 0.1, 0.6, 1.0):
        tip = (80 + 70 * np.sin(turn), 300 - 90 * np.cos(turn))
        line(canvas, ((80, 320), ((80 + tip[0]) / 2 - 8, (310 + tip[1]) / 2), tip), (62, 112, 66), 9)

    def desk(front: Canvas) -> None:
        box(front, 0, 304, WIDTH, 60, (92, 100, 108))
        box(front, 0, 304, WIDTH, 4, (136, 144, 150))
        box(front, 520, 250, 90, 60, (40, 42, 46))

    return canvas, desk


def _street() -> tuple[Canvas, Draw]:
    canvas = gradient(WIDTH, HEIGHT, (150, 184, 214), (206, 214, 214))
    fronts: tuple[tuple[int, Colour], ...] = (
        (0, (168, 118, 96)),
        (150, (196, 178, 148)),
        (330, (140, 132, 140)),
        (500, (180, 150, 120)),
    )
    for x, colour in fronts:
        box(canvas, x, 40 + x % 70, 172, 340, colour)
        for row in range(4):
            for column in range(4):
                box(canvas, x + 16 + column * 38, 64 + x % 70 + row * 56, 20, 32, (74, 88, 104))
    box(canvas, 0, 292, WIDTH, 80, (128, 126, 122))

    def pillar_and_wall(front: Canvas) -> None:
        box(front, 276, 0, 88, HEIGHT, (94, 90, 86))
        box(front, 276, 0, 10, HEIGHT, (124, 120, 114))
        box(front, 0, 286, WIDTH, 80, (150, 92, 74))
        box(front, 0, 286, WIDTH, 6, (178, 120, 98))

    return canvas, pillar_and_wall


def _park() -> tuple[Canvas, Draw]:
    canvas = gradient(WIDTH, HEIGHT, (158, 200, 226), (214, 226, 206))
    box(canvas, 0, 210, WIDTH, 160, (120, 164, 92))
    for x, y, size in ((70, 150, 70), (200, 170, 46), (430, 160, 54), (570, 140, 80)):
        box(canvas, x - size / 9, y, size / 4.5, size * 1.1, (104, 78, 58))
        for way in (-0.5, 0, 0.5):
            oval(canvas, (x + way * size, y - abs(way) * -14), (size * 0.55, size * 0.6), (66 + x % 20, 122, 70))

    def hedge(front: Canvas) -> None:
        box(front, 0, 296, WIDTH, 70, (58, 98, 56))
        for x in range(-10, WIDTH, 26):
            oval(front, (x, 298), (22, 12), (66, 108, 62))

    return canvas, hedge


def _balcony() -> tuple[Canvas, Draw]:
    canvas = gradient(WIDTH, HEIGHT, (236, 190, 150), (250, 226, 190))
    oval(canvas, (500, 150), (34, 34), (255, 240, 206))
    box(canvas, 0, 180, WIDTH, 190, (92, 136, 156))
    for y in range(190, 300, 14):
        line(canvas, [(x, y + 3 * np.sin(x / 23 + y)) for x in range(0, WIDTH + 1, 10)], (112, 154, 172), 2)

    def parapet(front: Canvas) -> None:
        box(front, 0, 240, WIDTH, 130, (206, 200, 190))
        box(front, 0, 240, WIDTH, 9, (228, 222, 212))

    return canvas, parapet


def _hills() -> tuple[Canvas, Draw]:
    canvas = gradient(WIDTH, HEIGHT, (120, 170, 216), (222, 232, 232))
    for base, high, colour in ((200, 60, (124, 148, 130)), (250, 46, (100, 138, 96)), (300, 34, (82, 124, 70))):
        ridge = [(x, base - high * np.sin(x / (60 + base / 4) + base)) for x in range(0, WIDTH + 1, 8)]
        polygon(canvas, [(0, HEIGHT), *ridge, (WIDTH, HEIGHT)], colour)
    return canvas, lambda front: None


def _toy_town() -> tuple[Canvas, Draw]:
    canvas = gradient(WIDTH, HEIGHT, (92, 204, 250), (190, 238, 255))
    oval(canvas, (90, 70), (40, 40), (255, 222, 60))
    for x, high, colour in ((150, 150, (255, 150, 130)), (300, 190, (140, 220, 160)), (460, 130, (250, 200, 110))):
        box(canvas, x, 280 - high, 120, high, colour)
        polygon(canvas, ((x - 10, 280 - high), (x + 60, 230 - high), (x + 130, 280 - high)), (200, 80, 90))
        box(canvas, x + 46, 230, 28, 50, (110, 70, 60))
    box(canvas, 0, 280, WIDTH, 90, (130, 210, 110))
    return canvas, lambda front: None


PLACES: Final = MappingProxyType(
    {
        "studio": _studio,
        "office": _office,
        "street": _street,
        "park": _park,
        "balcony": _balcony,
        "hills": _hills,
        "toy town": _toy_town,
    }
)
