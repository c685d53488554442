"""What the program tells the user: errors as sentences, bugs as reports, and a log of both."""

from app.messages.log import log_file, start_log
from app.messages.report import Report, report_of
from app.messages.show import Announcer

__all__ = ["Announcer", "Report", "log_file", "report_of", "start_log"]
