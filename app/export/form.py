"""What to export and where: the upper half of the dialog."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal
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

from app.session import FORMATS, ExportFormat, ExportRequest, Session
from app.widgets import length_text, muted
from engine.errors import UserError

USUAL_CRF = 18


def format_texts() -> Mapping[str, tuple[str, str]]:
    """Name and explanation of each format."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("ExportForm", text)

    return {
        "smart": (tr("Video, smart cut"), tr("Copies the film and encodes only the edges: fast, and without loss.")),
        "encode": (tr("Video, encoded"), tr("Encodes every picture: any quality, crossfades.")),
        "otio": (tr("OpenTimelineIO"), tr("For DaVinci Resolve, Hiero and others.")),
        "fcpxml": (tr("Final Cut Pro XML"), tr("For Final Cut Pro and DaVinci Resolve.")),
        "xmeml": (tr("Premiere XML"), tr("For Premiere Pro, Final Cut Pro 7 and DaVinci Resolve.")),
        "edl": (tr("EDL (CMX 3600)"), tr("For almost every editing program.")),
        "llc": (tr("LosslessCut project"), tr("For LosslessCut.")),
        "csv": (tr("Table (CSV)"), tr("One row per segment, for spreadsheets.")),
        "json": (tr("Table (JSON)"), tr("One entry per segment, with exact times.")),
        "srt": (tr("Captions (SRT)"), tr("The person's name, shown while the person is there.")),
        "vtt": (tr("Captions (WebVTT)"), tr("The person's name, shown while the person is there.")),
        "chapters": (tr("Chapters (FFmpeg)"), tr("For FFmpeg and players that read its metadata.")),
        "mkv-chapters": (tr("Chapters (Matroska)"), tr("For mkvmerge.")),
    }


class ExportForm(QWidget):
    """Makes an `ExportRequest` of what is filled in."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._chosen_by_hand = False
        self.format = QComboBox()
        for one in FORMATS:
            self.format.addItem(format_texts()[one.id][0], one)
        self.format.currentIndexChanged.connect(self._format_changed)
        self._about = muted("")
        self.target = QLineEdit()
        self.target.setMinimumWidth(360)
        self.target.textEdited.connect(self._edited)
        browse = QPushButton(self.tr("Choose…"))
        browse.clicked.connect(self._browse)
        place = QHBoxLayout()
        place.addWidget(self.target, 1)
        place.addWidget(browse)
        self.crf = QSpinBox()
        self.crf.setRange(0, 40)
        self.crf.setValue(USUAL_CRF)
        self.crf.setToolTip(self.tr("Constant quality: 18 looks like the source, smaller is better and larger."))
        self.fade = QDoubleSpinBox()
        self.fade.setRange(0, 5)
        self.fade.setSingleStep(0.1)
        self.fade.setSuffix(" s")
        self.per_segment = QCheckBox(self.tr("One file per segment"))
        self._summary = QLabel()
        self._form = QFormLayout()
        self._form.addRow(self.tr("Format"), self.format)
        self._form.addRow("", self._about)
        self._form.addRow(self.tr("File"), place)
        self._form.addRow(self.tr("Quality (CRF)"), self.crf)
        self._form.addRow(self.tr("Crossfade"), self.fade)
        self._form.addRow("", self.per_segment)
        self._form.addRow(self.tr("Result"), self._summary)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._form)
        self._format_changed()

    @property
    def chosen(self) -> ExportFormat:
        one: ExportFormat = self.format.currentData()
        return one

    def choose(self, format_id: str) -> None:
        self.format.setCurrentIndex([one.id for one in FORMATS].index(format_id))

    def refresh(self) -> None:
        """The cut changed, or another film is open."""
        if not self._chosen_by_hand:
            self.target.setText(str(self._proposal() or ""))
        cut = self._session.cut
        if cut.segments:
            text = self.tr("{0} segments, {1}").format(len(cut.segments), length_text(cut.duration))
        else:
            text = self.tr("Nothing yet: choose a person in the cast.")
        self._summary.setText(text)

    def start_anew(self) -> None:
        """Propose a file again."""
        self._chosen_by_hand = False
        self.refresh()

    def request(self) -> ExportRequest:
        """Raises UserError where something is missing."""
        scene, cut = self._session.scene, self._session.cut
        if scene is None or not cut.segments:
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
            crf=self.crf.value() if encodes else None,
            crossfade=Fraction(round(self.fade.value() * 10), 10) if encodes else Fraction(0),
            per_segment=self.per_segment.isChecked() and self.chosen.group == "video",
        )

    def _who(self) -> str:
        return ", ".join(lane.name for lane in self._session.cut.lanes)

    def _proposal(self) -> Path | None:
        """Beside the film, called after it and the persons, with a name that is still free."""
        scene = self._session.scene
        if scene is None:
            return None
        film = scene.media.path
        who = "".join(char if char.isalnum() or char in " -_,." else "_" for char in self._who()) or "cut"
        suffix = self.chosen.suffix or film.suffix
        target, number = film.with_name(f"{film.stem} - {who}{suffix}"), 2
        while target.exists():
            target = film.with_name(f"{film.stem} - {who} ({number}){suffix}")
            number += 1
        return target

    def _format_changed(self) -> None:
        is_video, encodes = self.chosen.group == "video", self.chosen.id == "encode"
        self._about.setText(format_texts()[self.chosen.id][1])
        self._form.setRowVisible(self.crf, encodes)
        self._form.setRowVisible(self.fade, encodes)
        self._form.setRowVisible(self.per_segment, is_video)
        self.start_anew()
        self.changed.emit()

    def _edited(self) -> None:
        self._chosen_by_hand = True

    def _browse(self) -> None:
        # What is there is replaced only if the user said so, and this dialog asks.
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Export to"), self.target.text())
        if name:
            self._chosen_by_hand = True
            self.target.setText(name)
