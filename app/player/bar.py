"""The buttons under the picture."""

from collections.abc import Callable

from PySide6.QtCore import QSettings, QSize, Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QSizePolicy, QSlider, QToolButton, QWidget

from app.player.clock_field import ClockField
from app.widgets import GlyphButton
from app.widgets.glyphs import Glyph
from app.widgets.tips import tip

RATES = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 4.0, 8.0)
LOUDNESS = 80
BUTTON_PX = 29
VOLUME_PX = 56
ARROW_PX = 16
KEPT_RADAR, KEPT_VOLUME, KEPT_MUTE = "player/radar-on-pause", "player/volume", "player/mute"


class TransportBar(QWidget):
    """Play, steps, the counter, radar, loop, Only Look, names on the picture, speed and volume."""

    toggled = Signal()
    stepped = Signal(int)
    jumped = Signal(int)
    """To the previous (-1) or next (1) edge of a kept segment."""
    who_asked = Signal()
    rate_chosen = Signal(float)
    volume_chosen = Signal(float, bool)
    """0..1, and whether it is muted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings: QSettings | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(4)
        self._add_steps(layout)
        layout.addSpacing(4)
        self.clock = ClockField()
        layout.addWidget(self.clock)
        self.number = _WholeOrNothing()
        self.number.setAccessibleName(self.tr("Frame number"))
        self.number.setProperty("role", "muted")
        layout.addWidget(self.number, 1)
        self._add_who(layout)
        self.loop = self._add(layout, "loop", self.tr("Play this segment again and again"), "play.loop", None)
        self.loop.setCheckable(True)
        self.only_look = self._switch(layout, self.tr("Only Look"), self.tr("Play only what is kept"), "play.only-look")
        self.names = self._switch(layout, self.tr("Names"), self.tr("Boxes and names on the picture"), "view.names")
        self.names.setChecked(True)
        self._add_rate(layout)
        self._add_volume(layout)

    def keep_in(self, settings: QSettings) -> None:
        """Put back what was set last, and keep what is set from now on."""
        self._settings = None
        self.radar_on_pause.setChecked(bool(settings.value(KEPT_RADAR, True, bool)))
        volume = settings.value(KEPT_VOLUME, LOUDNESS, int)
        self.volume.setValue(volume if isinstance(volume, int) else LOUDNESS)
        self.mute.setChecked(bool(settings.value(KEPT_MUTE, False, bool)))
        self._settings = settings

    def show_playing(self, playing: bool) -> None:
        self.play.show_glyph("pause" if playing else "play")

    def change_rate(self, steps: int) -> None:
        """Faster or slower by so many of the speeds."""
        self.rate.setCurrentIndex(min(max(self.rate.currentIndex() + steps, 0), self.rate.count() - 1))

    def double_rate(self) -> None:
        """The next whole speed: 1, 2, 4, 8."""
        self.rate.setCurrentIndex(next((i for i, rate in enumerate(RATES) if rate >= 2 * self.speed), len(RATES) - 1))

    def usual_rate(self) -> None:
        self.rate.setCurrentIndex(RATES.index(1.0))

    @property
    def speed(self) -> float:
        return RATES[self.rate.currentIndex()]

    def change_volume(self, steps: int) -> None:
        self.mute.setChecked(False)
        self.volume.setValue(self.volume.value() + 5 * steps)

    def tell_volume(self) -> None:
        self.mute.show_glyph("mute" if self.mute.isChecked() or not self.volume.value() else "loud")
        self.volume_chosen.emit(self.volume.value() / 100, self.mute.isChecked())
        self._keep(KEPT_VOLUME, self.volume.value())
        self._keep(KEPT_MUTE, self.mute.isChecked())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  Qt's name
        steps = event.angleDelta().y()
        if steps:
            self.change_volume(1 if steps > 0 else -1)
        event.accept()

    def _add_steps(self, layout: QHBoxLayout) -> None:
        self._add(layout, "previous", self.tr("Previous edit"), "play.edit-back", lambda: self.jumped.emit(-1))
        self._add(layout, "back", self.tr("One frame back"), "play.frame-back", lambda: self.stepped.emit(-1))
        self.play = self._add(layout, "play", self.tr("Play or pause"), "play.toggle", self.toggled.emit)
        self._add(layout, "on", self.tr("One frame on"), "play.frame-on", lambda: self.stepped.emit(1))
        self._add(layout, "next", self.tr("Next edit"), "play.edit-on", lambda: self.jumped.emit(1))

    def _add_who(self, layout: QHBoxLayout) -> None:
        self.who = _MenuButton()
        self.who.setText(self.tr("Who?"))
        tip(self.who, self.tr("Who is this? Names everyone in the picture"), "play.who")
        self.who.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.who.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.radar_on_pause = QAction(self.tr("Name everyone at each pause"), self)
        self.radar_on_pause.setCheckable(True)
        self.radar_on_pause.setChecked(True)
        self.radar_on_pause.toggled.connect(lambda on: self._keep(KEPT_RADAR, on))
        menu = QMenu(self.who)
        menu.addAction(self.radar_on_pause)
        self.who.setMenu(menu)
        self.who.clicked.connect(self.who_asked)
        layout.addWidget(self.who)

    def _add_rate(self, layout: QHBoxLayout) -> None:
        self.rate = QComboBox()
        for rate in RATES:
            self.rate.addItem(f"{rate:g}×", rate)
        self.rate.setCurrentIndex(RATES.index(1.0))
        self.rate.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.rate.setMinimumContentsLength(4)
        self.rate.setToolTip(self.tr("Speed"))
        self.rate.setAccessibleName(self.tr("Speed"))
        self.rate.currentIndexChanged.connect(lambda _: self.rate_chosen.emit(self.rate.currentData()))
        layout.addWidget(self.rate)

    def _add_volume(self, layout: QHBoxLayout) -> None:
        self.mute = self._add(layout, "loud", self.tr("Mute"), "play.mute", None)
        self.mute.setCheckable(True)
        self.mute.toggled.connect(lambda _: self.tell_volume())
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, 100)
        self.volume.setValue(LOUDNESS)
        self.volume.setMinimumWidth(32)
        self.volume.setMaximumWidth(VOLUME_PX)
        self.volume.setToolTip(self.tr("Volume"))
        self.volume.setAccessibleName(self.tr("Volume"))
        self.volume.valueChanged.connect(lambda _: self.tell_volume())
        layout.addWidget(self.volume)

    def _add(
        self, layout: QHBoxLayout, glyph: Glyph, text: str, action: str, then: Callable[[], object] | None
    ) -> GlyphButton:
        button = GlyphButton(glyph, text)
        button.setFixedWidth(BUTTON_PX)
        tip(button, text, action)
        if then is not None:
            button.clicked.connect(lambda _: then())
        layout.addWidget(button)
        return button

    def _switch(self, layout: QHBoxLayout, text: str, explained: str, action: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        tip(button, explained, action)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout.addWidget(button)
        return button

    def _keep(self, name: str, value: object) -> None:
        if self._settings is not None:
            self._settings.setValue(name, value)


class _WholeOrNothing(QLabel):
    """In a narrow window it is the first to give way, and is left out rather than cut off: half a number is another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  Qt's name
        return QSize(0, super().minimumSizeHint().height())

    def fits(self) -> bool:
        return self.width() >= self.fontMetrics().horizontalAdvance(self.text())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        if self.fits():
            super().paintEvent(event)


class _MenuButton(QToolButton):
    """Its arrow opens the menu, and the window goes on meanwhile: Qt itself would wait for an answer."""

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        if event.button() == Qt.MouseButton.LeftButton and event.position().x() > self.width() - ARROW_PX:
            self.menu().popup(self.mapToGlobal(self.rect().bottomLeft()))
            event.accept()
            return
        super().mousePressEvent(event)
