"""What happens in the demo and when: shots, movements and lines. Only data; `stage` draws it, `sound` speaks it."""

from dataclasses import dataclass
from typing import Final, Literal

from assets.demo.cartoons import Cartoon

FRAME_RATE: Final = 25
DISSOLVE_S: Final = 1.0
FADE_S: Final = 0.6


@dataclass(frozen=True, slots=True)
class Key:
    """Where a person is at `at_s` of the film; between two keys the way is smooth.

    `x`, `y`: centre of the head in pixels of the frame. `head_px`: height of the head. `roll_deg`: tilt, clockwise.
    `yaw_deg`: 0 looks at the camera, 180 shows the back of the head.
    """

    at_s: float
    x: float
    y: float
    head_px: float
    roll_deg: float = 0.0
    yaw_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class Actor:
    """A real person in one shot. Later actors stand before earlier ones."""

    name: str
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Shot:
    """One take, `[start_s, end_s)`. A dissolve lets it begin before the one before it ends."""

    start_s: float
    end_s: float
    place: str
    actors: tuple[Actor, ...] = ()
    cartoons: tuple[Cartoon, ...] = ()
    begins: Literal["cut", "dissolve", "fade"] = "cut"
    ends: Literal["cut", "fade"] = "cut"


@dataclass(frozen=True, slots=True)
class Line:
    """Something that a person says, on or off the screen."""

    name: str
    start_s: float
    end_s: float


def _actor(name: str, *keys: tuple[float, ...]) -> Actor:
    return Actor(name, tuple(Key(*key) for key in keys))


MIA: Final = Cartoon((170, 345), 250, (255, 214, 180), (120, 70, 40), (230, 80, 100))
TOM: Final = Cartoon((420, 350), 290, (230, 180, 130), (30, 30, 40), (80, 110, 220), beat_s=0.8)
PIP: Final = Cartoon((560, 330), 150, (255, 224, 200), (240, 200, 80), (120, 190, 90), beat_s=0.6)

SHOTS: Final = (
    Shot(
        0.0, 5.2, "studio",
        (_actor("ada", (0, 300, 150, 150), (1.6, 330, 146, 156, 3), (3.4, 310, 152, 150, -4, 20),
         (5.2, 330, 148, 160)),),
        begins="fade",
    ),
    Shot(5.2, 9.0, "hills"),
    Shot(
        9.0, 15.0, "office",
        (_actor("bruno", (9, 260, 160, 120), (11, 300, 152, 136, -3), (13, 280, 146, 158, 4, -20),
         (15, 330, 140, 170)),),
    ),
    Shot(
        15.0, 23.0, "street",
        (
            _actor(
                "ada", (15, 110, 146, 112, 0, 14), (18.2, 530, 148, 112, 0, 14), (18.8, 560, 148, 112),
                (19.8, 730, 150, 112, 0, 16),
                (20.6, 730, 150, 112, 0, -16), (21.8, 500, 146, 118, 2, -14), (23, 460, 146, 120),
            ),
        ),
    ),
    Shot(23.0, 27.0, "toy town", cartoons=(MIA, TOM, PIP)),
    Shot(
        27.0, 34.0, "studio",
        (
            _actor("ada", (27, 220, 158, 118, 0, 12), (30, 230, 154, 120, -3, 20), (34, 214, 158, 118, 0, 8)),
            _actor("bruno", (27, 436, 152, 122, 0, -14), (31, 426, 154, 122, 2, -6), (34, 440, 150, 124, 0, -20)),
        ),
    ),
    Shot(
        33.0, 37.6, "park",
        (_actor("stranger", (33, 326, 158, 104), (35, 340, 152, 112, 3, 10), (37.6, 390, 156, 108, -2, -8)),),
        begins="dissolve",
    ),
    Shot(
        37.6, 45.0, "office",
        (
            _actor(
                "bruno", (37.6, 330, 152, 128), (39.2, 320, 150, 130), (40.0, 316, 150, 130, 0, 180),
                (42.0, 330, 152, 128, 2, 180),
                (42.8, 336, 150, 130), (45.0, 320, 150, 134, -2),
            ),
        ),
        ends="fade",
    ),
    Shot(
        45.0, 50.0, "balcony",
        (_actor("ada", (45, 200, 138, 66), (47, 300, 134, 74, 8), (48.6, 380, 138, 92, -8, -10), (50, 420, 128, 112)),),
        begins="fade",
    ),
    Shot(50.0, 53.0, "toy town", cartoons=(PIP, MIA), ends="fade"),
)  # fmt: skip
FILM_S: Final = 53.0

LINES: Final = (
    Line("ada", 0.9, 4.8),
    Line("ada", 5.6, 8.4),
    Line("bruno", 9.5, 14.4),
    Line("bruno", 24.0, 26.4),
    Line("ada", 27.4, 30.0),
    Line("bruno", 30.5, 33.0),
    Line("bruno", 38.0, 41.6),
    Line("ada", 45.9, 49.6),
)
MUSIC: Final = ((15.2, 23.6), (33.4, 37.4), (50.2, 52.8))
"""Where music plays, start and end in seconds."""
