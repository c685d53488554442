"""The export dialog. It stays beside the window, so that one can go on working while files are written."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.export.form import ExportForm
from app.export.queue import ExportQueue, ExportRow
from app.session import Change, Session
from app.widgets import heading
from engine.errors import UserError


class ExportDialog(QDialog):
    """Asks what to write, and shows what is being written."""

    failed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export"))
        self._session = session
        self.form = ExportForm(session)
        self.form.changed.connect(self._follow_form)
        self.queue = ExportQueue()
        self.queue.setMinimumHeight(130)
        self.queue.failed.connect(self.failed)
        self.start = QPushButton(self.tr("Export"))
        self.start.setProperty("primary", True)
        self.start.setDefault(True)
        self.start.clicked.connect(self.export)
        close = QPushButton(self.tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.hide)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        buttons.addWidget(self.start)
        self._queue_title = heading(self.tr("Exports"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 16)
        layout.setSpacing(12)
        layout.addWidget(self.form)
        layout.addLayout(buttons)
        layout.addWidget(self._queue_title)
        layout.addWidget(self.queue, 1)
        for widget in (self._queue_title, self.queue):
            widget.hide()
        self.setWindowModality(Qt.WindowModality.NonModal)
        session.changed.connect(self._follow)
        self._follow(Change.CUT)

    def export(self) -> ExportRow | None:
        """Put what is filled in into the queue."""
        try:
            request = self.form.request()
        except UserError as error:
            self.failed.emit(error)
            return None
        row = self.queue.add(self._session.export(request), request.target)
        row.ticket.ended.connect(self.form.start_anew)
        for widget in (self._queue_title, self.queue):
            widget.show()
        return row

    def _follow(self, change: Change) -> None:
        if change & (Change.FILM | Change.CUT):
            self.form.refresh()
            self._follow_form()

    def _follow_form(self) -> None:
        self.start.setEnabled(self.form.can_export)
