"""How much faster a smart cut is than encoding the same spans, and whether it is exact, beside the smartcut package.

    python benchmarks/export.py                     20 minutes of 1080p25, 12 spans of 60 s; 2 of them are re-encoded
    python benchmarks/export.py --all               re-encode all 12 instead of scaling up from 2
    python benchmarks/export.py --minutes 2 --span-s 6 --size 640x360 --no-smartcut       a quick look

The film (libx264 medium, crf 20, a key frame every 100) is kept in a temporary folder for the next run. Exit code 1
where our cut is not exact.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from numbered_film import RATE, Film, Verdict, judge, make_film

from engine.export.cut_plan import Mode
from engine.export.encode_settings import CutOptions
from engine.export.video import CutReport, cut_video
from engine.media.probe import probe
from engine.progress import run
from engine.timebase import Span

SMARTCUT = "smartcut==1.7"
TARGET = 10
T = TypeVar("T")


def main() -> int:
    options = arguments()
    film = Film(*options.size, *frames_of(options), options.gop, options.crf, options.preset)
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {options.threads} threads")
    source = make_film(options.folder, film)
    spans = spread(film, options.spans, options.span_s)
    size = source.stat().st_size
    kept = float(sum((span.duration for span in spans), Fraction(0)))
    print(f"{float(film.seconds):.0f} s of {film.width}x{film.height}, {size * 8 / float(film.seconds) / 1e6:.1f} Mb/s")
    print(f"{len(spans)} spans, {kept:.0f} s in all")
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        return compare(options, film, source, spans, Path(folder))


@dataclass(frozen=True)
class Cost:
    """What a cut took. Processor seconds hardly depend on what else the machine does."""

    wall_s: float
    processor_s: float

    def times(self, count: float) -> "Cost":
        return Cost(self.wall_s * count, self.processor_s * count)


def compare(options: argparse.Namespace, film: Film, source: Path, spans: list[Span], folder: Path) -> int:
    chosen = spans if options.all else spans[: options.encode]
    # The others run between two halves of the encoding, so that another load on the machine weighs on all alike.
    halves = [half for half in (chosen[: len(chosen) // 2], chosen[len(chosen) // 2 :]) if half]
    smart_file, other_file = folder / "smart.mp4", folder / "smartcut.mp4"
    encoded = [our_cut(options, source, halves[0], folder / "encoded0.mp4", "encode")[0]]
    smart, report = our_cut(options, source, spans, smart_file, "smart")
    other, reason = (None, "left out") if options.no_smartcut else smartcut(options, source, spans, other_file)
    encoded += [our_cut(options, source, half, folder / "encoded1.mp4", "encode")[0] for half in halves[1:]]
    # The spans are equally long, so their costs add up.
    measured = Cost(sum(cost.wall_s for cost in encoded), sum(cost.processor_s for cost in encoded))
    whole = measured.times(len(spans) / len(chosen))
    print(f"Encoding was measured on {len(chosen)} of {len(spans)} spans ({measured.wall_s:.1f} s)")
    print(f"smartcut: {reason or 'includes the start of its program'}")
    verdict = judge(film, source, smart_file, spans)
    rows = [("encode", whole, judge(film, source, folder / "encoded0.mp4", halves[0])), ("smart", smart, verdict)]
    if other is not None:
        rows.append(("smartcut", other, judge(film, source, other_file, spans)))
    print_table(rows)
    sound = verdict.exact and verdict.in_sync and verdict.copied >= report.frames_copied
    print(f"smart copied {report.frames_copied} and encoded {report.frames_encoded} of {report.frames} frames")
    faster = whole.wall_s / smart.wall_s
    print(f"smart is {'exact' if sound else 'NOT EXACT'}; {faster:.1f} times faster, aim {TARGET}")
    return 0 if sound else 1


def timed(work: Callable[[], T]) -> tuple[Cost, T]:
    before, begin = os.times(), time.perf_counter()
    result = work()
    wall, after = time.perf_counter() - begin, os.times()
    return Cost(wall, sum(after[:4]) - sum(before[:4])), result


def our_cut(
    options: argparse.Namespace, source: Path, spans: list[Span], target: Path, mode: Mode
) -> tuple[Cost, CutReport]:
    choice = CutOptions(crf=options.crf, preset=options.preset, threads=options.threads)
    return timed(lambda: run(cut_video(probe(source), spans, target, mode, choice)))


def smartcut(options: argparse.Namespace, source: Path, spans: list[Span], target: Path) -> tuple[Cost | None, str]:
    """What the smartcut program takes, or why it cannot run here."""
    home = options.folder / "smartcut"
    program = home / ("Scripts" if os.name == "nt" else "bin") / "smartcut"
    if not shutil.which(str(program)):
        # It pins an older PyAV, so it lives in an environment of its own.
        venv.create(home, with_pip=True, clear=True)
        install = [str(program.with_name("python")), "-m", "pip", "install", "--quiet", SMARTCUT]
        done = subprocess.run(install, capture_output=True, text=True, check=False)
        if done.returncode:
            return None, f"skipped, it cannot be installed ({done.stderr.strip().splitlines()[-1]})"
    keep = ",".join(f"{float(edge):.3f}" for span in spans for edge in (span.start, span.end))
    command = [str(program), str(source), str(target), "--keep", keep]
    cost, done = timed(lambda: subprocess.run(command, capture_output=True, text=True, check=False))
    if done.returncode or not target.exists():
        return None, f"skipped, it fails here ({(done.stderr or done.stdout).strip()[-200:]})"
    return cost, ""


def print_table(rows: list[tuple[str, Cost, Verdict]]) -> None:
    slowest = rows[0][1]
    names = f"{'':10}{'seconds':>9}{'times':>7}{'cpu s':>9}{'times':>7}"
    print(f"{names}{'frames right':>20}{'uneven':>8}{'copied':>8}{'clicks':>10}{'off ms':>8}")
    for name, cost, verdict in rows:
        times = (slowest.wall_s / cost.wall_s, slowest.processor_s / cost.processor_s)
        costs = f"{name:10}{cost.wall_s:9.1f}{times[0]:7.1f}{cost.processor_s:9.1f}{times[1]:7.1f}"
        right = f"{verdict.right}/{verdict.wanted}"
        if verdict.frames != verdict.wanted:
            right += f"({verdict.frames})"
        clicks = f"{verdict.clicks}/{verdict.clicks_wanted}"
        found = f"{right:>20}{verdict.uneven:8}{verdict.copied:8}{clicks:>10}{verdict.worst_click_ms:8.1f}"
        print(costs + found)


def spread(film: Film, count: int, seconds: float) -> list[Span]:
    """Spans of equal length over the whole film, which begin and end at any place in a group of pictures."""
    length = round(seconds * RATE)
    room = film.frames // count - length
    if room < 2:
        raise SystemExit("The spans do not fit into the film: make it longer or them shorter.")
    starts = [n * film.frames // count + 1 + n * 37 % (room - 1) for n in range(count)]
    return [Span(start / RATE, (start + length) / RATE) for start in starts]


def frames_of(options: argparse.Namespace) -> tuple[int, int]:
    """Frames of the film and of the stretch that it repeats."""
    stretch = min(round(options.stretch_s * RATE), round(options.minutes * 60 * RATE))
    return round(options.minutes * 60 * RATE) // stretch * stretch, stretch


def size(text: str) -> tuple[int, int]:
    width, height = text.split("x")
    return int(width), int(height)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--minutes", type=float, default=20, help="length of the film")
    parser.add_argument("--stretch-s", type=float, default=60, help="seconds that are drawn; the film repeats them")
    parser.add_argument("--size", type=size, default=(1920, 1080))
    parser.add_argument("--gop", type=int, default=100)
    parser.add_argument("--crf", type=int, default=20)
    parser.add_argument("--preset", default="medium")
    parser.add_argument("--spans", type=int, default=12)
    parser.add_argument("--span-s", type=float, default=60)
    parser.add_argument("--encode", type=int, default=2, help="how many spans to re-encode for comparison")
    parser.add_argument("--all", action="store_true", help="re-encode all spans")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--no-smartcut", action="store_true", help="leave the smartcut package out")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "only-look-at-them-benchmark")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
