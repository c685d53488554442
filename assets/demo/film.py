"""Write the demo: the film, its truth and a photo of each person one may ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from assets.demo import places, truth
from assets.demo.figure import Figure, make_figure
from assets.demo.looks import LOOKS
from assets.demo.portrait import cut_out, photograph
from assets.demo.soundtrack import RATE, soundtrack
from assets.demo.stage import Set, Sight, frame_at
from assets.demo.story import FILM_S, FRAME_RATE, LINES, SHOTS
from assets.demo.voice import RATE as MOUTH_RATE
from assets.demo.voice import STEP
from engine.progress import Job, Progress

STAGE: Final = "drawing the demo"


@dataclass(frozen=True, slots=True)
class DemoClip:
    """The files of the demo. `photos`: for each person that one may ask for, a picture that is not in the film."""

    video: Path
    truth: Path
    photos: Mapping[str, Path]


def clip_in(folder: Path) -> DemoClip:
    """The files of the demo in `folder`, whether they are there or not."""
    return DemoClip(
        folder / "demo.mp4", folder / "demo.csv", {name: folder / f"{name}.png" for name in ("ada", "bruno")}
    )


def make_demo(folder: Path) -> Job[DemoClip]:
    """Draw the demo into `folder`; each file appears whole or not at all. The same program draws the same film."""
    folder.mkdir(parents=True, exist_ok=True)
    clip = clip_in(folder)
    yield Progress(STAGE, 0, FILM_S, "s")
    stage = build_set()
    samples, mouths = soundtrack()
    unfinished = folder / "demo.unfinished.mp4"
    sights: list[list[Sight]] = []
    try:
        with av.open(str(unfinished), "w", options={"movflags": "faststart"}) as container:
            picture, sound = _streams(container)
            for index in range(round(FILM_S * FRAME_RATE)):
                time_s = index / FRAME_RATE
                step = int(time_s * MOUTH_RATE / STEP)
                image, seen = frame_at(
                    stage, SHOTS, time_s, {name: float(track[step]) for name, track in mouths.items()}
                )
                sights.append(seen)
                _write_frame(container, picture, image, index)
                _write_sound(container, sound, samples, index)
                if index % FRAME_RATE == 0:
                    yield Progress(STAGE, time_s, FILM_S, "s")
            for stream in (picture, sound):
                container.mux(stream.encode(None))
        for name, path in clip.photos.items():
            _write_photo(path, _photo(name, stage.figures[name]))
        _write_truth(clip.truth, sights)
        unfinished.replace(clip.video)
    finally:
        unfinished.unlink(missing_ok=True)
    yield Progress(STAGE, FILM_S, FILM_S, "s")
    return clip


def build_set() -> Set:
    """All figures and places, drawn once."""
    portrait = cut_out()
    figures = {name: make_figure(portrait, look) for name, look in LOOKS.items()}
    return Set(figures, {name: places.build(name) for name in places.PLACES})


def _streams(container: av.container.OutputContainer) -> tuple[av.VideoStream, av.AudioStream]:
    picture = container.add_stream("libx264", rate=FRAME_RATE, options={"preset": "veryfast", "crf": "19", "g": "50"})
    picture.width, picture.height, picture.pix_fmt = places.WIDTH, places.HEIGHT, "yuv420p"
    picture.time_base = Fraction(1, FRAME_RATE)
    sound = container.add_stream("aac", rate=RATE, layout="mono")
    sound.bit_rate = 96_000
    return picture, sound


def _write_frame(
    container: av.container.OutputContainer, stream: av.VideoStream, image: NDArray[Any], index: int
) -> None:
    frame = av.VideoFrame.from_ndarray(image, format="rgb24")
    frame.pts, frame.time_base = index, Fraction(1, FRAME_RATE)
    container.mux(stream.encode(frame))


def _write_sound(
    container: av.container.OutputContainer, stream: av.AudioStream, samples: NDArray[Any], index: int
) -> None:
    """The piece of sound that belongs to frame `index`."""
    per_frame = RATE // FRAME_RATE
    piece = samples[index * per_frame : (index + 1) * per_frame]
    frame = av.AudioFrame.from_ndarray(piece[None], format="fltp", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = RATE, index * per_frame, Fraction(1, RATE)
    container.mux(stream.encode(frame))


def _photo(name: str, figure: Figure) -> NDArray[Any]:
    """The portrait as it was taken; of persons made from it, the figure before a plain wall."""
    if name == "ada":
        return photograph()[:330, 60:390]
    wall = np.linspace(215, 175, len(figure.cover), dtype=np.float32)[:, None, None]
    picture = wall + (figure.front - wall) * figure.cover[..., None]
    return np.asarray(picture.round().clip(0, 255), np.uint8)


def _write_photo(path: Path, picture: NDArray[Any]) -> None:
    fine, encoded = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    if not fine:
        raise RuntimeError(f"OpenCV could not encode {path.name} as PNG")
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_bytes(encoded.tobytes())
    unfinished.replace(path)


def _write_truth(path: Path, sights: list[list[Sight]]) -> None:
    unfinished = path.with_suffix(".unfinished")
    truth.write(unfinished, truth.rows(sights, LINES))
    unfinished.replace(path)
