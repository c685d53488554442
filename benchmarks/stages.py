"""Where the processor's time goes in one analysis: milliseconds of each stage for a second of film.

    python benchmarks/stages.py FILM [--quality balanced] [--all]

Functions of the program are wrapped with the clock of the thread that they run in; a stage's time is that of its
functions without what they call of other stages. The networks get one thread each, so that nothing is worked out
elsewhere. The decoder's threads are its own: its time is what the process took beyond all that was counted.
"""

import argparse
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from inspect import isgeneratorfunction
from pathlib import Path
from typing import Any
from unittest.mock import patch

STAGES: dict[str, tuple[str, ...]] = {
    "scale and convert": ("engine.media.picture:DecodedFrame.scaled",),
    "thumbnails": ("engine.pipeline.scan:thumbnail",),
    "shots": ("engine.detect.boundaries:BoundaryFinder.push", "engine.detect.sampling:Sampler.wants"),
    "doubtful shots (network)": ("engine.detect.transnet:TransNet.probabilities",),
    "exact cuts": ("engine.pipeline.scan:exact_cut",),
    "detect faces": ("engine.detect.faces:CenterFace.detect",),
    "detect people": ("engine.detect.people:PersonFinder.detect",),
    "cut out faces and bodies": (
        "engine.pipeline.scan:cut_chip", "engine.pipeline.scan:cut_body", "engine.pipeline.scan:looks",
        "engine.pipeline.scan:_small",
    ),
    "track": ("engine.pipeline.scan:tracks_of_piece", "engine.pipeline.scan:bodies_of_piece"),
    "follow lost faces": ("engine.pipeline.bodies:carried_bodies",),
    "quality of faces": ("engine.describe.face_tracks:crop_quality",),
    "landmarks again": ("engine.describe.refine:LandmarkRefiner.refine_all",),
    "embed faces": ("engine.describe.face:FaceEmbedder.embed_checked",),
    "embed bodies": ("engine.describe.body:BodyEmbedder.embed",),
    "clothes": ("engine.pipeline.bodies:clothes", "engine.pipeline.pieces:hair_clothes"),
    "JPEG": ("engine.pipeline.pieces:jpeg_of", "engine.pipeline.bodies:jpeg_of"),
    "find text": ("engine.detect.text:TextFinder.find",),
    "read text": ("engine.detect.text_reader:TextReader.read",),
    "store": ("engine.store.scan:ScanStore.commit_scan_chunk",),
    "hear voices": ("engine.pipeline.hearing:turns_of",),
    "speaking faces": ("engine.pipeline.hearing:watch",),
    "speaking faces (network)": ("engine.track.active_speaker:LrAsd.log_odds",),
}  # fmt: skip
DECODE = "decode, and what is not named"


class StageClock:
    """Adds up the time of threads by stage; what a stage calls of another counts for the other alone."""

    def __init__(self) -> None:
        self.spent_s: defaultdict[str, float] = defaultdict(float)
        self.calls: defaultdict[str, int] = defaultdict(int)
        self._own = threading.local()
        self._lock = threading.Lock()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        inner, self._own.inner = getattr(self._own, "inner", 0.0), 0.0
        began = time.thread_time()
        try:
            yield
        finally:
            whole = time.thread_time() - began
            with self._lock:
                self.spent_s[name] += whole - self._own.inner
                self.calls[name] += 1
            self._own.inner = inner + whole

    def wrapped(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.stage(name):
                return function(*args, **kwargs)

        return timed

    def wrapped_job(self, name: str, job: Callable[..., Any]) -> Callable[..., Any]:
        """A generator's time is that between being asked for a value and giving it."""

        def timed(*args: Any, **kwargs: Any) -> Any:
            steps = job(*args, **kwargs)
            while True:
                with self.stage(name):
                    try:
                        value = next(steps)
                    except StopIteration as stop:
                        return stop.value
                yield value

        return timed


@contextmanager
def watched(clock: StageClock) -> Iterator[None]:
    """Within it, all functions of `STAGES` are timed."""
    with ExitStack() as patches:
        for name, places in STAGES.items():
            for place in places:
                module, path = place.split(":")
                owner = import_module(module)
                *outer, last = path.split(".")
                for part in outer:
                    owner = getattr(owner, part)
                function = getattr(owner, last)
                wrap = clock.wrapped_job if isgeneratorfunction(function) else clock.wrapped
                patches.enter_context(patch.object(owner, last, wrap(name, function)))
        yield


def profile(film: Path, quality: str, everything: bool) -> None:
    """Analyse `film` in a project that is thrown away, and print the table."""
    import cv2

    from engine.media.probe import probe
    from engine.models import session
    from engine.pipeline.analysis import analyze
    from engine.pipeline.films import ANALYSED
    from engine.pipeline.senses import senses_of_film, text_on_the_way
    from engine.progress import run
    from engine.settings import AnalysisSettings
    from engine.store.project import Project

    clock, media = StageClock(), probe(film)
    cv2.setNumThreads(1)
    wanted = ANALYSED if everything else frozenset({"face", "body"})
    with (
        tempfile.TemporaryDirectory() as folder,
        Project.create(Path(folder) / "stages.olat") as project,
        patch.object(session, "default_threads", lambda: 1),
        watched(clock),
    ):
        settings = AnalysisSettings(quality=quality)  # type: ignore[arg-type]
        passing = text_on_the_way(project, media, wanted)
        began = time.process_time()
        found = run(analyze(project, media, settings, passing=passing))
        run(senses_of_film(found, wanted, passing=passing))
        whole_s = time.process_time() - began
    _print(clock, whole_s, float(media.duration))


def _print(clock: StageClock, whole_s: float, length_s: float) -> None:
    rest = whole_s - sum(clock.spent_s.values())
    print(f"    {'processor time of each stage':32s} {'ms per s':>9s} {'share':>6s} {'calls per s':>12s}")
    for name, spent in sorted([*clock.spent_s.items(), (DECODE, rest)], key=lambda row: -row[1]):
        calls = f"{clock.calls[name] / length_s:12.2f}" if name in clock.calls else ""
        print(f"    {name:32s} {1000 * spent / length_s:9.1f} {spent / whole_s:6.1%} {calls}")
    print(f"    {'all':32s} {1000 * whole_s / length_s:9.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("film", type=Path)
    parser.add_argument("--quality", choices=("fast", "balanced", "thorough"), default="balanced")
    parser.add_argument("--all", action="store_true", help="voices and captions as well")
    args = parser.parse_args()
    profile(args.film, args.quality, args.all)


if __name__ == "__main__":
    main()
