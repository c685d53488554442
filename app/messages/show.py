"""Show reports one at a time, over the window that they belong to, without holding the program up."""

import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from app.messages.log import LOG
from app.messages.report import Report, report_of

MOST_WAITING = 5
"""A fault that comes with every repaint must not bury the window."""


class Announcer(QObject):
    """Takes exceptions. `announce` is for the window's thread, `catch_all` for all threads."""

    announced = Signal(object)
    """`Report`, as it is put on the screen."""
    _caught = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._open: QMessageBox | None = None
        self._shown: Report | None = None
        self._waiting: list[Report] = []
        # Whatever thread it comes from, and never in the middle of a paint event.
        self._caught.connect(self.announce, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def announce(self, error: BaseException) -> None:
        report = report_of(error)
        if report.is_bug:
            LOG.error("%s\n%s", report.what, report.details)
        else:
            LOG.info("told the user: %s", error, exc_info=error.__cause__)
        if report in (self._shown, *self._waiting) or len(self._waiting) >= MOST_WAITING:
            return
        self._waiting.append(report)
        self._show_next()

    def catch_all(self) -> None:
        """Let exceptions that nobody caught be told, too, instead of vanishing in a terminal; the work goes on."""
        sys.excepthook = self._hook
        threading.excepthook = lambda args: self._hook(args.exc_type, args.exc_value or args.exc_type(), None)

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            sys.__excepthook__(kind, error, trace)
            return
        self._caught.emit(error)

    def _show_next(self) -> None:
        if self._open is not None or not self._waiting:
            return
        report = self._shown = self._waiting.pop(0)
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Critical if report.is_bug else QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("A fault in the program") if report.is_bug else self.tr("That did not work"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(report.what)
        box.setInformativeText(report.next_step)
        if report.details:
            box.setDetailedText(report.details)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(self._closed)
        self._open = box
        box.open()
        self.announced.emit(report)

    def _closed(self) -> None:
        self._open = self._shown = None
        self._show_next()
