"""Where the pictures of the film strip lie, and which moment each of them shows."""

import math
from dataclasses import dataclass
from fractions import Fraction

from app.timeline.geometry.view import View

NARROWEST = 0.7
"""A place is at least this share of a picture wide; the picture is cut to its place."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place on the strip, in pixels. `frame`: which frame it shows, counted from the first; `time`: when that is."""

    left: float
    width: float
    frame: int
    time: Fraction


def slots(view: View, first: Fraction, frame: Fraction, picture_px: float) -> tuple[int, list[Slot]]:
    """How many frames lie between two pictures, and the places that reach into the view.

    `first`: time of the first frame; `frame`: how long a frame lasts. Pictures are a power of two of frames apart, so
    that a step of zoom finds half of its pictures already there.
    """
    frame_px = float(frame) * view.px_per_s
    step: int = 2 ** max(0, math.ceil(math.log2(NARROWEST * picture_px / frame_px) - 1e-9))
    width = step * frame_px
    start = max(0, math.floor((view.left - float(first)) * view.px_per_s / width))
    end = math.ceil((min(view.right, view.end) - float(first)) * view.px_per_s / width)
    numbers = range(start * step, end * step, step)
    return step, [Slot(view.x(first + number * frame), width, number, first + number * frame) for number in numbers]
