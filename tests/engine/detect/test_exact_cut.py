"""A cut is found at its very frame although not every picture is decoded, wherever the encoder put its key frames."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import pytest

from engine.detect.exact_cut import exact_cut, may_lie_earlier
from engine.detect.shots import Boundary, ShotDetector
from engine.detect.thumbs import thumbnail
from engine.media.probe import probe, require_video
from engine.media.video import VideoStreamer

SIZE = (192, 108)


def write_film(film: Any, path: Path, cut: int, scene_cuts: bool) -> Path:
    """Two noisy shots; `scene_cuts`: whether the encoder may put a key frame at the cut."""
    thumbs = film.join(film.pan(1, cut, 0.3), film.pan(2, 30, 0.3))
    tuning = "bframes=3:b-adapt=0:keyint=250" + ("" if scene_cuts else ":scenecut=0")
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=25, options={"x264-params": tuning, "preset": "veryfast"})
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        for number, thumb in enumerate(thumbs):
            frame = av.VideoFrame.from_ndarray(cv2.resize(thumb, SIZE, interpolation=cv2.INTER_CUBIC), "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def seen_cut(path: Path) -> tuple[Boundary, bool]:
    """The one cut that a reading without the pictures that no other depends on finds, and whether at a key frame."""
    media = probe(path)
    detector, found, keys = ShotDetector(), [], {}
    with VideoStreamer(media, skip_nonref=True) as frames:
        for frame in frames:
            keys[frame.pts] = frame.key_frame
            found += detector.push(frame.pts, frame.time, thumbnail(frame, require_video(media).pixel_format))
    (cut,) = [*found, *detector.flush()]
    return cut, keys[cut.pts]


@pytest.mark.parametrize("scene_cuts", [True, False], ids=["key frame at the cut", "no key frame there"])
@pytest.mark.parametrize("cut", range(24, 29))
def test_the_cut_is_exact_whatever_picture_it_falls_on(film: Any, tmp_path: Path, cut: int, scene_cuts: bool) -> None:
    path = write_film(film, tmp_path / "film.mp4", cut, scene_cuts)
    media = probe(path)
    seen, at_key_frame = seen_cut(path)
    assert seen.time >= Fraction(cut, 25)
    if may_lie_earlier(seen, require_video(media), at_key_frame):
        seen = exact_cut(media, seen)
    assert seen.time == Fraction(cut, 25)
