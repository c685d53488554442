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
from fractions import Fraction
from pathlib import Path

from numbered_film import RATE, Film, Verdict, judge, make_film

from engine.export.encode_settings import CutOptions
from engine.export.video import CutReport, cut_video
from engine.media.probe import probe
from engine.progress import run
from engine.timebase import Span

SMARTCUT = "smartcut==1.7"
TARGET = 10


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


def compare(options: argparse.Namespace, film: Film, source: Path, spans: list[Span], folder: Path) -> int:
    chosen = spans if options.all else spans[: options.encode]
    encoded, encoding_s, _ = our_cut(options, source, chosen, folder / "encoded.mp4", "encode")
    # The spans are equally long, so their times add up.
    whole_s = encoding_s * len(spans) / len(chosen)
    note = "" if len(chosen) == len(spans) else f"; measured on {len(chosen)} spans ({encoding_s:.1f} s) and scaled"
    print(f"Encoding all spans takes {whole_s:.1f} s{note}")
    cut, smart_s, report = our_cut(options, source, spans, folder / "smart.mp4", "smart")
    rows = [
        ("encode", whole_s, whole_s / whole_s, judge(film, source, encoded, chosen)),
        ("smart", smart_s, whole_s / smart_s, judge(film, source, cut, spans)),
    ]
    if not options.no_smartcut:
        other = folder / "smartcut.mp4"
        seconds, reason = smartcut(options, source, spans, other)
        print(f"smartcut: {reason}" if reason else "smartcut: times include the start of its program")
        if not reason:
            rows.append(("smartcut", seconds, whole_s / seconds, judge(film, source, other, spans)))
    print_table(rows)
    smart = rows[1][3]
    sound = smart.exact and smart.in_sync and smart.copied >= report.frames_copied
    print(f"smart copied {report.frames_copied} and encoded {report.frames_encoded} of {report.frames} frames")
    print(f"smart is {'exact' if sound else 'NOT EXACT'}; {whole_s / smart_s:.1f} times faster, aim {TARGET}")
    return 0 if sound else 1


def our_cut(
    options: argparse.Namespace, source: Path, spans: list[Span], target: Path, mode: str
) -> tuple[Path, float, CutReport]:
    choice = CutOptions(crf=options.crf, preset=options.preset, threads=options.threads)
    begin = time.perf_counter()
    report = run(cut_video(probe(source), spans, target, mode, choice))  # type: ignore[arg-type]
    return target, time.perf_counter() - begin, report


def smartcut(options: argparse.Namespace, source: Path, spans: list[Span], target: Path) -> tuple[float, str]:
    """Seconds that the smartcut program takes, or why it cannot run here."""
    home = options.folder / "smartcut"
    program = home / ("Scripts" if os.name == "nt" else "bin") / "smartcut"
    if not shutil.which(str(program)):
        # It pins an older PyAV, so it lives in an environment of its own.
        venv.create(home, with_pip=True, clear=True)
        install = [str(program.with_name("python")), "-m", "pip", "install", "--quiet", SMARTCUT]
        done = subprocess.run(install, capture_output=True, text=True, check=False)
        if done.returncode:
            return 0, f"skipped, it cannot be installed ({done.stderr.strip().splitlines()[-1]})"
    keep = ",".join(f"{float(edge):.3f}" for span in spans for edge in (span.start, span.end))
    begin = time.perf_counter()
    command = [str(program), str(source), str(target), "--keep", keep]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or not target.exists():
        return 0, f"skipped, it fails here ({(done.stderr or done.stdout).strip()[-200:]})"
    return time.perf_counter() - begin, ""


def print_table(rows: list[tuple[str, float, float, Verdict]]) -> None:
    print(f"{'':10}{'seconds':>9}{'times':>7}{'frames right':>16}{'uneven':>8}{'copied':>8}{'clicks':>10}{'off ms':>8}")
    for name, seconds, times, verdict in rows:
        right = f"{verdict.right}/{verdict.wanted}" + (
            "" if verdict.frames == verdict.wanted else f" ({verdict.frames})"
        )
        clicks = f"{verdict.clicks}/{verdict.clicks_wanted}"
        line = f"{name:10}{seconds:9.1f}{times:7.1f}{right:>16}{verdict.uneven:8}{verdict.copied:8}{clicks:>10}"
        print(f"{line}{verdict.worst_click_ms:8.1f}")


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
