"""Show reports one at a time, over the window that they belong to, without holding the program up."""

import sys
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from app.messages.log import LOG
from app.messages.report import Report, report_of


class Announcer(QObject):
    """Takes exceptions from anywhere in the window's thread."""

    announced = Signal(object)
    """`Report`, as it is put on the screen."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._open: QMessageBox | None = None
        self._waiting: list[Report] = []

    @Slot(object)
    def announce(self, error: BaseException) -> None:
        report = report_of(error)
        if report.is_bug:
            LOG.error("%s\n%s", report.what, report.details)
        else:
            LOG.info("told the user: %s", error)
        self._waiting.append(report)
        self._show_next()

    def catch_all(self) -> None:
        """Let exceptions that nobody caught be told, too, instead of vanishing in a terminal."""
        sys.excepthook = self._hook

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.announce(error)

    def _show_next(self) -> None:
        if self._open is not None or not self._waiting:
            return
        report = self._waiting.pop(0)
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
        self._open = None
        self._show_next()
