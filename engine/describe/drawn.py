"""Tell drawn faces from photographed ones by their embedding, and describe drawn heads by face, colours and layout."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from engine.describe.face import unit
from engine.describe.hair_clothes import colours
from engine.types import Floats, Pixels

MODEL = "drawn-head"
TABLE = Path(__file__).with_name("drawn_faces.toml")
SIZE = 64
# Regions of a chip of SIZE pixels, whose face box fills the middle half: rows, columns.
HAIR = ((slice(2, 22), slice(14, 50)),)
SIDES = ((slice(18, 44), slice(4, 16)), (slice(18, 44), slice(48, 60)))
EYES = ((slice(27, 38), slice(18, 46)),)
CLOTHES = ((slice(50, 64), slice(8, 56)),)
REGIONS = ((HAIR, 1.0), (SIDES, 1.0), (EYES, 1.0), (CLOTHES, 0.5))
"""With the weight of each: people change their clothes."""
CHEEKS = (slice(36, 46), slice(24, 40))
SKIN = (245.0, 215.0, 198.0)
"""What cheeks are made to look like, in RGB: evening, night and a coloured lamp tint a drawn head as a whole."""
MOST_TINT = 2.5
MIDDLE = slice(8, 56)
LAYOUT = 6
LIGHT_SHARE = 0.5
"""Lightness differs more between two pictures of one drawn head than colour does."""
WEIGHTS = (1.0, 2.0, 0.5)
"""Of face, colours and layout in the cosine of two heads."""
MOST = 4.0
"""Nats beyond which neither the face nor the picture around it is believed."""
PICTURE_SHARE = 0.5
FLAT = 6.0
"""Mean style of drawn faces from which on a film's are flat drawings, which networks for real faces hardly tell apart;
rendered ones, below it, they tell apart better than colours do."""
NEEDED = 0.5
"""Nats that a track needs to be taken for drawn: most faces of most films are photographed."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnFaces:
    """How one face model's vectors are read: log odds of a drawn face are `weights` (d,) @ vector + `bias`.

    `mean` (d,): that of drawn faces, which look alike to a network that learnt from photographs.
    """

    weights: Floats
    bias: float
    mean: Floats

    def style(self, vectors: Floats) -> float:
        """Mean log odds, without bounds, that faces (n, d) are drawn: the flatter and simpler, the higher."""
        return float((vectors @ self.weights + self.bias).mean())

    def nats(self, vectors: Floats) -> Floats:
        """(n,) log odds that faces (n, d) are drawn."""
        told: Floats = np.clip(vectors @ self.weights + self.bias, -MOST, MOST).astype(np.float32)
        return told


@cache
def drawn_faces(model: str) -> DrawnFaces | None:
    """The fitted numbers of a face model by its name, None where there are none."""
    row = tomllib.loads(TABLE.read_text(encoding="utf-8")).get(model) if TABLE.exists() else None
    if row is None:
        return None
    return DrawnFaces(np.array(row["weights"], np.float32), row["bias"], np.array(row["mean"], np.float32))


def is_drawn(face_nats: float, picture_nats: float) -> bool:
    """Whether a face is drawn, by itself and by the picture that it is in."""
    return face_nats + PICTURE_SHARE * float(np.clip(picture_nats, -MOST, MOST)) > NEEDED


def drawn_head(chip: Pixels, face: Floats, model: str) -> Floats:
    """Unit vector of a head. `chip`: (s, s, 3) uint8 RGB, the face in its middle half; `face`: (d,) of `model`.

    Raises KeyError for a face model that was never fitted.
    """
    known = drawn_faces(model)
    if known is None:
        raise KeyError(model)
    small = np.asarray(cv2.resize(chip, (SIZE, SIZE), interpolation=cv2.INTER_AREA), np.uint8)
    lab = cv2.cvtColor(untinted(small), cv2.COLOR_RGB2LAB).astype(np.float32)
    worn = np.concatenate(
        [share * colours(np.concatenate([lab[part].reshape(-1, 3) for part in region])) for region, share in REGIONS]
    )
    parts = (face - known.mean, worn, layout(lab))
    joined = np.concatenate([np.sqrt(w) * unit(part[None])[0] for w, part in zip(WEIGHTS, parts, strict=True)])
    vector: Floats = unit(joined[None])[0].astype(np.float32)
    return vector


def untinted(small: Pixels) -> Pixels:
    """A chip of `SIZE` pixels as if lit by white light: its lighter cheek becomes `SKIN`."""
    cheek = small[CHEEKS].reshape(-1, 3).astype(np.float32)
    light = cheek.sum(axis=1)
    skin = np.median(cheek[light >= np.median(light)], axis=0)
    gain = np.clip(np.array(SKIN) / np.maximum(skin, 1.0), 1 / MOST_TINT, MOST_TINT)
    lit: Pixels = np.clip(small * gain, 0, 255).astype(np.uint8)
    return lit


def layout(lab: Floats) -> Floats:
    """(108,) coarse colours by place, of the middle of a chip (64, 64, 3) in Lab of 8 bits each."""
    coarse = cv2.resize(lab[MIDDLE, MIDDLE] - np.float32(128), (LAYOUT, LAYOUT), interpolation=cv2.INTER_AREA)
    flat: Floats = (coarse * np.array((LIGHT_SHARE, 1, 1), np.float32)).ravel().astype(np.float32)
    return flat
