"""Score the shot boundaries of real clips beside a hand-made list, and PySceneDetect on the same clips.

    python benchmarks/shots.py [CLIP]... [--verbose]

A hard cut counts as found within one frame of its first new frame. A gradual change counts as found by any boundary
inside it; further ones in there cost nothing, nor do those in stretches that have no clear answer. Times are shares of
what decoding and thumbnails take. Needs the local test media in ../shared; PySceneDetect is skipped where it is not
installed (`pip install scenedetect --no-deps`).
"""

import argparse
import importlib.util
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from engine.detect.boundaries import BoundaryFinder
from engine.detect.confirm import ShotNet
from engine.detect.shots import ShotDetector
from engine.detect.thumbs import thumbnail
from engine.detect.transnet import TransNet
from engine.media.probe import probe, require_video
from engine.media.video import VideoStreamer
from engine.types import Pixels

CLIPS = Path(__file__).resolve().parents[2] / "shared" / "media" / "clips"
TOLERANCE = 1
"""Frames."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Frame numbers. `cuts`: first frame of each new shot; `gradual`, `unclear`: first and last frame of stretches."""

    cuts: tuple[int, ...]
    gradual: tuple[tuple[int, int], ...] = ()
    unclear: tuple[tuple[int, int], ...] = ()


# Read off contact sheets of two frames a second, and off sheets of single frames around everything that was not plain;
# the exact frame of a hard cut is that of the peak of the difference between neighbouring frames. The cuts agree with
# the edges of the tables in ../shared/media/truth. Unclear: whip pans, logos that build up, titles on black.
TRUTH = {
    "avi_friends.mp4": Truth((66, 147, 230)),
    "avi_herapheri.mp4": Truth((312, 343)),
    "avi_hyland2.mp4": Truth(
        (378, 661, 899, 1077, 1482, 1563, 1688, 1858, 1946, 2135),
        gradual=((151, 170), (2260, 2279)),
        unclear=((10, 60), (2288, 2310)),
    ),
    "ft_simon_easy1.mp4": Truth((168, 306, 432)),
    "ghost_dirtydancing.mp4": Truth((82, 131, 194, 226)),
    "ghost_nggyup.mp4": Truth((22, 93)),
    "moviepy_sintel_trailer.mp4": Truth(
        (334, 396, 404, 420, 571, 621, 658, 672),
        gradual=(
            (118, 142), (200, 228), (276, 300), (366, 392), (434, 458), (498, 544), (762, 784), (836, 868), (955, 1014),
        ),
        unclear=((0, 62), (228, 276), (407, 411), (673, 692), (714, 745), (1100, 1252)),
    ),
    "psd_goldeneye-vfr-drop3.mp4": Truth((60, 140)),
    "psd_issue-195-aspect-ratio.mp4": Truth((70, 170, 301, 421, 484), unclear=((455, 470),)),
}  # fmt: skip


@dataclass(slots=True)
class Score:
    """Counts of one detector over the clips, and its seconds."""

    found: int = 0
    missed: int = 0
    false: int = 0
    seconds: float = 0.0

    def add(self, boundaries: Iterable[int], truth: Truth) -> tuple[list[int], list[int]]:
        """Count one clip's boundaries; returns the frames of what was missed and of what is false."""
        places = [*((cut - TOLERANCE, cut + TOLERANCE) for cut in truth.cuts), *truth.gradual]
        boundaries = sorted(boundaries)
        missed = [a for a, b in places if not any(a <= frame <= b for frame in boundaries)]
        allowed = [*truth.gradual, *truth.unclear]
        hits: set[int] = set()
        for cut in truth.cuts:
            # Two boundaries at one cut are one too many.
            near = [frame for frame in boundaries if abs(frame - cut) <= TOLERANCE]
            hits |= set(near[:1])
        false = [f for f in boundaries if f not in hits and not any(a <= f <= b for a, b in allowed)]
        self.found += len(places) - len(missed)
        self.missed += len(missed)
        self.false += len(false)
        return missed, false

    def figures(self) -> tuple[float, float, float]:
        """Precision, recall, F1."""
        precision = self.found / max(1, self.found + self.false)
        recall = self.found / max(1, self.found + self.missed)
        return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


Frames = Sequence[tuple[int, Fraction, Pixels]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="*", default=list(TRUTH))
    parser.add_argument("--verbose", action="store_true", help="print the frames that are missed and false")
    options = parser.parse_args()
    if not CLIPS.is_dir():
        sys.exit("This benchmark needs the local test media in ../shared.")
    net = TransNet.open_if_there()
    ways: dict[str, Callable[[Path, Frames], list[int]]] = {
        "sure cuts alone": lambda _, frames: _sure(frames),
        "without network": lambda _, frames: _boundaries(frames, None),
    }
    if net is not None:
        ways["with TransNetV2"] = lambda _, frames: _boundaries(frames, net)
    else:
        print("TransNetV2 is left out: its weights are not on this machine.")
    ways |= _others()
    scores = {name: Score() for name in ways}
    decoding = 0.0
    for clip in options.clips:
        begin = time.perf_counter()
        frames = _thumbs(CLIPS / clip)
        decoding += time.perf_counter() - begin
        for name, way in ways.items():
            begin = time.perf_counter()
            found = way(CLIPS / clip, frames)
            scores[name].seconds += time.perf_counter() - begin
            missed, false = scores[name].add(found, TRUTH[clip])
            if options.verbose and (missed or false):
                print(f"{clip:32s} {name:18s} missed {missed} false {false}")
    print(f"{'':18s} precision  recall      F1   found missed false   time / decoding")
    for name, score in scores.items():
        figures = "   ".join(f"{value:6.3f}" for value in score.figures())
        counts = f"{score.found:5d} {score.missed:6d} {score.false:5d}"
        print(f"{name:18s}   {figures}  {counts}   {score.seconds / decoding:6.2f}")


def _thumbs(path: Path) -> Frames:
    media = probe(path)
    pixel_format = require_video(media).pixel_format
    with VideoStreamer(media, skip_loop_filter=True) as frames:
        return [(number, frame.time, thumbnail(frame, pixel_format)) for number, frame in enumerate(frames)]


def _boundaries(frames: Frames, net: ShotNet | None) -> list[int]:
    finder = BoundaryFinder(net)
    found = [boundary for frame in frames for boundary in finder.push(*frame)]
    return [boundary.pts for boundary in (*found, *finder.flush())]


def _sure(frames: Frames) -> list[int]:
    detector = ShotDetector()
    found = [boundary for frame in frames for boundary in detector.push(*frame)]
    return [boundary.pts for boundary in (*found, *detector.flush()) if not boundary.doubtful]


def _others() -> dict[str, Callable[[Path, Frames], list[int]]]:
    """PySceneDetect's detectors with their own defaults; their time has their own decoding in it."""
    if importlib.util.find_spec("scenedetect") is None:
        print("PySceneDetect is left out: it is not installed.")
        return {}
    import scenedetect

    def way(detector: type[Any]) -> Callable[[Path, Frames], list[int]]:
        def find(path: Path, _: Frames) -> list[int]:
            scenes = scenedetect.detect(str(path), detector())
            return [start.frame_num for start, _ in scenes[1:]]

        return find

    return {"ContentDetector": way(scenedetect.ContentDetector), "AdaptiveDetector": way(scenedetect.AdaptiveDetector)}


if __name__ == "__main__":
    main()
