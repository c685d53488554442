"""Find the figure around a face again in the next picture: by the patch that it was, and by its colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.types import Floats, Pixels

AROUND, ABOVE, BELOW = 1.15, 0.85, 2.2
"""How far a figure reaches left and right of the face's middle, above and below it, in face lengths."""
CORE = (0.55, 0.7, 1.98)
"""The same of its core: hair, face and chest, without what shows beside the neck."""
SURROUNDINGS = 1.5
"""Colours within this many times a figure's sides, but outside of it, are those of the surroundings."""
BINS = (10, 12, 12)
COLOURS = BINS[0] * BINS[1] * BINS[2]
COLOUR_RANGE = (92, 72)
"""First level and number of levels of the colour axes in 8-bit Lab that are told apart; few things leave them."""
OUTSIDE = COLOURS
"""Colour number of what lies beyond the picture's edge."""
PRIOR = 0.5
LOOKS_WORTH = 200.0
"""Colours are counted as if each look had so many pixels: a colour seen in a few pixels only tells little."""
KEPT_PICTURES = 16
FOLLOWED_PX = 12
"""A face of this length is enough to follow a figure by."""
UNTOLD = 0.65
"""A support by the colours as likely where the person is as where not (`benchmarks/fit_carry.py`)."""
CLEARLY_APART = 0.25
MODEL_SIZE = (18, 24)
SLACK = 2
"""Figures are compared at this size (width, height), shifted by up to so many pixels each way."""
HEAD_ROWS = 4
"""So many rows show the head, which may turn; torsos are compared."""
SCALES = (0.93, 1.0, 1.07)
COLOUR_WEIGHT, DISTANCE_COST, SCALE_COST = 0.8, 0.12, 0.03
"""What a place is worth beside how well the patch fits (-1..1): the share of the figure's colours; the square of the
distance in face lengths; any change of size."""

Values = TypeVar("Values", bound=np.generic)


class Pictures:
    """The small pictures of a piece, prepared when asked for: scaled down, padded, in Lab, and as colour numbers.

    A large figure is followed in a picture so small that the face is about a dozen pixels long.
    """

    def __init__(self, pictures: Sequence[Pixels], level: int = 0) -> None:
        """`level`: how often the sides are halved. `pictures`: at least one, (h, w, 3) uint8 RGB, all of one size."""
        self._pictures = pictures
        self._made: dict[int, tuple[Pixels, NDArray[np.int32]]] = {}
        self.scale = 0.5**level
        height, width = (max(1, round(side * self.scale)) for side in pictures[0].shape[:2])
        self.size = width, height
        self.pad = max(width, height) // 3

    def lab(self, look: int, box: Floats) -> Pixels:
        """The part in `box` (4,), as far as it lies in the padded picture; never empty."""
        return _cut(self._get(look)[0], box, self.pad)

    def colours(self, look: int, box: Floats) -> NDArray[np.int32]:
        """Its colour numbers, 0..`OUTSIDE`."""
        return _cut(self._get(look)[1], box, self.pad)

    def _get(self, look: int) -> tuple[Pixels, NDArray[np.int32]]:
        if look not in self._made:
            # A walk goes from look to neighbouring look, so few need to be kept.
            if len(self._made) >= KEPT_PICTURES:
                self._made.pop(next(iter(self._made)))
            small = cv2.resize(self._pictures[look], self.size, interpolation=cv2.INTER_AREA)
            lab = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), np.uint8)
            padded = cv2.copyMakeBorder(lab, *(self.pad,) * 4, cv2.BORDER_REPLICATE)
            numbers = np.pad(_numbers(lab), self.pad, constant_values=OUTSIDE)
            self._made[look] = np.asarray(padded, np.uint8), numbers
        return self._made[look]


@dataclass(frozen=True, slots=True, eq=False)
class FigureColours:
    """`share` (`OUTSIDE` + 1,): how likely a pixel of each colour is the person's.

    `person`, `around`: the mean share inside and outside of the figure where the face was seen.
    """

    share: Floats
    person: float
    around: float

    def support(self, mean_share: float) -> float:
        """0 where colours are those of the surroundings, 1 where they are the person's; -0.5..1.

        Where the two are hardly apart, as in films without colour, it says `UNTOLD` whatever is seen.
        """
        apart = max(self.person - self.around, 0.01)
        share = float(np.clip((mean_share - self.around) / apart, -0.5, 1.0))
        return UNTOLD + (share - UNTOLD) * min(1.0, apart / CLEARLY_APART)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where a figure was found: the `face` (4,) would be there. `fit` of the patch -1..1, mean `share` of its colours.

    `worth`: what the place was chosen by.
    """

    face: Floats
    fit: float
    share: float
    worth: float


def figure(face: Floats) -> Floats:
    """(4,) box of head and torso around a face box (4,), not cut off at the picture's edge."""
    return _around(face, AROUND, ABOVE, BELOW)


def learn(pictures: Pictures, seen: Sequence[tuple[int, Floats]]) -> FigureColours:
    """The colours of a figure against those around it. `seen`: looks with a good face and its box (4,)."""
    counts = [_counted(pictures, look, face) for look, face in seen]
    inside = PRIOR + np.sum([_worth(mine) for mine, _ in counts], axis=0)
    outside = PRIOR + np.sum([_worth(theirs) for _, theirs in counts], axis=0)
    share = (inside / (inside + outside)).astype(np.float32)
    share[OUTSIDE] = 0
    person, around = (
        float(np.mean([share @ part / max(part.sum(), 1) for part in side])) for side in zip(*counts, strict=True)
    )
    return FigureColours(share, person, around)


def likeness(pictures: Pictures, look: int, face: Floats, models: Sequence[Pixels]) -> float:
    """-1..1: how well the torso of the figure around `face` fits the likest of `models`."""
    patch = cv2.resize(pictures.lab(look, figure(face)), MODEL_SIZE, interpolation=cv2.INTER_AREA)
    patch = patch[HEAD_ROWS:]
    fits = [cv2.matchTemplate(patch, model[SLACK:-SLACK, SLACK:-SLACK], cv2.TM_CCOEFF_NORMED) for model in models]
    return max(float(fit.max()) for fit in fits)


def model_of(pictures: Pictures, look: int, face: Floats) -> Pixels:
    """The torso of a figure at the size in which torsos are compared."""
    patch = cv2.resize(pictures.lab(look, figure(face)), MODEL_SIZE, interpolation=cv2.INTER_AREA)
    return np.asarray(patch[HEAD_ROWS:], np.uint8)


def find_again(
    pictures: Pictures, look: int, face: Floats, next_look: int, reach: float, colours: FigureColours
) -> Place:
    """The best place in `next_look` for the figure around `face` in `look`; `reach`: in face lengths each way."""
    box = figure(face)
    patch = pictures.lab(look, box)
    places = [_best(pictures, patch, face, box, next_look, reach, scale, colours) for scale in SCALES]
    return max((place for place in places if place), key=lambda place: place.worth, default=Place(face, 0.0, 0.0, 0.0))


def inside(pictures: Pictures, face: Floats) -> float:
    """Share of the upper half of the figure that lies in the picture: what is cut off below is often so all along."""
    box, (width, height) = figure(face), pictures.size
    across = min(box[0] + box[2], width) - max(box[0], 0)
    down = min(box[1] + box[3] / 2, height) - max(box[1], 0)
    return float(max(0.0, across / box[2]) * max(0.0, down / (box[3] / 2)))


def level_for(face_px: float) -> int:
    """How often to halve the sides of pictures in which a face is `face_px` long."""
    return max(0, int(np.log2(max(face_px, 1.0) / FOLLOWED_PX)))


def _best(
    pictures: Pictures,
    patch: Pixels,
    face: Floats,
    box: Floats,
    next_look: int,
    reach: float,
    scale: float,
    colours: FigureColours,
) -> Place | None:
    """The best place at one scale; None where the patch does not fit into the picture."""
    length = float(max(face[2:]))
    size = np.maximum(np.round(np.array([patch.shape[1], patch.shape[0]]) * scale).astype(int), 4)
    corner = np.round(box[:2] + box[2:] / 2 - size / 2).astype(int) - max(1, round(reach * length))
    window = np.array([*corner, *(size + 2 * max(1, round(reach * length)))], np.float32)
    area = pictures.lab(next_look, window)
    if area.shape[0] < size[1] or area.shape[1] < size[0]:
        return None
    scaled = cv2.resize(patch, (int(size[0]), int(size[1])), interpolation=cv2.INTER_LINEAR)
    fits = np.asarray(cv2.matchTemplate(area, scaled, cv2.TM_CCOEFF_NORMED), np.float32)
    shares = _core_shares(colours.share[pictures.colours(next_look, window)], face, box, scale, fits.shape)
    rows, columns = np.indices(fits.shape)
    moved = np.hypot(rows - fits.shape[0] // 2, columns - fits.shape[1] // 2) / length
    worth = fits + COLOUR_WEIGHT * shares - DISTANCE_COST * moved**2 - (SCALE_COST if scale != 1 else 0)
    row, column = (int(i) for i in np.unravel_index(int(np.argmax(worth)), worth.shape))
    start = np.maximum(corner, -pictures.pad) + np.array([column, row])
    found = np.concatenate([start + (face[:2] - box[:2]) * scale, face[2:] * scale]).astype(np.float32)
    return Place(found, float(fits[row, column]), float(shares[row, column]), float(worth[row, column]))


def _core_shares(shares: Floats, face: Floats, box: Floats, scale: float, places: tuple[int, ...]) -> Floats:
    """(rows, columns) mean share of the figure's core for each place of the patch; `shares`: those of the window."""
    core = _around(face, *CORE)
    rows, columns = places
    sums = cv2.integral(shares)
    x, y = (int(v) for v in np.round((core[:2] - box[:2]) * scale))
    w, h = (max(2, int(v)) for v in np.round(core[2:] * scale))
    right, bottom = min(x + w, sums.shape[1] - columns), min(y + h, sums.shape[0] - rows)
    left, top = min(x, right - 1), min(y, bottom - 1)

    def at(row: int, column: int) -> Any:
        return sums[row : row + rows, column : column + columns]

    total = at(bottom, right) - at(top, right) - at(bottom, left) + at(top, left)
    means: Floats = (total / ((bottom - top) * (right - left))).astype(np.float32)
    return means


def _counted(pictures: Pictures, look: int, face: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How often each colour is in the figure's core, and in its surroundings."""
    box = figure(face)
    middle, sides = box[:2] + box[2:] / 2, box[2:] * SURROUNDINGS
    wide = np.concatenate([middle - sides / 2, sides]).astype(np.float32)
    core, whole, all_ = (
        np.bincount(pictures.colours(look, part).ravel(), minlength=COLOURS + 1)
        for part in (_around(face, *CORE), box, wide)
    )
    theirs = np.maximum(all_ - whole, 0)
    core[OUTSIDE] = theirs[OUTSIDE] = 0
    return core, theirs


def _worth(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    return counts / max(int(counts.sum()), 1) * LOOKS_WORTH


def _around(face: Floats, around: float, above: float, below: float) -> Floats:
    length = float(max(face[2:]))
    corner = face[:2] + face[2:] / 2 - np.array([around, above], np.float32) * length
    sides = np.array([2 * around, above + below], np.float32) * length
    box: Floats = np.concatenate([corner, sides]).astype(np.float32)
    return box


def _numbers(lab: Pixels) -> NDArray[np.int32]:
    """(h, w) the number of the bin that each pixel's colour lies in."""
    first, levels = COLOUR_RANGE
    light = lab[..., 0].astype(np.int32) * BINS[0] // 256
    a, b = (
        np.clip((lab[..., i].astype(np.int32) - first) * bins // levels, 0, bins - 1)
        for i, bins in ((1, BINS[1]), (2, BINS[2]))
    )
    return np.asarray((light * BINS[1] + a) * BINS[2] + b, np.int32)


def _cut(picture: NDArray[Values], box: Floats, pad: int) -> NDArray[Values]:
    height, width = picture.shape[:2]
    left, top = np.clip(np.round(box[:2]).astype(int) + pad, 0, [width - 4, height - 4])
    right, bottom = np.round(box[:2] + box[2:]).astype(int) + pad
    return picture[top : max(bottom, top + 4), left : max(right, left + 4)]
