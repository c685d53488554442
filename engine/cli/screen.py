"""Where the command line speaks: answers on standard output, everything else on standard error."""

import contextlib
import json
import sys
from typing import Any, TypeVar

from engine.cli.progress_bar import ProgressBar
from engine.progress import Job

T = TypeVar("T")


class Screen:
    """What a command says, once for people and once as JSON."""

    def __init__(self, json_wanted: bool = False, quiet: bool = False) -> None:
        self._json = json_wanted
        self._quiet = quiet

    def run(self, job: Job[T]) -> T:
        """Drive a job to its end and show how far it is; an interrupted job is closed before this returns."""
        with contextlib.closing(job), ProgressBar(self._quiet) as bar:
            while True:
                try:
                    bar.show(next(job))
                except StopIteration as stop:
                    result: T = stop.value
                    return result

    def answer(self, text: str, document: Any) -> None:
        """The answer of a command: `document` where JSON is wanted, else `text`."""
        self.write(json.dumps(document, indent=2) if self._json else text)

    def write(self, text: str) -> None:
        """Text on standard output, with one line end after it."""
        if text:
            with contextlib.suppress(AttributeError):
                # Names of files need not be text.
                sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
            sys.stdout.write(text if text.endswith("\n") else f"{text}\n")

    def note(self, text: str) -> None:
        """A sentence beside the answer."""
        sys.stderr.write(f"{text}\n")

    def failed(self, what: str, next_step: str, exit_code: int) -> None:
        """How a command failed, as a sentence and, where JSON is wanted, as the one document."""
        self.note(f"onlylook: {what} {next_step}".rstrip())
        if self._json:
            error = {"what": what, "next_step": next_step, "exit_code": exit_code}
            self.write(json.dumps({"error": error}, indent=2))
