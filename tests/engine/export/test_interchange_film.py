"""A timeline and a film that are made of one cut have the same length, on real files."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import opentimelineio as otio
import pytest

from engine.edit.edit_list import StampedEdges, edit_list
from engine.export.formats import exported
from engine.export.packets import read_index
from engine.export.timeline import Timeline
from engine.export.video import cut_video
from engine.media.probe import probe
from engine.progress import run
from engine.timebase import Span, frame_of_timecode
from engine.types import Segment

NTSC = Fraction(30000, 1001)


@pytest.fixture
def numbered(tmp_path: Path) -> Callable[..., Path]:
    """Writes a film of grey frames."""

    def make(name: str, rate: Fraction, timecode: str, frames: int = 120) -> Path:
        path = tmp_path / name
        with av.open(str(path), "w") as container:
            if timecode:
                container.metadata["timecode"] = timecode
            stream = container.add_stream("libx264", rate=rate, options={"preset": "ultrafast"})
            stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
            for number in range(frames):
                picture = np.full((48, 64, 3), number, np.uint8)
                container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            container.mux(stream.encode(None))
        return path

    return make


@pytest.mark.parametrize(
    ("name", "rate", "timecode"),
    [
        ("a.mov", NTSC, "01:00:00;00"),
        ("b.mov", NTSC, "01:00:00:00"),
        ("c.mkv", Fraction(24000, 1001), ""),
        ("d.mp4", Fraction(25), ""),
        ("e.mov", Fraction(60000, 1001), "10:00:00;00"),
    ],
)
def test_timeline_and_film_agree_to_the_frame(
    numbered: Callable[..., Path], tmp_path: Path, name: str, rate: Fraction, timecode: str
) -> None:
    media = probe(numbered(name, rate, timecode))
    index = run(read_index(media))
    edges = StampedEdges(index.times, media.clock, media.clock.time(int(index.times[-1]) + index.last_duration))
    segments = [
        Segment("Ada", Span((7 - Fraction(1, 3)) / rate, (30 + Fraction(1, 3)) / rate), 0.9),
        Segment("Ada", Span(50 / rate, 51 / rate), 0.9),
    ]
    wanted = edit_list(media, segments, edges)
    assert [(clip.first_frame, clip.frames) for clip in wanted.clips] == [(7, 23), (50, 1)]
    target = tmp_path / f"cut{media.path.suffix}"
    report = run(cut_video(media, [clip.span for clip in wanted.clips], target, "encode"))
    with av.open(str(target)) as container:
        decoded = sum(1 for _ in container.decode(video=0))
    document = otio.adapters.read_from_string(exported(Timeline("x", wanted), "otio").decode(), "otio_json")
    assert document.duration().value == decoded == report.frames == wanted.frames == 24
    start = frame_of_timecode(timecode, rate) if timecode else 0
    assert [clip.source_range.start_time.value for clip in document.video_tracks()[0]] == [start + 7, start + 50]
