"""Turn an exception into what the user reads: a sentence with a next step, or a bug report with details."""

import traceback
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.messages.log import log_file
from app.messages.sentences import translated
from engine.errors import UserError


@dataclass(frozen=True, slots=True)
class Report:
    """`what` happened, what to do next, and details for whoever wants or needs them."""

    what: str
    next_step: str = ""
    details: str = ""
    is_bug: bool = False


def report_of(error: BaseException) -> Report:
    if isinstance(error, UserError):
        return Report(translated(error.what), translated(error.next_step), _cause(error))
    details = "".join(traceback.format_exception(error))
    return Report(
        QCoreApplication.translate("Report", "Something went wrong in the program itself: {0}.").format(
            type(error).__name__
        ),
        QCoreApplication.translate(
            "Report",
            "Your project is safe, and you can go on. Please report this with the details below; the log is {0}.",
        ).format(log_file()),
        details,
        is_bug=True,
    )


def _cause(error: UserError) -> str:
    """What the system or a library said, where that is all that there is to add."""
    if error.__cause__ is None:
        return ""
    said = "".join(traceback.format_exception_only(error.__cause__)).strip()
    return f"{said}\n\n{log_file()}"
