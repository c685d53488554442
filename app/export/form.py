"""What to export and where: the upper half of the dialog."""

from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.export.texts import encoding_texts, format_texts
from app.jobs import Ticket
from app.session import ENCODINGS, FORMATS, Encoding, Estimate, ExportFormat, ExportRequest, Session
from app.widgets import clock_text, length_text, muted, size_text
from engine.errors import UserError

LONGEST_NAME = 80
"""Characters of the persons' names in a file name; file systems take 255 bytes for all of it."""
FORECAST_MS = 700
"""A forecast writes a few frames, so it waits until nothing changes any more."""


class ExportForm(QWidget):
    """Makes an `ExportRequest` of what is filled in."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._chosen_by_hand = False
        self._called: tuple[Path | None, str] | None = None
        self._proposed = ""
        self.format = QComboBox()
        for one in FORMATS:
            self.format.addItem(format_texts()[one.id][0], one)
        self.format.currentIndexChanged.connect(self._format_changed)
        self._about = muted("")
        self.target = QLineEdit()
        self.target.setAccessibleName(self.tr("File"))
        self.target.setMinimumWidth(360)
        self.target.textEdited.connect(self._edited)
        browse = QPushButton(self.tr("Choose…"))
        browse.clicked.connect(self._browse)
        place = QHBoxLayout()
        place.addWidget(self.target, 1)
        place.addWidget(browse)
        self.encoding = QComboBox()
        for encoding in ENCODINGS:
            self.encoding.addItem(encoding_texts()[encoding.id], encoding)
        self.encoding.currentIndexChanged.connect(self._encoding_changed)
        self.crf = QSpinBox()
        self.crf.setRange(0, 50)
        self.crf.setValue(ENCODINGS[0].crf)
        self.crf.valueChanged.connect(lambda _: self._foretell_soon())
        self.crf.setToolTip(self.tr("Constant quality: a smaller number is better and larger."))
        self.fade = QDoubleSpinBox()
        self.fade.setRange(0, 5)
        self.fade.setSingleStep(0.1)
        self.fade.setSuffix(" s")
        self.fade.valueChanged.connect(lambda _: self._foretell_soon())
        self.per_segment = QCheckBox(self.tr("One file per segment"))
        self.summary = QLabel()
        self._forecast: Ticket | None = None
        self._timer = QTimer(self, singleShot=True, interval=FORECAST_MS)
        self._timer.timeout.connect(self._foretell)
        self._form = QFormLayout()
        self._form.addRow(self.tr("Format"), self.format)
        self._form.addRow("", self._about)
        self._form.addRow(self.tr("File"), place)
        self._form.addRow(self.tr("Encoding"), self.encoding)
        self._form.addRow(self.tr("Quality (CRF)"), self.crf)
        self._form.addRow(self.tr("Crossfade"), self.fade)
        self._form.addRow("", self.per_segment)
        self._form.addRow(self.tr("Result"), self.summary)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._form)
        self._format_changed()

    @property
    def chosen(self) -> ExportFormat:
        one: ExportFormat = self.format.currentData()
        return one

    @property
    def chosen_encoding(self) -> Encoding:
        one: Encoding = self.encoding.currentData()
        return one

    @property
    def can_export(self) -> bool:
        """An annotation is of all persons where nobody is chosen; everything else needs segments."""
        scene = self._session.scene
        if self.chosen.group == "annotation":
            return scene is not None and bool(scene.cards)
        return scene is not None and bool(self._session.cut.segments)

    def choose(self, format_id: str) -> None:
        self.format.setCurrentIndex([one.id for one in FORMATS].index(format_id))

    def refresh(self) -> None:
        """The cut changed, or another film is open."""
        # Looking for a free name asks the disk, so it is not done for each step of a slider.
        called = (scene.media.path if (scene := self._session.scene) else None, self._who())
        if not self._chosen_by_hand and called != self._called:
            self._called, self._proposed = called, str(self._proposal() or "")
            self.target.setText(self._proposed)
        self._show_summary("")
        self._foretell_soon()

    def start_anew(self) -> None:
        """Propose a file again."""
        self._chosen_by_hand = False
        self._called = None
        self.refresh()

    def request(self) -> ExportRequest:
        """Raises UserError where something is missing."""
        scene, cut = self._session.scene, self._session.cut
        if scene is None or not self.can_export:
            raise UserError(self.tr("There is nothing to export yet."), self.tr("Choose a person in the cast."))
        if not self.target.text().strip():
            raise UserError(self.tr("The export has no file name."), self.tr("Give one."))
        encodes = self.chosen.id == "encode"
        return ExportRequest(
            media=scene.media,
            name=f"{scene.media.path.stem} - {self._who()}",
            segments=cut.segments,
            format=self.chosen,
            target=Path(self.target.text().strip()).expanduser(),
            encoding=self.chosen_encoding if encodes else None,
            crf=self.crf.value() if encodes else None,
            crossfade=Fraction(round(self.fade.value() * 10), 10) if encodes else Fraction(0),
            per_segment=self.per_segment.isChecked() and self.chosen.group == "video",
        )

    def _who(self) -> str:
        return ", ".join(lane.shown for lane in self._session.cut.lanes)

    def _proposal(self) -> Path | None:
        """Beside the film, called after it and the persons, with a name that is still free."""
        scene = self._session.scene
        if scene is None:
            return None
        film = scene.media.path
        who = "".join(char if char.isalnum() or char in " -_,." else "_" for char in self._who()) or "cut"
        who = who if len(who) <= LONGEST_NAME else f"{who[:LONGEST_NAME].rstrip(' ,')}…"
        suffix = self.chosen_encoding.suffix if self.chosen.id == "encode" else self.chosen.suffix or film.suffix
        target, number = film.with_name(f"{film.stem} - {who}{suffix}"), 2
        while target.exists():
            target = film.with_name(f"{film.stem} - {who} ({number}){suffix}")
            number += 1
        return target

    def _format_changed(self) -> None:
        is_video, encodes = self.chosen.group == "video", self.chosen.id == "encode"
        self._about.setText(format_texts()[self.chosen.id][1])
        self._form.setRowVisible(self.encoding, encodes)
        self._form.setRowVisible(self.crf, encodes)
        self._form.setRowVisible(self.fade, encodes)
        self._form.setRowVisible(self.per_segment, is_video)
        self.start_anew()
        self.changed.emit()

    def _encoding_changed(self) -> None:
        self.crf.setValue(self.chosen_encoding.crf)
        self.start_anew()

    # What will come out.

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        super().showEvent(event)
        if self.target.text() == self._proposed:
            # By now a file of that name may be there.
            self._called = None
        self.refresh()

    def _foretell_soon(self) -> None:
        """What was foretold of other choices is no longer true."""
        if self._forecast is not None:
            self._forecast.control.cancel()
            self._forecast = None
        self._show_summary("")
        if self.isVisible() and self.chosen.group == "video" and self.can_export:
            self._timer.start()

    def _foretell(self) -> None:
        if not self.isVisible() or not self.can_export or not self.target.text().strip():
            return
        ticket = self._forecast = self._session.forecast(self.request())
        self._show_summary(self.tr("working out size and time…"))
        ticket.finished.connect(lambda found: self._foretold(ticket, found))
        # What keeps a forecast from being made is told when the export itself is asked for.
        ticket.failed.connect(lambda _: self._foretold(ticket, None))

    def _foretold(self, ticket: Ticket, found: Estimate | None) -> None:
        if ticket is not self._forecast:
            return
        self._forecast = None
        if found is None:
            self._show_summary("")
            return
        size, time = size_text(found.bytes), clock_text(max(1.0, found.seconds))
        self._show_summary(self.tr("about {0}, written in about {1}").format(size, time))

    def _show_summary(self, more: str) -> None:
        cut = self._session.cut
        if self.chosen.group == "annotation":
            text = self._who() or self.tr("All persons")
        elif cut.segments:
            text = self.tr("{0} segments, {1}").format(len(cut.segments), length_text(cut.duration))
        else:
            text = self.tr("Nothing yet: choose a person in the cast.")
        self.summary.setText(f"{text}, {more}" if more else text)

    def _edited(self) -> None:
        self._chosen_by_hand = True

    def _browse(self) -> None:
        # What is there is replaced only if the user said so, and this dialog asks.
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Export to"), self.target.text())
        if name:
            self._chosen_by_hand = True
            self.target.setText(name)
