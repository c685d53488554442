"""How long the screen waits between kept segments: from the last frame of one to the first of the next, at the sink.

    python benchmarks/only_look.py [FILM] [--transitions 20] [--length 0.6]

Without a film, one is drawn whose frames carry their number, at 25 a second: there, 40 ms of each gap are the frame
itself. Frames outside of the segments are counted, too; there must be none.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# FFmpeg's and Qt's remarks on sound cards are not what is measured.
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")

import numpy as np
from numbered_film import Film, make_film
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.player.deck import EARLY_S
from app.player.playback import Playback
from app.player.programme import in_frames
from engine.errors import UserError
from engine.media.probe import probe, require_video
from engine.pipeline.cut import frame_edges
from engine.progress import run
from engine.timebase import Span

MOST_MS = 80
KEPT_S, STEP_S, GAP_S = Fraction(3, 5), Fraction(1), Fraction(2, 5)
SETTLE_MS = 500
DRAWN = Film(width=640, height=360, frames=750, stretch=250, gop=50, crf=23, preset="ultrafast")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("film", nargs="?", type=Path)
    parser.add_argument("--transitions", type=int, default=20)
    parser.add_argument("--length", type=Fraction, default=KEPT_S, help="seconds of each segment (default 0.6)")
    args = parser.parse_args()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as scratch:
        path = args.film or make_film(Path(scratch), DRAWN)
        spans = segments(path, args.transitions + 1, args.length)
        tell(spans, frames_shown(path, spans))
    del application


def segments(path: Path, count: int, length: Fraction) -> list[Span]:
    """Segments of `length` seconds, one a second or less often, each beginning elsewhere in its second."""
    media = probe(path)
    step = max(STEP_S, length + GAP_S)
    starts = [number * step + Fraction(number % 4, 10) for number in range(count)]
    spans = [Span(start, start + length) for start in starts if start + length < media.duration]
    return list(in_frames(spans, run(frame_edges(media))))


def frames_shown(path: Path, spans: Sequence[Span]) -> list[tuple[Fraction, float]]:
    """The time of each frame in the film, and when it was shown, in seconds."""
    loop, shown = QEventLoop(), []
    playback = Playback(path, begin=require_video(probe(path)).start)
    playback.shown.connect(lambda _, at: shown.append((at, time.perf_counter())))
    playback.ended.connect(loop.quit)
    playback.failed.connect(loop.quit)
    QTimer.singleShot(SETTLE_MS, lambda: playback.play(Fraction(0), spans))
    loop.exec()
    playback.close()
    QTimer.singleShot(0, loop.quit)
    loop.exec()
    return shown


def tell(spans: Sequence[Span], shown: Sequence[tuple[Fraction, float]]) -> None:
    places = [next((i for i, span in enumerate(spans) if _holds(span, at)), None) for at, _ in shown]
    waits = [(after[1] - before[1]) * 1000 for before, after in pairwise(shown)]
    gaps = [wait for wait, one, other in zip(waits, places, places[1:], strict=False) if one != other]
    within = [wait for wait, one, other in zip(waits, places, places[1:], strict=False) if one == other]
    late = sum(gap > MOST_MS for gap in gaps)
    print(f"{len(spans)} segments, {len(shown)} frames shown, {places.count(None)} outside of them")
    if within:
        # What the machine manages just now where nothing is to be sought.
        print(f"frames within: median {np.median(within):.0f} ms, 90th percentile {np.percentile(within, 90):.0f} ms")
    print("gaps in ms: " + " ".join(f"{gap:.0f}" for gap in gaps))
    if gaps:
        print(f"median {np.median(gaps):.0f} ms, longest {max(gaps):.0f} ms, {late} of {len(gaps)} over {MOST_MS} ms")


def _holds(span: Span, at: Fraction) -> bool:
    return span.start - EARLY_S <= at < span.end - EARLY_S


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        sys.exit(str(error))
