"""Draw the frames of the demo, and measure in the same stroke how much of each person can be seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from assets.demo import cartoons
from assets.demo.figure import Figure
from assets.demo.places import HEIGHT, WIDTH, Place
from assets.demo.story import DISSOLVE_S, FADE_S, Actor, Key, Shot
from assets.demo.turn import turn_head

Image = NDArray[Any]
PROFILE_YAW_DEG: Final = 90.0
FRONT_TURN: Final = 0.38
"""Share of the yaw that the flat portrait is turned by: a third of a profile is all it can show."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What can be seen of one person in one frame: shares in 0..1 of the whole face and the whole figure."""

    name: str
    face: float
    body: float


@dataclass(frozen=True, slots=True, eq=False)
class Set:
    """All that is drawn once: figures by name and places by name."""

    figures: Mapping[str, Figure]
    places: Mapping[str, Place]


def frame_at(
    stage: Set, shots: tuple[Shot, ...], time_s: float, speaking: Mapping[str, float]
) -> tuple[NDArray[Any], list[Sight]]:
    """The picture (h, w, 3) uint8 RGB at `time_s`, and who is seen in it.

    `speaking`: how far each person's mouth is open, 0..1.
    """
    picture: Image = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    sights: list[Sight] = []
    for shot in shots:
        if not shot.start_s <= time_s < shot.end_s:
            continue
        layer, seen = _draw(stage, shot, time_s, speaking)
        mix, light = _mix(shot, time_s), _light(shot, time_s)
        picture = picture * (1 - mix) + layer * (mix * light)
        # Half dark a face is still easily known; half dissolved it is half gone.
        shown = mix * min(1.0, 2 * light)
        sights = [Sight(s.name, s.face * (1 - mix), s.body * (1 - mix)) for s in sights]
        sights += [Sight(s.name, s.face * shown, s.body * shown) for s in seen]
    return picture.round().clip(0, 255).astype(np.uint8), sights


def _mix(shot: Shot, time_s: float) -> float:
    """How far the shot has replaced the one before it, 0..1."""
    return min(1.0, (time_s - shot.start_s) / DISSOLVE_S) if shot.begins == "dissolve" else 1.0


def _light(shot: Shot, time_s: float) -> float:
    """How bright the shot is, 0..1, at its fades."""
    rise = (time_s - shot.start_s) / FADE_S if shot.begins == "fade" else 1.0
    fall = (shot.end_s - time_s) / FADE_S if shot.ends == "fade" else 1.0
    return min(1.0, rise, fall)


def _draw(stage: Set, shot: Shot, time_s: float, speaking: Mapping[str, float]) -> tuple[Image, list[Sight]]:
    place = stage.places[shot.place]
    canvas = place.behind.copy()
    for drawn in shot.cartoons:
        cartoons.draw(canvas, drawn, time_s)
    picture = canvas.astype(np.float32)
    placed: list[tuple[str, Image, Image, float, float]] = []
    for actor in shot.actors:
        layers, face, whole_face, whole_body = _pose(
            stage.figures[actor.name], actor, time_s, speaking.get(actor.name, 0.0)
        )
        cover = layers[..., 3]
        picture = picture * (1 - cover[..., None]) + layers[..., :3]
        placed = [(name, f * (1 - cover), b * (1 - cover), wf, wb) for name, f, b, wf, wb in placed]
        placed.append((actor.name, face, cover, whole_face, whole_body))
    open_view = 1 - place.cover
    picture = picture * open_view[..., None] + place.before.astype(np.float32) * place.cover[..., None]
    sights = [
        Sight(name, float((f * open_view).sum() / wf) if wf else 0.0, float((b * open_view).sum() / wb))
        for name, f, b, wf, wb in placed
    ]
    return picture, sights


def _pose(figure: Figure, actor: Actor, time_s: float, mouth: float) -> tuple[Image, Image, float, float]:
    """The figure in the frame: (h, w, 4) premultiplied RGB and cover, (h, w) face; whole areas of both in pixels."""
    key = between(actor.keys, time_s)
    picture, cover, face = _turned(figure, key.yaw_deg)
    if mouth > 0.01:
        picture = _spoken(picture, figure.mouth, mouth)
    scale = key.head_px / (2 * figure.head[3])
    premultiplied = np.dstack([picture * cover[..., None], cover])
    step = 1.0
    if scale < 0.6:  # Linear sampling alone would skip rows.
        premultiplied, face = (
            cv2.resize(p, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) for p in (premultiplied, face)
        )
        step = 0.5
    matrix = cv2.getRotationMatrix2D(
        (figure.head[0] * step, (figure.head[1] + figure.head[3]) * step), -key.roll_deg, scale / step
    )
    chin_y = (figure.head[1] + figure.head[3]) * step
    matrix[:, 2] += np.array([key.x - figure.head[0] * step, key.y + key.head_px / 2 - chin_y])
    layers, seen_face = (
        cv2.warpAffine(p, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR) for p in (premultiplied, face)
    )
    area = (scale / step) ** 2
    return layers, seen_face, float(face.sum()) * area, float(premultiplied[..., 3].sum()) * area


def _turned(figure: Figure, yaw_deg: float) -> tuple[Image, Image, Image]:
    if abs(yaw_deg) < 1:
        return figure.front, figure.cover, figure.face
    if abs(yaw_deg) <= PROFILE_YAW_DEG:
        return turn_head(figure, yaw_deg * FRONT_TURN)
    return turn_head(figure, (yaw_deg - np.sign(yaw_deg) * 180) * FRONT_TURN, from_behind=True)


def _spoken(picture: Image, mouth: Image, amount: float) -> Image:
    """Stretch the mouth's rows: a smile opens and closes."""
    height, width = mouth.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    middle = float((mouth.sum(1) * np.arange(height)).sum() / mouth.sum())
    from_y = y - 0.28 * amount * mouth * (y - middle + 3)
    return cv2.remap(picture, x, from_y.astype(np.float32), cv2.INTER_LINEAR)


def between(keys: tuple[Key, ...], time_s: float) -> Key:
    """The smooth way from key to key (smoothstep), still before the first and after the last."""
    times = [key.at_s for key in keys]
    after = int(np.searchsorted(times, time_s, side="right"))
    if after in (0, len(keys)):
        return keys[min(after, len(keys) - 1)]
    start, end = keys[after - 1], keys[after]
    share = (time_s - start.at_s) / (end.at_s - start.at_s)
    share = share * share * (3 - 2 * share)
    mixed = [a + (b - a) * share for a, b in zip(_fields(start), _fields(end), strict=True)]
    return Key(time_s, *mixed)


def _fields(key: Key) -> tuple[float, ...]:
    return (key.x, key.y, key.head_px, key.roll_deg, key.yaw_deg)
