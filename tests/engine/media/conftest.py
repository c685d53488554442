"""Clips with known answers: every frame carries its number, sound clicks at known times."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

GRID = 4
# The top row tells that the picture is upright and not mirrored.
TOP_ROW = (1, 0, 1, 1)
BITS = GRID * (GRID - 1)


def numbered_picture(number: int, width: int, height: int) -> np.ndarray:
    """(height, width, 3) uint8 RGB: 4 x 4 cells, the top row fixed, the others the bits of `number` (below 4096)."""
    cells = [*TOP_ROW, *((number >> bit) & 1 for bit in range(BITS))]
    rows = np.array(cells, np.uint8).reshape(GRID, GRID) * 160 + 48
    down = np.arange(height) * GRID // height
    across = np.arange(width) * GRID // width
    grey = rows[down][:, across]
    return np.dstack([grey, grey, np.full_like(grey, 96)])


def number_in_picture(picture: np.ndarray) -> int:
    """The number that `numbered_picture` drew, at any size. Fails where the picture is turned, mirrored or broken."""
    height, width = picture.shape[:2]
    ys = (np.arange(GRID) * 2 + 1) * height // (2 * GRID)
    xs = (np.arange(GRID) * 2 + 1) * width // (2 * GRID)
    levels = picture[ys][:, xs, :2].mean(axis=2)
    assert np.all(np.abs(levels - 128) > 30), f"no clear cells: {levels}"
    bits = (levels > 128).astype(int).ravel()
    assert tuple(bits[:GRID]) == TOP_ROW, f"not upright: {bits[:GRID]}"
    return int(sum(int(bit) << place for place, bit in enumerate(bits[GRID:])))


def click_track(clicks: Sequence[float], seconds: float, rate: int, channels: int) -> np.ndarray:
    """(channels, n) float32: silence with a 5 ms burst at each time."""
    sound = np.zeros((channels, round(seconds * rate)), np.float32)
    for click in clicks:
        begin = round(click * rate)
        sound[:, begin : begin + rate // 200] = 0.8
    return sound


def write_clip(
    path: Path,
    *,
    frames: int = 50,
    size: tuple[int, int] = (192, 112),
    rate: Fraction | int = 25,
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    options: dict[str, str] | None = None,
    stamps: Sequence[int] | None = None,
    time_base: Fraction | None = None,
    rotation: int = 0,
    flips: str = "",
    pixel_aspect: Fraction = Fraction(1),
    picture: Callable[[int], np.ndarray] | None = None,
    colour: dict[str, int] | None = None,
    clicks: Sequence[float] | None = None,
    sound: dict[str, object] | None = None,
    tags: dict[str, str] | None = None,
    stream_tags: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
) -> Path:
    """Write a clip.

    `size`: coded pixels. `rotation`: degrees clockwise that a player turns it; `flips`: "h" or "v", after the turn.
    `stamps`: one per frame in `time_base` ticks; frame i at i / rate otherwise. `sound`: codec, rate, layout, seconds.
    """
    width, height = size
    with av.open(str(path), "w", options=container_options or {}) as out:
        out.metadata.update(tags or {})
        stream = out.add_stream(codec, rate=rate, options=options or {})
        stream.width, stream.height, stream.pix_fmt = width, height, pixel_format
        context = stream.codec_context
        context.time_base = time_base or 1 / Fraction(rate)
        context.sample_aspect_ratio = pixel_aspect
        for name, value in (colour or {}).items():
            setattr(context, name, value)
        stream.metadata.update(stream_tags or {})
        if rotation or flips:
            stream.set_display_rotation(-rotation, hflip="h" in flips, vflip="v" in flips)
        audio = _add_sound(out, sound or {}) if clicks is not None else None
        upright = (height, width) if rotation in (90, 270) else (width, height)
        for number in range(frames):
            drawn = picture(number) if picture else numbered_picture(number, *upright)
            coded = np.ascontiguousarray(np.rot90(drawn, rotation // 90))
            frame = av.VideoFrame.from_ndarray(coded, "rgb24")
            if pixel_format != "rgb24":
                wanted = colour or {}
                frame = frame.reformat(
                    format=pixel_format,
                    dst_colorspace=1 if wanted.get("colorspace") == 1 else 5,
                    dst_color_range=wanted.get("color_range", 1),
                )
                frame.color_range = wanted.get("color_range", 1)
                frame.colorspace = wanted.get("colorspace", 2)
            frame.pts = stamps[number] if stamps else number
            frame.time_base = context.time_base
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        if audio is not None:
            _write_sound(out, audio, clicks or (), sound or {})
    return path


def _add_sound(out: av.container.OutputContainer, sound: dict[str, object]) -> av.AudioStream:
    stream = out.add_stream(str(sound.get("codec", "aac")), rate=int(sound.get("rate", 48000)))
    stream.codec_context.layout = str(sound.get("layout", "mono"))
    return stream


def _write_sound(
    out: av.container.OutputContainer, stream: av.AudioStream, clicks: Sequence[float], sound: dict[str, object]
) -> None:
    rate = stream.codec_context.sample_rate
    layout = stream.codec_context.layout
    samples = click_track(clicks, float(sound.get("seconds", 2)), rate, layout.nb_channels)
    resampler = av.AudioResampler(stream.codec_context.format, layout, rate)
    offset = round(float(sound.get("start", 0)) * rate)
    for begin in range(0, samples.shape[1], 1024):
        block = np.ascontiguousarray(samples[:, begin : begin + 1024])
        frame = av.AudioFrame.from_ndarray(block, "fltp", layout.name)
        frame.sample_rate, frame.pts, frame.time_base = rate, offset + begin, Fraction(1, rate)
        for ready in resampler.resample(frame):
            out.mux(stream.encode(ready))
    out.mux(stream.encode(None))


@pytest.fixture
def make_clip(tmp_path: Path) -> Callable[..., Path]:
    """Write a clip into the test's folder: `make_clip("name.mp4", frames=50, ...)`; see `write_clip`."""
    return lambda name="clip.mp4", **how: write_clip(tmp_path / name, **how)


@pytest.fixture(scope="session")
def number_in() -> Callable[[np.ndarray], int]:
    """Reads the number that a made frame carries."""
    return number_in_picture
