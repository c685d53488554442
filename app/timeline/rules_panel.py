"""The rules of the cut as sliders, and what they keep, live."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFormLayout, QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.session import Change, Lane, Session
from app.timeline.keep_when import KeepWhen
from app.widgets import ValueSlider, clock_text, heading, length_text, muted
from engine.edit.rules import SIGHT
from engine.settings import Rules

TENTH = Fraction(1, 10)


class RulesPanel(QWidget):
    """Who is chosen, how much of the film that keeps, and by which rules."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._boxes = 0
        self.sliders = self._sliders()
        self.keep_when = KeepWhen()
        self.keep_when.asked.connect(self._change)
        self.keep_when.weighed.connect(session.change_rules)
        self.snap = QCheckBox(self.tr("Snap to shots"))
        self.snap.setToolTip(self.tr("Edges near a cut of the film move to it; padding stops there."))
        self.snap.clicked.connect(self._snapped)
        self._reset = QPushButton(self.tr("Usual rules"))
        self._reset.setToolTip(self.tr("Take back all rules at once (can be undone)"))
        self._reset.clicked.connect(lambda: self._change(Rules()))
        self._who, self._note = heading(""), muted("")
        # Many names make the heading higher, not the sliders wider than the dock.
        self._who.setWordWrap(True)
        self._presence = muted("")
        self._figures = {name: QLabel() for name in ("segments", "kept", "share")}
        self._lay_out()
        session.changed.connect(self._follow)
        self._follow(Change.FILM | Change.CUT | Change.RULES)

    def _sliders(self) -> dict[str, ValueSlider]:
        rows = (
            ("min_confidence", self.tr("Sure at least"), 0.05, 20, "%",
             self.tr("How probable it must be that the person is there.")),
            ("min_length", self.tr("Shortest segment"), 0.1, 100, "s",
             self.tr("What is shorter is left out.")),
            ("merge_gap", self.tr("Join gaps up to"), 0.1, 100, "s",
             self.tr("Two appearances with a shorter pause become one segment.")),
            ("pad_before", self.tr("Add before"), 0.1, 50, "s", self.tr("Time kept before each segment.")),
            ("pad_after", self.tr("Add after"), 0.1, 50, "s", self.tr("Time kept after each segment.")),
        )  # fmt: skip
        made = {name: ValueSlider(text, step, steps, unit, tip) for name, text, step, steps, unit, tip in rows}
        for name, slider in made.items():
            slider.moved.connect(lambda value, gesture, name=name: self._moved(name, value, gesture))
        return made

    def _lay_out(self) -> None:
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(9)
        layout.addWidget(self._who)
        layout.addWidget(self._note)
        layout.addWidget(self._presence)
        figures = QFormLayout()
        figures.setHorizontalSpacing(16)
        for name, text in (
            ("segments", self.tr("Segments")),
            ("kept", self.tr("Length of the cut")),
            ("share", self.tr("Of the film")),
        ):
            self._figures[name].setAlignment(Qt.AlignmentFlag.AlignRight)
            figures.addRow(muted(text), self._figures[name])
        layout.addLayout(figures)
        layout.addWidget(_line())
        layout.addWidget(heading(self.tr("Keep when")))
        layout.addWidget(self.keep_when)
        for slider in self.sliders.values():
            layout.addWidget(slider)
        layout.addWidget(self.snap)
        layout.addWidget(self._reset)
        layout.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        scroll.setAccessibleName(self.tr("Rules"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _follow(self, change: Change) -> None:
        if change & (Change.FILM | Change.RULES | Change.SCENE):
            self._show_rules(self._session.rules)
        if change & (Change.FILM | Change.CUT | Change.CHOICE | Change.RULES):
            self._show_cut()

    def _show_rules(self, rules: Rules) -> None:
        for name, slider in self.sliders.items():
            slider.show_value(float(getattr(rules, name)))
            slider.setEnabled(self._session.is_open)
        self.keep_when.show_rules(rules, self._session.scene)
        self.snap.setChecked(rules.snap_to_shots)
        self.snap.setEnabled(self._session.is_open)
        self._reset.setEnabled(self._session.is_open and rules != Rules())

    def _show_cut(self) -> None:
        cut, scene = self._session.cut, self._session.scene
        names = [lane.shown for lane in cut.lanes]
        self._who.setText(", ".join(names) or self.tr("Nobody chosen"))
        self._note.setText("" if names else self.tr("Click a face in the cast. Ctrl+click adds another one."))
        self._note.setVisible(not names)
        self._presence.setText("\n".join(self._seen_and_heard(lane, len(names) > 1) for lane in cut.lanes))
        self._presence.setVisible(bool(names))
        film_s = scene.whole.duration if scene else Fraction(0)
        self._figures["segments"].setText(str(len(cut.segments)) if names else "–")
        self._figures["kept"].setText(length_text(cut.duration) if names else "–")
        self._figures["share"].setText(f"{float(cut.duration / film_s):.0%}" if names and film_s else "–")

    def _seen_and_heard(self, lane: Lane, with_name: bool) -> str:
        """How long a person is seen and heard, as sure as the rules want it."""
        least = self._session.rules.min_confidence
        seen, heard = (lane.seconds(senses, least) for senses in (SIGHT, frozenset({"voice"})))
        parts = []
        if seen or not heard:
            parts.append(self.tr("seen {0}").format(clock_text(seen)))
        if heard:
            parts.append(self.tr("heard {0}").format(clock_text(heard)))
        figures = " · ".join(parts)
        return self.tr("{0}: {1}").format(lane.shown, figures) if with_name else figures

    def _moved(self, name: str, value: float, gesture: int) -> None:
        rule: Any = round(value, 2) if name == "min_confidence" else round(value * 10) * TENTH
        # Gestures of different sliders must not be taken for one.
        number = gesture * len(self.sliders) + list(self.sliders).index(name)
        self._session.change_rules(replace(self._session.rules, **{name: rule}), number)

    def _snapped(self, on: bool) -> None:
        self._change(replace(self._session.rules, snap_to_shots=on))

    def _change(self, rules: Rules) -> None:
        self._boxes -= 1
        self._session.change_rules(rules, self._boxes)


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Plain)
    line.setForegroundRole(line.foregroundRole().Mid)
    return line
