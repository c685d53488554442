"""What each of the modes costs and how well it finds people; with --lengths, how the cost grows with a film's length.

    python benchmarks/modes.py FILM [--modes fast balanced thorough] [--lengths MINUTES...] [--no-scores]

The cost is processor time of faces and bodies over that of bare decoding by FFmpeg, which runs before each mode anew;
on a machine with other work that is steadier than wall time, of which the ratio stands beside it. The scores are means
over the clips with hand-made truth (`segments.py`). A film of another length is FILM repeated, its streams copied.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from speed import Timed, _stage_command, _timed

HERE = Path(__file__).resolve().parent
MODES = ("fast", "balanced", "thorough")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("film", type=Path)
    parser.add_argument("--modes", nargs="+", choices=MODES, default=MODES)
    parser.add_argument("--lengths", nargs="*", type=float, default=())
    parser.add_argument("--no-scores", action="store_true")
    args = parser.parse_args()
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        sys.exit("This benchmark needs the ffmpeg program for its baseline.")
    for mode in args.modes:
        _print_costs(mode, *_costs(ffmpeg, args.film, mode))
        if not args.no_scores:
            _print_scores(mode)
    with tempfile.TemporaryDirectory() as folder:
        for minutes in args.lengths:
            film = _of_length(ffmpeg, args.film, minutes, Path(folder))
            _print_costs(f"{args.modes[0]}, {minutes:g} min", *_costs(ffmpeg, film, args.modes[0]))
            film.unlink()


def _costs(ffmpeg: str, film: Path, mode: str) -> tuple[Timed, Timed]:
    bare = [ffmpeg, "-v", "error", "-threads", "2", "-i", str(film), "-map", "0:v", "-f", "null", "-"]
    return _timed(bare), _timed(_stage_command("analysis", film, mode))


def _print_costs(name: str, bare: Timed, mode: Timed) -> None:
    cpu, wall = mode.cpu_s / bare.cpu_s, mode.wall_s / bare.wall_s
    peak = f"peak {mode.peak_mb:.0f} MB"
    print(f"{name:24s} processor {cpu:5.2f} times bare decoding, wall {wall:5.2f} times, {peak}", flush=True)


def _print_scores(mode: str) -> None:
    told = subprocess.run(
        [sys.executable, str(HERE / "segments.py"), "--quality", mode], capture_output=True, text=True, check=True
    ).stdout
    means = re.findall(r"mean F1 [\d.]+(?:, least [\d.]+)?", told)
    names = ("face, with photos", "face or body, with photos", "face, without photos")
    for name, mean in zip(names, means, strict=True):
        print(f"    {name:28s} {mean}", flush=True)
    strangers = sum(int(rows) for rows in re.findall(r"photos of \w+ +(\d+)", told))
    print(f"    rows for strangers' photos   {strangers}", flush=True)


def _of_length(ffmpeg: str, film: Path, minutes: float, folder: Path) -> Path:
    target = folder / f"{minutes:g}.mp4"
    cut = ["-stream_loop", "-1", "-i", str(film), "-t", str(minutes * 60), "-map", "0:v", "-c", "copy"]
    subprocess.run([ffmpeg, "-v", "error", "-y", *cut, str(target)], check=True)
    return target


if __name__ == "__main__":
    main()
