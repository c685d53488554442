"""Who plays in the drawn film: what each one looks like, as data."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from assets.demo.brush import Colour

Style: TypeAlias = Literal["long", "bob", "spikes", "tails"]


@dataclass(frozen=True, slots=True)
class Character:
    """Colours and cut of one drawn person; `eye` scales the size of the eyes, `glasses` adds a frame."""

    name: str
    style: Style
    hair: Colour
    eyes: Colour
    skin: Colour
    dress: Colour
    eye: float = 1.0
    glasses: bool = False
    ribbon: Colour | None = None


CAST: Final[tuple[Character, ...]] = (
    Character("aki", "long", (58, 74, 150), (70, 110, 210), (252, 226, 206), (230, 232, 240)),
    Character("botan", "tails", (214, 110, 122), (196, 60, 80), (250, 220, 200), (70, 90, 120), ribbon=(250, 230, 90)),
    Character("chiro", "spikes", (92, 66, 46), (120, 80, 40), (236, 196, 164), (60, 130, 90), eye=0.8),
    Character("dai", "bob", (232, 206, 120), (70, 160, 110), (253, 230, 212), (150, 60, 70), glasses=True),
)
