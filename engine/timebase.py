"""Exact time: rational seconds, half-open spans, frame times and SMPTE timecode.

Player time is what a player shows: `pts * time_base - start of the container`, in seconds as a `Fraction`.
"""

import math
from dataclasses import dataclass
from fractions import Fraction

LONGEST_NUMBER = 64
"""Digits of a time in text that are still read; the longest that is meant has about twenty."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open stretch of player time `[start, end)`, exact seconds, `start <= end`."""

    start: Fraction
    end: Fraction

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a span must not end ({self.end}) before it starts ({self.start})")

    @property
    def duration(self) -> Fraction:
        return self.end - self.start

    def contains(self, time: Fraction) -> bool:
        return self.start <= time < self.end

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Clock:
    """Turns the integer stamps of one stream into player time and back.

    `time_base`: seconds per tick. `start`: the container's start time in seconds (0 where it says none).
    """

    time_base: Fraction
    start: Fraction = Fraction(0)

    def time(self, pts: int) -> Fraction:
        return pts * self.time_base - self.start

    def pts(self, time: Fraction) -> int:
        """The first tick at or after `time`."""
        return math.ceil((time + self.start) / self.time_base)


def seconds(value: float | str | Fraction) -> Fraction:
    """A user's or a table's seconds as an exact fraction: `seconds("1.04") == Fraction(26, 25)`.

    Raises ValueError for anything that is not a finite number of reasonable size.
    """
    if isinstance(value, Fraction):
        return value
    # repr gives the shortest decimal that names the float: 0.1 becomes 1/10, not its binary neighbour.
    text = repr(float(value)) if isinstance(value, float) else str(value)
    mantissa, _, exponent = text.strip().lower().partition("e")
    # Fraction would work out every digit of 1e999999999 and take all memory.
    if len(mantissa) > LONGEST_NUMBER or (exponent and not -400 < int(exponent) < 400):
        raise ValueError(f"not a time: {text[:LONGEST_NUMBER]!r}")
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"not a time: {text!r}") from None


def is_drop_frame_rate(rate: Fraction) -> bool:
    """True for 29.97 and 59.94 frames a second, the rates for which SMPTE 12M defines drop-frame counting."""
    return rate in (Fraction(30000, 1001), Fraction(60000, 1001))


def timecode(frame: int, rate: Fraction, drop_frame: bool = False) -> str:
    """SMPTE timecode `HH:MM:SS:FF` of a frame count; `;` before the frames marks drop-frame.

    Drop-frame skips 2 (at 29.97) or 4 (at 59.94) numbers at each minute but every tenth (SMPTE ST 12-1).
    """
    nominal = _nominal(rate)
    if drop_frame:
        dropped = _dropped_per_minute(rate)
        ten_minutes = nominal * 600 - 9 * dropped
        tens, rest = divmod(frame, ten_minutes)
        frame += 9 * dropped * tens
        if rest >= nominal * 60:
            frame += dropped * ((rest - nominal * 60) // (nominal * 60 - dropped) + 1)
    total_seconds, frames = divmod(frame, nominal)
    minutes, secs = divmod(total_seconds, 60)
    hours, minutes = divmod(minutes, 60)
    separator = ";" if drop_frame else ":"
    return f"{hours % 24:02d}:{minutes:02d}:{secs:02d}{separator}{frames:02d}"


def frame_of_timecode(text: str, rate: Fraction) -> int:
    """Frame count of an SMPTE timecode; a `;` or `.` before the frames means drop-frame.

    Raises ValueError for text that is no timecode and for a number that drop-frame counting leaves out.
    """
    drop_frame = ";" in text or "." in text
    parts = text.replace(";", ":").replace(".", ":").split(":")
    if len(parts) != 4 or not all(part.isdigit() for part in parts):
        raise ValueError(f"not a timecode: {text!r}")
    hours, minutes, secs, frames = (int(part) for part in parts)
    nominal = _nominal(rate)
    if minutes > 59 or secs > 59 or frames >= nominal:
        raise ValueError(f"not a timecode at {rate} frames a second: {text!r}")
    count = (hours * 3600 + minutes * 60 + secs) * nominal + frames
    if not drop_frame:
        return count
    dropped = _dropped_per_minute(rate)
    if secs == 0 and frames < dropped and minutes % 10:
        raise ValueError(f"drop-frame counting leaves this timecode out: {text!r}")
    all_minutes = hours * 60 + minutes
    return count - dropped * (all_minutes - all_minutes // 10)


def _nominal(rate: Fraction) -> int:
    return math.ceil(rate)


def _dropped_per_minute(rate: Fraction) -> int:
    if not is_drop_frame_rate(rate):
        raise ValueError(f"drop-frame timecode is not defined at {rate} frames a second")
    return _nominal(rate) // 15
