"""The buttons under the picture."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from app.widgets import GlyphButton
from app.widgets.glyphs import Glyph

RATES = (0.25, 0.5, 1.0, 1.5, 2.0, 4.0)


class TransportBar(QWidget):
    """Play, steps, speed, Only Look, names on the picture, volume, and the time."""

    toggled = Signal()
    stepped = Signal(int)
    jumped = Signal(int)
    """To the previous (-1) or next (1) edge of a kept segment."""
    rate_chosen = Signal(float)
    volume_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(5)
        self._add(layout, "previous", self.tr("Previous edit (Up)"), lambda: self.jumped.emit(-1))
        self._add(layout, "back", self.tr("One frame back (Left)"), lambda: self.stepped.emit(-1))
        self.play = self._add(layout, "play", self.tr("Play or pause (Space)"), self.toggled.emit)
        self._add(layout, "on", self.tr("One frame on (Right)"), lambda: self.stepped.emit(1))
        self._add(layout, "next", self.tr("Next edit (Down)"), lambda: self.jumped.emit(1))
        self.clock = QLabel("0:00.00")
        self.clock.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.clock.setAccessibleName(self.tr("Time and frame"))
        layout.addSpacing(6)
        layout.addWidget(self.clock)
        layout.addStretch(1)
        self.only_look = self._switch(layout, self.tr("Only Look"), self.tr("Play only what is kept (O)"))
        self.names = self._switch(layout, self.tr("Names"), self.tr("Boxes and names on the picture (B)"))
        self.names.setChecked(True)
        self.rate = QComboBox()
        for rate in RATES:
            self.rate.addItem(f"{rate:g}×", rate)
        self.rate.setCurrentIndex(RATES.index(1.0))
        self.rate.setToolTip(self.tr("Speed"))
        self.rate.currentIndexChanged.connect(lambda _: self.rate_chosen.emit(self.rate.currentData()))
        layout.addWidget(self.rate)
        self._add_volume(layout)

    def show_playing(self, playing: bool) -> None:
        self.play.show_glyph("pause" if playing else "play")

    def _add(self, layout: QHBoxLayout, glyph: Glyph, tip: str, then: Callable[[], object]) -> GlyphButton:
        button = GlyphButton(glyph, tip)
        button.clicked.connect(lambda _: then())
        layout.addWidget(button)
        return button

    def _switch(self, layout: QHBoxLayout, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout.addWidget(button)
        return button

    def _add_volume(self, layout: QHBoxLayout) -> None:
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, 100)
        self.volume.setValue(80)
        self.volume.setFixedWidth(80)
        self.volume.setToolTip(self.tr("Volume"))
        self.volume.setAccessibleName(self.tr("Volume"))
        self.volume.valueChanged.connect(lambda value: self.volume_chosen.emit(value / 100))
        layout.addWidget(self.volume)
