"""Which stretch of the film is seen, and how it moves."""

from dataclasses import dataclass, replace
from fractions import Fraction

CLOSEST_PX = 80.0
"""A frame is at most this wide."""


@dataclass(frozen=True, slots=True)
class View:
    """The stretch of the film that is seen. `start` and `end`: of the whole film; `left`: time at pixel 0."""

    start: float
    end: float
    left: float
    px_per_s: float
    width: int

    @property
    def right(self) -> float:
        return self.left + self.width / self.px_per_s

    def x(self, time: Fraction | float) -> float:
        return (float(time) - self.left) * self.px_per_s

    def time(self, x: float) -> float:
        """The time at a pixel, inside the film."""
        return min(max(self.left + x / self.px_per_s, self.start), self.end)

    @property
    def is_whole(self) -> bool:
        return self.px_per_s <= self._least * (1 + 1e-9)

    @property
    def _least(self) -> float:
        return max(1, self.width) / max(self.end - self.start, 1e-3)


def whole(start: float, end: float, width: int) -> View:
    """All of the film."""
    view = View(start, end, start, 1.0, max(1, width))
    return replace(view, px_per_s=view._least)


def resized(view: View, width: int) -> View:
    """Another width: the whole film stays whole, a stretch keeps its scale and its left edge."""
    wider = replace(view, width=max(1, width))
    return whole(view.start, view.end, width) if view.is_whole else _held(wider)


def zoomed(view: View, factor: float, x: float, frame_s: float) -> View:
    """Closer (`factor` above 1) or further away; the time at pixel `x` stays where it is."""
    scale = min(max(view.px_per_s * factor, view._least), max(CLOSEST_PX / frame_s, view._least))
    left = view.left + x / view.px_per_s - x / scale
    return _held(replace(view, px_per_s=scale, left=left))


def panned(view: View, pixels: float) -> View:
    return _held(replace(view, left=view.left + pixels / view.px_per_s))


def showing(view: View, time: Fraction | float) -> View:
    """A view that shows `time`: the same where it does already, else one that begins a little before it."""
    if view.left <= float(time) < view.right:
        return view
    return _held(replace(view, left=float(time) - 0.1 * view.width / view.px_per_s))


def centred(view: View, time: float) -> View:
    return _held(replace(view, left=time - view.width / view.px_per_s / 2))


def overview_time(view: View, x: float) -> float:
    """The time at a pixel of the bar that always shows the whole film."""
    share = min(max(x / max(1, view.width), 0.0), 1.0)
    return view.start + share * (view.end - view.start)


def overview(view: View) -> View:
    """The bar that always shows the whole film, as a view."""
    return whole(view.start, view.end, view.width)


def overview_x(view: View, time: Fraction | float) -> float:
    return (float(time) - view.start) / max(view.end - view.start, 1e-9) * view.width


def _held(view: View) -> View:
    """Not beyond the film's ends."""
    longest = view.end - view.width / view.px_per_s
    return replace(view, left=max(view.start, min(view.left, longest)))
