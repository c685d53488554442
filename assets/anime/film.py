"""Write the drawn film and its truth: held frames, jumps, profiles, backs of heads, small figures and close-ups."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Final, get_args

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from assets.anime.characters import CAST, Character, Style
from assets.anime.heads import Pose, draw_person
from assets.demo.brush import Canvas, Colour, box, gradient, oval, polygon

WIDTH: Final = 640
HEIGHT: Final = 360
RATE: Final = 24
HELD: Final = 3
"""Each drawing is shown for three frames, as in limited animation."""
Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Part:
    """One character in one shot: poses at its start and end, between which the head moves in steps."""

    who: int
    start: Pose
    end: Pose
    """Where it is when the shot ends; a jump where it lies far away and `jump` is set."""
    talks: bool = False
    jump: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """One shot: how long it is, its light (a factor for each colour), its place, and who is in it."""

    seconds: float
    place: int
    light: tuple[float, float, float]
    parts: tuple[Part, ...]


DAY, EVENING, NIGHT = (1.0, 1.0, 1.0), (1.05, 0.88, 0.74), (0.62, 0.68, 0.92)


def _at(x: float, y: float, unit: float, yaw: float = 0.0, back: bool = False) -> Pose:
    return Pose((x, y), unit, yaw, back=back)


SCENES: Final[tuple[Scene, ...]] = (
    Scene(2.0, 0, DAY, ()),
    Scene(
        3.0,
        0,
        DAY,
        (Part(0, _at(200, 150, 52), _at(230, 150, 52), talks=True), Part(1, _at(440, 165, 50), _at(430, 165, 50))),
    ),
    Scene(2.5, 1, DAY, (Part(0, _at(320, 180, 95), _at(320, 182, 95), talks=True),)),
    Scene(2.5, 1, DAY, (Part(1, _at(330, 185, 90, 0.1), _at(330, 185, 90, 0.95)),)),
    Scene(3.0, 2, EVENING, (Part(2, _at(160, 150, 48), _at(420, 160, 48), jump=True),)),
    Scene(
        2.5,
        2,
        EVENING,
        (
            Part(2, _at(300, 175, 85), _at(310, 175, 85), talks=True),
            Part(3, _at(520, 230, 34, -0.3), _at(515, 230, 34, -0.3)),
        ),
    ),
    Scene(2.0, 0, DAY, ()),
    Scene(3.0, 2, EVENING, (Part(3, _at(320, 165, 70), _at(325, 165, 70), talks=True),)),
    Scene(
        3.0,
        1,
        NIGHT,
        (
            Part(0, _at(220, 160, 60, 0.05), _at(225, 160, 60, back=True)),
            Part(2, _at(450, 165, 56), _at(450, 165, 56), talks=True),
        ),
    ),
    Scene(2.5, 0, DAY, (Part(1, _at(120, 220, 26), _at(330, 215, 26)), Part(2, _at(420, 220, 26), _at(420, 220, 26)))),
    Scene(2.5, 2, EVENING, (Part(0, _at(320, 175, 80), _at(320, 175, 80), talks=True),)),
    Scene(2.0, 1, NIGHT, (Part(3, _at(300, 180, 88, -0.1), _at(300, 180, 88, -0.9)),)),
)


@dataclass(frozen=True, slots=True)
class AnimeClip:
    """The files of the film. `photos`: a picture of each character, drawn for another occasion."""

    video: Path
    truth: Path
    photos: dict[str, Path]


def make_film(folder: Path, cast: tuple[Character, ...] = CAST, scenes: tuple[Scene, ...] = SCENES) -> AnimeClip:
    """Draw film, truth (rows as `onlylook segments` writes them) and a reference picture of each character."""
    folder.mkdir(parents=True, exist_ok=True)
    clip = AnimeClip(folder / "anime.mp4", folder / "anime.csv", {c.name: folder / f"{c.name}.png" for c in cast})
    _write_video(clip.video, cast, scenes)
    with clip.truth.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("person_label", "start_s", "end_s", "modality"))
        rows.writerows(truth(cast, scenes))
    for character in cast:
        picture = np.full((300, 300, 3), 236, np.uint8)
        draw_person(picture, character, Pose((150, 140), 62, 0.03, 0.3))
        cv2.imwrite(str(clip.photos[character.name]), picture[:, :, ::-1])
    return clip


def truth(cast: tuple[Character, ...], scenes: tuple[Scene, ...]) -> list[tuple[str, str, str, str]]:
    """Who shows from when to when: the face while it is not turned away, the body throughout."""
    rows, start = [], 0.0
    for scene in scenes:
        for part in scene.parts:
            end = start + scene.seconds
            turned = start + scene.seconds / 2 if part.end.back else end
            rows.append((cast[part.who].name, f"{start:.3f}", f"{turned:.3f}", "face"))
            rows.append((cast[part.who].name, f"{start:.3f}", f"{end:.3f}", "body"))
        start += scene.seconds
    return rows


def draw_frame(cast: tuple[Character, ...], scene: Scene, frame: int) -> Picture:
    """(360, 640, 3) uint8 RGB: frame number `frame` of a shot."""
    drawing = frame // HELD
    share = drawing * HELD / max(1, scene.seconds * RATE)
    canvas = _place(scene.place)
    for part in scene.parts:
        draw_person(canvas, cast[part.who], _pose(part, share, drawing))
    lit = canvas.astype(np.float32) * np.array(scene.light, np.float32)
    return np.clip(lit, 0, 255).astype(np.uint8)


def random_heads(count: int, seed: int) -> Iterator[tuple[str, Picture, Character]]:
    """Pictures of invented characters, six of each in other poses, lights and clothes; for fits."""
    rng = np.random.default_rng(seed)
    styles: tuple[Style, ...] = get_args(Style)

    def colour(low: int = 30, high: int = 240) -> Colour:
        red, green, blue = (int(v) for v in rng.integers(low, high, 3))
        return red, green, blue

    for number in range(count // 6):
        skin = int(rng.integers(150, 250))
        who = Character(
            name=f"{number:03d}",
            style=styles[int(rng.integers(4))],
            hair=colour(),
            eyes=colour(),
            skin=(skin, int(skin * 0.88), int(skin * 0.78)),
            dress=colour(),
            eye=float(rng.uniform(0.75, 1.15)),
            glasses=bool(rng.random() < 0.2),
            ribbon=colour() if rng.random() < 0.3 else None,
        )
        for _ in range(6):
            canvas = _place(int(rng.integers(3)))
            unit = float(rng.uniform(24, 80))
            worn = replace(who, dress=colour()) if rng.random() < 0.3 else who
            pose = Pose(
                (float(rng.uniform(150, 490)), float(rng.uniform(120, 200))),
                unit,
                float(rng.normal(0, 0.12)),
                float(rng.random()),
                float(rng.random() > 0.15),
            )
            draw_person(canvas, worn, pose)
            lit = canvas * np.array([DAY, EVENING, NIGHT][int(rng.integers(3))], np.float32)
            yield who.name, np.clip(lit, 0, 255).astype(np.uint8), who


def _pose(part: Part, share: float, drawing: int) -> Pose:
    """Steps between two poses; blinks and a mouth that flaps, each held for a drawing."""
    if part.jump:
        share = 0.0 if share < 0.5 else 1.0
    turned = part.end.back and share >= 0.5
    (x0, y0), (x1, y1) = part.start.centre, part.end.centre
    centre = (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share)
    yaw = part.start.yaw + (part.end.yaw - part.start.yaw) * share
    unit = part.start.unit + (part.end.unit - part.start.unit) * share
    mouth = (0.0, 0.8, 0.4)[drawing % 3] if part.talks else 0.0
    return Pose(centre, unit, yaw, mouth, 0.0 if drawing % 16 == 11 else 1.0, turned)


def _place(number: int) -> Canvas:
    """A street, a room and a field."""
    sky: list[tuple[Colour, Colour]] = [
        ((150, 196, 236), (226, 238, 246)),
        ((222, 206, 186), (190, 172, 152)),
        ((250, 190, 130), (250, 226, 190)),
    ]
    canvas = gradient(WIDTH, HEIGHT, *sky[number])
    if number == 0:
        for i in range(5):
            box(canvas, 20 + 130 * i, 90 + 25 * (i % 3), 100, 230, (196 - 12 * i, 184, 176 + 10 * (i % 2)))
            for row in range(3):
                box(canvas, 36 + 130 * i, 130 + 45 * row, 26, 30, (120, 150, 180))
        box(canvas, 0, 290, WIDTH, 70, (132, 130, 136))
    elif number == 1:
        box(canvas, 60, 60, 150, 120, (170, 206, 230))
        box(canvas, 430, 40, 140, 260, (150, 112, 84))
        box(canvas, 0, 300, WIDTH, 60, (160, 124, 96))
    else:
        oval(canvas, (500, 90), (40, 40), (255, 244, 210))
        polygon(canvas, ((0, 250), (220, 170), (400, 240), (640, 190), (640, 360), (0, 360)), (112, 150, 96))
        box(canvas, 0, 300, WIDTH, 60, (96, 132, 80))
    return canvas


def _write_video(path: Path, cast: tuple[Character, ...], scenes: tuple[Scene, ...]) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.time_base, stream.options = Fraction(1, RATE), {"crf": "23", "preset": "veryfast"}
        number = 0
        for scene in scenes:
            image: Picture | None = None
            for index in range(round(scene.seconds * RATE)):
                if index % HELD == 0 or image is None:
                    image = draw_frame(cast, scene, index)
                frame = av.VideoFrame.from_ndarray(image, format="rgb24")
                frame.pts, number = number, number + 1
                container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
