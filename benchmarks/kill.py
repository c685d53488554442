"""Kill an analysis at random moments, let it go on, and check that it ends in the same persons and segments.

    python benchmarks/kill.py [VIDEO]... [--kills 30] [--seed 1] [--folder FOLDER]

Without a video, the demo is drawn first. Each round begins with an empty project, kills the analysis with SIGKILL once,
and runs it again to its end. Prints one line a round and exits with 1 if any round ends differently.
"""

import argparse
import hashlib
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from engine.edit.segments import rows_of
from engine.pipeline.analysis import Film, analyze, load_film
from engine.pipeline.cast import cast_of_film
from engine.progress import run
from engine.settings import EVIDENCE, AnalysisSettings, Rules
from engine.store.project import Project
from engine.timebase import Span

ROOT = Path(__file__).resolve().parents[1]
# The child says when it begins, so that starting Python is no part of the moments to choose from.
PROGRAM = """
import sys
from pathlib import Path
from engine.pipeline.analysis import analyze
from engine.progress import run
from engine.settings import AnalysisSettings
from engine.store.project import Project
with Project.open_or_create(Path(sys.argv[1])) as project:
    print("ready", flush=True)
    run(analyze(project, Path(sys.argv[2]), AnalysisSettings(quality=sys.argv[3])))
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an analysis ended in. `scan`: digest of all shots, tracks and vectors; `rows`: segments by two rules."""

    scan: str
    persons: tuple[tuple[str, tuple[int, ...], str], ...]
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """One kill: after how long, how much of the film was stored by then, and whether the end was the same."""

    after_s: float
    stored_s: float
    outcome: Outcome


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("videos", nargs="*", type=Path)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quality", choices=("fast", "balanced", "thorough"), default="fast")
    parser.add_argument("--folder", type=Path, help="folder for the demo and the projects; made anew by default")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        videos = options.videos or [_demo(folder)]
        same = [_report(video, folder, options.kills, options.seed, options.quality) for video in videos]
    sys.exit(0 if all(same) else 1)


def _demo(folder: Path) -> Path:
    from assets.demo.film import make_demo

    return run(make_demo(folder)).video


def _report(video: Path, folder: Path, kills: int, seed: int, quality: str) -> bool:
    whole, seconds = unbroken(video, folder, quality)
    print(f"{video.name}: {len(whole.persons)} persons, {len(whole.rows)} rows, unbroken in {seconds:.1f} s")
    print("  killed after   stored by then   persons   segments   all arrays")

    def show(one: Round) -> None:
        same = [one.outcome.persons == whole.persons, one.outcome.rows == whole.rows, one.outcome.scan == whole.scan]
        said = "   ".join(f"{'same' if value else 'DIFFERENT':>9}" for value in same)
        print(f"  {one.after_s:10.2f} s {one.stored_s:14.2f} s  {said}", flush=True)

    rounds = killed_rounds(video, folder, quality, kills, seed, seconds, show)
    good = sum(one.outcome == whole for one in rounds)
    print(f"  {good} of {len(rounds)} killed analyses ended as the unbroken one did\n")
    return good == len(rounds)


def unbroken(video: Path, folder: Path, quality: str = "fast") -> tuple[Outcome, float]:
    """How an analysis ends that nobody kills, and the seconds that it takes."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "unbroken.olat"
        with _started(path, video, quality) as child:
            begin = time.monotonic()
            if child.wait() != 0:
                raise RuntimeError(f"the analysis of {video} failed")
            seconds = time.monotonic() - begin
        return _outcome(path), seconds


def killed_rounds(
    video: Path,
    folder: Path,
    quality: str,
    kills: int,
    seed: int,
    seconds: float,
    show: Callable[[Round], None] = lambda _: None,
) -> list[Round]:
    """Kill an analysis `kills` times, each at a moment drawn from the `seconds` that it takes."""
    moments = random.Random(seed)
    rounds: list[Round] = []
    while len(rounds) < kills:
        with tempfile.TemporaryDirectory(dir=folder) as place:
            path = Path(place) / "killed.olat"
            after_s = moments.uniform(0, seconds)
            if not _kill(path, video, quality, after_s):
                continue
            stored_s = _stored(path)
            with Project.open(path) as project:
                run(analyze(project, video, AnalysisSettings(quality=quality)))  # type: ignore[arg-type]
            rounds.append(Round(after_s, stored_s, _outcome(path)))
            show(rounds[-1])
    return rounds


@contextmanager
def _started(path: Path, video: Path, quality: str) -> Iterator[subprocess.Popen[bytes]]:
    """An analysis that is just beginning, in a process of its own."""
    command = [sys.executable, "-c", PROGRAM, str(path), str(video), quality]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        yield child


def _kill(path: Path, video: Path, quality: str, after_s: float) -> bool:
    """Whether the kill came before the end of the analysis."""
    with _started(path, video, quality) as child:
        time.sleep(after_s)
        child.send_signal(signal.SIGKILL)
        return child.wait() == -signal.SIGKILL


def _stored(path: Path) -> float:
    """Seconds of the film whose result survived the kill."""
    with Project.open(path) as project:
        found = project.database.rows("SELECT done_until FROM stage")
        return max((float(Fraction(until)) for (until,) in found if until is not None), default=0.0)


def _outcome(path: Path) -> Outcome:
    with Project.open(path) as project:
        ((media_id,),) = project.database.rows("SELECT id FROM media")
        film = load_film(project, media_id)
        cast = cast_of_film(film)
        persons = tuple((p.name, p.tracks, str(cast.screen_time(p))) for p in cast.persons)
        whole = Span(film.scan.shots[0].span.start, film.scan.shots[-1].span.end)
        rows = tuple(
            f"{row.person},{row.span.start},{row.span.end},{row.confidence!r}"
            for person in cast.persons
            for rules in (EVIDENCE, Rules())
            for row in rows_of(person.name, cast.evidence(person), rules, film.scan.shots, whole)
        )
        return Outcome(_digest(film), persons, rows)


def _digest(film: Film) -> str:
    sum_ = hashlib.sha256(repr(film.scan.shots).encode())
    for track in film.scan.tracks:
        sum_.update(repr((track.id, track.kind, track.shot, track.span)).encode())
        for array in (track.pts, track.boxes, track.scores, track.landmarks):
            sum_.update(array.tobytes())
        for crop in film.project.scans.crops(film.media_id, film.key, track.id):
            sum_.update(repr((crop.pts, crop.quality)).encode() + crop.jpeg)
    for feature in film.scan.features:
        sum_.update(repr((feature.track, feature.model)).encode())
        sum_.update(feature.vectors.tobytes() + feature.qualities.tobytes())
    return sum_.hexdigest()


if __name__ == "__main__":
    main()
