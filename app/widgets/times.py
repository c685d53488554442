"""Write times as people read them."""

from fractions import Fraction


def length_text(seconds: Fraction | float) -> str:
    """`8.4 s` below a minute, else `1:42` or `1:02:03`."""
    if seconds < 60:
        return f"{float(seconds):.1f} s"
    return clock_text(seconds)


def clock_text(seconds: Fraction | float, decimals: int = 0) -> str:
    """`0:08`, `1:42`, `1:02:03`; with decimals `1:42.50`. Cut off, not rounded, like a clock."""
    scale = 10**decimals
    ticks = int(max(0, seconds) * scale)
    whole, part = divmod(ticks, scale)
    minutes, secs = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02d}:{secs:02d}" if hours else f"{minutes}:{secs:02d}"
    return f"{text}.{part:0{decimals}d}" if decimals else text


def size_text(count: float) -> str:
    """`640 kB`, `12 MB`, `1.4 GB`; units of a thousand, as disks and file managers count."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6)):
        if count >= scale:
            value = count / scale
            return f"{value:.1f} {unit}" if value < 10 else f"{value:.0f} {unit}"
    return f"{count / 1e3:.0f} kB"
