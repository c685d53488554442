"""The benchmarks of the player run from end to end, at a small size."""

import re
from pathlib import Path

import av
import numpy as np

from .test_smoke import run_benchmark


def test_only_look_tells_each_gap_and_shows_nothing_between() -> None:
    printed = run_benchmark("only_look.py", "--transitions", "4")

    shown = int(re.search(r"5 segments, (\d+) frames shown, 0 outside of them", printed).group(1))
    # A machine that does other things leaves frames out, yet every segment is seen.
    assert 5 < shown <= 75
    assert len(printed.split("gaps in ms:")[1].splitlines()[0].split()) == 4
    # The longest depends on what else the machine does, so half of them tell how it is meant: a gap takes no longer
    # than two frames, of 40 ms on an idle machine, and else as they came beside it.
    frame = int(re.search(r"frames within: .* 90th percentile (\d+) ms", printed).group(1))
    assert int(re.search(r"median (\d+) ms, longest", printed).group(1)) <= max(80, 2 * frame)


def test_radar_tells_times_also_of_a_film_without_faces(tmp_path: Path) -> None:
    path = tmp_path / "noise.mp4"
    blocks = np.random.default_rng(3).integers(0, 255, (9, 16, 3), np.uint8)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", 25, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        for shift in range(20):
            image = np.roll(blocks, shift, axis=1).repeat(40, axis=0).repeat(40, axis=1)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, "rgb24")))
        container.mux(stream.encode(None))
    printed = run_benchmark("radar.py", str(path), "--asks", "3")

    assert re.search(r"idle +median +\d+ ms +95th percentile +\d+ ms", printed)
    assert "0 of 0 faces" in printed


def test_radar_names_faces_as_the_cast_does(shared: Path) -> None:
    printed = run_benchmark("radar.py", str(shared / "media" / "clips" / "ft_simon_easy1.mp4"), "--asks", "6")
    right, judged = map(int, re.search(r"all known +(\d+) of (\d+) faces", printed).groups())

    assert judged >= 4
    assert right >= 0.8 * judged
