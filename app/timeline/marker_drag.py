"""Follow the mouse on the stripe of markers: a click goes to one, a drag moves it."""

from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QObject, Signal

from app.commands import Marker
from app.session import Change, Session
from app.timeline.geometry import View
from app.timeline.gestures import MOVED_PX, time_at

FLAG_PX = 10.0
"""How far a flag reaches to the right of its time."""
REACH_PX = 5.0


@dataclass(frozen=True, slots=True)
class MarkerDrag:
    """`time`: where the marker would be; None while the mouse has hardly moved."""

    marker: Marker
    x: float
    time: Fraction | None = None


class MarkerGestures(QObject):
    """Presses, moves and releases in pixels of the timeline."""

    changed = Signal()
    pressed = Signal(object)
    """A click on a marker, with its time."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.drag: MarkerDrag | None = None
        session.changed.connect(self._follow)

    def marker_at(self, view: View, x: float) -> Marker | None:
        """The one whose flag is under the mouse, the later of two."""
        under = [one for one in self._session.markers if -REACH_PX <= x - view.x(one.time) <= FLAG_PX]
        return under[-1] if under else None

    def press(self, view: View, x: float) -> bool:
        """Whether a marker is held now."""
        marker = self.marker_at(view, x)
        self.drag = None if marker is None else MarkerDrag(marker, x)
        return marker is not None

    def move(self, view: View, x: float) -> None:
        drag = self.drag
        if drag is not None and (drag.time is not None or abs(x - drag.x) >= MOVED_PX):
            at = view.x(drag.marker.time) + x - drag.x
            self.drag = MarkerDrag(drag.marker, drag.x, self._session.editing.on_frame(time_at(view, at)))
            self.changed.emit()

    def release(self) -> None:
        drag, self.drag = self.drag, None
        if drag is None:
            return
        if drag.time is None:
            self.pressed.emit(drag.marker.time)
        else:
            self._session.editing.move_marker(drag.marker, drag.time)
        self.changed.emit()

    def cancel(self) -> bool:
        was, self.drag = self.drag is not None, None
        self.changed.emit()
        return was

    def _follow(self, change: Change) -> None:
        if change & (Change.FILM | Change.MARKERS):
            self.drag = None
