"""Turn an exception into what the user reads: a sentence with a next step, or a bug report with details."""

import traceback
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.messages.log import log_file
from engine.errors import UserError


@dataclass(frozen=True, slots=True)
class Report:
    """`what` happened, what to do next, and for bugs the details for whoever mends them."""

    what: str
    next_step: str = ""
    details: str = ""

    @property
    def is_bug(self) -> bool:
        return bool(self.details)


def report_of(error: BaseException) -> Report:
    if isinstance(error, UserError):
        return Report(error.what, error.next_step)
    details = "".join(traceback.format_exception(error))
    return Report(
        QCoreApplication.translate("Report", "Something went wrong in the program itself: {0}.").format(
            type(error).__name__
        ),
        QCoreApplication.translate(
            "Report", "Your project is safe. Please report this with the details below; the log is {0}."
        ).format(log_file()),
        details,
    )
