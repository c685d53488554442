"""Marks of the time ruler, on the edges of frames."""

import math
from dataclasses import dataclass
from fractions import Fraction

from app.timeline.geometry.view import View
from engine.edit.timecode import Timecode

STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
MINOR_PX = 6.0
"""Marks without a label keep at least this distance."""
PARTS = (10, 6, 5, 4, 3, 2)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the ruler; those with a label are longer."""

    time: float
    label: str


def ticks(view: View, count: Timecode, label_px: float) -> list[Tick]:
    """Marks in the view, in order of time. `label_px`: what a label takes with the room around it.

    Labels are a whole number of seconds apart, or of frames where a second is wide enough. Where drop-frame counting
    leaves a number out, the mark lies at the next one: 00:01:00;02.
    """
    rate, start = float(count.rate), float(count.start)
    step = _step(count.per_s, view.px_per_s / rate, label_px)
    minor = _minor(step, view.px_per_s / rate)
    first = count.number(max(count.begin, count.frame(_exact(view.left)))) // minor
    many = math.ceil((view.right - view.left) * rate / minor) + 3
    marks, last = [], -1
    for number in range(first * minor, (first + many) * minor, minor):
        frame = count.frame_of(number)
        # Exact times of hundreds of marks would take longer than all the painting.
        time = start + (frame - count.begin) / rate
        if frame != last and view.left - 1e-9 <= time <= min(view.right, view.end) + 1e-9:
            marks.append(Tick(time, "" if number % step else count.text(frame)))
        last = frame
    return marks


def _step(per_s: int, number_px: float, label_px: float) -> int:
    """Numbers from label to label."""
    for frames in range(1, per_s):
        if per_s % frames == 0 and frames * number_px >= label_px:
            return frames
    longest = STEPS_S[-1] * math.ceil(label_px / (number_px * per_s * STEPS_S[-1]))
    return per_s * next((step for step in STEPS_S if step * per_s * number_px >= label_px), longest)


def _minor(step: int, number_px: float) -> int:
    parts = (step, *PARTS) if step <= 30 else PARTS
    return step // next((part for part in parts if step % part == 0 and step / part * number_px >= MINOR_PX), 1)


def _exact(time: float) -> Fraction:
    return Fraction(time).limit_denominator(1_000_000)
