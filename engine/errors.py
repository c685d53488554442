"""Errors that a person can act on, apart from bugs."""

from pathlib import Path


class UserError(Exception):
    """A known failure: one sentence that says what happened, and one that says what to do next.

    The command line prints both and exits with `exit_code`; the window shows them in a dialog. Every other
    exception is a bug and is shown as one.
    """

    exit_code = 2

    def __init__(self, what: str, next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.what} {self.next_step}".strip()


class UnreadableMedia(UserError):
    """A file that cannot be used as a video, sound or picture."""

    exit_code = 3

    def __init__(self, path: str | Path, reason: str, next_step: str = "") -> None:
        super().__init__(f"{path}: {reason}.", next_step)
        self.path = Path(path)
        self.reason = reason


class UnusablePhoto(UserError):
    """A reference photo without exactly one usable face."""

    exit_code = 4


class ModelMissing(UserError):
    """No source of a model is at hand, or what is there fails its sha256."""

    exit_code = 5


class ProjectError(UserError):
    """A project file that cannot be opened, written or understood."""

    exit_code = 6


class ExportError(UserError):
    """An export that cannot be made as asked; the target is left as it was."""

    exit_code = 7
