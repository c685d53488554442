"""This program at the tasks of its peers: `ours.py persons|turns|cuts|export ...`; prints what it found as JSON."""

import json
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

from engine.progress import run


def persons(clip: str, *photos: str) -> list[tuple[str, str, float, float]]:
    from engine.pipeline.films import Request, open_film
    from engine.pipeline.sought import seek
    from engine.settings import EVIDENCE

    with tempfile.TemporaryDirectory() as folder:
        request = Request(Path(clip), Path(folder) / "film.olat")
        film = run(open_film(request))
        with film.project:
            named = [(name, Path(path)) for name, path in (one.split("=", 1) for one in photos)]
            rows = seek(film, (), named).rows(EVIDENCE)
    return [
        (row.person, modality, float(row.span.start), float(row.span.end))
        for row in rows
        for modality in row.modalities
    ]


def turns(*paths: str) -> list[list[tuple[float, float, str]]]:
    from engine.media.probe import probe
    from engine.pipeline.hearing import turns_of

    found = [run(turns_of(probe(Path(path)))) for path in paths]
    return [[(float(one.span.start), float(one.span.end), str(one.speaker)) for one in heard] for heard in found]


def cuts(*clips: str) -> list[list[int]]:
    from engine.detect.boundaries import BoundaryFinder
    from engine.detect.thumbs import thumbnail
    from engine.detect.transnet import TransNet
    from engine.media.video import VideoStreamer

    net, told = TransNet.open_if_there(), []
    for clip in clips:
        finder, found = BoundaryFinder(net), []
        with VideoStreamer(Path(clip), skip_loop_filter=True) as frames:
            for number, frame in enumerate(frames):
                found += finder.push(number, frame.time, thumbnail(frame, frames.stream.pixel_format))
        told.append([boundary.pts for boundary in (*found, *finder.flush())])
    return told


def export(source: str, target: str, mode: str, *edges: str) -> dict[str, int]:
    from engine.export.encode_settings import CutOptions
    from engine.export.video import cut_video
    from engine.media.probe import probe
    from engine.timebase import Span

    times = list(map(Fraction, edges))
    spans = [Span(start, end) for start, end in zip(times[::2], times[1::2], strict=True)]
    options = CutOptions(crf=20, preset="medium", threads=2)
    report = run(cut_video(probe(Path(source)), spans, Path(target), mode, options))  # type: ignore[arg-type]
    return {"copied": report.frames_copied, "encoded": report.frames_encoded}


TASKS = {"persons": persons, "turns": turns, "cuts": cuts, "export": export}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
