"""`onlylook compile`: one video, or one timeline, of somebody's segments in many films."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

from engine.cli.film import minutes, opened, say_absent
from engine.cli.many import each_film, names_of, several_films
from engine.cli.options import analysis_options, person_options, rule_options, rules_of, wanted_of
from engine.cli.screen import Screen
from engine.errors import UserError
from engine.export.encode_settings import ENCODERS, PRESETS, AudioChoice, CutOptions
from engine.export.join import JoinMode, JoinReport
from engine.export.table import decimal
from engine.pipeline.compilation import (
    Chosen,
    Written,
    check_compilation,
    chosen_of,
    compiled,
    write_compilation,
)
from engine.pipeline.films import located
from engine.pipeline.sought import seek
from engine.settings import Rules


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = (
        "onlylook compile [VIDEO|PROJECT|DIR]... (--person NAME | --photo NAME=IMAGE) -o OUT\n"
        "                        [--mode smart|encode] [options]"
    )
    several_films(parser)
    analysis_options(parser)
    person_options(parser)
    rule_options(parser, Rules())
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="OUT",
        help="what to write, by its ending: a video (.mp4 .mov .mkv .webm), a timeline (.otio .fcpxml .edl .xml), "
        "a table (.csv .json), captions or chapters",
    )  # fmt: skip
    parser.add_argument("--title", help="of a timeline; default: the names of the persons")
    group = parser.add_argument_group("video")
    group.add_argument(
        "--mode", choices=get_args(JoinMode), default="smart",
        help="smart (default) copies all it can where the streams of all videos agree, and else encodes everything in "
        "one format, saying why; encode always does",
    )  # fmt: skip
    group.add_argument("--codec", choices=tuple(ENCODERS), help="of what is encoded; default the container's usual one")
    group.add_argument("--crf", type=int, metavar="0..63", help="quality of what is encoded, lower is better")
    group.add_argument("--preset", choices=PRESETS, default="medium", help="effort of the encoder; default medium")
    group.add_argument("--audio", choices=get_args(AudioChoice), default="auto", help="copy sound, or encode it")


def run(arguments: argparse.Namespace, screen: Screen) -> int:
    target: Path = arguments.output
    check_compilation(target)
    options = CutOptions(
        crf=arguments.crf, preset=arguments.preset, audio=arguments.audio, video_codec=arguments.codec,
        round_to_frames=True,
    )  # fmt: skip
    if not (arguments.person or arguments.photo or arguments.voice):
        raise UserError("It is not said whom to keep.", "Give --person or --photo; `onlylook find NAME` looks around.")
    chosen = list(_chosen(arguments, screen))
    cut = screen.run(compiled(chosen))
    title = arguments.title or ", ".join(dict.fromkeys(clip.person for clip in cut.clips))
    done = screen.run(write_compilation(cut, target, title, arguments.mode, options))
    if isinstance(done, Written):
        for remark in done.remarks:
            screen.note(remark)
        screen.answer(_text_of_list(done), _list_facts(done))
    else:
        for warning in done.warnings:
            screen.note(warning)
        screen.answer(_text(done, chosen), _facts(done))
    return 0


def _chosen(arguments: argparse.Namespace, screen: Screen) -> Iterator[Chosen]:
    wanted = wanted_of(arguments)
    rules = rules_of(arguments, Rules())
    by_pictures = bool(wanted.photos or wanted.recordings)
    names = [names_of(name) for name in wanted.persons]
    for path in each_film(arguments.films):
        if path.exists() and arguments.output.exists() and path.samefile(arguments.output):
            raise UserError(f"{arguments.output} would replace a file that is read.", "Give the new file another name.")
        with opened(arguments, screen, rules.modalities, path) as film:
            found = chosen_of(film, names, rules)
            if by_pictures:
                sought = seek(film, (), wanted.photos, arguments.device, wanted.recordings)
                found = Chosen(located(film).media, (*found.segments, *sought.segments(rules)))
                say_absent(sought, found.segments, screen)
            if not found.segments:
                screen.note(f"{film.media.path.name}: nothing to keep.")
            yield found


def _text(report: JoinReport, chosen: Sequence[Chosen]) -> str:
    lines = [
        f"{report.path}: {minutes(float(report.duration))} of {len(report.parts)} video{'s' * (len(report.parts) != 1)}"
    ]
    lines += [
        f"  {minutes(float(part.start))}  {part.source.name}: {minutes(float(part.duration))} in {part.clips} "
        f"clip{'s' * (part.clips != 1)} ({part.frames_copied} frames copied, {part.frames_encoded} encoded)"
        for part in report.parts
    ]
    return "\n".join(lines)


def _facts(report: JoinReport) -> dict[str, Any]:
    return {
        "file": str(report.path),
        "duration_s": float(decimal(report.duration)),
        "frames_copied": report.frames_copied,
        "frames_encoded": report.frames_encoded,
        "parts": [
            {
                "video": str(part.source),
                "start_s": float(decimal(part.start)),
                "duration_s": float(decimal(part.duration)),
                "clips": part.clips,
                "frames_copied": part.frames_copied,
                "frames_encoded": part.frames_encoded,
            }
            for part in report.parts
        ],
        "warnings": list(report.warnings),
    }


def _text_of_list(done: Written) -> str:
    clips, videos = len(done.cut.clips), len(done.cut.media)
    return f"{done.path}: {clips} clip{'s' * (clips != 1)} of {videos} video{'s' * (videos != 1)}"


def _list_facts(done: Written) -> dict[str, Any]:
    return {
        "file": str(done.path),
        "clips": len(done.cut.clips),
        "videos": [str(media.path) for media in done.cut.media],
        "duration_s": float(decimal(done.cut.duration)),
        "remarks": list(done.remarks),
    }
