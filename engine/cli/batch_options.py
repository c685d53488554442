"""The options of `onlylook batch`, and what they ask for."""

import argparse
from pathlib import Path
from typing import get_args

from engine.batch.orders import Make, Order, Wish
from engine.batch.plan import most_jobs
from engine.cli.options import modalities_of, rules_of, wanted_of
from engine.errors import UserError
from engine.export.cut_plan import Mode
from engine.export.video_streams import SUFFIXES
from engine.pipeline.films import ANALYSED
from engine.settings import EVIDENCE, Rules


def work_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("work")
    group.add_argument("--jobs", default="auto", metavar="auto|N", help="how many processes; auto: one for each core")
    group.add_argument(
        "--split",
        default="auto",
        metavar="auto|never|MINUTES",
        help="read long films in parts at the same time; auto does so where it keeps all processes busy",
    )
    group.add_argument(
        "--first", action="append", default=[], metavar="PATTERN", help="films that come before others, such as '*E05*'"
    )
    group.add_argument("--report", type=Path, metavar="FILE.html", help="write there how it went; kept up to date")
    group.add_argument("--projects", type=Path, metavar="DIR", help="keep what is found there, not in the data folder")
    group.add_argument("--pause", action="store_true", help="let all batches of this user rest")
    group.add_argument("--go-on", action="store_true", help="let them go on")


def product_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what is made of each film")
    group.add_argument("--out", type=Path, metavar="DIR", help="folder for it, made where it is missing")
    group.add_argument("--make", default="cut,segments", metavar="LIST", help="cut, segments or both (default)")
    group.add_argument("--mode", choices=get_args(Mode), default="smart", help="of the cut, see `onlylook cut --help`")
    group.add_argument("--container", choices=tuple(SUFFIXES), default="", help="of the cut; default: that of the film")


def watch_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("watching")
    group.add_argument("--watch", action="store_true", help="wait for films that arrive in the folders, until Ctrl-C")
    group.add_argument("--every", type=float, default=5.0, metavar="S", help="how often to look; default 5")
    group.add_argument(
        "--settle", type=float, default=10.0, metavar="S", help="a film must not grow for so long first; default 10"
    )
    group.add_argument("--idle", type=float, metavar="S", help="end when nothing has come for so long")


def cluster_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("many machines (needs the extra `cluster`)")
    group.add_argument("--ray", default="", metavar="local|ADDRESS", help="work on a Ray cluster, or on Ray here")
    group.add_argument("--cpus", type=int, default=1, metavar="N", help="cores for each task there; default 1")
    group.add_argument("--gpus", type=float, default=0.0, metavar="N", help="graphics cards for each task; such as 0.5")
    group.add_argument(
        "--shared", action="store_true", help="the data folder lies on all machines at the same path: keep parts there"
    )


def order_of(arguments: argparse.Namespace) -> Order:
    """Raises UserError where the options do not fit together: better before a night's work than after it."""
    if not arguments.paths:
        raise UserError("It is not said which films.", "Give videos, or folders of videos.")
    if arguments.project is not None:
        raise UserError("One project cannot be written by many processes.", "Give a folder with --projects.")
    wanted = wanted_of(arguments)
    make = frozenset(part.strip() for part in arguments.make.split(",") if part.strip())
    if not make or make - set(get_args(Make)):
        raise UserError(f"--make {arguments.make!r} is not understood.", "Write cut, segments or cut,segments.")
    wish = Wish(
        wanted.persons,
        wanted.photos,
        wanted.recordings,
        rules_of(arguments, Rules()),
        rules_of(arguments, EVIDENCE),
        make,
        arguments.mode,
        arguments.container,
    )
    if bool(wish) != (arguments.out is not None):
        raise UserError(
            "It is not said where to write." if wish else "It is not said whom to keep.",
            "Give --out DIR." if wish else "Give --person, --photo or --voice together with --out.",
        )
    modalities = modalities_of(arguments, ANALYSED)
    return Order(
        modalities, arguments.quality, arguments.device, arguments.sound, arguments.fresh, arguments.projects, wish
    )


def jobs_of(arguments: argparse.Namespace) -> int:
    if arguments.jobs == "auto":
        return most_jobs()
    if not arguments.jobs.isdecimal() or int(arguments.jobs) < 1:
        raise UserError(f"--jobs {arguments.jobs!r} is no number of processes.", "Give 1 or more, or auto.")
    return int(arguments.jobs)


def part_s_of(split: str) -> float | None:
    """Length of a part; None where the plan is to choose."""
    if split == "auto":
        return None
    if split == "never":
        return 0.0
    try:
        minutes = float(split)
    except ValueError:
        minutes = 0.0
    if not minutes > 0:
        raise UserError(f"--split {split!r} is not understood.", "Give minutes, auto or never.")
    return minutes * 60
