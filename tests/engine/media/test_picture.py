from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.media.probe import probe, require_video
from engine.media.video import DecodedFrame, VideoStreamer

MakeClip = Callable[..., Path]
ReadNumber = Callable[[np.ndarray], int]

MPEG, JPEG = 1, 2
LOSSLESS = {"codec": "ffv1", "frames": 1}
COLOURS = [(200, 40, 40), (40, 200, 40), (40, 40, 200), (235, 235, 235), (20, 20, 20), (180, 140, 120)]


def smooth_picture(width: int, height: int) -> np.ndarray:
    """Gentle ramps in each channel, so that chroma sampling hardly matters."""
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    return np.dstack([40 + 160 * x, 60 + 120 * y, 200 - 120 * x]).astype(np.uint8)


def flat(colour: tuple[int, int, int]) -> Callable[[int], np.ndarray]:
    return lambda _: np.full((112, 192, 3), colour, np.uint8)


def first_frame(path: Path) -> DecodedFrame:
    with VideoStreamer(path) as frames:
        return next(frames)


PIXEL_FORMATS = ["yuv420p", "yuvj420p", "yuv422p", "yuv444p", "nv12", "yuv420p10le", "gray", "bgr0", "yuv411p"]


@pytest.mark.parametrize("pixel_format", PIXEL_FORMATS)
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_any_region_equals_the_same_part_of_the_whole_picture(
    make_clip: MakeClip, pixel_format: str, rotation: int
) -> None:
    stream = replace(require_video(probe(make_clip(frames=1))), rotation=rotation)
    coded = av.VideoFrame.from_ndarray(smooth_picture(192, 112), "rgb24").reformat(format=pixel_format)
    frame = DecodedFrame(coded, stream, 0, Fraction(0))
    width, height = stream.display_size
    whole = frame.display().astype(int)
    assert whole.shape == (height, width, 3)
    for x, y, w, h in [(0, 0, width, height), (7, 11, 31, 45), (1, 0, 1, 1), (width - 9, height - 5, 9, 5)]:
        part = frame.region(x, y, w, h)
        assert part.shape == (h, w, 3)
        assert np.abs(part - whole[y : y + h, x : x + w]).max() <= 4


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_turned_film_is_shown_upright(make_clip: MakeClip, number_in: ReadNumber, rotation: int) -> None:
    with VideoStreamer(make_clip("turned.mp4", frames=20, rotation=rotation)) as frames:
        for number, frame in enumerate(frames):
            width, height = frames.stream.display_size
            assert (width > height) == (rotation == 180)
            assert number_in(frame.scaled(width // 2, height // 2)) == number
            assert number_in(frame.region(0, 0, width, height)) == number


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(x=st.integers(-60, 250), y=st.integers(-60, 150), w=st.integers(1, 120), h=st.integers(1, 120))
def test_outside_of_the_picture_is_black_and_the_rest_in_place(
    make_clip: MakeClip, tmp_path: Path, x: int, y: int, w: int, h: int
) -> None:
    path = tmp_path / "flat.mkv"
    if not path.exists():
        make_clip("flat.mkv", picture=flat((180, 140, 120)), **LOSSLESS)
    out = np.full((h, w, 3), 77, np.uint8)
    part = first_frame(path).region(x, y, w, h, out=out)
    assert part is out
    inside = np.zeros((h, w), bool)
    inside[max(0, -y) : max(0, 112 - y), max(0, -x) : max(0, 192 - x)] = True
    assert not part[~inside].any()
    assert np.all(np.abs(part[inside].astype(int) - (180, 140, 120)) <= 3)


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize(("space", "levels"), [(1, MPEG), (1, JPEG), (5, MPEG), (5, JPEG)])
def test_colours_come_back_under_each_standard_and_range(
    make_clip: MakeClip, colour: tuple[int, int, int], space: int, levels: int
) -> None:
    tagged = {"colorspace": space, "color_range": levels}
    path = make_clip("c.mkv", picture=flat(colour), pixel_format="yuv444p", colour=tagged, **LOSSLESS)
    frame = first_frame(path)
    for pixels in (frame.scaled(192, 112), frame.scaled(64, 48), frame.region(10, 10, 50, 50)):
        assert np.abs(pixels.astype(int) - colour).max() <= 3


def test_untagged_colours_follow_the_picture_s_size(make_clip: MakeClip) -> None:
    """Drawn under BT.709: right for an untagged HD picture; an SD one is read by BT.601 and comes out different."""
    frames = {}
    for size in ((1280, 720), (320, 240)):
        drawn = np.full((size[1], size[0], 3), (200, 40, 40), np.uint8)
        path = make_clip(
            f"{size[0]}.mp4", frames=1, size=size, picture=lambda _, drawn=drawn: drawn, options={"qp": "0"}
        )
        frames[size[0]] = first_frame(path)
    # The writer converts by BT.601 where it is told nothing else.
    assert np.abs(frames[320].scaled(32, 24).astype(int) - (200, 40, 40)).max() <= 4
    assert np.abs(frames[1280].scaled(32, 18).astype(int) - (200, 40, 40)).max() > 8
    for frame in frames.values():
        assert np.abs(frame.region(4, 4, 8, 8).astype(int) - frame.scaled(320, 180)[5, 5]).max() <= 3


def test_anamorphic_picture_is_stretched_in_one_step(make_clip: MakeClip, number_in: ReadNumber) -> None:
    frame = first_frame(make_clip("dvd.mkv", pixel_aspect=Fraction(16, 11), frames=1))
    assert frame.display().shape == (112, 279, 3)
    assert number_in(frame.scaled(140, 56)) == 0
    whole = frame.display()
    assert np.array_equal(frame.region(100, 20, 60, 50), whole[20:70, 100:160])


@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuv420p10le", "rgb24"])
def test_luma_sample_is_every_nth_pixel(make_clip: MakeClip, pixel_format: str) -> None:
    codec = "libx264rgb" if pixel_format == "rgb24" else "ffv1"
    frame = first_frame(make_clip("l.mkv", frames=1, codec=codec, pixel_format=pixel_format))
    for step in (1, 2, 5):
        sample = frame.luma_sample(step)
        assert sample.shape == (-(-112 // step), -(-192 // step))
        assert sample[0, 0] > sample[0, 192 // step * 3 // 8] + 60


def test_planes_are_views_that_nobody_can_write_to(make_clip: MakeClip) -> None:
    frame = first_frame(make_clip(frames=1))
    luma, blue = frame.plane(0), frame.plane(1)
    assert (luma.shape, blue.shape) == ((112, 192), (56, 96))
    assert luma.base is not None
    with pytest.raises(ValueError, match="read-only"):
        luma[0, 0] = 1
    with pytest.raises(ValueError, match="no 8-bit luma"):
        first_frame(make_clip("ten.mkv", frames=1, codec="ffv1", pixel_format="yuv420p10le")).plane(0)


def test_views_outlive_the_stream_and_the_frame(make_clip: MakeClip) -> None:
    path = make_clip(frames=20)
    with VideoStreamer(path) as frames:
        luma = next(frames).plane(0)
        kept = luma.copy()
    assert np.array_equal(luma, kept)
