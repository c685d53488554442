"""Options that several commands share, and what they mean."""

import argparse
from fractions import Fraction
from pathlib import Path
from typing import get_args

from engine.cli.screen import Screen
from engine.edit.rules import KNOWN_MODALITIES, changed, checked
from engine.errors import UserError
from engine.pipeline.cut import check_target
from engine.pipeline.films import ANALYSED, Request, is_project
from engine.pipeline.sought import check_photos
from engine.settings import Device, Quality, Rules


def film_options(parser: argparse.ArgumentParser) -> None:
    """Which film, and how it is analysed where that has not been done."""
    parser.add_argument("film", type=Path, metavar="VIDEO|PROJECT", help="a video, or a project (.olat)")
    parser.add_argument(
        "--media", default="", metavar="NUMBER|NAME", help="which video of a project that holds several"
    )
    analysis_options(parser)


def analysis_options(parser: argparse.ArgumentParser) -> None:
    """How a film is analysed."""
    group = parser.add_argument_group("analysis")
    group.add_argument(
        "--project",
        type=Path,
        metavar="FILE.olat",
        help="keep what is found there instead of in the data folder; made where it is missing",
    )
    group.add_argument(
        "--modalities",
        metavar="LIST",
        help=f"what to go by, separated by commas, of {', '.join(sorted(KNOWN_MODALITIES))}; "
        f"this version analyses {', '.join(sorted(ANALYSED))}",
    )
    group.add_argument(
        "--quality",
        choices=get_args(Quality),
        help="how closely to look; default: that of the analysis that is there, else balanced",
    )
    group.add_argument(
        "--device", choices=get_args(Device), default="auto", help="where the networks run; auto takes the best"
    )
    group.add_argument("--fresh", action="store_true", help="analyse anew, ignoring what is kept")


def request_of(arguments: argparse.Namespace, film: Path | None = None) -> Request:
    """What the options of `film_options` ask for."""
    return Request(
        path=film or arguments.film,
        project=arguments.project,
        media=getattr(arguments, "media", ""),
        quality=arguments.quality,
        device=arguments.device,
        fresh=arguments.fresh,
    )


def modalities_of(arguments: argparse.Namespace, screen: Screen) -> frozenset[str]:
    """The modalities that are asked for and analysed. Raises UserError where none of them is."""
    if arguments.modalities is None:
        return ANALYSED
    asked = frozenset(part.strip() for part in arguments.modalities.split(",") if part.strip())
    checked(Rules(modalities=asked))
    found = asked & ANALYSED
    missing = ", ".join(sorted(asked - found))
    if not found:
        raise UserError(
            f"This version does not analyse {missing}.",
            f"Use --modalities {','.join(sorted(ANALYSED))}, or leave it out.",
        )
    if missing:
        screen.note(f"This version does not analyse {missing}; it goes by {', '.join(sorted(found))} alone.")
    return found


def person_options(parser: argparse.ArgumentParser) -> None:
    """Whom to look for."""
    group = parser.add_argument_group("persons")
    group.add_argument(
        "--person", action="append", default=[], metavar="NAME|ID", help="a person as `onlylook people` lists them"
    )
    group.add_argument(
        "--photo",
        action="append",
        default=[],
        metavar="NAME=IMAGE",
        help="a person by a photo of the face; several photos for one name are welcome",
    )


def photos_of(arguments: argparse.Namespace) -> list[tuple[str, Path]]:
    """Names, spelt as given, and their photos. Raises UserError, UnusablePhoto where a name has no picture at all."""
    photos = []
    for given in arguments.photo:
        name, sign, path = given.partition("=")
        if not (sign and name.strip() and path):
            raise UserError(f"--photo {given!r} is no name and picture.", "Write it as in --photo Anna=anna.jpg.")
        # The shell expands a tilde at the start of a word alone.
        photos.append((name, Path(path).expanduser()))
    check_photos(photos)
    return photos


def rule_options(parser: argparse.ArgumentParser, defaults: Rules) -> None:
    """How evidence becomes segments. `defaults`: those that the help names."""
    group = parser.add_argument_group("rules (times in seconds)")
    group.add_argument("--min-length", metavar="S", help=_rule("drop segments that are shorter", defaults.min_length))
    group.add_argument("--merge-gap", metavar="S", help=_rule("join segments closer than this", defaults.merge_gap))
    group.add_argument("--pad-before", metavar="S", help=_rule("begin so much earlier", defaults.pad_before))
    group.add_argument("--pad-after", metavar="S", help=_rule("end so much later", defaults.pad_after))
    group.add_argument("--min-confidence", metavar="0..1", help=_rule("how sure it must be", defaults.min_confidence))
    group.add_argument(
        "--snap-to-shots",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="move edges that are near a cut of the film to it, and pad no further than it",
    )


RULES = ("min_length", "merge_gap", "pad_before", "pad_after", "min_confidence", "snap_to_shots")


def rules_given(arguments: argparse.Namespace) -> bool:
    """Whether any rule is named."""
    return any(getattr(arguments, name) is not None for name in RULES)


def rules_of(arguments: argparse.Namespace, base: Rules, modalities: frozenset[str]) -> Rules:
    """`base` with the rules that are given. Raises UserError for what cannot be one."""
    return changed(base, modalities=modalities, **{name: getattr(arguments, name) for name in RULES})


def target_of(target: Path, arguments: argparse.Namespace, is_video: bool = False) -> Path:
    """A file to write. Raises UserError where it is one that the command reads: it would be lost."""
    check_target(target, is_video)
    read = [arguments.film, arguments.project, getattr(arguments, "segments", None)]
    for path in [*read, *(path for _, path in photos_of(arguments))]:
        if path is not None and path.exists() and target.exists() and target.samefile(path):
            raise UserError(f"{target} would replace a file that is read.", "Give the new file another name.")
    if is_project(target):
        raise UserError(f"{target} is the name of a project.", "Give the new file another ending.")
    return target


def _rule(words: str, value: Fraction | float) -> str:
    return f"{words}; default {float(value):g}"
