"""`onlylook cut`: write a video that holds the chosen segments and nothing else."""

import argparse
from pathlib import Path
from typing import Any, get_args

from engine.cli.film import minutes
from engine.cli.options import target_of
from engine.cli.screen import Screen
from engine.cli.selection import selected, selection_options
from engine.errors import ExportError, UserError
from engine.export.cut_plan import Mode
from engine.export.encode_settings import ENCODERS, PRESETS, AudioChoice, CutOptions
from engine.export.table import decimal
from engine.export.video import CutReport
from engine.pipeline.cut import cut_segments
from engine.timebase import seconds


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = (
        "onlylook cut VIDEO|PROJECT (--person NAME|ID | --photo NAME=IMAGE | --segments TABLE.csv) -o OUT\n"
        "                    [--mode smart|keyframe|encode] [options]"
    )
    selection_options(parser)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help=".mp4, .mov, .mkv or .webm")
    group = parser.add_argument_group("video")
    group.add_argument(
        "--mode",
        choices=get_args(Mode),
        default="smart",
        help="smart (default) copies all it can and encodes only the edges, exact to the frame; keyframe encodes "
        "nothing and keeps up to the next key frame; encode makes all pictures anew",
    )
    group.add_argument(
        "--codec", choices=tuple(ENCODERS), help="of --mode encode; default is the container's usual one"
    )
    group.add_argument("--crf", type=int, metavar="0..63", help="quality of what is encoded, lower is better")
    group.add_argument("--preset", choices=PRESETS, default="medium", help="effort of the encoder; default medium")
    group.add_argument("--audio", choices=get_args(AudioChoice), default="auto", help="copy sound, or encode it")
    group.add_argument("--crossfade", metavar="S", help="of --mode encode: seconds for which segments fade over")
    group.add_argument("--split", action="store_true", help="write one numbered file for each segment")


def run(arguments: argparse.Namespace, screen: Screen) -> int:
    options = _options(arguments)
    target = target_of(arguments.output, arguments, is_video=True)
    chosen = selected(arguments, screen)
    try:
        report = screen.run(cut_segments(chosen.media, chosen.segments, target, arguments.mode, options))
    except ExportError as error:
        if arguments.mode != "encode" and "encode" in error.next_step:
            raise ExportError(error.what, f"{error.next_step} That is `--mode encode`.") from error
        raise
    for warning in report.warnings:
        screen.note(warning)
    screen.answer(_text(report), _facts(report, arguments.mode))
    return 0


def _options(arguments: argparse.Namespace) -> CutOptions:
    try:
        crossfade = seconds(arguments.crossfade or "0")
    except ValueError:
        raise UserError(f"The crossfade {arguments.crossfade!r} is not a time.", "Give seconds, such as 0.5.") from None
    return CutOptions(
        crf=arguments.crf,
        preset=arguments.preset,
        audio=arguments.audio,
        video_codec=arguments.codec,
        crossfade=crossfade,
        per_span=arguments.split,
        round_to_frames=True,
    )


def _text(report: CutReport) -> str:
    return "\n".join(
        f"{file.path}: {minutes(float(file.duration))} in {len(file.stretches)} "
        f"segment{'s' * (len(file.stretches) != 1)}, {file.frames} frames "
        f"({file.frames_copied} copied, {file.frames_encoded} encoded)"
        for file in report.files
    )


def _facts(report: CutReport, mode: str) -> dict[str, Any]:
    return {
        "mode": mode,
        "frames": report.frames,
        "duration_s": float(decimal(report.duration)),
        "files": [
            {
                "file": str(file.path),
                "frames": file.frames,
                "frames_copied": file.frames_copied,
                "frames_encoded": file.frames_encoded,
                "duration_s": float(decimal(file.duration)),
                "segments": [
                    {
                        "start_s": float(decimal(stretch.source.start)),
                        "end_s": float(decimal(stretch.source.end)),
                        "at_s": float(decimal(stretch.target)),
                    }
                    for stretch in file.stretches
                ],
            }
            for file in report.files
        ],
        "warnings": list(report.warnings),
    }
