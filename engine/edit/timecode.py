"""Count frames as an editor reads them: HH:MM:SS:FF, with the source's own start where it has one."""

import math
from dataclasses import dataclass
from fractions import Fraction

from engine.timebase import frame_of_timecode, is_drop_frame_rate, timecode
from engine.types import VideoStream


@dataclass(frozen=True, slots=True)
class Timecode:
    """The timecode of one film.

    `rate`: frames a second. `start`: player time of the first frame. `begin`: the number that this frame has.
    """

    rate: Fraction
    start: Fraction = Fraction(0)
    begin: int = 0
    drop_frame: bool = False

    @property
    def per_s(self) -> int:
        """Numbers in a second of timecode."""
        return -(-self.rate.numerator // self.rate.denominator)

    def frame(self, time: Fraction) -> int:
        """Number of the frame on screen at player time `time`."""
        return self.begin + math.floor((time - self.start) * self.rate)

    def time(self, frame: int) -> Fraction:
        """When a frame comes on screen."""
        return self.start + (frame - self.begin) / self.rate

    def text(self, frame: int) -> str:
        """`HH:MM:SS:FF`, with `;` before the frames where numbers are dropped."""
        return timecode(max(0, frame), self.rate, self.drop_frame)

    def at(self, time: Fraction) -> str:
        """What the counter shows at player time `time`: `00:01:00;02`."""
        return self.text(self.frame(time))

    def number(self, frame: int) -> int:
        """The frame's place among all numbers, those that drop-frame counting leaves out included."""
        if not self.drop_frame:
            return frame
        dropped = self.per_s // 15
        tens, rest = divmod(frame, 600 * self.per_s - 9 * dropped)
        # Each minute but the first of ten is shorter by what it leaves out (SMPTE ST 12-1).
        minutes = max(0, (rest - dropped) // (60 * self.per_s - dropped))
        return frame + dropped * (9 * tens + minutes)

    def frame_of(self, number: int) -> int:
        """The frame with that number, or the first one after it where drop-frame counting leaves it out."""
        if not self.drop_frame:
            return number
        dropped = self.per_s // 15
        minutes = number // (60 * self.per_s)
        if minutes % 10:
            number = max(number, minutes * 60 * self.per_s + dropped)
        return number - dropped * (minutes - minutes // 10)


def timecode_of(video: VideoStream, source: bool = True) -> Timecode:
    """How to count the frames of a film. `source`: begin with the start timecode of the file where it has one.

    Without one, 29.97 and 59.94 frames a second are counted in drop-frame, so that the counter keeps to the clock.
    Frames of changing length have no numbers of their own; they are counted at the nearest whole rate.
    """
    rate = video.frame_rate
    if video.variable_rate or rate <= 0:
        return Timecode(Fraction(max(1, round(rate))), video.start)
    if source and video.timecode:
        try:
            begin = frame_of_timecode(video.timecode, rate)
        except ValueError:
            # What a camera wrote need not fit the rate; then the film counts from zero.
            begin = 0
        else:
            return Timecode(rate, video.start, begin, _drops(video.timecode) and is_drop_frame_rate(rate))
    return Timecode(rate, video.start, 0, is_drop_frame_rate(rate))


def _drops(text: str) -> bool:
    return ";" in text or "." in text
