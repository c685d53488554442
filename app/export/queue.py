"""The exports that wait, run or are done, each with its progress and its file."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.jobs import Ticket
from app.widgets import muted
from engine.progress import Progress

SCALE = 1000


class ExportRow(QFrame):
    """One export."""

    failed = Signal(object)

    def __init__(self, ticket: Ticket, target: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ticket, self.target = ticket, target
        self._name = QLabel(target.name)
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setToolTip(str(target))
        self.state = muted(self.tr("waiting"))
        self._bar = QProgressBar()
        self._bar.setRange(0, SCALE)
        self._bar.setTextVisible(False)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.clicked.connect(ticket.control.cancel)
        self.show_folder = QPushButton(self.tr("Show in folder"))
        self.show_folder.clicked.connect(self._show)
        self.show_folder.hide()
        top = QHBoxLayout()
        top.addWidget(self._name, 1)
        top.addWidget(self.cancel)
        top.addWidget(self.show_folder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 8)
        layout.addLayout(top)
        layout.addWidget(self._bar)
        layout.addWidget(self.state)
        ticket.progressed.connect(self._progressed)
        ticket.finished.connect(self._finished)
        ticket.failed.connect(self._failed)
        ticket.cancelled.connect(lambda: self._over(self.tr("Cancelled; nothing was written.")))

    def _progressed(self, progress: Progress) -> None:
        self._bar.setValue(round(progress.fraction * SCALE))
        self.state.setText(self.tr("{0}: {1}").format(progress.stage, f"{progress.fraction:.0%}"))

    def _finished(self, report: object) -> None:
        self._bar.setValue(SCALE)
        files, remarks = report.files, report.remarks  # type: ignore[attr-defined]
        self.target = files[0]
        self._over(" ".join([self.tr("Done."), *remarks]))
        self.show_folder.show()

    def _failed(self, error: Exception) -> None:
        self._over(str(error))
        self.failed.emit(error)

    def _over(self, text: str) -> None:
        self.state.setText(text)
        self.cancel.hide()
        self._bar.hide()

    def _show(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.target.parent)))


class ExportQueue(QWidget):
    """Newest first."""

    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ExportRow] = []
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 8, 0)
        self._list.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        scroll.setAccessibleName(self.tr("Exports"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    @property
    def running(self) -> int:
        return sum(not row.ticket.is_over for row in self.rows)

    def add(self, ticket: Ticket, target: Path) -> ExportRow:
        row = ExportRow(ticket, target)
        row.failed.connect(self.failed)
        self.rows.append(row)
        self._list.insertWidget(0, row)
        return row
