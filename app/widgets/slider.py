"""A slider with its name and its value, for rules that are tried out by dragging."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QWidget


class ValueSlider(QWidget):
    """Whole steps from 0 to `steps`, each worth `step`. `moved(value, gesture)` comes from the user's hand only."""

    moved = Signal(float, int)

    def __init__(self, text: str, step: float, steps: int, unit: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step, self._unit, self._gesture, self._own = step, unit, 0, False
        name = QLabel(text)
        self._value = QLabel()
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, steps)
        self.slider.setPageStep(max(1, steps // 10))
        self.slider.setAccessibleName(text)
        self.setToolTip(tip)
        name.setBuddy(self.slider)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.addWidget(name, 0, 0)
        grid.addWidget(self._value, 0, 1)
        grid.addWidget(self.slider, 1, 0, 1, 2)
        self.slider.sliderPressed.connect(self._next_gesture)
        self.slider.valueChanged.connect(self._changed)
        self._show()

    @property
    def value(self) -> float:
        return self.slider.value() * self._step

    def show_value(self, value: float) -> None:
        """Show what is, without telling anybody."""
        self._own = True
        self.slider.setValue(round(value / self._step))
        self._own = False
        self._show()

    def _next_gesture(self) -> None:
        self._gesture += 1

    def _changed(self) -> None:
        self._show()
        if self._own:
            return
        if not self.slider.isSliderDown():
            # Each key press or turn of the wheel is a step of its own.
            self._next_gesture()
        self.moved.emit(self.value, self._gesture)

    def _show(self) -> None:
        text = f"{self.value:.0%}" if self._unit == "%" else f"{self.value:.1f} {self._unit}"
        self._value.setText(text)
