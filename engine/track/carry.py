"""Follow a person whose face is lost by head and torso, from look to look, while what is seen agrees.

How sure it is that the person is still there is read off how well the figure is found again, with numbers fitted on
faces that were hidden on purpose (`benchmarks/fit_carry.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.track.figure import Pictures, find_again, inside, learn, likeness, model_of
from engine.types import Floats

LOST_CHANCE = 0.3
"""What is left while the figure is lost: too little to count, yet the walk goes on."""


@dataclass(frozen=True, slots=True)
class CarryLimits:
    """`reach`, `reach_per_s`: how far a figure may move between two looks, in face lengths.

    `models`: looks whose colours are learnt. `least_px`: length of a face, in the picture, that can be followed.
    `lost`: below this chance the figure counts as lost, until something as like it as `found_again` is there, for a
    place where nothing moves soon fits itself. Lost for longer than `patience_s`, the person is gone. `forgives_per_s`:
    how fast a bad fit of the patch is forgotten. `inside`: share of the figure that must lie in the picture.
    `longest_s`: nobody is followed for longer than the fit has seen.
    """

    reach: float = 0.25
    reach_per_s: float = 1.0
    models: int = 4
    least_px: float = 7.0
    lost: float = 0.5
    found_again: float = 0.75
    patience_s: float = 0.9
    forgives_per_s: float = 0.04
    inside: float = 0.35
    longest_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Measured:
    """`steady`: how well the patch of the look before fitted, at worst of late (-1..1). `support`: how much the colours
    are the person's (`FigureColours.support`). `like`: how well the torso fits what it was (-1..1).
    `elapsed_s`: since the face was seen."""

    steady: float
    support: float
    like: float
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class CarryFit:
    """Weights of the log odds that the person is where the figure was found; that of time goes with log(1 + s)."""

    bias: float = -8.0
    steady: float = 4.1
    support: float = 4.4
    like: float = 4.8
    elapsed: float = -0.5

    def chance(self, seen: Measured) -> float:
        """0..1 that the person is there."""
        odds = self.bias + self.steady * seen.steady + self.support * seen.support + self.like * seen.like
        return float(1 / (1 + np.exp(-odds - self.elapsed * np.log1p(seen.elapsed_s))))


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """One look further: `face` (4,) where the face would be, in pixels of the pictures."""

    look: int
    face: Floats
    chance: float
    measured: Measured


def carry(
    pictures: Pictures,
    times: Sequence[float],
    seen: Sequence[tuple[int, Floats]],
    ahead: Sequence[int],
    fit: CarryFit | None = None,
    limits: CarryLimits | None = None,
) -> list[Carried]:
    """`seen`: looks with a good face and its box (4,) in `pictures` as they are, the one to go on from first.

    `times`: seconds of every look. `ahead`: the looks to go through, in order, forwards or backwards. Ends where the
    person seems gone.
    """
    fit, limits = fit or CarryFit(), limits or CarryLimits()
    if not seen or max(seen[0][1][2:]) < limits.least_px:
        return []
    colours = learn(pictures, seen[: limits.models])
    models = [model_of(pictures, *one) for one in seen[: limits.models]]
    look, face = seen[0]
    began = sure_at = times[look]
    steady, is_lost = 1.0, False
    found: list[Carried] = []
    for next_look in ahead:
        gap = abs(times[next_look] - times[look])
        place = find_again(pictures, look, face, next_look, limits.reach + limits.reach_per_s * min(gap, 1.0), colours)
        steady = min(place.fit, steady + limits.forgives_per_s * gap)
        look, face = next_look, place.face
        like = likeness(pictures, look, face, models)
        measured = Measured(steady, colours.support(place.share), like, abs(times[look] - began))
        is_in = inside(pictures, face) >= limits.inside
        chance = fit.chance(measured) if is_in else 0.0
        is_lost = chance < limits.lost or (is_lost and like < limits.found_again)
        found.append(Carried(look, face, min(chance, LOST_CHANCE) if is_lost else chance, measured))
        sure_at = sure_at if is_lost else times[look]
        if not is_in or abs(times[look] - sure_at) > limits.patience_s or measured.elapsed_s >= limits.longest_s:
            break
    while found and found[-1].chance < limits.lost:
        found.pop()
    return found
