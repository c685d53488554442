"""Draw one person in the manner of limited animation: flat colours, ink lines, large eyes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from assets.anime.characters import Character
from assets.demo.brush import Canvas, Colour, line, oval, polygon

INK: Final[Colour] = (46, 36, 44)
WHITE: Final[Colour] = (252, 252, 252)
Points = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a head is and how it looks. `centre` in pixels, `unit`: half the width of the face in pixels.

    `yaw`: -1 (looks to the left, a profile) to 1. `mouth`, `lids`: 0 shut to 1 open. `back`: seen from behind.
    """

    centre: tuple[float, float]
    unit: float
    yaw: float = 0.0
    mouth: float = 0.0
    lids: float = 1.0
    back: bool = False


def draw_person(canvas: Canvas, who: Character, pose: Pose) -> None:
    """Draw head, neck and shoulders; what lies outside of the canvas is cut off."""
    pen = _Pen(canvas, pose)
    _back_hair(pen, who)
    _body(pen, who)
    if pose.back:
        pen.shape(_ring(0, -0.1, 1.12, 1.2), who.hair)
        return
    _face(pen, who)
    for side in (-1, 1):
        _eye(pen, who, side, pose)
    _nose_and_mouth(pen, pose)
    if who.glasses:
        for side in (-1, 1):
            pen.stroke(_ring(*_turned(side * 0.43, 0.2, pose.yaw), 0.36 * _width(side, pose.yaw), 0.36), INK, 0.05)
    _front_hair(pen, who)


class _Pen:
    """Turns head coordinates (face half width 1, y down) into strokes on the canvas."""

    def __init__(self, canvas: Canvas, pose: Pose) -> None:
        self._canvas, self._pose = canvas, pose

    def place(self, points: Iterable[tuple[float, float]]) -> Points:
        (x, y), unit = self._pose.centre, self._pose.unit
        return [(x + unit * px, y + unit * py) for px, py in points]

    def shape(self, points: Points, colour: Colour, ink: float = 0.045) -> None:
        polygon(self._canvas, self.place(points), colour)
        if ink:
            self.stroke([*points, points[0]], INK, ink)

    def stroke(self, points: Points, colour: Colour, thick: float) -> None:
        line(self._canvas, self.place(points), colour, max(1, round(thick * self._pose.unit)))

    def spot(self, at: tuple[float, float], half: tuple[float, float], colour: Colour) -> None:
        unit = self._pose.unit
        oval(self._canvas, self.place([at])[0], (half[0] * unit, half[1] * unit), colour)


def _turned(x: float, y: float, yaw: float) -> tuple[float, float]:
    """Where a point of the face lies when the head turns: as on a round head of half width 1."""
    angle = np.arcsin(np.clip(x, -0.95, 0.95)) + yaw * 0.9
    return float(np.sin(angle)), y


def _width(side: float, yaw: float) -> float:
    return float(max(0.25, 1 - 0.75 * max(0.0, side * yaw)))


def _ring(x: float, y: float, wide: float, high: float) -> Points:
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    return list(zip((x + wide * np.cos(angle)).tolist(), (y + high * np.sin(angle)).tolist(), strict=True))


def _darker(colour: Colour, share: float = 0.78) -> Colour:
    return int(colour[0] * share), int(colour[1] * share), int(colour[2] * share)


def _back_hair(pen: _Pen, who: Character) -> None:
    shade = _darker(who.hair)
    if who.style == "long":
        pen.shape([(-1.25, -0.5), (-1.45, 2.6), (-0.5, 2.9), (0.5, 2.9), (1.45, 2.6), (1.25, -0.5)], shade)
    if who.style == "tails":
        for side in (-1, 1):
            pen.shape(
                [(side * 1.0, -0.5), (side * 1.9, -0.3), (side * 2.1, 1.6), (side * 1.5, 2.2), (side * 1.3, 0.7)], shade
            )
    pen.shape(_ring(0, -0.15, 1.3, 1.35 if who.style != "bob" else 1.5), shade)


def _body(pen: _Pen, who: Character) -> None:
    pen.shape([(-0.3, 0.8), (0.3, 0.8), (0.34, 1.6), (-0.34, 1.6)], _darker(who.skin, 0.9))
    pen.shape([(-0.5, 1.4), (0.5, 1.4), (1.6, 1.9), (2.0, 5.5), (-2.0, 5.5), (-1.6, 1.9)], who.dress)
    pen.shape([(-0.5, 1.4), (0.0, 2.1), (0.5, 1.4), (0.3, 1.3), (-0.3, 1.3)], WHITE)


def _face(pen: _Pen, who: Character) -> None:
    chin = pen_yaw(pen) * 0.25
    outline = [(-1.0, -0.5), (-1.0, 0.25), (-0.78, 0.75), (-0.3 + chin, 1.05), (chin, 1.14), (0.3 + chin, 1.05)]
    pen.shape([*outline, (0.78, 0.75), (1.0, 0.25), (1.0, -0.5), (0.6, -1.0), (-0.6, -1.0)], who.skin)
    for side in (-1, 1):
        pen.spot(_turned(side * 0.62, 0.58, pen_yaw(pen)), (0.14, 0.06), _mixed(who.skin, (240, 140, 140)))


def pen_yaw(pen: _Pen) -> float:
    """How far the head that is being drawn is turned."""
    return pen._pose.yaw


def _mixed(one: Colour, other: Colour) -> Colour:
    return (one[0] + other[0]) // 2, (one[1] + other[1]) // 2, (one[2] + other[2]) // 2


def _eye(pen: _Pen, who: Character, side: int, pose: Pose) -> None:
    x, y = _turned(side * 0.43, 0.2, pose.yaw)
    if abs(pose.yaw) > 0.75 and side * pose.yaw > 0:
        return
    wide, high = 0.27 * who.eye * _width(side, pose.yaw), 0.34 * who.eye * max(0.04, pose.lids)
    pen.stroke([(x - wide, y - 0.48), (x, y - 0.55), (x + wide, y - 0.48)], _darker(who.hair, 0.6), 0.05)
    if pose.lids < 0.2:
        pen.stroke([(x - wide, y + 0.05), (x, y + 0.14), (x + wide, y + 0.05)], INK, 0.08)
        return
    pen.spot((x, y), (wide, high), WHITE)
    pen.spot((x + 0.06 * pose.yaw, y), (wide * 0.72, high * 0.94), _darker(who.eyes, 0.62))
    pen.spot((x + 0.06 * pose.yaw, y + high * 0.25), (wide * 0.62, high * 0.62), who.eyes)
    pen.spot((x + 0.06 * pose.yaw, y), (wide * 0.3, high * 0.42), INK)
    pen.spot((x - wide * 0.25, y - high * 0.42), (wide * 0.26, high * 0.24), WHITE)
    arc = np.linspace(np.pi * 1.05, np.pi * 1.95, 12)
    lid = zip((x + wide * 1.1 * np.cos(arc)).tolist(), (y + high * 1.04 * np.sin(arc)).tolist(), strict=True)
    pen.stroke(list(lid), INK, 0.1)
    pen.stroke([(x - wide * 0.6, y + high), (x + wide * 0.6, y + high)], INK, 0.03)


def _nose_and_mouth(pen: _Pen, pose: Pose) -> None:
    x, y = _turned(0.0, 0.58, pose.yaw)
    pen.stroke([(x, y - 0.06), (x + 0.04 * (1 if pose.yaw >= 0 else -1), y + 0.02)], _mixed(INK, (230, 170, 150)), 0.04)
    x, y = _turned(0.0, 0.8, pose.yaw)
    if pose.mouth > 0.15:
        pen.shape(_ring(x, y, 0.16, 0.05 + 0.13 * pose.mouth), (178, 66, 74), 0.035)
    else:
        pen.stroke([(x - 0.15, y - 0.02), (x, y + 0.03), (x + 0.15, y - 0.02)], INK, 0.045)


def _front_hair(pen: _Pen, who: Character) -> None:
    lean = pen_yaw(pen) * 0.3
    if who.style == "spikes":
        tips = [
            (-1.35, -0.2),
            (-1.5, -1.1),
            (-0.9, -1.35),
            (-0.7, -1.95),
            (-0.1, -1.5),
            (0.5, -2.0),
            (0.8, -1.35),
            (1.5, -1.2),
        ]
        pen.shape(
            [
                *tips,
                (1.35, -0.2),
                (0.95, -0.55),
                (0.7, -0.2),
                (0.4, -0.62),
                (0, -0.2),
                (-0.4, -0.62),
                (-0.7, -0.2),
                (-0.95, -0.55),
            ],
            who.hair,
        )
        return
    crown = [
        (-1.22, 0.35),
        (-1.3, -0.4),
        (-1.0, -1.1),
        (-0.4, -1.45),
        (0.4, -1.45),
        (1.0, -1.1),
        (1.3, -0.4),
        (1.22, 0.35),
    ]
    fringe = [(0.95, -0.3), (0.7 + lean, -0.1), (0.5 + lean, -0.5), (0.2 + lean, -0.06), (-0.1 + lean, -0.5)]
    pen.shape([*crown, *fringe, (-0.4 + lean, -0.08), (-0.7 + lean, -0.48), (-0.95, -0.2)], who.hair)
    if who.style in ("long", "bob"):
        for side in (-1, 1):
            low = 1.9 if who.style == "long" else 0.95
            pen.shape(
                [
                    (side * 1.26, -0.3),
                    (side * 0.92, -0.2),
                    (side * 0.98, low * 0.7),
                    (side * 1.15, low),
                    (side * 1.32, low * 0.6),
                ],
                who.hair,
            )
    if who.ribbon:
        for side in (-1, 1):
            pen.shape(_ring(side * 1.2, -0.75, 0.26, 0.2), who.ribbon)
    pen.stroke([(-0.75, -0.95), (-0.3, -1.12), (0.2, -1.1)], _mixed(who.hair, WHITE), 0.09)
