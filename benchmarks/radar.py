"""How fast and how right the radar names everyone in a frame: idle, and while the same film is analysed anew.

    python benchmarks/radar.py FILM... [--asks 20]

Each film is analysed once; its cast is what names are compared with, face by face. "All known" names with the whole
cast, "as if under way" only with tracks that had ended two seconds before the frame, as while an analysis goes on:
there, who was not seen before has to stay unknown. While the film is analysed anew, every other question lets the
analysis rest for its moment, as the window's do, so that both ways are timed side by side.
"""

import argparse
import itertools
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtGui import QImage

from app.player.overlay import SAME_FACE, box_at, overlap
from app.session.radar import Radar, Spotted
from engine.errors import UserError
from engine.media.probe import probe, require_video
from engine.media.reader import open_reader
from engine.pipeline.analysis import Film, analyze
from engine.pipeline.cast import Cast, cast_of_film
from engine.pipeline.radar import Sighting
from engine.precedence import REST_S
from engine.progress import run
from engine.store.project import Project
from engine.types import Frame, Person

UNDER_WAY_S = Fraction(2)
PAUSE_S = 0.1


@dataclass(frozen=True)
class Known:
    """What the radar asks for."""

    film: Film
    cast: Cast


class Asker:
    """Asks one question at a time, as a window does."""

    def __init__(self, rest_s: float = REST_S) -> None:
        self.known: Known | None = None
        self._radar = Radar(lambda: self.known, lambda: "auto", rest_s=rest_s)  # type: ignore[arg-type,return-value]
        self._loop = QEventLoop()
        self._answer: Spotted | Exception | None = None
        self._radar.answered.connect(self._take)
        self._radar.failed.connect(self._take)

    def ask(self, frame: Frame, display_size: tuple[int, int]) -> tuple[Spotted, float]:
        """The answer, and how long it took in ms."""
        height, width = frame.image.shape[:2]
        image = QImage(frame.image.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        started = time.perf_counter()
        self._radar.ask(image, frame.time, display_size)
        self._loop.exec()
        took_ms = (time.perf_counter() - started) * 1000
        if not isinstance(self._answer, Spotted):
            raise self._answer or RuntimeError("no answer came")
        return self._answer, took_ms

    def close(self) -> None:
        self._radar.close()

    def _take(self, answer: Spotted | Exception) -> None:
        self._answer = answer
        self._loop.quit()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("films", nargs="+", type=Path)
    parser.add_argument("--asks", type=int, default=20, help="frames of each film (default 20)")
    args = parser.parse_args()
    # A name that is wrong is told now, not after an hour with the films before it.
    for film in args.films:
        require_video(probe(film))
    application = QCoreApplication.instance() or QCoreApplication(sys.argv[:1])
    asker, restless = Asker(), Asker(rest_s=0.0)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            for film in args.films:
                measure(film, Path(scratch), asker, restless, args.asks)
    finally:
        # Threads that still run when the program ends would take it down without a word of what went wrong.
        asker.close()
        restless.close()
    del application


def measure(path: Path, scratch: Path, asker: Asker, restless: Asker, asks: int) -> None:
    with Project.create(scratch / f"{path.stem}.olat") as project:
        film = run(analyze(project, path))
        cast = cast_of_film(film)
        frames = list(frames_of(film, asks))
        size = require_video(film.media).display_size
        print(f"{path.name}: {size[0]}x{size[1]}, {len(cast.persons)} persons, {len(frames)} frames asked about")
        asker.known = Known(film, cast)
        # The first question opens the networks, which the window does while the film is opened.
        asker.ask(frames[0], size)
        answers = [asker.ask(frame, size) for frame in frames]
        tell_times("idle", [took for _, took in answers])
        tell_names("all known", verdicts(film, cast, [spotted for spotted, _ in answers], None))
        early = []
        for frame in frames:
            asker.known = Known(until(film, frame.time - UNDER_WAY_S), cast)
            early.append(asker.ask(frame, size)[0])
        tell_names("as if under way", verdicts(film, cast, early, UNDER_WAY_S))
        asker.known = restless.known = Known(film, cast)
        restless.ask(frames[0], size)
        took = ask_while_analysing(path, scratch, (asker, restless), frames, size)
        for what, times in zip(("analysis resting", "not resting"), took, strict=True):
            tell_times(what, times)
    print()


def frames_of(film: Film, asks: int) -> Iterable[Frame]:
    reader = open_reader(film.media)
    for turn in range(asks):
        yield reader.at(film.media.duration * Fraction(2 * turn + 1, 2 * asks))
    reader.close()


def ask_while_analysing(
    path: Path, scratch: Path, askers: Sequence[Asker], frames: list[Frame], size: tuple[int, int]
) -> list[list[float]]:
    """Milliseconds of each answer of each of the askers, in turn, for as long as the film is being analysed."""
    begun, over = threading.Event(), threading.Event()

    def work() -> None:
        try:
            with Project.create(scratch / f"{path.stem}-again.olat") as project:
                for _ in analyze(project, path):
                    begun.set()
        finally:
            begun.set()
            over.set()

    thread = threading.Thread(target=work)
    thread.start()
    begun.wait()
    took: list[list[float]] = [[] for _ in askers]
    for turn in itertools.count():
        if over.is_set():
            break
        took[turn % len(askers)].append(
            askers[turn % len(askers)].ask(frames[turn // len(askers) % len(frames)], size)[1]
        )
        # Somebody who looks at pictures asks now and then.
        time.sleep(PAUSE_S)
    thread.join()
    return took


def until(film: Film, time: Fraction) -> Film:
    """What was known of the film when its analysis had come to `time`."""
    ended = {track.id for track in film.scan.tracks if track.span.end <= time}
    features = tuple(feature for feature in film.scan.features if feature.track in ended)
    # Another key, so that nothing that was boiled down for the whole film counts.
    return replace(film, scan=replace(film.scan, features=features), key=replace(film.key, stage=f"until {time}"))


def verdicts(film: Film, cast: Cast, answers: Iterable[Spotted], back: Fraction | None) -> Counter[str]:
    """How each face was named against the cast. `back`: only tracks that ended so long before the frame were known."""
    counts: Counter[str] = Counter()
    owners = {track: person for person in cast.persons for track in person.tracks}
    ends = {track.id: track.span.end for track in film.scan.tracks}
    for spotted in answers:
        for face in spotted.faces:
            person = person_at(film, owners, face, spotted.time)
            if person is None:
                counts["not in the cast"] += 1
                continue
            seen = back is None or any(ends[track] <= spotted.time - back for track in person.tracks)
            expected = person.id if person.known and seen else None
            named = owners[face.track].id if face.track is not None else None
            counts[_verdict(expected, named)] += 1
    return counts


def person_at(film: Film, owners: dict[int, Person], face: Sighting, at: Fraction) -> Person | None:
    """Whose track has the face's box."""
    pts = film.media.clock.pts(at)
    there = [track for track in film.scan.tracks if track.span.contains(at) and track.id in owners]
    best = max(there, key=lambda track: overlap(box_at(track, pts), face.box), default=None)
    return owners[best.id] if best and overlap(box_at(best, pts), face.box) >= SAME_FACE else None


def _verdict(expected: int | None, named: int | None) -> str:
    if expected is None:
        return "rightly unknown" if named is None else "stranger named"
    if named is None:
        return "left unknown"
    return "right" if named == expected else "wrong"


def tell_times(what: str, took: list[float]) -> None:
    if took:
        told = f"median {np.median(took):6.0f} ms   95th percentile {np.percentile(took, 95):6.0f} ms"
        print(f"  {what:16s} {told}   ({len(took)} questions)")


def tell_names(what: str, counts: Counter[str]) -> None:
    judged = sum(count for verdict, count in counts.items() if verdict != "not in the cast")
    right = counts["right"] + counts["rightly unknown"]
    parts = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
    print(f"  {what:16s} {right} of {judged} faces as the cast says ({parts})")


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        sys.exit(str(error))
