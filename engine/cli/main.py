"""The command `onlylook`: choose the command, run it, and turn every way it can end into words and an exit code."""

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence
from types import MappingProxyType, ModuleType
from typing import Final, Never

from engine import __version__
from engine.cli.failures import note_bug
from engine.cli.screen import Screen
from engine.errors import UserError

INTERRUPTED: Final = 130
BUG: Final = 1

# Each is a module of this package with `configure(parser)` and `run(arguments, screen)`. Only the one that is called is
# imported, so that a word of help does not wait for the networks' libraries.
COMMANDS: Final = MappingProxyType(
    {
        "analyze": "find the people in videos, once; what is found is kept",
        "batch": "analyse many films side by side, and cut the same persons out of each",
        "people": "list who was found: number, name, screen time, shots",
        "name": "give a person a name",
        "corrections": "list and search what was said of a film; take single things back",
        "segments": "print from when to when somebody shows, as a table",
        "captions": "list subtitles and what can be read in the picture, and search them",
        "cut": "write a video that holds one person's segments and nothing else",
        "export": "write a timeline, table, captions or chapters for other programs",
        "compile": "write one video or timeline of somebody's segments in many videos",
        "report": "write who is on screen how long, by sense and by video, as a page or a table",
        "annotate": "write who shows where and when for annotation tools",
        "score": "compare what was found with a table or an annotation made by hand",
        "gallery": "who is known across videos: put people in, name, share and erase them; off until you turn it on",
        "find": "find somebody in all analysed videos, with a table of who shows how long in which",
        "train": "teach a network on your own pictures, projects or vectors, or adapt to the cast of one film",
        "evaluate": "judge vectors, scores, claims and lists by the protocols of the field",
        "models": "list, fetch, verify and locate the networks",
        "doctor": "say what runs on this machine, what is missing and what to do about it",
    }
)
EXAMPLES: Final = """\
examples:
  onlylook people film.mp4
  onlylook cut film.mp4 --person 1 -o first.mp4
  onlylook cut film.mp4 --photo Anna=anna.jpg -o anna.mp4
  onlylook segments film.mp4 --photo Anna=anna.jpg > anna.csv

`onlylook COMMAND --help` explains every option.
"""


class Parser(argparse.ArgumentParser):
    """A parser that raises, so that a slip of the pen is told like any other failure."""

    def error(self, message: str) -> Never:
        raise UserError(f"{message[:1].upper()}{message[1:]}.", f"`{self.prog} --help` explains the options.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 a bug, 130 interrupted, else that of the UserError."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    screen = Screen(json_wanted="--json" in given, quiet="--quiet" in given or "-q" in given)
    debug = "--debug" in given
    _log_to_screen()
    try:
        return _unlocking(given, screen)
    except UserError as error:
        screen.failed(error.what, error.next_step, error.exit_code)
        return error.exit_code
    except KeyboardInterrupt:
        screen.failed("Stopped.", "Nothing is lost: the same command goes on from there.", INTERRUPTED)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has had enough; Python would complain once more on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if debug:
            raise
        where = note_bug(error, given)
        name = f"{type(error).__name__}: {error}".rstrip(": ")
        screen.failed(f"This is a fault of the program ({name}).", f"Please report it; details are in {where}.", BUG)
        return BUG


class _Once(logging.Filter):
    """Each network that is opened has the same to say of a device that is not there."""

    def __init__(self) -> None:
        super().__init__()
        self._said: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        new = text not in self._said
        self._said.add(text)
        return new


def _log_to_screen() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_Once())
    logging.basicConfig(format="%(message)s", level=logging.WARNING, handlers=[handler], force=True)


def _unlocking(given: Sequence[str], screen: Screen) -> int:
    """Run the command, and again with the gallery's passphrase where that is asked for and somebody can give it."""
    from engine.store.encryption import GalleryLocked

    try:
        return _run(given, screen)
    except GalleryLocked as locked:
        lock = _module("gallery_lock")
        if not lock.can_ask():
            raise
        screen.note(locked.what)
        lock.ask_passphrase(locked.path)
    return _run(given, screen)


def _run(given: Sequence[str], screen: Screen) -> int:
    try:
        parsed = _parser(given).parse_args(given)
    except SystemExit as leaving:
        # After --help and --version.
        return int(leaving.code or 0)
    if parsed.command is None:
        _parser(given).print_help()
        return UserError.exit_code
    code: int = _module(parsed.command).run(parsed, screen)
    sys.stdout.flush()
    return code


class _OneColumn(argparse.RawDescriptionHelpFormatter):
    """Leaves room for the longest name of a command: argparse forgets how far it indents them."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog)
        self._action_max_length = max(map(len, COMMANDS)) + 4


def _parser(given: Sequence[str]) -> Parser:
    parser = Parser(
        prog="onlylook",
        description="Find the people in a video, pick one, and keep only the segments in which that one appears.",
        epilog=EXAMPLES,
        formatter_class=_OneColumn,
    )
    parser.add_argument("--version", action="version", version=f"onlylook {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    called = next((word for word in given if word in COMMANDS), None)
    for name, purpose in COMMANDS.items():
        one = commands.add_parser(
            name,
            help=purpose,
            description=f"{purpose[:1].upper()}{purpose[1:]}.",
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name == called:
            _module(name).configure(one)
        common(one)
    return parser


def common(parser: argparse.ArgumentParser) -> None:
    """The options of every command."""
    group = parser.add_argument_group("output")
    group.add_argument("--json", action="store_true", help="answer with one JSON document on standard output")
    group.add_argument("-q", "--quiet", action="store_true", help="show no progress")
    group.add_argument("--debug", action="store_true", help="show the traceback of a fault of the program")


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"engine.cli.{name}")
