"""Options that several commands share, and what they mean."""

import argparse
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final, get_args

from engine.edit.rules import KNOWN_MODALITIES, changed, checked
from engine.errors import ExportError, UserError
from engine.pipeline.cut import check_target
from engine.pipeline.films import SEEN, Request, is_project
from engine.pipeline.sought import check_photos
from engine.settings import Device, Quality, Rules

TOGETHER: Final = "seen-and-heard"
MODES: Final[dict[str, frozenset[str]]] = {
    "seen": SEEN,
    "face": frozenset({"face"}),
    "heard": frozenset({"voice"}),
    "seen-or-heard": SEEN | {"voice"},
    TOGETHER: SEEN | {"voice"},
}
"""What each mode goes by; the last keeps only what both sight and sound say."""


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
        "--keep",
        choices=tuple(MODES),
        help="when a person counts as there; seen: face or body, from behind as well; heard: on screen or off; "
        "default: seen for cut and export, everything for the others",
    )
    group.add_argument(
        "--modalities",
        metavar="LIST",
        help=f"instead of --keep, what to go by, separated by commas, of {', '.join(sorted(KNOWN_MODALITIES))}",
    )
    group.add_argument(
        "--quality",
        choices=get_args(Quality),
        help="how closely to look; default: that of the analysis that is there, else balanced",
    )
    group.add_argument(
        "--device", choices=get_args(Device), default="auto", help="where the networks run; auto takes the best"
    )
    group.add_argument(
        "--sound",
        type=int,
        default=0,
        metavar="N",
        help="which sound track to listen to, counted from 1; default: the one heard before, else the film's default",
    )
    group.add_argument("--fresh", action="store_true", help="analyse anew, ignoring what is kept")


def request_of(arguments: argparse.Namespace, modalities: frozenset[str], film: Path | None = None) -> Request:
    """What the options of `film_options` ask for. `modalities`: what is to be known of the film."""
    return Request(
        path=film or arguments.film,
        project=arguments.project,
        media=getattr(arguments, "media", ""),
        modalities=modalities,
        quality=arguments.quality,
        device=arguments.device,
        fresh=arguments.fresh,
        sound=arguments.sound,
    )


def modalities_of(arguments: argparse.Namespace, default: frozenset[str]) -> frozenset[str]:
    """The modalities that are asked for, in a word or as a list. Raises UserError for what is none."""
    if arguments.keep is not None and arguments.modalities is not None:
        raise UserError("Both --keep and --modalities are given.", "Give one of them.")
    if arguments.keep is not None:
        return MODES[arguments.keep]
    if arguments.modalities is None:
        return default
    asked = frozenset(part.strip() for part in arguments.modalities.split(",") if part.strip())
    return checked(Rules(modalities=asked)).modalities


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
    group.add_argument(
        "--voice",
        action="append",
        default=[],
        metavar="NAME=SOUND",
        help="how a person sounds, as a recording in which nobody else speaks much",
    )


def photos_of(arguments: argparse.Namespace) -> list[tuple[str, Path]]:
    """Names, spelt as given, and their photos. Raises UserError, UnusablePhoto where a name has no picture at all."""
    photos = [_named_file("--photo", given, "anna.jpg") for given in arguments.photo]
    check_photos(photos)
    return photos


def recordings_of(arguments: argparse.Namespace) -> list[tuple[str, Path]]:
    """Names and recordings of their voices. Raises UserError where one is not there."""
    recordings = [_named_file("--voice", given, "anna.wav") for given in arguments.voice]
    for _, path in recordings:
        if not path.is_file():
            raise UserError(f"{path} does not exist.", "Check the name of the recording.")
    return recordings


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom a command looks for: by name or number, by photos, and by recordings of voices."""

    persons: tuple[str, ...]
    photos: tuple[tuple[str, Path], ...]
    recordings: tuple[tuple[str, Path], ...]


def wanted_of(arguments: argparse.Namespace) -> Wanted:
    """What the options of `person_options` ask for: refused before a long analysis. Raises UserError, UnusablePhoto."""
    return Wanted(tuple(arguments.person), tuple(photos_of(arguments)), tuple(recordings_of(arguments)))


def _named_file(option: str, given: str, example: str) -> tuple[str, Path]:
    name, sign, path = given.partition("=")
    if not (sign and name.strip() and path):
        raise UserError(f"{option} {given!r} is no name and file.", f"Write it as in {option} Anna={example}.")
    # The shell expands a tilde at the start of a word alone.
    return name, Path(path).expanduser()


def rule_options(parser: argparse.ArgumentParser, defaults: Rules) -> None:
    """How evidence becomes segments. `defaults`: those that the help names."""
    group = parser.add_argument_group("rules (times in seconds)")
    group.add_argument("--min-length", metavar="S", help=_rule("drop segments that are shorter", defaults.min_length))
    group.add_argument("--merge-gap", metavar="S", help=_rule("join segments closer than this", defaults.merge_gap))
    group.add_argument("--pad-before", metavar="S", help=_rule("begin so much earlier", defaults.pad_before))
    group.add_argument("--pad-after", metavar="S", help=_rule("end so much later", defaults.pad_after))
    group.add_argument("--min-confidence", metavar="0..1", help=_rule("how sure it must be", defaults.min_confidence))
    group.add_argument(
        "--weight",
        action="append",
        default=[],
        metavar="MODALITY=0..1",
        help="how much a modality is believed, such as voice=0.5; may be given several times",
    )
    group.add_argument(
        "--snap-to-shots",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="move edges that are near a cut of the film to it, and pad no further than it",
    )


RULES = ("min_length", "merge_gap", "pad_before", "pad_after", "min_confidence", "snap_to_shots")


def rules_given(arguments: argparse.Namespace) -> bool:
    """Whether any rule is named."""
    return bool(arguments.weight) or any(getattr(arguments, name) is not None for name in RULES)


def rules_of(arguments: argparse.Namespace, base: Rules) -> Rules:
    """`base` with what is given. Raises UserError for what cannot be a rule."""
    return changed(
        base,
        modalities=modalities_of(arguments, base.modalities),
        together=arguments.keep == TOGETHER,
        weights=dict(map(_weight, arguments.weight)),
        **{name: getattr(arguments, name) for name in RULES},
    )


def _weight(given: str) -> tuple[str, str]:
    name, sign, value = given.partition("=")
    if not sign:
        raise UserError(f"--weight {given!r} is no modality and number.", "Write it as in --weight voice=0.5.")
    return name.strip(), value


def free_target(video: Path, suffix: str) -> Path:
    """The name in this folder that an export takes by itself. Raises ExportError where there is such a file."""
    target = Path(video.stem + suffix)
    if target.exists():
        raise ExportError(f"{target} exists already.", "Name it with -o to replace it, or name another file.")
    return target


def target_of(target: Path, arguments: argparse.Namespace, is_video: bool = False) -> Path:
    """A file to write. Raises UserError where it is one that the command reads: it would be lost."""
    check_target(target, is_video)
    read = [arguments.film, arguments.project, getattr(arguments, "segments", None)]
    for path in [*read, *(path for _, path in [*photos_of(arguments), *recordings_of(arguments)])]:
        if path is not None and path.exists() and target.exists() and target.samefile(path):
            raise UserError(f"{target} would replace a file that is read.", "Give the new file another name.")
    if is_project(target):
        raise UserError(f"{target} is the name of a project.", "Give the new file another ending.")
    return target


def _rule(words: str, value: Fraction | float) -> str:
    return f"{words}; default {float(value):g}"
