"""How the analysis goes, in the tool bar, with pause and cancel."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from app.session import Change, Session
from app.session.analysis import Status
from app.widgets import clock_text

SCALE = 1000


class AnalysisBar(QWidget):
    """Stage, speed as a multiple of real time, time left. It hides when there is nothing to say."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.text = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(140)
        self.pause = QPushButton()
        self.pause.clicked.connect(self._pause)
        self.cancel = QPushButton(self.tr("Stop"))
        self.cancel.setToolTip(self.tr("Stop the analysis; what was found stays, and it can go on later."))
        self.cancel.clicked.connect(session.cancel_analysis)
        self.go_on = QPushButton(self.tr("Go on"))
        self.go_on.clicked.connect(session.start_analysis)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.text, self._bar, self.pause, self.cancel, self.go_on):
            layout.addWidget(widget)
        session.changed.connect(self._follow)
        self._follow(Change.ANALYSIS)

    def _follow(self, change: Change) -> None:
        if not change & (Change.ANALYSIS | Change.FILM):
            return
        status = self._session.status
        self.text.setText(self.words(status))
        self._bar.setVisible(status.is_active)
        self._bar.setRange(0, SCALE if status.progress.total else 0)
        self._bar.setValue(round(status.progress.fraction * SCALE))
        self.pause.setVisible(status.state in ("running", "paused"))
        self.pause.setText(self.tr("Resume") if status.state == "paused" else self.tr("Pause"))
        self.cancel.setVisible(status.is_active)
        self.go_on.setVisible(status.state in ("stopped", "failed"))

    def words(self, status: Status) -> str:
        """One line for a state of the analysis."""
        if status.state == "preparing":
            return self.tr("Preparing the networks…")
        if status.state == "running":
            parts = [self._stage(status.progress.stage).format(f"{status.progress.fraction:.0%}")]
            # Only seconds of film compare with the clock.
            if status.rate and status.progress.unit == "s":
                parts.append(self.tr("{0}× real time").format(f"{status.rate:.1f}"))
            if status.left_s is not None:
                parts.append(self.tr("{0} left").format(clock_text(status.left_s)))
            return " · ".join(parts)
        text = {
            "paused": self.tr("Analysis paused at {0}"),
            "stopped": self.tr("Analysis stopped at {0}"),
            "failed": self.tr("Analysis failed at {0}"),
        }.get(status.state, "")
        return text.format(f"{status.progress.fraction:.0%}")

    def _stage(self, stage: str) -> str:
        """What the engine does, as it calls it, in words."""
        words = {
            "faces": self.tr("Looking for faces {0}"),
            "people": self.tr("Looking for people {0}"),
            "voices": self.tr("Listening for voices {0}"),
            "speaking faces": self.tr("Seeing who speaks {0}"),
            "captions": self.tr("Reading captions {0}"),
        }
        return words.get(stage, self.tr("Analysing {0}"))

    def _pause(self) -> None:
        if self._session.status.state == "paused":
            self._session.resume_analysis()
        else:
            self._session.pause_analysis()
