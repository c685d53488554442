"""The timeline in its dock: names on the left, and a scroll bar where there are more stripes than room."""

from fractions import Fraction

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QHBoxLayout, QScrollBar, QWidget

from app.session import Session
from app.timeline import geometry as geo
from app.timeline.canvas import ZOOM_STEP, TimelineCanvas
from app.timeline.names import StripeNames

SCROLL_STEP_PX = 24
KEPT_SOURCE = "timeline/source-timecode"


class TimelinePanel(QWidget):
    """What other views need of the timeline."""

    sought = Signal(object)
    around_asked = Signal(object)
    """Around which time to play."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = TimelineCanvas(session)
        self.canvas.sought.connect(self.sought)
        self.deeds = self.canvas.deeds
        self.deeds.around_asked.connect(self.around_asked)
        self.snapping = QAction(self.tr("Snap"), self, checkable=True, checked=True)
        self.snapping.toggled.connect(self._snap)
        self.source_timecode = QAction(self, checkable=True, checked=True)
        self.source_timecode.toggled.connect(self._count_from_source)
        self.names = StripeNames(session, self.canvas)
        self.bar = QScrollBar(Qt.Orientation.Vertical)
        self.bar.setSingleStep(SCROLL_STEP_PX)
        self.bar.setAccessibleName(self.tr("Stripes of the timeline"))
        self.bar.valueChanged.connect(self.canvas.scroll_to)
        self.canvas.rows_changed.connect(self._fit_scroll_bar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 6)
        layout.setSpacing(4)
        layout.addWidget(self.names)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.bar)
        self._fit_scroll_bar()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  Qt's name
        """Over the names, and wherever the canvas has no use for it."""
        self.bar.event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Page keys scroll the stripes, for those who use no mouse."""
        steps: dict[int, QAbstractSlider.SliderAction] = {
            Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
            Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
        }
        action = steps.get(event.key())
        if action is None:
            super().keyPressEvent(event)
        else:
            self.bar.triggerAction(action)

    def show_time(self, time: Fraction) -> None:
        self.canvas.show_time(time)

    def zoom_in(self) -> None:
        self.canvas.zoom(ZOOM_STEP)

    def zoom_out(self) -> None:
        self.canvas.zoom(1 / ZOOM_STEP)

    def fit(self) -> None:
        self.canvas.fit()

    def keep_in(self, settings: QSettings) -> None:
        """Put back what was set last, and keep what is set from now on."""
        self.source_timecode.setChecked(bool(settings.value(KEPT_SOURCE, True, bool)))
        self.source_timecode.toggled.connect(lambda on: settings.setValue(KEPT_SOURCE, on))

    def _count_from_source(self, on: bool) -> None:
        self.canvas.source_timecode = on
        self.canvas.update()

    def _snap(self, on: bool) -> None:
        self.canvas.gestures.snapping = on

    def _fit_scroll_bar(self) -> None:
        beyond = geo.scroll_range(self.canvas.plan, self.canvas.height())
        self.bar.setRange(0, beyond)
        self.bar.setPageStep(max(1, self.canvas.height()))
        # Enough room: the bar goes and the place it took stays, so that the film is not scaled anew.
        policy = self.bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(policy)
        self.bar.setVisible(beyond > 0)
