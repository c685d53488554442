"""Which evidence counts for the cut, and how much: check boxes, and a fold-out with weights."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QToolButton, QVBoxLayout, QWidget

from app.session import Scene
from app.widgets import ValueSlider
from engine.edit.rules import SIGHT, changed
from engine.settings import Rules

FULL_STEPS = 20
MODALITIES = ("face", "body", "voice", "caption")
SENSE_OF = {"voice": "voice", "caption": "caption"}


class KeepWhen(QWidget):
    """`asked`: other rules that the user wants; `weighed`: the same with the number of a gesture, as sliders have it.

    What the film has no evidence of is grey. The last modality that could keep anything cannot be taken away.
    """

    asked = Signal(object)
    weighed = Signal(object, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rules, self._there = Rules(), frozenset[str]()
        self.boxes = self._made_boxes()
        self.together = QCheckBox(self.tr("Only where seen and heard at once"))
        self.together.clicked.connect(self._together_clicked)
        self._folded = QWidget()
        self.balance = QToolButton()
        self.balance.setText(self.tr("Balance"))
        self.balance.setToolTip(self.tr("How much each kind of evidence counts"))
        self.balance.setArrowType(Qt.ArrowType.RightArrow)
        self.balance.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.balance.setAutoRaise(True)
        self.balance.clicked.connect(lambda: self._fold(self._folded.isHidden()))
        self.weights = self._made_weights()
        self._lay_out()
        self._fold(False)

    def show_rules(self, rules: Rules, scene: Scene | None) -> None:
        """`scene`: None without a film."""
        self._rules = rules
        self._there = scene.modalities if scene is not None else frozenset()
        weights = dict(rules.weights)
        for name, box in self.boxes.items():
            box.setChecked(name in rules.modalities)
            box.setEnabled(name in self._there)
            box.setToolTip(self._tip(name, scene))
            self.weights[name].show_value(weights.get(name, 1.0))
            self.weights[name].setEnabled(name in self._there)
        can = bool(self._there & SIGHT) and "voice" in self._there
        self.together.setChecked(rules.together)
        self.together.setEnabled(can or rules.together)
        missing = self.tr("It takes pictures and voices of persons, and this film has not both.")
        plain = self.tr("Keep only where the person shows and speaks at the same time")
        self.together.setToolTip(plain if self.together.isEnabled() else missing)

    def _made_boxes(self) -> dict[str, QCheckBox]:
        texts = (self.tr("Face"), self.tr("Body"), self.tr("Voice"), self.tr("Caption"))
        boxes = {name: QCheckBox(text) for name, text in zip(MODALITIES, texts, strict=True)}
        for name, box in boxes.items():
            box.clicked.connect(lambda on, name=name: self._clicked(name, on))
        return boxes

    def _made_weights(self) -> dict[str, ValueSlider]:
        rows = (
            (self.tr("Face counts"), self.tr("At less than 100 % a face alone is less sure.")),
            (self.tr("Body counts"), self.tr("At less than 100 % a body whose face is hidden is less sure.")),
            (self.tr("Voice counts"), self.tr("At less than 100 % a voice alone is less sure.")),
            (self.tr("Caption counts"), self.tr("At less than 100 % a name in a caption is less sure.")),
        )
        sliders = {
            name: ValueSlider(text, 1 / FULL_STEPS, FULL_STEPS, "%", tip)
            for name, (text, tip) in zip(MODALITIES, rows, strict=True)
        }
        for name, slider in sliders.items():
            slider.moved.connect(lambda value, gesture, name=name: self._weighed(name, value, gesture))
        return sliders

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        for place, box in enumerate(self.boxes.values()):
            grid.addWidget(box, place // 2, place % 2)
        inside = QVBoxLayout(self._folded)
        inside.setContentsMargins(12, 0, 0, 0)
        for slider in self.weights.values():
            inside.addWidget(slider)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(grid)
        layout.addWidget(self.together)
        layout.addWidget(self.balance)
        layout.addWidget(self._folded)

    def _fold(self, on: bool) -> None:
        self.balance.setArrowType(Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow)
        self._folded.setVisible(on)

    def _tip(self, name: str, scene: Scene | None) -> str:
        if scene is None:
            return ""
        if name in scene.modalities:
            return {
                "face": self.tr("Keep where the face shows"),
                "body": self.tr("Keep where the person is seen, the face hidden or turned away"),
                "voice": self.tr("Keep where the voice is heard, whatever the picture shows"),
                "caption": self.tr("Keep where a caption shows the person's name"),
            }[name]
        if SENSE_OF.get(name, name) in scene.senses or (name in SIGHT and scene.complete):
            return {
                "face": self.tr("No face was found in this film."),
                "body": self.tr("No body was found in this film."),
                "voice": self.tr("No voice in this film could be given to a person."),
                "caption": self.tr("No caption of this film shows a person's name."),
            }[name]
        return self.tr("It is not known yet: this part of the analysis is still to come.")

    def _clicked(self, name: str, on: bool) -> None:
        modalities = self._rules.modalities | {name} if on else self._rules.modalities - {name}
        if not modalities & self._there:
            # Nothing could be kept any more.
            self.boxes[name].setChecked(True)
            return
        still = self._rules.together and bool(modalities & SIGHT) and "voice" in modalities
        self.asked.emit(replace(self._rules, modalities=modalities, together=still))

    def _together_clicked(self, on: bool) -> None:
        """It takes both senses, so they come with it."""
        modalities = self._rules.modalities
        if on:
            modalities |= {"voice"} | (frozenset() if modalities & SIGHT else SIGHT & self._there)
        self.asked.emit(replace(self._rules, modalities=modalities, together=on))

    def _weighed(self, name: str, value: float, gesture: int) -> None:
        weights = {**dict(self._rules.weights), name: round(value, 2)}
        # Gestures of different sliders must not be taken for one.
        number = gesture * len(self.weights) + list(self.weights).index(name)
        self.weighed.emit(changed(self._rules, weights=weights), number)
