"""`onlylook export`: hand the chosen segments to other programs."""

import argparse
import sys
from pathlib import Path
from typing import get_args

from engine.cli.options import free_target, target_of
from engine.cli.screen import Screen
from engine.cli.selection import selected, selection_options
from engine.export.formats import EXPORTERS, SUFFIXES, exported, write
from engine.export.table import decimal
from engine.export.timeline import ClockName
from engine.pipeline.cut import timeline_of

STANDARD_OUTPUT = Path("-")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = (
        "onlylook export VIDEO|PROJECT (--person NAME|ID | --photo NAME=IMAGE | --segments TABLE.csv)\n"
        "                       --format FORMAT [-o OUT] [options]"
    )
    selection_options(parser)
    parser.add_argument("--format", required=True, choices=tuple(EXPORTERS), help="what to write")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help="default: the video's name with the format's ending, in this folder; - means standard output",
    )
    parser.add_argument(
        "--clock",
        choices=get_args(ClockName),
        default="source",
        help="whose times captions and chapters tell: the source's (default) or the finished cut's",
    )
    parser.add_argument("--title", help="of the timeline; default: the video's name")


def run(arguments: argparse.Namespace, screen: Screen) -> int:
    named = _named_target(arguments)
    chosen = selected(arguments, screen)
    target = named or free_target(chosen.media.path, SUFFIXES[arguments.format])
    title = arguments.title or chosen.media.path.stem
    timeline = screen.run(timeline_of(chosen.media, chosen.segments, title, arguments.clock))
    if target == STANDARD_OUTPUT:
        sys.stdout.flush()
        screen.write(exported(timeline, arguments.format).decode("utf-8", "replace"))
        return 0
    remarks = write(timeline, arguments.format, target)
    for remark in remarks:
        screen.note(remark)
    clips, frames = len(timeline.cut.clips), timeline.cut.frames
    screen.answer(
        f"{target}: {clips} clip{'s' * (clips != 1)}, {frames} frames",
        {
            "file": str(target),
            "format": arguments.format,
            "clips": clips,
            "frames": frames,
            "duration_s": float(decimal(timeline.cut.duration)),
            "remarks": remarks,
        },
    )
    return 0


def _named_target(arguments: argparse.Namespace) -> Path | None:
    """Refused before a long analysis rather than after it."""
    output: Path | None = arguments.output
    return output if output in (None, STANDARD_OUTPUT) else target_of(output, arguments)
