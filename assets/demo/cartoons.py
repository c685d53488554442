"""Drawn people with a few strokes each: nobody may take them for a real person."""

from dataclasses import dataclass

import numpy as np

from assets.demo.brush import Canvas, Colour, line, oval, polygon

INK: Colour = (40, 34, 46)


@dataclass(frozen=True, slots=True)
class Cartoon:
    """One drawn person: foot point in pixels, height in pixels, colours, and a beat (seconds) to dance to."""

    foot: tuple[float, float]
    height_px: float
    skin: Colour
    hair: Colour
    dress: Colour
    beat_s: float = 1.0


def draw(canvas: Canvas, cartoon: Cartoon, time_s: float) -> None:
    """Draw the figure as it stands at `time_s`: it hops and waves."""
    phase = 2 * np.pi * time_s / cartoon.beat_s
    unit = cartoon.height_px / 100
    x, y = cartoon.foot[0], cartoon.foot[1] - 3 * unit * abs(np.sin(phase / 2))
    _body(canvas, cartoon, (x, y), unit, phase)
    _head(canvas, cartoon, (x + 1.5 * unit * np.sin(phase / 2), y - 74 * unit), unit)


def _body(canvas: Canvas, cartoon: Cartoon, foot: tuple[float, float], unit: float, phase: float) -> None:
    x, y = foot
    thick = max(2, round(4 * unit))
    for way in (-1, 1):
        line(canvas, ((x + way * 6 * unit, y - 26 * unit), (x + way * 8 * unit, y)), INK, thick)
        hand = (x + way * 26 * unit, y - (40 + 14 * np.sin(phase + way)) * unit)
        line(
            canvas,
            ((x + way * 9 * unit, y - 50 * unit), (x + way * 20 * unit, y - 42 * unit), hand),
            cartoon.skin,
            thick,
        )
    polygon(
        canvas,
        (
            (x - 9 * unit, y - 54 * unit),
            (x + 9 * unit, y - 54 * unit),
            (x + 17 * unit, y - 22 * unit),
            (x - 17 * unit, y - 22 * unit),
        ),
        cartoon.dress,
    )


def _head(canvas: Canvas, cartoon: Cartoon, centre: tuple[float, float], unit: float) -> None:
    x, y = centre
    oval(canvas, (x, y - 3 * unit), (24 * unit, 23 * unit), INK)
    oval(canvas, (x, y - 3 * unit), (23 * unit, 22 * unit), cartoon.hair)
    oval(canvas, (x, y + 2 * unit), (19 * unit, 18 * unit), cartoon.skin)
    for way in (-1, 1):
        oval(canvas, (x + way * 7 * unit, y), (4 * unit, 4.6 * unit), (255, 255, 255))
        oval(canvas, (x + way * 6.4 * unit, y + 0.6 * unit), (2 * unit, 2.8 * unit), INK)
        line(
            canvas,
            [(x + way * 3.5 * unit, y - 9 * unit), (x + way * 10 * unit, y - 7.6 * unit)],
            cartoon.hair,
            max(1, round(1.6 * unit)),
        )
        oval(canvas, (x + way * 13 * unit, y + 8 * unit), (3 * unit, 2 * unit), (250, 150, 140))
    line(
        canvas,
        [(x, y + 2 * unit), (x + 1.5 * unit, y + 5.5 * unit), (x - unit, y + 6 * unit)],
        INK,
        max(1, round(unit)),
    )
    smile = np.linspace(0.15 * np.pi, 0.85 * np.pi, 12)
    line(
        canvas,
        [(x + 8 * unit * np.cos(a), y + (7 + 5 * np.sin(a)) * unit) for a in smile],
        INK,
        max(1, round(1.4 * unit)),
    )
